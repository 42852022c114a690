// @ts-check
/**
 * The language of the page that somebody books from is the patient's own:
 *
 *  1. in Belgium in Dutch: the letter is, its link leads to a page that is on whatever device, and so are what is done from there and
 *     the letter about it, and once it has expired; the record says so;
 *  2. who chose none reads the country's first language and is written to in it, and a machine that says none has none noted;
 *  3. in Québec in English, where French comes first whatever the browser says;
 *  4. where bookings are confirmed by a link, the form says that one follows, and its letter is in that language too; a form whose
 *     booking nobody confirmed says so, and leads to other hours;
 *  5. an offer of something earlier, in Dutch: both links of its letter, and every page that follows from them, on whatever device.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TEST_LINK_KEYS } from "../harness/config.mjs";
import { command } from "../harness/objects.mjs";
import { EARLY, LATE, lettersOf, openAlerting } from "./lib/alerting.mjs";
import { signedLink } from "./lib/forge.mjs";
import { inviteOf, mailsTo, readInvite } from "./lib/mail.mjs";
import { Patient, action, heading, person, plain } from "./lib/patient.mjs";
import { openPractice } from "./lib/practice.mjs";
import { iso, openWorld, settle } from "./lib/world.mjs";

const MINUTE = 60_000;
const LIEGE = /** @type {const} */ ({ country: "BE", zone: "Europe/Brussels", city: "Liège" });

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** @param {string} html */
const speaks = (html) => html.match(/<html lang="([^"]+)"/)?.[1];

/** The address under our origin that a mail leads to, whole. @param {import("./lib/mail.mjs").Mail | undefined} mail */
const linkIn = (mail) => mail?.textContent?.match(/\/rdv\/v1\.[\w-]+\.[\w-]+(?:\?langue=[\w-]+)?/)?.[0] ?? "";

/** The language that is kept of the newest patient. @param {import("./lib/practice.mjs").Practice} practice */
async function kept(practice) {
  const { patients } = await command(world.origin, practice.office, "list-patients", practice.owner, { most: 50 });
  const record = await command(world.origin, practice.office, "read-patient", practice.owner, { patient: patients.at(-1).id });
  return record.details.language ?? null;
}

test("1. in Dutch in Liège", async () => {
  const practice = await openPractice(world.origin, LIEGE);
  const [{ path }] = practice.practitioners;
  const reader = new Patient(world.origin);
  assert.equal(speaks((await reader.page(`${path}?langue=nl-BE`)).html), "nl-BE");
  const { who } = await reader.book(path);
  await settle(world.origin, practice.objects);
  assert.equal(await kept(practice), "nl-BE");
  const [letter, ...more] = mailsTo(world, String(who.email));
  assert.ok(letter && more.length === 0);
  assert.match(letter.subject, /^Afspraak bevestigd/);
  assert.equal(speaks(letter.htmlContent ?? ""), "nl-BE");
  assert.match(readInvite(inviteOf(letter)).summary, /Afspraak/);

  // On the telephone, where no language was ever chosen.
  const telephone = new Patient(world.origin);
  const link = linkIn(letter);
  assert.match(link, /\?langue=nl-BE$/);
  const page = await telephone.get(link);
  assert.deepEqual([page.status, speaks(page.text), heading(page.text)], [200, "nl-BE", "Uw afspraak"]);
  const cancelled = await telephone.get((await telephone.post(action(page.text), {})).location);
  assert.deepEqual([speaks(cancelled.text), heading(cancelled.text)], ["nl-BE", "Uw afspraak is geannuleerd"]);
  await settle(world.origin, practice.objects);
  const [, farewell] = mailsTo(world, String(who.email));
  assert.equal(speaks(farewell?.htmlContent ?? ""), "nl-BE");
  assert.match(farewell?.textContent ?? "", /praticien\/\S+[?&]langue=nl-BE/);

  // A link whose time is over opens nothing that could say which language: its address and the browser do.
  const over = signedLink(TEST_LINK_KEYS, { object: practice.practitioners[0].agenda.name, expiresAt: Date.now() - 1_000 });
  for (const [who, address] of [["from the letter", `/rdv/${over}?langue=nl-BE`], ["in their browser", `/rdv/${over}`]]) {
    const answer = await (who === "in their browser" ? reader : new Patient(world.origin)).get(address);
    assert.deepEqual([answer.status, speaks(answer.text), heading(answer.text)], [410, "nl-BE", "Deze link werkt niet meer"], who);
  }
});

test("2. who says none", async () => {
  const practice = await openPractice(world.origin, LIEGE);
  const [{ path }] = practice.practitioners;
  const reader = new Patient(world.origin, { headers: { ...new Patient(world.origin).headers, "accept-language": "nl" } });
  const { who } = await reader.book(path);
  await settle(world.origin, practice.objects);
  assert.equal(await kept(practice), "fr-BE");
  const [letter] = mailsTo(world, String(who.email));
  assert.equal(speaks(letter?.htmlContent ?? ""), "fr-BE");
  assert.doesNotMatch(linkIn(letter), /langue/);

  const machine = new Patient(world.origin);
  const page = await machine.page(path);
  const held = await machine.post(page.action, { ...page.chosen, debut: /** @type {string} */ (page.free[0]) }, { accept: "application/json" });
  const other = person();
  assert.equal((await machine.post(held.location, other, { accept: "application/json" })).status, 303);
  await settle(world.origin, practice.objects);
  assert.equal(await kept(practice), null);
  assert.equal(speaks(mailsTo(world, String(other.email))[0]?.htmlContent ?? ""), "fr-BE");
});

test("3. in English in Montréal", async () => {
  const practice = await openPractice(world.origin, { country: "CA", zone: "America/Toronto", city: "Montréal" });
  const [{ path }] = practice.practitioners;
  for (const [asked, said] of [["", "fr-CA"], ["?langue=en-CA", "en-CA"]]) {
    const reader = new Patient(world.origin, { headers: { ...new Patient(world.origin).headers, "accept-language": "en-CA" } });
    assert.equal(speaks((await reader.page(`${path}${asked}`)).html), said);
    const { who } = await reader.book(path);
    await settle(world.origin, practice.objects);
    assert.equal(await kept(practice), said);
    assert.equal(speaks(mailsTo(world, String(who.email))[0]?.htmlContent ?? ""), said);
  }
});

test("4. where a link is asked for", async (t) => {
  const practice = await openPractice(world.origin, { ...LIEGE, confirm: true });
  const [{ path }] = practice.practitioners;
  const reader = new Patient(world.origin);
  const page = await reader.page(`${path}?langue=nl-BE`);
  const held = await reader.post(page.action, { ...page.chosen, debut: /** @type {string} */ (page.free[0]) });
  const who = person();
  await t.test("the form says that it follows", async () => {
    assert.match(plain((await reader.get(held.location)).text), /We sturen er een link naartoe/);
    assert.equal((await reader.post(held.location, who)).status, 303);
    assert.equal(heading((await reader.get(held.location)).text), "Deze afspraak is al gemaakt");
  });
  await t.test("and so does the letter speak", async () => {
    await settle(world.origin, practice.objects, { to: Date.now() + 5 * MINUTE });
    const [letter] = mailsTo(world, String(who.email));
    assert.equal(speaks(letter?.htmlContent ?? ""), "nl-BE");
    const shown = await new Patient(world.origin).get(linkIn(letter));
    assert.deepEqual([speaks(shown.text), heading(shown.text)], ["nl-BE", "Bevestig uw afspraak"]);
  });
  await t.test("a form that nobody confirmed says so", async () => {
    const later = Date.now() + 31 * MINUTE;
    reader.now = iso(later);
    for (const when of ["before its agenda has come to it", "afterwards"]) {
      for (const answer of [await reader.get(held.location), await reader.post(held.location, person())]) {
        assert.equal(answer.status, 410, when);
        assert.equal(heading(answer.text), "Deze afspraak is niet op tijd bevestigd");
        assert.ok(answer.text.includes(`href="${path}?`), "it leads to other hours");
      }
      await settle(world.origin, practice.objects, { from: later, to: later + 5 * MINUTE });
    }
  });
});

test("5. an offer of something earlier, in Dutch", async (t) => {
  const { practice, on, book, leave, rest } = await openAlerting(world, LIEGE);
  const leaver = await book(EARLY);
  const wait = async () => {
    const patient = new Patient(world.origin);
    assert.equal(speaks((await patient.page(`${on(LATE)}&langue=nl-BE`)).html), "nl-BE");
    const waiting = { ...(await patient.book(on(LATE))), patient };
    assert.equal((await patient.post(`${waiting.link}/alerte`, { alerte: "oui" })).status, 303);
    return waiting;
  };
  const [accepts, declines, stops] = [await wait(), await wait(), await wait()];
  await leave(leaver);

  /** What somebody's letter leads to. @param {Awaited<ReturnType<typeof wait>>} waiting */
  const links = (waiting) => {
    const [letter, ...more] = lettersOf(world, waiting);
    assert.ok(letter && more.length === 0);
    const written = [...(letter.textContent ?? "").matchAll(/https?:\/\/\S+\/offre\/\S+/g)].map(([address]) => address.slice(world.origin.length));
    assert.equal(speaks(letter.htmlContent ?? ""), "nl-BE");
    assert.equal(written.length, 2);
    for (const address of written) assert.match(address, /\?langue=nl-BE$/);
    // What mail programs post to speaks to nobody.
    assert.match((letter.headers ?? {})["List-Unsubscribe"] ?? "", /\/desabonner>$/);
    return /** @type {[string, string]} */ (written);
  };
  /** A page in Dutch that says so. @param {import("./lib/patient.mjs").Answer} answer @param {RegExp} words @param {number} [status] */
  const dutch = ({ status, text }, words, expected = 200) => {
    assert.deepEqual([status, speaks(text)], [expected, "nl-BE"], heading(text));
    assert.match(heading(text), words);
  };
  /** Opens a link where no language was ever chosen. @param {string} address */
  const open = async (address) => {
    const telephone = new Patient(world.origin);
    return { telephone, page: await telephone.get(address) };
  };

  await t.test("declined", async () => {
    const { telephone, page } = await open(links(declines)[0]);
    dutch(page, /^Er is een plaats vrijgekomen, 16 dagen vroeger$/);
    const { location } = await telephone.post(`${links(declines)[0].split("?")[0]}/refuser`, {});
    const after = await telephone.get(location);
    dutch(after, /^U behoudt uw afspraak$/);
    const own = /href="(\/rdv\/[^"]+)"/.exec(after.text)?.[1] ?? "";
    dutch(await telephone.get(own), /^Uw afspraak$/);
  });
  await t.test("stopped", async () => {
    const { telephone, page } = await open(links(stops)[1]);
    dutch(page, /^Deze voorstellen niet meer ontvangen$/);
    const { location } = await telephone.post(action(page.text), {});
    dutch(await telephone.get(location), /^U krijgt deze voorstellen niet meer$/);
  });
  await t.test("accepted, while somebody else is at it first", async () => {
    const other = new Patient(world.origin);
    const page = await other.page(on(EARLY));
    assert.equal((await other.post(page.action, { ...page.chosen, debut: leaver.start })).status, 303);
    const { telephone, page: offered } = await open(links(accepts)[0]);
    const busy = await telephone.post(action(offered.text), {});
    dutch(busy, /plaats vrijgekomen/, 409);
    assert.match(plain(busy.text), /Iemand is dit tijdstip net aan het reserveren/);
    telephone.now = iso(Date.now() + 6 * MINUTE);
    const { location } = await telephone.post(action(busy.text), {});
    dutch(await telephone.get(location), /^Uw afspraak is verplaatst$/);
    await rest();
  });
  await t.test("too late", async () => {
    const { telephone } = await open(links(declines)[0]);
    telephone.now = iso(Date.now() + 400 * 24 * 60 * MINUTE);
    dutch(await telephone.get(links(declines)[0]), /./, 410);
    dutch(await telephone.post(`${links(declines)[0].split("?")[0]}/accepter`, {}), /./, 410);
  });
  assert.equal(await kept(practice), "nl-BE");
});
