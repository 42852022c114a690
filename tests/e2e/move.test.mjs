// @ts-check
/**
 * A patient moves an appointment from its link (A7), as the pages lead them:
 *
 *  1. the link's page leads to the free hours; looking changes nothing;
 *  2. an hour is pressed, five times at once: one appointment, one answer, its own link;
 *  3. the old link says that it was moved, and its time is free again in public;
 *  4. one mail tells it, whose invite is the same entry with a higher SEQUENCE; so is the file that the page offers;
 *  5. an hour that somebody else was quicker to take is said, with what is left;
 *  6. while nothing is booked online, nothing is moved online either;
 *  7. after the practice's notice there is the telephone, and nothing moves.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import ICAL from "ical.js";
import { inviteOf, mailsTo, readInvite } from "./lib/mail.mjs";
import { Patient, action, freeStarts, heading, plain } from "./lib/patient.mjs";
import { openPractice } from "./lib/practice.mjs";
import { changesNothing, iso, openWorld, settle } from "./lib/world.mjs";
import { command, staff } from "../harness/objects.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** The event of a file, by npm's ical.js. @param {string} ics */
function event(ics) {
  const calendar = new ICAL.Component(ICAL.parse(ics));
  const [found] = calendar.getAllSubcomponents("vevent");
  const value = (/** @type {string} */ name) => /** @type {any} */ (found).getFirstPropertyValue(name);
  return { method: calendar.getFirstPropertyValue("method"), uid: value("uid"), sequence: Number(value("sequence")), status: value("status"), start: value("dtstart").toJSDate().getTime() };
}

test("a patient moves an appointment", async (t) => {
  const practice = await openPractice(world.origin);
  const [{ path }] = practice.practitioners;
  const zoe = new Patient(world.origin);
  const { free } = await zoe.page(path);
  const from = /** @type {string} */ (free[5]);
  const { link, who } = await zoe.book(path, { start: from });
  await settle(world.origin, practice.objects);
  const first = readInvite(inviteOf(/** @type {any} */ (mailsTo(world, who.email)[0])));
  const moves = `${link}/deplacer`;
  let to = "";
  let moved = "";

  await t.test("1. the free hours, and looking changes nothing", async () => {
    assert.ok((await zoe.get(link)).text.includes(`href="${moves}"`));
    await changesNothing(world, practice.objects, async () => {
      for (const method of ["GET", "HEAD"]) assert.equal((await zoe.ask(moves, { method })).status, 200);
    });
    const page = await zoe.get(moves);
    assert.equal(heading(page.text), "Déplacer votre rendez-vous");
    assert.equal(action(page.text), moves);
    assert.equal(page.headers.get("cache-control"), "no-store");
    const starts = freeStarts(page.text);
    to = /** @type {string} */ (starts.at(-1));
    assert.ok(starts.length > 20 && !starts.includes(from), "where it is, it is not moved to");
    assert.equal((await zoe.post(moves, { debut: from })).status, 410);
  });

  await t.test("2. five times at once is one move", async () => {
    const send = () => new Patient(world.origin).post(moves, { debut: to });
    const answers = [...(await Promise.all([send(), send(), send(), send(), send()])), await send()];
    assert.deepEqual(answers.map((a) => a.status), Array(6).fill(303));
    assert.equal(new Set(answers.map((a) => a.location)).size, 1);
    moved = /** @type {string} */ (answers[0]?.location);
    assert.match(moved, /^\/rdv\/v1\.[\w-]+\.[\w-]+\?fait=deplace$/);
    const page = await zoe.get(moved);
    assert.equal(heading(page.text), "Votre rendez-vous est déplacé");
    assert.match(plain(page.text), /Il était prévu le/);
  });

  await t.test("3. the old link says so, and its time is free", async () => {
    const old = await zoe.get(link);
    assert.equal(heading(old.text), "Ce rendez-vous a été déplacé");
    assert.doesNotMatch(old.text, /<form/);
    assert.equal((await zoe.get(moves)).location, link);
    const again = await zoe.page(path);
    assert.ok(again.free.includes(from) && !again.free.includes(to));
  });

  await t.test("4. one mail, one entry in the calendar", async () => {
    await settle(world.origin, practice.objects);
    const mails = mailsTo(world, who.email);
    assert.equal(mails.length, 2);
    assert.match(mails[1]?.subject ?? "", /déplacé/);
    const invite = readInvite(inviteOf(/** @type {any} */ (mails[1])));
    assert.deepEqual([invite.uid, invite.start], [first.uid, Date.parse(to)]);
    assert.ok(invite.sequence > first.sequence);
    const file = await zoe.get(`${moved.split("?")[0]}/agenda.ics`);
    assert.match(file.headers.get("content-type") ?? "", /^text\/calendar/);
    assert.match(file.headers.get("content-disposition") ?? "", /^attachment; filename="rendez-vous.ics"$/);
    assert.deepEqual(event(file.text), { method: null, uid: invite.uid, sequence: invite.sequence, status: "CONFIRMED", start: Date.parse(to) });
    assert.doesNotMatch(file.text.replaceAll("\r\n ", ""), /secrète/);
    assert.equal(event((await zoe.get(`${link}/agenda.ics`)).text).status, "CANCELLED");
  });

  await t.test("5. somebody else was quicker", async () => {
    await new Patient(world.origin).book(path, { start: from });
    await settle(world.origin, practice.objects);
    const address = `${moved.split("?")[0]}/deplacer`;
    await changesNothing(world, practice.objects, async () => {
      const page = await zoe.post(address, { debut: from });
      assert.equal(page.status, 409);
      assert.match(page.text, /Cet horaire vient d’être pris/);
      assert.ok(freeStarts(page.text).length > 20);
      assert.equal((await zoe.post(address, { debut: "demain" })).status, 400);
      assert.equal((await zoe.post(address, { debut: from, lieu: "ailleurs" })).status, 400);
    });
  });

  await t.test("6. while nothing is booked online, nothing moves", async () => {
    const [{ id, agenda }] = practice.practitioners;
    const as = staff(practice.id, id);
    const terms = { version: 0, online: false, new_patients: true };
    const { version } = await command(world.origin, agenda, "put-terms", as, { terms });
    await settle(world.origin, practice.objects);
    const own = /** @type {string} */ (moved.split("?")[0]);
    const closed = await zoe.get(`${own}/deplacer`);
    assert.deepEqual([closed.status, freeStarts(closed.text)], [409, []]);
    const press = (/** @type {Record<string, string>} */ headers = {}) => zoe.post(`${own}/deplacer`, { debut: /** @type {string} */ (free[8]) }, headers);
    await changesNothing(world, practice.objects, async () => {
      const page = await press();
      assert.equal(page.status, 409);
      assert.match(page.text, /tel:\+33472000000/);
      assert.equal((await press({ accept: "application/json" })).status, 410);
    });
    await command(world.origin, agenda, "put-terms", as, { terms: { ...terms, version, online: true } });
    await settle(world.origin, practice.objects);
  });

  await t.test("7. after the notice: the telephone", async () => {
    const late = new Patient(world.origin, { now: iso(Date.parse(to) - 3_600_000) });
    const own = /** @type {string} */ (moved.split("?")[0]);
    await changesNothing(world, practice.objects, async () => {
      assert.equal((await late.get(`${own}/deplacer`)).location, own);
      assert.equal((await late.post(`${own}/deplacer`, { debut: free[0] ?? "" })).location, own);
      const page = await late.get(own);
      assert.match(page.text, /tel:\+33472000000/);
      assert.ok(!page.text.includes("/deplacer"));
    });
  });
});
