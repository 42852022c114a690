// @ts-check
/**
 * A day of the demo, and then its logs: nobody is in them.
 *
 *  1. the demo is entered as `dev` does it: mails, sessions, keys, patients through the API;
 *  2. staff and patients work: book, cancel, search, read, change, merge, erase, hand out; they mistype, lose their way, and
 *     put names where none belong; machines ask for what is not, or not theirs;
 *  3. no line of any function holds a name, an address, a telephone, a number, a birth date or a secret of anybody;
 *  4. no address that a page or the API gave holds them either: what is typed goes by POST.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT, TEST_DATA_KEYS, TEST_IDENTITY_KEY, TEST_LINK_KEYS, TEST_MAIL_KEY, TEST_OPERATOR_KEY } from "../harness/config.mjs";
import { enterDemo } from "../harness/demo.mjs";
import { mailroom, practice as office } from "../harness/objects.mjs";
import { Api } from "./lib/api.mjs";
import { Patient } from "./lib/patient.mjs";
import { Staff } from "./lib/staff.mjs";
import { openWorld, settle, until } from "./lib/world.mjs";

const FILES = readdirSync(join(ROOT, "schemas/demo")).filter((name) => name.endsWith(".json")).map((name) => JSON.parse(readFileSync(join(ROOT, "schemas/demo", name), "utf8")));
const LYON = FILES.find(({ practice }) => practice.name === "Cabinet des Lilas") ?? assert.fail("the practice in Lyon");

/** @type {import("./lib/world.mjs").World} */
let world;
const folder = mkdtempSync(join(tmpdir(), "guichet-day-"));
/** Every request that anybody sent, and every redirect that they were given. @type {string[]} */
const addresses = [];
/** Everything that opens something. @type {Set<string>} */
const secrets = new Set();
const plainFetch = globalThis.fetch;

before(async () => {
  world = await openWorld();
  // Between everybody here and Guichet stands who writes down addresses, and cookies.
  globalThis.fetch = async (to, init) => {
    const response = await plainFetch(to, init);
    const url = String(to);
    if (!url.includes("/_sandbox")) addresses.push(decodeURIComponent(url.replace(world.origin, "")), decodeURIComponent(response.headers.get("location") ?? ""));
    for (const line of response.headers.getSetCookie()) {
      const value = line.split(";")[0]?.split("=")[1] ?? "";
      for (const part of value.split(".")) if (part.length >= 16) secrets.add(part);
    }
    return response;
  };
});
after(async () => {
  globalThis.fetch = plainFetch;
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Names and numbers of everybody in the files: each at least as long as no word of ours is by chance. @returns {Set<string>} */
function personal() {
  const found = new Set();
  const keep = (/** @type {any} */ value) => typeof value === "string" && value.length >= 4 && found.add(value);
  const person = (/** @type {any} */ of) => {
    for (const name of ["given_name", "family_name", "birth_name", "known_as", "email", "birth_date", "telephone"]) keep(of?.[name]);
    for (const { number } of of?.telephones ?? []) {
      keep(number);
      keep(number.slice(3));
    }
    for (const line of of?.address?.lines ?? []) keep(line);
  };
  for (const { members, patients, bookings } of FILES) {
    for (const { details, identifiers = [], guardians = [], notes = [] } of patients) {
      person(details);
      for (const { number } of identifiers) keep(number);
      for (const { person: other } of guardians) person(other);
      notes.forEach(keep);
    }
    [...members, ...bookings].forEach(person);
  }
  return found;
}

/** Whether a text has the word, as one: ids that are drawn have short ones in them by chance, and "responsables" has Pons. @param {string} text @param {string} word */
function holds(text, word) {
  const [within, wanted] = [text.toLowerCase(), word.toLowerCase()];
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
    if (word.length > 12 || !/[\p{L}\d]/u.test(`${within[at - 1] ?? ""}${within[at + wanted.length] ?? ""}`)) return true;
  }
  return false;
}

test("a day's logs are about nobody", async (t) => {
  await t.test("1. the demo is entered", async () => {
    const demo = await enterDemo(world, { file: join(folder, "demo.json") });
    const kept = JSON.parse(readFileSync(join(folder, "demo.json"), "utf8"));
    for (const { key } of demo.keys) secrets.add(key), secrets.add(key.split("_").slice(3).join("_"));
    for (const { setup } of Object.values(kept)) secrets.add(/** @type {string} */ (setup)), secrets.add(/** @type {string} */ (setup).split("_").slice(3).join("_"));
    const member = (/** @type {string} */ role) => LYON.members.find(({ roles }) => roles.includes(role));
    const [owner, secretary] = ["owner", "secretary"].map((role) => new Staff(world, { email: member(role).email, given: member(role).given_name, family: member(role).family_name }));
    assert.ok(owner && secretary);
    const machine = new Api(world.origin, demo.keys.find(({ practice }) => practice === LYON.practice.name)?.key);
    await aDay(owner, secretary, machine, demo.pages[0]?.url ?? "");
  });

  const names = personal();
  // Dates stand in addresses: of days, not of births. None of these days is a birthday with its year.
  const words = [...names].filter((name) => !/^\d{4}-/.test(name));
  for (const keys of [TEST_LINK_KEYS, TEST_DATA_KEYS]) for (const key of Object.values(JSON.parse(keys).keys)) secrets.add(/** @type {string} */ (key));
  for (const key of [TEST_IDENTITY_KEY, TEST_OPERATOR_KEY, TEST_MAIL_KEY]) secrets.add(key);
  for (const mail of world.sandbox.mails()) {
    for (const [link] of `${mail.textContent}`.matchAll(/v1\.[\w-]+\.[\w-]+/g)) link.split(".").slice(1).forEach((part) => secrets.add(part));
    const code = mail.textContent?.match(/^(\d{6})$/m)?.[1];
    if (code) secrets.add(code);
  }

  await t.test("3. no line holds anybody, or what opens anything", () => {
    assert.ok(names.size > 150 && secrets.size > 50, `${names.size} names, ${secrets.size} secrets`);
    const said = (/** @type {string} */ message) => [...names, ...secrets].filter((word) => holds(message, word));
    assert.ok(world.guichet.logs.length > 300, `${world.guichet.logs.length} lines`);
    assert.deepEqual(world.guichet.logs.flatMap(({ message }) => said(message).map((word) => `${word} in ${message}`)), []);
    // What workerd says of itself on a busy machine (an alarm ran late) bears hashes only; everything else is a line of ours.
    for (const { message, fields } of world.guichet.logs) assert.ok(fields?.what || message.startsWith("NOSENTRY "), `not a line of ours: ${message}`);
    // The same look does see somebody.
    assert.deepEqual(said(`{"what":"x","of":"${LYON.patients[0].details.family_name.toUpperCase()}"}`).length >= 1, true);
  });

  await t.test("4. no address holds anybody, but those that somebody typed wrongly", () => {
    assert.ok(addresses.length > 500);
    const typed = (/** @type {string} */ address) => address.includes("egare");
    // Practitioners' pages are public, and are called by their names.
    const shown = addresses.filter((address) => !typed(address) && !/^\/(fr|be|ca)\/(praticien|practitioner)\//.test(address));
    assert.deepEqual(shown.flatMap((address) => words.filter((word) => holds(address, word)).map((word) => `${word} in ${address}`)), []);
    assert.ok(addresses.some(typed));
  });
});

/**
 * What people do on a day.
 * @param {Staff} owner @param {Staff} secretary @param {Api} machine @param {string} page
 */
async function aDay(owner, secretary, machine, page) {
  const { practice } = await machine.get("/me");
  const at = (/** @type {string} */ path) => `/practices/${practice}${path}`;
  const here = { id: practice, path: `/fr/pro/${practice.slice(4)}` };
  const patients = await machine.all(at("/patients?limit=50"), "patients");
  const of = (/** @type {string} */ given, /** @type {string} */ family) => patients.find((one) => one.given_name === given && one.family_name === family) ?? assert.fail(family);
  const [amandine, jeanne, twin] = [of("Amandine", "Fontaine"), of("Jeanne", "Roussel"), of("Jeanne", "Roussell")];
  const record = (/** @type {{ id: string }} */ { id }) => `${here.path}/patients/${id.slice(4)}`;

  await secretary.signIn();
  await owner.signIn();
  // The front desk: search, read, mistype, change, note, compare, merge.
  for (const q of ["fontaine", "1986-02-19", "06 39 98 00 01", "amandine.fontaine@exemple.fr", "286026999990138", "<script>Roussel"]) {
    const found = await secretary.post(`${here.path}/patients/recherche`, { q });
    assert.equal(found.status, 200, q);
  }
  for (const { id } of patients.slice(0, 8)) assert.equal((await secretary.get(record({ id }))).status, 200);
  const form = await secretary.open(`${record(amandine)}/modifier`);
  assert.equal((await secretary.send(form, "/modifier", { birth_date: "1986-19-02", email: "amandine.fontaine@", family_name: "Fontaine<" })).status, 422);
  assert.equal((await secretary.send(form, "/modifier", { known_as: "Mandine", phone: "06 39 98 00 01" })).status, 303);
  assert.equal((await secretary.send(form, "/modifier", { known_as: "Amandine Fontaine" })).status, 412);
  const shown = await secretary.open(record(amandine));
  assert.equal((await secretary.send(shown, "/notes", { note: "Fontaine, Amandine, 06 39 98 00 01 : rappeler." })).status, 303);
  await secretary.prove(record(twin));
  const compare = await secretary.open(`${record(twin)}/fusion?autre=${jeanne.id.slice(4)}`);
  assert.equal((await secretary.send(compare, "/fusion", { keep: jeanne.id.slice(4) })).status, 303);
  const guardians = await secretary.open(`${record(jeanne)}/responsables/nouveau`);
  assert.equal((await secretary.send(guardians, "/responsables/recherche", { q: "Perrin Marcel" })).status, 200);
  await secretary.post(`${here.path}/patients`, { form_key: "a".repeat(32), given_name: "Amandine", family_name: "Fontaine", birth_date: "1986-02-19" });

  // Lost: names where none belong, and pages that are not.
  for (const path of ["/egare/Amandine/Fontaine", `${here.path}/patients/Fontaine-egare`, `${here.path}/patients?egare=Fontaine&email=amandine.fontaine@exemple.fr`, `${here.path}/journal?q=egare+Roussel`, "/fr/pro/egare/Roussel", `/api/v1/practices/${practice}/patients/Amandine-Fontaine-egare`, "/fr/praticien/egare-amandine.fontaine@exemple.fr"]) {
    await secretary.get(encodeURI(path));
  }
  await secretary.ask(`${here.path}/patients/recherche`, { method: "PUT", body: "q=Fontaine" });
  await secretary.ask(`${here.path}/patients/recherche`, { method: "POST", body: JSON.stringify({ q: "Fontaine" }), headers: { "content-type": "application/json" } });
  await secretary.ask(`${here.path}/patients`, { method: "POST", body: `family_name=${"Fontaine".repeat(9000)}`, headers: { "content-type": "application/x-www-form-urlencoded" } });
  const stranger = new Staff(world, { email: "amandine.fontaine@exemple.fr" });
  await stranger.post("/fr/pro/connexion", { email: stranger.email });
  await stranger.post("/fr/pro/connexion", { email: "amandine.fontaine@" });

  // Machines.
  await machine.ask("POST", at("/patients"), { body: { given_name: "Amandine", family_name: 3, "Fontaine": "Amandine" } });
  await machine.ask("POST", at("/patients"), { body: { given_name: "Amandine<", family_name: "Fontaine" } });
  await machine.ask("PUT", at(`/patients/${amandine.id}/identifiers/nir`), { body: { number: "286026999990139" }, version: 1 });
  await machine.ask("POST", at("/patients/search"), { body: { text: "Fontaine Amandine 1986-02-19" } });
  await machine.ask("GET", at(`/patients/${amandine.id}/export`));
  for (const list of ["appointments", "messages"]) await machine.ask("GET", at(`/patients/${amandine.id}/${list}`));
  await new Api(world.origin, "gck_eu_0123456789abcdef0123456789abcdef_FontaineAmandineFontai").ask("GET", "/me");

  // The owner: a proof, hands out one record, erases another, looks into the trail.
  await owner.prove(`${record(amandine)}/export.json`);
  assert.equal((await owner.get(`${record(amandine)}/export.json`)).status, 200);
  assert.equal((await owner.get(`${record(amandine)}/export.html`)).status, 200);
  assert.equal((await owner.get(`${record(amandine)}/rendez-vous`)).status, 200);
  assert.equal((await owner.post(`${record(jeanne)}/effacer`, {})).status, 303);
  for (const path of ["/journal", "/journal/export.csv", "/equipe", "/reglages", "/cles", "/jour"]) await owner.get(here.path + path);
  const made = await owner.send(await owner.open(`${here.path}/cles`), "/cles", { label: "Essai", right: ["patients:read"], days: "1" });
  secrets.add(made.text.match(/gck_eu_[0-9a-f]{32}_([\w-]{22})/)?.[1] ?? assert.fail("the page shows no key"));

  // A patient.
  const zoe = new Patient(world.origin);
  const path = page.replace(world.origin, "");
  const who = { prenom: "Amandine", nom: "Fontaine", "naissance-jour": "19", "naissance-mois": "2", "naissance-annee": "1986", email: "amandine.fontaine@exemple.fr" };
  const { link, form: sent } = await zoe.book(path, { who });
  await zoe.post(sent, { ...who, email: "amandine.fontaine@" });
  await zoe.get(link);
  await zoe.post(`${link}/annuler`, {});
  await settle(world.origin, [office(practice), mailroom(practice)], { to: Date.now() });
  await until("the mail about the cancelled appointment", () => world.sandbox.mails().filter((mail) => mail.to[0]?.email === who.email).length >= 2);
}
