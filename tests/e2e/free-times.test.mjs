// @ts-check
/**
 * A practitioner's free times for other sites: what the page shows, as JSON, by anybody, and only read.
 *
 *  1. it lists what the page offers, and describes itself in schemas/openapi-public.json;
 *  2. whoever has it is not sent it again until it changes;
 *  3. what is not there is problem+json, for whoever asks.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "../harness/config.mjs";
import { Patient } from "./lib/patient.mjs";
import { id, openPractice } from "./lib/practice.mjs";
import { changesNothing, openWorld } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

test("free times are read by anybody", async (t) => {
  const practice = await openPractice(world.origin, { minutes: [30, 45] });
  const [{ path }] = practice.practitioners;
  const times = `${path}/horaires.json`;
  const zoe = new Patient(world.origin);
  const page = await zoe.page(path);
  const ask = (/** @type {string} */ query = "", headers = {}) => new Patient(world.origin).ask(times + query, { headers: { origin: "https://autre.example", ...headers } });
  let etag = "";

  await t.test("1. what the page offers", async () => {
    await changesNothing(world, practice.objects, async () => {
      const { status, headers, text } = await ask();
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "application/json");
      assert.equal(headers.get("access-control-allow-origin"), "*");
      assert.match(headers.get("cache-control") ?? "", /max-age=\d+/);
      assert.equal(headers.get("set-cookie"), null);
      etag = headers.get("etag") ?? "";
      const body = JSON.parse(text);
      assert.deepEqual(body.starts.map((/** @type {any} */ start) => start.starts_at), page.free);
      assert.deepEqual([body.page, body.practice, body.location, body.service, body.zone, body.days], [path, practice.id, practice.location, practice.services[30], "Europe/Paris", 14]);
      assert.match(body.starts[0].local, /T08:00:00$/);
      const { paths, components } = JSON.parse(readFileSync(join(ROOT, "schemas/openapi-public.json"), "utf8"));
      assert.ok(paths["/{country}/praticien/{handle}/horaires.json"].get);
      assert.deepEqual(Object.keys(body).filter((field) => !components.schemas.FreeTimes.properties[field]), []);
    });
    const chosen = JSON.parse((await ask(`?motif=${practice.services[45]}&lieu=${practice.location.slice(4)}&jours=31`)).text);
    assert.deepEqual([chosen.service, chosen.minutes, chosen.days], [practice.services[45], 45, 31]);
  });

  await t.test("2. not twice, until it changes", async () => {
    const same = await ask("", { "if-none-match": etag });
    assert.deepEqual([same.status, same.text, same.headers.get("etag")], [304, "", etag]);
    await zoe.book(path);
    const changed = await ask("", { "if-none-match": etag });
    assert.equal(changed.status, 200);
    assert.notEqual(changed.headers.get("etag"), etag);
  });

  await t.test("3. what is not there", async () => {
    const unknown = { [`?motif=${id("srv")}`]: 404, [`?lieu=${id("loc").slice(4)}`]: 404, "?motif=x": 400, "?lieu=loc_1": 400, "?du=demain": 400, "?jours=0": 400, "?jours=32": 400 };
    for (const [query, status] of Object.entries(unknown)) {
      const answer = await ask(query);
      assert.equal(answer.status, status, query);
      assert.equal(answer.headers.get("content-type"), "application/problem+json", query);
      assert.equal(answer.headers.get("access-control-allow-origin"), "*", query);
    }
    assert.equal((await zoe.get(`/fr/praticien/personne-${id("prn").slice(4)}/horaires.json`)).status, 404);
    assert.equal((await zoe.post(times, {})).status, 405);
  });

  await t.test("4. another site's page may say what it has", async () => {
    const headers = { origin: "https://autre.example", "access-control-request-method": "GET", "access-control-request-headers": "if-none-match" };
    const how = await new Patient(world.origin).ask(times, { method: "OPTIONS", headers });
    assert.deepEqual([how.status, how.headers.get("access-control-allow-origin"), how.headers.get("access-control-allow-headers")], [204, "*", "if-none-match"]);
    assert.equal((await new Patient(world.origin).ask(path, { method: "OPTIONS", headers })).status, 405, "pages have no such door");
  });
});
