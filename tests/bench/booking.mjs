// @ts-check
/**
 * A booking against the cheapest write on the same path.
 *
 * - the booking: the form's POST: gateway → booking function → Agenda: appointment stored, events in its outbox, 303;
 * - the floor: a POST to the door `_bare`: gateway → booking function → another Agenda object, which inserts one row.
 *
 * Both are asked in turn, in one workerd, through one client, with the same body and the same persistence. Holds are made
 * outside what is timed. README.md says what each line means.
 */
import { performance } from "node:perf_hooks";
import { PUBLIC } from "../harness/objects.mjs";
import { start } from "../harness/workers.mjs";
import { client, median, quantile, report, rounded, shown, summary, table } from "./_measure.mjs";
import { BARE, FORM, FORM_HEADERS, FRANCE, openAgenda } from "./_practice.mjs";
import { startProvider } from "./_provider.mjs";

/** @typedef {import("./_measure.mjs").Ask} Ask */
/** @typedef {Awaited<ReturnType<typeof openAgenda>>} Agenda */
/** @typedef {{ booking: number[][], floor: number[][], each: { booking: number, floor: number }[] }} Samples by round: what each
 * request took, in milliseconds; and the round's time divided by its requests, which no order of service changes */

/** The part that is the floor. */
const BARE_ROW = "… an object inserts one bare row";
/** Decides at an instant ahead of the clock: the events stay in the outbox, since they are not due before it. */
const AHEAD = new Date(Date.now() + 3_600_000).toISOString();
/** How often what is measured how many at a time. */
const ALONE = { rounds: 7, pairs: 60, at: 1 };
const TOGETHER = { rounds: 7, pairs: 160, at: 16 };
const CROWD = { rounds: 7, pairs: 200, at: 50 };
const PARTS = { rounds: 5, times: 30 };
const WARM_UP = 40;
/** architecture.md, "Budgets": booking POST against the bare row, at the median. */
const BUDGET = 2;
/** One request as its caller sees it, with all that follows it; many, without what follows (README.md says why). */
const BUDGETED = /** @type {const} */ ([[ALONE, undefined], [TOGETHER, AHEAD], [CROWD, AHEAD]]);
/** How many slots an agenda needs. */
const SLOTS = WARM_UP + ALONE.rounds * ALONE.pairs + TOGETHER.rounds * TOGETHER.pairs + CROWD.rounds * CROWD.pairs + 2 * PARTS.rounds * PARTS.times;

const provider = await startProvider();
const guichet = await start({ sandbox: provider.url });
const { ask, close } = client(guichet.origin);
/** @type {Ask} */
const FLOOR = { path: `/_sandbox/doors/${BARE.class}/${BARE.name}/_bare`, method: "POST", headers: FORM_HEADERS, body: FORM };

try {
  // Two agendas of one practice. In one everything happens as in production: the alarm is set and rings, the Practice and
  // the Mailroom hear of the booking, the mail goes out. In the other nothing happens after the answer.
  const whole = { ...(await openAgenda(guichet.origin, FRANCE, { n: 1, slots: SLOTS, minutes: 5 })), now: undefined };
  const frozen = { ...(await openAgenda(guichet.origin, FRANCE, { n: 2, slots: SLOTS, minutes: 5 })), now: AHEAD };
  await frozen.hush(AHEAD);
  for (const agenda of [whole, frozen]) await round(agenda, { pairs: WARM_UP, at: 1 });

  /** @type {Record<string, import("./_measure.mjs").Measure>} */
  const measures = {};
  /** @type {string[][]} */
  const rows = [];
  for (const [how, shape] of /** @type {const} */ ([["one at a time", ALONE], ["16 at a time", TOGETHER], ["50 at a time", CROWD]])) {
    for (const [what, agenda] of /** @type {const} */ ([["delivery and mail on", whole], ["nothing delivered", frozen]])) {
      const samples = await rounds(agenda, shape);
      const budget = BUDGETED.some(([s, now]) => s === shape && now === agenda.now) ? BUDGET : undefined;
      const found = lines(`booking, ${how}, ${what}`, samples, shape, budget);
      Object.assign(measures, found.measures);
      rows.push(...found.rows);
    }
  }
  console.log("A booking against one bare row. Medians over rounds (lowest–highest round).");
  table(["", "booking", "bare row", "ratio"], rows);

  console.log("Where a booking's time goes: p50 of each request alone, nothing delivered.");
  table(["request", "p50", "beyond the bare row"], partRows(await partsOf(frozen)));
  report("booking", measures);
} finally {
  close();
  await guichet.stop();
  provider.stop();
}

/**
 * Rounds in which bookings and floors take turns.
 * @param {Agenda & { now?: string }} agenda @param {{ rounds: number, pairs: number, at: number }} shape @returns {Promise<Samples>}
 */
async function rounds(agenda, shape) {
  /** @type {Samples} */
  const samples = { booking: [], floor: [], each: [] };
  for (let n = 0; n < shape.rounds; n += 1) {
    const { booking, floor, each } = await round(agenda, shape, n % 2 === 1);
    samples.booking.push(booking);
    samples.floor.push(floor);
    samples.each.push(each);
  }
  return samples;
}

/**
 * One round. One at a time they alternate, each from quiet; several at a time they alternate by the batch, so that
 * neither side waits for the other's work.
 * @param {Agenda & { now?: string }} agenda @param {{ pairs: number, at: number }} shape @param {boolean} [floorFirst]
 */
async function round(agenda, { pairs, at }, floorFirst = false) {
  const bookings = await prepared(agenda, pairs);
  const size = at === 1 ? 1 : pairs;
  /** @type {{ booking: number[], floor: number[] }} */
  const times = { booking: [], floor: [] };
  const each = { booking: 0, floor: 0 };
  for (let n = 0; n < pairs; n += size) {
    const batch = bookings.slice(n, n + size);
    /** @param {"booking" | "floor"} side @param {Ask[]} asks @param {number} status */
    const send = async (side, asks, status) => {
      const began = performance.now();
      times[side].push(...(await together(asks, at, status)));
      each[side] += (performance.now() - began) / pairs;
      await quiet(agenda);
    };
    const sides = [() => send("booking", batch, 303), () => send("floor", batch.map(() => FLOOR), 200)];
    for (const side of floorFirst !== (n % 2 === 1) ? sides.reverse() : sides) await side();
  }
  return { ...times, each };
}

/** Holds slots, and makes of each the form that books it. @param {Agenda & { now?: string }} agenda @param {number} count @returns {Promise<Ask[]>} */
async function prepared(agenda, count) {
  /** @type {Ask[]} */
  const asks = [];
  while (asks.length < count) asks.push(at(agenda, agenda.booking(await agenda.hold(agenda.now))));
  return asks;
}

/** The request, decided at the agenda's instant. @param {{ now?: string }} agenda @param {Ask} ask @returns {Ask} */
function at(agenda, ask) {
  return agenda.now ? { ...ask, headers: { ...ask.headers, "x-test-now": agenda.now } } : ask;
}

/** Sends all of it, `width` at a time, and returns what each took. @param {Ask[]} asks @param {number} width @param {number} status */
async function together(asks, width, status) {
  const waiting = [...asks];
  /** @type {number[]} */
  const times = [];
  const sender = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) times.push(await timed(next, status));
  };
  await Promise.all(Array.from({ length: width }, sender));
  return times;
}

/** @param {Ask} request @param {number} status @returns {Promise<number>} milliseconds */
async function timed(request, status) {
  const answer = await ask(request);
  if (answer.status !== status) throw new Error(`${request.path}: ${answer.status} instead of ${status}: ${answer.body.slice(0, 300)}`);
  return answer.ms;
}

/** Waits until nothing is under way. @param {Agenda & { now?: string }} agenda */
const quiet = async (agenda) => void (agenda.now || (await agenda.quiet()));

/**
 * Requests that do a little more each, taking turns.
 * @param {Agenda & { now?: string }} agenda @returns {Promise<Record<string, number[][]>>}
 */
async function partsOf(agenda) {
  const { name } = agenda.agenda;
  /** @param {string} object @param {string} path @param {unknown} body @returns {Ask} */
  const door = (object, path, body) => ({ path: `/_sandbox/doors/Agenda/${object}/${path}`, method: "POST", body: JSON.stringify(body) });
  /** @param {string} path @param {unknown} command */
  const command = (path, command) => door(name, path, { principal: PUBLIC, command, test_now: agenda.now });
  const person = { given_name: "Zoé", family_name: "Durand", birth_date: "1990-04-12", email: "zoe.durand@exemple.fr" };
  /** @type {Record<string, number[][]>} */
  const parts = {};
  for (let n = 0; n < PARTS.rounds; n += 1) {
    /** @type {Record<string, number[]>} */
    const times = {};
    for (let i = 0; i < PARTS.times; i += 1) {
      const [mine, other] = [await agenda.hold(agenda.now), await agenda.hold(agenda.now)];
      /** @type {[string, Ask, number][]} */
      const turn = [
        ["the gateway answers", { path: "/healthz" }, 200],
        ["… the booking function answers", { path: "/fr/nulle-part" }, 404],
        ["… an object answers, without a write", door(BARE.name, "_query", { sql: "SELECT 1" }), 200],
        [BARE_ROW, FLOOR, 200],
        ["the Agenda reads: ReadHold, by the door", command("read-hold", { hold: mine }), 200],
        ["the Agenda decides: Book, by the door", command("book", { hold: other, person }), 200],
        ["the whole: the form's POST, which commands Book", at(agenda, agenda.booking(mine)), 303],
      ];
      for (const [name, request, status] of turn) (times[name] ??= []).push(await timed(request, status));
    }
    for (const [name, sample] of Object.entries(times)) (parts[name] ??= []).push(sample);
  }
  return parts;
}

/** @param {Record<string, number[][]>} parts */
function partRows(parts) {
  const floor = summary((parts[BARE_ROW] ?? []).map(median)).median;
  return Object.entries(parts).map(([name, samples]) => {
    const p50 = summary(samples.map(median));
    const beyond = p50.median - floor;
    return [name, shown(p50, " ms"), `${beyond < 0 ? "−" : "+"}${Math.abs(beyond).toFixed(2)} ms`];
  });
}

/**
 * The lines of one comparison. p50 and the time of each: medians over rounds, and of each round's own ratio, which noise
 * that lasts longer than a round does not move. p99: of all rounds' requests together, since one round has too few.
 * @param {Samples} samples
 */
function compared({ booking, floor, each }) {
  /** @param {number[]} a @param {number[]} b */
  const byRound = (a, b) => ({ booking: summary(a), floor: summary(b), ratio: summary(a.map((ms, n) => ms / (b[n] ?? NaN))) });
  const [a99, b99] = [booking, floor].map((rounds) => quantile(rounds.flat(), 0.99));
  return {
    each: byRound(each.map((round) => round.booking), each.map((round) => round.floor)),
    p50: byRound(booking.map(median), floor.map(median)),
    p99: byRound([a99 ?? NaN], [b99 ?? NaN]),
  };
}

/**
 * One at a time, p50 bears the budget. Several at a time, workerd serves them in no fair order, and p50 says more about
 * that than about the work; the time of each bears it.
 * @param {string} name @param {Samples} samples @param {{ at: number }} shape @param {number} [budget]
 */
function lines(name, samples, { at }, budget) {
  /** @type {[string, ReturnType<typeof compared>["p50"]][]} */
  const all = Object.entries(compared(samples)).filter(([what]) => what !== "each" || at > 1);
  const bearer = at > 1 ? "each" : "p50";
  /** @type {Record<string, import("./_measure.mjs").Measure>} */
  const measures = {};
  for (const [what, { booking, floor, ratio }] of all) {
    const against = `bare row ${floor.median.toFixed(2)} ms`;
    measures[`${name}, ${what}`] = { value: rounded(booking.median), unit: "ms", against, ratio: rounded(ratio.median), ...(budget && what === bearer && { budget }) };
  }
  const rows = all.map(([what, { booking, floor, ratio }]) => [`${name}, ${what}`, shown(booking, " ms"), shown(floor, " ms"), shown(ratio, " ×")]);
  return { measures, rows };
}
