// @ts-check
/**
 * What the page of an offer says after its moment, and beside it (W5, W6; ADR 0014):
 *
 *  1. somebody is filling in a form for the slot: whoever accepts is told to try again, with both buttons, and may once that is over;
 *  2. the page of an accepted offer goes on telling the truth: moved again, and cancelled;
 *  3. whose own appointment was moved is told where it is now and asked to book nothing, whose was cancelled may book another;
 *  4. who stopped the alerts and asked for them again may stop them again, and who has nothing to stop is told so.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { EARLY, LATE, offerOf, openAlerting } from "./lib/alerting.mjs";
import { Patient, action, freeStarts, heading, plain } from "./lib/patient.mjs";
import { iso, openWorld } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const MINUTE = 60_000;

/** Somebody gives up their early hour, and so many others wait for it. @param {number} many */
async function offering(many) {
  const alerting = await openAlerting(world);
  const leaver = await alerting.book(EARLY);
  const waiting = [];
  for (let n = 0; n < many; n += 1) waiting.push(await alerting.wait());
  await alerting.leave(leaver);
  return { ...alerting, leaver, waiting, offers: waiting.map((one) => offerOf(world, one).path) };
}

/** @param {string} path */
const read = async (path) => (await new Patient(world.origin).get(path)).text;
const shown = async (/** @type {string} */ path) => plain(await read(path));

/** Where a page leads to the appointment. @param {string} html */
const ownOf = (html) => /href="(\/rdv\/v1\.[\w-]+\.[\w-]+)"/.exec(html)?.[1] ?? "";

/** Moves an appointment by its link to the last free start of a day, which nothing else uses. @param {string} link @param {string} day */
async function move(link, day) {
  const patient = new Patient(world.origin);
  const page = await patient.get(`${link}/deplacer?du=${day}`);
  const debut = freeStarts(page.text).filter((start) => start.startsWith(day)).at(-1);
  assert.ok(debut, heading(page.text));
  const moved = await patient.post(`${link}/deplacer`, { debut });
  assert.equal(moved.status, 303, heading(moved.text));
  return /** @type {string} */ (moved.location.split("?")[0]);
}

test("1. somebody is booking it", async () => {
  const { on, leaver, offers } = await offering(1);
  const [offer = ""] = offers;
  const other = new Patient(world.origin);
  const page = await other.page(on(EARLY));
  assert.equal((await other.post(page.action, { ...page.chosen, debut: leaver.start })).status, 303);
  const patient = new Patient(world.origin);
  const busy = await patient.post(`${offer}/accepter`, {});
  assert.equal(busy.status, 409);
  assert.match(heading(busy.text), /jours plus tôt$/);
  assert.match(plain(busy.text), /Quelqu’un est en train de réserver cette heure\. Réessayez dans quelques minutes/);
  assert.equal(action(busy.text), `${offer}/accepter`);
  const machine = await patient.post(`${offer}/accepter`, {}, { accept: "application/json" });
  assert.equal(machine.status, 409);
  assert.match(machine.headers.get("content-type") ?? "", /^application\/problem\+json/);
  // Nothing is said of it where nobody has pressed; nothing has changed.
  assert.doesNotMatch(await shown(offer), /en train de réserver/);
  // They leave the form, and its time is over.
  patient.now = iso(Date.now() + 6 * MINUTE);
  const { location } = await patient.post(action(busy.text), {});
  assert.equal(location, offer);
  assert.equal(heading((await patient.get(location)).text), "Votre rendez-vous est déplacé");
});

test("2. accepted, and what became of it", async () => {
  const { rest, offers, leaver } = await offering(1);
  const [offer = ""] = offers;
  assert.equal((await new Patient(world.origin).post(`${offer}/accepter`, {})).location, offer);
  assert.match(await shown(offer), /Confirmé.*Votre rendez-vous est déplacé.*Ajouter à/);
  const own = ownOf(await read(offer));
  const again = await move(own, leaver.start.slice(0, 10));
  await rest();
  const moved = await shown(offer);
  assert.match(moved, /Déplacé.*Ce rendez-vous a été déplacé.*il a maintenant lieu le .*ouvrez le lien du dernier message/);
  assert.doesNotMatch(moved, /Confirmé|Ajouter à|Reprendre/);
  assert.equal((await new Patient(world.origin).post(`${again}/annuler`, {})).status, 303);
  const cancelled = await shown(offer);
  assert.match(cancelled, /Annulé.*Ce rendez-vous a été annulé.*Reprendre rendez-vous/);
  assert.doesNotMatch(cancelled, /Confirmé|Ajouter à/);
});

test("3. withdrawn, since the own appointment was moved or cancelled", async () => {
  const { rest, offers, waiting } = await offering(2);
  const [mover, leaver] = /** @type {[typeof waiting[number], typeof waiting[number]]} */ (waiting);
  const [first = "", second = ""] = offers;
  await move(mover.link, mover.start.slice(0, 10));
  assert.equal((await leaver.patient.post(`${leaver.link}/annuler`, {})).status, 303);
  await rest();
  const moved = await shown(first);
  assert.match(moved, /Cette place n’est plus proposée.*a été déplacé : il a maintenant lieu le .*Si une autre place se libère, nous vous écrirons/);
  assert.doesNotMatch(moved, /Reprendre rendez-vous|est gardé/);
  const cancelled = await shown(second);
  assert.match(cancelled, /Cette place n’est plus proposée.*a été annulé\..*Reprendre rendez-vous/);
  assert.doesNotMatch(cancelled, /est gardé/);
});

test("4. stopped, asked for again, stopped again", async () => {
  const { offers, waiting } = await offering(1);
  const [offer = ""] = offers;
  const [{ patient, link }] = /** @type {[typeof waiting[number]]} */ (waiting);
  const stop = () => patient.post(`${offer}/desabonner`, {});
  const done = (await stop()).location;
  assert.match(await shown(done), /Vous ne recevrez plus ces propositions/);
  assert.equal((await patient.post(`${link}/alerte`, { alerte: "oui" })).status, 303);
  for (const address of [`${offer}/desabonner`, done]) {
    const page = await read(address);
    assert.equal(heading(page), "Ne plus recevoir ces propositions");
    assert.equal(action(page), `${offer}/desabonner`);
    assert.doesNotMatch(plain(page), /vous n’attendez rien/);
  }
  assert.match(await shown(offer), /Cette place n’est plus proposée.*Si une autre place se libère, nous vous écrirons/);
  await stop();
  assert.equal(heading(await read(`${offer}/desabonner`)), "Vous ne recevrez plus ces propositions");
  assert.equal(heading(await read(offer)), "Vous ne recevrez plus ces propositions");
  // The box unticked on the appointment’s page is another thing: the offer ends, and here that is said.
  const other = await offering(1);
  const [theirs = ""] = other.offers;
  const [one] = /** @type {[typeof waiting[number]]} */ (other.waiting);
  await new Patient(world.origin).post(`${theirs}/refuser`, {});
  assert.equal((await one.patient.post(`${one.link}/alerte`, { alerte: "non" })).status, 303);
  assert.match(await shown(`${theirs}/desabonner`), /Avec Anne Testard, vous n’attendez rien de plus tôt/);
});
