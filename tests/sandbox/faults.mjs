// @ts-check
/**
 * How the sandbox behaves at the next sends: by script, else by a seeded die, else well.
 *
 * | behaviour           | the caller sees                | the mail is |
 * | ------------------- | ------------------------------ | ----------- |
 * | ok                  | 201                            | recorded    |
 * | 429                 | 429, `reset` seconds           | not         |
 * | 500                 | 500, JSON                      | not         |
 * | 502                 | 502, HTML of a proxy           | not         |
 * | 402                 | 402 not_enough_credits         | not         |
 * | 400                 | 400 invalid_parameter          | not         |
 * | late                | 201 after `ms` (2 000)         | recorded at once |
 * | never               | nothing until it gives up      | only with `accept: true` |
 * | accept-then-cut     | the connection breaks          | recorded    |
 * | cut-before-accept   | the connection breaks          | not         |
 */

/** @typedef {{ do: string, ms?: number, reset?: number, accept?: boolean }} Behaviour */

export const BEHAVIOURS = ["ok", "429", "500", "502", "402", "400", "late", "never", "accept-then-cut", "cut-before-accept"];

/**
 * @typedef {object} Control
 * @property {(string | Behaviour)[]} [script] for the next sends, one each; replaces what is left of an earlier script
 * @property {{ seed: number, chances: Record<string, number> } | null} [random] chances below 1 in sum, the rest is ok; null ends it
 * @property {"same" | "refuse"} [repeat] to a repeated idempotency key: 201 with the same message id, or 400 duplicate_parameter
 * @property {number} [eventsAfterMs] how long after its mail an event shows
 * @property {number} [advanceMs] moves the sandbox's clock on
 * @property {number} [limit] sends per hour that the rate limit headers speak of
 */

export class Faults {
  /** @type {Behaviour[]} */
  #script = [];
  /** @type {{ roll: () => number, chances: [string, number][] } | undefined} */
  #random;
  /** @type {"same" | "refuse"} */
  repeat = "same";
  eventsAfterMs = 0;
  #ahead = 0;
  limit = 1000;

  /** The sandbox's clock. */
  now() {
    return Date.now() + this.#ahead;
  }

  /** Sets what `control` names and leaves the rest. Throws on what it does not know. @param {Control} control */
  set(control) {
    const { script, random, repeat, eventsAfterMs, advanceMs, limit, ...unknown } = control;
    if (Object.keys(unknown).length > 0) throw new Error(`unknown: ${Object.keys(unknown).join(", ")}`);
    if (repeat !== undefined && repeat !== "same" && repeat !== "refuse") throw new Error("repeat is same or refuse");
    const steps = script?.map((step) => (typeof step === "string" ? { do: step } : step));
    for (const name of [...(steps ?? []).map((s) => s.do), ...Object.keys(random?.chances ?? {})]) {
      if (!BEHAVIOURS.includes(name)) throw new Error(`no behaviour ${name}; there are ${BEHAVIOURS.join(", ")}`);
    }
    if (steps) this.#script = steps;
    if (random !== undefined) this.#random = random ? { roll: mulberry32(random.seed), chances: Object.entries(random.chances) } : undefined;
    this.repeat = repeat ?? this.repeat;
    this.eventsAfterMs = eventsAfterMs ?? this.eventsAfterMs;
    this.limit = limit ?? this.limit;
    this.#ahead += advanceMs ?? 0;
  }

  /** The behaviour at this send. @returns {Behaviour} */
  next() {
    const scripted = this.#script.shift();
    if (scripted) return scripted;
    if (!this.#random) return { do: "ok" };
    let rest = this.#random.roll();
    for (const [name, chance] of this.#random.chances) {
      if (rest < chance) return { do: name };
      rest -= chance;
    }
    return { do: "ok" };
  }
}

/** A small seeded generator of numbers in [0, 1). @param {number} seed */
function mulberry32(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
