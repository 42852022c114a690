// @ts-check
/**
 * Ids that somebody has no business with. Two practices with one of everything: the one's owner, and its key with every right,
 * try the other's ids at every address of the desk and of the API that has one.
 *
 *  1. the other practice's address, with its ids or with one's own: there is no such place;
 *  2. one's own address, with the other's ids, one by one: as an id that nobody has;
 *  3. ids that are none, and those of patients who were erased or became another's;
 *  4. the other's ids in forms and bodies.
 *
 * Nothing of the other practice is in any answer, and nothing there changes.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { practice as office, query } from "../harness/objects.mjs";
import { Api } from "./lib/api.mjs";
import { NIR, addressOf, digits, formsOf, frozen, openHouse } from "./lib/house.mjs";
import { plain } from "./lib/patient.mjs";
import { dateIn, id } from "./lib/practice.mjs";
import { apiRoutes, deskRoutes, fill, segmentsOf } from "./lib/routes.mjs";
import { Staff } from "./lib/staff.mjs";
import { changesNothing, dump, openWorld, settle } from "./lib/world.mjs";

/** @typedef {import("./lib/house.mjs").House} House */

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {House} */
let mine;
/** @type {House} */
let theirs;
/** My owner, at one instant. @type {Staff} */
let me;
before(async () => {
  world = await openWorld();
  mine = await openHouse(world, "Zibeline");
  theirs = await openHouse(world, "Quokka");
  me = await frozen(mine.owner);
  const now = /** @type {string} */ (me.now);
  mine.api.now = now;
  await mine.api.get("/me");
});
after(() => world?.close());

/** Words of the other practice's that no answer may hold. */
const secrets = () => [/quokka/i, new RegExp(theirs.who.nom), new RegExp(theirs.who.email)];
/** What an answer says, but for what differs by nature. @param {string} text @param {string[]} ids those that were asked for */
const bare = (text, ids) => ids.reduce((rest, one) => rest.replaceAll(one, "ID").replaceAll(digits(one), "ID"), plain(text)).replaceAll(/req_[\w-]{22}|form_key"[^>]*/g, "");
const PREFIX = { practitioner: "prn", location: "loc", service: "srv", category: "cat", patient: "pat", appointment: "apt", availability: "avl", closing: "cls", freed: "frd", offer: "ofr", member: "mbr", invitation: "inv", consent: "cns", practice: "prc" };
/** An id of the kind of a segment, that nobody has. @param {string} name */
const nobodys = (name) => (NOBODYS[name] ??= id(/** @type {any} */ (PREFIX)[name] ?? "tok"));
/** @type {Record<string, string>} */
const NOBODYS = {};
/** The segments that name something of a practice's. A guardian's key is a number within a record, of which each has a 1. @param {string} path */
const things = (path) => segmentsOf(path).filter((name) => !["country", "practice", "setting", "kind", "date"].includes(name) && !(name === "key" && /\/(?:responsables|guardians)\//.test(path)));
/** The id in a house for a segment. @param {House} house @param {string} name */
const idOf = (house, name) => /** @type {string} */ (/** @type {any} */ (house.ids)[name === "key" ? "token" : name]);

/** Runs `work`; nothing changes there, nor here but for the trail. @template T @param {() => Promise<T>} work @param {string} why */
const untouched = (work, why) => changesNothing(world, theirs.rooms, () => changesNothing(world, mine.rooms, work, why, ["audit", "api_token"]), why);

/** Nothing of the other practice's. @param {string} text @param {string} why */
function keepsQuiet(text, why) {
  for (const secret of secrets()) assert.doesNotMatch(text, secret, why);
}

describe("the desk", () => {
  const routes = deskRoutes().filter(({ path }) => path.includes("{practice}"));

  /** What each form is sent with. Filling some of them makes what they are about, so it is done before anything is held still. @type {Record<string, import("./lib/staff.mjs").Values>} */
  const filled = {};
  before(async () => {
    for (const [path, fill] of Object.entries(formsOf(mine))) filled[path] = (await fill()).values;
  });

  /** Asks an address as its form or page would be asked for. @param {{ method: string, path: string }} route @param {Record<string, string>} segments */
  function ask({ method, path }, segments) {
    const address = addressOf(mine, path, segments);
    if (method === "GET") return me.get(address + (path.endsWith("/fusion") ? `?autre=${digits(mine.others.double)}` : ""));
    const values = filled[path] ?? {};
    return me.post(address, "form_key" in values ? { ...values, form_key: id("key").slice(4) } : values);
  }

  test("1. another practice's address is no place, whatever stands behind it", async () => {
    for (const route of routes) {
      const why = `${route.method} ${route.path}`;
      const theirIds = Object.fromEntries(things(route.path).map((name) => [name, digits(idOf(theirs, name))]));
      await untouched(async () => {
        const answers = [];
        for (const segments of [{ ...theirIds, practice: digits(theirs.where.id) }, { practice: digits(theirs.where.id) }, { practice: digits(id("prc")) }]) answers.push(await ask(route, segments));
        for (const answer of answers) {
          assert.equal(answer.status, 404, why);
          keepsQuiet(answer.text, why);
        }
        const texts = answers.map(({ text }) => bare(text, [theirs.where.id]));
        assert.deepEqual(texts[0], texts[2], `${why}: one that is there reads as one that is not`);
        assert.deepEqual(texts[1], texts[2], why);
      }, why);
    }
  });

  test("1. nor is it one under another country's desk", async () => {
    for (const { method, path } of routes) {
      for (const country of ["be", "ca", "de"]) {
        const address = addressOf(mine, path, { country });
        const answer = await (method === "GET" ? me.get(address) : me.post(address, {}));
        assert.ok(answer.status === 404 || answer.location.startsWith(`/${country}/pro/connexion`), `${method} ${address}: ${answer.status}`);
        keepsQuiet(answer.text, path);
        assert.doesNotMatch(answer.text, /Malade|Tutelle/);
      }
    }
  });

  test("2. and 3. an id that is not mine reads as one that nobody has, and as none", async () => {
    for (const route of routes) {
      for (const name of things(route.path)) {
        const why = `${route.method} ${route.path} with another's ${name}`;
        if (makes(route)) continue;
        const their = idOf(theirs, name);
        const nobody = nobodys(name);
        await untouched(async () => {
          const [seen, none] = [await ask(route, { [name]: digits(their) }), await ask(route, { [name]: digits(nobody) })];
          keepsQuiet(seen.text.replaceAll(their, ""), why);
          assert.deepEqual([seen.status, bare(seen.location, [their])], [none.status, bare(none.location, [nobody])], why);
          if (seen.status !== 303) assert.equal(bare(seen.text, [their]), bare(none.text, [nobody]), why);
          assert.equal(seen.status, name === AGAIN ? 303 : 404, why);
          for (const bad of ["0", "x", digits(their).slice(1), `${digits(their)}0`, digits(their).toUpperCase().replace(/^0/, "O"), their === digits(their) ? "y" : encodeURIComponent(their), "%00", "%ff", "..%2f..", "'%20OR%20''='", "*", "%25", "null", "undefined", "-1"]) {
            const answer = await ask(route, { [name]: bad });
            assert.equal(answer.status, 404, `${why}: ${bad}`);
            keepsQuiet(answer.text, why);
          }
        }, why);
      }
    }
  });

  test("3. a patient who was erased is gone, one who became another is that other", async () => {
    for (const route of routes.filter(({ path }) => path.includes("{patient}"))) {
      const why = `${route.method} ${route.path}`;
      await untouched(async () => {
        const erased = await ask(route, { patient: digits(mine.others.erased) });
        const tally = /\/(?:effacement|effacer)$/.test(route.path);
        assert.ok(tally ? [200, 303].includes(erased.status) : [404, 410].includes(erased.status), `${why}: ${erased.status}`);
        assert.doesNotMatch(erased.text, /Effacée/, why);
      }, why);
      // To erase them is to erase who they are; and that is once.
      if (route.method === "POST" && route.path.endsWith("/effacer")) continue;
      await changesNothing(world, theirs.rooms, async () => {
        const merged = await ask(route, { patient: digits(mine.others.merged) });
        const whole = merged.status === 200 && route.path.includes("/export.") && merged.text.includes(mine.others.double);
        assert.ok(whole || [303, 404, 409, 412].includes(merged.status), `${why}: ${merged.status}`);
        if (merged.status === 303) assert.match(merged.location, new RegExp(`${digits(mine.others.double)}|${digits(mine.others.merged)}`), why);
        if (route.method === "POST" && merged.status === 303) assert.equal((await me.get(addressOf(mine, "/{country}/pro/{practice}/patients/{patient}", { patient: digits(mine.others.merged) }))).location.split("?")[0], `${mine.where.path}/patients/${digits(mine.others.double)}`, why);
      }, why);
    }
  });

  test("4. another's ids in a form do no more than one that nobody has", async () => {
    const record = `${mine.where.path}/patients/${digits(mine.ids.patient)}`;
    const settings = { version: String(await mine.version()) };
    /** @type {[string, (one: (name: string) => string) => import("./lib/staff.mjs").Values][]} */
    const forms = [
      [`${record}/fusion`, (one) => ({ autre: one("patient"), keep: digits(mine.ids.patient) })],
      [`${record}/fusion`, (one) => ({ autre: one("patient"), keep: one("patient") })],
      [`${record}/distinct`, (one) => ({ autre: one("patient") })],
      [`${record}/responsables/nouveau`, (one) => ({ form_key: id("key").slice(4), contact: "no", relation: "parent", guardian: one("patient") })],
      [`${mine.where.path}/equipe/delegations`, (one) => ({ delegation: [`${digits(mine.ids.member)}:agenda`, `${one("member")}:agenda`] })],
      [`${mine.where.path}/reglages/motifs/${digits(mine.ids.service)}`, (one) => ({ ...settings, existe: "1", name: "x", minutes: "30", category: one("category") })],
    ];
    for (const [path, values] of forms) {
      await untouched(async () => {
        const [seen, none] = [await me.post(path, values((name) => digits(idOf(theirs, name)))), await me.post(path, values((name) => nobodys(name).slice(4)))];
        assert.deepEqual([seen.status, seen.location], [none.status, none.location], path);
        assert.ok(seen.status >= 400 || path.endsWith("/delegations"), `${path}: ${seen.status}`);
        keepsQuiet(seen.text, path);
      }, path);
    }
    for (const path of [`${record}/fusion?autre=${digits(theirs.ids.patient)}`, `${mine.where.path}/jour?praticien=${digits(theirs.ids.practitioner)}&date=${theirs.date}`]) {
      const answer = await me.get(path);
      assert.equal(answer.status, 404, path);
      keepsQuiet(answer.text, path);
    }
    for (const path of ["actor", "q", "act"].map((name) => `${mine.where.path}/journal?${name}=${theirs.ids.patient}`)) keepsQuiet((await me.open(path)).text.replaceAll(theirs.ids.patient, ""), path);
    for (const q of ["Quokka", "malade.quokka", "%", "_", "*", "\" OR 1=1 --", theirs.ids.patient]) {
      const found = await me.post(`${mine.where.path}/patients/recherche`, { q }, { "hx-request": "true" });
      assert.ok(!found.text.replaceAll(q, "").replaceAll(q.replace("\"", "&#34;"), "").match(/quokka/i), q);
    }
  });

  test("4. a practice is not founded over another's, nor is another's session ended", async () => {
    const founding = { given_name: "A", family_name: "B", name: "C", phone: "04 65 71 00 00", address_1: "1 rue D", city: "Lyon", zone: "Europe/Paris" };
    await untouched(async () => {
      const over = await me.post("/fr/pro/cabinets", { ...founding, form_key: digits(theirs.where.id) });
      assert.equal(over.status, 404);
      keepsQuiet(over.text, "founding");
      const ended = await me.post(`/fr/pro/sessions/${theirs.ids.session}/fermer`, {});
      const none = await me.post(`/fr/pro/sessions/ses_${"A".repeat(22)}/fermer`, {});
      assert.deepEqual([ended.status, ended.location], [none.status, none.location]);
    }, "founding");
    // Not under the other region's name of the same id either: it would be another practice.
    assert.deepEqual(await dump(world.origin, { ...office(theirs.where.id), name: `ca:${theirs.where.id}` }), {});
    const invitation = await me.open(`/fr/pro/invitation/${theirs.invitationLink}`);
    assert.doesNotMatch(invitation.text, /action="[^"]*invitation/, "an invitation is for whom it was sent to");
    await untouched(() => me.post(`/fr/pro/invitation/${theirs.invitationLink}`, {}), "another's invitation");
  });
});

/** What names a closing, when it is taken back: to say so again changes nothing and says the same, so one that nobody has reads as one that is open again. */
const AGAIN = "closing";

/** Whether a form enters what its address names, in the practice of the address: an id there is its sender's to choose. @param {{ method: string, path: string }} route */
const makes = ({ method, path }) => method === "POST" && /\/(?:reglages\/\w+\/\{\w+\}|creneaux\/\{freed\})$/.test(path);

describe("the API", () => {
  const routes = apiRoutes().filter(({ path, operation }) => path.includes("{practice}") && !["foundPractice", "rotateDataKey"].includes(operation));
  /** What makes what its address names, in the caller's own practice: an id there is the caller's to choose. */
  const MAKES = ["putLocation", "putService", "putCategory", "putAvailability", "closeTime", "offerSlot"];

  /** @param {typeof routes[number]} route @param {Record<string, string>} segments @param {any} [body] */
  async function ask(route, segments, body) {
    const own = { ...mine.ids, key: mine.ids.guardian, kind: "nir", date: mine.date, country: "fr" };
    const query = { readCalendar: `?from=${mine.date}`, findStarts: `?from=${mine.date}&service=${mine.ids.service}` }[route.operation] ?? "";
    const path = fill(route.path, { ...own, ...segments }) + query;
    return mine.api.ask(route.method, path, { body: body ?? bodyOf(route), ...(route.headers.includes("If-Match") && { version: await version(route) }) });
  }

  /** The version of what a route changes. @param {typeof routes[number]} route */
  async function version({ path, operation }) {
    if (path.includes("{patient}")) return (await mine.api.ask("GET", mine.record)).version;
    // What is made anew has none yet.
    if (operation === "putAvailability") return undefined;
    return ["{member}", "{appointment}", "{availability}"].some((name) => path.includes(name)) ? 1 : mine.version();
  }

  /** @param {typeof routes[number]} route */
  function bodyOf({ operation, example }) {
    if (operation === "putAvailability") return { ...example, location: mine.ids.location, services: [mine.ids.service], first_day: mine.date, rule: undefined, from: "15:00:00", to: "16:00:00" };
    if (operation === "placeAppointment") return { ...example, appointment: id("apt"), patient: mine.ids.patient, service: mine.ids.service, location: mine.ids.location, starts_at: `${mine.date}T15:00:00Z` };
    if (operation === "offerSlot") return { service: mine.ids.service, location: `loc_${mine.where.id.slice(4)}`, starts_at: `${dateIn("Europe/Paris", 35)}T12:00:00Z` };
    if (operation === "moveAppointment") return { ...example, to: id("apt") };
    if (operation === "mergePatients") return { from: mine.others.double, from_version: 1, to: mine.ids.patient };
    if (operation === "dismissDuplicate") return { patient: mine.ids.patient, other: mine.others.double };
    return operation === "putIdentifier" ? { number: NIR } : example;
  }

  /** What a refusal says, but for the request's id. @param {import("./lib/api.mjs").Reply} reply */
  const said = ({ status, body }) => ({ status, ...body, instance: "" });

  test("1. another practice's address is no place", async () => {
    for (const route of routes) {
      const why = `${route.method} ${route.path}`;
      await untouched(async () => {
        const names = things(route.path);
        const replies = [];
        for (const segments of [Object.fromEntries(names.map((name) => [name, idOf(theirs, name)])), {}]) {
          for (const practice of [theirs.where.id, id("prc"), "x", digits(theirs.where.id), theirs.where.id.toUpperCase()]) replies.push(await ask(route, { ...segments, practice }));
        }
        for (const reply of replies) {
          assert.deepEqual([reply.status, reply.body.type], [404, "/problems/not-found"], why);
          assert.deepEqual(said(reply), said(/** @type {any} */ (replies[0])), why);
          keepsQuiet(JSON.stringify(reply.body), why);
        }
      }, why);
    }
  });

  test("2. and 3. an id that is not mine reads as one that nobody has, and as none", async () => {
    for (const route of routes) {
      for (const name of things(route.path)) {
        const why = `${route.method} ${route.path} with another's ${name}`;
        if (MAKES.includes(route.operation) && name !== "practitioner") continue;
        await untouched(async () => {
          const [seen, none] = [await ask(route, { [name]: idOf(theirs, name) }), await ask(route, { [name]: nobodys(name) })];
          assert.deepEqual(said(seen), said(none), why);
          assert.equal(seen.status, name === AGAIN ? 204 : 404, why);
          keepsQuiet(JSON.stringify(seen.body ?? ""), why);
          for (const bad of ["0", "x", digits(idOf(theirs, name)), `${idOf(theirs, name)}0`, "%00", "%ff", "..%2f..", "'%20OR%20''='", "*", "null"]) {
            const reply = await ask(route, { [name]: bad });
            assert.equal(reply.status, 404, `${why}: ${bad}`);
          }
        }, why);
      }
    }
  });

  test("3. a patient who was erased is gone, one who became another is that other", async () => {
    for (const route of routes.filter(({ path }) => path.includes("{patient}"))) {
      const why = `${route.method} ${route.path}`;
      await untouched(async () => {
        const erased = await ask(route, { patient: mine.others.erased });
        const again = { readErasure: 200, erasePatient: 202 }[route.operation];
        assert.equal(erased.status, again ?? 404, why);
        assert.doesNotMatch(JSON.stringify(erased.body), /Effacée/, why);
      }, why);
      // To erase them is to erase who they are.
      if (route.operation === "erasePatient") continue;
      await changesNothing(world, theirs.rooms, async () => {
        const merged = await ask(route, { patient: mine.others.merged });
        const list = ["readPatientAppointments", "readPatientMessages", "readNotes", "readConsents"].includes(route.operation) && (await ask(route, { patient: mine.others.double }));
        const remains = list ? isDeepStrictEqual(merged.body, list.body) : [merged.body?.id, merged.body?.patient, merged.body?.patient?.id].includes(mine.others.double);
        assert.ok([404, 409, 412].includes(merged.status) || (merged.status < 300 && remains), `${why}: ${merged.status} ${JSON.stringify(merged.body)}`);
      }, why);
    }
  });

  test("4. another's ids in a body do no more than one that nobody has", async () => {
    const base = `/practices/${mine.where.id}`;
    const stands = (await mine.api.ask("GET", mine.record)).version;
    /** @type {[string, string, (one: (name: string) => string) => any][]} */
    const bodies = [
      ["POST", `${base}/merges`, (one) => ({ from: one("patient"), from_version: 1, to: mine.ids.patient })],
      ["POST", `${base}/merges`, (one) => ({ from: mine.ids.patient, from_version: stands, to: one("patient") })],
      ["POST", `${base}/duplicates/dismissals`, (one) => ({ patient: mine.ids.patient, other: one("patient") })],
      ["POST", `${mine.record}/guardians`, (one) => ({ guardian: one("patient"), relation: "parent", is_contact: true })],
      ["PUT", `${base}/practitioners/${mine.ids.practitioner}/availabilities/${id("avl")}`, (one) => ({ location: one("location"), services: [mine.ids.service], first_day: mine.date, from: "15:00:00", to: "16:00:00" })],
      ["PUT", `${base}/practitioners/${mine.ids.practitioner}/availabilities/${id("avl")}`, (one) => ({ location: mine.ids.location, services: [one("service")], first_day: mine.date, from: "15:00:00", to: "16:00:00" })],
      ["POST", `${base}/practitioners/${mine.ids.practitioner}/appointments`, (one) => ({ appointment: id("apt"), patient: mine.ids.patient, service: one("service"), location: mine.ids.location, starts_at: `${mine.date}T15:00:00Z` })],
      ["PUT", `${base}/services/${mine.ids.service}`, (one) => ({ label: "x", minutes: 30, category: one("category") })],
    ];
    for (const [method, path, body] of bodies) {
      await untouched(async () => {
        const version = path.includes("/services/") ? await mine.version() : /merges|guardians/.test(path) ? stands : undefined;
        const [seen, none] = [await mine.api.ask(method, path, { body: body((name) => idOf(theirs, name)), version }), await mine.api.ask(method, path, { body: body((name) => nobodys(name)), version })];
        assert.deepEqual(said(seen), said(none), path);
        assert.ok(seen.status >= 400, `${method} ${path}: ${seen.status}`);
        keepsQuiet(JSON.stringify(seen.body), path);
      }, path);
    }
    for (const cursor of [theirs.ids.patient, Buffer.from(theirs.ids.patient).toString("base64url")]) keepsQuiet(JSON.stringify((await mine.api.ask("GET", `${base}/patients?limit=50&cursor=${cursor}`)).body), "cursor");
    for (const text of ["Quokka", "malade quokka", "1985-05-12", "06 39 98 00 01", "%", "*"]) keepsQuiet(JSON.stringify((await mine.api.post(`${base}/patients/search`, { text })).patients), text);
  });

  test("4. another's patient who is placed in an agenda of mine is nobody there", async () => {
    const at = `/practices/${mine.where.id}/practitioners/${mine.ids.practitioner}`;
    const day = (/** @type {string} */ hour) => `${mine.date}T${hour}:00:00Z`;
    /** What is said, and then shown, of whom; but for which appointment it is, and when. @param {string} patient @param {string} hour */
    const tried = async (patient, hour) => {
      const reply = await mine.api.ask("POST", `${at}/appointments`, { body: { appointment: id("apt"), patient, service: mine.ids.service, location: mine.ids.location, starts_at: day(hour), force: true } });
      await settle(world.origin, mine.rooms, { to: Date.now() + 60_000 });
      const page = await mine.owner.open(`${mine.where.path}/agenda?vue=jour&date=${mine.date}`);
      const row = page.text.split("<li ").find((part) => part.includes(`id="row-${digits(reply.body.appointment?.appointment ?? "apt_none")}"`)) ?? "";
      assert.doesNotMatch(page.text, /quokka/i);
      return { status: reply.status, type: reply.body.type, named: plain(`<li ${row}`).includes("Malade") };
    };
    const mails = world.sandbox.mails().length;
    await changesNothing(world, theirs.rooms, async () => {
      const [seen, none] = [await tried(theirs.ids.patient, "15"), await tried(nobodys("patient"), "16")];
      assert.deepEqual(seen, none);
      assert.equal(seen.named, false);
    });
    assert.equal(world.sandbox.mails().length, mails, "nobody is written to");
  });

  test("2. who answers for one patient is not removed from under another", async () => {
    const rows = () => query(world.origin, office(mine.where.id), "SELECT * FROM patient_guardian");
    const before = await rows();
    assert.equal(before.length, 1);
    const { version } = await mine.api.ask("GET", `/practices/${mine.where.id}/patients/${mine.ids.visitor}`);
    const reply = await mine.api.ask("DELETE", `/practices/${mine.where.id}/patients/${mine.ids.visitor}/guardians/${mine.ids.guardian}`, { version });
    assert.ok([200, 404].includes(reply.status), String(reply.status));
    assert.equal((await me.post(`${mine.where.path}/patients/${digits(mine.ids.visitor)}/responsables/${mine.ids.guardian}/retirer`, { version: String(version) })).status, 303);
    const consent = await mine.api.ask("POST", `/practices/${mine.where.id}/patients/${mine.ids.visitor}/consents/${mine.ids.consent}/withdrawal`, { version });
    assert.equal(consent.status, 404);
    assert.deepEqual(await rows(), before);
    assert.deepEqual(await query(world.origin, office(mine.where.id), "SELECT count(*) FROM patient_consent WHERE withdrawn_at IS NOT NULL"), [[0]]);
  });

  test("4. a key is its practice's: under another's name it is nobody's", async () => {
    const [secret, other] = [mine.key.split("_").slice(3).join("_"), digits(theirs.where.id)];
    for (const key of [`gck_eu_${other}_${secret}`, `gck_ca_${digits(mine.where.id)}_${secret}`, mine.key.slice(0, -1), `${mine.key}A`, mine.key.toUpperCase(), `gck_eu_${digits(mine.where.id)}_${"A".repeat(22)}`]) {
      const thief = new Api(world.origin, key);
      for (const path of ["/me", `/practices/${theirs.where.id}/patients`, `/practices/${mine.where.id}/patients`]) {
        const reply = await thief.ask("GET", path);
        assert.equal(reply.status, 401, `${key.slice(0, 7)} ${path}`);
      }
    }
    // What only whoever runs this may do, no key does.
    for (const { method, path, example } of apiRoutes().filter(({ operation }) => ["foundPractice", "rotateDataKey", "readRegistry", "readObjects", "rebuild"].includes(operation))) {
      for (const practice of [mine.where.id, theirs.where.id]) {
        await untouched(async () => assert.ok([403, 404].includes((await mine.api.ask(method, fill(path, { practice, country: "fr" }), { body: example })).status), path), path);
      }
    }
  });

  // The last one: it does change what is mine.
  test("2. an id of another's that I give to something of my own is mine only", async () => {
    const rows = async () => Promise.all(theirs.rooms.map((room) => dump(world.origin, room)));
    const before = await rows();
    for (const route of deskRoutes().filter(makes)) {
      const name = things(route.path).at(-1) ?? "";
      const { values = {} } = (await formsOf(mine)[route.path]?.()) ?? {};
      const answer = await me.post(addressOf(mine, route.path, { [name]: digits(idOf(theirs, name)) }), values);
      assert.equal(answer.status, 303, route.path);
      keepsQuiet((await me.open(answer.location)).text, route.path);
    }
    for (const route of routes.filter(({ operation }) => MAKES.includes(operation))) {
      const name = things(route.path).at(-1) ?? "";
      const reply = await ask(route, { [name]: idOf(theirs, name) });
      assert.ok(reply.status < 300, `${route.path}: ${reply.status}`);
      keepsQuiet(JSON.stringify(reply.body ?? ""), route.path);
    }
    assert.deepEqual(await rows(), before);
    assert.equal((await query(world.origin, office(mine.where.id), `SELECT count(*) FROM location WHERE location_id = '${theirs.ids.location}'`))[0]?.[0], 1);
  });
});
