// @ts-check
/**
 * Whether the time of an answer tells if an address is known: asking for a sign-in link, for addresses whose Identity stands and
 * for addresses that nobody ever typed, in turn, in one workerd. (What an Identity does for a link is the same whether or not
 * somebody has signed in; what differs is that it has tables.) A known address is asked for as often only as it is sent a link;
 * what follows an answer, deliveries and mails, is over before the next.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { start } from "../harness/workers.mjs";
import { client, median, quantile, report, rounded, shown, summary, table } from "./_measure.mjs";
import { FORM_HEADERS } from "./_practice.mjs";

/** Each known address is asked for once in each round, and once before: five links are what an hour has. */
const ROUNDS = 4;
const PEOPLE = 40;
/** How long deliveries take at most, in milliseconds. */
const PAUSE = 40;

const guichet = await start();
const { ask, close } = client(guichet.origin);

/** An address that nobody has typed; all are of one length. */
const fresh = () => `b-${randomBytes(6).toString("hex")}@exemple.fr`;

/** Asks for a link; gives what it took. @param {string} email */
async function asked(email) {
  const answer = await ask({ path: "/fr/pro/connexion", method: "POST", headers: FORM_HEADERS, body: new URLSearchParams({ email }).toString() });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body.slice(0, 300)}`);
  await sleep(PAUSE);
  return answer.ms;
}

try {
  const people = Array.from({ length: PEOPLE }, fresh);
  for (const email of people) await asked(email);

  /** @type {{ known: number[][], unknown: number[][] }} */
  const times = { known: [], unknown: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    /** @type {{ known: number[], unknown: number[] }} */
    const took = { known: [], unknown: [] };
    for (const [n, email] of people.entries()) {
      const turn = /** @type {const} */ ([["known", email], ["unknown", fresh()]]);
      for (const [side, address] of n % 2 === round % 2 ? turn : [...turn].reverse()) took[side].push(await asked(address));
    }
    times.known.push(took.known);
    times.unknown.push(took.unknown);
  }
  const p50 = { known: summary(times.known.map(median)), unknown: summary(times.unknown.map(median)) };
  const ratio = summary(times.unknown.map((round, n) => median(round) / median(times.known[n] ?? [])));
  const p99 = { known: quantile(times.known.flat(), 0.99), unknown: quantile(times.unknown.flat(), 0.99) };
  console.log("Asking for a link: an address that nobody ever typed against one whose Identity stands.");
  table(["", "unknown", "known", "ratio"], [
    ["p50", shown(p50.unknown, " ms"), shown(p50.known, " ms"), shown(ratio, " ×")],
    ["p99", `${p99.unknown.toFixed(2)} ms`, `${p99.known.toFixed(2)} ms`, `${(p99.unknown / p99.known).toFixed(2)} ×`],
  ]);
  report("enumeration", {
    "asking for a link, unknown address, p50": { value: rounded(p50.unknown.median), unit: "ms", against: `known ${p50.known.median.toFixed(2)} ms`, ratio: rounded(ratio.median) },
    "asking for a link, unknown address, p99": { value: rounded(p99.unknown), unit: "ms", against: `known ${p99.known.toFixed(2)} ms`, ratio: rounded(p99.unknown / p99.known) },
  });
} finally {
  close();
  await guichet.stop();
}
