// @ts-check
/**
 * Invites around the days on which clocks change, in France and in Québec: 08:30 on the wall the day before, that day and
 * the day after. Each is booked by pressing the button that says so, cancelled, and both invites are read by two calendars
 * that know nothing of ours: npm's ical.js and PyPI's icalendar. They read alike what a patient and the staff then move: one
 * entry, whose SEQUENCE grows, until it is cancelled by either.
 *
 * The days are the next two changes of each zone; from 2026 on: 2027-03-28 and 2027-10-31, 2027-03-14 and 2027-11-07.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { command, staff } from "../harness/objects.mjs";
import { DAY, changes, instant } from "./lib/clocks.mjs";
import { inviteOf, mailsTo, readInvite, readInvitesInPython } from "./lib/mail.mjs";
import { Patient, plain } from "./lib/patient.mjs";
import { foundPractice, id, openHours, openPractice } from "./lib/practice.mjs";
import { openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

test("the oracle knows the days of 2027", () => {
  for (const [zone, date, utc] of [["Europe/Paris", "2027-03-28", "06:30"], ["Europe/Paris", "2027-10-31", "07:30"], ["America/Toronto", "2027-03-14", "12:30"], ["America/Toronto", "2027-11-07", "13:30"]]) {
    assert.equal(new Date(instant(zone, `${date}T08:30:00`)).toISOString(), `${date}T${utc}:00.000Z`);
  }
});

for (const [country, zone, label] of /** @type {const} */ ([["FR", "Europe/Paris", "08:30"], ["CA", "America/Toronto", "8 h 30"]])) {
  for (const changed of changes(zone)) {
    test(`${zone} around ${changed}`, async () => {
      const practice = await foundPractice(world.origin, { country, zone, city: "Ici" });
      const [{ path }] = practice.practitioners;
      const dates = [-1, 0, 1].map((days) => new Date(Date.parse(changed) + days * DAY).toISOString().slice(0, 10));
      for (const date of dates) await openHours(world.origin, practice, { date, from: "00:30", to: "12:00" });

      const bookings = [];
      for (const date of dates) {
        // Some days before, as patients do; the page shows two weeks.
        const zoe = new Patient(world.origin, { now: new Date(Date.parse(changed) - 5 * DAY).toISOString() });
        const page = await zoe.page(path);
        const day = page.html.split(/(?=<li class="day)/).find((part) => part.includes(`id="jour-${date}"`)) ?? "";
        const button = [...day.matchAll(/value="([^"]+)">(.*?)<\/button>/g)].find(([, , words]) => plain(words).trim().endsWith(` ${label}`));
        assert.ok(button, `a button for ${label} on ${date}: ${plain(day)}`);
        assert.equal(Date.parse(button[1]), instant(zone, `${date}T08:30:00`), `the button of ${date}`);
        bookings.push({ zoe, date, ...(await zoe.book(path, { start: button[1] })) });
      }
      await settle(world.origin, practice.objects);
      for (const { zoe, link } of bookings) assert.equal((await zoe.post(`${link}/annuler`, {})).status, 303);
      await settle(world.origin, practice.objects);

      const files = bookings.map(({ who }) => mailsTo(world, who.email).map(inviteOf));
      assert.deepEqual(files.map((two) => two.length), [2, 2, 2]);
      const inPython = readInvitesInPython(files.flat().map((ics) => ({ ics, zone })));
      for (const [i, { who, date }] of bookings.entries()) {
        const [made, gone] = /** @type {[string, string]} */ (files[i]);
        for (const [j, ics] of [made, gone].entries()) {
          const { wall, ...python } = /** @type {typeof inPython[number]} */ (inPython[2 * i + j]);
          const invite = readInvite(ics);
          assert.deepEqual(python, invite, "both libraries read the same");
          assert.equal(wall, `${date} 08:30`);
          const start = instant(zone, `${date}T08:30:00`);
          assert.deepEqual([invite.start, invite.end], [start, start + 30 * 60_000]);
          assert.deepEqual([invite.method, invite.status, invite.sequence], j === 0 ? ["REQUEST", "CONFIRMED", 0] : ["CANCEL", "CANCELLED", 1]);
          assert.match(invite.uid, /^apt_[0-9a-f]{32}@guichet$/);
          assert.equal(invite.attendee, `mailto:${who.email}`);
          assert.equal(invite.organizer, "mailto:rendez-vous@guichet.example");
          // A calendar is shown to others: who, not what for.
          assert.doesNotMatch(ics.replaceAll("\r\n ", ""), /secrète/);
          assert.ok(ics.split("\r\n").every((line) => Buffer.byteLength(line) <= 75) && !/[^\r]\n/.test(ics));
        }
        assert.equal(readInvite(made).uid, readInvite(gone).uid);
      }
      assert.equal(new Set(files.map(([made]) => readInvite(/** @type {string} */ (made)).uid)).size, 3);
    });
  }
}

for (const whose of ["patient", "practitioner"]) {
  test(`moved by the link, moved by the staff, cancelled by the ${whose}: one entry`, async () => {
    const practice = await openPractice(world.origin);
    const [{ id: practitioner, agenda, path }] = practice.practitioners;
    const as = staff(practice.id, practitioner);
    const zoe = new Patient(world.origin);
    const { free } = await zoe.page(path);
    const [first, second, third] = /** @type {[string, string, string]} */ ([free[2], free[7], free[11]]);
    const { link, who } = await zoe.book(path, { start: first });
    const mails = async () => {
      await settle(world.origin, practice.objects);
      return mailsTo(world, who.email);
    };
    await mails();
    const moved = await zoe.post(`${link}/deplacer`, { debut: second });
    assert.equal(moved.status, 303);
    await mails();

    const { entries } = await command(world.origin, agenda, "read-day", as, { date: second.slice(0, 10) });
    const { appointment: standing } = entries.find((/** @type {any} */ entry) => Date.parse(entry.starts_at) === Date.parse(second));
    const by = { appointment: standing.appointment, version: standing.version, to: id("apt"), starts_at: third };
    // A while ago: what staff do is written about once they cannot take it back any more.
    const before = new Date(Date.now() - 3 * 60_000).toISOString();
    const { appointment: last } = await command(world.origin, agenda, "move-appointment", as, by, before);
    await command(world.origin, agenda, "move-appointment", as, by, before);
    const told = (await mails()).at(-1);
    if (whose === "patient") {
      const [, own] = told?.htmlContent?.match(/href="[^"]*(\/rdv\/[^"/]+)"/) ?? [];
      assert.equal((await zoe.post(`${own}/annuler`, {})).status, 303);
    } else {
      const gone = { appointment: last.appointment, version: last.version };
      for (let times = 0; times < 2; times += 1) await command(world.origin, agenda, "cancel-by-staff", as, gone, before);
    }

    const files = (await mails()).map(inviteOf);
    const invites = files.map(readInvite);
    assert.deepEqual(readInvitesInPython(files.map((ics) => ({ ics, zone: practice.zone }))).map(({ wall: _, ...invite }) => invite), invites, "both libraries read the same");
    assert.deepEqual(invites.map(({ method }) => method), ["REQUEST", "REQUEST", "REQUEST", "CANCEL"], "one message for each act, whatever is sent twice");
    assert.deepEqual(invites.map(({ start }) => start), [first, second, third, third].map(Date.parse));
    assert.deepEqual(invites.map(({ status }) => status), ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]);
    assert.equal(new Set(invites.map(({ uid }) => uid)).size, 1);
    for (const [n, { sequence }] of invites.entries()) assert.ok(n === 0 || sequence > (invites[n - 1]?.sequence ?? 0), `${invites.map(({ sequence }) => sequence)}`);
  });
}
