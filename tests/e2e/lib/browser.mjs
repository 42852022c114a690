// @ts-check
/** A real browser, and what is asked of every page in it. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ROOT } from "../../harness/config.mjs";
import { network } from "./patient.mjs";

/** @typedef {import("playwright-core").Page} Page */

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = join(ROOT, "target/screenshots");

export function openBrowser() {
  const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: quiet });
}

/**
 * A window of a French patient, without JavaScript unless told.
 * @param {import("playwright-core").Browser} browser
 * @param {{ width: number, height: number, dark?: boolean, scripts?: boolean, axe?: boolean }} how `axe`: whether axe-core is
 *   let in beside the page's own scripts
 */
export async function openWindow(browser, { width, height, dark = false, scripts = false, axe = scripts }) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    javaScriptEnabled: scripts,
    extraHTTPHeaders: network(),
    // axe-core is ours, not the page's: its policy would keep it out.
    bypassCSP: axe,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("requestfailed", (request) => {
    // What the browser itself gave up when the page was left is nobody's fault: a server that breaks off says so by another name.
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") complaints.push(`${request.url()}: ${why}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** Who sits at a window: it gets their cookies. @param {Page} page @param {string} origin @param {Iterable<[string, string]>} cookies */
export async function giveCookies(page, origin, cookies) {
  // Playwright's own `addCookies` names a domain, which a `__Host-` cookie has not.
  const session = await page.context().newCDPSession(page);
  const url = origin.replace("http:", "https:");
  for (const [name, value] of cookies) {
    const { success } = await session.send("Network.setCookie", { name, value, url, path: "/", secure: true, httpOnly: true, sameSite: "Lax" });
    assert.ok(success, name);
  }
  await session.detach();
}

/** Saves the whole page. @param {Page} page @param {string} name */
export async function shoot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

/** Presses an hour, where days are folded as a person would: the day first. @param {import("playwright-core").Locator} hour */
export async function pressHour(hour) {
  if (!(await hour.isVisible())) await hour.locator("xpath=ancestor::details/summary").click();
  await hour.click();
}

/** Nothing is wider than the window. @param {Page} page @param {string} name */
export async function noSidewaysScroll(page, name) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= window, `${name} is ${wide} px wide in a window of ${window}`);
}

/** WCAG 2.2 AA and axe-core's own advice. @param {Page} page @param {string} name */
export async function accessible(page, name) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    // A mail by itself is no page: the mail program around it brings the landmarks. The sandbox's mailbox, a developer's
    // page, loads itself anew until there is a mail: that is what it is for.
    const mail = location.pathname.endsWith("/html");
    const sandbox = location.pathname.startsWith("/_sandbox/");
    // @ts-ignore axe is what was just evaluated
    const results = await window.axe.run(document, {
      rules: { "target-size": { enabled: true }, "meta-refresh": { enabled: !sandbox }, "landmark-one-main": { enabled: !mail }, region: { enabled: !mail } },
    });
    return results.violations.map((/** @type {any} */ v) => `${v.id}: ${v.nodes.map((/** @type {any} */ n) => `${n.target} (${n.any.map((/** @type {any} */ c) => c.message).join("; ")})`).join(" | ")}`);
  });
  assert.deepEqual(violations, [], name);
}

/** What has the keyboard's focus, and whether one sees it. @param {Page} page */
export const focused = (page) =>
  page.evaluate(() => {
    const element = /** @type {HTMLElement} */ (document.activeElement);
    const style = getComputedStyle(element);
    return { tag: element.tagName, id: element.id, text: element.textContent?.trim().slice(0, 80) ?? "", seen: (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none" };
  });

/** Presses Tab until the focus is where it should be. @param {Page} page @param {(on: Awaited<ReturnType<typeof focused>>) => boolean} there */
export async function tabTo(page, there) {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    const on = await focused(page);
    if (on.tag !== "BODY") assert.ok(on.seen, `the focus shows on ${on.tag} ${on.id} ${on.text}`);
    if (there(on)) return on;
  }
  return assert.fail("Tab never gets there");
}
