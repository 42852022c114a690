// @ts-check
/**
 * Links in mails to staff are opened by machines before people, and fall into other hands.
 *
 *  1. a scanner opens every link of every mail, by GET and HEAD, presses what it finds, again and at once: it gets no session,
 *     and the person's own button still works;
 *  2. a link that somebody else opens gives them nothing, by itself or with what they know of the browser that asked;
 *  3. a link is for once, for a quarter of an hour, and for one purpose;
 *  4. a code is for one session, for ten minutes, and for five tries.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TEST_LINK_KEYS } from "../harness/config.mjs";
import { identity, mailroom, practice as office, query } from "../harness/objects.mjs";
import { Patient, heading } from "./lib/patient.mjs";
import { Staff, formOf, forms } from "./lib/staff.mjs";
import { changesNothing, inParallel, iso, openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const MINUTE = 60_000;
const someone = (/** @type {string} */ name, more = {}) => new Staff(world, { email: `${name}@exemple.fr`, ...more });

/** Machines that open what mails hold. @type {Record<string, string>[]} */
const SCANNERS = [
  { "user-agent": "Mozilla/5.0 (compatible; MSIE 10.0; SafeLinks)", accept: "*/*" },
  { "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Barracuda", accept: "text/html", purpose: "prefetch", "sec-purpose": "prefetch" },
];

/** Every link to staff in every mail so far, as a path. */
const links = () => [...new Set(world.sandbox.mails().flatMap((mail) => [...`${mail.textContent} ${mail.htmlContent}`.matchAll(/\/(?:fr|be|ca)\/pro\/(?:connexion|invitation)\/v1\.[\w.-]+/g)].map(([link]) => link)))];

/** Whether any answer gave somebody a session. @param {import("./lib/staff.mjs").Page} answer */
const opens = (answer) => answer.headers.getSetCookie().some((line) => line.startsWith("__Host-pro-") && !line.includes("Max-Age=0"));

test("a scanner opens everything, presses everything, and the person's button still works", async () => {
  const owner = someone("visitee");
  const ownersLink = await owner.askLink();
  const other = someone("fondatrice");
  await other.signIn();
  const practice = await other.createPractice();
  const since = other.lastMail();
  const [guest, late] = [someone("invite"), someone("retardataire")];
  for (const { email } of [guest, late]) await other.invite(practice, { email, given_name: "Paul", family_name: "Petit", roles: ["secretary"] });
  const invitation = await guest.mail(/(\/fr\/pro\/invitation\/v1\.[\w.-]+)/, since);
  const lates = await late.mail(/(\/fr\/pro\/invitation\/v1\.[\w.-]+)/, since);
  const guestsLink = await guest.askLink(invitation);
  const all = links();
  for (const link of [ownersLink, guestsLink, invitation, lates]) assert.ok(all.includes(link));
  const objects = [identity(owner.email), identity(guest.email), identity(late.email), office(practice.id), mailroom(practice.id)];
  await settle(world.origin, objects, { to: Date.now() });

  await changesNothing(world, objects, async () => {
    const visits = SCANNERS.flatMap((headers) => ["GET", "HEAD", "GET"].flatMap((method) => [...all, ...all].map((link) => ({ headers, method, link }))));
    await inParallel(visits, 8, async ({ headers, method, link }) => {
      const answer = await someone("scanner").ask(link, { method, headers });
      const what = `${method} ${link.slice(0, 30)}`;
      assert.ok([200, 410].includes(answer.status), `${what}: ${answer.status}`);
      assert.equal(opens(answer), false, what);
      for (const [name, value] of [["cache-control", "no-store"], ["referrer-policy", "no-referrer"], ["x-robots-tag", "noindex"]]) assert.equal(answer.headers.get(name), value, what);
    });
    // It presses: what a page gives it, and what it knows that pages like these have; with the cookies that it is given, too.
    await inParallel([...all, ...all], 8, async (link) => {
      const scanner = someone("scanner");
      const page = await scanner.get(link);
      for (const form of forms(page.text)) assert.equal(opens(await scanner.post(form.action, Object.fromEntries(form.fields))), false);
      for (const headers of [{}, { "sec-fetch-site": "same-origin" }]) {
        const pressed = await scanner.post(link, {}, headers);
        assert.ok(!opens(pressed) && !scanner.session[0], link.slice(0, 30));
        assert.ok([200, 303, 410].includes(pressed.status) && !/\/pro(\/[0-9a-f]{32})?(\?|$)/.test(pressed.location), `${pressed.status} ${pressed.location}`);
      }
    });
  }, "a scanner changes nothing");

  assert.equal((await owner.send(await owner.open(ownersLink), ownersLink)).location, "/fr/pro");
  assert.equal(await owner.isSignedIn(), true);
  const signed = await guest.send(await guest.open(guestsLink), guestsLink);
  assert.equal(signed.location, invitation);
  const accepted = await guest.send(await guest.open(invitation), invitation);
  assert.match(accepted.location, new RegExp(`^${practice.path}`));
  // The one nobody pressed is still there for whom it is.
  assert.deepEqual(await late.accept(since), practice);
});

test("a scanner that asks for a link of its own, for the same address, is still not the browser that asked", async () => {
  const staff = someone("deux-navigateurs");
  const link = await staff.askLink();
  const scanner = someone("deux-navigateurs");
  // It has a browser's cookie: its own.
  await scanner.askLink();
  const seen = await scanner.get(link);
  for (const form of forms(seen.text)) assert.equal(opens(await scanner.post(form.action, Object.fromEntries(form.fields))), false);
  const pressed = await scanner.post(link, {});
  assert.deepEqual([pressed.status, opens(pressed), scanner.session[0]], [410, false, ""]);
});

test("a forwarded link gives nothing in another browser, nor does any cookie that is made up", async () => {
  const staff = someone("transferee");
  const link = await staff.askLink();
  const thief = someone("voleur");
  assert.equal(heading((await thief.get(link)).text), heading((await someone("quelqu-un").get(link)).text));
  for (const value of ["", "x", "A".repeat(22), [...staff.cookies.values()][0]?.slice(0, -1) ?? "", `${[...staff.cookies.values()][0]}A`]) {
    thief.cookies.set("__Host-navigateur", value);
    const answer = await thief.post(link, {});
    assert.ok(!opens(answer) && answer.status !== 303, `${answer.status} with the cookie ${value.length} long`);
  }
  // The next page of a link is the desk's own, whatever the one who asked wanted.
  assert.equal((await staff.send(await staff.open(link), link)).location, "/fr/pro");
});

test("a link signs in once, however often and however fast it is pressed", async () => {
  const staff = someone("une-fois");
  const link = await staff.askLink();
  const page = await staff.open(link);
  const { action, fields } = formOf(page, link);
  const answers = await inParallel(Array.from({ length: 12 }, (_, n) => n), 12, () => {
    const copy = someone("une-fois");
    copy.cookies = new Map(staff.cookies);
    return copy.post(action, Object.fromEntries(fields));
  });
  assert.deepEqual([answers.filter(opens).length, answers.filter((answer) => answer.status === 410).length], [1, 11]);
  const [[sessions]] = await query(world.origin, identity(staff.email), "SELECT count(*) FROM session");
  assert.equal(sessions, 1);
});

test("a link is over after a quarter of an hour, to the second", async () => {
  const [early, late] = [someone("a-temps"), someone("trop-tard")];
  for (const [staff, ms, status] of /** @type {[Staff, number, number][]} */ ([[early, 15 * MINUTE - 5_000, 303], [late, 15 * MINUTE + 1_000, 410]])) {
    const asked = Date.now();
    staff.now = iso(asked);
    const link = await staff.askLink();
    staff.now = iso(asked + ms);
    assert.equal((await staff.post(link, {})).status, status, `${ms} ms`);
  }
});

test("a link ends when the same browser asks for a newer one", async () => {
  const staff = someone("deux-liens");
  const [first, second] = [await staff.askLink(), await staff.askLink()];
  assert.notEqual(first, second);
  const old = await staff.post(first, {});
  assert.deepEqual([old.status, opens(old)], [410, false]);
  assert.equal((await staff.post(second, {})).status, 303);
});

test("a link is for what it was made for, and for where", async () => {
  const staff = someone("usage");
  const link = await staff.askLink();
  const token = /** @type {string} */ (link.split("/").at(-1));
  for (const elsewhere of [`/fr/pro/invitation/${token}`, `/be/pro/connexion/${token}x`, `/ca/pro/connexion/${token}`, `/rdv/${token}`, `/fr/pro/connexion/${token.slice(0, -1)}`, `/fr/pro/connexion/${token}%00`, `/fr/pro/connexion/${token.toUpperCase()}`]) {
    const [seen, pressed] = [await staff.get(elsewhere), await staff.post(elsewhere, {})];
    assert.ok(!opens(seen) && !opens(pressed) && pressed.status !== 200, elsewhere.slice(0, 25));
  }
  // Every bit of it is signed.
  const [version, payload = "", mac] = token.split(".");
  for (let place = 0; place < payload.length; place += 1) {
    const other = payload[place] === "A" ? "B" : "A";
    const forged = `/fr/pro/connexion/${version}.${payload.slice(0, place)}${other}${payload.slice(place + 1)}.${mac}`;
    assert.equal((await staff.get(forged)).status, 410);
  }
  assert.ok(!JSON.parse(TEST_LINK_KEYS).keys.k1.includes(token));
  // A patient's link signs nobody in.
  assert.equal((await new Patient(world.origin).get(`/rdv/${token}`)).status >= 400, true);
  assert.equal((await staff.post(link, {})).status, 303, "none of that used it up");
});

test("an invitation is for one person, once, whoever has its link", async () => {
  const owner = someone("chef");
  await owner.signIn();
  const practice = await owner.createPractice();
  const since = owner.lastMail();
  const guest = someone("attendue");
  await owner.invite(practice, { email: guest.email, given_name: "Paul", family_name: "Petit", roles: ["secretary"] });
  const link = await guest.mail(/(\/fr\/pro\/invitation\/v1\.[\w.-]+)/, since);
  const thief = someone("intruse");
  await thief.signIn();
  // They see that it is another's, and nothing that would let them take it.
  assert.deepEqual(forms((await thief.get(link)).text).filter((form) => form.action === link), []);
  await thief.post(link, {});
  assert.equal((await thief.get(`${practice.path}/equipe`)).status, 404);
  assert.deepEqual(await guest.accept(since), practice);
  for (const who of [guest, thief]) {
    const before = await query(world.origin, office(practice.id), "SELECT * FROM member ORDER BY member_id");
    await who.post(link, {});
    assert.deepEqual(await query(world.origin, office(practice.id), "SELECT * FROM member ORDER BY member_id"), before);
    // Who took it may look again; to everybody else it is as if it had never been.
    assert.equal((await who.get(link)).status, who === guest ? 200 : 410);
  }
  assert.equal((await someone("passante").get(link)).status, 410);
});

/** Asks for a code, and types codes. @param {Staff} staff */
async function asksForCode(staff) {
  const since = staff.lastMail();
  const page = await staff.open("/fr/pro/verification");
  await staff.submit(page, "/verification/code");
  return staff.mail(/^(\d{6})$/m, since);
}
/** @param {Staff} staff @param {string} code */
const type = (staff, code) => staff.post("/fr/pro/verification", { code });
/** A code that is not that one. @param {string} code @param {number} by */
const not = (code, by) => String((Number(code) + by) % 1_000_000).padStart(6, "0");

test("a code is cut off after five tries, and a new one is not to be had at once", async () => {
  const staff = someone("devinette");
  await staff.signIn();
  const code = await asksForCode(staff);
  for (let tries = 1; tries <= 5; tries += 1) assert.equal((await type(staff, not(code, tries))).status, 422, `try ${tries}`);
  const right = await type(staff, code);
  assert.equal(right.status, 422, "the right one comes too late");
  assert.equal((await staff.post("/fr/pro/verification/code", {})).status, 429);
  // At once, from many hands: no more than five are compared.
  const other = someone("devinettes");
  await other.signIn();
  const target = await asksForCode(other);
  const guesses = Array.from({ length: 30 }, (_, n) => (n === 29 ? target : not(target, n + 1)));
  const answers = await inParallel(guesses, 10, (guess) => type(other, guess));
  assert.deepEqual(answers.filter((answer) => answer.status !== 422).length, 0);
});

test("a code is of one session, and over after ten minutes or its use", async () => {
  const [desk, phone] = [someone("preuve"), someone("preuve")];
  for (const one of [desk, phone]) await one.signIn();
  const code = await asksForCode(desk);
  assert.equal((await type(phone, code)).status, 422, "another session's");
  const stranger = someone("autre-preuve");
  await stranger.signIn();
  assert.equal((await type(stranger, code)).status, 422, "another person's");
  desk.now = iso(Date.now() + 10 * MINUTE + 1_000);
  assert.equal((await type(desk, code)).status, 422, "too late");
  desk.now = undefined;
  assert.equal((await type(desk, code)).status, 303);
  assert.equal((await type(desk, code)).status, 422, "it is used up");
  for (const wrong of ["", "12345", "1234567", "abcdef", "12 34 56x", "٠١٢٣٤٥", "-12345", "1e5000"]) assert.equal((await type(phone, wrong)).status, 422, wrong);
});
