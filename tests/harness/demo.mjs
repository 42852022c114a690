// @ts-check
/**
 * The practices of `schemas/demo/`, in two ways.
 *
 * `enterDemo` is what `dev` does: whoever runs Guichet opens each practice through the API, its owner accepts and invites the
 * others at their browsers, who accept from the mailbox; a machine enters the patients; patients book on the public pages.
 * What was drawn on the way (who is which practitioner, keys) is kept in a file: a second start enters nothing twice.
 *
 * `loadDemo` is for tests that need a practitioner's page and nobody behind it: one practice by direct commands, under the ids
 * of its file.
 *
 * Hours recur, so loading again changes nothing: the id of each opening follows from its place in the file.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Api } from "../e2e/lib/api.mjs";
import { Patient } from "../e2e/lib/patient.mjs";
import { Staff } from "../e2e/lib/staff.mjs";
import { ROOT, TEST_OPERATOR_KEY } from "./config.mjs";
import { OPERATOR, PUBLIC, agenda, command, post, practice, staff, tick } from "./objects.mjs";

/** @typedef {{ label: string, url: string }} Link */
/** @typedef {{ name: string, roles: string[], practice: string, country: string, email: string }} Signer somebody who can sign in */
/** @typedef {{ pages: Link[], people: Signer[], keys: { practice: string, key: string }[] }} Demo */
/** @typedef {{ setup?: string, key?: string, practitioners?: any[], since?: string, done?: boolean }} Kept what was drawn for a practice; `since`: the first day of its hours */

const FOLDER = join(ROOT, "schemas/demo");
/** In this order the practices are entered and shown: Lyon's first. */
const ORDER = ["FR", "BE", "CA"];
/** What the key may do that enters a practice: it reads no patient. */
const SETUP = ["settings:read", "settings:write", "members:read", "members:write", "patients:write", "agenda:read", "agenda:write"];
/** The rights of the key that `dev` prints. */
const SHOWN = [...SETUP, "patients:read", "patients:export", "audit:read"];

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** @param {string} country */
const region = (country) => (country === "CA" ? "ca" : "eu");

/** @param {string} name @returns {any} */
const read = (name) => JSON.parse(readFileSync(join(FOLDER, name), "utf8"));

// ── through the API and the pages ────────────────────────────────────────────────────────────────────────────────────

/**
 * @param {import("../e2e/lib/staff.mjs").Place} place a running gateway with test doors, and its sandbox
 * @param {{ file: string, only?: string[] }} options `file`: where what was drawn is kept between starts; `only`: of these files, default all
 * @returns {Promise<Demo>}
 */
export async function enterDemo(place, { file, only }) {
  /** @type {Record<string, Kept>} */
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const keep = () => {
    mkdirSync(dirname(file), { recursive: true });
    // Keys are in it, of practices that nobody has; nobody else on this machine reads them all the same.
    writeFileSync(`${file}.new`, JSON.stringify(kept, null, 2), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const demos = readdirSync(FOLDER).filter((name) => name.endsWith(".json") && (only?.includes(name) ?? true)).sort().map(read);
  demos.sort((one, other) => ORDER.indexOf(one.practice.country) - ORDER.indexOf(other.practice.country));
  // A country's practices one after another: somebody may work in two of them.
  const countries = [...new Set(demos.map((demo) => demo.practice.country))];
  await Promise.all(countries.map(async (country) => {
    /** @type {Map<string, Staff>} */
    const browsers = new Map();
    for (const demo of demos.filter((demo) => demo.practice.country === country)) await enterPractice(place, demo, (kept[demo.practice.practice] ??= {}), keep, browsers);
  }));
  return shown(place.origin, demos, kept);
}

/**
 * Enters a practice: 1. it is opened, and its owner accepts; 2. they invite the others, who accept; 3. its patients; 4. a key for whoever tries the
 * API; 5. how its practitioners can be booked, and their hours; 6. some appointments.
 * @param {import("../e2e/lib/staff.mjs").Place} place @param {any} demo @param {Kept} kept @param {() => void} keep @param {Map<string, Staff>} browsers
 */
async function enterPractice(place, demo, kept, keep, browsers) {
  const { practice: id, ...card } = demo.practice;
  if (kept.done) return;
  kept.since ??= isoDay(new Date());
  const [owner, ...others] = demo.members;
  // 1.
  const since = place.sandbox.mails().at(-1)?.n ?? 0;
  const founded = await new Api(place.origin, TEST_OPERATOR_KEY).put(`/practices/${id}`, { card, owner: invitee(demo, owner), setup: SETUP });
  kept.setup ??= founded.key;
  if (!kept.setup) throw new Error(`${card.name} was opened before, and its key is lost. Begin anew: cargo xtask dev --fresh`);
  keep();
  const machine = new Api(place.origin, kept.setup);
  const known = async () => (await machine.get(`/practices/${id}/members`)).members;
  const browser = (/** @type {any} */ { email }) => {
    const open = browsers.get(email) ?? new Staff(place, { email, country: card.country.toLowerCase() });
    browsers.set(email, open);
    return open;
  };
  const isIn = (/** @type {any[]} */ members, /** @type {any} */ member) => members.some(({ email }) => email === member.email);
  const before = await known();
  if (!isIn(before, owner)) await browser(owner).accept(founded.key ? since : 0);
  // 2.
  for (const member of others.filter((/** @type {any} */ member) => !isIn(before, member))) {
    const since = place.sandbox.mails().at(-1)?.n ?? 0;
    if (!browser(owner).session[0]) await browser(owner).signIn();
    const { email, given_name, family_name, roles } = member;
    const profession = practitionerOf(demo, member)?.profession;
    await browser(owner).invite(browser(owner).office(id), { email, given_name, family_name, roles, ...(profession && { profession }) });
    await browser(member).accept(since);
  }
  kept.practitioners = (await known()).flatMap((/** @type {any} */ { practitioner }) => practitioner ?? []);
  // 3.
  await enterPatients(machine, demo);
  // 4.
  if (owner.key && !kept.key) {
    if (!browser(owner).session[0]) await browser(owner).signIn();
    kept.key = await browser(owner).makeKey(browser(owner).office(id), owner.key, SHOWN, "366");
  }
  keep();
  // 5.
  for (const { card: { id: practitioner }, terms, openings } of practitioners(demo, kept)) {
    await arrived(place.origin, practice(id, region(card.country)), agenda(practitioner, region(card.country)), id);
    const own = `/practices/${id}/practitioners/${practitioner}`;
    // Where the start was broken off, somebody chose before.
    const { version } = await machine.get(`${own}/terms`);
    if (version === 0) await machine.put(`${own}/terms`, terms);
    for (const { availability, opening } of weekly(id, practitioner, openings, kept.since)) await machine.put(`${own}/availabilities/${availability}`, opening);
  }
  // 6.
  for (const booking of demo.bookings) await book(place.origin, demo, kept, booking);
  kept.done = true;
  keep();
}

/** What a member of a file shows to patients. @param {any} demo @param {any} member */
const practitionerOf = (demo, { slug }) => demo.practitioners.find((/** @type {any} */ { card }) => card.slug === slug)?.card;

/** What an owner's invitation says of them. @param {any} demo @param {any} member */
function invitee(demo, { email, given_name, family_name, roles, slug, locale }) {
  const care = practitionerOf(demo, { slug });
  return { email, given_name, family_name, roles, ...(locale && { locale }), ...(care && { care: { profession: care.profession, slug } }) };
}

/** The practitioners of a file, as who they turned out to be. @param {any} demo @param {Kept} kept @returns {any[]} */
function practitioners(demo, kept) {
  return demo.practitioners.map((/** @type {any} */ practitioner) => {
    const card = kept.practitioners?.find(({ slug }) => slug === practitioner.card.slug);
    if (!card) throw new Error(`${demo.practice.name} has no practitioner ${practitioner.card.slug}. Begin anew: cargo xtask dev --fresh`);
    return { ...practitioner, card };
  });
}

/** Enters the patients, once each: the key of a creation is the patient's in the file. @param {Api} machine @param {any} demo */
async function enterPatients(machine, demo) {
  const all = `/practices/${demo.practice.practice}/patients`;
  /** @type {Map<string, string>} */
  const ids = new Map();
  for (const { key, details, identifiers = [], guardians = [], consents = [], notes = [] } of demo.patients) {
    const { patient } = await machine.post(all, details, `demo.${key}`);
    ids.set(key, patient);
    // Each step takes the record from one version to the next; where the start was broken off, what was done then is refused now.
    let version = 1;
    for (const { kind, ...number } of identifiers) {
      const { status } = await machine.ask("PUT", `${all}/${patient}/identifiers/${kind}`, { body: number, version });
      if (status !== 200 && status !== 412) throw new Error(`${key}'s ${kind} was refused: ${status}`);
      version += 1;
    }
    // A guardian stands before the child in the file.
    for (const [n, { patient: guardian, ...tie }] of guardians.entries()) await machine.post(`${all}/${patient}/guardians`, { ...(guardian && { guardian: ids.get(guardian) }), ...tie }, `demo.${key}.guardian.${n}`, version + n);
    for (const [n, consent] of consents.entries()) await machine.post(`${all}/${patient}/consents`, consent, `demo.${key}.consent.${n}`);
    for (const [n, text] of notes.entries()) await machine.post(`${all}/${patient}/notes`, { text }, `demo.${key}.note.${n}`);
  }
}

/** Somebody takes an hour on a practitioner's page. @param {string} origin @param {any} demo @param {Kept} kept @param {any} booking */
async function book(origin, demo, kept, { with: slug, hour, given_name, family_name, birth_date, email }) {
  const practitioner = kept.practitioners?.find((card) => card.slug === slug);
  const patient = new Patient(origin);
  const path = `${pagePath(demo.practice, practitioner)}?cabinet=${demo.practice.practice.slice(4)}`;
  const { free } = await patient.page(path);
  const [year, month, day] = birth_date.split("-");
  const who = { prenom: given_name, nom: family_name, "naissance-jour": day, "naissance-mois": month, "naissance-annee": year, email };
  await patient.book(path, { who, start: free[Math.min(hour, free.length - 1)] });
}

/** @param {any} card @param {any} practitioner */
const pagePath = (card, practitioner) => `/${card.country.toLowerCase()}/praticien/${practitioner.slug}-${practitioner.id.slice(4)}`;

/** @param {string} origin @param {any[]} demos @param {Record<string, Kept>} kept @returns {Demo} */
function shown(origin, demos, kept) {
  const of = (/** @type {any} */ demo) => /** @type {Kept} */ (kept[demo.practice.practice]);
  // Who works in two practices has one page.
  /** @type {Map<string, string>} */
  const pages = new Map();
  for (const demo of demos) {
    for (const { card } of practitioners(demo, of(demo))) {
      const path = pagePath(demo.practice, card);
      const before = pages.get(path);
      pages.set(path, before ? `${before} and ${demo.practice.name}` : `${card.name}, ${demo.practice.name}`);
    }
  }
  return {
    pages: [...pages].map(([path, label]) => ({ label, url: origin + path })),
    people: demos.flatMap((demo) =>
      demo.members.map((/** @type {any} */ { given_name, family_name, roles, email }) => ({ name: `${given_name} ${family_name}`, roles, practice: demo.practice.name, country: demo.practice.country.toLowerCase(), email })),
    ),
    keys: demos.flatMap((demo) => ({ practice: demo.practice.name, key: of(demo).key ?? "" })).filter(({ key }) => key !== ""),
  };
}

// ── through the doors ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * @param {string} origin a running gateway with test doors
 * @param {{ today?: string, file?: string }} [options] `today`: the day from which on hours are open, default today; `file`: Lyon's unless told
 * @returns {Promise<Link[]>} what to open
 */
export async function loadDemo(origin, { today, file = "lyon.json" } = {}) {
  const demo = read(file);
  /** @type {Link[]} */
  const links = [];
  for (const practitioner of demo.practitioners) links.push(await loadPractitioner(origin, demo.practice, practitioner, today));
  return links;
}

/** @param {string} origin @param {any} card @param {any} practitioner @param {string} [today] @returns {Promise<Link>} */
async function loadPractitioner(origin, card, practitioner, today) {
  const where = agenda(practitioner.card.id, region(card.country));
  const office = practice(card.practice, region(card.country));
  await command(origin, where, "open-agenda", OPERATOR, { practitioner: practitioner.card, country: card.country, practice: card.practice });
  await command(origin, office, "found-practice", OPERATOR, { card });
  await command(origin, office, "add-practitioner", OPERATOR, { practitioner: practitioner.card.id });
  await arrived(origin, office, where);
  const as = staff(card.practice, practitioner.card.id);
  await command(origin, where, "put-terms", as, { terms: practitioner.terms });
  for (const put of weekly(card.practice, practitioner.card.id, practitioner.openings, today)) await command(origin, where, "put-availability", as, put);
  return { label: `${practitioner.card.name}, ${card.name}`, url: origin + pagePath(card, practitioner.card) };
}

/**
 * Waits until a practice's card has reached the agenda by its event.
 * @param {string} origin @param {import("./objects.mjs").ObjectRef} office @param {import("./objects.mjs").ObjectRef} where
 * @param {string} [of] the practice, where the agenda may have others
 */
export async function arrived(origin, office, where, of) {
  for (let tries = 0; tries < 100; tries += 1) {
    await tick(origin, office);
    const page = await post(origin, where, "read-page", { principal: PUBLIC, command: { days: 1, ...(of && { practice: of }) } });
    if (page.status === 200 && (!of || page.body.practice.practice === of)) return;
    await sleep(50);
  }
  throw new Error("The practice's card did not reach the agenda.");
}

/** @param {Date} date */
const isoDay = (date) => date.toISOString().slice(0, 10);

/**
 * Openings as agendas are told them: each week from a day on.
 * @param {string} practice @param {string} practitioner @param {any[]} openings @param {string} [since]
 */
function weekly(practice, practitioner, openings, since = isoDay(new Date())) {
  return openings.map(({ weekdays, from, to, ...opening }, n) => {
    // A rule's first day is one that it names.
    const days = [0, 1, 2, 3, 4, 5, 6].map((days) => new Date(Date.parse(`${since}T00:00:00Z`) + days * 86_400_000));
    const first = /** @type {Date} */ (days.find((day) => weekdays.includes(day.getUTCDay() || 7)));
    const rule = `FREQ=WEEKLY;BYDAY=${weekdays.map((/** @type {number} */ day) => WEEKDAYS[day - 1])}`;
    const digits = createHash("sha256").update([practice, practitioner, n].join(" ")).digest("hex").slice(0, 32);
    return { availability: `avl_${digits}`, opening: { ...opening, first_day: isoDay(first), from: `${from}:00`, to: `${to}:00`, rule } };
  });
}
