// @ts-check
/**
 * The desk in Chromium, in the practice in Lyon that `dev` loads:
 *
 *  1. signing in: the form, the link's mail, the button behind it, the first page;
 *  2. the day, where an appointment is marked by one key, and the slip undone by another;
 *  3. the patients: what is typed is searched for, a record is opened;
 *  4. the forms: a patient, who answers for them, two records side by side, an erasure's question;
 *  5. the practice: members, settings, keys, the proof anew, sessions, the audit trail.
 *
 * It is walked at 390 and 1280 px, light and dark, with the pages' own scripts under the pages' own policy, and pictures in
 * target/screenshots; once without scripts; with axe-core on every page; by keyboard alone; in Dutch and in English.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { enterDemo } from "../harness/demo.mjs";
import { agenda, mailroom, practice as office, query } from "../harness/objects.mjs";
import { accessible, focused, giveCookies, noSidewaysScroll, openBrowser, openWindow, shoot, tabTo } from "./lib/browser.mjs";
import { Patient, person } from "./lib/patient.mjs";
import { Staff } from "./lib/staff.mjs";
import { iso, openWorld, settle, until } from "./lib/world.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {(name: string) => Promise<void>} Look */

const [LILAS, BATTE, FOOT] = ["prc_0193a0000000700080000000000000a1", "prc_0193a000000070008000000000000a11", "prc_0193a000000070008000000000000a31"];

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("playwright-core").Browser} */
let browser;
const folder = mkdtempSync(join(tmpdir(), "guichet-desk-"));
/** Who is signed in. @type {Record<"owner" | "secretary" | "liege" | "toronto", Staff>} */
let people;
/** The instant that everybody signed in lives at: the morning of a day with appointments. */
let now = "";
before(async () => {
  world = await openWorld();
  const demo = await enterDemo(world, { file: join(folder, "demo.json") });
  people = {
    owner: new Staff(world, { email: "helene.vasseur@exemple.fr" }),
    secretary: new Staff(world, { email: "samira.haddad@exemple.fr" }),
    liege: new Staff(world, { email: "marie.lejeune@exemple.be", country: "be" }),
    toronto: new Staff(world, { email: "priya.raman@exemple.ca", country: "ca" }),
  };
  for (const who of Object.values(people)) await who.signIn();
  // A day as a practice has them.
  const claire = new URL(demo.pages.find(({ label }) => label.startsWith("Claire"))?.url ?? "");
  const { free } = await new Patient(world.origin).page(claire.pathname);
  const first = free.find((start) => free.filter((other) => other.slice(0, 10) === start.slice(0, 10)).length > 6)?.slice(0, 10) ?? "";
  for (const [n, start] of free.filter((start) => start.startsWith(first)).slice(0, 6).entries()) {
    const who = person({ prenom: ["Maëlle", "Joris", "Aïcha", "Pierre-Yves", "Loan", "Élisabeth"][n] ?? "", nom: ["Kervella", "Vasquez", "Belkacem", "de La Rochefoucauld", "Truong", "Andrieu"][n] ?? "" });
    await new Patient(world.origin).book(claire.pathname, { who, start });
  }
  now = iso(Math.max(Date.now(), Date.parse(`${first}T08:40:00Z`)));
  // Who is not there for half a day is signed out: they are there now and then.
  for (const who of Object.values(people)) {
    for (let at = Date.now(); at < Date.parse(now); at += 10 * 3_600_000) {
      who.now = iso(at);
      assert.ok(await who.isSignedIn());
    }
    who.now = now;
    assert.ok(await who.isSignedIn());
  }
  await settle(world.origin, [agenda(`prn_${claire.pathname.slice(-32)}`), office(LILAS), mailroom(LILAS)]);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Who sits at a window: it gets their cookies. @param {Page} page @param {Staff} who */
async function sitDown(page, who) {
  await page.context().clearCookies();
  await giveCookies(page, world.origin, who.cookies);
  await page.setExtraHTTPHeaders({ "x-test-now": now });
}

/** A patient's id by their names, as the practice's own store has it. @param {string} practice @param {string} family @param {string} given */
async function patient(practice, family, given) {
  const rows = await query(world.origin, office(practice, practice === FOOT ? "ca" : "eu"), `SELECT patient_id FROM patient_record WHERE family_name = '${family}' AND given_name = '${given}'`);
  return String(rows[0]?.[0]).slice(4);
}

let born = 0;

/** 1. Somebody new signs in, as pages and mails lead them. @param {Page} page @param {Look} look @param {string} [home] */
async function signIn(page, look, home = "/fr/pro") {
  born += 1;
  const who = new Staff(world, { email: `nouvelle-${born}@exemple.fr` });
  await page.goto(`${world.origin}${home}/connexion`);
  await look("1-connexion");
  const send = page.locator(`main form[action="${home}/connexion"] button[type=submit]`);
  await send.click();
  await page.locator("[role=alert]").waitFor();
  await look("2-connexion-erreur");
  await page.locator("input[name=email]").fill(who.email);
  const since = who.lastMail();
  await send.click();
  await page.getByText(who.email).waitFor();
  await look("3-lien-envoye");
  const link = await who.mail(/(\/(?:fr|be|ca)\/pro\/connexion\/v1\.[\w.-]+)/, since);
  await page.goto(world.origin + link);
  await look("4-lien");
  await page.locator("main form button").click();
  await page.waitForURL(`${world.origin}${home}`);
  await look("5-accueil");
  await page.goto(world.origin + link);
  await look("6-lien-use");
}

/**
 * 2 to 5, as somebody sees it who is signed in.
 * @param {Page} page @param {Look} look @param {{ scripts: boolean }} how
 */
async function walk(page, look, { scripts }) {
  const base = `${world.origin}/fr/pro/${LILAS.slice(4)}`;
  // 2.
  await sitDown(page, people.secretary);
  await page.goto(`${base}/jour`);
  await look("10-jour");
  const row = page.locator("[data-row]").first();
  const press = async (/** @type {string} */ key, /** @type {string} */ value) => (scripts ? page.keyboard.press(key) : row.locator(`button[value=${value}]`).click());
  if (scripts) await page.keyboard.press("j");
  await press("a", "arrived");
  await row.locator("button[value=booked]").waitFor();
  await look("11-jour-arrive");
  await press("u", "booked");
  await row.locator("button[value=arrived]").waitFor();
  await page.goto(`${base}/jour?date=2031-01-01`);
  await look("12-jour-vide");
  // 3.
  await page.goto(`${base}/patients`);
  await look("20-patients");
  await page.locator("#recherche").fill("fontaine lea");
  if (!scripts) await page.keyboard.press("Enter");
  const found = page.locator("#trouves a.line-name");
  await until("one is found", async () => (await found.count()) === 1);
  await look("21-patients-trouves");
  await found.click();
  await page.getByRole("heading", { level: 1, name: "Fontaine, Léa" }).waitFor();
  await look("22-patient");
  const lea = page.url();
  await page.goto(`${base}/patients/${await patient(LILAS, "Fontaine", "Amandine")}`);
  await look("23-patient-entier");
  // 4.
  await page.goto(`${base}/patients/nouveau`);
  await page.locator("input[name=email]").fill("pas-une-adresse");
  await page.locator("main form.form button[type=submit]").click();
  await page.locator("[role=alert]").waitFor();
  await look("30-patient-erreurs");
  await page.goto(`${lea}/responsables/nouveau`);
  await page.locator("#recherche").fill("moulin");
  await page.keyboard.press("Enter");
  await page.locator("input[name=guardian]").first().waitFor({ state: "attached" });
  await look("31-responsable");
  const [one, other] = [await patient(LILAS, "Roussel", "Jeanne"), await patient(LILAS, "Roussell", "Jeanne")];
  await page.goto(`${base}/patients/${one}`);
  await look("32-doubles");
  await page.goto(`${base}/patients/${one}/fusion?autre=${other}`);
  await look("33-fusion");
  await page.goto(`${base}/journal`);
  await look("34-interdit");
  await sitDown(page, people.owner);
  await page.goto(`${base}/patients/${one}/effacer`);
  await look("35-effacer");
  // 5.
  await page.goto(`${base}/equipe`);
  await look("40-equipe");
  await page.locator('main form[action$="/equipe/invitations"] button[type=submit]').click();
  await page.locator("[role=alert]").waitFor();
  await look("41-equipe-erreurs");
  await page.goto(`${base}/reglages`);
  await look("42-reglages");
  await page.goto(`${base}/reglages/motifs/nouveau`);
  await look("43-motif");
  await page.goto(`${base}/cles`);
  await look("44-cles");
  await page.locator("input[name=label]").fill("Essai");
  await page.locator("input[name=right]").first().check();
  await page.locator('main form[action$="/cles"] button[type=submit]').click();
  await page.locator("input[name=code]").waitFor();
  await look("45-preuve");
  await page.goto(`${world.origin}/fr/pro/sessions`);
  await look("46-sessions");
  await page.goto(`${base}/journal`);
  await look("47-journal");
  await page.goto(`${base}/patients/${"0".repeat(32)}`);
  await look("48-introuvable");
}

for (const { width, height, dark } of [
  { width: 390, height: 844, dark: false },
  { width: 390, height: 844, dark: true },
  { width: 1280, height: 900, dark: false },
  { width: 1280, height: 900, dark: true },
]) {
  test(`the desk at ${width} px, ${dark ? "dark" : "light"}`, async () => {
    const { page, complaints, close } = await openWindow(browser, { width, height, dark, scripts: true, axe: false });
    const look = async (/** @type {string} */ name) => {
      await noSidewaysScroll(page, name);
      await shoot(page, `desk-${width}-${dark ? "dark" : "light"}-${name}`);
    };
    try {
      await signIn(page, look);
      await walk(page, look, { scripts: true });
      // Nothing was blocked by the pages' own policy, nothing is missing.
      assert.deepEqual(complaints.filter((c) => !/status of (403|404|409|410|422)/.test(c)), []);
    } finally {
      await close();
    }
  });
}

test("the desk without scripts", async () => {
  const { page, complaints, close } = await openWindow(browser, { width: 390, height: 844 });
  try {
    const look = (/** @type {string} */ name) => noSidewaysScroll(page, name);
    await signIn(page, look);
    await walk(page, look, { scripts: false });
    assert.deepEqual(complaints.filter((c) => !/status of (403|404|409|410|422)/.test(c)), []);
  } finally {
    await close();
  }
});

test("nothing scrolls sideways at 320 px", async () => {
  const { page, close } = await openWindow(browser, { width: 320, height: 640, scripts: true, axe: false });
  try {
    const look = (/** @type {string} */ name) => noSidewaysScroll(page, name);
    await signIn(page, look);
    await walk(page, look, { scripts: true });
  } finally {
    await close();
  }
});

for (const dark of [false, true]) {
  test(`axe-core finds nothing on the desk, ${dark ? "dark at 1280" : "light at 390"} px`, async () => {
    const { page, close } = await openWindow(browser, { width: dark ? 1280 : 390, height: 844, dark, scripts: true });
    try {
      const look = (/** @type {string} */ name) => accessible(page, name);
      await signIn(page, look);
      await walk(page, look, { scripts: true });
    } finally {
      await close();
    }
  });
}

test("by keyboard alone: a day is run, a patient is found", async () => {
  const { page, close } = await openWindow(browser, { width: 1280, height: 900, scripts: true, axe: false });
  const base = `${world.origin}/fr/pro/${LILAS.slice(4)}`;
  try {
    await sitDown(page, people.secretary);
    await page.goto(`${base}/jour`);
    await page.keyboard.press("Tab");
    assert.equal((await focused(page)).text, "Aller au contenu");
    // The second row, by its keys: arrived, attended, and undone.
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const on = await focused(page);
    assert.ok(on.seen && on.id.startsWith("row-"), `the focus is on ${on.tag} ${on.id}`);
    const row = page.locator(`[id="${on.id}"]`);
    for (const [key, gone] of /** @type {const} */ ([["a", "arrived"], ["p", "attended"], ["u", "booked"]])) {
      await page.keyboard.press(key);
      await row.locator(`button[value=${gone}]`).waitFor({ state: "detached" });
      assert.equal((await focused(page)).id, on.id, "the focus stays on the row");
    }
    // A row's buttons are reached by Tab too.
    await tabTo(page, (at) => at.tag === "BUTTON");
    // The search, what is typed, the record.
    await page.goto(`${base}/patients`);
    await page.keyboard.press("/");
    assert.equal((await focused(page)).id, "recherche");
    await page.keyboard.type("nguyen");
    await until("one is found", async () => (await page.locator("#trouves a.line-name").count()) === 1);
    await tabTo(page, (at) => at.tag === "A" && at.text.startsWith("Nguyen"));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Nguyen, Thi Mai" }).waitFor();
    // A form that is sent wrong says where, and leads there.
    await page.goto(`${base}/patients/nouveau`);
    await tabTo(page, (at) => at.id === "family_name" || at.tag === "INPUT");
    await page.keyboard.press("Enter");
    const alert = page.locator("[role=alert]");
    await alert.waitFor();
    await tabTo(page, (at) => at.tag === "A" && at.text.includes("Nom"));
    await page.keyboard.press("Enter");
    assert.equal((await focused(page)).tag, "INPUT");
  } finally {
    await close();
  }
});

for (const [name, who, practice, home, locale] of /** @type {const} */ ([
  ["Dutch", "liege", BATTE, "/be/pro", "nl-BE"],
  ["English", "toronto", FOOT, "/ca/pro", "en-CA"],
])) {
  test(`in ${name}`, async () => {
    const { page, close } = await openWindow(browser, { width: 390, height: 844, scripts: true });
    const look = async (/** @type {string} */ at) => {
      assert.equal(await page.locator("html").getAttribute("lang"), locale, at);
      await noSidewaysScroll(page, at);
      await accessible(page, at);
      await shoot(page, `desk-${locale}-${at}`);
    };
    try {
      await page.goto(`${world.origin}${home}/connexion?langue=${locale}`);
      await look("1-connexion");
      await sitDown(page, people[who]);
      const base = `${world.origin}${home}/${practice.slice(4)}`;
      // The choice is remembered.
      await page.goto(`${base}/patients?langue=${locale}`);
      await look("2-patients");
      await page.goto(`${base}/jour`);
      await look("3-jour");
      const [family, given] = who === "liege" ? ["Lambrechts", "Nore"] : ["MacDonald", "Owen"];
      await page.goto(`${base}/patients/${await patient(practice, family, given)}`);
      await look("4-patient");
      await page.goto(`${base}/patients/nouveau`);
      await look("5-patient-nouveau");
      await page.goto(`${base}/equipe`);
      await look("6-equipe");
      await page.goto(`${world.origin}${home}/sessions`);
      await look("7-sessions");
    } finally {
      await close();
    }
  });
}
