// @ts-check
/**
 * Many at once for the same time (A3: capacity 1).
 *
 *  1. fifty browsers choose one start at the same moment: one form, forty-nine pages that say it is taken;
 *  2. fifty people whose hold of one start has lapsed send their form at the same moment: one appointment, one mail;
 *  3. lengths of 15 to 90 minutes over the same hours, held, booked and cancelled at random in parallel: no two that
 *     stand overlap. The store itself refuses them: without its trigger the very same storm overlaps.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { randomBytes } from "node:crypto";
import { PUBLIC, command, post, query, staff } from "../harness/objects.mjs";
import { dateIn, foundPractice, openHours, openPractice } from "./lib/practice.mjs";
import { mailsTo } from "./lib/mail.mjs";
import { Patient, heading, linkToken, person } from "./lib/patient.mjs";
import { dice, inParallel, iso, openWorld, settle } from "./lib/world.mjs";

const MANY = 50;

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** @param {import("./lib/patient.mjs").Answer[]} answers @param {RegExp} words */
function oneWon(answers, words) {
  const won = answers.filter((a) => a.status === 303);
  const lost = answers.filter((a) => a.status === 409);
  assert.deepEqual([won.length, lost.length], [1, MANY - 1], JSON.stringify(answers.map((a) => a.status)));
  for (const refusal of lost) {
    assert.match(refusal.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(refusal.text, /<html lang="fr/);
    assert.match(refusal.text, words);
  }
  return /** @type {import("./lib/patient.mjs").Answer} */ (won[0]);
}

test("fifty choose one start at once: one has it", async () => {
  const practice = await openPractice(world.origin);
  const [{ path, agenda }] = practice.practitioners;
  const { free, service } = await new Patient(world.origin).page(path);
  const browsers = Array.from({ length: MANY }, () => new Patient(world.origin));
  const answers = await Promise.all(browsers.map((browser) => browser.choose(path, service, free[3])));
  const won = oneWon(answers, /Cet horaire vient d’être pris/);
  const winner = /** @type {Patient} */ (browsers[answers.indexOf(won)]);
  const who = person();
  // And the winner presses fifty times.
  const booked = await Promise.all(Array.from({ length: MANY }, () => winner.post(won.location, who)));
  assert.equal(new Set(booked.map((b) => `${b.status} ${b.location}`)).size, 1);
  await settle(world.origin, practice.objects);
  assert.deepEqual(await query(world.origin, agenda, "SELECT count(*) FROM appointment"), [[1]]);
  assert.equal(mailsTo(world, who.email).length, 1);
});

test("fifty send the form of one start at once: one appointment, one mail", async () => {
  const practice = await openPractice(world.origin);
  const [{ path, agenda }] = practice.practitioners;
  const { free, service } = await new Patient(world.origin).page(path);
  const start = /** @type {string} */ (free[7]);
  // Each held it in turn, in the past, for its five minutes: now none does, and all still have the form before them.
  const people = [];
  for (let i = 0; i < MANY; i += 1) {
    const browser = new Patient(world.origin, { now: iso(Date.now() - 12 * 3_600_000 + i * 6 * 60_000) });
    const held = await browser.choose(path, service, start);
    assert.equal(held.status, 303, heading(held.text));
    people.push({ form: held.location, who: person(), browser });
  }
  const answers = await Promise.all(people.map(({ form, who }) => new Patient(world.origin).post(form, who)));
  const won = oneWon(answers, /Cet horaire vient d’être pris/);
  await settle(world.origin, practice.objects);
  assert.deepEqual(await query(world.origin, agenda, "SELECT count(*) FROM appointment"), [[1]]);
  assert.deepEqual(await query(world.origin, agenda, "SELECT count(*), count(until) FROM occupancy"), [[1, 0]]);
  assert.deepEqual(await query(world.origin, practice.office, "SELECT count(*) FROM patient_record"), [[1]]);
  const mails = people.flatMap(({ who }) => mailsTo(world, who.email));
  assert.equal(mails.length, 1);
  assert.equal(mails[0].to[0].email, people[answers.indexOf(won)].who.email);
});

describe("lengths that overlap", () => {
  const LENGTHS = [15, 20, 30, 45, 60, 90];
  const ATTEMPTS = 400;
  const WIDTH = 16;

  /** @param {number} seed @param {number} [attempts] @param {(practice: import("./lib/practice.mjs").Practice) => Promise<unknown>} [prepare] */
  async function storm(seed, attempts = ATTEMPTS, prepare = async () => {}) {
    const practice = await foundPractice(world.origin, { minutes: LENGTHS });
    const { agenda } = practice.practitioners[0];
    const [days, from, to] = [2, 8, 18];
    for (let day = 3; day < 3 + days; day += 1) {
      for (const minutes of LENGTHS) await openHours(world.origin, practice, { minutes, date: dateIn(practice.zone, day), from: "08:00", to: "18:00" });
    }
    const calendar = await command(world.origin, agenda, "read-calendar", staff(practice.id, practice.practitioners[0].id), { from: dateIn(practice.zone, 3), days });
    const first = Date.parse(calendar.open[0].starts_at);
    await prepare(practice);

    const roll = dice(seed);
    const jobs = Array.from({ length: attempts }, (_, i) => {
      const minutes = /** @type {number} */ (LENGTHS[Math.floor(roll() * LENGTHS.length)]);
      const index = Math.floor(roll() * Math.floor(((to - from) * 60) / minutes));
      const startsAt = first + Math.floor(roll() * days) * 86_400_000 + index * minutes * 60_000;
      // Two seconds pass from one attempt to the next: holds that were not booked lapse on the way.
      return { minutes, startsAt, then: roll(), now: iso(Date.now() + i * 2_000) };
    });
    /** @param {string} name @param {any} principal @param {any} command @param {string} now */
    const ask = (name, principal, command, now) => post(world.origin, agenda, name, { principal, command, test_now: now });
    const replies = await inParallel(jobs, WIDTH, async ({ minutes, startsAt, then, now }) => {
      const wanted = { service: practice.services[minutes], starts_at: iso(startsAt), browser: randomBytes(16).toString("base64url") };
      const held = await ask("hold-slot", PUBLIC, wanted, now);
      if (held.status !== 200 || then < 0.2) return { held: held.status };
      const { prenom, nom, email } = person();
      const booked = await ask("book", PUBLIC, { hold: held.body.hold, person: { given_name: prenom, family_name: nom, birth_date: "1990-04-12", email } }, now);
      if (booked.status !== 200 || then < 0.65) return { held: 200, booked: booked.status, body: booked.body };
      const cancelled = await ask("cancel-appointment", { as: "link", token: linkToken(booked.body.link) }, {}, now);
      return { held: 200, booked: 200, body: booked.body, cancelled: cancelled.status };
    });
    const standing = await query(world.origin, agenda, "SELECT appointment_id, starts_at, ends_at FROM appointment WHERE attendance = 'booked' ORDER BY starts_at, ends_at");
    const occupied = await query(world.origin, agenda, "SELECT occupant, starts_at, ends_at, until FROM occupancy ORDER BY starts_at, ends_at");
    return { practice, replies, standing, occupied };
  }

  /** How many neighbours overlap. @param {any[][]} rows id, start, end; sorted by start */
  const overlaps = (rows) => rows.filter(([, start], i) => i > 0 && start < Math.max(...rows.slice(0, i).map(([, , end]) => end))).length;

  test("no two that stand overlap", async (t) => {
    const seed = Number(process.env.SEED) || Math.floor(Math.random() * 2 ** 31);
    t.diagnostic(`SEED=${seed}`);
    const why = `SEED=${seed} node --test tests/e2e/race.test.mjs`;
    const { replies, standing, occupied, practice } = await storm(seed);
    assert.equal(overlaps(standing), 0, why);
    assert.equal(overlaps(occupied), 0, why);
    // The occupants without an end are the standing appointments, to the minute.
    assert.deepEqual(occupied.filter(([, , , end]) => end === null).map((row) => row.slice(0, 3)), standing, why);
    // Whoever was told so stands, unless they cancelled; nobody else does.
    const told = replies.filter((r) => r.booked === 200 && r.cancelled === undefined).map((r) => r.body.appointment);
    assert.deepEqual(told.sort(), standing.map(([appointment]) => appointment).sort(), why);
    // Every refusal is a clear one.
    assert.deepEqual(new Set(replies.map((r) => r.held)), new Set([200, 409]), why);
    assert.ok(replies.every((r) => r.cancelled === undefined || r.cancelled === 200), why);
    // It was a storm: plenty came through, plenty were refused, some cancelled.
    const count = (/** @type {(r: any) => boolean} */ of) => replies.filter(of).length;
    assert.ok(standing.length > 15 && count((r) => r.held === 409) > 100 && count((r) => r.cancelled === 200) > 3, `${why}: ${standing.length} stand`);
    // All cancel: nothing is left of anybody, but for the holds that have not lapsed.
    for (const r of replies.filter((r) => r.booked === 200)) {
      await post(world.origin, practice.practitioners[0].agenda, "cancel-appointment", { principal: { as: "link", token: linkToken(r.body.link) }, command: {} });
    }
    assert.deepEqual(await query(world.origin, practice.practitioners[0].agenda, "SELECT * FROM occupancy WHERE until IS NULL"), []);
  });

  test("the store's trigger is what holds: without it the same storm overlaps", async () => {
    const { standing } = await storm(1, 150, (practice) => query(world.origin, practice.practitioners[0].agenda, "DROP TRIGGER occupancy_insert"));
    assert.ok(overlaps(standing) > 10);
  });
});
