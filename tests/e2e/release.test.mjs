// @ts-check
/**
 * The bundles that are deployed (`cargo xtask build --release`): the test doors are not in them.
 *
 *  1. it is up, and serves its assets;
 *  2. nothing answers at the doors, at any spelling, and the provider's stand-in is not reached;
 *  3. the instant that a test would choose is not believed;
 *  4. without jurisdictions, which local workerd does not have, no object is made anywhere: it fails closed.
 */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TEST_LINK_KEYS, bundleDir, readFunctions } from "../harness/config.mjs";
import { CLAIRE_PATH, signedLink } from "./lib/forge.mjs";
import { Patient, heading } from "./lib/patient.mjs";
import { iso, openWorld } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld({ profile: "release" });
});
after(() => world?.close());

test("it is up", async () => {
  const patient = new Patient(world.origin);
  const health = await patient.get("/healthz");
  assert.deepEqual([health.status, health.text], [200, "ok"]);
  const { status, text } = await patient.get("/rdv/v1.AAAA.BBBB");
  assert.deepEqual([status, heading(text)], [404, "Ce lien ne s’ouvre pas"]);
  const style = /** @type {string} */ (text.match(/rel="stylesheet" href="([^"]+)"/)?.[1]);
  assert.match((await patient.get(style)).headers.get("content-type") ?? "", /^text\/css/);
});

test("there are no doors", async () => {
  const object = "doors/Agenda/eu:prn_0193a0000000700080000000000000d1";
  for (const path of ["/_sandbox", "/_sandbox/", "/_sandbox/mail/1", `/_sandbox/${object}/_tick`, `/_sandbox/${object}/_query`, `/_sandbox/${object}/open-agenda`, `/fr/_sandbox/${object}/_query`, "/rdv/_sandbox/doors/x/_query", "/_tick", "/_query", "/_conformance", "/_bare", "/%5fsandbox/", "//_sandbox/"]) {
    for (const method of ["GET", "POST", "HEAD"]) {
      const { status } = await new Patient(world.origin).ask(path, { method, ...(method === "POST" && { body: JSON.stringify({ sql: "SELECT 1" }) }) });
      assert.equal(status, 404, `${method} ${path}`);
    }
  }
  assert.deepEqual(world.sandbox.requests(), []);
});

test("no word of the doors is left in the bundles", () => {
  for (const { name } of readFunctions()) {
    const wasm = readFileSync(join(bundleDir(name, "release"), "index_bg.wasm"));
    for (const word of ["_sandbox/doors", "/_tick", "/_query", "/_conformance", "x-test-now"]) {
      // The word that a header is refused by may stay where it is refused.
      if (word === "x-test-now" && name === "gateway") continue;
      assert.ok(!wasm.includes(word), `${word} in ${name}`);
    }
  }
});

test("the instant is its own", async () => {
  const expired = signedLink(TEST_LINK_KEYS, { expiresAt: Date.now() - 60_000 });
  const then = new Patient(world.origin, { now: iso(Date.now() - 3_600_000) });
  const { status, text } = await then.get(`/rdv/${expired}`);
  assert.deepEqual([status, heading(text)], [410, "Ce lien n’est plus valable"]);
});

test("REGION_MODE plain fails closed: no object is made", async () => {
  const patient = new Patient(world.origin);
  for (const path of [CLAIRE_PATH, `/rdv/${signedLink(TEST_LINK_KEYS, {})}`]) {
    const { status, headers, text } = await patient.get(path);
    assert.equal(status, 503);
    assert.match(headers.get("content-type") ?? "", /^text\/html/);
    assert.match(text, /<html lang="fr/);
    const machine = await patient.get(path, { accept: "application/json" });
    assert.deepEqual([machine.status, JSON.parse(machine.text).type], [503, "/problems/unavailable"]);
  }
  const files = readdirSync(world.guichet.persist, { recursive: true }).map(String);
  // What is published is no object: that nothing is there for the page is asked there.
  const objects = files.filter((file) => file.endsWith(".sqlite") && !file.endsWith("metadata.sqlite") && !file.startsWith("kv"));
  assert.deepEqual(objects, []);
});
