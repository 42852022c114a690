// @ts-check
/**
 * Invites around the days on which clocks change, in France and in Québec: 08:30 on the wall the day before, that day and
 * the day after. Each is booked by pressing the button that says so, cancelled, and both invites are read by two calendars
 * that know nothing of ours: npm's ical.js and PyPI's icalendar.
 *
 * The days are the next two changes of each zone; from 2026 on: 2027-03-28 and 2027-10-31, 2027-03-14 and 2027-11-07.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inviteOf, mailsTo, readInvite, readInvitesInPython } from "./lib/mail.mjs";
import { Patient, plain } from "./lib/patient.mjs";
import { dateIn, foundPractice, openHours } from "./lib/practice.mjs";
import { openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const DAY = 86_400_000;

/** Minutes between UTC and the wall. @param {string} zone @param {number} at */
function offset(zone, at) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" }).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return (Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute) - Math.floor(at / 60_000) * 60_000) / 60_000;
}

/** The instant at which a clock on the wall shows that, on a day and hour that exist once. @param {string} zone @param {string} wall */
function instant(zone, wall) {
  const naive = Date.parse(`${wall}Z`);
  return naive - offset(zone, naive - offset(zone, naive) * 60_000) * 60_000;
}

/** The dates of the zone's next two clock changes, at least three days ahead. @param {string} zone */
function changes(zone) {
  const dates = [];
  for (let day = 3; dates.length < 2; day += 1) {
    const [morning, evening] = ["00:30:00", "23:30:00"].map((hour) => offset(zone, instant(zone, `${dateIn(zone, day)}T${hour}`)));
    if (morning !== evening) dates.push(dateIn(zone, day));
  }
  return dates;
}

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
