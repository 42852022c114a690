// @ts-check
/**
 * Commands to durable objects through the test doors, and the principals that give them.
 */
import { createHmac } from "node:crypto";
import { TEST_IDENTITY_KEY } from "./config.mjs";

/**
 * @typedef {{ as: "operator" } | { as: "public" } | { as: "staff", practice: string, rights: string[], runs: string[], actor: string }
 *   | { as: "person", identity: string, proven: boolean } | { as: "session", secret: string } | { as: "key", token: string }
 *   | { as: "link", token: string } | { as: "object", object: { class: string, name: string } }} Principal
 */
/** @typedef {{ class: "Agenda" | "Practice" | "Mailroom" | "Identity" | "Directory", name: string }} ObjectRef */

/** @type {Principal} */
export const OPERATOR = { as: "operator" };
/** @type {Principal} */
export const PUBLIC = { as: "public" };
/**
 * Staff of a practice as it vouches for them to its other objects, who run the agendas of these practitioners.
 * @param {string} practice @param {...string} runs @returns {Principal}
 */
export const staff = (practice, ...runs) => ({ as: "staff", practice, rights: ["agenda:read", "agenda:write"], runs, actor: "system" });
/**
 * Somebody signed in, by the address that names their Identity.
 * @param {string} email @param {string} [region] @param {boolean} [proven] whether they have lately proven that it is they @returns {Principal}
 */
export const signedIn = (email, region = "eu", proven = true) => ({ as: "person", identity: identity(email, region).name, proven });

/** @param {string} practitioner @param {string} [region] @returns {ObjectRef} */
export const agenda = (practitioner, region = "eu") => ({ class: "Agenda", name: `${region}:${practitioner}` });
/** @param {string} practice @param {string} [region] @returns {ObjectRef} */
export const practice = (practice, region = "eu") => ({ class: "Practice", name: `${region}:${practice}` });
/** @param {string} practice @param {string} [region] @returns {ObjectRef} */
export const mailroom = (practice, region = "eu") => ({ class: "Mailroom", name: `${region}:${practice}` });
/** Whoever reads mail at an address, by the key that tests name Identities with. @param {string} email @param {string} [region] @returns {ObjectRef} */
export function identity(email, region = "eu") {
  const mac = createHmac("sha256", Buffer.from(TEST_IDENTITY_KEY, "base64url")).update(`guichet identity ${email.toLowerCase()}`).digest("hex");
  return { class: "Identity", name: `${region}:idn_${mac.slice(0, 32)}` };
}

/** How often a request was sent again on another connection, by its method. @type {Map<string, number>} */
const resent = new Map();
process.once("exit", () => {
  if (resent.size > 0) console.log(`Sent again, because a kept connection had just been closed: ${[...resent].map(([method, times]) => `${times} ${method}`).join(", ")}`);
});

/**
 * Asks; once more, as a browser does, where a connection that was kept from an earlier answer turned out to be closed.
 *
 * No byte of this answer has come then: `fetch` fails before the headers or not at all, and one that breaks off in its body fails in
 * reading that, which nobody repeats. A connection that was opened for this request and gives no answer is a failure of ours, and no
 * other error is met with patience either (a port that nobody listens on, a time limit). A request that did arrive may so be sent
 * twice: each that is sent again is counted, and the count is printed when the file ends.
 * @param {string} url @param {RequestInit} [init]
 */
export async function again(url, init = {}) {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { code, socket } = /** @type {any} */ (error)?.cause ?? {};
    // What a connection had read before this request was an earlier answer.
    if (code !== "UND_ERR_SOCKET" || !(socket?.bytesRead > 0)) throw error;
    const method = init.method ?? "GET";
    resent.set(method, (resent.get(method) ?? 0) + 1);
    return fetch(url, init);
  }
}

/**
 * Posts a body to a path of an object, whatever comes back.
 * @param {string} origin @param {ObjectRef} object @param {string} path @param {unknown} body
 * @returns {Promise<{ status: number, body: any }>}
 */
export async function post(origin, object, path, body) {
  const response = await again(`${origin}/_sandbox/doors/${object.class}/${object.name}/${path}`, { method: "POST", body: JSON.stringify(body) });
  const text = await response.text();
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = text;
  }
  return { status: response.status, body: parsed };
}

/**
 * Gives a command; anything but obedience throws.
 * @param {string} origin @param {ObjectRef} object @param {string} name such as "open-availability"
 * @param {Principal} principal @param {unknown} command @param {string} [now] the instant to decide at
 * @returns {Promise<any>}
 */
export async function command(origin, object, name, principal, command, now) {
  const answer = await post(origin, object, name, { principal, command, request_id: "harness", ...(now && { test_now: now }) });
  if (answer.status !== 200) throw new Error(`${object.class} ${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Does what is due in an object, at `now` or at the present. @param {string} origin @param {ObjectRef} object @param {string} [now] */
export const tick = (origin, object, now) => post(origin, object, "_tick", now ? { test_now: now } : {});

/** Reads rows of an object's database. @param {string} origin @param {ObjectRef} object @param {string} sql @returns {Promise<any[][]>} */
export async function query(origin, object, sql) {
  const { body } = await post(origin, object, "_query", { sql });
  if (!Array.isArray(body)) throw new Error(JSON.stringify(body));
  return body;
}
