// @ts-check
/** What a refusal looks like, and links that nobody was given. */
import assert from "node:assert/strict";
import { TEST_LINK_KEYS } from "../../harness/config.mjs";
import { signedLink } from "./forge.mjs";
import { Patient, linkToken, plain } from "./patient.mjs";
import { id } from "./practice.mjs";
import { changesNothing } from "./world.mjs";

/** @typedef {{ status: number, type: string, page?: RegExp, name?: string }} Expected */
/** @typedef {(ask: (patient: Patient) => Promise<import("./patient.mjs").Answer>, expected: Expected) => Promise<void>} Refused */

/**
 * A refusal as a person and as a machine sees it; nothing changes.
 * @param {() => import("./world.mjs").World} world @param {() => import("./world.mjs").ObjectRef[]} objects
 * @returns {Refused}
 */
export const refusedIn = (world, objects) => (ask, { status, type, page = /./, name = "" }) =>
  changesNothing(
    world(),
    objects(),
    async () => {
      const { origin } = world();
      const seen = await ask(new Patient(origin));
      assert.equal(seen.status, status, `${name}: ${plain(seen.text).slice(0, 300)}`);
      assert.match(seen.headers.get("content-type") ?? "", /^text\/html; charset=utf-8/);
      assert.match(seen.text, /<html lang="fr/);
      assert.match(plain(seen.text), page, name);
      assert.match(seen.headers.get("content-security-policy") ?? "", /default-src 'none'/);
      // A way on: a link, a telephone, or words.
      assert.match(seen.text, /<h1/);

      const machine = await ask(new Patient(origin, { headers: { accept: "application/json" } }));
      assert.equal(machine.status, status, name);
      assert.equal(machine.headers.get("content-type"), "application/problem+json", name);
      const problem = JSON.parse(machine.text);
      assert.deepEqual([problem.type, problem.status, problem.instance], [`/problems/${type}`, status, machine.headers.get("x-request-id")], name);
      assert.match(problem.instance, /^req_[\w-]{22}$/);
      assert.notEqual(seen.headers.get("x-request-id"), machine.headers.get("x-request-id"));
    },
    name,
  );

/**
 * Links that open nothing, each with the status and the type of the answer.
 * @param {{ link: string, object: string, elsewhere: string, purpose: number, other: number }} what `link`: one that does open, whose agenda is `object`;
 *   `elsewhere`: another agenda; `purpose` of such links, and that of `other` ones
 * @returns {Record<string, [() => string, number, string]>}
 */
export function badLinks({ link, object, elsewhere, purpose, other }) {
  const foreign = JSON.stringify({ current: "k1", keys: { k1: Buffer.alloc(32, 8).toString("base64url") } });
  const token = linkToken(link);
  const signed = (/** @type {Parameters<typeof signedLink>[1]} */ but, keys = TEST_LINK_KEYS) => signedLink(keys, { purpose, object, token, ...but });
  return {
    "a word": [() => "x", 404, "link-invalid"],
    "the right shape, made up": [() => "v1.AAAA.BBBB", 404, "link-invalid"],
    "signed by another key of the same name": [() => signed({}, foreign), 404, "link-invalid"],
    "signed by a key that we never had": [() => signed({ keyId: "k9" }, foreign), 404, "link-invalid"],
    "cut by a mail program": [() => link.slice(0, -10), 404, "link-invalid"],
    "with its last letter changed": [() => link.replace(/.$/, (c) => (c === "A" ? "E" : "A")), 404, "link-invalid"],
    "with something added": [() => `${link}.`, 404, "link-invalid"],
    "of another version": [() => link.replace("v1", "v2"), 404, "link-invalid"],
    "with a byte of its token changed": [() => link.replace(/^(v1\..{20})(.)/, (_, start, c) => start + (c === "_" ? "A" : "_")), 404, "link-invalid"],
    "that is very long": [() => `v1.${"A".repeat(8_000)}.${"B".repeat(43)}`, 404, "link-invalid"],
    "with a null byte": [() => `${link}%00`, 404, "link-invalid"],
    "that has expired": [() => signed({ expiresAt: Date.now() - 1_000 }), 410, "link-expired"],
    "for another purpose": [() => signed({ purpose: other }), 403, "link-for-other"],
    "for a purpose that we do not have": [() => signed({ purpose: 77 }), 404, "link-invalid"],
    "to something that is no agenda": [() => signed({ object: "eu:x" }), 404, "link-invalid"],
    "to another agenda": [() => signed({ object: elsewhere }), 410, "link-expired"],
    "to an agenda that nobody opened": [() => signed({ object: `eu:${id("prn")}` }), 404, "not-found"],
    // A token is replaced when it has served, so one that the object does not know is an old one.
    "with a token that is nobody's": [() => signed({ token: undefined }), 410, "link-expired"],
  };
}
