// @ts-check
/**
 * Many at once where there is room for some (A2, A3), through the public pages, each from a network of their own:
 *
 *  1. twenty press one start of a class of eight: eight have a form, twelve read that it has just filled up; the eight have it;
 *  2. twenty whose holds of it have lapsed send their forms at the same moment: eight appointments, twelve read that it is full;
 *  3. a physiotherapist who treats two at once: three patients, three services, one start: exactly two;
 *  4. the same from two places: two, and both at one place, since nobody is at two;
 *  5. staff are refused a third, and have it by force: it is marked, and the trail says who forced it.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { command, post, query, staff } from "../harness/objects.mjs";
import { mailsTo } from "./lib/mail.mjs";
import { Patient, freeStarts, heading, person, plain } from "./lib/patient.mjs";
import { dateIn, foundPractice, id } from "./lib/practice.mjs";
import { iso, openWorld, settle } from "./lib/world.mjs";

/** @typedef {import("./lib/practice.mjs").Practice} Practice */
/** @typedef {import("./lib/patient.mjs").Answer} Answer */

const PLACES = 8;
const MANY = 20;
const FULL = /Ce groupe vient de se remplir/;
const TAKEN = /Cet horaire vient d’être pris/;

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** The practice's settings change; its agendas hear of it. @param {Practice} practice @param {string} name @param {(settings: any) => object} what */
async function change(practice, name, what) {
  const settings = await command(world.origin, practice.office, "read-settings", practice.owner, {});
  await command(world.origin, practice.office, name, practice.owner, { version: settings.version, ...what(settings) });
  await settle(world.origin, practice.objects, { to: Date.now() + 60_000 });
}

/** Opens a morning, three days ahead. @param {Practice} practice @param {object} opening @returns {Promise<string>} its first start */
async function open(practice, opening) {
  const [{ agenda, id: practitioner }] = practice.practitioners;
  const date = dateIn(practice.zone, 3);
  const hours = { location: practice.location, first_day: date, from: "09:00:00", to: "12:00:00", ...opening };
  const as = staff(practice.id, practitioner);
  await command(world.origin, agenda, "put-availability", as, { availability: id("avl"), opening: hours });
  const { open } = await command(world.origin, agenda, "read-calendar", as, { from: date, days: 1 });
  return iso(Date.parse(open[0].starts_at));
}

/** A class of eight. @returns {Promise<{ practice: Practice, path: string, agenda: import("../harness/objects.mjs").ObjectRef, service: string, start: string }>} */
async function openClass() {
  const practice = await foundPractice(world.origin);
  const service = id("srv");
  await change(practice, "put-service", ({ categories }) => {
    const group = categories.find((/** @type {any} */ category) => category.kind === "group");
    return { service: { id: service, label: "École du dos", minutes: 45, category: group.id } };
  });
  const start = await open(practice, { services: [service], places: PLACES });
  const [{ path, agenda }] = practice.practitioners;
  return { practice, path, agenda, service, start };
}

/** Those who had it, by their place; the others read why not. @param {Answer[]} answers @param {number} room @param {RegExp} words @returns {number[]} */
function had(answers, room, words) {
  const won = answers.flatMap(({ status }, place) => (status === 303 ? [place] : []));
  const lost = answers.filter(({ status }) => status === 409);
  assert.deepEqual([won.length, lost.length], [room, answers.length - room], JSON.stringify(answers.map(({ status }) => status)));
  for (const { text } of lost) assert.match(plain(text), words);
  return won;
}

/** Who stands, by their start. @param {import("../harness/objects.mjs").ObjectRef} agenda */
const standing = (agenda) => query(world.origin, agenda, "SELECT starts_at, location_id, service_id, forced FROM appointment WHERE attendance = 'booked' ORDER BY appointment_id");

test("1. twenty for a class of eight: eight have it, twelve read that it is full", async () => {
  const { practice, path, agenda, service, start } = await openClass();
  const crowd = Array.from({ length: MANY }, () => ({ browser: new Patient(world.origin), who: person() }));
  const held = await Promise.all(crowd.map(({ browser }) => browser.choose(path, service, start)));
  const won = had(held, PLACES, FULL);
  const booked = await Promise.all(won.map((n) => crowd[n]?.browser.post(/** @type {Answer} */ (held[n]).location, /** @type {any} */ (crowd[n]).who)));
  assert.deepEqual(booked.map((answer) => answer?.status), Array(PLACES).fill(303));
  assert.equal((await standing(agenda)).filter(([at]) => at === Date.parse(start)).length, PLACES);
  await settle(world.origin, practice.objects);
  const told = crowd.map(({ who }) => mailsTo(world, who.email).length);
  assert.deepEqual(told, crowd.map((_, n) => (won.includes(n) ? 1 : 0)), "a mail to each of the eight, none to the others");
  const page = await new Patient(world.origin).get(`${path}?motif=${service}`);
  assert.ok(page.status === 200 && !freeStarts(page.text).includes(start), "nobody is offered it any more");
});

test("2. twenty forms at once whose holds have lapsed: eight appointments, twelve read that it is full", async () => {
  const { path, agenda, service, start } = await openClass();
  // Each held it in turn, in the past, for its five minutes: now none does, and all still have the form before them.
  const forms = [];
  for (let n = 0; n < MANY; n += 1) {
    const held = await new Patient(world.origin, { now: iso(Date.now() - 12 * 3_600_000 + n * 6 * 60_000) }).choose(path, service, start);
    assert.equal(held.status, 303, heading(held.text));
    forms.push(held.location);
  }
  had(await Promise.all(forms.map((form) => new Patient(world.origin).post(form, person()))), PLACES, FULL);
  assert.equal((await standing(agenda)).length, PLACES);
  assert.deepEqual(await query(world.origin, agenda, "SELECT count(*), count(until) FROM occupancy"), [[PLACES, 0]]);
});

/** A physiotherapist who treats two at once, at two places, for three services. */
async function openPhysiotherapist() {
  const practice = await foundPractice(world.origin, { minutes: [20, 30, 45] });
  const services = Object.values(practice.services);
  const elsewhere = id("loc");
  await change(practice, "put-location", () => ({ location: { id: elsewhere, address: ["2 place des Essais"], city: "Lyon", zone: practice.zone } }));
  const start = await open(practice, { services, capacity: 2 });
  await open(practice, { services, capacity: 2, location: elsewhere });
  const [{ path, agenda, id: practitioner }] = practice.practitioners;
  /** Holds and books. @param {string} service @param {string} location */
  const come = async (service, location) => {
    const browser = new Patient(world.origin);
    const held = await browser.post(`${path}/horaire`, { motif: service, debut: start, lieu: location.slice(4) });
    return held.status === 303 ? browser.post(held.location, person()) : held;
  };
  return { practice, practitioner, agenda, services, places: [practice.location, elsewhere], start, come };
}

test("3. three services, one start, two at once: exactly two", async () => {
  const { agenda, services, places: [here = ""], start, come } = await openPhysiotherapist();
  const won = had(await Promise.all(services.map((service) => come(service, here))), 2, TAKEN);
  const rows = await standing(agenda);
  assert.deepEqual(rows.map(([at, place]) => [at, place]), Array(2).fill([Date.parse(start), here]));
  assert.deepEqual(new Set(rows.map(([, , service]) => service)), new Set(won.map((n) => services[n])));
});

test("4. from two places at once: two, and both at one place", async () => {
  const { agenda, services, places, come } = await openPhysiotherapist();
  const crowd = places.flatMap((place) => services.map((service) => ({ place, service })));
  const won = had(await Promise.all(crowd.map(({ place, service }) => come(service, place))), 2, TAKEN);
  assert.equal(new Set(won.map((n) => crowd[n]?.place)).size, 1);
  assert.equal(new Set((await standing(agenda)).map(([, place]) => place)).size, 1);
});

test("5. a third by force: marked, and the trail says who", async () => {
  const { practice, practitioner, agenda, services, places: [here = ""], start, come } = await openPhysiotherapist();
  had(await Promise.all(services.map((service) => come(service, here))), 2, TAKEN);
  await settle(world.origin, practice.objects);
  const patient = (await query(world.origin, practice.office, "SELECT patient_id FROM patient_record LIMIT 1"))[0]?.[0];
  const third = { appointment: id("apt"), patient, service: services[0], location: here, starts_at: start };
  const place = (/** @type {object} */ how) => post(world.origin, agenda, "place-appointment", { principal: staff(practice.id, practitioner), command: { ...third, ...how } });
  const refused = await place({});
  assert.deepEqual([refused.status, refused.body.type], [409, "/problems/slot-taken"]);
  const forced = await place({ force: true });
  assert.deepEqual([forced.status, forced.body.appointment?.forced], [200, true], JSON.stringify(forced.body));
  assert.deepEqual((await standing(agenda)).map(([at, , , mark]) => [at, mark]).sort(), [0, 0, 1].map((mark) => [Date.parse(start), mark]));
  // And nobody comes as a fourth.
  had([await come(/** @type {string} */ (services[1]), here)], 0, TAKEN);
  await settle(world.origin, practice.objects);
  const trail = await query(world.origin, practice.office, "SELECT actor, detail FROM audit WHERE detail LIKE '%forced%'");
  assert.equal(trail.length, 1, JSON.stringify(trail));
  assert.ok(trail[0]?.[0] === "system" && String(trail[0]?.[1]).includes("forced"), JSON.stringify(trail));
});
