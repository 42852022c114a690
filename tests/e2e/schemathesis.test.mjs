// @ts-check
/**
 * The API does what its document says, as schemathesis (PyPI) sees it: no failure of ours, no status, header, type or body
 * that the document does not have, nothing accepted that it excludes, nothing done without a key.
 *
 * The seed is fixed and printed: `GUICHET_SEED` takes another. Where the document's schemas cannot say all that is
 * acceptable (a check digit, a version that has changed), a refusal by 409, 412 or 422 is in order; and so is 304, where what is asked for
 * is known already.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TEST_OPERATOR_KEY } from "../harness/config.mjs";
import { openTeam } from "./lib/acts.mjs";
import { openWorld } from "./lib/world.mjs";

const SEED = process.env.GUICHET_SEED ?? "20261122";
/** How long a run may go on, in milliseconds. It ends by its number of examples: a limit of its own would be used up each time. */
const LONGEST = 480_000;
/** Operations that only whoever runs Guichet may ask for. */
const OPERATORS = ["foundPractice", "rotateDataKey", "readRegistry", "readObjects", "rebuild"];

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("./lib/acts.mjs").Team} */
let team;
const folder = mkdtempSync(join(tmpdir(), "guichet-schemathesis-"));
before(async () => {
  world = await openWorld();
  team = await openTeam(world);
});
after(async () => {
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs schemathesis. @param {string} key @param {string} config @param {string[]} options @returns {Promise<{ code: number, said: string, report: any }>} */
function run(key, config, options) {
  const python = process.env.GUICHET_PYTHON;
  assert.ok(python, "GUICHET_PYTHON names no Python that can import schemathesis; `cargo xtask test --only e2e` sets it");
  const [settings, report] = [join(folder, "schemathesis.toml"), join(folder, "report.json")];
  writeFileSync(settings, config);
  const args = [
    "-m", "schemathesis.cli", "--config-file", settings, "run", `${world.origin}/api/v1/openapi.json`, "--header", `Authorization: Bearer ${key}`,
    "--phases", "examples,coverage,fuzzing", "--seed", SEED, "--continue-on-failure", "--suppress-health-check", "all",
    "--report", "json", "--report-json-path", report, "--no-color", ...options,
  ];
  return new Promise((resolve) => {
    execFile(python, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024, timeout: LONGEST }, (error, stdout, stderr) => {
      // One that was stopped has no report.
      const code = error ? Number(error.code ?? (error.killed ? 2 : 1)) : 0;
      resolve({ code, said: `${stdout}${stderr}`, report: code <= 1 ? JSON.parse(readFileSync(report, "utf8")) : undefined });
    });
  });
}

// All checks; not by an option, which would also overrule what an operation is to be left out of.
const CHECKS = `
[checks]
enabled = true
[checks.missing_required_header]
expected-statuses = ["428"]
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "401", "403", "404", "409", "412", "422"]
`;
/**
 * An operation that needs no version the first time, so that one request by chance does it. Schemathesis counts a request as wrong for
 * an id in its path that the configuration has meanwhile put right: what is wrong of this one is tried by itself, where nothing is put.
 */
const FIRST_TIME = "putTerms";
const LEFT_OUT = `
[[operations]]
include-operation-id = "${FIRST_TIME}"
checks.negative_data_rejection.enabled = false
`;

test("a practice's key", async (t) => {
  const { patient } = await team.patient();
  await team.appointment();
  const config = `[parameters]\n"path.practice" = "${team.practice.id}"\n"path.patient" = "${patient}"\n"path.practitioner" = "${team.practitioner}"\n${CHECKS}${LEFT_OUT}`;
  t.diagnostic(`seed ${SEED}`);
  // An erased patient would leave nothing to ask for.
  const { code, said } = await run(team.machine.key ?? "", config, ["--max-examples", "6", ...[...OPERATORS, "erasePatient"].flatMap((name) => ["--exclude-operation-id", name])]);
  assert.equal(code, 0, said);
  // It has reached what it was to try.
  const [, tested = "0"] = said.match(/Tested: (\d+)/) ?? [];
  assert.ok(Number(tested) >= 36, said);
});

test("what is wrong of an operation that needs no version", async (t) => {
  t.diagnostic(`seed ${SEED}`);
  const config = `[parameters]\n"path.practice" = "${team.practice.id}"\n${CHECKS}`;
  const { code, said } = await run(team.machine.key ?? "", config, ["--max-examples", "20", "--mode", "negative", "--include-operation-id", FIRST_TIME]);
  assert.equal(code, 0, said);
  assert.match(said, /Tested: 1/);
});

test("whoever runs Guichet, and an erasure", async (t) => {
  t.diagnostic(`seed ${SEED}`);
  const operators = await run(TEST_OPERATOR_KEY, CHECKS, ["--max-examples", "4", ...OPERATORS.flatMap((name) => ["--include-operation-id", name])]);
  assert.equal(operators.code, 0, operators.said);
  const config = `[parameters]\n"path.practice" = "${team.practice.id}"\n${CHECKS}`;
  const erasure = await run(team.machine.key ?? "", config, ["--max-examples", "4", "--include-operation-id", "erasePatient"]);
  assert.equal(erasure.code, 0, erasure.said);
});

test("nothing that was asked has failed on our side", () => {
  const failed = world.guichet.logs.filter((line) => line.fields?.status >= 500 || line.fields?.what === "store-failed" || line.fields?.what === "function-unreachable");
  assert.deepEqual(failed, []);
});
