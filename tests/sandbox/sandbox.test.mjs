// @ts-check
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { start } from "./sandbox.mjs";

const MAIL = {
  sender: { name: "Cabinet des Lilas", email: "rendez-vous@guichet.example" },
  to: [{ email: "ana@example.org", name: "Ana <script>" }],
  subject: "Rendez-vous confirmé",
  htmlContent: "<p>Bonjour</p>",
  textContent: "Bonjour",
  attachment: [{ name: "rendez-vous.ics", content: Buffer.from("BEGIN:VCALENDAR").toString("base64") }],
  tags: ["msg_1"],
};

describe("the e-mail provider's stand-in", () => {
  /** @type {import("./sandbox.mjs").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await start();
  });
  beforeEach(() => {
    sandbox.clear();
    sandbox.control({ script: [], random: null, repeat: "same", eventsAfterMs: 0 });
  });
  after(() => sandbox.stop());

  /** @param {any} mail @param {Record<string, string>} [headers] @param {AbortSignal} [signal] */
  const post = (mail, headers = { "api-key": "xkeysib-test" }, signal = undefined) =>
    fetch(`${sandbox.url}/v3/smtp/email`, { method: "POST", headers, body: JSON.stringify(mail), signal });
  /** @param {string} key */
  const keyed = (key) => ({ ...MAIL, headers: { idempotencyKey: key } });
  /** @param {string} query */
  const events = async (query) => {
    const response = await fetch(`${sandbox.url}/v3/smtp/statistics/events?${query}`, { headers: { "api-key": "xkeysib-test" } });
    return (await response.json()).events;
  };

  test("accepts a mail, names it, and speaks of its limits", async () => {
    const response = await post(MAIL);
    assert.equal(response.status, 201);
    const { messageId } = await response.json();
    assert.match(messageId, /^<\d{12}\.\d+@smtp-relay\.mailin\.fr>$/);
    assert.equal(response.headers.get("x-sib-ratelimit-remaining"), "999");
    assert.equal(sandbox.mails().length, 1);
    assert.equal(sandbox.mails()[0].messageId, messageId);
  });

  test("refuses what the provider refuses, and records nothing", async () => {
    /** @type {[any, Record<string, string>, number, string][]} */
    const cases = [
      [MAIL, {}, 401, "unauthorized"],
      [MAIL, { "api-key": "another" }, 401, "unauthorized"],
      [{ ...MAIL, sender: undefined }, { "api-key": "xkeysib-test" }, 400, "missing_parameter"],
      [{ ...MAIL, to: [{ email: "ana@" }] }, { "api-key": "xkeysib-test" }, 400, "invalid_parameter"],
      [{ ...MAIL, htmlContent: undefined, textContent: "" }, { "api-key": "xkeysib-test" }, 400, "missing_parameter"],
      [{ ...MAIL, headers: { "List-Unsubscribe": "<https://x.example>\r\nBcc: y@z.example" } }, { "api-key": "xkeysib-test" }, 400, "invalid_parameter"],
      [{ ...MAIL, attachment: [{ name: "x.exe", content: "AAAA" }] }, { "api-key": "xkeysib-test" }, 400, "invalid_parameter"],
      [{ ...MAIL, attachment: [{ name: "x.ics", content: "not base64" }] }, { "api-key": "xkeysib-test" }, 400, "invalid_parameter"],
    ];
    for (const [mail, headers, status, code] of cases) {
      const response = await post(mail, headers);
      assert.equal(response.status, status);
      assert.equal((await response.json()).code, code);
    }
    assert.equal(sandbox.mails().length, 0);
  });

  test("a repeated key makes no second mail, for half an hour", async () => {
    const first = await (await post(keyed("a"))).json();
    assert.deepEqual(await (await post(keyed("a"))).json(), first);
    sandbox.control({ repeat: "refuse" });
    const refused = await post(keyed("a"));
    assert.equal(refused.status, 400);
    assert.equal((await refused.json()).code, "duplicate_parameter");
    assert.equal(sandbox.mails().length, 1);
    sandbox.control({ advanceMs: 31 * 60_000 });
    assert.equal((await post(keyed("a"))).status, 201);
    assert.equal(sandbox.mails().length, 2);
  });

  test("answers by script, one behaviour per send, then well again", async () => {
    sandbox.control({ script: [{ do: "429", reset: 7 }, "500", "502", "402", "400"] });
    const limited = await post(MAIL);
    assert.equal(limited.headers.get("x-sib-ratelimit-reset"), "7");
    const rest = [limited, await post(MAIL), await post(MAIL), await post(MAIL), await post(MAIL), await post(MAIL)];
    assert.deepEqual(rest.map((r) => r.status), [429, 500, 502, 402, 400, 201]);
    assert.match(rest[2].headers.get("content-type") ?? "", /html/);
    assert.equal(sandbox.mails().length, 1);
  });

  test("cuts the line before or after it accepts, or says nothing", async () => {
    sandbox.control({ script: ["cut-before-accept", "accept-then-cut", "never", { do: "late", ms: 10 }] });
    await assert.rejects(post(keyed("before")));
    assert.equal(sandbox.mails().length, 0);
    await assert.rejects(post(keyed("after")));
    assert.equal(sandbox.mails().length, 1);
    await assert.rejects(post(keyed("never"), undefined, AbortSignal.timeout(50)));
    assert.equal((await post(keyed("late"))).status, 201);
    assert.deepEqual(sandbox.requests().map((r) => [r.behaviour, r.status, r.accepted]), [
      ["cut-before-accept", null, null],
      ["accept-then-cut", null, 1],
      ["never", null, null],
      ["late", 201, 2],
    ]);
  });

  test("the same seed throws the same faults", async () => {
    const statuses = async () => {
      sandbox.control({ random: { seed: 4, chances: { 500: 0.4, 429: 0.2 } } });
      const all = [];
      for (let i = 0; i < 20; i++) all.push((await post(MAIL)).status);
      return all;
    };
    const first = await statuses();
    assert.deepEqual(await statuses(), first);
    assert.deepEqual([...new Set(first)].sort(), [201, 429, 500]);
  });

  test("a fault that does not exist is refused", async () => {
    const response = await fetch(`${sandbox.url}/control`, { method: "POST", body: JSON.stringify({ script: ["503"] }) });
    assert.equal(response.status, 400);
  });

  test("reports events by tag and by message, when their time has come", async () => {
    sandbox.control({ eventsAfterMs: 60_000 });
    const { messageId } = await (await post(MAIL)).json();
    await post({ ...MAIL, tags: ["msg_2"] });
    const byTag = `tags=${encodeURIComponent('["msg_1"]')}`;
    assert.deepEqual(await events(byTag), []);
    sandbox.control({ advanceMs: 60_000 });
    const found = await events(byTag);
    assert.deepEqual(found.map((/** @type {any} */ e) => [e.event, e.email, e.messageId]), [
      ["delivered", "ana@example.org", messageId],
      ["requests", "ana@example.org", messageId],
    ]);
    assert.deepEqual(await events(`messageId=${encodeURIComponent(messageId)}`), found);
  });

  test("shows the mailbox, by relative links, and lets a mail do nothing", async () => {
    await post({ ...MAIL, headers: { idempotencyKey: "k", "List-Unsubscribe": "<https://x.example/stop>" } });
    const n = sandbox.mails()[0].n;
    const list = await (await fetch(`${sandbox.url}/`)).text();
    assert.ok(list.includes(`href="mail/${n}"`));
    assert.ok(!list.includes("<script>"));
    const page = await (await fetch(`${sandbox.url}/mail/${n}`)).text();
    assert.ok(page.includes(`src="${n}/html"`) && page.includes(`href="${n}/attachment/0"`));
    assert.ok(page.includes("<dt>List-Unsubscribe</dt>") && !page.includes("idempotencyKey"));
    assert.ok(![...`${list}${page}`.matchAll(/(?:href|src)="([^"]*)"/g)].some(([, link]) => link.startsWith("/")));
    const html = await fetch(`${sandbox.url}/mail/${n}/html`);
    assert.match(html.headers.get("content-security-policy") ?? "", /sandbox/);
    const invite = await fetch(`${sandbox.url}/mail/${n}/attachment/0`);
    assert.equal(await invite.text(), "BEGIN:VCALENDAR");
    assert.match(invite.headers.get("content-type") ?? "", /text\/calendar/);
  });
});

test("what is on file is there after a restart, keys included", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  try {
    const file = join(folder, "mails.jsonl");
    const send = (/** @type {string} */ url) =>
      fetch(`${url}/v3/smtp/email`, {
        method: "POST",
        headers: { "api-key": "xkeysib-test" },
        body: JSON.stringify({ ...MAIL, headers: { idempotencyKey: "k" } }),
      }).then((r) => r.json());
    const one = await start({ file });
    const first = await send(one.url);
    await one.stop();
    const two = await start({ file });
    assert.deepEqual(await send(two.url), first);
    assert.equal(two.mails().length, 1);
    await two.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
