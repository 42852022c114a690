// @ts-check
/**
 * A practice asks that what is booked online be confirmed by the link in the e-mail, which proves that the address is theirs (A6, A9):
 *
 *  1. the time is taken, the page says what is missing, and nobody at the practice knows who it is;
 *  2. the letter asks, without an invite; scanners may open its link as often as they like;
 *  3. the link that the browser has does not confirm, the letter's does, as often as it is pressed; then the invite comes;
 *  4. an address has one booking that waits;
 *  5. what nobody confirms is given back, its links say so, and there never was a patient;
 *  6. staff see that it waits, and confirm it from there.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { command, query, staff } from "../harness/objects.mjs";
import { inviteOf, mailsTo, readInvite } from "./lib/mail.mjs";
import { Patient, action, heading, person, plain } from "./lib/patient.mjs";
import { openPractice } from "./lib/practice.mjs";
import { changesNothing, iso, openWorld, settle } from "./lib/world.mjs";

const MINUTE = 60_000;

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** The address under our origin that a mail leads to. @param {import("./lib/mail.mjs").Mail} mail */
function linkIn(mail) {
  const found = mail.textContent?.match(/\/rdv\/v1\.[\w-]+\.[\w-]+/)?.[0];
  assert.ok(found, mail.textContent);
  return found;
}

/** @param {import("./lib/practice.mjs").Practice} practice */
const patients = async (practice) => (await query(world.origin, practice.office, "SELECT count(*) FROM patient_record"))[0]?.[0];

test("what is booked online is confirmed by the letter's link", async (t) => {
  const practice = await openPractice(world.origin, { confirm: true });
  const [{ path, id, agenda }] = practice.practitioners;
  const day = (/** @type {string} */ date) => command(world.origin, agenda, "read-day", staff(practice.id, id), { date });
  // What is due now, and not what is due when the time to confirm is over.
  const soon = () => settle(world.origin, practice.objects, { to: Date.now() + 5 * MINUTE });
  const zoe = new Patient(world.origin);
  const { link, location, who, start } = await zoe.book(path);
  const email = String(who.email);
  let letter = "";

  await t.test("1. one more step", async () => {
    const page = await zoe.get(location);
    assert.equal(heading(page.text), "Encore une étape");
    assert.match(plain(page.text), new RegExp(`Ouvrez le lien que nous avons envoyé à z…@exemple.fr`));
    assert.match(plain(page.text), /L’horaire vous est gardé jusqu’à \d\d:\d\d/);
    assert.doesNotMatch(page.text, /confirmer"|agenda\.ics|deplacer/);
    assert.equal((await zoe.get(`${link}/agenda.ics`)).location, link);
    assert.ok(!(await zoe.page(path)).free.includes(start), "its time is taken");
    await soon();
    assert.equal(await patients(practice), 0);
    const [entry] = (await day(start.slice(0, 10))).entries;
    assert.deepEqual([entry.appointment.patient ?? null, typeof entry.appointment.unconfirmed_until], [null, "string"]);
  });

  await t.test("2. the letter asks, and to open its link is not to confirm", async () => {
    const [mail, ...more] = mailsTo(world, email);
    assert.ok(mail && more.length === 0);
    assert.match(mail.subject, /^Rendez-vous à confirmer/);
    assert.equal(mail.attachment?.length ?? 0, 0);
    letter = linkIn(mail);
    assert.notEqual(letter, link);
    await changesNothing(world, practice.objects, async () => {
      for (const method of ["GET", "HEAD", "GET"]) assert.equal((await new Patient(world.origin).ask(letter, { method })).status, 200);
      assert.equal((await zoe.get(`${letter}/confirmer`)).status, 405);
      assert.equal((await zoe.post(`${link}/confirmer`, {})).status, 403);
      assert.equal((await zoe.post(`${letter}/deplacer`, { debut: start })).location, letter);
    });
    const page = await zoe.get(letter);
    assert.equal(heading(page.text), "Confirmez votre rendez-vous");
    assert.equal(action(page.text), `${letter}/confirmer`);
  });

  await t.test("3. pressed five times, confirmed once", async () => {
    const press = () => new Patient(world.origin).post(`${letter}/confirmer`, {});
    const answers = [...(await Promise.all([press(), press(), press(), press()])), await press()];
    assert.deepEqual(answers.map((answer) => [answer.status, answer.location]), Array(5).fill([303, `${letter}?fait=confirme`]));
    for (const at of [`${letter}?fait=confirme`, `${link}?fait=confirme`]) assert.equal(heading((await zoe.get(at)).text), "Votre rendez-vous est confirmé");
    await settle(world.origin, practice.objects);
    assert.equal(await patients(practice), 1);
    const [, mail, ...more] = mailsTo(world, email);
    assert.ok(mail && more.length === 0);
    assert.match(mail.subject, /^Rendez-vous confirmé/);
    assert.equal(readInvite(inviteOf(mail)).start, Date.parse(start));
    const [entry] = (await day(start.slice(0, 10))).entries;
    assert.deepEqual([entry.appointment.attendance, "unconfirmed_until" in entry.appointment], ["booked", false]);
    assert.deepEqual(await query(world.origin, agenda, "SELECT count(*) FROM confirming"), [[0]]);
  });

  const anne = person();
  /** @type {Awaited<ReturnType<Patient["book"]>>} */
  let booked;
  await t.test("4. one at a time", async () => {
    const patient = new Patient(world.origin);
    booked = await patient.book(path, { who: anne });
    const page = await patient.page(path);
    const held = await patient.post(page.action, { motif: page.service, debut: /** @type {string} */ (page.free[3]) });
    const form = await patient.get(held.location);
    const second = await patient.post(action(form.text), anne);
    assert.equal(second.status, 409);
    assert.equal(heading(second.text), "Confirmez d’abord votre autre rendez-vous");
    assert.match(second.text, /tel:\+33472000000/);
  });

  await t.test("5. not confirmed in time", async () => {
    await soon();
    const [mail] = mailsTo(world, String(anne.email));
    const theirs = linkIn(/** @type {import("./lib/mail.mjs").Mail} */ (mail));
    const later = Date.now() + 31 * MINUTE;
    await settle(world.origin, practice.objects, { from: later, to: later + 5 * MINUTE });
    const late = new Patient(world.origin, { now: iso(later) });
    assert.equal((await late.post(`${theirs}/confirmer`, {})).status, 303);
    for (const at of [booked.link, theirs, `${theirs}?fait=confirme`]) {
      const page = await late.get(at);
      assert.equal(page.status, 200);
      assert.equal(heading(page.text), "Ce rendez-vous n’a pas été confirmé à temps");
      assert.ok(page.text.includes(path) && !page.text.includes("/confirmer"));
    }
    assert.ok((await late.page(path)).free.includes(booked.start), "it is free again");
    assert.equal(await patients(practice), 1);
    assert.equal(mailsTo(world, String(anne.email)).length, 1);
    for (const object of practice.objects) {
      const tables = await query(world.origin, object, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'");
      for (const [table] of tables) assert.doesNotMatch(JSON.stringify(await query(world.origin, object, `SELECT * FROM "${table}"`)), new RegExp(String(anne.email)), `${object.class} ${table}`);
    }
  });

  await t.test("6. staff confirm on the telephone", async () => {
    const patient = new Patient(world.origin);
    const third = await patient.book(path);
    const entry = (await day(third.start.slice(0, 10))).entries.find((/** @type {any} */ one) => one.appointment?.unconfirmed_until);
    const { appointment, version } = entry.appointment;
    const noted = await command(world.origin, agenda, "set-attendance", staff(practice.id, id), { appointment, version, attendance: "confirmed" });
    assert.deepEqual([noted.appointment.attendance, noted.appointment.unconfirmed_until], ["confirmed", undefined]);
    await settle(world.origin, practice.objects);
    assert.equal(await patients(practice), 2);
    const mails = mailsTo(world, String(third.who.email));
    assert.match(mails.at(-1)?.subject ?? "", /^Rendez-vous confirmé/);
    assert.equal(heading((await patient.get(third.link)).text), "Votre rendez-vous");
  });
});
