// @ts-check
/**
 * Earlier slots at the desk, over HTTP (W):
 *
 *  1. a practice that offers none shows no box and says so (W1); the setting turns it on;
 *  2. the box at creation, for what is far enough ahead only (W2);
 *  3. a patient cancels by their link: the offers are out, one of them to be rung;
 *  4. from the cancelled appointment its trace is two clicks away (W11);
 *  5. who was rung accepts: the secretary answers, the appointment is moved, the counters know;
 *  6. the box is unticked on the appointment's page;
 *  7. staff cancel: taken back within the grace, nothing is sent and nothing offered;
 *  8. kept closed, nothing is offered (W7), until staff offer it by hand, and withdraw it.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { digits, openTeam } from "./lib/acts.mjs";
import { mailsTo } from "./lib/mail.mjs";
import { Patient, heading, plain, unescape } from "./lib/patient.mjs";
import { id } from "./lib/practice.mjs";
import { formOf, forms } from "./lib/staff.mjs";
import { openWorld, settle } from "./lib/world.mjs";

/** @typedef {import("./lib/staff.mjs").Staff} Staff */
/** @typedef {import("./lib/staff.mjs").Page} Page */

const MINUTE = 60_000;

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("./lib/acts.mjs").Team} */
let team;
/** @type {Staff} */
let secretary;
before(async () => {
  world = await openWorld();
  team = await openTeam(world);
  secretary = /** @type {Staff} */ (team.people.secretary);
});
after(() => world?.close());

/** What is due now, once the grace of what staff did is over. */
const rest = () => settle(world.origin, team.objects, { to: Date.now() + 3 * MINUTE });
/** The addresses of a page's links whose text says so. @param {Page} page @param {RegExp} says */
const links = (page, says) => [...page.text.matchAll(/<a\b[^>]*href="([^"]+)"[^>]*>(.*?)<\/a>/gs)].filter(([, , text = ""]) => says.test(plain(text))).map(([, href = ""]) => unescape(href));
/** @param {string} path below the practice's desk */
const open = (path) => secretary.open(`${team.practice.path}${path}`);
/** @param {string} appointment @param {string} date */
const visit = (appointment, date) => open(`/agenda/rendez-vous/${digits(team.practitioner)}/${digits(appointment)}?vue=jour&date=${date}`);

/** The form that places somebody, filled as the secretary fills it. @param {string} date @param {string} time */
const filled = (date, time) => open(`/agenda/placer?date=${date}&heure=${time}&praticien=${digits(team.practitioner)}&lieu=${digits(team.location)}&motif=${digits(team.service)}`);

test("the waitlist at the desk", async (t) => {
  const [first, second, third, fourth] = [await team.opened(), await team.opened(), await team.opened(), await team.opened()];
  const leaving = team.details();
  const { email, ...rung } = { ...team.details(), telephones: [{ of: "mobile", number: "+33639980042" }] };
  const written = team.details();
  /** @param {any} details */
  const enter = async (details) => (await team.patient(details)).patient;
  const [who, ring, write] = [await enter(leaving), await enter(rung), await enter(written)];
  const leaves = id("apt");
  /** @param {string} appointment @param {string} patient @param {string} date */
  const place = (appointment, patient, date) =>
    team.machine.post(team.of("/appointments"), { appointment, patient, service: team.service, location: team.location, starts_at: `${date}T08:00:00Z` });
  await place(leaves, who, first.date);
  await rest();

  await t.test("1. off, then on", async () => {
    assert.match(plain((await open("/attente")).text), /Les alertes sont éteintes/);
    assert.doesNotMatch((await filled(second.date, "11:00")).text, /name="alert"/);
    assert.doesNotMatch((await visit(leaves, first.date)).text, /name="keep_closed"/);
    const settings = await team.owner.open(`${team.practice.path}/reglages`);
    assert.match(plain(settings.text), /Créneaux libérés/);
    await team.owner.submit(settings, "/reglages/earlier_alerts", { value: "yes" });
    await rest();
    assert.doesNotMatch(plain((await open("/attente")).text), /éteintes/);
    assert.match((await visit(leaves, first.date)).text, /name="keep_closed"/);
  });

  /** @param {string} patient @param {string} date */
  const placed = async (patient, date) => {
    const page = await filled(date, "11:00");
    const key = formOf(page, "/agenda/placer").fields.find(([name]) => name === "form_key")?.[1];
    const done = await secretary.submit(page, "/agenda/placer", { act: "place", patient: digits(patient), alert: "yes", half: ["mon-am", "tue-am", "wed-am", "thu-am", "fri-am", "sat-am", "sun-am"] });
    assert.match(plain(done.text), /Le rendez-vous est pris/);
    return `apt_${key}`;
  };
  let [toRing, toWrite] = ["", ""];
  await t.test("2. the box at creation", async () => {
    const near = await filled(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10), "11:00");
    assert.doesNotMatch(near.text, /name="alert"/, "too near (W2)");
    toRing = await placed(ring, second.date);
    toWrite = await placed(write, third.date);
    const page = await open("/attente");
    const names = [...page.text.matchAll(/class="line-name"[^>]*>([^<]+)</g)].map(([, name = ""]) => unescape(name));
    assert.deepEqual(names, [`${rung.family_name}, ${rung.given_name}`, `${written.family_name}, ${written.given_name}`], "the oldest first");
    assert.match(plain(page.text), /lun\. matin/);
    await rest();
  });

  await t.test("3. a patient cancels: offers are out", async () => {
    const link = mailsTo(world, leaving.email).at(-1)?.textContent?.match(/\/rdv\/v1\.[\w-]+\.[\w-]+/)?.[0] ?? "";
    const zoe = new Patient(world.origin);
    const told = mailsTo(world, written.email).length;
    const left = await zoe.post(`${link}/annuler`, {});
    assert.equal(left.status, 303, heading(left.text));
    await rest();
    assert.equal(mailsTo(world, written.email).length, told + 1, "one offer");
    const shown = await open("/attente");
    assert.match(plain(shown.text), /À appeler/);
    assert.match(shown.text, /href="tel:\+33639980042"/);
    assert.match(plain(shown.text), /Propositions en cours/);
  });

  let trace = "";
  await t.test("4. its trace, two clicks from the cancelled appointment", async () => {
    const day = await open(`/jour?date=${first.date}`);
    const [sheet = ""] = links(day, /Annulé par le patient/);
    const [clicked = ""] = links(await secretary.open(sheet), /À qui ce créneau a-t-il été proposé/);
    trace = clicked;
    const page = await secretary.open(trace);
    for (const { family_name } of [leaving, rung, written]) assert.match(page.text, new RegExp(family_name));
    assert.match(plain(page.text), /annulé par le patient/);
    assert.equal((page.text.match(/<table class="offers">/g) ?? []).length, 1);
  });

  await t.test("5. who was rung accepts", async () => {
    const page = await open("/attente");
    const done = await secretary.submit(page, /\/offres\/\w+$/, { answer: "accept" });
    assert.match(plain(done.text), /le rendez-vous du patient est déplacé/);
    assert.doesNotMatch(plain(done.text), /À appeler/);
    const { entries } = await team.machine.get(team.of(`/days/${first.date}`));
    const standing = entries.filter((/** @type {any} */ entry) => entry.appointment?.attendance === "booked");
    assert.deepEqual(standing.map((/** @type {any} */ entry) => entry.appointment.patient), [ring]);
    const told = plain((await secretary.open(trace)).text);
    for (const said of [/Accepté/, /noté par/, /Pris par quelqu’un d’autre/, /Repris par un patient en attente/]) assert.match(told, said);
    const { weeks } = await team.machine.get(team.of("/alert-counters?weeks=2"));
    const now = weeks.at(-1);
    assert.ok(now.refilled >= 1 && now.freed >= now.refilled && now.days_gained >= 1, JSON.stringify(now));
    assert.match(plain((await open("/attente")).text), /Résultats des douze dernières semaines/);
    // Sent again, it is the same answer.
    const again = await secretary.send(page, /\/offres\/\w+$/, { answer: "accept" });
    assert.match(again.location, /fait=accepte/);
    assert.notEqual(toRing, "");
  });

  await t.test("6. unticked on the appointment's page", async () => {
    const page = await visit(toWrite, third.date);
    await secretary.submit(page, "/attente", { alert: [], half: [] });
    const { entries, count } = await team.machine.get(team.of("/waitlist"));
    assert.deepEqual([entries.length, count], [0, 0]);
  });

  await t.test("7. taken back within the grace", async () => {
    const before_ = mailsTo(world, written.email).length;
    const cancelled = await secretary.submit(await visit(toWrite, third.date), "/annuler", { keep_closed: "no" });
    assert.match(plain(cancelled.text), /sera proposé à la liste d’attente à \d\d:\d\d/);
    const back = await secretary.submit(cancelled, "/agenda/defaire");
    assert.match(plain(back.text), /Le geste est annulé/);
    await rest();
    assert.equal(mailsTo(world, written.email).length, before_, "nothing is sent");
    const { appointments } = await team.machine.get(team.of(`/appointments/${toWrite}/slot-trace`));
    assert.equal(appointments.at(-1).appointment.attendance, "booked");
    assert.deepEqual(appointments.flatMap((/** @type {any} */ one) => one.freed?.offers ?? []), []);
  });

  await t.test("8. kept closed, then offered by hand, then withdrawn", async () => {
    const far = id("apt");
    await team.machine.post(team.of("/appointments"), { appointment: far, patient: who, service: team.service, location: team.location, starts_at: `${fourth.date}T10:00:00Z`, alert: {} });
    const cancelled = await secretary.submit(await visit(toWrite, third.date), "/annuler", { keep_closed: "yes" });
    assert.doesNotMatch(plain(cancelled.text), /sera proposé/);
    await rest();
    const sheet = await visit(toWrite, third.date);
    assert.match(plain(sheet.text), /Gardé fermé/);
    assert.equal((await team.machine.get(team.of("/offers"))).offers.length, 0);
    const offered = await secretary.submit(sheet, /\/creneaux\/\w+$/);
    assert.match(plain(offered.text), /proposé à la liste d’attente/);
    await rest();
    const { offers } = await team.machine.get(team.of("/offers"));
    assert.deepEqual(offers.map((/** @type {any} */ offer) => offer.patient), [who]);
    const withdrawn = await secretary.submit(await open("/attente"), /\/retirer$/);
    assert.match(plain(withdrawn.text), /n’est plus proposé/);
    // Whoever was asked is free for another that has room.
    const still = (await team.machine.get(team.of("/offers"))).offers.filter((/** @type {any} */ offer) => offer.freed === offers[0].freed);
    assert.deepEqual(still, []);
    // A free start, by the form that looks for one.
    const found = await secretary.send(await open("/attente/proposer"), "/attente/proposer", { service: digits(team.service) });
    assert.equal(found.status, 200);
    const start = forms(found.text).flatMap(({ buttons }) => buttons).find(({ name }) => name === "start")?.value ?? "";
    const by = await secretary.submit(found, /\/creneaux\/\w+$/, { start });
    assert.match(plain(by.text), /proposé à la liste d’attente/);
  });
});
