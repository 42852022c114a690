// @ts-check
/**
 * Guichet on local workerd, without wrangler: every function, every object, state on disk.
 *
 * workerd collects its garbage on one thread (docs/adr/0015): with several it can wait for itself for ever.
 *
 * State is always on disk: in-memory objects with an alarm crash this workerd (workerd#7191), and a test that kills the
 * process wants to find what was acknowledged. The files are `<persist>/<script>-<Class>/<id>.sqlite`; `kv/` is what is published.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Log, LogLevel, Miniflare } from "miniflare";
import { ROOT, miniflareWorkers } from "./config.mjs";
import { freePort, runs, workerdChildren } from "./process.mjs";

/**
 * @typedef {object} Options
 * @property {number} [port] 0 or absent: a free one. It stays the same over restarts.
 * @property {string} [host] the host name in `origin`; default 127.0.0.1, which is where it listens
 * @property {string} [persist] folder of the objects' files; absent: a temporary one that `stop` removes
 * @property {string} [profile] "edge-test" (default) or "release"
 * @property {import("./config.mjs").Vars} [vars] variables per function, laid over the config's
 * @property {string} [sandbox] address of the sandbox, the only place that calls out may reach; absent: none leaves
 * @property {string} [logFile] where log lines go, as JSON lines; default `<persist>/log.jsonl`
 * @property {(line: LogLine) => void} [onLog]
 * @property {string} [root]
 */

/** @typedef {{ time: number, level: string, message: string, fields?: any }} LogLine `fields` when the message is a JSON object. */

/**
 * @typedef {object} Running
 * @property {string} origin such as http://127.0.0.1:8787
 * @property {string} persist
 * @property {LogLine[]} logs everything since `start`, over restarts
 * @property {Miniflare} mf the current Miniflare; another one after `restart`
 * @property {number | undefined} pid workerd's
 * @property {() => Promise<void>} stop ends workerd; the state goes only if it was temporary
 * @property {() => Promise<void>} kill SIGKILL to workerd: no goodbye, as in a power cut. Then `restart`.
 * @property {(change?: { profile?: string, vars?: import("./config.mjs").Vars }) => Promise<void>} restart same port, same state, bundles read anew
 */

// Read by Miniflare when it starts workerd. Set from outside, it measures or hunts with other flags.
process.env.MINIFLARE_WORKERD_V8_FLAGS ??= "--single-threaded-gc";

/** Two Miniflare starting at once would not know which workerd is whose. @type {Promise<unknown>} */
let turn = Promise.resolve();

/**
 * Starts all functions and waits until the gateway accepts connections.
 * @param {Options} [options]
 * @returns {Promise<Running>}
 */
export async function start(options = {}) {
  const root = options.root ?? ROOT;
  const port = options.port || (await freePort());
  const origin = `http://${options.host ?? "127.0.0.1"}:${port}`;
  const temporary = options.persist === undefined;
  const persist = resolve(options.persist ?? mkdtempSync(join(tmpdir(), "guichet-")));
  const logFile = options.logFile ?? join(persist, "log.jsonl");
  let profile = options.profile ?? "edge-test";
  let vars = options.vars ?? {};
  mkdirSync(persist, { recursive: true });
  mkdirSync(dirname(logFile), { recursive: true });

  /** @type {LogLine[]} */
  const logs = [];
  /** @param {string} level @param {string} message @param {number} [time] */
  const log = (level, message, time = Date.now()) => {
    const fields = jsonObject(message);
    const line = fields === undefined ? { time, level, message } : { time, level, message, fields };
    logs.push(line);
    appendFileSync(logFile, `${JSON.stringify(line)}\n`);
    options.onLog?.(line);
  };

  const miniflareOptions = () => ({
    host: "127.0.0.1",
    port,
    cf: /** @type {const} */ (false),
    log: new Log(LogLevel.NONE),
    durableObjectsPersist: persist,
    kvPersist: join(persist, "kv"),
    handleStructuredLogs: (/** @type {{ timestamp: number, level: string, message: string }} */ l) => log(l.level, l.message, l.timestamp),
    workers: miniflareWorkers({
      origin,
      sandboxUrl: options.sandbox,
      profile,
      vars,
      root,
      refused: (to) => log("error", `a call to ${to} was refused: no sandbox`),
    }),
  });

  const launch = () => {
    const mine = turn.then(async () => {
      const before = workerdChildren();
      const mf = new Miniflare(miniflareOptions());
      try {
        await mf.ready;
      } catch (e) {
        await mf.dispose().catch(() => {});
        throw e;
      }
      return { mf, pid: [...workerdChildren()].find((pid) => !before.has(pid)) };
    });
    turn = mine.catch(() => {});
    return mine;
  };

  let { mf, pid } = await launch();
  return {
    origin,
    persist,
    logs,
    get mf() {
      return mf;
    },
    get pid() {
      return pid;
    },
    async stop() {
      await mf.dispose();
      if (temporary) rmSync(persist, { recursive: true, force: true });
    },
    async kill() {
      if (pid === undefined) throw new Error("workerd's process id is unknown: cannot kill it");
      process.kill(pid, "SIGKILL");
      while (runs(pid)) await sleep(5);
    },
    async restart(change = {}) {
      profile = change.profile ?? profile;
      vars = change.vars ?? vars;
      miniflareOptions(); // a missing bundle is told before the old version goes
      await mf.dispose();
      ({ mf, pid } = await launch());
    },
  };
}

/** @param {string} text */
function jsonObject(text) {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
