// @ts-check
/**
 * Mail scanners, link previews and prefetchers open every address before the patient does, some of them twice and from
 * elsewhere. Nothing they open acts (architecture, idea 5; "GET must not act").
 *
 *  1. a patient books; a second one has the form open; a third one's hold has lapsed; a fourth one has cancelled;
 *  2. GET and HEAD, twice, by two scanners, on each address that a mail or a page bears, the buttons' addresses included;
 *  3. no row of any object has changed, no mail has left, and the pages behind links may be neither kept nor listed;
 *  4. the patient's own button still works.
 *
 * The addresses of an offer are opened so in `offer`.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPractice } from "./lib/practice.mjs";
import { Patient } from "./lib/patient.mjs";
import { changesNothing, iso, openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** @type {Record<string, string>[]} */
const SCANNERS = [
  { "user-agent": "Mozilla/5.0 (compatible; MSIE 10.0; SafeLinks)", "cf-connecting-ip": "203.0.113.7", accept: "*/*" },
  { "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Barracuda", "cf-connecting-ip": "198.51.100.9", purpose: "prefetch", "sec-purpose": "prefetch" },
];

test("a scanner changes nothing", async () => {
  const practice = await openPractice(world.origin);
  const [{ path }] = practice.practitioners;
  const zoe = new Patient(world.origin);
  const { link, form, location } = await zoe.book(path);
  const { link: cancelled } = await new Patient(world.origin).book(path);
  await new Patient(world.origin).post(`${cancelled}/annuler`, {});
  const { free, service } = await zoe.page(path);
  const live = (await new Patient(world.origin).choose(path, service, free[0])).location;
  const lapsed = (await new Patient(world.origin, { now: iso(Date.now() - 3_600_000) }).choose(path, service, free[1])).location;
  await settle(world.origin, practice.objects);

  const links = [link, location, `${link}?fait=annule`, `${link}?utm_source=mail`, `${link}/deplacer`, `${link}/agenda.ics`, cancelled];
  const buttons = [`${link}/annuler`, `${link}/alerte`, `${link}/empechement`, `${cancelled}/annuler`, `${path}/horaire`, `${path}/horaire?motif=${service}&debut=${free[2]}`];
  const addresses = [...links, ...buttons, live, lapsed, form, path, `${path}?motif=${service}`];
  await changesNothing(world, practice.objects, async () => {
    for (const headers of SCANNERS) {
      for (const method of ["GET", "HEAD"]) {
        for (const address of [...addresses, ...addresses]) {
          const scanner = new Patient(world.origin, { headers });
          const answer = await scanner.ask(address, { method });
          const what = `${method} ${address}`;
          // A form that was sent says so, and gives no link to whoever only knows its address.
          assert.equal(answer.status, buttons.includes(address) ? 405 : address === form ? 409 : 200, what);
          if (method === "HEAD") assert.equal(answer.text, "", what);
          if (address.startsWith(path) && !address.includes("/reserver/")) continue;
          // Links in architecture.md: neither kept, nor told to other sites, nor listed.
          assert.equal(answer.headers.get("cache-control"), "no-store", what);
          assert.equal(answer.headers.get("referrer-policy"), "no-referrer", what);
          if (address.endsWith(".ics")) continue;
          if (answer.status === 200) assert.equal(answer.headers.get("x-robots-tag"), "noindex", what);
          if (method === "GET" && answer.status === 200) assert.match(answer.text, /<meta name="robots" content="noindex/, what);
        }
      }
    }
  });
  // The same look does see a change: the patient's own button.
  await assert.rejects(changesNothing(world, practice.objects, () => zoe.post(`${link}/annuler`, {})), { code: "ERR_ASSERTION" });
});
