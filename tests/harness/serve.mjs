// @ts-check
/**
 * What `cargo xtask dev` runs: the sandbox, every function on workerd, the demo. State stays in `--state`.
 * Then it prints what there is: practitioners' pages, who can sign in, a key for the API, the mailbox.
 *
 * The line `reload` on standard input, or SIGHUP, serves the bundles and configs as they are now, on the same state.
 * The end of standard input ends the server, so it never outlives who started it.
 */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { start as startSandbox } from "../sandbox/sandbox.mjs";
import { ROOT } from "./config.mjs";
import { enterDemo } from "./demo.mjs";
import { start } from "./workers.mjs";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8787" },
    state: { type: "string", default: join(ROOT, "target/dev") },
    profile: { type: "string", default: "edge-test" },
    "no-demo": { type: "boolean", default: false },
  },
});

const sandbox = await startSandbox({ file: join(values.state, "mails.jsonl") });
const guichet = await start({
  port: Number(values.port),
  host: "localhost",
  persist: join(values.state, "objects"),
  logFile: join(values.state, "log.jsonl"),
  profile: values.profile,
  sandbox: sandbox.url,
  onLog: ({ level, message }) => {
    if (level === "error" || level === "warn") console.error(`[${level}] ${message}`);
  },
}).catch((e) => fail(e));

await healthy(guichet.origin);
const demo = values["no-demo"] ? undefined : await enterDemo({ origin: guichet.origin, sandbox }, { file: join(values.state, "demo.json") }).catch((e) => fail(e));

console.log(`\nGuichet serves ${guichet.origin}`);
if (demo) show(demo);
console.log(`
  Mailbox (sign-in links, confirmations): ${guichet.origin}/_sandbox/
  Logs: ${join(values.state, "log.jsonl")}
Ctrl-C stops it; what was booked stays.
`);

/** @param {import("./demo.mjs").Demo} demo */
function show({ pages, people, keys }) {
  console.log("\n  Patients book here:");
  for (const { label, url } of pages) console.log(`    ${label}: ${url}`);
  console.log("\n  Who can sign in (the link arrives in the mailbox below; open it in the browser that asked):");
  for (const country of new Set(people.map((person) => person.country))) {
    console.log(`    at ${guichet.origin}/${country}/pro/connexion`);
    for (const { name, roles, practice, email } of people.filter((person) => person.country === country)) console.log(`      ${email}: ${name}, ${roles.join(" and ")}, ${practice}`);
  }
  for (const { practice, key } of keys) console.log(`\n  API of ${practice}: curl -H 'Authorization: Bearer ${key}' ${guichet.origin}/api/v1/me`);
}

/** One reload after another. */
let reloading = Promise.resolve();
function reload() {
  reloading = reloading
    .then(() => guichet.restart())
    .then(() => console.log(`[dev] reloaded ${new Date().toLocaleTimeString()}`))
    .catch((e) => console.error(`[dev] reload failed: ${e.message}`));
}

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await reloading;
  await guichet.stop();
  await sandbox.stop();
  process.exit(0);
}

process.on("SIGHUP", reload);
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
createInterface({ input: process.stdin })
  .on("line", (line) => line.trim() === "reload" && reload())
  .on("close", stop);

/** Waits until the gateway says that it is well. @param {string} origin */
async function healthy(origin) {
  for (let i = 0; ; i++) {
    const response = await fetch(`${origin}/healthz`).catch(() => undefined);
    if (response?.ok) return;
    if (i === 50) fail(new Error(`${origin}/healthz answers ${response ? response.status : "nothing"}`));
    await sleep(100);
  }
}

/** @param {Error} e @returns {never} */
function fail(e) {
  console.error(`\n✗ ${e.message}`);
  process.exit(1);
}
