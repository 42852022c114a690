// @ts-check
/**
 * The patient space (A7, A8): a parent books for herself and for her child with one address, and finds both there.
 *
 *  1. a link is asked for: the answer is the same whether the address is known or not, and only the known one is sent a letter;
 *  2. the link opens nothing by itself, nothing in another browser, and the space once, by its button;
 *  3. of each person a letter is shown until their birth date is given; then their appointments, in this browser only;
 *  4. the way to an appointment is its own page, with all that can be done there;
 *  5. somebody else's person, a session of the desk, a session of the space at the desk: nothing;
 *  6. birth dates cannot be guessed;
 *  7. in a browser, at 390 px, by light and dark: no page scrolls sideways, axe-core finds nothing;
 *  8. the address changes at the practice, and the space shows nothing of them from that moment; leaving closes it.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { command, identity, query } from "../harness/objects.mjs";
import { accessible, noSidewaysScroll, openBrowser, openWindow, shoot } from "./lib/browser.mjs";
import { mailsTo } from "./lib/mail.mjs";
import { Patient, action, heading, person, plain } from "./lib/patient.mjs";
import { openPractice } from "./lib/practice.mjs";
import { openWorld, settle, until } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const LIST = "/fr/espace/mes-rendez-vous";

/** The link in the newest letter to an address, once there is one more than before. @param {string} email @param {number} [before] */
async function linkTo(email, before = 0) {
  const links = () => mailsTo(world, email).flatMap((mail) => mail.textContent?.match(/\/fr\/espace\/lien\/v1\.[\w-]+\.[\w-]+/) ?? []);
  await until("the letter", () => Promise.resolve(links().length > before));
  return /** @type {string} */ (links().at(-1));
}

/** Opens the space by a letter. @param {Patient} who @param {string} email */
async function enter(who, email) {
  const before = mailsTo(world, email).filter((mail) => mail.textContent?.includes("/espace/lien/")).length;
  assert.equal((await who.post("/fr/espace", { email })).status, 200);
  const link = await linkTo(email, before);
  assert.equal((await who.post(link, {})).location, LIST);
  return link;
}

/** A date as the form sends it. @param {string} day @param {string} month @param {string} year */
const born = (day, month, year) => ({ "naissance-jour": day, "naissance-mois": month, "naissance-annee": year });

/** The forms for birth dates that a page shows, by the letter that stands above. @param {string} html */
const locks = (html) => Object.fromEntries([...html.matchAll(/commence par (\S)<\/h3>\s*<form method="post" action="([^"]+)"/g)].map(([, letter, to]) => [letter, to]));

test("a parent finds her appointments and her child's", async (t) => {
  const practice = await openPractice(world.origin, { notice: 0 });
  const [{ path }] = practice.practitioners;
  const mine = person({ prenom: "Odile" });
  const email = String(mine.email);
  const childs = { ...person({ prenom: "Léa", ...born("3", "5", "2019") }), email, pour: "proche", "contact-prenom": "Odile", "contact-nom": "Petit" };
  await new Patient(world.origin).book(path, { who: mine });
  const booked = await new Patient(world.origin).book(path, { who: childs });
  await settle(world.origin, practice.objects);
  const home = new Patient(world.origin);
  let link = "";

  await t.test("1. asking says nothing", async () => {
    const door = await home.get("/fr/espace");
    assert.equal(heading(door.text), "Mes rendez-vous");
    assert.equal(action(door.text), "/fr/espace");
    assert.equal(door.headers.get("cache-control"), "no-store");
    assert.equal(door.headers.get("x-robots-tag"), "noindex");
    const unknown = `${Math.random().toString(36).slice(2)}@exemple.fr`;
    const answers = [];
    for (const typed of [unknown, email]) {
      const answer = await (typed === email ? home : new Patient(world.origin)).post("/fr/espace", { email: typed });
      answers.push([answer.status, answer.text.replaceAll(typed, "")]);
    }
    assert.deepEqual(answers[0], answers[1]);
    link = await linkTo(email);
    assert.deepEqual(mailsTo(world, unknown), []);
    assert.deepEqual(await query(world.origin, identity(unknown), "SELECT name FROM sqlite_master"), [], "nobody is made of it");
    const wrong = await home.post("/fr/espace", { email: "odile@" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /aria-invalid="true"/);
  });

  await t.test("2. the link opens the space once, where it was asked for", async () => {
    for (const scanner of [new Patient(world.origin), new Patient(world.origin)]) {
      assert.equal((await scanner.get(link)).status, 410);
      assert.equal((await scanner.post(link, {})).status, 410);
    }
    for (let times = 0; times < 3; times += 1) assert.equal(action((await home.get(link)).text), link);
    assert.equal((await home.get(LIST)).location, "/fr/espace?pour=ouvrir", "it was only looked at");
    assert.equal((await home.post(link, {})).location, LIST);
    assert.equal((await home.post(link, {})).status, 410);
    assert.equal((await home.get("/fr/espace")).location, LIST);
    assert.equal((await home.post(`${link}x`, {})).status, 410);
    assert.equal((await home.get(`/rdv/${link.split("/").at(-1)}`)).status, 403, "a link of another purpose");
  });

  await t.test("3. a letter, then a birth date, then appointments", async () => {
    const before = await home.get(LIST);
    assert.deepEqual(Object.keys(locks(before.text)).sort(), ["L", "O"]);
    for (const word of ["Léa", "Odile", "Durand", "Séance", "2019"]) assert.ok(!before.text.includes(word), word);
    const to = locks(before.text)["L"];
    const wrong = await home.post(to, born("4", "5", "2019"));
    assert.equal(wrong.status, 422);
    assert.match(plain(wrong.text), /Ce n’est pas la date de naissance/);
    assert.ok(!wrong.text.includes("Léa"));
    assert.match(plain((await home.post(to, born("31", "2", "2019"))).text), /ce jour n’existe pas/);
    assert.match((await home.post(to, born("3", "5", "2019"))).location, new RegExp(`^${LIST}#personne-`));
    const open = await home.get(LIST);
    assert.match(open.text, /<h3>Léa<\/h3>/);
    assert.deepEqual(Object.keys(locks(open.text)), ["O"], "each for themselves");
    // Another session of the same address begins anew.
    const second = new Patient(world.origin);
    await enter(second, email);
    assert.equal(Object.keys(locks((await second.get(LIST)).text)).length, 2);
  });

  await t.test("4. the same controls", async () => {
    const manage = /** @type {string} */ ((await home.get(LIST)).text.match(/action="([^"]+)"><button class="button quiet">/)?.[1]);
    assert.equal((await home.get(manage)).status, 405);
    const { status, location } = await home.post(manage, {});
    assert.equal(status, 303);
    assert.match(location, /^\/rdv\/v1\./);
    assert.equal((await home.post(manage, {})).location, location, "always the same");
    assert.match((await home.get(location)).text, new RegExp(`action="${location}/annuler"`));
    assert.equal((await home.get(booked.link)).status, 200, "the letter's goes on");
    assert.equal((await home.post(`${location}/annuler`, {})).status, 303);
    // What is cancelled is not to come any more: it stands apart, and says who did it.
    const { text } = await home.get(LIST);
    const [ahead = "", off = ""] = text.slice(text.indexOf("<h4>À venir</h4>")).split("<h4>Annulés ou déplacés</h4>");
    assert.ok(!ahead.includes('class="tag'), ahead);
    assert.match(off, /<span class="tag bad">Annulé à votre demande<\/span>/);
  });

  await t.test("5. nobody else's", async () => {
    const mallory = new Patient(world.origin);
    const theirs = person({ prenom: "Mallory" });
    await new Patient(world.origin).book(path, { who: theirs });
    await settle(world.origin, practice.objects);
    await enter(mallory, String(theirs.email));
    const to = /** @type {string} */ (locks((await home.get(LIST)).text)["O"]);
    const person_ = to.split("/").at(-2);
    assert.equal((await mallory.post(to, born("12", "4", "1990"))).status, 404);
    assert.equal((await mallory.post(`${LIST}/${person_}/${practice.practitioners[0]?.id.slice(4)}/${"0".repeat(32)}`, {})).status, 404);
    // Known, and still locked: no appointment is reached past the question.
    const appointment = (await query(world.origin, practice.practitioners[0]?.agenda ?? identity(""), "SELECT appointment_id FROM appointment ORDER BY appointment_id"))[0]?.[0];
    assert.equal((await home.post(`${LIST}/${person_}/${practice.practitioners[0]?.id.slice(4)}/${String(appointment).slice(4)}`, {})).status, 404);
    // The space at the desk, and the desk in the space.
    const value = /** @type {string} */ (mallory.cookies.get("__Host-espace"));
    const desk = await new Patient(world.origin, { headers: { cookie: `__Host-pro-eu=${value}` } }).get("/fr/pro");
    assert.match(desk.location, /^\/fr\/pro\/connexion/);
    const space = await new Patient(world.origin, { headers: { cookie: `__Host-espace=${value.split(".")[0]}.${"A".repeat(22)}` } }).get(LIST);
    assert.equal(space.location, "/fr/espace?pour=ouvrir");
  });

  await t.test("6. birth dates cannot be guessed", async () => {
    const to = /** @type {string} */ (locks((await home.get(LIST)).text)["O"]);
    for (let day = 1; day <= 5; day += 1) assert.equal((await home.post(to, born(String(day), "1", "1980"))).status, 422);
    assert.equal((await home.post(to, born("12", "4", "1990"))).status, 303);
    const page = await home.get(LIST);
    assert.ok(!page.text.includes("Odile"));
    assert.match(page.text, /href="tel:\+33472000000"/);
  });

  await t.test("7. small, by light and dark, and for everybody", async () => {
    const browser = await openBrowser();
    try {
      for (const dark of [false, true]) {
        const { page, complaints, close } = await openWindow(browser, { width: 390, height: 844, dark, scripts: true });
        const look = async (/** @type {string} */ name) => {
          await noSidewaysScroll(page, name);
          await accessible(page, name);
          await shoot(page, `space-${dark ? "dark-" : ""}${name}`);
        };
        const press = async (/** @type {import("playwright-core").Locator} */ button) => {
          const arrived = page.waitForEvent("load");
          await button.click();
          await arrived;
        };
        await page.goto(`${world.origin}/fr/espace`);
        await look("1-door");
        const before = mailsTo(world, email).filter((mail) => mail.textContent?.includes("/espace/lien/")).length;
        await page.getByLabel("Adresse e-mail").fill(email);
        await press(page.getByRole("button", { name: "Recevoir le lien" }));
        await look("2-asked");
        await page.goto(world.origin + (await linkTo(email, before)));
        await look("3-link");
        await press(page.getByRole("button", { name: "Ouvrir mes rendez-vous" }));
        await look("4-locked");
        const child = page.locator("section.card", { hasText: "commence par L" });
        for (const [label, value] of [["Jour", "3"], ["Mois", "5"], ["Année", "2018"]]) await child.getByLabel(/** @type {string} */ (label), { exact: true }).fill(/** @type {string} */ (value));
        await press(child.getByRole("button"));
        await look("5-differs");
        await page.locator("section.card", { hasText: "commence par L" }).getByLabel("Année", { exact: true }).fill("2019");
        await press(page.locator("section.card", { hasText: "commence par L" }).getByRole("button"));
        await page.getByRole("heading", { name: "Léa" }).waitFor();
        await look("6-open");
        assert.deepEqual(complaints.filter((said) => !/422/.test(said)), []);
        await close();
      }
    } finally {
      await browser.close();
    }
  });

  await t.test("8. another address at the practice, and nothing is shown; leaving closes", async () => {
    assert.match((await home.get(LIST)).text, /<h3>Léa<\/h3>/);
    const ask = (/** @type {string} */ what, /** @type {any} */ body) => command(world.origin, practice.office, what, practice.owner, body);
    const { patients } = await ask("list-patients", { most: 100 });
    const child = patients.find((/** @type {any} */ { given_name }) => given_name === "Léa");
    const record = await ask("read-patient", { patient: child.id });
    const [guardian] = record.guardians;
    await ask("remove-guardian", { patient: child.id, version: record.version, key: guardian.key });
    assert.ok(!(await home.get(LIST)).text.includes("Léa"), "at once, before its Identity hears of it");
    assert.equal((await home.post("/fr/espace/quitter", {})).location, "/fr/espace?pour=au-revoir");
    assert.equal(home.cookies.has("__Host-espace"), false);
    assert.equal((await home.get(LIST)).location, "/fr/espace?pour=ouvrir");
  });
});
