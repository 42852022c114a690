// @ts-check
/**
 * What the wrangler configs say, as Miniflare understands it. The configs stay the only place that names a binding:
 * a test runs what a deploy would, but for the values in `testValues`.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Response } from "miniflare";
import { parse } from "smol-toml";

/** The repository's root. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Variables per function; they are laid over those of its wrangler.toml.
 * @typedef {Record<string, Record<string, string>>} Vars */

/** @typedef {{ name: string, config: any }} Fn A function's short name ("booking") and its parsed wrangler.toml. */

/**
 * Every function, the gateway first: Miniflare gives the port to its first worker.
 * @param {string} [root]
 * @returns {Fn[]}
 */
export function readFunctions(root = ROOT) {
  const others = readdirSync(join(root, "functions"))
    .map((name) => join(root, "functions", name, "wrangler.toml"))
    .filter((path) => existsSync(path))
    .sort();
  return [join(root, "wrangler.toml"), ...others].map((path) => {
    const config = /** @type {any} */ (parse(readFileSync(path, "utf8")));
    return { name: String(config.name).replace(/^guichet-/, ""), config };
  });
}

/**
 * Where `cargo xtask build` leaves a function's bundle.
 * @param {string} name
 * @param {string} profile "edge-test", or "release" for the bundle that is deployed
 * @param {string} [root]
 */
export function bundleDir(name, profile, root = ROOT) {
  return profile === "release" ? join(root, "functions", name, "build") : join(root, "target/edge", profile, name);
}

/** The keys that sign links in tests: 32 bytes of `7`. */
export const TEST_LINK_KEYS = JSON.stringify({ current: "k1", keys: { k1: Buffer.alloc(32, 7).toString("base64url") } });

/** The key that Identities are named by in tests: 32 bytes of `8`. */
export const TEST_IDENTITY_KEY = Buffer.alloc(32, 8).toString("base64url");

/** The master keys that wrap data keys in tests: 32 bytes of `9`. */
export const TEST_DATA_KEYS = JSON.stringify({ current: "m1", keys: { m1: Buffer.alloc(32, 9).toString("base64url") } });

/** The key that whoever runs Guichet shows to the API in tests: 32 bytes of `6`. */
export const TEST_OPERATOR_KEY = Buffer.alloc(32, 6).toString("base64url");

/** The key of the e-mail provider's stand-in. */
export const TEST_MAIL_KEY = "xkeysib-test";

/**
 * What differs from production: local workerd has no jurisdictions, secrets are known, the provider is the stand-in.
 * @param {string} origin
 * @param {string | undefined} sandboxUrl
 * @returns {Vars}
 */
function testValues(origin, sandboxUrl) {
  const nowhere = "http://no-sandbox.invalid";
  return {
    gateway: { SANDBOX_URL: sandboxUrl ?? nowhere },
    agenda: { REGION_MODE: "plain", LINK_KEYS: TEST_LINK_KEYS },
    booking: { REGION_MODE: "plain", PUBLIC_ORIGIN: origin, LINK_KEYS: TEST_LINK_KEYS, IDENTITY_KEY: TEST_IDENTITY_KEY },
    waitlist: { REGION_MODE: "plain", LINK_KEYS: TEST_LINK_KEYS },
    practice: { REGION_MODE: "plain", LINK_KEYS: TEST_LINK_KEYS, IDENTITY_KEY: TEST_IDENTITY_KEY, DATA_KEYS: TEST_DATA_KEYS },
    desk: { REGION_MODE: "plain", LINK_KEYS: TEST_LINK_KEYS, IDENTITY_KEY: TEST_IDENTITY_KEY, OPERATOR_KEY: TEST_OPERATOR_KEY },
    message: { REGION_MODE: "plain", PUBLIC_ORIGIN: origin, BREVO_BASE_URL: sandboxUrl ?? nowhere, BREVO_API_KEY: TEST_MAIL_KEY },
  };
}

/**
 * The `workers` option of Miniflare.
 * @param {{ origin: string, sandboxUrl?: string, profile: string, vars: Vars, refused: (url: string) => void, root?: string }} o
 */
export function miniflareWorkers({ origin, sandboxUrl, profile, vars, refused, root = ROOT }) {
  const base = testValues(origin, sandboxUrl);
  return readFunctions(root).map(({ name, config }) => {
    const dir = bundleDir(name, profile, root);
    if (!existsSync(join(dir, "index.js"))) {
      throw new Error(`No bundle of ${name} at ${dir}. Run: cargo xtask build${profile === "release" ? " --release" : ""}`);
    }
    return {
      name: config.name,
      compatibilityDate: config.compatibility_date,
      compatibilityFlags: config.compatibility_flags ?? [],
      modulesRoot: dir,
      modules: [
        { type: /** @type {const} */ ("ESModule"), path: join(dir, "index.js") },
        { type: /** @type {const} */ ("CompiledWasm"), path: join(dir, "index_bg.wasm") },
      ],
      bindings: { ...config.vars, ...base[name], ...vars[name] },
      serviceBindings: Object.fromEntries(
        (config.services ?? []).map((/** @type {any} */ s) => [s.binding, { name: s.service, entrypoint: s.entrypoint, props: s.props }]),
      ),
      durableObjects: Object.fromEntries(
        (config.durable_objects?.bindings ?? []).map((/** @type {any} */ b) => [
          b.name,
          { className: b.class_name, scriptName: b.script_name, useSQLite: true },
        ]),
      ),
      kvNamespaces: Object.fromEntries((config.kv_namespaces ?? []).map((/** @type {any} */ n) => [n.binding, n.id])),
      outboundService: sandboxUrl ? onlySandbox(sandboxUrl) : nowhere(refused),
    };
  });
}

/**
 * Every call out ends at the sandbox, whatever address it names: a test cannot reach the world by mistake,
 * and a line that the sandbox cuts is a cut line for the worker too (a proxy in between would make it a 500).
 * @param {string} sandboxUrl
 */
function onlySandbox(sandboxUrl) {
  return { external: { address: new URL(sandboxUrl).host, http: {} } };
}

/** Without a sandbox no call leaves. @param {(url: string) => void} refused */
function nowhere(refused) {
  return (/** @type {{ url: string }} */ request) => {
    refused(new URL(request.url).origin);
    return new Response("Without a sandbox nothing leaves the test.", { status: 502 });
  };
}
