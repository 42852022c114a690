// @ts-check
/**
 * The agenda of the staff, in Chromium and over HTTP:
 *
 *  1. without scripts, at 390 px: a patient is searched for and placed at a free time; a second at the same time is asked about, and
 *     placed beyond capacity; the act is taken back;
 *  2. by keyboard: an appointment is taken by `m`, moved by the arrows, and moved back by `u`; by dragging, with a mouse or a finger;
 *  3. a day is closed, which says what still stands in it, and is open again;
 *  4. two screens of one week: what is placed on one shows on the other by itself;
 *  5. day, week and month at 390 and 1280 px, light and dark: nothing scrolls sideways, axe-core finds nothing.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openTeam } from "./lib/acts.mjs";
import { accessible, focused, giveCookies, noSidewaysScroll, openBrowser, openWindow, shoot } from "./lib/browser.mjs";
import { dateIn } from "./lib/practice.mjs";
import { openWorld, until } from "./lib/world.mjs";

/** @typedef {import("playwright-core").Page} Page */

const ZONE = "Europe/Paris";

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("./lib/acts.mjs").Team} */
let team;
/** @type {import("playwright-core").Browser} */
let browser;
/** Below the desk of the practice. */
let base = "";
before(async () => {
  world = await openWorld();
  team = await openTeam(world);
  base = `${world.origin}${team.practice.path}/agenda`;
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await world?.close();
});

/** The secretary's window. @param {{ width?: number, height?: number, dark?: boolean, scripts?: boolean, axe?: boolean }} [how] */
async function sitDown({ width = 1280, height = 900, dark = false, scripts = true, axe = false } = {}) {
  const opened = await openWindow(browser, { width, height, dark, scripts, axe });
  await giveCookies(opened.page, world.origin, team.people.secretary?.cookies ?? []);
  return opened;
}

/** The minute of the day that a row says it is at. @param {Page} page @param {string} name */
const timeOf = (page, name) => page.locator(".visit", { hasText: name }).getAttribute("data-time");

test("1. without scripts: placed, asked about, forced, taken back", async () => {
  const { page, close } = await sitDown({ width: 390, height: 844, scripts: false });
  try {
    const [one, other] = [team.details(), team.details()];
    for (const details of [one, other]) await team.patient(details);
    const { date } = await team.opened();
    await page.goto(`${base}?vue=jour&date=${date}`);
    await noSidewaysScroll(page, "day");
    await page.locator(".free a").first().click();
    const choose = async (/** @type {{ family_name: string }} */ who) => {
      await page.locator("#recherche").fill(who.family_name);
      await page.keyboard.press("Enter");
      await page.locator('input[name="patient"]').first().check();
      await page.locator("select[name=service]").selectOption(team.service.slice(4));
    };
    await choose(one);
    await page.locator("button[value=find]").click();
    await page.locator("#horaires button").first().click();
    const time = await page.locator("input[name=time]").inputValue();
    assert.match(time, /^\d\d:\d\d$/);
    await page.locator("button[value=place]").click();
    await page.getByText("Le rendez-vous est pris.").waitFor();
    assert.equal(await timeOf(page, one.family_name), time);

    await page.locator("[data-go=n]").click();
    await choose(other);
    await page.locator("input[name=date]").fill(date);
    await page.locator("input[name=time]").fill(time);
    await page.locator("button[value=place]").click();
    await page.locator("[role=alert]").getByText("déjà pris").waitFor();
    await noSidewaysScroll(page, "obstacle");
    await page.locator("button[value=force]").click();
    await page.getByText("Le rendez-vous est pris.").waitFor();
    assert.equal(await timeOf(page, other.family_name), time, "both are there");
    await page.locator("[data-go=u]").click();
    await page.getByText("Le geste est annulé.").waitFor();
    assert.equal(await page.locator(".visit", { hasText: other.family_name }).count(), 0);
    assert.equal(await page.locator(".visit", { hasText: one.family_name }).count(), 1);
  } finally {
    await close();
  }
});

test("2. by keyboard: taken, moved, moved back", async () => {
  const { page, complaints, close } = await sitDown();
  try {
    const { date, appointment } = await team.placed();
    await page.goto(`${base}?vue=jour&date=${date}`);
    const row = page.locator(`[id="row-${appointment.slice(4)}"]`);
    const before_ = await row.getAttribute("data-time");
    await row.focus();
    assert.ok((await focused(page)).seen, "the focus shows");
    // Given up: it is where it was.
    await page.keyboard.press("m");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    assert.equal(await row.getAttribute("data-time"), before_);
    await page.keyboard.press("m");
    for (let step = 0; step < 4; step += 1) await page.keyboard.press("ArrowDown");
    assert.notEqual(await page.locator("#deplacement").textContent(), "", "where it would be is said");
    await page.keyboard.press("Enter");
    await page.getByText("Le rendez-vous est déplacé.").waitFor();
    const moved = page.locator(".visit");
    const [hour, minute] = (before_ ?? "").split(":").map(Number);
    assert.equal(await moved.first().getAttribute("data-time"), `${String((hour ?? 0) + 1).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
    await page.locator("h1").click();
    await page.keyboard.press("u");
    await page.getByText("Le geste est annulé.").waitFor();
    assert.equal(await moved.first().getAttribute("data-time"), before_);
    // Views and today by their letters; the keys say themselves.
    await page.keyboard.press("w");
    await page.locator(".cal-semaine").waitFor();
    await page.keyboard.press("d");
    await page.locator(".cal-jour").waitFor();
    await page.keyboard.press("?");
    assert.ok(await page.locator("[data-help]").getAttribute("open") !== null);
    await page.locator("h1").click();
    await page.keyboard.press("t");
    await page.waitForURL((url) => url.searchParams.get("date") === dateIn(ZONE, 0));
    await page.keyboard.press("n");
    await page.locator("#recherche").waitFor();
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

test("2. by dragging: moved within the day", async () => {
  const { page, close } = await sitDown();
  try {
    const { date, appointment } = await team.placed();
    await page.goto(`${base}?vue=jour&date=${date}`);
    const row = page.locator(`[id="row-${appointment.slice(4)}"]`);
    const was = await row.getAttribute("data-time");
    const box = await row.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 40, box.y + 6);
    await page.mouse.down();
    await page.mouse.move(box.x + 42, box.y + 60, { steps: 4 });
    await page.mouse.move(box.x + 42, box.y + 6 + 72, { steps: 4 });
    await page.mouse.up();
    await page.getByText("Le rendez-vous est déplacé.").waitFor();
    assert.notEqual(await page.locator(".visit").first().getAttribute("data-time"), was);
  } finally {
    await close();
  }
});

test("2. by a finger: one that rests first moves, one that does not scrolls", async () => {
  const { page, close } = await sitDown({ width: 1024, height: 1300 });
  try {
    const { date, appointment } = await team.placed();
    await page.goto(`${base}?vue=jour&date=${date}`);
    const row = page.locator(`[id="row-${appointment.slice(4)}"]`);
    await row.scrollIntoViewIfNeeded();
    const was = await row.getAttribute("data-time");
    const box = await row.boundingBox();
    assert.ok(box);
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setTouchEmulationEnabled", { enabled: true });
    /** @param {"touchStart" | "touchMove" | "touchEnd"} type @param {number} [down] */
    const touch = (type, down) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints: down === undefined ? [] : [{ x: box.x + 30, y: box.y + 6 + down }] });
    await touch("touchStart", 0);
    await touch("touchMove", -40);
    await touch("touchEnd");
    assert.equal(await page.locator(".is-moving").count(), 0);
    assert.equal(await row.getAttribute("data-time"), was);

    const now = await row.boundingBox();
    assert.ok(now);
    box.y = now.y;
    await touch("touchStart", 0);
    await page.locator(".is-moving").waitFor();
    for (const down of [20, 40, 60, 78]) await touch("touchMove", down);
    await touch("touchEnd");
    await page.getByText("Le rendez-vous est déplacé.").waitFor();
    assert.notEqual(await page.locator(".visit").first().getAttribute("data-time"), was);
  } finally {
    await close();
  }
});

test("3. a day is closed, and open again", async () => {
  const { page, close } = await sitDown({ scripts: false });
  try {
    const { date } = await team.placed();
    await page.goto(`${base}/fermetures?vue=jour&date=${date}`);
    await page.locator("main form.form button[type=submit]").click();
    await page.getByText("1 rendez-vous reste dans le temps fermé").waitFor();
    await page.locator(".closed").first().waitFor();
    assert.equal(await page.locator(".visit").count(), 1, "what was made stands");
    assert.equal(await page.locator(".free").count(), 0);
    await page.locator("[data-go=u]").click();
    await page.getByText("Le geste est annulé.").waitFor();
    assert.equal(await page.locator(".closed").count(), 0);
  } finally {
    await close();
  }
});

test("4. what one screen does shows on the other", async () => {
  const [one, other] = [await sitDown(), await sitDown()];
  try {
    const { date } = await team.opened();
    for (const { page } of [one, other]) await page.goto(`${base}?vue=semaine&date=${date}`);
    const count = await other.page.locator(".visit").count();
    const tag = await other.page.locator("#agenda").getAttribute("hx-get");
    // Nothing has changed: nothing is sent.
    const quiet = await other.page.waitForResponse((response) => response.url().includes("si="), { timeout: 30_000 });
    assert.equal(quiet.status(), 204);
    const { patient } = await team.patient();
    await team.machine.post(team.of("/appointments"), { ...(await team.placing()), patient, starts_at: `${date}T09:00:00Z` });
    await until("it shows", async () => (await other.page.locator(".visit").count()) === count + 1, 30_000);
    assert.notEqual(await other.page.locator("#agenda").getAttribute("hx-get"), tag);
  } finally {
    await one.close();
    await other.close();
  }
});

for (const { width, dark } of [{ width: 390, dark: false }, { width: 390, dark: true }, { width: 1280, dark: false }, { width: 1280, dark: true }]) {
  test(`5. at ${width} px, ${dark ? "dark" : "light"}`, async () => {
    const { page, close } = await sitDown({ width, height: 844, dark, axe: true });
    try {
      const { date, appointment } = await team.placed();
      const whose = team.practitioner.slice(4);
      for (const [name, path] of [
        ["jour", `?vue=jour&date=${date}`],
        ["semaine", `?vue=semaine&date=${date}`],
        ["mois", `?vue=mois&date=${date}`],
        ["placer", `/placer?date=${date}`],
        ["rendez-vous", `/rendez-vous/${whose}/${appointment.slice(4)}?date=${date}`],
        ["horaires", "/horaires"],
        ["horaire", `/horaires/${whose}/nouveau`],
        ["fermetures", "/fermetures"],
        ["reservation", `/reservation/${whose}`],
      ]) {
        await page.goto(`${base}${path}`);
        await noSidewaysScroll(page, name ?? "");
        await accessible(page, name ?? "");
        await shoot(page, `agenda-${width}-${dark ? "dark" : "light"}-${name}`);
      }
    } finally {
      await close();
    }
  });
}
