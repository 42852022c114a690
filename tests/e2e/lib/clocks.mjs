// @ts-check
/** What clocks on walls show, worked out by the engine's own tables and nothing of ours. */
import { dateIn } from "./practice.mjs";

export const DAY = 86_400_000;

/** Minutes between UTC and the wall. @param {string} zone @param {number} at */
function offset(zone, at) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" }).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return (Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute) - Math.floor(at / 60_000) * 60_000) / 60_000;
}

/** The instant at which a clock on the wall shows that, on a day and hour that exist once. @param {string} zone @param {string} wall */
export function instant(zone, wall) {
  const naive = Date.parse(`${wall}Z`);
  return naive - offset(zone, naive - offset(zone, naive) * 60_000) * 60_000;
}

/** The dates of the zone's next two clock changes, at least three days ahead. @param {string} zone */
export function changes(zone) {
  const dates = [];
  for (let day = 3; dates.length < 2; day += 1) {
    const [morning, evening] = ["00:30:00", "23:30:00"].map((hour) => offset(zone, instant(zone, `${dateIn(zone, day)}T${hour}`)));
    if (morning !== evening) dates.push(dateIn(zone, day));
  }
  return dates;
}
