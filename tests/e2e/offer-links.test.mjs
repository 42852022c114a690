// @ts-check
/**
 * What nobody should send to the pages behind an offer's link (W5, W6, W8), as `bad-input` asks it of the others; whatever it is, no row
 * changes, and nobody is written to:
 *
 *  1. links: forged, cut, expired, for something else, of another object, on each of the routes; one that has expired still stops the alerts;
 *  2. methods, bodies, and other people's sites;
 *  3. addresses with something added lead nowhere else, and set no header;
 *  4. keys rotate: old links open while their key is kept, and not after;
 *  5. ids that somebody guesses create no agenda.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TEST_LINK_KEYS } from "../harness/config.mjs";
import { agenda } from "../harness/objects.mjs";
import { EARLY, offerOf, openAlerting } from "./lib/alerting.mjs";
import { signedLink } from "./lib/forge.mjs";
import { Patient, action, heading, linkToken } from "./lib/patient.mjs";
import { id } from "./lib/practice.mjs";
import { badLinks, refusedIn } from "./lib/refusals.mjs";
import { changesNothing, dump, openWorld } from "./lib/world.mjs";

/** The purpose of an offer's link, and of an appointment's (kernel: link.rs). */
const [OFFER, APPOINTMENT] = [2, 1];
const ACTS = ["accepter", "refuser", "desabonner"];

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {Awaited<ReturnType<typeof openAlerting>>} */
let here;
/** Another practice, which offers earlier slots as well. @type {Awaited<ReturnType<typeof openAlerting>>} */
let elsewhere;
let path = "";
before(async () => {
  world = await openWorld();
  [here, elsewhere] = [await openAlerting(world), await openAlerting(world)];
  const leaver = await here.book(EARLY);
  const waiting = await here.wait();
  await here.leave(leaver);
  ({ path } = offerOf(world, waiting));
  // That its page was asked for is noted, once.
  assert.equal((await new Patient(world.origin).get(path)).status, 200);
});
after(() => world?.close());

const objects = () => [...here.practice.objects, ...elsewhere.practice.objects];
const refused = refusedIn(() => world, objects);
const link = () => path.split("/")[2] ?? "";

test("1. links that open nothing", async (t) => {
  for (const [name, [make, status, type]] of Object.entries(badLinks({ link: link(), object: here.agenda.name, elsewhere: elsewhere.agenda.name, purpose: OFFER, other: APPOINTMENT }))) {
    await t.test(name, async () => {
      for (const below of name === "that has expired" ? [""] : ["", "/desabonner"]) await refused((patient) => patient.get(`/offre/${make()}${below}`), { status, type, name: `GET ${below}` });
      for (const act of ACTS) {
        // Letters are kept for longer than offers live: who wants no more of them is not turned away.
        if (act === "desabonner" && name === "that has expired") continue;
        await refused((patient) => patient.post(`/offre/${make()}/${act}`, {}), { status, type, name: act });
      }
      const head = await new Patient(world.origin).ask(`/offre/${make()}`, { method: "HEAD" });
      // It wakes no object, so it knows no more of a link than that it is one of ours.
      assert.equal(head.status, /agenda|nobody/.test(name) && name !== "to something that is no agenda" ? 200 : status, "HEAD");
    });
  }
});

describe("2. bodies and methods", () => {
  const urlencoded = { "content-type": "application/x-www-form-urlencoded" };
  test("methods", async () => {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
      for (const to of [path, ...ACTS.map((act) => `${path}/${act}`)]) await refused((patient) => patient.ask(to, { method }), { status: 405, type: "method-not-allowed", name: `${method} ${to}` });
    }
    for (const act of ["accepter", "refuser"]) await refused((patient) => patient.get(`${path}/${act}`), { status: 405, type: "method-not-allowed" });
    await refused((patient) => patient.post(path, {}), { status: 405, type: "method-not-allowed" });
  });

  test("somebody else's page does not answer here", async () => {
    for (const act of ACTS) {
      for (const headers of /** @type {Record<string, string>[]} */ ([{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "https://evil.example" }, { origin: `${world.origin}.evil.example`, "sec-fetch-site": "same-origin" }])) {
        await refused((patient) => patient.post(`${path}/${act}`, { "List-Unsubscribe": "One-Click" }, headers), { status: 403, type: "forbidden", name: `${act} ${JSON.stringify(headers)}` });
      }
    }
  });

  test("a body that is too large", async () => {
    const body = `List-Unsubscribe=${"a".repeat(65 * 1024)}`;
    for (const act of ACTS) {
      const seen = await changesNothing(world, objects(), () => new Patient(world.origin).ask(`${path}/${act}`, { method: "POST", body, headers: urlencoded }).catch((e) => e), act);
      // The refusal may meet a caller who is still talking: then the line is cut.
      assert.ok(seen.status === 413 || seen instanceof TypeError, `${act}: ${seen.status}`);
    }
  });
});

test("3. what is added to an address leads nowhere else", async () => {
  const evil = ["?suite=//evil.example", "?next=https://evil.example/&fait=//evil.example", "?langue=//evil.example", "?x=%0d%0aSet-Cookie:%20a=b", "?langue=fr-FR%0d%0aSet-Cookie:%20a=b", "?fait=%3Cscript%3E"];
  await changesNothing(world, objects(), async () => {
    for (const added of evil) {
      for (const page of [path, `${path}/desabonner`]) {
        const { status, text, headers } = await new Patient(world.origin).get(page + added);
        assert.equal(status, 200, added);
        assert.doesNotMatch(text, /evil\.example|<script>/, added);
        assert.deepEqual(headers.getSetCookie().filter((line) => !/^__Host-langue=(?:fr|en|nl)-?[A-Z]*;/.test(line)), [], added);
      }
    }
    for (const added of ["/..//evil.example", "/%2e%2e/%2f%2fevil.example", "//evil.example", "/%0d%0aSet-Cookie:a=b", "/accepter/..", "/%00"]) {
      const { status, location } = await new Patient(world.origin).get(path + added);
      assert.ok([404, 405].includes(status) && location === "", `${added}: ${status} ${location}`);
    }
  });
});

test("5. ids that somebody guesses create no agenda", async () => {
  const guessed = agenda(id("prn"));
  const made = signedLink(TEST_LINK_KEYS, { purpose: OFFER, object: guessed.name });
  for (const act of ACTS) assert.equal((await new Patient(world.origin).post(`/offre/${made}/${act}`, {})).status, 404);
  assert.equal((await new Patient(world.origin).get(`/offre/${made}`)).status, 404);
  assert.deepEqual(await dump(world.origin, guessed), {});
});

// These two do change what is there: they come last.
test("4. keys rotate", async () => {
  const [k1, k2] = [7, 9].map((byte) => Buffer.alloc(32, byte).toString("base64url"));
  const among = (/** @type {any} */ keys) => ({ waitlist: { LINK_KEYS: JSON.stringify(keys) }, agenda: { LINK_KEYS: JSON.stringify(keys) } });
  const look = async () => (await new Patient(world.origin).get(path)).status;
  try {
    await world.guichet.restart({ vars: among({ current: "k2", keys: { k1, k2 } }) });
    assert.equal(await look(), 200);
    await world.guichet.restart({ vars: among({ current: "k2", keys: { k2 } }) });
    await refused((patient) => patient.get(path), { status: 404, type: "link-invalid" });
    for (const act of ACTS) await refused((patient) => patient.post(`${path}/${act}`, {}), { status: 404, type: "link-invalid" });
    for (const none of [{}, { current: "k1", keys: {} }]) {
      await world.guichet.restart({ vars: among(none) });
      assert.equal(await look(), 503);
    }
  } finally {
    await world.guichet.restart({ vars: {} });
  }
  assert.equal(await look(), 200);
});

test("1. a link that has expired still stops the alerts", async () => {
  const expired = signedLink(TEST_LINK_KEYS, { purpose: OFFER, object: here.agenda.name, token: linkToken(path), expiresAt: Date.now() - 1_000 });
  // The letter's own link shows the button, which stops them; a mail program does it at once.
  const page = await new Patient(world.origin).get(`/offre/${expired}/desabonner`);
  assert.deepEqual([page.status, action(page.text)], [200, `/offre/${expired}/desabonner`], heading(page.text));
  assert.equal((await new Patient(world.origin).post(`/offre/${expired}/desabonner`, { "List-Unsubscribe": "One-Click" })).status, 200);
  assert.equal(heading((await new Patient(world.origin).get(path)).text), "Vous ne recevrez plus ces propositions");
});
