// @ts-check
/**
 * Turnstile's siteverify, without the network: forms in, answers out. Source: developers.cloudflare.com/turnstile, "Validate the
 * token" and "Testing". A token is made by `solve`, as the widget would in a browser.
 */
import { randomBytes } from "node:crypto";

/** The secret of the widget that this stand-in knows. */
export const TEST_SECRET = "0x4AAAAAAA-stand-in-secret";
/** How long a token is good. */
const GOOD_FOR = 300_000;
const LONGEST = 2048;

/** Cloudflare's secrets for tests. */
const ALWAYS_PASSES = "1x0000000000000000000000000000000AA";
const ALWAYS_FAILS = "2x0000000000000000000000000000000AA";
const ALREADY_SPENT = "3x0000000000000000000000000000000AA";

/** @typedef {{ hostname: string, action: string, at: number, spent?: string | null }} Solved `spent`: under which idempotency key. */

export class Siteverify {
  /** @type {Map<string, Solved>} */
  #solved = new Map();
  /** Nothing is answered while this is set. */
  away = false;
  /** @type {Record<string, string>[]} Every form that was sent. */
  asked = [];

  /** A browser has passed the widget's check. @param {{ hostname?: string, action?: string, at?: number }} [how] @returns {string} */
  solve({ hostname = "127.0.0.1", action = "booking", at = Date.now() } = {}) {
    const token = `0.${randomBytes(48).toString("base64url")}`;
    this.#solved.set(token, { hostname, action, at });
    return token;
  }

  clear() {
    this.#solved.clear();
    this.asked = [];
    this.away = false;
  }

  /** @param {string} body @param {number} now */
  answer(body, now) {
    const form = Object.fromEntries(new URLSearchParams(body));
    this.asked.push(form);
    const { secret, response: token, idempotency_key: key = null } = form;
    /** @param {string} code */
    const refused = (code) => ({ success: false, "error-codes": [code], messages: [] });
    if (!secret) return refused("missing-input-secret");
    if (!token) return refused("missing-input-response");
    if (token.length > LONGEST) return refused("invalid-input-response");
    /** @param {Partial<Solved>} solved @param {object} [more] */
    const passed = ({ hostname, action, at = now }, more = {}) => ({
      success: true,
      "error-codes": [],
      challenge_ts: new Date(at).toISOString(),
      hostname,
      action,
      cdata: "",
      ...more,
    });
    if (secret === ALWAYS_PASSES) return passed({ hostname: "example.com", action: "test" }, { metadata: { interactive: false, result_with_testing_key: true } });
    if (secret === ALWAYS_FAILS) return refused("invalid-input-response");
    if (secret === ALREADY_SPENT) return refused("timeout-or-duplicate");
    if (secret !== TEST_SECRET) return refused("invalid-input-secret");
    const solved = this.#solved.get(token);
    if (!solved) return refused("invalid-input-response");
    const again = solved.spent !== undefined;
    // Sent again under its key, a check is answered as the first time.
    if (again ? key === null || solved.spent !== key : now - solved.at > GOOD_FOR) return refused("timeout-or-duplicate");
    solved.spent = key;
    return passed(solved);
  }
}
