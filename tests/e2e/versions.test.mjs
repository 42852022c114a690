// @ts-check
/**
 * Nothing is changed or ended that was not seen as it is, and nothing typed is lost on the way to a proof:
 *
 *  1. the API wants `If-Match` where something is there to be changed, and says 428 without it and 412 where it differs;
 *  2. lists lead from page to page, and nobody is on two while more come;
 *  3. at the desk, whoever comes second sees what is there now, with what they typed;
 *  4. a merge asks for a proof and comes back to what was chosen, unless one of the two has changed;
 *  5. an invitation to be an owner waits for the proof, with all that was typed.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Api, refused } from "./lib/api.mjs";
import { plain } from "./lib/patient.mjs";
import { Staff, formOf } from "./lib/staff.mjs";
import { openWorld } from "./lib/world.mjs";

const RIGHTS = ["patients:read", "patients:write", "members:read", "members:write", "audit:read"];
const [QUICKER, CHOSEN] = [/Quelqu’un d’autre a été plus rapide/, /Vous avez choisi de garder celle-ci/];

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {Staff} */
let owner;
/** @type {import("./lib/staff.mjs").Office} */
let practice;
/** @type {Api} */
let machine;
let at = "";
before(async () => {
  world = await openWorld();
  owner = new Staff(world, { email: "helene.versions@exemple.fr", given: "Hélène", family: "Vasseur" });
  await owner.signIn();
  practice = await owner.createPractice({ name: "Cabinet des Versions" });
  machine = new Api(world.origin, await owner.makeKey(practice, "Essai", RIGHTS));
  at = `/practices/${practice.id}`;
});
after(() => world?.close());

const enter = async (/** @type {any} */ but = {}) => (await machine.post(`${at}/patients`, { given_name: "Zoé", family_name: "Durand", ...but })).patient;
const read = (/** @type {string} */ patient) => machine.get(`${at}/patients/${patient}`);
/** Somebody at the desk who has proven nothing yet. */
async function again() {
  const browser = new Staff(world, { email: owner.email });
  await browser.signIn();
  return browser;
}

test("1. a change says which version it changes", async () => {
  const [patient, other] = [await enter(), await enter()];
  const record = `${at}/patients/${patient}`;
  const nir = { body: { number: "286026999990138" } };
  const put = await machine.ask("PUT", `${record}/identifiers/nir`, { ...nir, version: 1 });
  assert.deepEqual([put.status, put.version], [200, 2]);
  const person = { person: { given_name: "Anne", family_name: "Moulin" }, relation: "parent", is_contact: false };
  const guarded = await machine.ask("POST", `${record}/guardians`, { body: person, version: 2, once: "guardian" });
  assert.deepEqual([guarded.status, guarded.version], [200, 3]);
  const repeated = await machine.ask("POST", `${record}/guardians`, { body: person, version: 2, once: "guardian" });
  assert.deepEqual([repeated.status, repeated.version], [200, 3], "the same creation again has the same answer");
  const given = await machine.ask("POST", `${record}/consents`, { body: { kind: "sms", text_version: "1", how: "oral" } });
  assert.deepEqual([given.status, given.version], [200, 4]);
  assert.deepEqual((await machine.ask("POST", `${record}/notes`, { body: { text: "Préfère le matin." } })).version, 4, "a note counts for nothing");
  const { guardians, consents } = await read(patient);
  const { members } = await machine.get(`${at}/members`);
  const merge = { body: { from: other, from_version: 1, to: patient } };
  /** @type {[string, string, { body?: any }, number][]} */
  const changes = [
    ["PUT", `${record}/identifiers/nir`, nir, 200],
    ["DELETE", `${record}/identifiers/nir`, {}, 200],
    ["POST", `${record}/guardians`, { body: person }, 200],
    ["DELETE", `${record}/guardians/${guardians[0].key}`, {}, 200],
    ["POST", `${record}/consents/${consents[0].id}/withdrawal`, {}, 200],
    ["POST", `${at}/merges`, merge, 200],
  ];
  let version = 4;
  for (const [method, path, what, status] of changes) {
    const before = JSON.stringify(await read(patient));
    refused(await machine.ask(method, path, what), 428, "version-needed");
    refused(await machine.ask(method, path, { ...what, version: version - 1 }), 412, "changed");
    assert.equal(JSON.stringify(await read(patient)), before, `${method} ${path}`);
    const done = await machine.ask(method, path, { ...what, version });
    assert.equal(done.status, status, `${method} ${path}: ${JSON.stringify(done.body)}`);
    assert.equal(done.version, version + 1, `${method} ${path}`);
    version += 1;
  }
  // The version of the record that ends counts too, and is said in the body.
  const third = await enter();
  for (const [from_version, status, kind] of /** @type {[number | undefined, number, string][]} */ ([[undefined, 428, "version-needed"], [2, 412, "changed"]])) {
    refused(await machine.ask("POST", `${at}/merges`, { body: { from: third, from_version, to: patient }, version }), status, kind);
  }
  const member = `${at}/members/${members[0].id}`;
  refused(await machine.ask("DELETE", member), 428, "version-needed");
  refused(await machine.ask("DELETE", member, { version: members[0].version }), 403, "forbidden");
});

test("2. lists are read page by page", async () => {
  const patient = await enter();
  for (let n = 0; n < 30; n += 1) {
    await machine.post(`${at}/patients/${patient}/notes`, { text: `note ${n}` });
    await machine.post(`${at}/patients/${patient}/consents`, { kind: "sms", text_version: `${n}`, how: "oral" });
  }
  const record = await read(patient);
  assert.deepEqual([record.notes.length, record.more_notes, record.consents.length, record.more_consents], [25, true, 25, true]);
  const texts = (await machine.all(`${at}/patients/${patient}/notes?limit=7`, "notes")).map(({ text }) => text);
  assert.deepEqual(texts, Array.from({ length: 30 }, (_, n) => `note ${29 - n}`));
  assert.equal((await machine.all(`${at}/patients/${patient}/consents?limit=11`, "consents")).length, 30);
  // The record's page leads on.
  const page = await owner.open(`${practice.path}/patients/${patient.slice(4)}`);
  const [older = ""] = page.text.match(/\/patients\/[0-9a-f]{32}\/notes\?avant=[0-9a-f]{32}/) ?? [];
  const rest = await owner.open(`${practice.path}${older}`);
  assert.deepEqual([...rest.text.matchAll(/note (\d+)/g)].map(([, n]) => n), ["4", "3", "2", "1", "0"]);

  for (let n = 0; n < 6; n += 1) for (const given_name of ["Paul", "Paul"]) await enter({ given_name, family_name: "Petit", birth_date: `199${n}-04-12` });
  const pairs = await machine.all(`${at}/duplicates?limit=4`, "duplicates");
  assert.equal(new Set(pairs.map(({ patient: one, other }) => `${one.id} ${other.id}`)).size, pairs.length);
  assert.ok(pairs.length >= 6);
  assert.equal(pairs.length, (await machine.all(`${at}/duplicates?limit=100`, "duplicates")).length);
  assert.match(plain((await owner.open(`${practice.path}/patients/doublons`)).text), /Petit, Paul/);
  assert.equal((await machine.all(`${at}/members?limit=1`, "members")).length, 1);
  // The trail is searched by a piece of a word, page by page.
  const found = await machine.all(`${at}/audit?text=ATIENT.ENT&limit=5`, "entries");
  assert.ok(found.length >= 12 && found.every(({ action }) => action === "patient.entered"));
});

test("3. whoever comes second sees what is there now", async () => {
  const patient = await enter({ family_name: "Second" });
  const path = `${practice.path}/patients/${patient.slice(4)}`;
  const person = { person: { given_name: "Anne", family_name: "Moulin" }, relation: "parent", is_contact: false };
  await machine.post(`${at}/patients/${patient}/guardians`, person, undefined, 1);
  const [page, form] = [await owner.open(path), await owner.open(`${path}/responsables/nouveau`)];
  await machine.post(`${at}/patients/${patient}/consents`, { kind: "sms", text_version: "1", how: "oral" });
  const { consents: [consent] } = await read(patient);

  // Taken away: the record as it stands.
  const late = await owner.send(page, /\/responsables\/\d+\/retirer$/);
  assert.equal(late.status, 412);
  assert.match(plain(late.text), QUICKER);
  assert.match(plain(late.text), /Anne Moulin/);
  // Typed: it comes back, and goes through from there.
  const typed = await owner.send(form, "/responsables/nouveau", { given_name: "Marc", family_name: "Moulin", relation: "parent" });
  assert.equal(typed.status, 412);
  assert.match(plain(typed.text), QUICKER);
  assert.ok(formOf(typed, "/responsables/nouveau").fields.some(([name, value]) => name === "given_name" && value === "Marc"));
  assert.equal((await owner.send(typed, "/responsables/nouveau")).status, 303);
  assert.deepEqual((await read(patient)).guardians.map((/** @type {any} */ { name }) => name).sort(), ["Anne Moulin", "Marc Moulin"]);
  // From the page as it was shown then, it goes no more; from the one that is shown now, it does, and twice is once.
  assert.equal((await owner.send(late, /\/responsables\/\d+\/retirer$/)).status, 412);
  const now = await owner.open(path);
  const withdraw = new RegExp(`/consentements/${consent.id.slice(4)}/retirer$`);
  for (let n = 0; n < 2; n += 1) assert.equal((await owner.send(now, withdraw)).status, 303);
  assert.ok((await read(patient)).consents[0].withdrawn_at);
});

test("4. a merge asks for a proof, and comes back to what was chosen", async () => {
  const [one, two] = [await enter({ family_name: "Roussel", birth_date: "1957-11-30" }), await enter({ family_name: "Roussel", birth_date: "1957-11-30" })];
  const desk = await again();
  const path = `${practice.path}/patients/${two.slice(4)}/fusion`;
  const compare = await desk.open(`${path}?autre=${one.slice(4)}`);
  assert.doesNotMatch(plain(compare.text), CHOSEN);
  const asked = await desk.send(compare, "/fusion", { keep: one.slice(4) });
  assert.equal(asked.status, 303);
  const next = new URL(asked.location, world.origin).searchParams.get("suite") ?? "";
  assert.equal(next, `${path}?autre=${one.slice(4)}&keep=${one.slice(4)}`);
  assert.match(plain((await desk.open(asked.location)).text), /Avant de réunir deux fiches/);
  const proven = await desk.prove(next);
  assert.equal(proven.location, next);
  const back = await desk.open(next);
  assert.match(plain(back.text), CHOSEN);
  // Meanwhile one of the two has changed: both are shown again.
  const changed = await machine.ask("PUT", `${at}/patients/${two}`, { body: { given_name: "Zoé", family_name: "Roussel", known_as: "Zo", birth_date: "1957-11-30" }, version: 1 });
  assert.equal(changed.status, 200);
  const conflict = await desk.send(back, "/fusion", { keep: one.slice(4) });
  assert.equal(conflict.status, 412);
  assert.match(plain(conflict.text), QUICKER);
  assert.match(plain(conflict.text), CHOSEN);
  assert.equal((await read(two)).id, two, "nothing is merged");
  const merged = await desk.send(conflict, "/fusion", { keep: one.slice(4) });
  assert.equal(merged.location.split("?")[0], `${practice.path}/patients/${one.slice(4)}`);
  assert.equal((await read(two)).id, one);
  // Pressed again, it is done already.
  assert.equal((await desk.send(conflict, "/fusion", { keep: one.slice(4) })).location, merged.location);
});

test("5. an invitation to be an owner waits for the proof with all that was typed", async () => {
  const desk = await again();
  const typed = { email: "associee.versions@exemple.fr", given_name: "Odile", family_name: "Girard", profession: "Ostéopathe", role: ["owner", "practitioner"] };
  const kept = await desk.send(await desk.open(`${practice.path}/equipe`), "/equipe/invitations", typed);
  assert.equal(kept.status, 403);
  assert.match(plain(kept.text), /Confirmez que c’est bien vous/);
  assert.doesNotMatch(kept.location + kept.path, /associee|Odile/, "no address bears who is invited");
  const since = desk.lastMail();
  const typing = await desk.send(kept, "/verification/code");
  assert.equal(typing.status, 200);
  const wrong = await desk.send(typing, "/verification", { code: "" });
  assert.equal(wrong.status, 422);
  const sent = await desk.send(wrong, "/verification", { code: await desk.mail(/^(\d{6})$/m, since) });
  assert.deepEqual([sent.status, sent.location], [307, `${practice.path}/equipe/invitations`]);
  // As a browser does: the same form, to where it is led.
  const done = await desk.post(sent.location, Object.fromEntries(formValues(wrong)));
  assert.match(done.location, /fait=invite/);
  const { invitations } = await machine.get(`${at}/members`);
  assert.deepEqual(invitations[0].invitee.roles.toSorted(), ["owner", "practitioner"]);
  assert.deepEqual([invitations[0].invitee.email, invitations[0].invitee.care.profession], [typed.email, "Ostéopathe"]);
  // Who changes their mind is back at the team.
  assert.match(kept.text, new RegExp(`href="${practice.path}/equipe"`));
});

/** What the form of the proof holds, by name. @param {import("./lib/staff.mjs").Page} page @returns {Map<string, string[]>} */
function formValues(page) {
  const values = new Map();
  for (const [name, value] of formOf(page, "/verification").fields) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}
