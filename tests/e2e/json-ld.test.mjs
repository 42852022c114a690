// @ts-check
/**
 * The JSON-LD of the public pages is what schema.org says it may be: `schema-dts` types it. The documents are those that
 * `shared/ui/tests/directory.rs` holds the pages to.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { ROOT } from "../harness/config.mjs";

const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
/** @type {any[]} */
const documents = JSON.parse(readFileSync(join(ROOT, "shared/ui/tests/json-ld.json"), "utf8"));

// Within the repository, so that `schema-dts` is found.
mkdirSync(join(ROOT, "target"), { recursive: true });
const folder = mkdtempSync(join(ROOT, "target/json-ld-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler says of a document as the type that it names. @param {any} document */
function faults(document) {
  const file = join(folder, `${document["@type"]}.ts`);
  const type = document["@type"];
  writeFileSync(file, `import type { ${type}, WithContext } from "schema-dts";\nexport const document: WithContext<Exclude<${type}, string>> = ${JSON.stringify(document)};\n`);
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext", "--target", "es2022"];
  const { status, stdout } = spawnSync(process.execPath, [TSC, ...options, file], { encoding: "utf8" });
  return status === 0 ? "" : stdout || "the compiler did not start";
}

for (const document of documents) {
  test(`a ${document["@type"]} is what schema.org says`, () => assert.equal(faults(document), ""));
}

test("both kinds of page are typed, and the practitioner's can be booked", () => {
  assert.deepEqual(documents.map((document) => document["@type"]), ["MedicalBusiness", "Physician"]);
  assert.equal(documents[1].potentialAction["@type"], "ReserveAction");
});

test("a mistake is seen", () => {
  const [business, physician] = structuredClone(documents);
  business.telefone = "04";
  physician.potentialAction.target.urlTemplate = 5;
  for (const document of [business, physician]) assert.match(faults(document), /error TS2\d{3}: .*(telefone|urlTemplate|not assignable)/);
});
