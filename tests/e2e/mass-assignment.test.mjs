// @ts-check
/**
 * Nobody sets what is not theirs to say.
 *
 *  1. the API: a field that an operation does not document is refused by its name, at any depth of the body, and nothing is
 *     written;
 *  2. the desk: a form does what it is for, whatever else is sent with it, and nothing of that is kept;
 *  3. what a form does bear, and somebody may tamper with: versions, other people's ids, rights, roles, the proof.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ROOT, TEST_OPERATOR_KEY } from "../harness/config.mjs";
import { command, identity, practice as office, query, signedIn } from "../harness/objects.mjs";
import { ASKED, SENT, address, digits, openTeam, send } from "./lib/acts.mjs";
import { Api } from "./lib/api.mjs";
import { heading } from "./lib/patient.mjs";
import { formOf, Staff } from "./lib/staff.mjs";
import { changesNothing, dump, openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("./lib/acts.mjs").Team} */
let team;

before(async () => {
  world = await openWorld();
  team = await openTeam(world);
});
after(() => world?.close());

/** Nothing moves by itself while rows are compared: what waits for staff to think better of it goes first. */
const rest = () => settle(world.origin, team.objects, { to: Date.now() + 3 * 60_000 });

describe("the API", () => {
  const DOCUMENT = JSON.parse(readFileSync(join(ROOT, "schemas/openapi.json"), "utf8"));
  /** What somebody might hope to set. @type {Record<string, unknown>} */
  const HOPED = {
    id: "pat_0192f3a4b5c67d8e9f00112233445566", version: 7, practice: "prc_0192f3a4b5c67d8e9f00112233445566", role: "owner", roles: ["owner"], owner: true, rights: ["tokens:write"],
    proven: true, actor: "system", principal: { as: "operator" }, entered_at: "2000-01-01T00:00:00Z", merged_into: "pat_0192f3a4b5c67d8e9f00112233445566", member: "mbr_0192f3a4b5c67d8e9f00112233445566",
    unless_alike: false, test_now: "2000-01-01T00:00:00Z", request_id: "req_x", constructor: "x", "": "x", "given_name ": "Zoé",
  };

  /** What the document says of a place in a body. @param {any} schema @returns {any} */
  const resolved = (schema) => {
    if (schema?.$ref) return { ...resolved(DOCUMENT.components.schemas[schema.$ref.split("/").at(-1)]) };
    const other = (schema?.anyOf ?? schema?.oneOf)?.find((/** @type {any} */ one) => one.type !== "null");
    return other ? resolved(other) : schema;
  };

  /** Every object within a body: its path, itself, and what the document lets it hold. @param {any} value @param {any} schema @param {string[]} path @returns {{ path: string[], of: any, schema: any }[]} */
  function objects(value, schema, path = []) {
    const known = resolved(schema);
    if (Array.isArray(value)) return value.flatMap((one, place) => objects(one, known?.items, [...path, String(place)]));
    if (typeof value !== "object" || value === null) return [];
    return [{ path, of: value, schema: known }, ...Object.entries(value).flatMap(([name, one]) => objects(one, known?.properties?.[name], [...path, name]))];
  }

  /** The body with one more field somewhere. @param {any} body @param {string[]} path @param {string} name @param {unknown} value */
  function withField(body, path, name, value) {
    const copy = structuredClone(body);
    // Not by assignment: some names are no ordinary ones.
    Object.defineProperty(path.reduce((at, step) => at[step], copy), name, { value, enumerable: true });
    return copy;
  }

  for (const [path, methods] of Object.entries(DOCUMENT.paths)) {
    for (const [verb, operation] of Object.entries(methods)) {
      const schema = operation.requestBody?.content["application/json"].schema;
      if (!schema) continue;
      test(`${verb.toUpperCase()} ${path}`, async () => {
        const asked = /** @type {import("./lib/acts.mjs").Asked} */ (await ASKED[operation.operationId]?.(team));
        const api = operation.security[0].operator ? new Api(world.origin, TEST_OPERATOR_KEY) : team.machine;
        const ask = (/** @type {any} */ body) => api.ask(verb.toUpperCase(), address(team, path, asked), { body, version: asked.version });
        await rest();
        let tried = 0;
        await changesNothing(world, team.objects, async () => {
          for (const { path: at, schema: known } of objects(asked.body, schema)) {
            assert.equal(known?.additionalProperties, false, `the document closes ${[operation.operationId, ...at].join(".")}`);
            for (const [name, value] of Object.entries(HOPED)) {
              if (known.properties?.[name]) continue;
              const { status, body } = await ask(withField(asked.body, at, name, value));
              const what = `${[...at, name].join(".")}: ${JSON.stringify(body)}`;
              assert.deepEqual([status, body.type, body.fields?.[0].reason], [400, "/problems/bad-request", "unknown"], what);
              assert.ok([[...at, name].join("."), name].includes(body.fields[0].name), what);
              assert.ok(name === "" || !JSON.stringify(body).includes(`"${value}"`), "no value is repeated");
              tried += 1;
            }
          }
        }, operation.operationId);
        assert.ok(tried >= 10);
        // Without them it is done.
        const { status, body } = await ask(asked.body);
        assert.ok(status >= 200 && status < 300, `${status} ${JSON.stringify(body)}`);
      });
    }
  }
});

describe("the desk", () => {
  const MARK = "zzqintrusxx";
  /** Fields that no form has, or that no one may fill in so. */
  const hoped = () => ({
    id: MARK, practice: digits("prc_0192f3a4b5c67d8e9f00112233445566"), roles: "owner", owner: "yes", rights: "tokens:write", proven: "1", actor: MARK, entered_at: "2000-01-01T00:00:00Z", entered_by: MARK,
    merged_into: MARK, identity: MARK, founder: MARK, made_by: MARK, patient: MARK, intrus: MARK, "details.given_name": MARK, "settings[0][name]": MARK, __proto__: MARK, "": MARK,
  });
  /** Fields that some forms have: those that have them are not sent them here. @type {Record<string, string | string[]>} */
  const ELSEWHERE = { role: ["owner", "practitioner"], right: ["tokens:write", "members:write"], member: MARK, unless_alike: MARK, delegation: MARK, key: MARK, days: "366", guardian: "", birth_name: "", street: "", is_contact: "yes" };

  before(async () => {
    await team.owner.prove();
    await team.people.practitioner?.prove();
  });

  for (const route of Object.keys(SENT).filter((route) => route.startsWith("POST ") && !/deconnexion|sessions|verification|connexion/.test(route))) {
    test(route, async () => {
      const mayDo = /delegations|rendez-vous|\/agenda\/|\/attente\//.test(route) ? team.people.practitioner : team.owner;
      const leaving = route.endsWith("/quitter") ? await team.joined() : undefined;
      const who = /** @type {Staff} */ (leaving?.staff ?? mayDo);
      const sent = /** @type {import("./lib/acts.mjs").Sent} */ (await SENT[route]?.(team, who));
      const before = await roles();
      const form = { ...hoped(), ...ELSEWHERE, ...sent.form };
      const done = await send(team, who, route, { ...sent, form });
      assert.ok(done.status === 303 || done.status === 200 || done.status === 201, `${done.status} ${heading(done.text)}`);
      assert.ok(!done.location.includes(MARK) && !done.location.includes("verification"), done.location);
      await rest();
      for (const object of [...team.objects, identity(who.email)]) {
        const rows = JSON.stringify(await dump(world.origin, object));
        assert.ok(!rows.includes(MARK), `${object.class} keeps what no form asks for`);
        assert.ok(!rows.includes("2000-01-01") && !rows.includes("946684800000"), `${object.class} keeps a date of nobody's`);
      }
      // Nobody has become anything but by the acts that are for that.
      if (!/\/equipe\/(\{member\}|quitter)/.test(route)) assert.deepEqual(await roles(), before, "nobody is anything else than before");
      const [[keys]] = await query(world.origin, office(team.practice.id), "SELECT count(*) FROM api_token WHERE rights LIKE '%tokens:write%'");
      assert.equal(keys, 0, "no key makes keys");
    });
  }

  /** @returns {Promise<any[][]>} */
  const roles = () => query(world.origin, office(team.practice.id), "SELECT member_id, roles FROM member WHERE ended_at IS NULL ORDER BY member_id");

  /** Runs `work`, and holds that it changed no row but of the trail, which says who read what. @param {() => Promise<unknown>} work */
  async function keepsAll(work) {
    const look = async () => (await Promise.all(team.objects.map((object) => dump(world.origin, object)))).map((tables) => Object.entries(tables).filter(([table]) => !table.startsWith("audit")));
    const before = await look();
    await work();
    assert.deepEqual(await look(), before);
  }

  test("a version that is not the present one changes nothing", async () => {
    const { owner } = team;
    const practitioner = /** @type {Staff} */ (team.people.practitioner);
    for (const route of ["modifier", "reglages/{setting}", "lieux/{location}", "motifs/{service}", "categories/{category}", "lieux/{location}/retirer", "rendez-vous", "equipe/{member}", "equipe/{member}/retirer", "consentements/{consent}/retirer", "responsables/nouveau", "responsables/{key}/retirer", "fusion"]) {
      const whole = Object.keys(SENT).find((known) => known.startsWith("POST ") && (known.endsWith(route) || (route === "rendez-vous" && known.includes(route)))) ?? assert.fail(route);
      const sent = /** @type {import("./lib/acts.mjs").Sent} */ (await SENT[whole]?.(team, owner));
      await rest();
      for (const version of ["0", "-1", "999", "1e3", "9007199254740993", "99999999999999999999", "", "1 OR 1=1", "*", "null"]) {
        await keepsAll(async () => {
          const answer = await send(team, route === "rendez-vous" ? practitioner : owner, whole, { ...sent, form: { ...sent.form, version } });
          assert.ok([400, 412, 428].includes(answer.status), `${whole} at version ${version}: ${answer.status} ${heading(answer.text)} ${answer.location}`);
        });
      }
      // The first version counts, whatever comes after it.
      const right = String(sent.form?.version);
      await keepsAll(() => send(team, route === "rendez-vous" ? practitioner : owner, whole, { ...sent, form: { ...sent.form, version: ["999", right] } }));
    }
  });

  test("one leaves for oneself, and lets others do what is one's own", async () => {
    const { staff } = await team.joined();
    const { member: owner } = await team.member(team.owner);
    await staff.post(`${team.practice.path}/equipe/quitter`, { member: digits(owner), id: digits(owner) });
    assert.ok((await roles()).some(([member]) => member === owner));
    // A second practitioner lets nobody act for the first.
    const { staff: second } = await team.joined("practitioner");
    const { member: secretary } = await team.member(/** @type {Staff} */ (team.people.secretary));
    const of = async (/** @type {string} */ practitioner) => query(world.origin, office(team.practice.id), `SELECT * FROM delegation WHERE practitioner_id = '${practitioner}' ORDER BY 1, 2, 3`);
    const before = await of(team.practitioner);
    const shown = formOf(await second.open(`${team.practice.path}/equipe`), "/equipe/delegations");
    const given = shown.fields.filter(([name]) => name === "given").map(([, value]) => value);
    const done = await second.post(`${team.practice.path}/equipe/delegations`, { given, practitioner: digits(team.practitioner), practitioner_id: team.practitioner, delegation: [`${digits(secretary)}:attest`, `${digits(owner)}:billing`, "x:agenda", `${digits(secretary)}:everything`, MARK] });
    assert.equal(done.status, 303);
    assert.deepEqual(await of(team.practitioner), before);
  });

  test("a key has no right that keys may not have, nor one that nobody knows", async () => {
    const rights = async () => query(world.origin, office(team.practice.id), "SELECT rights FROM api_token ORDER BY api_token_id");
    const path = `${team.practice.path}/cles`;
    const form = { form_key: "a".repeat(32), label: "Essai", days: "30" };
    const before = await rights();
    for (const right of [["tokens:write"], ["patients:read", "tokens:write"], ["everything"], ["*"], ["owner"], []]) {
      const answer = await team.owner.post(path, { ...form, form_key: `${right.join("").replaceAll(/\W/g, "")}${"b".repeat(20)}`, right });
      assert.ok(answer.status >= 400 && answer.status < 500, `${right}: ${answer.status} ${heading(answer.text)}`);
    }
    for (const days of ["0", "367", "-1", "99999999999", "1.5"]) assert.equal((await team.owner.post(path, { ...form, right: ["patients:read"], days })).status, 422, days);
    assert.deepEqual(await rights(), before);
    // Nobody else makes one, whatever they say of themselves.
    const secretary = /** @type {Staff} */ (team.people.secretary);
    assert.equal((await secretary.post(path, { ...form, right: ["patients:read"], role: "owner", rights: "tokens:write", proven: "1" })).status, 403);
    assert.deepEqual(await rights(), before);
  });

  test("saying that one has proven it is not proof", async () => {
    const owner = new Staff(world, { email: team.owner.email });
    await owner.signIn();
    const { patient } = await team.patient();
    const answer = await owner.post(`${team.practice.path}/patients/${digits(patient)}/effacer?proven=1&prouve=1`, { proven: "1", code: "000000", actor: "system" }, { "x-guichet-proven": "1", "x-guichet-principal": '{"as":"operator"}' });
    assert.match(answer.location, /\/verification\?suite=/);
    await team.machine.get(team.at(`/patients/${patient}`));
  });

  test("a role that nobody knows is none, and the owner's own cannot be taken unseen", async () => {
    const { member, staff } = await team.joined();
    const path = `${team.practice.path}/equipe/${digits(member)}`;
    for (const role of [["admin"], ["OWNER"], ["owner,secretary"], []]) {
      const answer = await team.owner.post(path, { role, version: "1" });
      assert.ok(answer.status >= 400 && answer.status < 500, `${role}: ${answer.status} ${answer.location}`);
    }
    // One does not promote oneself.
    assert.equal((await staff.post(path, { role: ["owner"], version: "1" })).status, 403);
    const authority = await command(world.origin, office(team.practice.id), "read-authority", signedIn(staff.email), {});
    assert.ok(!authority.rights.includes("members:write"));
  });
});
