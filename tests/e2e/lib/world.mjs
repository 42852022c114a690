// @ts-check
/**
 * One Guichet per test file: every function on workerd, the e-mail provider's stand-in beside it. Nothing sleeps: work
 * that is due is done by `settle`, what comes by itself is waited for by `until`.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { query, tick } from "../../harness/objects.mjs";
import { start } from "../../harness/workers.mjs";
import { start as startSandbox } from "../../sandbox/sandbox.mjs";

/** @typedef {import("../../harness/objects.mjs").ObjectRef} ObjectRef */
/** @typedef {{ origin: string, guichet: import("../../harness/workers.mjs").Running, sandbox: import("../../sandbox/sandbox.mjs").Sandbox, close: () => Promise<void> }} World */

/**
 * @param {{ vars?: import("../../harness/config.mjs").Vars, profile?: string }} [options]
 * @returns {Promise<World>}
 */
export async function openWorld(options = {}) {
  const sandbox = await startSandbox();
  try {
    const guichet = await start({ sandbox: sandbox.url, ...options });
    const close = async () => {
      await guichet.stop();
      await sandbox.stop();
    };
    return { origin: guichet.origin, guichet, sandbox, close };
  } catch (e) {
    await sandbox.stop();
    throw e;
  }
}

/**
 * Does all that is due in the objects, then moves on to what is due later, until nothing waits. The objects that decide
 * come before those that they tell.
 * @param {string} origin @param {ObjectRef[]} objects
 * @param {{ from?: number, to?: number }} [times] the instant to begin at (milliseconds, default now), and the last one to
 *   move on to (default: as far as anything is due)
 * @returns {Promise<number>} the instant that was reached
 */
export async function settle(origin, objects, { from = Date.now(), to = Infinity } = {}) {
  let now = from;
  for (let round = 0; round < 2000; round += 1) {
    const due = [];
    for (const object of objects) {
      const { body } = await tick(origin, object, iso(now));
      if (body?.due) due.push(Date.parse(body.due));
    }
    const next = Math.min(...due);
    if (due.length === 0 || next > to) return now;
    // Otherwise the object's own alarm is at it.
    if (next > now) now = next;
    else await pause(10);
  }
  throw new Error("the objects never come to rest");
}

/**
 * Waits for what happens by itself, such as an alarm.
 * @template T @param {string} what @param {() => T | Promise<T>} look gives something true once it has happened
 * @param {number} [ms] how long that may take
 * @returns {Promise<T>}
 */
export async function until(what, look, ms = 20_000) {
  const end = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) assert.fail(`${what}: not within ${ms / 1000} s`);
    await pause(20);
  }
}

/** @param {number | Date} at */
export const iso = (at) => new Date(at).toISOString();

/**
 * Every table of an object with every row, as text; but for when a key was last used or a session last seen, which each asking notes to the minute, and
 * what an agenda tells its directory half a minute later, which follows from the rest, and for what it counts of the public, which is what it refuses too. Two questions per object: tests ask often.
 * @param {string} origin @param {ObjectRef} object @returns {Promise<Record<string, string>>}
 */
export async function dump(origin, object) {
  const columns = await query(origin, object, "SELECT m.name, group_concat('quote(\"' || c.name || '\")') FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name NOT IN ('last_used_at', 'seen_at') AND m.name NOT LIKE 'sqlite%' AND m.name NOT IN ('free_told', 'public_act') AND m.name NOT LIKE '\\_cf%' ESCAPE '\\' GROUP BY m.name ORDER BY m.name");
  if (columns.length === 0) return {};
  const [rows] = await query(origin, object, `SELECT ${columns.map(([table, all]) => `(SELECT json_group_array(json_array(${all})) FROM "${table}"${String(table).startsWith("outbox") ? " WHERE consumer NOT LIKE 'Directory/%'" : ""})`).join(", ")}`);
  return Object.fromEntries(columns.map(([table], i) => [table, /** @type {any[]} */ (rows)[i]]));
}

/**
 * Runs `work`, and holds that it changed no row of the objects and sent no mail.
 * @template T @param {World} world @param {ObjectRef[]} objects @param {() => Promise<T>} work @param {string} [why]
 * @param {string[]} [but] tables that are not looked at, such as the trail that readings leave
 */
export async function changesNothing(world, objects, work, why = "", but = []) {
  const rows = async (/** @type {ObjectRef} */ object) => Object.fromEntries(Object.entries(await dump(world.origin, object)).filter(([table]) => !but.includes(table)));
  const look = async () => ({ rows: await Promise.all(objects.map(rows)), mails: world.sandbox.mails().length, sends: world.sandbox.requests().length });
  const before = await look();
  const result = await work();
  assert.deepEqual(await look(), before, why);
  return result;
}

/**
 * Runs jobs, at most `width` at a time.
 * @template T, R @param {T[]} jobs @param {number} width @param {(job: T, index: number) => Promise<R>} run
 * @returns {Promise<R[]>}
 */
export async function inParallel(jobs, width, run) {
  /** @type {R[]} */
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < jobs.length) {
      const index = next++;
      results[index] = await run(/** @type {T} */ (jobs[index]), index);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** A small seeded generator of numbers in [0, 1). @param {number} seed */
export function dice(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
