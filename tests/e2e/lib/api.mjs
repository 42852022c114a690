// @ts-check
/** A machine that asks the JSON API, with a key. */
import assert from "node:assert/strict";
import { again } from "../../harness/objects.mjs";

/** @typedef {{ status: number, headers: Headers, body: any, version: number | undefined }} Reply `version`: what the ETag says. */

export class Api {
  /** @param {string} origin @param {string} [key] a practice's, or the operator's @param {{ now?: string }} [options] */
  constructor(origin, key, { now } = {}) {
    this.origin = origin;
    this.key = key;
    this.now = now;
  }

  /**
   * @param {string} method @param {string} path below `/api/v1`
   * @param {{ body?: unknown, version?: number, once?: string, headers?: Record<string, string> }} [what]
   *   `version`: the one that is changed; `once`: the creation's own key
   * @returns {Promise<Reply>}
   */
  async ask(method, path, { body, version, once, headers = {} } = {}) {
    const response = await again(`${this.origin}/api/v1${path}`, {
      method,
      redirect: "manual",
      headers: {
        accept: "application/json",
        ...(this.key && { authorization: `Bearer ${this.key}` }),
        ...(this.now && { "x-test-now": this.now }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(version !== undefined && { "if-match": `"${version}"` }),
        ...(once !== undefined && { "idempotency-key": once }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const etag = response.headers.get("etag")?.match(/^"(\d+)"$/)?.[1];
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text), version: etag === undefined ? undefined : Number(etag) };
  }

  /** What must be there. @param {string} path @returns {Promise<any>} the body */
  async get(path) {
    return obeyed(await this.ask("GET", path), `GET ${path}`).body;
  }

  /** @param {string} path @param {unknown} [body] @param {string} [once] @param {number} [version] @returns {Promise<any>} the body */
  async post(path, body, once, version) {
    return obeyed(await this.ask("POST", path, { body, once, version }), `POST ${path}`).body;
  }

  /** @param {string} path @param {unknown} body @param {number} [version] @returns {Promise<any>} the body */
  async put(path, body, version) {
    return obeyed(await this.ask("PUT", path, { body, version }), `PUT ${path}`).body;
  }

  /** Every row of a list, page by page. @param {string} path @param {string} rows the field that holds them @returns {Promise<any[]>} */
  async all(path, rows) {
    const found = [];
    for (let cursor; cursor !== null; ) {
      const join = path.includes("?") ? "&" : "?";
      const page = await this.get(cursor === undefined ? path : `${path}${join}cursor=${cursor}`);
      found.push(...page[rows]);
      cursor = page.next ?? null;
    }
    return found;
  }
}

/** @param {Reply} reply @param {string} what */
function obeyed(reply, what) {
  assert.ok(reply.status >= 200 && reply.status < 300, `${what}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply;
}

/** Holds that a reply is a refusal of that kind (RFC 9457). @param {Reply} reply @param {number} status @param {string} kind such as `not-found` */
export function refused(reply, status, kind) {
  assert.deepEqual([reply.status, reply.body?.type], [status, `/problems/${kind}`]);
  assert.equal(reply.headers.get("content-type"), "application/problem+json");
  assert.equal(reply.body.status, status);
  assert.equal(reply.headers.get("cache-control"), "no-store");
}
