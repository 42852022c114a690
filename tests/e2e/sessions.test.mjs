// @ts-check
/** Sessions of the staff: one by one, listed, ended from elsewhere, replaced while they are used, over by themselves. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { identity, query } from "../harness/objects.mjs";
import { heading, plain } from "./lib/patient.mjs";
import { Staff, forms } from "./lib/staff.mjs";
import { iso, openWorld } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Somebody signed in on so many devices. @param {string} name @param {string[]} devices @returns {Promise<Staff[]>} */
async function signedIn(name, devices) {
  const browsers = devices.map((device) => new Staff(world, { email: `${name}@exemple.fr`, device }));
  for (const browser of browsers) await browser.signIn();
  return browsers;
}

/** The same browser later, or earlier: it has the cookies of now, and gives back those it gets. @param {Staff} browser @param {number} ms */
function at(browser, ms) {
  browser.now = iso(Date.now() + ms);
  return browser;
}

/** The same cookies in somebody else's hands. @param {Staff} browser */
function copy(browser) {
  const other = new Staff(browser.place, { email: browser.email, device: browser.device, now: browser.now });
  other.cookies = new Map(browser.cookies);
  return other;
}

test("a session is bound to nothing but its cookie, which no script and no other site can use", async () => {
  const staff = new Staff(world, { email: "cookie@exemple.fr" });
  const link = await staff.askLink();
  const signed = await staff.send(await staff.open(link), link);
  const line = signed.headers.getSetCookie().find((cookie) => cookie.startsWith("__Host-pro-eu=")) ?? "";
  for (const attribute of ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]) assert.ok(line.split("; ").includes(attribute), `${attribute} in ${line}`);
  assert.doesNotMatch(line, /Domain=/);
  // Only hashes are kept.
  const secret = staff.session[1].split(".")[1] ?? "";
  const rows = JSON.stringify(await query(world.origin, identity(staff.email), "SELECT * FROM session"));
  assert.ok(secret.length > 20 && !rows.includes(secret));
});

test("a link works once, within its time, in the browser that asked", async () => {
  const staff = new Staff(world, { email: "link@exemple.fr" });
  const link = await staff.askLink();
  // A mail scanner opens it, and presses what it finds: it has not asked.
  const scanner = new Staff(world, { email: staff.email });
  const seen = await scanner.get(link);
  assert.deepEqual([seen.status, forms(seen.text)], [200, []]);
  assert.equal((await scanner.post(link, {})).location, "");
  assert.equal(await scanner.isSignedIn(), false);
  // Opening it uses nothing up.
  for (let times = 0; times < 3; times += 1) await staff.open(link);
  assert.equal(await staff.isSignedIn(), false);
  const page = await staff.open(link);
  assert.equal((await staff.send(page, link)).location, "/fr/pro");
  const session = staff.session[1];
  const again = await staff.post(link, {});
  assert.deepEqual([again.status, heading(again.text)], [410, heading((await staff.get(`${link}x`)).text)], "a used link reads as one that never was");
  assert.equal(staff.session[1], session);
  assert.equal(await staff.isSignedIn(), true);
  // After its quarter of an hour it is as if it had never been.
  const late = new Staff(world, { email: staff.email });
  const second = await late.askLink();
  at(late, 16 * MINUTE);
  assert.equal((await late.post(second, {})).status, 410);
});

test("sessions are listed, and each is ended from another", async () => {
  const [desk, phone] = await signedIn("liste", [FIREFOX, SAFARI]);
  const page = await desk.open("/fr/pro/sessions");
  const text = plain(page.text);
  assert.match(text, /Firefox, Linux/);
  assert.match(text, /Safari, iPhone/);
  const ends = forms(page.text).filter((form) => form.action.endsWith("/fermer"));
  assert.equal(ends.length, 1, "one's own is ended by signing out");
  const done = await desk.submit(page, /\/fermer$/);
  assert.doesNotMatch(plain(done.text), /iPhone/);
  assert.equal(await phone.isSignedIn(), false);
  assert.equal(await desk.isSignedIn(), true);
  // Again is the same; somebody else's is nobody's.
  assert.equal((await desk.post(ends[0]?.action ?? "", {})).status, 303);
  const [other] = await signedIn("autre", [FIREFOX]);
  await other.post(`/fr/pro/sessions/ses_${desk.session[1].split(".")[1]}/fermer`, {});
  assert.equal(await desk.isSignedIn(), true);
});

test("all others are ended at once", async () => {
  const [desk, phone, other] = await signedIn("toutes", [FIREFOX, SAFARI, FIREFOX]);
  const page = await desk.open("/fr/pro/sessions");
  await desk.submit(page, "/fermer-autres");
  assert.deepEqual([await desk.isSignedIn(), await phone.isSignedIn(), await other.isSignedIn()], [true, false, false]);
  // With none left there is nothing to end.
  assert.deepEqual(forms((await desk.open("/fr/pro/sessions")).text), []);
});

test("the secret is replaced while it is used; the former one soon opens nothing, and ends the session", async () => {
  const [desk] = await signedIn("rotation", [FIREFOX]);
  const first = desk.session[1];
  assert.equal(await at(desk, 20 * MINUTE).isSignedIn(), true);
  assert.equal(desk.session[1], first, "not before half an hour");
  const thief = copy(desk);
  assert.equal(await at(desk, 31 * MINUTE).isSignedIn(), true);
  const second = desk.session[1];
  assert.notEqual(second, first);
  // Other requests of the same page are under way with the former.
  assert.equal(await at(copy(thief), 31 * MINUTE + 30_000).isSignedIn(), true);
  assert.equal(await at(desk, 32 * MINUTE).isSignedIn(), true);
  assert.equal(desk.session[1], second);
  // After that, somebody has a copy: nobody goes on.
  assert.equal(await at(thief, 33 * MINUTE).isSignedIn(), false);
  assert.equal(await at(desk, 34 * MINUTE).isSignedIn(), false);
});

test("a session ends after twelve hours without use, and after two weeks of use", async () => {
  const [idle, busy] = await signedIn("fin", [FIREFOX, SAFARI]);
  assert.equal(await at(copy(idle), 11.9 * HOUR).isSignedIn(), true);
  const [other] = await signedIn("fin2", [FIREFOX]);
  assert.equal(await at(other, 12.1 * HOUR).isSignedIn(), false);
  for (let hours = 10; hours < 14 * 24; hours += 10) assert.equal(await at(busy, hours * HOUR).isSignedIn(), true, `${hours} hours`);
  assert.equal(await at(busy, 14 * 24 * HOUR + MINUTE).isSignedIn(), false);
});

test("signing out ends the session and forgets the cookie; signing in again has another secret", async () => {
  const [desk] = await signedIn("sortie", [FIREFOX]);
  const before = copy(desk);
  const out = await desk.signOut();
  assert.deepEqual([out.status, out.location], [303, "/fr/pro/connexion?au-revoir=1"]);
  assert.equal(desk.session[0], "");
  assert.equal(await before.isSignedIn(), false, "the cookie opens nothing any more, whoever has it");
  assert.equal((await desk.signOut()).status, 303);
  await desk.signIn();
  assert.notEqual(desk.session[1], before.session[1]);
  // A page that needs a session leads to it and back.
  const outside = new Staff(world, { email: desk.email });
  const asked = await outside.get("/fr/pro/sessions");
  assert.equal(asked.location, "/fr/pro/connexion?suite=%2Ffr%2Fpro%2Fsessions");
  assert.equal((await outside.signIn("/fr/pro/sessions")).location, "/fr/pro/sessions");
});

test("a proof is fresh for a quarter of an hour, in its own session only", async () => {
  const [desk, phone] = await signedIn("preuve", [FIREFOX, SAFARI]);
  const practice = await desk.createPractice();
  const issue = async (/** @type {Staff} */ browser) => {
    const page = await browser.open(`${practice.path}/cles`);
    return browser.send(page, "/cles", { label: "Essai", right: ["patients:read"], days: "1" });
  };
  const refused = await issue(desk);
  assert.deepEqual([refused.status, new URLSearchParams(refused.location.split("?")[1]).get("suite")], [303, `${practice.path}/cles`]);
  assert.equal((await desk.prove(`${practice.path}/cles`)).location, `${practice.path}/cles`);
  assert.equal((await issue(desk)).status, 201);
  assert.equal((await issue(phone)).status, 303);
  assert.equal((await issue(at(desk, 16 * MINUTE))).status, 303);
  // It leads to our own pages only.
  for (const elsewhere of ["https://example.com/", "//example.com", "/fr/pro/../../x", "javascript:alert(1)", "/fr/praticien/x"]) {
    const page = await phone.open(`/fr/pro/verification?${new URLSearchParams({ suite: elsewhere })}`);
    for (const form of forms(page.text)) assert.deepEqual(form.fields.find(([name]) => name === "suite"), ["suite", "/fr/pro"], elsewhere);
    assert.doesNotMatch(page.text, /(?:href|action)="(?:https?:|\/\/|javascript:|[^"?]*\.\.)/, elsewhere);
  }
});
