// @ts-check
/**
 * From nothing to the first answer: the release bundles against a worker that says hello.
 *
 * Each round starts workerd anew for either side, by the same Miniflare, on the same machine: process, isolates, wasm
 * compiled, then the first request and those after it. For Guichet the request is a practitioner's page, so it wakes the
 * gateway, the booking function and an Agenda whose tables and hours are on disk.
 *
 * A release bundle has no doors and refuses `REGION_MODE=plain`, and local workerd has no jurisdictions; so the agenda is a
 * Canadian one, which is placed by a location hint, and is prepared beforehand by the bundles that have doors.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Log, LogLevel, Miniflare } from "miniflare";
import { freePort } from "../harness/process.mjs";
import { start } from "../harness/workers.mjs";
import { client, median, report, rounded, shown, summary, table } from "./_measure.mjs";
import { CANADA, openAgenda } from "./_practice.mjs";

const ROUNDS = 9;
/** Requests after the first, for what warm means. */
const WARM = 30;

/** @typedef {{ up: number, first: number, total: number, warm: number }} Times milliseconds: until workerd listens, the first answer, both, a later answer */

const persist = mkdtempSync(join(tmpdir(), "guichet-cold-"));
try {
  const path = await prepared();
  /** @type {{ guichet: Times[], hello: Times[] }} */
  const times = { guichet: [], hello: [] };
  const sides = [async () => times.guichet.push(await guichet(path)), async () => times.hello.push(await hello())];
  for (let n = 0; n < ROUNDS; n += 1) for (const side of n % 2 ? sides.toReversed() : sides) await side();

  const [a, b] = [times.guichet, times.hello].map((rounds) => ({
    up: summary(rounds.map((t) => t.up)),
    first: summary(rounds.map((t) => t.first)),
    total: summary(rounds.map((t) => t.total)),
    warm: summary(rounds.map((t) => t.warm)),
  }));
  if (!a || !b) throw new Error("nothing measured");
  const beyond = summary(times.guichet.map((t) => t.first - t.warm));
  console.log("Cold start on local workerd, release bundles. Medians over rounds (lowest–highest).");
  table(
    ["", "practitioner's page", "hello", "ratio"],
    /** @type {const} */ ([["workerd listens", "up"], ["the first answer after that", "first"], ["both", "total"], ["an answer once warm", "warm"]]).map(([name, key]) => [
      name,
      shown(a[key], " ms"),
      shown(b[key], " ms"),
      `${(a[key].median / b[key].median).toFixed(2)} ×`,
    ]),
  );
  /** @param {"up" | "first" | "total"} key @returns {import("./_measure.mjs").Measure} */
  const against = (key) => ({ value: rounded(a[key].median), unit: "ms", against: `hello worker ${b[key].median.toFixed(1)} ms`, ratio: rounded(a[key].median / b[key].median) });
  report("cold-start", {
    "cold start, process to first page": against("total"),
    "cold start, first page once workerd listens": against("first"),
    "cold start, first page beyond a warm one": { value: rounded(beyond.median), unit: "ms", against: `warm page ${a.warm.median.toFixed(1)} ms` },
  });
} finally {
  rmSync(persist, { recursive: true, force: true });
}

/** A Canadian agenda on disk; the path of its page. */
async function prepared() {
  const running = await start({ persist });
  try {
    return (await openAgenda(running.origin, CANADA, { n: 3, slots: 14 * 16, minutes: 30 })).page;
  } finally {
    await running.stop();
  }
}

/** @param {string} path */
async function guichet(path) {
  const began = performance.now();
  const mode = { REGION_MODE: "jurisdiction" };
  const running = await start({ persist, profile: "release", vars: { agenda: mode, booking: mode, practice: mode, message: mode } });
  return answered(began, running.origin, path, () => running.stop());
}

async function hello() {
  const began = performance.now();
  const port = await freePort();
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port,
    cf: false,
    log: new Log(LogLevel.NONE),
    handleStructuredLogs: () => {},
    modules: true,
    compatibilityDate: "2026-04-01",
    script: `export default { fetch: () => new Response("hello") };`,
  });
  await miniflare.ready;
  return answered(began, `http://127.0.0.1:${port}`, "/", () => miniflare.dispose());
}

/** @param {number} began @param {string} origin @param {string} path @param {() => Promise<void>} stop @returns {Promise<Times>} */
async function answered(began, origin, path, stop) {
  const up = performance.now() - began;
  const { ask, close } = client(origin);
  try {
    const get = async () => {
      const answer = await ask({ path, headers: { accept: "text/html" } });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body.slice(0, 300)}`);
      return answer.ms;
    };
    const first = await get();
    /** @type {number[]} */
    const later = [];
    while (later.length < WARM) later.push(await get());
    return { up, first, total: up + first, warm: median(later) };
  } finally {
    close();
    await stop();
  }
}
