// @ts-check
/**
 * What the directory publishes, and who reads it:
 *
 *  1. a practice's page and its people's profiles are in KV once they are public, with nothing in them that is not;
 *  2. the page is shown from there; where nothing is there, or it is of another schema, the Directory is asked;
 *  3. what changes is published anew, and what is withdrawn is nowhere any more;
 *  4. while an Agenda does not answer, its page says who it is and whom to telephone, and no hours;
 *  5. whoever runs Guichet lists the objects of a country and has everything published anew;
 *  6. the sitemap says since when each page is as it is.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TEST_OPERATOR_KEY } from "../harness/config.mjs";
import { query } from "../harness/objects.mjs";
import { Api, refused } from "./lib/api.mjs";
import { Staff } from "./lib/staff.mjs";
import { openWorld, until } from "./lib/world.mjs";

/** @type {import("../harness/objects.mjs").ObjectRef} */
const DIRECTORY = { class: "Directory", name: "eu:dir_fr" };

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {Staff} */
let owner;
/** @type {Api} */
let machine;
let at = "";
/** Keys of what is published. */
let [practiceKey, profileKey] = ["", ""];
/** Addresses of their pages. */
let [practicePath, profilePath] = ["", ""];

before(async () => {
  world = await openWorld();
  owner = new Staff(world, { email: "helene.publiee@exemple.fr" });
  const claire = new Staff(world, { email: "claire.publiee@exemple.fr", given: "Claire", family: "Morel" });
  await owner.signIn();
  const opened = await owner.createPractice({ name: "Cabinet des Lilas" });
  await owner.submit(await owner.open(`${opened.path}/reglages/motifs/nouveau`), /\/reglages\/motifs\//, { name: "Séance de rééducation", minutes: "30" });
  const since = owner.lastMail();
  await owner.invite(opened, { email: claire.email, given_name: "Claire", family_name: "Morel", roles: ["practitioner"], profession: "Ostéopathe" });
  await claire.accept(since);
  machine = new Api(world.origin, await owner.makeKey(opened, "Essai", ["settings:read", "settings:write", "members:read", "members:write"]));
  at = `/practices/${opened.id}`;
  practiceKey = `fr/${opened.id}`;
  const line = await until("the practitioner is published", async () => {
    const key = (await keys()).find((name) => name.startsWith("fr/prn_"));
    const page = await stored(practiceKey);
    return key && page?.facts.lines.length > 0 && { key, page };
  });
  profileKey = line.key;
  const [shown] = line.page.facts.lines;
  profilePath = `/fr/praticien/${shown.practitioner.slug}-${shown.practitioner.id.slice(4)}`;
  practicePath = `/fr/cabinet/cabinet-des-lilas-${opened.id.slice(4)}`;
});
after(() => world?.close());

const place = () => world.guichet.mf.getKVNamespace("PUBLIC_PAGES", "guichet-booking");
const keys = async () => (await (await place()).list()).keys.map(({ name }) => name);
/** @param {string} key @returns {Promise<any>} */
const stored = async (key) => (await place()).get(key, "json");
/** @param {string} key @param {any} value */
const store = async (key, value) => (await place()).put(key, JSON.stringify(value));

/** @param {string} path */
async function open(path) {
  const response = await fetch(world.origin + path, { redirect: "manual", headers: { accept: "text/html" } });
  return { status: response.status, text: await response.text() };
}

test("1. what is public is published, and nothing else", async () => {
  const [page, profile] = [await stored(practiceKey), await stored(profileKey)];
  assert.deepEqual([page.schema, profile.schema], [1, 1]);
  assert.ok(page.version >= 1 && profile.version >= 1);
  assert.equal(page.facts.card.name, "Cabinet des Lilas");
  assert.deepEqual(page.facts.lines.map((/** @type {any} */ line) => line.practitioner.name), ["Claire Morel"]);
  assert.equal(profile.facts.practitioner.name, "Claire Morel");
  assert.equal(profile.facts.practices[0].name, "Cabinet des Lilas");
  const text = JSON.stringify([page, profile]);
  for (const word of ["join_link", owner.email, "claire.publiee", "patient\"", "idn_"]) assert.ok(!text.includes(word), word);
});

test("2. the page is shown from there, and by the Directory where it is not", async () => {
  const page = await stored(practiceKey);
  const marked = structuredClone(page);
  marked.facts.card.locations[0].access = "Au fond de la cour";
  await store(practiceKey, marked);
  assert.match((await open(practicePath)).text, /Au fond de la cour/);
  for (const schema of [0, 2]) {
    await store(practiceKey, { ...marked, schema });
    const { status, text } = await open(practicePath);
    assert.equal(status, 200);
    assert.doesNotMatch(text, /Au fond de la cour/);
  }
  for (const broken of ["", "{", "null", '{"schema":1}', '{"schema":1,"version":1,"facts":{"card":{}}}']) {
    await (await place()).put(practiceKey, broken);
    assert.equal((await open(practicePath)).status, 200, broken);
  }
  await (await place()).delete(practiceKey);
  const { status, text } = await open(practicePath);
  assert.equal(status, 200);
  assert.match(text, /Claire Morel/);
  await store(practiceKey, page);
});

test("3. what changes is published anew, and what is withdrawn is gone", async () => {
  const settings = await machine.ask("GET", `${at}/settings`);
  const { version } = await stored(practiceKey);
  await machine.put(`${at}/settings`, { name: "Maison des Lilas", settings: [] }, settings.version);
  const page = await until("the new name is published", async () => {
    const now = await stored(practiceKey);
    return now.facts.card.name === "Maison des Lilas" && now;
  });
  assert.ok(page.version > version);
  assert.equal((await until("in the profile too", async () => {
    const now = await stored(profileKey);
    return now.facts.practices[0].name === "Maison des Lilas" && now;
  })).facts.practices.length, 1);
  practicePath = practicePath.replace("cabinet-des-lilas", "maison-des-lilas");
  assert.equal((await open(practicePath)).status, 200);
});

test("4. while an agenda is away, its page says whom to telephone", async () => {
  const { facts } = await stored(profileKey);
  // Without the keys that sign links no Agenda runs; the Directory does.
  await world.guichet.restart({ vars: { agenda: { LINK_KEYS: "" } } });
  const { status, text } = await open(profilePath);
  assert.equal(status, 503);
  assert.match(text, /Les horaires de Claire.Morel ne peuvent pas être affichés/);
  assert.ok(text.includes(`href="tel:${facts.practices[0].telephone.dial}"`), text);
  assert.doesNotMatch(text, /name="debut"/);
  const machines = await fetch(`${world.origin}${profilePath}/horaires.json`);
  assert.deepEqual([machines.status, (await machines.json()).type], [503, "/problems/unavailable"]);
  assert.equal((await open(practicePath)).status, 200, "the practice's page stands");
  await world.guichet.restart({ vars: {} });
  assert.equal((await open(profilePath)).status, 200);
});

test("5. everything is published anew when whoever runs Guichet says so", async () => {
  const operator = new Api(world.origin, TEST_OPERATOR_KEY);
  const objects = await operator.all("/registry/fr/objects?limit=2", "objects");
  const names = objects.map(({ object }) => `${object.class}/${object.name}`);
  assert.ok(names.includes(`Practice/eu:${practiceKey.slice(3)}`) && names.includes(`Agenda/eu:${profileKey.slice(3)}`), `${names}`);
  assert.equal(new Set(names).size, names.length);
  const before = (await keys()).sort();
  for (const key of before) await (await place()).delete(key);
  refused(await machine.ask("POST", "/registry/fr/rebuild", { body: {} }), 403, "forbidden");
  assert.equal((await operator.ask("POST", "/registry/fr/rebuild", { body: { objects: objects.map(({ object }) => object), forget: false } })).status, 204);
  await until("all is there again", async () => JSON.stringify((await keys()).sort()) === JSON.stringify(before));
  // One that forgets withdraws first, and is whole again from the objects.
  assert.equal((await operator.ask("POST", "/registry/fr/rebuild", { body: { forget: true } })).status, 204);
  await until("whole again", async () => (await query(world.origin, DIRECTORY, "SELECT COUNT(*) FROM public_page WHERE path IS NOT NULL AND due_at IS NULL"))[0]?.[0] === before.length);
  assert.deepEqual((await keys()).sort(), before);
});

test("6. the sitemap says since when", async () => {
  const [index, file] = [await open("/sitemap.xml"), await open("/fr/sitemap.xml")];
  assert.match(index.text, /\/fr\/sitemap\.xml<\/loc><lastmod>\d{4}-\d\d-\d\dT[\d:.]+Z<\/lastmod>/);
  for (const path of [practicePath, profilePath]) {
    const [, since = ""] = file.text.match(new RegExp(`${path}</loc><lastmod>([^<]*)</lastmod>`)) ?? [];
    assert.ok(Math.abs(Date.parse(since) - Date.now()) < 600_000, `${path}: ${since}`);
  }
  assert.match(file.text, /\/fr<\/loc><\/url>/);
  assert.equal((await open("/fr/sitemap.xml?apres=x")).status, 404);
});
