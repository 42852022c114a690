// @ts-check
/**
 * workerd is SIGKILLed in the middle of 300 bookings, again and again (ROUNDS, 10 unless told). Each round:
 *
 *  1. 300 people hold a slot and send the form, eight at a time; the provider fails now and then;
 *  2. after some number of answers workerd is killed: no goodbye, whatever is under way is cut;
 *  3. it is started again on the same files: every booking whose answer arrived is there, none is half there;
 *  4. the alarms that were set before the kill empty the outboxes, without anybody asking;
 *  5. whoever got no answer sends the same form again, so do some who got one, and the others come at last;
 *  6. at rest each appointment has its time, its history, its patient's record, its message, and exactly one mail at the
 *     provider; nothing else has anything.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { PUBLIC, command, query, staff } from "../harness/objects.mjs";
import { inviteOf, readInvite } from "./lib/mail.mjs";
import { Patient, person } from "./lib/patient.mjs";
import { dateIn, openPractice } from "./lib/practice.mjs";
import { dice, inParallel, iso, openWorld, settle, until } from "./lib/world.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 10);
const BOOKINGS = 300;
const WIDTH = 8;

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** @param {import("./lib/practice.mjs").Practice} practice @param {string} sql @returns {Promise<any[][]>} over all agendas */
const agendas = async (practice, sql) => (await Promise.all(practice.practitioners.map((p) => query(world.origin, p.agenda, sql)))).flat();

/** @param {any[][]} rows the first column of each, sorted */
const ids = (rows) => rows.map(([id]) => id).sort();

/** Holds that nothing in the agendas is half made; gives the appointments. @param {import("./lib/practice.mjs").Practice} practice */
async function wholeAgendas(practice) {
  const appointments = ids(await agendas(practice, "SELECT appointment_id FROM appointment WHERE attendance = 'booked' AND version = 1"));
  assert.deepEqual(ids(await agendas(practice, "SELECT appointment_id FROM appointment")), appointments);
  assert.deepEqual(ids(await agendas(practice, "SELECT o.occupant FROM occupancy o JOIN appointment a ON o.occupant = a.appointment_id AND o.starts_at = a.starts_at AND o.ends_at = a.ends_at WHERE o.until IS NULL")), appointments);
  assert.deepEqual(ids(await agendas(practice, "SELECT occupant FROM occupancy WHERE until IS NULL")), appointments);
  assert.deepEqual(ids(await agendas(practice, "SELECT appointment_id FROM attendance_history WHERE version = 1 AND attendance = 'booked'")), appointments);
  assert.deepEqual(ids(await agendas(practice, "SELECT appointment_id FROM hold WHERE appointment_id IS NOT NULL")), appointments);
  return appointments;
}

for (let round = 1; round <= ROUNDS; round += 1) {
  test(`round ${round} of ${ROUNDS}: killed in the middle of ${BOOKINGS} bookings`, async (t) => {
    const seed = Number(process.env.SEED) || Math.floor(Math.random() * 2 ** 31);
    const roll = dice(seed);
    // Anywhere from a tenth to nine tenths of the way.
    const killAfter = Math.floor(BOOKINGS * (0.1 + 0.8 * roll()));
    t.diagnostic(`SEED=${seed}, killed after ${killAfter} answers`);
    // The provider remembers its keys in both of its ways, and every tenth request finds it unwell.
    world.sandbox.clear();
    world.sandbox.control({ repeat: round % 2 ? "same" : "refuse", random: { seed, chances: { 500: 0.03, 429: 0.02, "accept-then-cut": 0.03, "cut-before-accept": 0.02 } } });

    const practice = await openPractice(world.origin, { practitioners: 3, minutes: [15], days: 3, from: "07:00", to: "20:00" });
    const starts = await Promise.all(practice.practitioners.map(async (p) => {
      const { open } = await command(world.origin, p.agenda, "read-calendar", staff(practice.id, p.id), { from: dateIn(practice.zone, 3), days: 3 });
      const hours = open.map((/** @type {any} */ one) => [Date.parse(one.starts_at), Date.parse(one.ends_at)]);
      return hours.flatMap(([from, to]) => Array.from({ length: (to - from) / 900_000 }, (_, i) => from + i * 900_000));
    }));
    const jobs = Array.from({ length: BOOKINGS }, (_, i) => {
      const doctor = /** @type {import("./lib/practice.mjs").Practitioner} */ (practice.practitioners[i % 3]);
      return { doctor, start: iso(starts[i % 3][Math.floor(i / 3)]), who: person(), patient: new Patient(world.origin), browser: randomBytes(16).toString("base64url"), form: "", link: "" };
    });

    /** Goes as far as the answers lead. @param {typeof jobs[number]} job */
    async function book(job) {
      if (!job.form) {
        const wanted = { service: practice.services[15], starts_at: job.start, browser: job.browser };
        const { hold } = await command(world.origin, job.doctor.agenda, "hold-slot", PUBLIC, wanted);
        job.form = `${job.doctor.path}/reserver/${hold}`;
      }
      const booked = await job.patient.post(job.form, job.who);
      if (booked.status !== 303) throw new Error(`${booked.status} to a form`);
      job.link = booked.location.split("?")[0] ?? "";
    }

    // 1. and 2.
    let answers = 0;
    /** @type {Promise<void> | undefined} */
    let killing;
    const cut = [];
    await inParallel(jobs, WIDTH, async (job) => {
      if (killing) return;
      try {
        await book(job);
        answers += 1;
        if (answers === killAfter) killing = world.guichet.kill();
      } catch (e) {
        if (!killing) throw e;
        cut.push(job);
      }
    });
    await killing;
    const told = jobs.filter((job) => job.link);
    assert.ok(told.length >= killAfter && told.length < BOOKINGS, `${told.length} were told`);

    // 3.
    await world.guichet.restart();
    const found = await wholeAgendas(practice);
    assert.ok(found.length >= told.length && found.length <= told.length + cut.length, `${found.length} found, ${told.length} told, ${cut.length} cut`);
    const opened = await inParallel(told, WIDTH, (job) => new Patient(world.origin).get(job.link));
    assert.ok(opened.every((page) => page.status === 200), `every link that was given opens (SEED=${seed})`);

    // 4.
    await until("the outboxes are empty", async () => (await agendas(practice, "SELECT 1 FROM outbox LIMIT 1")).length === 0);

    // 5.
    await inParallel(jobs, WIDTH, async (job, i) => {
      const before = job.link;
      if (!before || i % 8 === 0) await book(job);
      if (before) assert.equal(job.link, before, "the same form has the same answer, over a crash");
    });
    assert.equal(new Set(jobs.map((job) => job.link)).size, BOOKINGS);

    // 6.
    await settle(world.origin, practice.objects);
    const appointments = await wholeAgendas(practice);
    assert.equal(appointments.length, BOOKINGS);
    const patients = ids(await agendas(practice, "SELECT patient_id FROM appointment"));
    const records = await query(world.origin, practice.office, "SELECT patient_id, email, first_appointment FROM patient_record");
    assert.deepEqual(ids(records), patients);
    assert.deepEqual(records.map(([, email]) => email).sort(), jobs.map((job) => job.who.email).sort());
    assert.deepEqual(records.map(([, , appointment]) => appointment).sort(), appointments);
    const messages = await query(world.origin, practice.mailroom, "SELECT appointment_id, kind, state FROM message ORDER BY appointment_id");
    assert.deepEqual(messages, appointments.map((appointment) => [appointment, "confirmation", "sent"]));

    const mails = world.sandbox.mails();
    assert.deepEqual(mails.map((mail) => mail.to[0]?.email).sort(), jobs.map((job) => job.who.email).sort(), `one mail each (SEED=${seed})`);
    assert.deepEqual(mails.map((mail) => readInvite(inviteOf(mail)).uid).sort(), appointments.map((appointment) => `${appointment}@guichet`));
    const links = new Map(jobs.map((job) => [job.who.email, job.link]));
    for (const mail of mails) assert.ok(mail.textContent?.includes(`${world.origin}${links.get(mail.to[0]?.email ?? "")}\n`), "each with its own link");
  });
}
