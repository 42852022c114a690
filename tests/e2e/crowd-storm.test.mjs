// @ts-check
/**
 * A crowd on twenty practitioners (A3): patients book lengths of 15 to 90 minutes over the same hours, through the public pages, and some
 * of them move or cancel by their links, while staff place, move and cancel. Every answer is noted; at the end, in the objects' databases:
 *
 *  - no minute has more people than the practitioner treats at once, nor people at two places;
 *  - whatever was acknowledged is there, and nothing else: each appointment at its time, each move with its end, each cancellation;
 *  - time is taken by those who stand and by nobody else.
 *
 * A practitioner treats one to three at once; some have two places, some keep one of three for what staff place. `GUICHET_CROWD` is how
 * many attempts there are (800; the whole proof is 10 000), `SEED` repeats a crowd, as far as workerd's order of service does.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { command, query, staff } from "../harness/objects.mjs";
import { Patient, linkToken, person } from "./lib/patient.mjs";
import { dateIn, foundPractice, id } from "./lib/practice.mjs";
import { dice, inParallel, iso, openWorld, settle } from "./lib/world.mjs";

/** @typedef {import("./lib/practice.mjs").Practitioner} Practitioner */
/**
 * @typedef {{ who: Practitioner, capacity: number, public: number, places: string[] }} Booked a practitioner, and how they are booked
 * @typedef {{ practitioner: string, start: number, minutes: number | undefined, name: string, link?: string }} Made an acknowledged appointment, by its id, and what a patient was given
 * @typedef {{ name: string, how: "cancelled" | "moved", to?: string }} Ended an acknowledged end of one
 * @typedef {{ kind: string, made?: Made[], ended?: Ended[] }} Reply
 */

const ATTEMPTS = Number(process.env.GUICHET_CROWD) || 800;
const PRACTITIONERS = 20;
const LENGTHS = [15, 20, 30, 45, 60, 90];
/** Days that are open, the first of them three days ahead, and their hours. */
const DAYS = { first: 3, count: 2, from: 8, to: 18 };
/** How many are under way at once, and how many come to one agenda one after another: so they race. */
const WIDTH = 24;
const PACK = 12;
const MINUTE = 60_000;
/** Each asks on a connection of their own: a kept one may be closed while the machine is too busy to notice. */
const ALONE = { connection: "close" };

/** How often somebody asked again. */
let unanswered = 0;

/**
 * Asks; again, where no answer came at all, as people do: whatever is sent twice here is one.
 * @template T @param {() => Promise<T>} ask @returns {Promise<T>}
 */
async function answered(ask) {
  for (let left = 5; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || !(error instanceof TypeError)) throw error;
      unanswered += 1;
    }
  }
}

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/**
 * Gives a command by the test doors, whatever comes back.
 * @param {Practitioner} who @param {string} name @param {object} body @returns {Promise<{ status: number, body: any }>}
 */
function give({ agenda }, name, body) {
  return answered(async () => {
    const response = await fetch(`${world.origin}/_sandbox/doors/${agenda.class}/${agenda.name}/${name}`, { method: "POST", headers: ALONE, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  });
}

/** A practice with its practitioners, open on the same days. @param {number} practitioners */
async function openPractice(practitioners) {
  const practice = await foundPractice(world.origin, { minutes: LENGTHS, practitioners });
  const elsewhere = id("loc");
  const { version } = await command(world.origin, practice.office, "read-settings", practice.owner, {});
  const place = { id: elsewhere, address: ["2 place des Essais"], city: "Lyon", zone: practice.zone };
  await command(world.origin, practice.office, "put-location", practice.owner, { version, location: place });
  await settle(world.origin, practice.objects, { to: Date.now() + MINUTE });

  const dates = Array.from({ length: DAYS.count }, (_, day) => dateIn(practice.zone, DAYS.first + day));
  const hour = (/** @type {number} */ hour) => `${String(hour).padStart(2, "0")}:00:00`;
  /** @type {Booked[]} */
  const all = practice.practitioners.map((who, n) => {
    const capacity = 1 + (n % 3);
    return { who, capacity, public: Math.min(capacity, 2), places: n % 4 === 1 ? [practice.location, elsewhere] : [practice.location] };
  });
  for (const { who, capacity, public: most, places } of all) {
    for (const date of dates) {
      for (const location of places) {
        const opening = { location, services: Object.values(practice.services), first_day: date, from: hour(DAYS.from), to: hour(DAYS.to), capacity, public_capacity: most, grid: 5 };
        await command(world.origin, who.agenda, "put-availability", staff(practice.id, who.id), { availability: id("avl"), opening });
      }
    }
  }
  const [{ agenda, id: first }] = practice.practitioners;
  const { open } = await command(world.origin, agenda, "read-calendar", staff(practice.id, first), { from: dates[0], days: DAYS.count });
  const openings = [...new Set(open.map((/** @type {any} */ occurrence) => Date.parse(occurrence.starts_at)))];
  return { practice, all, dates, openings };
}

/** @typedef {Awaited<ReturnType<typeof openPractice>>} Town */

/** What somebody tries, all of it drawn before. @typedef {ReturnType<typeof draw>} Job */
/** @param {Town} town @param {() => number} roll @param {number} n */
function draw({ practice, all, openings }, roll, n) {
  const pick = (/** @type {any[]} */ from) => from[Math.floor(roll() * from.length)];
  const at = all[Math.floor(n / PACK) % all.length];
  const minutes = pick(LENGTHS);
  const some = () => pick(openings) + Math.floor(roll() * (((DAYS.to - DAYS.from) * 60 - minutes) / 5 + 1)) * 5 * MINUTE;
  const start = some();
  let other = some();
  while (other === start) other = some();
  // Two seconds pass from one attempt at an agenda to the next: holds that were not booked lapse on the way.
  const before = Math.floor(n / PACK / all.length) * PACK + (n % PACK);
  const now = iso(Date.now() + before * 2_000);
  return { at: /** @type {Booked} */ (at), minutes, service: /** @type {string} */ (practice.services[minutes]), place: pick(/** @type {Booked} */ (at).places), start, other, now, then: roll(), which: roll(), patient: id("pat"), appointment: id("apt") };
}

/**
 * A patient comes: holds; mostly books; sometimes moves, sometimes cancels.
 * @param {Job} job @returns {Promise<Reply>}
 */
async function come({ at, minutes, service, place, start, other, now, then }) {
  // As a program: refused in a word, not with a page.
  const patient = new Patient(world.origin, { now });
  patient.headers = { ...patient.headers, ...ALONE, accept: "application/json" };
  const send = (/** @type {string} */ path, /** @type {Record<string, string>} */ form) => answered(() => patient.post(path, form));
  const held = await send(`${at.who.path}/horaire`, { motif: service, debut: iso(start), lieu: place.slice(4) });
  if (held.status !== 303) return { kind: `held ${kindOf(held)}` };
  if (then < 0.1) return { kind: "gave up" };
  const booked = await send(held.location, person());
  if (booked.status !== 303) return { kind: `booked ${kindOf(booked)}` };
  const link = linkOf(booked);
  const name = await behind(at.who, link);
  const made = [{ practitioner: at.who.id, start, minutes, name, link }];
  if (then < 0.6) return { kind: "booked", made };
  if (then < 0.8) {
    const cancelled = await send(`${link}/annuler`, {});
    return cancelled.status === 303 ? { kind: "cancelled", made, ended: [{ name, how: "cancelled" }] } : { kind: `cancelled ${kindOf(cancelled)}`, made };
  }
  const moved = await send(`${link}/deplacer`, { debut: iso(other), lieu: place.slice(4) });
  if (moved.status !== 303) return { kind: `moved ${kindOf(moved)}`, made };
  const to = await behind(at.who, linkOf(moved));
  return { kind: "moved", made: [...made, { practitioner: at.who.id, start: other, minutes, name: to, link: linkOf(moved) }], ended: [{ name, how: "moved", to }] };
}

/**
 * Staff look at a day, and place somebody or take one who stands there, whom they move or cancel.
 * @param {Town} town @param {Job} job @returns {Promise<Reply>}
 */
async function work({ practice, dates }, { at, minutes, service, place, start, other, now, then, which, patient, appointment }) {
  const { id: practitioner } = at.who;
  const act = (/** @type {string} */ name, /** @type {object} */ command) => give(at.who, name, { principal: staff(practice.id, practitioner), command, test_now: now });
  if (then < 0.25) {
    const placed = await act("place-appointment", { appointment, patient, service, location: place, starts_at: iso(start), silent: true });
    if (placed.status !== 200) return { kind: `staff: placed ${kindOf(placed)}` };
    return { kind: "staff: placed", made: [{ practitioner, start, minutes, name: appointment }] };
  }
  const { body: calendar } = await act("read-calendar", { from: dates[0], days: dates.length });
  const there = calendar.entries.filter((/** @type {any} */ entry) => entry.appointment?.attendance === "booked");
  const one = there[Math.floor(which * there.length)];
  if (!one) return { kind: "staff: nobody there" };
  const seen = { appointment: one.appointment.appointment, version: one.appointment.version };
  if (then < 0.4) {
    const cancelled = await act("cancel-by-staff", seen);
    return cancelled.status === 200 ? { kind: "staff: cancelled", ended: [{ name: seen.appointment, how: "cancelled" }] } : { kind: `staff: cancelled ${kindOf(cancelled)}` };
  }
  const moved = await act("move-appointment", { ...seen, to: appointment, starts_at: iso(other) });
  if (moved.status !== 200) return { kind: `staff: moved ${kindOf(moved)}` };
  const length = (Date.parse(one.ends_at) - Date.parse(one.starts_at)) / MINUTE;
  return { kind: "staff: moved", made: [{ practitioner, start: other, minutes: length, name: appointment }], ended: [{ name: seen.appointment, how: "moved", to: appointment }] };
}

/**
 * Which appointment a link opens, read at once: if staff move it away and back to the same hour, the link opens the one that stands there then.
 * @param {Practitioner} who @param {string} link
 */
async function behind(who, link) {
  const { body } = await give(who, "read-appointment", { principal: { as: "link", token: linkToken(link) }, command: {} });
  return /** @type {string} */ (body.appointment ?? link);
}

/** The path of an appointment's link. @param {import("./lib/patient.mjs").Answer} answer */
const linkOf = (answer) => /** @type {string} */ (answer.location.split("?")[0]);

/** What a refusal is called. @param {{ status: number, text?: string, body?: any }} answer */
function kindOf({ status, text, body }) {
  const problem = body ?? JSON.parse(text ?? "{}");
  return `${status} ${String(problem.type).replace("/problems/", "")}`;
}

/** All of it, at once. @param {Town} town @param {number} seed @param {number} attempts @returns {Promise<Reply[]>} */
async function storm(town, seed, attempts) {
  const roll = dice(seed);
  const jobs = Array.from({ length: attempts }, (_, n) => ({ ...draw(town, roll, n), byStaff: false }));
  // Beside every eighth attempt, staff are at work on that agenda.
  const mixed = jobs.flatMap((job, n) => (n % 8 === 7 ? [job, { ...draw(town, roll, n), byStaff: true }] : [job]));
  return inParallel(mixed, WIDTH, (job) => (job.byStaff ? work(town, job) : come(job)));
}

/** What an agenda's database has. @param {Booked} booked */
async function tables({ who }) {
  const [appointments, occupied] = [
    await query(world.origin, who.agenda, "SELECT appointment_id, starts_at, ends_at, location_id, attendance, moved_to FROM appointment"),
    await query(world.origin, who.agenda, "SELECT occupant, starts_at, ends_at FROM occupancy WHERE until IS NULL ORDER BY occupant"),
  ];
  const rows = appointments.map(([name, start, end, place, attendance, to]) => ({ name, start, end, place, attendance, to }));
  return { rows, standing: rows.filter(({ attendance }) => attendance === "booked"), occupied };
}

/** Minutes in which there are more than may be, or some are elsewhere; all minutes are looked at, one by one. @param {{ start: number, end: number, place: string }[]} standing @param {number} capacity */
function beyond(standing, capacity) {
  /** @type {Map<number, { here: number, places: Set<string> }>} */
  const minutes = new Map();
  for (const { start, end, place } of standing) {
    for (let minute = start; minute < end; minute += MINUTE) {
      const there = minutes.get(minute) ?? { here: 0, places: new Set() };
      minutes.set(minute, { here: there.here + 1, places: there.places.add(place) });
    }
  }
  return [...minutes.values()].filter(({ here, places }) => here > capacity || places.size > 1).length;
}

/** How often each came out. @param {Reply[]} replies */
function counts(replies) {
  /** @type {Record<string, number>} */
  const counted = {};
  for (const { kind } of replies) counted[kind] = (counted[kind] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counted).sort());
}

describe("a crowd", () => {
  test(`${ATTEMPTS} attempts on ${PRACTITIONERS} practitioners: nobody beyond capacity, nobody lost`, async (t) => {
    const seed = Number(process.env.SEED) || 20_261_122;
    const why = `SEED=${seed} GUICHET_CROWD=${ATTEMPTS} node --test tests/e2e/crowd-storm.test.mjs`;
    const town = await openPractice(PRACTITIONERS);
    const began = Date.now();
    const replies = await storm(town, seed, ATTEMPTS);
    const took = (Date.now() - began) / 1_000;
    const counted = counts(replies);
    t.diagnostic(`${why}: ${took.toFixed(1)} s, ${JSON.stringify(counted)}; asked again for want of any answer: ${unanswered}`);

    // What was acknowledged; and every link that was given still opens something.
    const made = replies.flatMap((reply) => reply.made ?? []);
    const of = new Map(town.all.map(({ who }) => [who.id, who]));
    await inParallel(made, WIDTH, async ({ practitioner, link }) => {
      if (!link) return;
      const { status, body } = await give(/** @type {Practitioner} */ (of.get(practitioner)), "read-appointment", { principal: { as: "link", token: linkToken(link) }, command: {} });
      assert.equal(status, 200, `${why}: an acknowledged link opens nothing: ${JSON.stringify(body)}`);
    });
    /** @type {Map<string, { start: number, minutes: number | undefined, end: string }>} what each is to be: "booked", "cancelled", or moved to which */
    const ledger = new Map(made.map(({ name, start, minutes }) => [name, { start, minutes, end: "booked" }]));
    assert.equal(ledger.size, made.length, `${why}: one appointment was given twice`);
    for (const { name, how, to } of replies.flatMap((reply) => reply.ended ?? [])) {
      const one = ledger.get(name);
      assert.ok(one, `${why}: ${name} was never acknowledged, and has ended`);
      const end = how === "moved" ? /** @type {string} */ (to) : how;
      // To cancel what is cancelled already is no other end.
      assert.ok(one.end === "booked" || (one.end === "cancelled" && end === "cancelled"), `${why}: ${name} ended twice: ${one.end}, ${end}`);
      one.end = end;
    }

    let stand = 0;
    for (const booked of town.all) {
      const { rows, standing, occupied } = await tables(booked);
      stand += standing.length;
      assert.equal(beyond(standing, booked.capacity), 0, `${why}: minutes beyond capacity`);
      assert.deepEqual(occupied, standing.map(({ name, start, end }) => [name, start, end]).sort(([a], [b]) => (a < b ? -1 : 1)), `${why}: time is taken by who stands`);
      for (const { name, start, end, attendance, to } of rows) {
        const one = ledger.get(name);
        assert.ok(one, `${why}: ${name} was never acknowledged`);
        ledger.delete(name);
        const is = attendance === "moved" ? to : String(attendance).replace(/-by-\w+$/, "");
        assert.deepEqual({ start, minutes: (end - start) / MINUTE, end: is }, one, `${why}: ${name}`);
      }
    }
    assert.deepEqual([...ledger.keys()], [], `${why}: acknowledged, and lost`);

    // It was a crowd: all of it happened, and every refusal is a clear one.
    const seen = (/** @type {string} */ kind) => counted[kind] ?? 0;
    for (const kind of ["booked", "cancelled", "moved", "held 409 slot-taken", "staff: placed", "staff: cancelled", "staff: moved"]) assert.ok(seen(kind) > 0, `${why}: ${kind}: ${seen(kind)}`);
    const strange = Object.keys(counted).filter((kind) => /\d/.test(kind) && !/ 409 /.test(kind));
    assert.deepEqual(strange, [], why);
    t.diagnostic(`${made.length} appointments acknowledged, ${stand} of them stand`);
  });

  test("the store's trigger is what holds: without it the same crowd goes beyond", async () => {
    const town = await openPractice(2);
    for (const { who } of town.all) await query(world.origin, who.agenda, "DROP TRIGGER occupancy_insert");
    await storm(town, 1, 200);
    const over = await Promise.all(town.all.map(async (booked) => beyond((await tables(booked)).standing, booked.capacity)));
    assert.ok(over.every((minutes) => minutes > 30), JSON.stringify(over));
  });
});
