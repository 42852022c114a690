// @ts-check
/** The practices that `dev` loads: entered once however often it starts, and everybody that it names can sign in. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "../harness/config.mjs";
import { enterDemo } from "../harness/demo.mjs";
import { command, practice, query, signedIn } from "../harness/objects.mjs";
import { Api, refused } from "./lib/api.mjs";
import { Patient, plain } from "./lib/patient.mjs";
import { Staff } from "./lib/staff.mjs";
import { inParallel, openWorld, until } from "./lib/world.mjs";

const FILES = readdirSync(join(ROOT, "schemas/demo")).map((name) => JSON.parse(readFileSync(join(ROOT, "schemas/demo", name), "utf8")));

/** @type {import("./lib/world.mjs").World} */
let world;
const folder = mkdtempSync(join(tmpdir(), "guichet-demo-"));
before(async () => {
  world = await openWorld();
});
after(async () => {
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What each practice has: people, patients, numbers, who answers for whom, invitations, keys. */
async function counts() {
  const rows = {};
  for (const { practice: card } of FILES) {
    const tables = ["member", "patient_record", "patient_identifier", "patient_guardian", "invitation", "api_token", "location", "service"];
    const sql = `SELECT ${tables.map((table) => `(SELECT count(*) FROM ${table})`).join(", ")}`;
    Object.assign(rows, { [card.name]: (await query(world.origin, practice(card.practice, card.country === "CA" ? "ca" : "eu"), sql))[0] });
  }
  return rows;
}

test("the demo is entered once, however often it starts", async () => {
  const file = join(folder, "demo.json");
  const demo = await enterDemo(world, { file });
  // What patients booked arrives by its events.
  const bookings = FILES.reduce((sum, { bookings }) => sum + bookings.length, 0);
  const patients = FILES.reduce((sum, { patients }) => sum + patients.length, 0);
  const all = async () => Object.values(await counts()).reduce((sum, row) => sum + row[1], 0);
  await until("every patient has arrived", async () => (await all()) === patients + bookings);
  const before = await counts();
  const mails = world.sandbox.mails().length;
  assert.deepEqual(await enterDemo(world, { file }), demo);
  assert.deepEqual(await counts(), before);
  assert.equal(world.sandbox.mails().length, mails, "nobody is invited again");
  for (const { practice: card, members, patients, bookings } of FILES) assert.deepEqual(before[card.name].slice(0, 2), [members.length, patients.length + bookings.length], card.name);

  // Its pages are there, with free hours.
  const slugs = FILES.flatMap(({ practitioners }) => practitioners.map((/** @type {any} */ { card }) => card.slug));
  assert.equal(demo.pages.length, new Set(slugs).size);
  assert.ok(new Set(slugs).size < slugs.length, "somebody works in two practices");
  for (const { label, url } of demo.pages) {
    const page = await new Patient(world.origin).page(new URL(url).pathname);
    assert.ok(page.free.length > 10, label);
  }

  // Its numbers are well formed, and none disagrees with its record.
  for (const { practice: card, members: [owner] } of FILES) {
    const region = card.country === "CA" ? "ca" : "eu";
    const ask = (/** @type {string} */ name, /** @type {any} */ what) => command(world.origin, practice(card.practice, region), name, signedIn(owner.email, region), what);
    const { patients: records } = await ask("list-patients", { most: 100 });
    const identifiers = await inParallel(records, 4, async ({ id }) => (await ask("read-patient", { patient: id })).identifiers ?? []);
    assert.ok(identifiers.flat().length > 0, card.name);
    assert.deepEqual(identifiers.flat().filter(({ warnings }) => warnings?.length > 0), [], card.name);
  }

  // Its key opens its practice, and no other.
  const [{ key }] = /** @type {[{ key: string }]} */ (demo.keys);
  const machine = new Api(world.origin, key);
  const me = await machine.get("/me");
  assert.equal(me.practice_name, demo.keys[0]?.practice);
  assert.equal((await machine.all(`/practices/${me.practice}/patients?limit=20`, "patients")).length, before[me.practice_name][1]);
  const other = FILES.find(({ practice: card }) => card.practice !== me.practice).practice.practice;
  refused(await machine.ask("GET", `/practices/${other}/patients`), 404, "not-found");

  // Everybody that is named signs in, and stands in their practice.
  const people = [...new Map(demo.people.map((person) => [person.email, person])).values()];
  await inParallel(people, 4, async ({ email, country, practice: name }) => {
    const staff = new Staff(world, { email, country });
    await staff.follow(await staff.signIn()).catch(() => undefined);
    let page = await staff.get(`/${country}/pro`);
    for (let hops = 0; page.status === 303 && hops < 3; hops += 1) page = await staff.get(page.location);
    assert.equal(page.status, 200, email);
    assert.ok(plain(page.text).includes(name), `${email} stands in ${name}`);
  });

  // Its hours are as the file says: two places, a group, care at home, two at once.
  const path = (/** @type {string} */ slug) => new URL(demo.pages.find(({ url }) => url.includes(slug))?.url ?? "").pathname;
  const service = (/** @type {string} */ last) => `motif=srv_0193a0000000700080000000000000${last}`;
  const page = (/** @type {string} */ address) => new Patient(world.origin).page(address);
  const elsewhere = await page(`${path("claire-morel")}?lieu=0193a0000000700080000000000000b3`);
  assert.ok(elsewhere.free.length > 0 && elsewhere.html.includes("5 place de la Croix-Rousse"));
  assert.match(plain((await page(`${path("claire-morel")}?${service("c4")}`)).html), /09:30 8 places/);
  const atHome = await page(`${path("karim-benali")}?${service("c5")}`);
  assert.ok(atHome.free.length > 0 && plain(atHome.html).includes("À votre adresse"));
  const karim = `${path("karim-benali")}?cabinet=${FILES.find(({ practice: { name } }) => name === "Cabinet des Lilas").practice.practice.slice(4)}`;
  // In the morning; the afternoon has room for one of the public.
  const start = (await page(karim)).free.findLast((at) => new Date(at).getUTCHours() < 11);
  for (const free of [true, true, false]) {
    assert.equal((await page(karim)).free.includes(/** @type {string} */ (start)), free);
    if (free) await new Patient(world.origin).book(karim, { start });
  }
});
