// @ts-check
/**
 * Loads the practices of `schemas/demo/` through the real commands: the practitioner's agenda is opened, the practice
 * founded, its card delivered by event, and the hours of the coming weeks opened by its staff.
 *
 * Loading again changes nothing but adds the weeks that have come nearer: every id follows from the file.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "./config.mjs";
import { OPERATOR, PUBLIC, agenda, command, post, practice, staff, tick } from "./objects.mjs";

/** @typedef {{ label: string, url: string }} Link */

/**
 * @param {string} origin a running gateway with test doors
 * @param {{ folder?: string, today?: string }} [options] `today`: the first day whose hours are opened, default today
 * @returns {Promise<Link[]>} what to open
 */
export async function loadDemo(origin, { folder = join(ROOT, "schemas/demo"), today } = {}) {
  /** @type {Link[]} */
  const links = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")).sort()) {
    const demo = JSON.parse(readFileSync(join(folder, file), "utf8"));
    for (const practitioner of demo.practitioners) links.push(await loadPractitioner(origin, demo.practice, practitioner, today));
  }
  return links;
}

/** @param {string} country */
const region = (country) => (country === "CA" ? "ca" : "eu");

/** @param {string} origin @param {any} card @param {any} practitioner @param {string} [today] @returns {Promise<Link>} */
async function loadPractitioner(origin, card, practitioner, today) {
  const where = agenda(practitioner.card.id, region(card.country));
  const office = practice(card.practice, region(card.country));
  await command(origin, where, "open-agenda", OPERATOR, { practitioner: practitioner.card, country: card.country, practice: card.practice });
  await command(origin, office, "found-practice", OPERATOR, { card });
  await command(origin, office, "add-practitioner", OPERATOR, { practitioner: practitioner.card.id });
  await arrived(origin, office, where);
  for (const opening of openings(card, practitioner, today)) await command(origin, where, "open-availability", staff(card.practice), opening);
  const path = `/${card.country.toLowerCase()}/praticien/${practitioner.card.slug}-${practitioner.card.id.slice(4)}`;
  return { label: `${practitioner.card.name}, ${card.name}`, url: origin + path };
}

/**
 * Waits until the practice's card has reached the agenda by its event.
 * @param {string} origin @param {import("./objects.mjs").ObjectRef} office @param {import("./objects.mjs").ObjectRef} where
 */
export async function arrived(origin, office, where) {
  for (let tries = 0; tries < 100; tries += 1) {
    await tick(origin, office);
    const page = await post(origin, where, "read-page", { principal: PUBLIC, command: { days: 1 } });
    if (page.status === 200) return;
    await sleep(50);
  }
  throw new Error("The practice's card did not reach the agenda.");
}

/**
 * The dated openings of the coming weeks.
 * @param {any} card @param {any} practitioner @param {string} [today]
 */
function* openings(card, practitioner, today) {
  const first = today ? new Date(`${today}T00:00:00Z`) : new Date();
  for (let day = 0; day < practitioner.weeks * 7; day += 1) {
    const date = new Date(first.getTime() + day * 86_400_000);
    const iso = date.toISOString().slice(0, 10);
    for (const { service, weekdays, from, to } of practitioner.hours) {
      if (!weekdays.includes(date.getUTCDay() || 7)) continue;
      const id = createHash("sha256").update([practitioner.card.id, iso, from, service].join(" ")).digest("hex").slice(0, 32);
      yield { availability: `avl_${id}`, location: card.locations[0].id, service, date: iso, from: `${from}:00`, to: `${to}:00` };
    }
  }
}
