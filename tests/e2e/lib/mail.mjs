// @ts-check
/** What arrived at the provider, read as a patient's mail program and calendar would. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import ICAL from "ical.js";

/** @typedef {import("../../sandbox/store.mjs").Mail} Mail */
/** @typedef {{ method: string, uid: string, sequence: number, status: string, start: number, end: number, organizer: string, attendee: string, summary: string }} Invite instants in milliseconds */

/** The mails to an address, oldest first. @param {import("./world.mjs").World} world @param {string} email */
export const mailsTo = (world, email) => world.sandbox.mails().filter((mail) => mail.to.some((to) => to.email === email));

/** The invite as it was attached. @param {Mail} mail */
export function inviteOf(mail) {
  assert.equal(mail.attachment?.length, 1);
  const [attachment] = /** @type {{ name: string, content: string }[]} */ (mail.attachment);
  assert.match(/** @type {{ name: string }} */ (attachment).name, /\.ics$/);
  return Buffer.from(/** @type {{ content: string }} */ (attachment).content, "base64").toString("utf8");
}

/** By npm's ical.js. @param {string} ics @returns {Invite} */
export function readInvite(ics) {
  const calendar = new ICAL.Component(ICAL.parse(ics));
  const events = calendar.getAllSubcomponents("vevent");
  assert.equal(events.length, 1);
  const event = /** @type {any} */ (events[0]);
  const value = (/** @type {string} */ name) => event.getFirstPropertyValue(name);
  return {
    method: String(calendar.getFirstPropertyValue("method")),
    uid: value("uid"),
    sequence: Number(value("sequence")),
    status: value("status"),
    start: value("dtstart").toJSDate().getTime(),
    end: value("dtend").toJSDate().getTime(),
    organizer: String(value("organizer")).toLowerCase(),
    attendee: String(value("attendee")).toLowerCase(),
    summary: value("summary"),
  };
}

const PYTHON = `
import json, sys
from zoneinfo import ZoneInfo
from icalendar import Calendar
def read(ask):
    calendar = Calendar.from_ical(ask["ics"])
    [event] = calendar.walk("VEVENT")
    start, end = event.decoded("DTSTART"), event.decoded("DTEND")
    return {
        "method": str(calendar["METHOD"]), "uid": str(event["UID"]), "sequence": int(event["SEQUENCE"]), "status": str(event["STATUS"]),
        "start": int(start.timestamp() * 1000), "end": int(end.timestamp() * 1000),
        "organizer": str(event["ORGANIZER"]).lower(), "attendee": str(event["ATTENDEE"]).lower(), "summary": str(event["SUMMARY"]),
        "wall": start.astimezone(ZoneInfo(ask["zone"])).strftime("%Y-%m-%d %H:%M"),
    }
json.dump([read(ask) for ask in json.load(sys.stdin)], sys.stdout)
`;

/**
 * By PyPI's icalendar, with the hour that a clock in the zone then shows.
 * @param {{ ics: string, zone: string }[]} invites
 * @returns {(Invite & { wall: string })[]}
 */
export function readInvitesInPython(invites) {
  const python = process.env.GUICHET_PYTHON;
  assert.ok(python, "GUICHET_PYTHON names no Python that can import icalendar; `cargo xtask test --only e2e` sets it");
  const ran = spawnSync(python, ["-c", PYTHON], { input: JSON.stringify(invites), encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  return JSON.parse(ran.stdout);
}
