// @ts-check
/**
 * The public directory: a practice that registers is found, by whatever is public of it and with a slip of the finger; its page
 * and the sitemap name it; no script is needed; what was lost comes back from the objects.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { OPERATOR, PUBLIC, command, practice, query } from "../harness/objects.mjs";
import { accessible, noSidewaysScroll, openBrowser, openWindow, shoot } from "./lib/browser.mjs";
import { Staff } from "./lib/staff.mjs";
import { openWorld, settle, until } from "./lib/world.mjs";

/** @type {import("../harness/objects.mjs").ObjectRef} */
const DIRECTORY = { class: "Directory", name: "eu:dir_fr" };
const PAGE = { headers: { accept: "text/html" } };

/** @type {import("./lib/world.mjs").World} */
let world;
let office = "";
before(async () => {
  world = await openWorld();
  const owner = new Staff(world, { email: "helene@exemple.fr" });
  const claire = new Staff(world, { email: "claire@exemple.fr", given: "Claire", family: "Morel" });
  await owner.signIn();
  const opened = await owner.createPractice({ name: "Cabinet des Lilas" });
  office = opened.id;
  await owner.submit(await owner.open(`${opened.path}/reglages/motifs/nouveau`), /\/reglages\/motifs\//, { name: "Séance de rééducation", minutes: "30" });
  const since = owner.lastMail();
  await owner.invite(opened, { email: claire.email, given_name: "Claire", family_name: "Morel", roles: ["practitioner"], profession: "Masseuse-kinésithérapeute" });
  await claire.accept(since);
  const [line] = await until("the practice is listed", async () => {
    const found = await lines({});
    return found.length > 0 && found;
  });
  const page = `/fr/praticien/${line.practitioner.slug}-${line.practitioner.id.slice(4)}`;
  await until("the practitioner's page stands", async () => (await open(page)).response.status === 200);
});
after(() => world?.close());

/** @param {{ text?: string, city?: string }} typed */
const search = (typed) => command(world.origin, DIRECTORY, "search", PUBLIC, { most: 50, ...typed });
/** @param {{ text?: string, city?: string }} typed @returns {Promise<any[]>} */
const lines = async (typed) => (await search(typed)).lines;

/** @param {string} path @param {Record<string, string>} [headers] */
async function open(path, headers = {}) {
  const response = await fetch(world.origin + path, { redirect: "manual", headers: { ...PAGE.headers, ...headers } });
  return { response, text: await response.text() };
}

describe("the root leads to the directory of the reader's country", () => {
  /** @param {Record<string, string>} headers @param {string} [country] where the platform says that the reader is */
  const leads = async (headers, country) => {
    const { origin, guichet } = world;
    const init = { redirect: /** @type {const} */ ("manual"), headers: { ...PAGE.headers, ...headers } };
    const answer = await guichet.mf.dispatchFetch(`${origin}/`, { ...init, cf: country ? { country } : {} });
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get("cache-control") ?? "", /no-store/);
    return answer.headers.get("location");
  };

  test("by where they are, else by what they read, else to the first", async () => {
    assert.equal(await leads({}, "BE"), "/be");
    assert.equal(await leads({ "accept-language": "fr-FR" }, "CA"), "/ca");
    assert.equal(await leads({ "accept-language": "nl-BE" }, "RE"), "/fr");
    assert.equal(await leads({ "accept-language": "fr-CA,fr;q=0.9" }, "US"), "/ca");
    assert.equal(await leads({ "accept-language": "nl,en;q=0.5" }), "/be");
    assert.equal(await leads({ "accept-language": "en-US" }, "US"), "/fr");
    assert.equal(await leads({}), "/fr");
  });

  test("and a browser gets there; nobody posts to it", async () => {
    const { response } = await open("/", { "accept-language": "nl-BE" });
    assert.match(response.headers.get("location") ?? "", /^\/(fr|be|ca)$/);
    assert.equal((await open(response.headers.get("location") ?? "")).response.status, 200);
    const posted = await fetch(`${world.origin}/`, { method: "POST", redirect: "manual" });
    assert.equal(posted.status, 405);
    const head = await fetch(`${world.origin}/?x=1`, { method: "HEAD", redirect: "manual" });
    assert.equal(head.status, 303);
  });
});

describe("the search", () => {
  test("finds by name, profession, practice and town, with a slip too", async () => {
    for (const query of ["q=morel", "q=MOREL&ville=lyon", "q=claire", "ville=Lyon", "q=kin%C3%A9&ville=LYON", "q=reeducation", "q=lilas"]) {
      const { response, text } = await open(`/fr/rechercher?${query}`);
      assert.equal(response.status, 200, query);
      assert.match(text, /Claire Morel/, query);
      assert.match(text, /<meta name="robots" content="noindex, nofollow">/);
    }
    const { text } = await open("/fr/rechercher?q=morell");
    assert.match(text, /Rien ne correspond exactement/);
    assert.match(text, /Claire Morel/);
  });

  test("is kind where it finds nothing, and in a country that nobody is in", async () => {
    for (const path of ["/fr/rechercher?q=zzzzzz", "/ca/rechercher?q=morel", `/fr/rechercher?q=${encodeURIComponent('"*NEAR(')}`]) {
      const { response, text } = await open(path);
      assert.equal(response.status, 200, path);
      assert.match(text, /Personne ne correspond/, path);
    }
    const long = await open(`/fr/rechercher?q=${"é".repeat(1_500)}`);
    assert.equal(long.response.status, 200);
    assert.equal((await open("/fr/rechercher?apres=x")).response.status, 404);
    assert.equal((await open("/de/rechercher?q=x")).response.status, 404);
  });

  test("leads to the practitioner and to the practice", async () => {
    const { text } = await open("/fr/rechercher?q=morel");
    const [, page = ""] = text.match(/href="(\/fr\/praticien\/claire-morel-[^"]*)"/) ?? [];
    const [, place = ""] = text.match(/href="(\/fr\/cabinet\/[^"]*)"/) ?? [];
    assert.equal((await open(page)).response.status, 200);
    const shown = await open(place);
    assert.equal(shown.response.status, 200);
    assert.equal(shown.response.headers.get("x-robots-tag"), null);
    assert.match(shown.response.headers.get("cache-control") ?? "", /max-age=15/);
    const [, json = ""] = shown.text.match(/<script type="application\/ld\+json">(.*?)<\/script>/s) ?? [];
    const document = JSON.parse(json);
    assert.equal(document["@type"], "MedicalBusiness");
    assert.equal(document.url, world.origin + place);
    // Another name in the address leads to the present one.
    const moved = await open(place.replace(/cabinet\/[a-z-]*-/, "cabinet/autre-"));
    assert.equal(moved.response.status, 308);
    assert.equal(moved.response.headers.get("location"), place);
    assert.equal((await open("/fr/cabinet/x-0193a0000000700080000000000000ff")).response.status, 404);
  });

  test("speaks the language that was chosen, and keeps it", async () => {
    const chosen = await open("/be?langue=nl-BE");
    assert.match(chosen.text, /<html lang="nl-BE">/);
    const cookie = (chosen.response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    assert.equal(cookie, "__Host-langue=nl-BE");
    assert.match((await open("/be/rechercher?q=x", { cookie })).text, /<html lang="nl-BE">/);
    assert.match((await open("/fr", { cookie })).text, /<html lang="fr-FR">/);
  });
});

test("crawlers find every public page, and nothing else", async () => {
  const robots = await open("/robots.txt");
  assert.match(robots.text, new RegExp(`Sitemap: ${world.origin}/sitemap.xml`));
  const index = await open("/sitemap.xml");
  const files = [...index.text.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, file = ""]) => file);
  assert.deepEqual(files.map((file) => new URL(file).pathname), ["/fr/sitemap.xml", "/be/sitemap.xml", "/ca/sitemap.xml"]);
  const pages = [...(await open("/fr/sitemap.xml")).text.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, page = ""]) => page);
  assert.ok(pages.length >= 3, `${pages}`);
  for (const page of pages) assert.equal((await open(new URL(page).pathname)).response.status, 200, page);
});

test("what was forgotten comes back from the objects", async () => {
  const before = await search({ text: "ly" });
  await command(world.origin, DIRECTORY, "rebuild", OPERATOR, { forget: true });
  await until("the list is whole again", async () => {
    await settle(world.origin, [DIRECTORY, practice(office)], { to: Date.now() });
    return JSON.stringify((await search({ text: "ly" })).lines.map((/** @type {any} */ line) => line.practitioner)) === JSON.stringify(before.lines.map((/** @type {any} */ line) => line.practitioner));
  });
  assert.deepEqual(await query(world.origin, DIRECTORY, "SELECT COUNT(*) FROM object WHERE say_again = 1"), [[0]]);
});

test("the pages in a browser: no sideways scroll, nothing that axe finds", async () => {
  const browser = await openBrowser();
  try {
    const { text } = await open("/fr/rechercher?q=morel");
    const [, place = ""] = text.match(/href="(\/fr\/cabinet\/[^"]*)"/) ?? [];
    for (const [name, path] of [["front", "/fr"], ["found", "/fr/rechercher?q=morel"], ["near", "/fr/rechercher?q=morell"], ["nothing", "/fr/rechercher?q=zzzz"], ["practice", place]]) {
      for (const [width, dark] of /** @type {const} */ ([[320, false], [390, false], [390, true], [1280, false], [1280, true]])) {
        const shown = `directory-${name}-${width}-${dark ? "dark" : "light"}`;
        const { page, complaints, close } = await openWindow(browser, { width, height: 900, dark });
        await page.goto(world.origin + path);
        await noSidewaysScroll(page, shown);
        if (width !== 320) await shoot(page, shown);
        assert.deepEqual(complaints, [], shown);
        await close();
        const judged = await openWindow(browser, { width, height: 900, dark, scripts: true });
        await judged.page.goto(world.origin + path);
        await accessible(judged.page, shown);
        await judged.close();
      }
    }
  } finally {
    await browser.close();
  }
});
