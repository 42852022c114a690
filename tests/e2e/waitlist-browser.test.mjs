// @ts-check
/**
 * Earlier slots at the desk, in Chromium (W), with the pages' own scripts under the pages' own policy:
 *
 *  1. somebody cancels; of those who wait one opens the letter's page, one declines, one is to be rung; from the cancelled
 *     appointment its trace is two clicks away and says so (W11);
 *  2. every page of it at 390 and 1280 px, light and dark, with pictures in target/screenshots: nothing scrolls sideways,
 *     axe-core finds nothing;
 *  3. who was rung accepts: the secretary presses the button;
 *  4. the cancel dialog: kept closed, nothing is offered until staff do (W7).
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { digits, openTeam } from "./lib/acts.mjs";
import { pathOf } from "./lib/alerting.mjs";
import { accessible, giveCookies, noSidewaysScroll, openBrowser, openWindow, shoot } from "./lib/browser.mjs";
import { mailsTo } from "./lib/mail.mjs";
import { Patient } from "./lib/patient.mjs";
import { id } from "./lib/practice.mjs";
import { openWorld, settle } from "./lib/world.mjs";

const MINUTE = 60_000;

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("./lib/acts.mjs").Team} */
let team;
/** @type {import("playwright-core").Browser} */
let browser;
/** The desk of the practice. */
let base = "";
before(async () => {
  world = await openWorld();
  team = await openTeam(world);
  base = `${world.origin}${team.practice.path}`;
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await world?.close();
});

/** What is due now, once the grace of what staff did is over. */
const rest = () => settle(world.origin, team.objects, { to: Date.now() + 3 * MINUTE });

/** The secretary's window. @param {{ width?: number, dark?: boolean, axe?: boolean }} [how] */
async function sitDown({ width = 1280, dark = false, axe = false } = {}) {
  const opened = await openWindow(browser, { width, height: 844, dark, scripts: true, axe });
  await giveCookies(opened.page, world.origin, team.people.secretary?.cookies ?? []);
  return opened;
}

/** @param {any} details @param {string} date @param {string} hour in UTC @param {any} [alert] */
async function booked(details, date, hour, alert) {
  const { patient } = await team.patient(details);
  const appointment = id("apt");
  await team.machine.post(team.of("/appointments"), { appointment, patient, service: team.service, location: team.location, starts_at: `${date}T${hour}:00Z`, ...(alert && { alert }) });
  return appointment;
}

/** The newest offer of somebody's letters. @param {{ email: string }} who */
const offerTo = ({ email }) => {
  const letter = mailsTo(world, email).findLast((mail) => (mail.headers ?? {})["List-Unsubscribe"]);
  assert.ok(letter, email);
  return pathOf(letter);
};

test("earlier slots at the desk", async (t) => {
  await team.alerts();
  const [first, second] = [await team.opened(), await team.opened()];
  const leaving = team.details();
  const [opens, declines, waits] = [team.details(), team.details(), team.details()];
  const { email: _, ...rung } = { ...team.details(), telephones: [{ of: "mobile", number: "+33639980042" }] };
  await booked(leaving, first.date, "08:00");
  for (const [n, who] of [rung, opens, declines, waits].entries()) await booked(who, second.date, `${String(8 + n).padStart(2, "0")}:00`, n === 3 ? { halves: ["mon-am", "tue-am", "wed-am", "thu-am", "fri-am", "sat-am", "sun-am"] } : {});
  await rest();
  const link = mailsTo(world, leaving.email).at(-1)?.textContent?.match(/\/rdv\/v1\.[\w-]+\.[\w-]+/)?.[0] ?? "";
  assert.equal((await new Patient(world.origin).post(`${link}/annuler`, {})).status, 303);
  await rest();
  assert.equal((await new Patient(world.origin).get(offerTo(opens))).status, 200);
  assert.equal((await new Patient(world.origin).post(`${offerTo(declines)}/refuser`, {})).status, 303);
  await rest();

  let trace = "";
  await t.test("1. its trace, two clicks from the cancelled appointment", async () => {
    const { page, complaints, close } = await sitDown();
    try {
      await page.goto(`${base}/jour?date=${first.date}`);
      await page.locator("a", { hasText: "Annulé par le patient" }).click();
      await page.getByRole("link", { name: "À qui ce créneau a-t-il été proposé" }).click();
      const rows = page.locator("table.offers tbody tr");
      await rows.first().waitFor();
      trace = page.url();
      const said = (/** @type {{ family_name: string }} */ who) => rows.filter({ hasText: who.family_name }).innerText();
      assert.match(await said(opens), /Page demandée/i);
      assert.match(await said(opens), /robot|automat/i);
      assert.match(await said(declines), /Décliné/);
      assert.match(await said(rung), /appeler/i);
      assert.doesNotMatch(await said(waits), /Page demandée/i);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });

  await t.test("2. every page, on a phone and a screen", async () => {
    for (const [width, dark] of /** @type {[number, boolean][]} */ ([[390, false], [390, true], [1280, false], [1280, true]])) {
      const { page, close } = await sitDown({ width, dark, axe: true });
      try {
        for (const [name, address] of [["suivi", trace], ["attente", `${base}/attente`], ["proposer", `${base}/attente/proposer`]]) {
          const called = `attente-${width}-${dark ? "dark" : "light"}-${name}`;
          await page.goto(String(address));
          await noSidewaysScroll(page, called);
          await shoot(page, called);
          await accessible(page, called);
        }
      } finally {
        await close();
      }
    }
  });

  await t.test("3. who was rung accepts", async () => {
    const { page, complaints, close } = await sitDown({ width: 390 });
    try {
      await page.goto(`${base}/attente`);
      assert.equal(await page.locator("table.offers tbody tr", { hasText: rung.family_name }).count(), 1, "among those who were asked too");
      await page.locator('button[name="answer"][value="accept"]').click();
      await page.getByText("le rendez-vous du patient est déplacé").waitFor();
      await noSidewaysScroll(page, "answered");
      await shoot(page, "attente-390-light-accepte");
      assert.equal(await page.locator('button[name="answer"]').count(), 0);
      await page.goto(trace);
      await shoot(page, "attente-390-light-suivi-accepte");
      const answered = await page.locator("table.offers tbody tr", { hasText: rung.family_name }).innerText();
      assert.match(answered, /Accepté/);
      assert.doesNotMatch(answered, /à appeler/, "nobody is to be rung any more");
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });

  await t.test("4. cancelled by staff, and kept closed", async () => {
    const details = team.details();
    const third = await team.opened();
    const own = await booked(details, third.date, "08:00");
    const { page, close } = await sitDown({ width: 390 });
    try {
      await page.goto(`${base}/agenda/rendez-vous/${digits(team.practitioner)}/${digits(own)}?vue=jour&date=${third.date}`);
      await shoot(page, "attente-390-light-annuler");
      const form = page.locator('form[action$="/annuler"]');
      await form.locator("select[name=keep_closed]").selectOption("yes");
      await form.locator("button").click();
      await page.getByText("Le rendez-vous est annulé").first().waitFor();
      await rest();
      assert.deepEqual((await team.machine.get(team.of("/offers"))).offers.filter((/** @type {any} */ offer) => offer.starts_at.startsWith(third.date)), []);
      await page.goto(`${base}/agenda/rendez-vous/${digits(team.practitioner)}/${digits(own)}?vue=jour&date=${third.date}`);
      await page.getByText("Gardé fermé").first().waitFor();
      assert.equal(await page.getByRole("button", { name: "Reprendre l’annulation" }).count(), 1, "from its own page too");
      await noSidewaysScroll(page, "kept closed");
      await shoot(page, "attente-390-light-garde-ferme");
      // What is kept closed is given back by one button.
      await page.getByRole("button", { name: "Ne plus le garder fermé" }).click();
      await page.getByText("n’est plus proposé à la liste d’attente").waitFor();
    } finally {
      await close();
    }
  });
});
