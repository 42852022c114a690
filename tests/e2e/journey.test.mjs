// @ts-check
/**
 * A patient books and cancels, over HTTP, as the pages lead them:
 *
 *  1. the practitioner's page shows free starts; one is chosen and kept, the form opens;
 *  2. the form is sent, and sent again: one appointment, one answer;
 *  3. one mail arrives: no reason for care in its subject, both parts, the link, an invite;
 *  4. the practice has a patient record, and its staff read what was written; others read neither;
 *  5. the start is taken in public;
 *  6. the link shows the appointment, its button cancels it, and again;
 *  7. one mail tells the cancellation, and its invite takes the entry out of the calendar;
 *  8. the start is free again in public.
 *
 * Then what the journey's rules say beside it: A7's notice, A8's two records, mails that alarms send by themselves.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PUBLIC, command, post, query, staff } from "../harness/objects.mjs";
import { id, openPractice } from "./lib/practice.mjs";
import { inviteOf, mailsTo, readInvite } from "./lib/mail.mjs";
import { Patient, action, heading, person } from "./lib/patient.mjs";
import { changesNothing, iso, openWorld, settle, until } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

test("a patient books and cancels", async (t) => {
  const practice = await openPractice(world.origin);
  const [{ path, agenda }] = practice.practitioners;
  const zoe = new Patient(world.origin);
  const who = person();
  const own = staff(practice.id);
  const trace = (/** @type {string} */ appointment, by = own) => post(world.origin, practice.mailroom, "read-trace", { principal: by, command: { appointment } });

  const page = await zoe.page(path);
  const start = /** @type {string} */ (page.free[5]);
  let form = "";
  await t.test("1. a chosen start is kept, and asking again keeps the same", async () => {
    assert.ok(page.free.length > 20);
    const held = await zoe.post(page.action, { motif: page.service, debut: start });
    assert.equal(held.status, 303);
    assert.equal((await zoe.post(page.action, { motif: page.service, debut: start })).location, held.location);
    form = held.location;
    assert.equal(heading((await zoe.get(form)).text), "Votre rendez-vous");
    // Whoever else wants it learns that it is taken, and sees what is left.
    const other = await new Patient(world.origin).post(page.action, { motif: page.service, debut: start });
    assert.equal(other.status, 409);
    assert.match(other.text, /Cet horaire vient d’être pris/);
  });

  let link = "";
  await t.test("2. the same form five times at once, and once more, is one appointment", async () => {
    const send = () => zoe.post(form, who);
    const answers = [...(await Promise.all([send(), send(), send(), send(), send()])), await send()];
    assert.deepEqual(answers.map((a) => a.status), Array(6).fill(303));
    assert.equal(new Set(answers.map((a) => a.location)).size, 1);
    assert.match(answers[0].location, /^\/rdv\/v1\.[\w-]+\.[\w-]+\?fait=pris$/);
    link = answers[0].location.split("?")[0] ?? "";
    assert.equal(heading((await zoe.get(answers[0].location)).text), "Votre rendez-vous est pris");
    assert.deepEqual(await query(world.origin, agenda, "SELECT count(*) FROM appointment"), [[1]]);
  });

  const [[appointment, patient]] = await query(world.origin, agenda, "SELECT appointment_id, patient_id FROM appointment");
  await settle(world.origin, practice.objects);

  await t.test("3. one mail: subject without the reason for care, both parts, link, invite (A6)", async () => {
    const mails = mailsTo(world, who.email);
    assert.equal(mails.length, 1);
    const [mail] = mails;
    assert.match(mail.subject, /confirmé/);
    assert.doesNotMatch(mail.subject, /secrète/);
    for (const part of [mail.htmlContent ?? "", mail.textContent ?? ""]) {
      assert.ok(part.includes(`${world.origin}${link}`), "the link is in both parts");
      assert.match(part, /Séance secrète 30/);
      // A6: practical notes are in every message.
      assert.match(part, /Code B123/);
      assert.match(part, /Votre ordonnance/);
    }
    assert.equal((await zoe.get(link)).status, 200);
    const invite = readInvite(inviteOf(mail));
    assert.deepEqual([invite.method, invite.status, invite.start, invite.end], ["REQUEST", "CONFIRMED", Date.parse(start), Date.parse(start) + 30 * 60_000]);
    assert.equal(invite.attendee, `mailto:${who.email}`);
    assert.doesNotMatch(inviteOf(mail).replaceAll("\r\n ", ""), /secrète/);
  });

  await t.test("4. the practice's staff read the record and the trace; nobody else does (M6)", async () => {
    const { patients } = await command(world.origin, practice.office, "list-patients", practice.owner, { most: 10 });
    assert.deepEqual(patients, [{ id: patient, given_name: who.prenom, family_name: who.nom, birth_date: "1990-04-12" }]);
    const record = await command(world.origin, practice.office, "read-patient", practice.owner, { patient });
    assert.equal(record.details.email, who.email);
    const { body } = await trace(appointment);
    assert.deepEqual(body.messages.map((/** @type {any} */ m) => [m.kind, m.state, m.steps.map((/** @type {any} */ s) => s.what)]), [["confirmation", "sent", ["queued", "sent"]]]);
    // Whatever agendas they run.
    const others = staff(id("prc"), practice.practitioners[0].id);
    for (const principal of [others, PUBLIC, /** @type {const} */ ({ as: "operator" })]) {
      assert.equal((await post(world.origin, practice.office, "read-patient", { principal, command: { patient } })).status, 403);
      assert.equal((await trace(appointment, /** @type {any} */ (principal))).status, 403);
    }
    const opening = { availability: id("avl"), location: practice.location, service: practice.services[30], date: "2030-01-01", from: "08:00:00", to: "09:00:00" };
    assert.equal((await post(world.origin, agenda, "open-availability", { principal: others, command: opening })).status, 403);
    // A contact is for the practice's own Mailroom.
    assert.equal((await post(world.origin, practice.office, "read-contact", { principal: own, command: { patient } })).status, 403);
  });

  await t.test("5. the start is taken in public", async () => {
    const { free } = await new Patient(world.origin).page(path);
    assert.ok(!free.includes(start));
    assert.equal(free.length, page.free.length - 1);
  });

  await t.test("6. the link cancels, once and again with the same answer", async () => {
    const button = action((await zoe.get(link)).text);
    const first = await zoe.post(button, {});
    assert.deepEqual([first.status, first.location], [303, `${link}?fait=annule`]);
    assert.equal(heading((await zoe.get(first.location)).text), "Votre rendez-vous est annulé");
    const objects = practice.objects;
    await settle(world.origin, objects);
    const second = await changesNothing(world, objects, () => zoe.post(button, {}));
    assert.deepEqual([second.status, second.location], [first.status, first.location]);
    // The old form leads to the appointment as it is, and books nothing.
    const again = await changesNothing(world, objects, () => zoe.post(form, who));
    assert.equal(again.location.split("?")[0], link);
  });

  await t.test("7. one mail tells it, and empties the calendar", async () => {
    const mails = mailsTo(world, who.email);
    assert.equal(mails.length, 2);
    assert.match(mails[1].subject, /annulé/);
    assert.doesNotMatch(mails[1].subject, /secrète/);
    const [made, gone] = mails.map((mail) => readInvite(inviteOf(mail)));
    assert.deepEqual([gone.method, gone.status, gone.uid, gone.start], ["CANCEL", "CANCELLED", made.uid, made.start]);
    assert.ok(gone.sequence > made.sequence);
    assert.equal(gone.organizer, made.organizer);
    const { body } = await trace(appointment);
    assert.deepEqual(body.messages.map((/** @type {any} */ m) => [m.kind, m.state]), [["confirmation", "sent"], ["cancellation", "sent"]]);
    assert.deepEqual(await query(world.origin, agenda, "SELECT version, attendance, by_whom FROM attendance_history ORDER BY version"), [[1, "booked", "patient"], [2, "cancelled-by-patient", "patient"]]);
  });

  await t.test("8. the start is free again, and somebody else may have it", async () => {
    const { free } = await new Patient(world.origin).page(path);
    assert.deepEqual(free, page.free);
    await new Patient(world.origin).book(path, { start });
  });
});

describe("rules beside the journey", () => {
  test("A7: within the notice the page gives the telephone, and the button's address does nothing", async () => {
    const practice = await openPractice(world.origin, { notice: 1440 });
    const zoe = new Patient(world.origin);
    const { link, start } = await zoe.book(practice.practitioners[0].path);
    await settle(world.origin, practice.objects);
    const at = (/** @type {number} */ hours) => new Patient(world.origin, { now: iso(Date.parse(start) - hours * 3_600_000) });

    assert.match((await at(24).get(link)).text, new RegExp(`action="${link}/annuler"`));
    const late = at(23.99);
    const page = (await late.get(link)).text;
    assert.doesNotMatch(page, /\/annuler"/);
    assert.match(page, /href="tel:\+33472000000"[^>]*>[^<]*04 72 00 00 00/);
    await changesNothing(world, practice.objects, async () => {
      const refused = await late.post(`${link}/annuler`, {});
      assert.deepEqual([refused.status, refused.location], [303, link]);
      const machine = await late.post(`${link}/annuler`, {}, { accept: "application/json" });
      assert.equal(machine.status, 409);
      assert.equal(JSON.parse(machine.text).type, "/problems/too-late");
      for (const hours of [0, -0.1, -48]) await at(hours).post(`${link}/annuler`, {});
    });
    assert.equal(heading((await zoe.get(link)).text), "Votre rendez-vous");
    // To the last minute of the notice it cancels.
    assert.equal((await at(24).post(`${link}/annuler`, {})).location, `${link}?fait=annule`);
  });

  test("A7: after the notice whoever cannot come says so, until the start: the time is free, and the practice sees that it was late", async () => {
    const practice = await openPractice(world.origin, { notice: 1440 });
    const [{ path, agenda, id: practitioner }] = practice.practitioners;
    const zoe = new Patient(world.origin);
    const { link, start, who } = await zoe.book(path);
    await settle(world.origin, practice.objects);
    const at = (/** @type {number} */ hours) => new Patient(world.origin, { now: iso(Date.parse(start) - hours * 3_600_000) });
    const button = `${link}/empechement`;

    assert.doesNotMatch((await at(24).get(link)).text, /empechement/);
    const late = at(2);
    assert.match((await late.get(link)).text, new RegExp(`<form method="post" action="${button}"[^>]*><button[^>]*>Je ne peux pas venir<`));
    // From the start on it is for the practice to note who came.
    await changesNothing(world, practice.objects, async () => {
      for (const hours of [0, -0.1]) await at(hours).post(button, {});
    });
    assert.equal((await late.post(button, {})).location, `${link}?fait=annule`);
    await settle(world.origin, practice.objects);
    await changesNothing(world, practice.objects, () => late.post(button, {}));
    assert.equal(heading((await late.get(`${link}?fait=annule`)).text), "Votre rendez-vous est annulé");
    assert.doesNotMatch((await late.get(link)).text, /empechement/);
    assert.ok((await new Patient(world.origin).page(path)).free.includes(start), "somebody else may have it");
    assert.match(mailsTo(world, who.email).at(-1)?.subject ?? "", /annulé/);
    const { entries } = await command(world.origin, agenda, "read-day", staff(practice.id, practitioner), { date: start.slice(0, 10) });
    const seen = entries.flatMap((/** @type {any} */ entry) => entry.appointment ?? []);
    assert.deepEqual(seen.map((/** @type {any} */ one) => [one.attendance, one.late]), [["cancelled-by-patient", true]]);
  });

  test("A8: the same words twice are two appointments and two records", async () => {
    const practice = await openPractice(world.origin);
    const [{ path, agenda }] = practice.practitioners;
    const who = person();
    const first = await new Patient(world.origin).book(path, { who });
    const second = await new Patient(world.origin).book(path, { who });
    assert.notEqual(first.link, second.link);
    await settle(world.origin, practice.objects);
    const { patients } = await command(world.origin, practice.office, "list-patients", practice.owner, { most: 10 });
    assert.equal(patients.length, 2);
    const [one, other] = await Promise.all(patients.map((/** @type {any} */ { id }) => command(world.origin, practice.office, "read-patient", practice.owner, { patient: id })));
    assert.notEqual(one.id, other.id);
    assert.deepEqual(one.details, other.details);
    assert.deepEqual(await query(world.origin, agenda, "SELECT count(*), count(DISTINCT patient_id) FROM appointment"), [[2, 2]]);
    assert.equal(mailsTo(world, who.email).length, 2);
  });

  test("the mail leaves by the objects' own alarms, without a tick", async () => {
    const practice = await openPractice(world.origin);
    const { who, link } = await new Patient(world.origin).book(practice.practitioners[0].path);
    await until("the confirmation", () => mailsTo(world, who.email).length === 1);
    await new Patient(world.origin).post(`${link}/annuler`, {});
    await until("the cancellation", () => mailsTo(world, who.email).length === 2);
  });

  test("a hold whose time is over still books while the slot is free, and no longer once it is lost", async () => {
    const practice = await openPractice(world.origin);
    const [{ path, agenda }] = practice.practitioners;
    const long = new Patient(world.origin, { now: iso(Date.now() - 3_600_000) });
    const { free, service } = await long.page(path);
    const forms = [];
    for (const start of free.slice(0, 2)) {
      const browser = new Patient(world.origin, { now: long.now });
      forms.push((await browser.choose(path, service, start)).location);
    }
    const now = new Patient(world.origin);
    assert.match((await now.get(forms[0])).text, /ne gardons plus cet horaire/);
    assert.equal((await now.post(forms[0], person())).status, 303);
    await now.book(path, { start: free[1] });
    for (const answer of [await now.get(forms[1]), await now.post(forms[1], person())]) {
      assert.equal(answer.status, 409);
      assert.equal(heading(answer.text), "Cet horaire vient d’être pris");
      assert.ok(answer.text.includes(`href="${path}`), "the page leads to what is left");
    }
    assert.deepEqual(await query(world.origin, agenda, "SELECT count(*) FROM appointment"), [[2]]);
  });
});
