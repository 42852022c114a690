// @ts-check
/**
 * From a cancellation to the five letters that offer its time (W3, W10), against one booking's letter on the same way.
 *
 *  - the patient cancels by their link: gateway → booking function → Agenda, whose alarm asks five; Mailroom; five requests at the provider;
 *  - staff cancel: the same from the end of the two minutes in which they may take it back: the command is decided two minutes ago;
 *  - the floor: somebody books that time: the same way, and one request at the provider.
 *
 * They take turns: the time is booked, given back, and offered, round after round, to the same five of fifty who wait. README.md says what each
 * line means.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { query } from "../harness/objects.mjs";
import { start } from "../harness/workers.mjs";
import { client, quantile, report, rounded, shown, summary, table } from "./_measure.mjs";
import { FORM_HEADERS, FRANCE, openAgenda } from "./_practice.mjs";
import { startProvider } from "./_provider.mjs";

const ROUNDS = 5;
const TURNS = 8;
const WARM_UP = 3;
/** How many wait, and how many of them are asked. */
const [WAITING, ASKED] = [50, 5];
/** W3's five, on W2's and W4's terms as far as a week of measuring allows. */
const TERMS = { minimum_days: 0, first: ASKED, same_day: false, round_minutes: 240, offer_notice: 120, home_visits: false };
/** Tracker issue 5: offers leave within a minute. */
const BUDGET_MS = 60_000;
/** What staff may still take back. */
const GRACE = 120_000;

const provider = await startProvider();
const guichet = await start({ sandbox: provider.url });
const { ask, close } = client(guichet.origin);

/** @typedef {{ floor: number[], patient: number[], staff: number[] }} Times */

try {
  const agenda = await openAgenda(guichet.origin, FRANCE, { n: 1, slots: 200, minutes: 30, alerts: TERMS });
  /** Books a slot; gives the link to it. @param {number} slot */
  const book = async (slot) => {
    const booked = await posted(agenda.booking(await agenda.hold(undefined, slot)));
    return /** @type {string} */ (booked.location?.split("?")[0]);
  };
  for (let n = 0; n < WAITING; n += 1) await posted({ path: `${await book(agenda.perDay + n)}/alerte`, method: "POST", headers: FORM_HEADERS, body: "alerte=oui" });

  /**
   * Books the early slot, and gives it back. @param {"patient" | "staff"} who @returns {Promise<[number, number]>} what the one letter took, and the five
   */
  const turn = async (who) => {
    const form = agenda.booking(await agenda.hold(undefined, 0));
    let link = "";
    const one = await lettersAfter(1, false, async () => void (link = (await posted(form)).location?.split("?")[0] ?? ""));
    await agenda.quiet();
    const cancel = who === "patient" ? () => posted({ path: `${link}/annuler`, method: "POST", headers: FORM_HEADERS, body: "" }) : await byStaff(agenda);
    const five = await lettersAfter(ASKED, true, cancel);
    await agenda.quiet();
    return [one, five];
  };
  for (let n = 0; n < WARM_UP; n += 1) for (const who of /** @type {const} */ (["patient", "staff"])) await turn(who);
  /** @type {Times[]} */
  const rounds = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    /** @type {Times} */
    const times = { floor: [], patient: [], staff: [] };
    for (let i = 0; i < TURNS; i += 1) {
      for (const who of /** @type {const} */ (["patient", "staff"])) {
        const [one, five] = await turn(who);
        times.floor.push(one);
        times[who].push(five);
      }
    }
    rounds.push(times);
  }

  /** @type {Record<string, import("./_measure.mjs").Measure>} */
  const measures = {};
  /** @type {string[][]} */
  const rows = [];
  for (const [who, name] of /** @type {const} */ ([["patient", "the patient cancels, five letters leave"], ["staff", "staff's grace ends, five letters leave"]])) {
    for (const [what, share] of /** @type {const} */ ([["p50", 0.5], ["p95", 0.95]])) {
      const [five, one] = [who, "floor"].map((side) => summary(rounds.map((times) => quantile(times[/** @type {keyof Times} */ (side)], share))));
      const ratio = summary(rounds.map((times) => quantile(times[who], share) / quantile(times.floor, share)));
      if (!five || !one) throw new Error("nothing was measured");
      const against = `one booking's letter ${one.median.toFixed(0)} ms`;
      measures[`${name}, ${what}`] = { value: rounded(five.median), unit: "ms", against, ratio: rounded(ratio.median) };
      rows.push([`${name}, ${what}`, shown(five, " ms"), shown(one, " ms"), shown(ratio, " ×")]);
    }
    const slowest = Math.max(...rounds.flatMap((times) => times[who]));
    measures[`${name}, the slowest`] = { value: slowest, unit: "ms", budget: BUDGET_MS };
  }
  console.log(`From giving a time back to the last of ${ASKED} letters at the provider, ${WAITING} wait; against a booking's one letter.`);
  table(["", "five letters", "one letter", "ratio"], rows);
  report("alerts", measures);
} finally {
  close();
  await guichet.stop();
  provider.stop();
}

/** @param {import("./_measure.mjs").Ask} request */
async function posted(request) {
  const answer = await ask(request);
  if (answer.status !== 303) throw new Error(`${request.path}: ${answer.status} instead of 303: ${answer.body.slice(0, 300)}`);
  return answer;
}

/** Staff cancel the early slot two minutes ago, so that what they may take back is over now. @param {Awaited<ReturnType<typeof openAgenda>>} agenda */
async function byStaff(agenda) {
  const [[appointment, version] = []] = await query(guichet.origin, agenda.agenda, "SELECT appointment_id, version FROM appointment WHERE attendance = 'booked' ORDER BY starts_at LIMIT 1");
  return () => agenda.byStaff("cancel-by-staff", { appointment, version }, new Date(Date.now() - GRACE).toISOString());
}

/**
 * From before the act to the last of so many letters at the provider, which is a process of its own on this machine's clock.
 * @param {number} count @param {boolean} offers whether they offer something (RFC 8058), or do not @param {() => Promise<unknown>} act
 * @returns {Promise<number>} milliseconds
 */
async function lettersAfter(count, offers, act) {
  await fetch(`${provider.url}/control/mails`, { method: "DELETE" });
  const began = Date.now();
  await act();
  while (Date.now() < began + BUDGET_MS) {
    /** @type {import("../sandbox/store.mjs").Mail[]} */
    const mails = await (await fetch(`${provider.url}/control/mails`)).json();
    const meant = mails.filter(({ headers }) => "List-Unsubscribe" in (headers ?? {}) === offers);
    if (meant.length > count) throw new Error(`${meant.length} letters, of ${count}`);
    if (meant.length === count) return Math.max(...meant.map(({ at }) => at)) - began;
    await sleep(5);
  }
  throw new Error(`fewer than ${count} letters within a minute`);
}
