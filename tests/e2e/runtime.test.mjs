// @ts-check
/**
 * The local runtime is started as docs/adr/0015 wants it. Whether V8's flags reach workerd shows only in a flag that it does not
 * know: it refuses to start. Without the patch of Miniflare, or with one that stopped working, it starts as if nothing had been said.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Log, LogLevel, Miniflare } from "miniflare";
import "../harness/workers.mjs";

/** Starts a worker that says hello. @param {string} flags @returns {Promise<string>} its word */
async function hello(flags) {
  const before = process.env.MINIFLARE_WORKERD_V8_FLAGS;
  process.env.MINIFLARE_WORKERD_V8_FLAGS = flags;
  const mf = new Miniflare({ cf: false, log: new Log(LogLevel.NONE), modules: true, script: "export default { fetch: () => new Response('hello') }", handleRuntimeStdio: (stdout, stderr) => (stdout.resume(), stderr.resume()) });
  try {
    await mf.ready;
    return await (await mf.dispatchFetch("http://localhost/")).text();
  } finally {
    process.env.MINIFLARE_WORKERD_V8_FLAGS = before;
    await mf.dispose().catch(() => {});
  }
}

test("the harness collects garbage on one thread, and workerd is told", async () => {
  const flags = process.env.MINIFLARE_WORKERD_V8_FLAGS ?? "";
  assert.ok(flags.split(" ").includes("--single-threaded-gc"), flags);
  assert.equal(await hello(flags), "hello");
  await assert.rejects(hello(`${flags} --no-such-flag-of-v8`));
});
