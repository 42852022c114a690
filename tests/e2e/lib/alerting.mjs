// @ts-check
/** Practices that offer earlier slots (W), and who waits there. */
import assert from "node:assert/strict";
import { mailsTo } from "./mail.mjs";
import { Patient, heading, person } from "./patient.mjs";
import { dateIn, foundPractice, openHours } from "./practice.mjs";
import { settle } from "./world.mjs";

/** @typedef {import("./world.mjs").World} World */
/** @typedef {Awaited<ReturnType<Patient["book"]>> & { patient: Patient }} Waiting */

/** The day that somebody gives up, and that on which the others have theirs. */
export const [EARLY, LATE] = [5, 21];

/**
 * A practice that offers earlier slots by W's defaults, with hours on those days.
 * @param {World} world @param {Parameters<typeof foundPractice>[1] & { days?: number[], from?: string, to?: string }} [options]
 */
export async function openAlerting(world, { days = [EARLY, LATE], from = "09:00", to = "12:00", ...options } = {}) {
  const practice = await foundPractice(world.origin, { ...options, alerts: true });
  for (const day of days) await openHours(world.origin, practice, { date: dateIn(practice.zone, day), from, to });
  /** Does what is due now, and no more: offers expire and rounds begin later. */
  const rest = () => settle(world.origin, practice.objects, { to: Date.now() + 60_000 });
  await rest();
  const [{ path, agenda }] = practice.practitioners;
  const on = (/** @type {number} */ day) => `${path}?du=${dateIn(practice.zone, day)}`;
  /** Books the first free hour of a day. @param {number} day @param {import("./patient.mjs").Form} [who] @returns {Promise<Waiting>} */
  const book = async (day, who = person()) => {
    const patient = new Patient(world.origin);
    return { ...(await patient.book(on(day), { who })), patient };
  };
  /** Books late and asks for something earlier. @param {{ day?: number, who?: import("./patient.mjs").Form, wish?: Record<string, string> }} [what] */
  const wait = async ({ day = LATE, who, wish = {} } = {}) => {
    const waiting = await book(day, who);
    const put = await waiting.patient.post(`${waiting.link}/alerte`, { alerte: "oui", ...wish });
    assert.equal(put.location, `${waiting.link}?fait=alerte#alerte`, heading(put.text));
    return waiting;
  };
  /** Cancels by the link: whoever waits is written to. @param {Waiting} leaver */
  const leave = async (leaver) => {
    await rest();
    assert.equal((await leaver.patient.post(`${leaver.link}/annuler`, {})).status, 303);
    await rest();
  };
  return { practice, agenda, path, on, book, wait, leave, rest };
}

/** The letters that offer somebody something. @param {World} world @param {Waiting} waiting */
export const lettersOf = (world, waiting) => mailsTo(world, waiting.who.email ?? "").filter((mail) => (mail.headers ?? {})["List-Unsubscribe"]);

/** The path of the offer that a letter bears. @param {import("./mail.mjs").Mail} mail */
export const pathOf = (mail) => /\/offre\/v1\.[\w-]+\.[\w-]+/.exec(/** @type {any} */ (mail).textContent)?.[0] ?? "";

/** Somebody's one offer: its path, and its letter. @param {World} world @param {Waiting} waiting */
export function offerOf(world, waiting) {
  const letters = lettersOf(world, waiting);
  assert.equal(letters.length, 1);
  const letter = /** @type {any} */ (letters[0]);
  const path = pathOf(letter);
  assert.ok(path);
  return { path, letter };
}
