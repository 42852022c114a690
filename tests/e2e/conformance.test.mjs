// @ts-check
/**
 * The `Sql` port keeps its contract on an object's own SQLite inside workerd, in each class of objects. The same suite
 * runs natively on rusqlite in `shared/kernel`.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { agenda, identity, mailroom, post, practice } from "../harness/objects.mjs";
import { id } from "./lib/practice.mjs";
import { openWorld } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** The one of a country. @type {import("../harness/objects.mjs").ObjectRef} */
const directory = { class: "Directory", name: "eu:dir_fr" };

for (const object of [agenda(id("prn")), practice(id("prc")), mailroom(id("prc"), "ca"), identity("personne@exemple.fr"), directory]) {
  test(`the store of ${object.class} (${object.name.slice(0, 2)}) conforms`, async () => {
    const run = () => post(world.origin, object, "_conformance", {});
    assert.deepEqual(await run(), { status: 200, body: [] });
    // The suite wants an untouched object, so on the same one it has something to say.
    assert.ok((await run()).body.includes("an untouched object is not open"));
  });
}
