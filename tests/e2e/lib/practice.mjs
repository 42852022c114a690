// @ts-check
/** Practices made for a test, through the same commands as the demo's. Each is new, so tests do not meet. */
import { randomBytes } from "node:crypto";
import { arrived } from "../../harness/demo.mjs";
import { OPERATOR, agenda, command, mailroom, practice as office, signedIn, staff } from "../../harness/objects.mjs";

/** @typedef {import("../../harness/objects.mjs").ObjectRef} ObjectRef */
/** @typedef {{ id: string, name: string, agenda: ObjectRef, path: string }} Practitioner */
/**
 * @typedef {object} Practice
 * @property {string} id
 * @property {string} zone
 * @property {string} location
 * @property {Record<number, string>} services the service of each length in minutes
 * @property {Practitioner[]} practitioners
 * @property {import("../../harness/objects.mjs").Principal} owner who founded it, and has just proven that it is they
 * @property {ObjectRef} office
 * @property {ObjectRef} mailroom
 * @property {ObjectRef[]} objects all of them: those that decide before those that they tell
 */

/** A fresh id. @param {string} prefix such as `prc` */
export function id(prefix) {
  const digits = randomBytes(16).toString("hex");
  return `${prefix}_0193b000${digits.slice(8, 12)}7${digits.slice(13, 16)}8${digits.slice(17)}`;
}

/**
 * Founds a practice and opens the agendas of its practitioners.
 * @param {string} origin
 * @param {{ country?: "FR" | "BE" | "CA", zone?: string, city?: string, notice?: number, minutes?: number[], practitioners?: number, confirm?: boolean, alerts?: boolean }} [options]
 *   `notice`: until how many minutes before the start a patient may cancel; `minutes`: a service for each length; `confirm`: what is
 *   booked online waits until the link in the letter is opened; `alerts`: earlier slots are offered to who waits, by W's defaults
 * @returns {Promise<Practice>}
 */
export async function foundPractice(origin, { country = "FR", zone = "Europe/Paris", city = "Lyon", notice = 1440, minutes = [30], practitioners = 1, confirm = false, alerts = false } = {}) {
  const region = country === "CA" ? "ca" : "eu";
  const [practice, location] = [id("prc"), id("loc")];
  const services = Object.fromEntries(minutes.map((length) => [length, id("srv")]));
  const currency = country === "CA" ? "CAD" : "EUR";
  const card = {
    practice,
    country,
    name: "Cabinet des Essais",
    telephone: { dial: "+33472000000", shown: "04 72 00 00 00" },
    cancellation_notice: notice,
    booking_notice: 0,
    open_bookings: 10,
    ...(confirm && { confirm_by_link: true }),
    ...(alerts && { alerts: { minimum_days: 10, first: 5, same_day: false, round_minutes: 240, offer_notice: 120, home_visits: false } }),
    locations: [{ id: location, address: ["1 place des Essais", city], city, access: "Code B123", zone }],
    services: minutes.map((length) => ({ id: services[length], label: `Séance secrète ${length}`, minutes: length, price: { minor: 2500, currency }, note: "Votre ordonnance." })),
  };
  const where = office(practice, region);
  const founder = { email: `${practice}@exemple.fr`, given_name: "Odile", family_name: "Testard" };
  const owner = signedIn(founder.email, region);
  const { telephone, locations } = card;
  await command(origin, where, "create-practice", owner, { country, name: card.name, telephone, location: locations[0], founder });
  await command(origin, where, "found-practice", OPERATOR, { card });
  /** @type {Practitioner[]} */
  const people = [];
  for (let n = 0; n < practitioners; n += 1) {
    const who = { id: id("prn"), name: `Anne Testard`, profession: "Ostéopathe", slug: "anne-testard" };
    const agendaRef = agenda(who.id, region);
    await command(origin, agendaRef, "open-agenda", OPERATOR, { practitioner: who, country, practice });
    await command(origin, where, "add-practitioner", OPERATOR, { practitioner: who.id });
    await arrived(origin, where, agendaRef);
    people.push({ id: who.id, name: who.name, agenda: agendaRef, path: `/${country.toLowerCase()}/praticien/${who.slug}-${who.id.slice(4)}` });
  }
  const letters = mailroom(practice, region);
  return { id: practice, zone, location, services, practitioners: people, owner, office: where, mailroom: letters, objects: [where, ...people.map((p) => p.agenda), letters] };
}

/**
 * Opens hours of a practitioner, as the practice's staff.
 * @param {string} origin @param {Practice} practice
 * @param {{ who?: Practitioner, minutes?: number, date: string, from?: string, to?: string }} hours
 */
export async function openHours(origin, practice, { who = practice.practitioners[0], minutes = Number(Object.keys(practice.services)[0]), date, from = "08:00", to = "18:00" }) {
  const opening = { availability: id("avl"), location: practice.location, service: practice.services[minutes], date, from: `${from}:00`, to: `${to}:00` };
  const practitioner = /** @type {Practitioner} */ (who);
  await command(origin, practitioner.agenda, "open-availability", staff(practice.id, practitioner.id), opening);
}

/** The date that the zone's calendar shows, so many days from an instant. @param {string} zone @param {number} days @param {number} [from] */
export function dateIn(zone, days, from = Date.now()) {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(from);
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * A practice with hours on some days, three days ahead and later: far enough to be cancelled, near enough to be shown.
 * @param {string} origin @param {Parameters<typeof foundPractice>[1] & { days?: number, from?: string, to?: string }} [options]
 */
export async function openPractice(origin, { days = 3, from, to, ...options } = {}) {
  const practice = await foundPractice(origin, options);
  for (const who of practice.practitioners) {
    for (let day = 3; day < 3 + days; day += 1) await openHours(origin, practice, { who, date: dateIn(practice.zone, day), from, to });
  }
  return practice;
}
