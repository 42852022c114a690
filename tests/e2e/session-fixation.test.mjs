// @ts-check
/**
 * Cookies that an attacker has put into somebody's browser, or knows. A `__Host-` cookie cannot be planted from a sister
 * site; here it is assumed all the same.
 *
 *  1. a session's secret that was there before signing in is never taken over, and each sign-in has its own;
 *  2. who knows the browser's cookie can use neither its link nor its session;
 *  3. a link to the attacker's own account, opened in the victim's browser: the page says whose account it is before anything
 *     happens, and from another site no link can be asked for in the victim's name;
 *  4. a secret that was replaced, and one that was signed out, open nothing, wherever a copy is.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { identity, query } from "../harness/objects.mjs";
import { heading, plain } from "./lib/patient.mjs";
import { Staff, forms } from "./lib/staff.mjs";
import { changesNothing, dump, iso, openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const BROWSER = "__Host-navigateur";
const SESSION = "__Host-pro-eu";
const token = () => randomBytes(16).toString("base64url");
const somebody = (/** @type {string} */ name) => new Staff(world, { email: `${name}@exemple.fr` });
/** The same cookies in other hands. @param {Staff} who @param {string} [now] */
const copy = (who, now = who.now) => Object.assign(new Staff(world, { email: who.email, now }), { cookies: new Map(who.cookies) });
const digits = (/** @type {Staff} */ who) => identity(who.email).name.slice(-32);

test("1. a secret that was there before is never taken over", async () => {
  const victim = somebody("victime1");
  const planted = [`${digits(victim)}.${token()}`, `${digits(victim)}.AAAAAAAAAAAAAAAAAAAAAA`, `${"0".repeat(32)}.${token()}`, "x", ".", "", "\"; x=1"];
  for (const value of planted) {
    victim.cookies.set(SESSION, value);
    assert.equal(await victim.isSignedIn(), false, value);
  }
  const fixed = `${digits(victim)}.${token()}`;
  victim.cookies.set(SESSION, fixed);
  await victim.signIn();
  const first = victim.session[1];
  assert.notEqual(first, fixed);
  const attacker = somebody("attaquant1");
  attacker.cookies.set(SESSION, fixed);
  assert.equal(await attacker.isSignedIn(), false);
  // Signed in again on top of it: another secret. Nothing but the identity is common to both.
  await victim.signIn();
  const second = victim.session[1];
  assert.notEqual(second, first);
  assert.equal(second.split(".")[0], first.split(".")[0]);
  // A secret in the address or a header is no secret.
  for (const [path, headers] of /** @type {[string, Record<string, string>][]} */ ([[`/fr/pro/sessions?${SESSION}=${second}`, {}], ["/fr/pro/sessions", { authorization: `Bearer ${second}` }], ["/fr/pro/sessions", { cookie: `pro-eu=${second}` }], ["/be/pro/sessions", { cookie: `__Host-pro-ca=${second}` }]])) {
    assert.match((await somebody("attaquant1").get(path, headers)).location, /\/pro\/connexion/, path);
  }
  // One person's secret under another's name is nobody's.
  const other = somebody("autre1");
  await other.signIn();
  attacker.cookies.set(SESSION, `${digits(other)}.${second.split(".")[1]}`);
  assert.equal(await attacker.isSignedIn(), false);
  assert.equal(await victim.isSignedIn() && await other.isSignedIn(), true, "a wrong guess ends nobody's session");
});

test("1. an address that nobody has is opened by no cookie", async () => {
  const stranger = somebody(`inconnu${Date.now()}`);
  stranger.cookies.set(SESSION, `${digits(stranger)}.${token()}`);
  assert.equal(await stranger.isSignedIn(), false);
  assert.deepEqual(await dump(world.origin, identity(stranger.email)), {});
});

test("2. who knows the browser's cookie uses neither its link nor its session", async () => {
  const [victim, attacker] = [somebody("victime2"), somebody("attaquant2")];
  const planted = token();
  victim.cookies.set(BROWSER, planted);
  attacker.cookies.set(BROWSER, planted);
  const link = await victim.askLink();
  assert.equal(victim.cookies.get(BROWSER), planted);
  // The cookie is half of it: the other half is in the mail. Links that look like it are none.
  const [version, payload = "", mac = ""] = (link.split("/").at(-1) ?? "").split(".");
  for (const guess of [`${version}.${payload}.${mac.slice(0, -2)}AA`, `${version}.${payload.slice(0, -2)}AA.${mac}`, planted]) {
    const answer = await attacker.post(`/fr/pro/connexion/${guess}`, {});
    assert.equal(answer.status, 410, guess);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
  // And the mail alone is the other: without the cookie, or with another, it opens nothing and tells nobody's address.
  for (const cookie of ["", token(), "x"]) {
    const reader = somebody("lecteur2");
    if (cookie) reader.cookies.set(BROWSER, cookie);
    const [seen, sent] = [await reader.get(link), await reader.post(link, {})];
    assert.equal(reader.session[0], "");
    for (const answer of [seen, sent]) assert.ok(!answer.text.includes(victim.email) && forms(answer.text).length === 0, cookie);
  }
  await victim.send(await victim.open(link), link);
  assert.equal(await victim.isSignedIn(), true);
  assert.equal(await attacker.isSignedIn(), false);
  assert.ok(!victim.session[1].includes(planted), "the session's secret is not the browser's");
  attacker.cookies.set(SESSION, `${digits(victim)}.${planted}`);
  assert.equal(await attacker.isSignedIn(), false);
  // Somebody else who asks for a link with that cookie takes nothing from the session.
  await attacker.askLink();
  assert.equal(await victim.isSignedIn(), true);
});

test("3. a link to somebody else's account says so before it signs in", async () => {
  const [victim, attacker] = [somebody("victime3"), somebody("attaquant3")];
  const planted = token();
  for (const who of [victim, attacker]) who.cookies.set(BROWSER, planted);
  const link = await attacker.askLink();
  const page = await victim.open(link);
  assert.match(plain(page.text), /attaquant3@exemple\.fr/);
  assert.match(plain(page.text), /n’est pas votre adresse/);
  assert.equal(victim.session[0], "", "opening it signs nobody in");
  // Who is signed in stays who they are until they press.
  const busy = somebody("victime3b");
  await busy.signIn();
  const before = busy.session[1];
  busy.cookies.set(BROWSER, planted);
  await busy.open(link);
  assert.equal(busy.session[1], before);
  // In the other languages too.
  for (const [country, language, words] of /** @type {const} */ ([["be", "nl-BE", /niet uw adres/], ["ca", "en-CA", /not your address/]])) {
    const there = new Staff(world, { email: attacker.email, country });
    const text = plain((await there.open(`${await there.askLink()}?langue=${language}`)).text);
    assert.match(text, words);
    assert.match(text, /attaquant3@exemple\.fr/);
  }
});

test("3. no other site asks for a link, or signs in, in a browser of ours", async () => {
  const [victim, attacker] = [somebody("victime4"), somebody("attaquant4")];
  await victim.open("/fr/pro/connexion");
  const link = await attacker.askLink();
  await settle(world.origin, [identity(attacker.email), { class: "Mailroom", name: identity(attacker.email).name }], { to: Date.now() + 1_000 });
  const foreign = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
  await changesNothing(world, [identity(victim.email), identity(attacker.email)], async () => {
    for (const answer of [await victim.post("/fr/pro/connexion", { email: attacker.email }, foreign), await victim.post(link, {}, foreign)]) {
      assert.equal(answer.status, 403);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
  });
  // Led there by a link, which brings the cookies along, they get a page that names no account and has no button.
  const led = await victim.get(link, { "sec-fetch-site": "cross-site" });
  assert.ok(forms(led.text).length === 0 && !led.text.includes(attacker.email));
  assert.equal(victim.session[0], "");
});

test("4. a secret that was replaced ends the session; one that was signed out opens nothing", async () => {
  const victim = somebody("victime5");
  await victim.signIn();
  const thief = copy(victim);
  const half = (/** @type {number} */ minutes) => iso(Date.now() + minutes * 60_000);
  victim.now = half(31);
  await victim.isSignedIn();
  assert.notEqual(victim.session[1], thief.session[1]);
  assert.equal(await copy(thief, half(33)).isSignedIn(), false);
  assert.equal(await copy(victim, half(34)).isSignedIn(), false, "two who show one session: neither goes on");
  const again = somebody("victime5");
  await again.signIn();
  const kept = copy(again);
  const out = await again.signOut();
  assert.match(out.headers.getSetCookie().join(), new RegExp(`${SESSION}=; .*Max-Age=0`));
  for (const path of ["/fr/pro", "/fr/pro/sessions", "/fr/pro/verification"]) assert.match((await kept.get(path)).location, /^\/fr\/pro\/connexion/, path);
  assert.match((await kept.post("/fr/pro/verification/code", {})).location, /^\/fr\/pro\/connexion/);
  assert.equal((await query(world.origin, identity(again.email), "SELECT count(*) FROM session WHERE revoked_at IS NULL"))[0]?.[0], 0);
  // Signing out by what is left of a session is signing out: no page tells whether it was one.
  assert.equal(heading((await kept.signOut()).text), heading(out.text));
});
