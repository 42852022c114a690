// @ts-check
/**
 * The e-mail provider in all its moods. Whatever it does, at rest the patient has exactly one mail, and the practice's
 * staff read what happened (A6, M6).
 *
 * Each mood: a patient books, the provider fails as scripted, time moves on until nothing is due. It is done twice: with a
 * provider that answers a repeated key as the first time, and with one that refuses it. Two more things are held: nothing
 * is sent anew once the provider may have forgotten its key before it was asked what it has; and a cancellation that
 * comes before the confirmation leaves drops it.
 */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { command, query, staff } from "../harness/objects.mjs";
import { mailsTo } from "./lib/mail.mjs";
import { openPractice } from "./lib/practice.mjs";
import { Patient } from "./lib/patient.mjs";
import { openWorld, settle, until } from "./lib/world.mjs";

/** @typedef {import("../sandbox/faults.mjs").Behaviour} Behaviour */

const MINUTE = 60_000;

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());
beforeEach(() => {
  world.sandbox.clear();
  world.sandbox.control({ script: [], random: null, repeat: "same", eventsAfterMs: 0 });
});

/** Somebody books in a practice of their own. */
async function booked() {
  const practice = await openPractice(world.origin, { days: 1 });
  const booking = await new Patient(world.origin).book(practice.practitioners[0].path);
  const [[appointment]] = await query(world.origin, practice.practitioners[0].agenda, "SELECT appointment_id FROM appointment");
  return { practice, ...booking, appointment };
}

/** @param {Awaited<ReturnType<typeof booked>>} booking @returns {Promise<[string, string, string[]][]>} kind, state, and the steps of each message */
async function trace({ practice, appointment }) {
  const { messages } = await command(world.origin, practice.mailroom, "read-trace", staff(practice.id), { appointment });
  return messages.map((/** @type {any} */ m) => [m.kind, m.state, m.steps.map((/** @type {any} */ s) => (s.detail ? `${s.what} ${s.detail}` : s.what))]);
}

/** Rows of a Mailroom that may not have heard of anything yet. @param {import("./lib/world.mjs").World} at @param {import("./lib/practice.mjs").Practice} practice @param {string} sql */
const peek = (at, practice, sql) => query(at.origin, practice.mailroom, sql).catch(() => []);

/** Waits until the first attempt, which the alarm makes, has failed or been given up. @param {Awaited<ReturnType<typeof booked>>} booking @param {number} [ms] */
const failedOnce = ({ practice }, ms) => until("the first attempt fails", async () => (await peek(world, practice, "SELECT 1 FROM message_trace WHERE what = 'waiting'")).length > 0, ms);

/** @type {[string, (string | Behaviour)[], string[], string[]?][]} mood, script, the trace's steps, and those with a provider that refuses a repeated key */
const MOODS = [
  ["slows us down", [{ do: "429", reset: 90 }], ["queued", "waiting rate-limited", "sent"]],
  ["has an error", ["500"], ["queued", "waiting no-answer", "sent"]],
  ["is a proxy's page", ["502"], ["queued", "waiting no-answer", "sent"]],
  ["answers late", [{ do: "late", ms: 1500 }], ["queued", "sent"]],
  ["takes it and cuts the line", ["accept-then-cut"], ["queued", "waiting no-answer", "sent"], ["queued", "waiting no-answer", "sent repeated"]],
  ["cuts the line", ["cut-before-accept"], ["queued", "waiting no-answer", "sent"]],
  ["has no credit of ours", ["402", "402"], ["queued", "waiting out-of-credit", "sent"]],
];

for (const repeat of /** @type {const} */ (["same", "refuse"])) {
  describe(`a provider that ${repeat === "same" ? "answers a repeated key as before" : "refuses a repeated key"}, and`, () => {
    for (const [mood, script, steps, stepsRefused] of MOODS) {
      test(mood, async () => {
        world.sandbox.control({ script, repeat });
        const booking = await booked();
        await settle(world.origin, booking.practice.objects);
        assert.equal(mailsTo(world, booking.who.email).length, 1);
        assert.equal(world.sandbox.mails().length, 1);
        assert.deepEqual(await trace(booking), [["confirmation", "sent", (repeat === "refuse" && stepsRefused) || steps]]);
        // One key for all attempts.
        assert.equal(new Set(world.sandbox.requests().map((r) => r.idempotencyKey)).size, 1);
        // The link is a secret: it goes once the message has gone.
        assert.deepEqual(await query(world.origin, booking.practice.mailroom, "SELECT count(*) FROM message WHERE manage_link IS NOT NULL"), [[0]]);
      });
    }

    test("does everything in turn", async () => {
      world.sandbox.control({ script: ["500", "429", "cut-before-accept", "402", "accept-then-cut", "502"], repeat });
      const booking = await booked();
      await settle(world.origin, booking.practice.objects);
      assert.equal(world.sandbox.mails().length, 1);
      const [[, state, steps]] = await trace(booking);
      assert.equal(state, "sent");
      assert.deepEqual(new Set(steps.slice(1, -1)), new Set(steps.filter((step) => step.startsWith("waiting"))));
      assert.ok(["waiting no-answer", "waiting rate-limited", "waiting out-of-credit"].every((step) => steps.includes(step)));
    });
  });
}

test("a provider that never answers, or after we have given up: three at once", async () => {
  world.sandbox.control({ script: ["never", { do: "never", accept: true }, { do: "late", ms: 15_500 }] });
  const bookings = await Promise.all([booked(), booked(), booked()]);
  // Fifteen seconds are waited for each answer; the alarms do it.
  for (const booking of bookings) {
    await failedOnce(booking, 25_000);
  }
  assert.deepEqual(new Set(world.sandbox.requests().map((r) => r.behaviour)), new Set(["never", "late"]));
  for (const booking of bookings) {
    await settle(world.origin, booking.practice.objects);
    assert.equal(mailsTo(world, booking.who.email).length, 1);
    assert.deepEqual(await trace(booking), [["confirmation", "sent", ["queued", "waiting no-answer", "sent"]]]);
  }
});

test("a key that is not accepted is ours to mend: it waits, and goes when it is", async () => {
  const keyed = await openWorld({ vars: { message: { BREVO_API_KEY: "xkeysib-old" } } });
  try {
    const practice = await openPractice(keyed.origin, { days: 1 });
    const { who, link } = await new Patient(keyed.origin).book(practice.practitioners[0].path);
    await until("refused", async () => (await peek(keyed, practice, "SELECT 1 FROM message WHERE state = 'queued' AND reason = 'account'")).length === 1);
    assert.ok(keyed.sandbox.requests().every((r) => r.status === 401));
    await keyed.guichet.restart({ vars: {} });
    await settle(keyed.origin, practice.objects);
    assert.equal(mailsTo(keyed, who.email).length, 1);
    assert.ok(mailsTo(keyed, who.email)[0].textContent?.includes(link));
  } finally {
    await keyed.close();
  }
});

test("when it names a time, that time is waited for", async () => {
  world.sandbox.control({ script: [{ do: "429", reset: 900 }] });
  const booking = await booked();
  await failedOnce(booking);
  await settle(world.origin, booking.practice.objects);
  const [[waited, sent]] = await query(world.origin, booking.practice.mailroom, "SELECT min(at) FILTER (WHERE what = 'waiting'), min(at) FILTER (WHERE what = 'sent') FROM message_trace");
  // And up to a quarter more, so that many do not come back together.
  assert.ok(sent - waited >= 900_000 && sent - waited <= 1_126_000, `${sent - waited} ms`);
});

test("a mail that the provider refuses for good fails at once, and says so", async () => {
  world.sandbox.control({ script: ["400"] });
  const booking = await booked();
  await settle(world.origin, booking.practice.objects);
  assert.equal(world.sandbox.mails().length, 0);
  assert.equal(world.sandbox.requests().length, 1);
  assert.deepEqual(await trace(booking), [["confirmation", "failed", ["queued", "failed rejected:invalid_parameter"]]]);
});

describe("once the provider may have forgotten the key", () => {
  /** @param {string} fault */
  async function forgotten(fault) {
    world.sandbox.control({ script: [fault], eventsAfterMs: MINUTE });
    const booking = await booked();
    await failedOnce(booking);
    world.sandbox.control({ advanceMs: 31 * MINUTE });
    await settle(world.origin, booking.practice.objects, { from: Date.now() + 31 * MINUTE });
    assert.equal(mailsTo(world, booking.who.email).length, 1);
    return booking;
  }

  test("a mail that it took is found, and not sent again", async () => {
    const booking = await forgotten("accept-then-cut");
    assert.equal(world.sandbox.requests().length, 1);
    assert.deepEqual(await trace(booking), [["confirmation", "sent", ["queued", "waiting no-answer", "sent looked-up"]]]);
  });

  test("one that it never had is sent", async () => {
    const booking = await forgotten("cut-before-accept");
    assert.equal(world.sandbox.requests().length, 2);
    assert.deepEqual(await trace(booking), [["confirmation", "sent", ["queued", "waiting no-answer", "waiting not-known", "sent"]]]);
  });
});

describe("a cancellation", () => {
  test("before the confirmation has left drops it, and goes alone", async () => {
    world.sandbox.control({ script: ["402"] });
    const booking = await booked();
    await failedOnce(booking);
    await new Patient(world.origin).post(`${booking.link}/annuler`, {});
    await settle(world.origin, booking.practice.objects);
    const mails = mailsTo(world, booking.who.email);
    assert.equal(mails.length, 1);
    assert.match(mails[0].subject, /annulé/);
    assert.deepEqual(await trace(booking), [
      ["confirmation", "dropped", ["queued", "waiting out-of-credit", "dropped no-longer-stands"]],
      ["cancellation", "sent", ["queued", "sent"]],
    ]);
  });

  test("does not overtake a confirmation that may be on its way", async () => {
    world.sandbox.control({ script: ["accept-then-cut"] });
    const booking = await booked();
    await failedOnce(booking);
    await new Patient(world.origin).post(`${booking.link}/annuler`, {});
    await settle(world.origin, booking.practice.objects);
    assert.deepEqual(mailsTo(world, booking.who.email).map((mail) => /confirmé|annulé/.exec(mail.subject)?.[0]), ["confirmé", "annulé"]);
    const [confirmation, cancellation] = await trace(booking);
    assert.equal(cancellation[1], "sent");
    // Whoever reads the trace sees that the confirmation may have gone.
    assert.ok(["sent", "in-doubt"].includes(confirmation[1]) && confirmation[2].includes("waiting no-answer"), JSON.stringify(confirmation));
  });
});
