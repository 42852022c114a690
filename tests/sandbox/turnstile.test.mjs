// @ts-check
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Siteverify, TEST_SECRET } from "./turnstile.mjs";

/** @param {Siteverify} of @param {Record<string, string>} form @param {number} [now] */
const codes = (of, form, now = Date.now()) => /** @type {any} */ (of.answer(new URLSearchParams(form).toString(), now))["error-codes"];

describe("Turnstile's stand-in", () => {
  const secret = TEST_SECRET;

  test("a token is good once, and again under its own idempotency key", () => {
    const verify = new Siteverify();
    const [one, two] = [verify.solve(), verify.solve()];
    assert.deepEqual(codes(verify, { secret, response: one }), []);
    assert.deepEqual(codes(verify, { secret, response: one }), ["timeout-or-duplicate"]);
    for (const expected of [[], []]) assert.deepEqual(codes(verify, { secret, response: two, idempotency_key: "a" }), expected);
    assert.deepEqual(codes(verify, { secret, response: two, idempotency_key: "b" }), ["timeout-or-duplicate"]);
  });

  test("a token is good for 300 seconds", () => {
    const verify = new Siteverify();
    const now = Date.now();
    const [fresh, old] = [verify.solve({ at: now - 300_000 }), verify.solve({ at: now - 300_001 })];
    assert.deepEqual([codes(verify, { secret, response: fresh }, now), codes(verify, { secret, response: old }, now)], [[], ["timeout-or-duplicate"]]);
  });

  test("what is missing or unknown is said", () => {
    const verify = new Siteverify();
    assert.deepEqual(codes(verify, {}), ["missing-input-secret"]);
    assert.deepEqual(codes(verify, { secret }), ["missing-input-response"]);
    assert.deepEqual(codes(verify, { secret, response: "forged" }), ["invalid-input-response"]);
    assert.deepEqual(codes(verify, { secret: "0x-other", response: verify.solve() }), ["invalid-input-secret"]);
  });

  test("Cloudflare's secrets for tests do as they say", () => {
    const verify = new Siteverify();
    const answer = (/** @type {string} */ digit) => codes(verify, { secret: `${digit}x0000000000000000000000000000000AA`, response: "XXXX.DUMMY.TOKEN.XXXX" });
    assert.deepEqual([answer("1"), answer("2"), answer("3")], [[], ["invalid-input-response"], ["timeout-or-duplicate"]]);
  });
});
