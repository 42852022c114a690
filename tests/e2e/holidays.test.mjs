// @ts-check
/** The public holidays in the repository are what PyPI's holidays says (A10): nobody typed them, and nobody mended them by hand. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const DATA = new URL("../../shared/agenda/data/", import.meta.url);

test("the public holidays are the package's", async () => {
  const python = process.env.GUICHET_PYTHON;
  assert.ok(python, "GUICHET_PYTHON names no Python that can import holidays; `cargo xtask test --only e2e` sets it");
  const ran = spawnSync(python, [fileURLToPath(new URL("public_holidays.py", DATA))], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(await readFile(new URL("public_holidays.txt", DATA), "utf8"), ran.stdout, "run `cargo xtask holidays`");
});
