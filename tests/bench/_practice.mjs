// @ts-check
/** A practice made for measuring, through the real commands: practitioners whose days are cut into equal slots. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { OPERATOR, PUBLIC, agenda, command, mailroom, post, practice, query, staff, tick } from "../harness/objects.mjs";

/** @param {"prc" | "prn" | "loc" | "srv" | "avl"} kind @param {number} n */
const id = (kind, n) => `${kind}_0193b00000007000${(0x8000_0000_0000_0000n + BigInt(n)).toString(16)}`;

const PRACTICE = id("prc", 1);
const LOCATION = id("loc", 1);
const SERVICE = id("srv", 1);
const DAY = 86_400_000;
/** When openings begin, UTC: a morning and an afternoon of four hours each. */
const HOURS = [8, 13];
const OPENING = 4 * 60;
/** The first open day after today, so that no slot of the run is past and none changes its day. */
const FIRST_DAY = 3;

/** @typedef {{ country: string, region: string, zone: string }} Country */
/** @type {Country} */
export const FRANCE = { country: "FR", region: "eu", zone: "UTC" };
/** @type {Country} */
export const CANADA = { country: "CA", region: "ca", zone: "UTC" };

/**
 * An agenda of the practice, with more slots than a benchmark books.
 * @param {string} origin a gateway with test doors
 * @param {Country} where
 * @param {{ n: number, slots: number, minutes: number, alerts?: object }} size `n`: which practitioner; two share nothing but the practice.
 * `alerts`: the terms on which it offers earlier slots
 */
export async function openAgenda(origin, { country, region, zone }, { n, slots, minutes, alerts }) {
  const card = { id: id("prn", n), name: "Anne Mesure", profession: "Masseuse-kinésithérapeute", slug: "anne-mesure" };
  const [where, office] = [agenda(card.id, region), practice(PRACTICE, region)];
  await command(origin, where, "open-agenda", OPERATOR, { practitioner: card, country, practice: PRACTICE });
  await command(origin, office, "found-practice", OPERATOR, {
    card: {
      practice: PRACTICE,
      country,
      name: "Cabinet des Mesures",
      telephone: { dial: "+33478000000", shown: "04 78 00 00 00" },
      cancellation_notice: 1440,
      booking_notice: 0,
      open_bookings: 50,
      alerts,
      locations: [{ id: LOCATION, address: ["1 rue du Mètre", "69003 Lyon"], city: "Lyon", zone }],
      services: [{ id: SERVICE, label: "Séance", minutes, note: "Votre ordonnance." }],
    },
  });
  await command(origin, office, "add-practitioner", OPERATOR, { practitioner: card.id });
  while ((await post(origin, where, "read-page", { principal: PUBLIC, command: { days: 1 } })).status !== 200) {
    await tick(origin, office);
    await sleep(20);
  }
  const perOpening = OPENING / minutes;
  const perDay = HOURS.length * perOpening;
  const midnight = Math.floor(Date.now() / DAY) * DAY + FIRST_DAY * DAY;
  for (let day = 0; day * perDay < slots; day += 1) {
    const date = new Date(midnight + day * DAY).toISOString().slice(0, 10);
    for (const [i, hour] of HOURS.entries()) {
      const [from, to] = [hour, hour + OPENING / 60].map((h) => `${String(h).padStart(2, "0")}:00:00`);
      const availability = id("avl", (n * 1000 + day) * 10 + i);
      await command(origin, where, "open-availability", staff(PRACTICE, card.id), { availability, location: LOCATION, service: SERVICE, date, from, to });
    }
  }
  /** @param {number} slot */
  const start = (slot) => {
    const [day, half, rest] = [Math.floor(slot / perDay), Math.floor((slot % perDay) / perOpening), slot % perOpening];
    return new Date(midnight + day * DAY + (HOURS[half] ?? 0) * 3_600_000 + rest * minutes * 60_000).toISOString();
  };
  const waiting = async () => Number((await query(origin, where, "SELECT COUNT(*) FROM outbox"))[0]?.[0]);
  let [next, booked] = [0, 0];
  const page = `/${country.toLowerCase()}/praticien/${card.slug}-${card.id.slice(4)}`;
  return {
    agenda: where,
    office,
    mailroom: mailroom(PRACTICE, region),
    page,
    /** How many slots a day has. */
    perDay,
    /**
     * Holds the next slot, or that one, for a browser of its own.
     * @param {string} [now] the instant to decide at @param {number} [slot] @returns {Promise<string>} the hold's token
     */
    async hold(now, slot = next++) {
      if (slot >= slots) throw new Error("The agenda is too small for the benchmark.");
      const browser = randomBytes(16).toString("base64url");
      const held = await command(origin, where, "hold-slot", PUBLIC, { service: SERVICE, starts_at: start(slot), browser }, now);
      return held.hold;
    },
    /** The real form of the page, filled in by somebody new, elsewhere: one address has so many open bookings (A9), and one network books so often (ADR 0012). @param {string} hold @returns {import("./_measure.mjs").Ask} */
    booking: (hold) => ({ path: `${page}/reserver/${hold}`, method: "POST", headers: { ...FORM_HEADERS, "cf-connecting-ip": network((booked += 1)) }, body: form(booked) }),
    /**
     * Nothing leaves the agenda before that instant: whoever was told something before is not told of what comes next any sooner, and
     * the Directory has just heard what is free. @param {string} until
     */
    async hush(until) {
      while ((await waiting()) > 0) await sleep(20);
      const at = Date.parse(until);
      await query(origin, where, `UPDATE outbox_cursor SET due_at = ${at}`);
      await query(origin, where, `UPDATE free_told SET told_at = ${at}`);
    },
    /** How many rows wait in the outbox. */
    waiting,
    /** Waits until nothing is under way: no event to deliver, no mail to send. */
    async quiet() {
      const deadline = Date.now() + 120_000;
      while (Date.now() < deadline) {
        const unsent = async () => Number((await query(origin, mailroom(PRACTICE, region), "SELECT COUNT(*) FROM message WHERE final_at IS NULL"))[0]?.[0]);
        // A question that breaks off, on a connection that workerd had just let go, is asked again.
        const busy = await waiting().then((rows) => rows || unsent()).catch(() => 1);
        if (busy === 0) return;
        await sleep(2);
      }
      throw new Error("Events or mails are still under way after two minutes.");
    },
    /** A command of the practice's staff to the agenda. @param {string} name @param {unknown} what @param {string} [now] the instant to decide at */
    byStaff: (name, what, now) => command(origin, where, name, staff(PRACTICE, card.id), what, now),
  };
}

export const FORM_HEADERS = { accept: "text/html", "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
/** The form as one of many fills it in; all are of one length. @param {number} n */
const form = (n) =>
  new URLSearchParams({
    prenom: "Zoé",
    nom: "Durand",
    "naissance-jour": "12",
    "naissance-mois": "4",
    "naissance-annee": "1990",
    email: `zoe.durand.${String(n).padStart(6, "0")}@exemple.fr`,
  }).toString();
/** A network of the `n`th who books, as the platform's edge would say it. @param {number} n */
const network = (n) => [10, (n >> 16) & 255, (n >> 8) & 255, n & 255].join(".");
export const FORM = form(0);

/** An object of the Agenda's class that nobody has opened: it holds the bare row, nothing else. */
export const BARE = agenda(id("prn", 999));
