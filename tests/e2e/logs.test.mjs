// @ts-check
/**
 * Logs are found by request id and tell nothing about anybody.
 *
 *  1. a patient books, mistypes, cancels; a scanner comes by; the provider fails; a link is forged; bodies are refused; another waits for
 *     something earlier, is offered it, and answers;
 *  2. every line of every function is one JSON object with the request's id, the same that the caller was given;
 *  3. no line holds a name, an address, a birth date, a reason for care, a link, a hold, a cookie or a key;
 *  4. nor does the platform add lines of its own, when it clears away what requests bore and nobody read.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TEST_LINK_KEYS, TEST_MAIL_KEY } from "../harness/config.mjs";
import { EARLY, offerOf, openAlerting } from "./lib/alerting.mjs";
import { Patient, linkToken, person } from "./lib/patient.mjs";
import { openPractice } from "./lib/practice.mjs";
import { inParallel, openWorld, settle, until } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

test("every line has its request, none has anything personal", async () => {
  world.sandbox.control({ script: ["500", "400", "cut-before-accept"] });
  const practice = await openPractice(world.origin);
  const [{ path }] = practice.practitioners;
  const who = person({ prenom: "Wilhelmine", nom: "Quatremère", "naissance-annee": "1937" });
  const zoe = new Patient(world.origin);
  const { link, form, start } = await zoe.book(path, { who });
  const ids = new Set();
  const visits = [
    () => zoe.get(link),
    () => zoe.post(form, who),
    () => zoe.post(form, { ...who, email: "wilhelmine@" }),
    () => zoe.post(form, who, { accept: "application/json" }),
    () => zoe.get(`${link}x`),
    () => zoe.get(`/rdv/${link.split("/")[2]}/Wilhelmine/Quatremère`),
    () => zoe.get(`${path}?email=${who.email}`),
    () => zoe.get(`/fr/praticien/${who.nom}-${who.email}`),
    () => zoe.ask(form, { method: "POST", body: JSON.stringify(who), headers: { "content-type": "application/json" } }),
    () => zoe.ask(form, { method: "POST", body: `prenom=${"Wilhelmine".repeat(3000)}`, headers: { "content-type": "application/x-www-form-urlencoded" } }),
    () => zoe.ask(form, { method: "PUT", body: who.email }),
    () => zoe.post(`${link}/annuler`, {}),
    () => zoe.post(`${link}/empechement`, {}),
    () => zoe.post(`${link}/annuler`, {}, { "sec-fetch-site": "cross-site" }),
  ];
  for (const visit of visits) ids.add((await visit()).headers.get("x-request-id"));
  await settle(world.origin, practice.objects);

  const here = await openAlerting(world);
  const leaver = await here.book(EARLY);
  const waits = await here.wait({ who: person({ prenom: "Wilhelmine", nom: "Quatremère" }) });
  await here.leave(leaver);
  const { path: offer } = offerOf(world, waits);
  const answers = [
    () => zoe.get(offer),
    () => zoe.ask(offer, { method: "HEAD" }),
    () => zoe.get(`${offer}x`),
    () => zoe.get(`${offer}/desabonner?email=${waits.who.email}`),
    () => zoe.post(`${offer}/refuser`, { nom: "Quatremère" }),
    () => zoe.post(`${offer}/accepter`, {}),
    () => zoe.post(`${offer}/accepter`, {}, { "sec-fetch-site": "cross-site" }),
    () => zoe.post(`${offer}/desabonner`, { "List-Unsubscribe": "One-Click" }),
  ];
  for (const answer of answers) ids.add((await answer()).headers.get("x-request-id"));
  await here.rest();
  visits.push(...answers);

  const found = () => world.guichet.logs.filter((line) => ids.has(line.fields?.request_id) && line.fields?.what === "request").length;
  await until("the last line", () => found() >= visits.length);
  assert.equal(ids.size, visits.length, "each request has an id of its own");
  assert.equal(found(), visits.length, "and one line of the gateway");

  const token = linkToken(link);
  const secrets = [
    ...["Wilhelmine", "Quatrem", "1937", who.email, who.email.split("@")[0], "exemple.fr", "secrète", "Testard", "04 72"],
    ...[link.split("/")[2], link.split(".")[1], link.split(".")[2], token, form.split("/").at(-1), zoe.cookie, waits.who.email, offer.split(".")[1], offer.split(".")[2], linkToken(offer), zoe.cookie.split("=")[1], start],
    ...[TEST_MAIL_KEY, JSON.parse(TEST_LINK_KEYS).keys.k1, "anne-testard"],
  ];
  /** What is wrong with a line. @param {{ message: string, fields?: any }} line */
  const faults = ({ message, fields }) => [
    ...(/^req_[\w-]{22}$/.test(fields?.request_id) && ["info", "error"].includes(fields.level) && fields.what ? [] : [`no request: ${message}`]),
    ...secrets.filter((secret) => !secret || message.includes(secret)).map((secret) => `${secret} in ${message}`),
  ];
  assert.ok(world.guichet.logs.length > 20);
  assert.deepEqual(world.guichet.logs.flatMap(faults), []);
  // The same look does see a fault.
  const line = world.guichet.logs.at(-1);
  assert.equal(faults({ ...line, message: `${line?.message} ${link}` }).length >= 3, true);
  assert.equal(faults({ message: "panicked" }).length, 1);
});

test("4. what nobody reads leaves no line", async () => {
  // Enough of it that the gateway's script has to clear away.
  const [body, asks] = ["x".repeat(60_000), Array.from({ length: 600 }, (_, n) => n)];
  const before = world.guichet.logs.length;
  await inParallel(asks, 6, async (n) => {
    const { status } = await new Patient(world.origin).ask("/fr/pro/egare/x", n % 4 === 0 ? { method: "HEAD" } : { method: "PUT", body });
    assert.ok(status < 500, String(status));
  });
  const lines = world.guichet.logs.slice(before);
  assert.ok(lines.length >= asks.length);
  // What workerd says of a busy machine is for others.
  assert.deepEqual(lines.filter(({ message, fields }) => !fields?.what && !message.startsWith("NOSENTRY ")), []);
});
