// @ts-check
/**
 * The journey in Chromium, in French, without JavaScript:
 *
 *  1. the practitioner's page: an hour is pressed;
 *  2. the form is sent empty: a summary whose links lead to the fields, words beside each;
 *  3. it is filled and sent: the appointment is taken;
 *  4. the mailbox of the sandbox has the mail, its link opens the appointment;
 *  5. it is cancelled there; the link then shows it cancelled, and leads to a new one.
 *
 * It is walked at 390 and 1280 px, light and dark, with pictures in target/screenshots; at 320 px, where nothing may scroll
 * sideways (WCAG 1.4.10); with axe-core on every page; and by keyboard alone. The pages of refusal are walked alike, and what
 * an agenda offers besides: another place, a group, a home visit, a teleconsultation, the week in which clocks change.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { loadDemo } from "../harness/demo.mjs";
import { agenda, command, mailroom, practice, staff } from "../harness/objects.mjs";
import { accessible, focused, noSidewaysScroll, openBrowser, openWindow, pressHour, shoot, tabTo } from "./lib/browser.mjs";
import { Patient, person } from "./lib/patient.mjs";
import { dateIn, id } from "./lib/practice.mjs";
import { DAY, changes } from "./lib/clocks.mjs";
import { iso, openWorld, settle } from "./lib/world.mjs";

const OFFICE = "prc_0193a0000000700080000000000000a1";
const CLAIRE = "prn_0193a0000000700080000000000000d1";
const OBJECTS = [agenda(CLAIRE), practice(OFFICE), mailroom(OFFICE)];

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("playwright-core").Browser} */
let browser;
let claire = "";
let karim = "";
let anneSophie = "";
before(async () => {
  world = await openWorld();
  [claire, karim] = (await loadDemo(world.origin)).map(({ url }) => url);
  [anneSophie] = (await loadDemo(world.origin, { file: "liege.json" })).map(({ url }) => url);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await world?.close();
});

/** An hour far enough ahead to be cancelled within the practice's notice. */
const FAR = 60;

/**
 * The journey; `look` is called on each page.
 * @param {import("playwright-core").Page} page @param {(name: string) => Promise<void>} look
 */
async function walk(page, look) {
  const h1 = (/** @type {string} */ words) => page.getByRole("heading", { level: 1, name: words }).waitFor();
  world.sandbox.clear();
  // 1.
  await page.goto(claire);
  await look("1-praticien");
  await pressHour(page.locator("button.slot").nth(FAR));
  await h1("Votre rendez‑vous");
  await look("2-formulaire");
  // 2.
  const send = page.getByRole("button", { name: "Prendre ce rendez-vous" });
  await send.click();
  const summary = page.getByRole("alert");
  assert.equal(await summary.getByRole("link").count(), 4);
  for (const [field, words] of /** @type {const} */ ([["prenom", "Indiquez le prénom."], ["nom", "Indiquez le nom."], ["naissance-jour", "Indiquez la date de naissance."], ["email", "Indiquez une adresse e-mail."]])) {
    const link = summary.getByRole("link", { name: words });
    assert.equal(await link.getAttribute("href"), `#${field}`);
    const input = page.locator(`#${field}`);
    assert.equal(await input.getAttribute("aria-invalid"), "true");
    const described = (await input.getAttribute("aria-describedby")) ?? "";
    const error = described.split(" ").find((part) => part.endsWith("-erreur"));
    assert.equal((await page.locator(`#${error}`).textContent())?.trim(), words);
  }
  await look("3-formulaire-erreurs");
  // 3. What was typed stays, what is right is no longer complained of.
  const who = person({ prenom: "Camille", nom: "Berthier" });
  for (const [field, value] of Object.entries({ ...who, email: "camille" })) await page.locator(`[name="${field}"]`).fill(value);
  await send.click();
  assert.equal(await page.locator("#prenom").inputValue(), "Camille");
  assert.equal(await page.getByRole("alert").getByRole("link").count(), 1);
  await look("4-formulaire-une-erreur");
  await page.locator("#email").fill(who.email);
  await send.click();
  await h1("Votre rendez‑vous est pris");
  await look("5-confirmation");
  await settle(world.origin, OBJECTS);
  // 4.
  await page.goto(`${world.origin}/_sandbox/`);
  await look("6-boite");
  await page.locator("a.mail").first().click();
  const mail = page.frameLocator("iframe");
  await mail.getByRole("link").first().waitFor();
  await look("7-message");
  const href = /** @type {string} */ (await mail.locator(`a[href*="/rdv/"]`).first().getAttribute("href"));
  await page.goto(`${page.url()}/html`);
  await look("8-message-seul");
  await page.goto(href);
  await h1("Votre rendez‑vous");
  await look("9-rendez-vous");
  await page.getByRole("link", { name: "Déplacer mon rendez-vous" }).click();
  await h1("Déplacer votre rendez‑vous");
  await look("9b-deplacer");
  await page.getByRole("link", { name: "Garder mon rendez-vous comme il est" }).click();
  await h1("Votre rendez‑vous");
  // 5.
  await page.getByRole("button", { name: "Annuler mon rendez-vous" }).click();
  await h1("Votre rendez‑vous est annulé");
  await look("10-annule");
  await page.goto(href);
  await look("11-annule-plus-tard");
  await settle(world.origin, OBJECTS);
  await page.goto(`${world.origin}/_sandbox/`);
  await page.locator("a.mail").first().click();
  await mail.getByRole("link").first().waitFor();
  await page.goto(`${page.url()}/html`);
  await look("12-message-annulation");
}

/**
 * Pages that say no, or that nothing is there.
 * @param {import("playwright-core").Page} page @param {(name: string) => Promise<void>} look
 */
async function refusals(page, look) {
  world.sandbox.clear();
  await page.goto(`${world.origin}/_sandbox/`);
  await look("20-boite-vide");
  await page.goto(`${world.origin}/fr/praticien/personne-${id("prn").slice(4)}`);
  await look("21-inconnu");
  await page.goto(`${world.origin}/rdv/v1.AAAA.BBBB`);
  await look("22-lien-invalide");
  // Somebody else is quicker: on the page, then with the form open.
  const path = new URL(claire).pathname;
  await page.goto(claire);
  const { free, service } = await new Patient(world.origin).page(path);
  await new Patient(world.origin).choose(path, service, /** @type {string} */ (free[FAR]));
  await pressHour(page.locator("button.slot").nth(FAR));
  await look("23-horaire-pris");
  const lapsed = new Patient(world.origin, { now: iso(Date.now() - 3_600_000) });
  const form = (await lapsed.choose(path, service, /** @type {string} */ (free[FAR + 1]))).location;
  await page.goto(world.origin + form);
  await look("24-formulaire-plus-garde");
  const { link } = await new Patient(world.origin).book(path, { start: free[FAR + 1] });
  await page.goto(world.origin + form);
  await look("25-horaire-perdu");
  // A7: after the notice, the telephone.
  await page.setExtraHTTPHeaders({ "x-test-now": iso(Date.parse(/** @type {string} */ (free[FAR + 1])) - 3_600_000) });
  await page.goto(world.origin + link);
  await look("26-trop-tard");
  await page.setExtraHTTPHeaders({ "x-test-now": iso(Date.parse(/** @type {string} */ (free[FAR + 1])) + 3_600_000) });
  await page.goto(world.origin + link);
  await look("27-passe");
  const much = Date.now() + 400 * DAY;
  await page.setExtraHTTPHeaders({ "x-test-now": iso(much) });
  await page.goto(world.origin + link);
  await look("28-lien-expire");
  const closing = { closing: id("cls"), from: iso(much - DAY), to: iso(much + 30 * DAY), kind: "leave" };
  const [where, as] = [agenda(CLAIRE), staff(OFFICE, CLAIRE)];
  await command(world.origin, where, "close-time", as, closing);
  await page.goto(claire);
  await look("29-rien-ces-jours");
  const terms = await command(world.origin, where, "read-terms", as, {});
  const without = await command(world.origin, where, "put-terms", as, { terms: { ...terms, online: false } });
  await page.goto(claire);
  await look("30-pas-en-ligne");
  await command(world.origin, where, "put-terms", as, { terms: { ...terms, version: without.version } });
  await command(world.origin, where, "reopen", as, { closing: closing.closing });
  await page.setExtraHTTPHeaders({});
}

/** How often the offers were walked through: each time in a week of its own, for the last hour of each is left held. */
let walks = 0;

/**
 * What the agendas of the demo offer besides.
 * @param {import("playwright-core").Page} page @param {(name: string) => Promise<void>} look
 */
async function offers(page, look) {
  const service = (/** @type {string} */ last) => `motif=srv_0193a0000000700080000000000000${last}`;
  const week = dateIn("Europe/Paris", 7 * walks++);
  const fill = async (/** @type {string} */ name, /** @type {string} */ path) => {
    await page.goto(`${path}&du=${week}`);
    await look(name);
    await pressHour(page.locator("button.slot").last());
    await page.locator("form.form").waitFor();
    await look(`${name}-formulaire`);
  };
  await fill("40-autre-lieu", `${claire}?lieu=0193a0000000700080000000000000b3`);
  await fill("41-groupe", `${claire}?${service("c4")}`);
  await fill("42-domicile", `${karim}?${service("c5")}`);
  await page.goto(`${karim}?${service("c6")}`);
  await look("43-teleconsultation");
  const [changed] = changes("Europe/Paris");
  const before = Date.parse(/** @type {string} */ (changed)) - 6 * DAY;
  await page.setExtraHTTPHeaders({ "x-test-now": iso(before - 2 * DAY) });
  await page.goto(`${claire}?du=${iso(before).slice(0, 10)}`);
  await look("44-changement-d-heure");
  await page.setExtraHTTPHeaders({});
  await page.goto(`${anneSophie}?langue=nl-BE`);
  await look("45-nl");
}

for (const { width, height, dark } of [
  { width: 390, height: 844, dark: false },
  { width: 390, height: 844, dark: true },
  { width: 1280, height: 900, dark: false },
  { width: 1280, height: 900, dark: true },
]) {
  test(`the journey without JavaScript at ${width} px, ${dark ? "dark" : "light"}`, async () => {
    const { page, complaints, close } = await openWindow(browser, { width, height, dark });
    const look = async (/** @type {string} */ name) => {
      await noSidewaysScroll(page, name);
      await shoot(page, `${width}-${dark ? "dark" : "light"}-${name}`);
    };
    try {
      await walk(page, look);
      await refusals(page, look);
      await offers(page, look);
      // Nothing was blocked by the pages' own policy, nothing is missing.
      assert.deepEqual(complaints.filter((c) => !/status of (404|409|410|422)/.test(c)), []);
    } finally {
      await close();
    }
  });
}

test("nothing scrolls sideways at 320 px", async () => {
  const { page, close } = await openWindow(browser, { width: 320, height: 640 });
  try {
    const look = (/** @type {string} */ name) => noSidewaysScroll(page, name);
    await walk(page, look);
    await refusals(page, look);
    await offers(page, look);
  } finally {
    await close();
  }
});

for (const dark of [false, true]) {
  test(`axe-core finds nothing on any page, ${dark ? "dark at 1280" : "light at 390"} px`, async () => {
    const { page, close } = await openWindow(browser, { width: dark ? 1280 : 390, height: 844, dark, scripts: true });
    try {
      const look = (/** @type {string} */ name) => accessible(page, name);
      await walk(page, look);
      await refusals(page, look);
      await offers(page, look);
    } finally {
      await close();
    }
  });
}

test("by keyboard alone", async () => {
  const { page, close } = await openWindow(browser, { width: 1280, height: 900 });
  try {
    await page.goto(claire);
    await page.keyboard.press("Tab");
    assert.equal((await focused(page)).text, "Aller au contenu");
    await page.keyboard.press("Enter");
    assert.match(page.url(), /#contenu$/);
    const slot = await tabTo(page, (on) => on.tag === "BUTTON");
    assert.match(slot.text, /\d\d:\d\d$/, "the first button is an hour");
    await page.keyboard.press("Enter");
    await page.locator("form.form").waitFor();
    // Sent empty: the summary has the focus, its first link leads into the first field.
    await tabTo(page, (on) => on.text === "Prendre ce rendez-vous");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    assert.match((await focused(page)).text, /points à corriger/);
    await page.keyboard.press("Tab");
    assert.equal((await focused(page)).text, "Indiquez le prénom.");
    await page.keyboard.press("Enter");
    assert.equal((await focused(page)).id, "prenom");
    const who = person();
    for (const [i, field] of ["prenom", "nom", "naissance-jour", "naissance-mois", "naissance-annee", "email"].entries()) {
      if (i > 0) await page.keyboard.press("Tab");
      const on = await focused(page);
      assert.ok(on.id === field && on.seen, `${field}: the focus is on ${on.tag} ${on.id}, seen: ${on.seen}`);
      await page.keyboard.type(/** @type {string} */ (who[field]));
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Votre rendez‑vous est pris" }).waitFor();
  } finally {
    await close();
  }
});

test("on a telephone the first day that has hours is open, the others open by keyboard, and all are there", async () => {
  const { page, close } = await openWindow(browser, { width: 390, height: 844 });
  try {
    await page.goto(claire);
    const days = page.locator("details.day-hours");
    const hours = page.locator("button.slot");
    const seen = async () => (await Promise.all((await hours.all()).map((hour) => hour.isVisible()))).filter(Boolean).length;
    const first = await days.first().locator("button.slot").count();
    assert.equal(await seen(), first);
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(tall < 3_000, `the page is ${tall} px tall`);
    // The second day: its control says how many there are, and which day to those who hear it.
    const summary = days.nth(1).locator("summary");
    const second = await days.nth(1).locator("button.slot").count();
    assert.match((await summary.textContent()) ?? "", new RegExp(`^\\S+\\s\\S+\\s\\S+ ${second} horaires?$`));
    const words = (await summary.textContent())?.trim() ?? "";
    await tabTo(page, (on) => on.tag === "SUMMARY" && on.text === words);
    await page.keyboard.press("Enter");
    assert.equal(await seen(), first + second);
    await page.keyboard.press("Tab");
    assert.match((await focused(page)).text, /\d\d:\d\d$/);
    // A day's whole line opens it.
    await days.nth(2).locator("xpath=..").locator("h4").click({ force: true });
    assert.ok(await days.nth(2).locator("button.slot").first().isVisible());
    // Where there is room nothing is folded, and nothing is there that only unfolds.
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(claire);
    assert.equal(await seen(), await hours.count());
    assert.equal(await summary.isVisible(), false);
  } finally {
    await close();
  }
});
