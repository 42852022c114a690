// @ts-check
/**
 * Many at once for one freed slot (W3, W6, W10; ADR 0014):
 *
 *  1. one cancels, twelve wait: five are asked. All five accept at the same instant, each from two devices: one is moved, four read that it is
 *     taken and keep theirs, and what the one left is offered once, to five of those who have later ones;
 *  2. somebody books the slot while its offer is accepted: one of the two has it, and whoever was told no keeps what they had.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { query } from "../harness/objects.mjs";
import { EARLY, LATE, lettersOf, openAlerting, pathOf } from "./lib/alerting.mjs";
import { mailsTo } from "./lib/mail.mjs";
import { Patient, action, heading, person, plain } from "./lib/patient.mjs";
import { openWorld } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** Another day of those who wait, later still. */
const LATER = 28;
const openHere = () => openAlerting(world, { days: [EARLY, LATE, LATER], to: "13:00" });

/** The paths of the offers that somebody was written of. @param {import("./lib/alerting.mjs").Waiting} waiting */
const offersOf = (waiting) => lettersOf(world, waiting).map(pathOf);

test("five accept at once from ten devices: one is moved, four are told, one cascade", async () => {
  const { agenda, book, wait, leave, rest } = await openHere();
  const leaver = await book(EARLY);
  const waiting = [];
  for (const day of [LATE, LATE, LATE, LATE, LATE, LATER, LATER, LATER, LATER, LATER, LATER, LATER]) waiting.push(await wait({ day }));
  await leave(leaver);
  assert.deepEqual(waiting.map((one) => offersOf(one).length), [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], "the oldest five");

  const five = waiting.slice(0, 5).map((one) => ({ one, path: /** @type {string} */ (offersOf(one)[0]) }));
  const devices = five.flatMap(({ path }) => [path, path].map((to) => ({ to, device: new Patient(world.origin) })));
  const answers = await Promise.all(devices.map(({ to, device }) => device.post(`${to}/accepter`, {})));
  assert.deepEqual(answers.map(({ status, location }) => [status, location]), devices.map(({ to }) => [303, to]));

  const pages = await Promise.all(five.map(async ({ one, path }) => ({ one, text: (await new Patient(world.origin).get(path)).text })));
  const said = pages.map(({ text }) => heading(text)).sort();
  assert.deepEqual(said, [...Array.from({ length: 4 }, () => "Cette place vient d’être prise"), "Votre rendez-vous est déplacé"]);
  const won = /** @type {typeof pages[number]} */ (pages.find(({ text }) => /est déplacé/.test(plain(heading(text)))));
  for (const { one } of pages) {
    const own = heading((await one.patient.get(one.link)).text);
    assert.equal(own, one === won.one ? "Ce rendez-vous a été déplacé" : "Votre rendez-vous");
  }
  await rest();
  // One moved, and written to once; the four are written nothing more.
  const moved = await query(world.origin, agenda, "SELECT COUNT(*) FROM appointment WHERE attendance = 'moved'");
  assert.deepEqual(moved, [[1]]);
  assert.match(mailsTo(world, won.one.who.email ?? "").at(-1)?.subject ?? "", /déplacé/);
  assert.deepEqual(five.map(({ one }) => mailsTo(world, one.who.email ?? "").length), five.map(({ one }) => (one === won.one ? 3 : 2)));
  // The cascade: what they left, one deeper, is offered to five who have later ones, and to none who were told no on its very day.
  const freed = await query(world.origin, agenda, "SELECT freed_by, state, depth, (SELECT COUNT(*) FROM waitlist_offer WHERE freed_id = f.freed_id) FROM waitlist_freed AS f ORDER BY depth");
  assert.deepEqual(freed, [["patient", "refilled", 0, 5], ["offer", "open", 1, 5]]);
  assert.deepEqual(waiting.map((one) => offersOf(one).length), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  const states = await query(world.origin, agenda, "SELECT state, COUNT(*) FROM waitlist_offer GROUP BY state ORDER BY state");
  assert.deepEqual(states, [["accepted", 1], ["open", 5], ["taken", 4]]);
  // Everybody who stands has their time, once.
  assert.deepEqual(
    await query(world.origin, agenda, "SELECT occupant, starts_at FROM occupancy WHERE until IS NULL ORDER BY starts_at, occupant"),
    await query(world.origin, agenda, "SELECT appointment_id, starts_at FROM appointment WHERE attendance = 'booked' ORDER BY starts_at, appointment_id"),
  );
});

test("an offer is accepted while somebody books its slot: one of the two has it", async () => {
  for (let times = 0; times < 4; times += 1) {
    const { agenda, book, wait, leave, on } = await openHere();
    const leaver = await book(EARLY);
    const waits = await wait();
    await leave(leaver);
    const [offer = ""] = offersOf(waits);
    const other = new Patient(world.origin);
    const page = await other.page(on(EARLY));
    assert.ok(page.free.includes(leaver.start), "what is offered is held for nobody");
    const books = async () => {
      const held = await other.post(page.action, { ...page.chosen, debut: leaver.start });
      if (held.status !== 303) return held.status;
      const form = await other.get(held.location);
      return (await other.post(action(form.text), person())).status;
    };
    const [booked, accepted] = await Promise.all([books(), new Patient(world.origin).post(`${offer}/accepter`, {})]);
    const [[standing, mine]] = /** @type {[[number, number]]} */ (
      await query(world.origin, agenda, `SELECT COUNT(*), COALESCE(SUM(moved_from IS NOT NULL), 0) FROM appointment WHERE attendance = 'booked' AND starts_at = ${Date.parse(leaver.start)}`)
    );
    assert.equal(standing, 1, `${booked} ${accepted.status}`);
    const own = heading((await waits.patient.get(waits.link)).text);
    assert.deepEqual([booked === 303, own], mine ? [false, "Ce rendez-vous a été déplacé"] : [true, "Votre rendez-vous"]);
  }
});
