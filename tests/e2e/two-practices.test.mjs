// @ts-check
/**
 * A practitioner of two practices: one person, one agenda, one public page. Each practice's staff see their own appointments
 * and patients, and the other's time as busy, which bears nothing but its hours: on the desk's day, by the API, in public.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { agenda, mailroom, practice as office, query } from "../harness/objects.mjs";
import { Api, refused } from "./lib/api.mjs";
import { Patient, person, plain } from "./lib/patient.mjs";
import { dateIn, id } from "./lib/practice.mjs";
import { Staff, forms } from "./lib/staff.mjs";
import { openWorld, settle } from "./lib/world.mjs";

const DATE = dateIn("Europe/Paris", 4);

/** @typedef {{ office: import("./lib/staff.mjs").Office, owner: Staff, machine: Api, service: string, location: string, who: any, appointment: string, patient: string, start: string }} Side */

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {Staff} */
let karim;
let practitioner = "";
let page = "";
/** @type {[Side, Side]} */
let sides;
before(async () => {
  world = await openWorld();
  karim = new Staff(world, { email: "karim@exemple.fr", given: "Karim", family: "Benali" });
  const [lilas, ciel] = [await found("Cabinet des Lilas", "helene"), await found("Kiné Gratte-Ciel", "odile")];
  page = `/fr/praticien/karim-benali-${practitioner.slice(4)}`;
  sides = [await booked(lilas, "09:00", "10:00", "Zoé"), await booked(ciel, "14:00", "15:00", "Léonie")];
});
after(() => world?.close());

/** A practice with a service, where Karim has accepted to give care, and a key. @param {string} name @param {string} who */
async function found(name, who) {
  const owner = new Staff(world, { email: `${who}@exemple.fr` });
  await owner.signIn();
  const practice = await owner.createPractice({ name });
  await owner.submit(await owner.open(`${practice.path}/reglages/motifs/nouveau`), /\/reglages\/motifs\//, { name: `Séance de ${who}`, minutes: "30" });
  const since = owner.lastMail();
  await owner.invite(practice, { email: karim.email, given_name: "Karim", family_name: "Benali", roles: ["practitioner"], profession: "Masseur-kinésithérapeute" });
  assert.deepEqual(await karim.accept(since), practice);
  const [[drawn]] = await query(world.origin, office(practice.id), "SELECT practitioner_id FROM practitioner");
  if (practitioner) assert.equal(drawn, practitioner, "one person is one practitioner");
  practitioner = drawn;
  const key = await owner.makeKey(practice, "Essai", ["agenda:read", "agenda:write", "patients:read", "settings:read", "settings:write"]);
  return { owner, office: practice, machine: new Api(world.origin, key) };
}

const objects = () => [...(sides ?? []).map((side) => office(side.office.id)), agenda(practitioner), ...(sides ?? []).map((side) => mailroom(side.office.id))];

/**
 * Hours of a practice, by its own key, and an appointment in them.
 * @param {Awaited<ReturnType<typeof found>>} practice @param {string} from @param {string} to @param {string} prenom @returns {Promise<Side>}
 */
async function booked(practice, from, to, prenom) {
  const where = [office(practice.office.id), agenda(practitioner), mailroom(practice.office.id)];
  const [[location, service]] = await query(world.origin, office(practice.office.id), "SELECT (SELECT location_id FROM location), (SELECT service_id FROM service)");
  await settle(world.origin, where);
  await practice.machine.put(`/practices/${practice.office.id}/practitioners/${practitioner}/availabilities/${id("avl")}`, { location, services: [service], first_day: DATE, from: `${from}:00`, to: `${to}:00` });
  const who = person({ prenom });
  const { start } = await new Patient(world.origin).book(`${page}?cabinet=${practice.office.id.slice(4)}`, { who });
  await settle(world.origin, where);
  const [[appointment, patient]] = await query(world.origin, agenda(practitioner), `SELECT appointment_id, patient_id FROM appointment WHERE practice_id = '${practice.office.id}'`);
  return { ...practice, location, service, who, start, appointment, patient };
}

describe("each practice sees its own", () => {
  for (const [mine, theirs] of /** @type {const} */ ([[0, 1], [1, 0]])) {
    test(`on the desk's day, ${mine === 0 ? "there" : "here"}`, async () => {
      const [own, other] = [sides[mine], sides[theirs]];
      // The practitioner, who knows both, sees no more of the other from here; the owner runs nobody's agenda.
      const day = await karim.open(`${own.office.path}/jour?date=${DATE}`);
      const text = plain(day.text);
      assert.match(text, new RegExp(own.who.nom));
      for (const word of [other.who.nom, other.who.prenom, other.patient, other.appointment.slice(4), other.office.id.slice(4)]) {
        const shown = day.text.slice(day.text.indexOf("<main"));
        assert.ok(!shown.includes(word), `${word} is shown`);
      }
      assert.match(text, mine === 0 ? /14:00 – 14:30 ?Occupé|14:00 – 14:30/ : /09:00 – 09:30/);
      assert.equal(forms(day.text).length, 1, "what is marked is one's own");
      // The other's patient is nobody here; the other's appointment cannot be marked from here.
      assert.equal((await karim.get(`${own.office.path}/patients/${other.patient.slice(4)}`)).status, 404);
      const marked = await karim.post(`${own.office.path}/rendez-vous/${practitioner.slice(4)}/${other.appointment.slice(4)}`, { attendance: "arrived", version: "1" });
      assert.equal(marked.status, 404);
      assert.deepEqual(await karim.search(own.office, other.who.nom), []);
      // Whoever works in one only has no door to the other.
      for (const path of ["", "/jour", "/patients", "/equipe", "/reglages", "/journal", "/cles"]) assert.equal((await own.owner.get(other.office.path + path)).status, 404, path);
    });

    test(`by the API, ${mine === 0 ? "there" : "here"}`, async () => {
      const [own, other] = [sides[mine], sides[theirs]];
      const base = `/practices/${own.office.id}`;
      const day = await own.machine.get(`${base}/practitioners/${practitioner}/days/${DATE}`);
      const [busy, taken] = [null, own.appointment].map((which) => day.entries.find((/** @type {any} */ { appointment }) => (appointment?.appointment ?? null) === which));
      assert.equal(day.entries.length, 2);
      assert.equal(taken.appointment.patient, own.patient);
      assert.deepEqual(Object.keys(busy).sort(), ["appointment", "ends_at", "starts_at"]);
      assert.deepEqual([busy.appointment, Date.parse(busy.starts_at)], [null, Date.parse(other.start)]);
      for (const word of [other.office.id, other.patient, other.appointment, other.service, other.location, "Gratte", "Lilas"].filter((word) => word !== (mine === 0 ? "Lilas" : "Gratte"))) {
        assert.ok(!JSON.stringify(day).includes(word), `${word} is told`);
      }
      refused(await own.machine.ask("GET", `${base}/patients/${other.patient}`), 404, "not-found");
      refused(await own.machine.ask("GET", `/practices/${other.office.id}/patients`), 404, "not-found");
      refused(await own.machine.ask("GET", `/practices/${other.office.id}/practitioners/${practitioner}/days/${DATE}`), 404, "not-found");
      refused(await own.machine.ask("PUT", `${base}/practitioners/${practitioner}/appointments/${other.appointment}/attendance`, { body: { attendance: "arrived" }, version: 1 }), 404, "not-found");
      assert.deepEqual((await own.machine.all(`${base}/patients?limit=50`, "patients")).map((row) => row.id), [own.patient]);
      assert.deepEqual((await own.machine.post(`${base}/patients/search`, { text: other.who.nom })).patients, []);
    });
  }

  for (const [mine, theirs] of /** @type {const} */ ([[0, 1], [1, 0]])) {
    test(`in what is kept of a patient and handed out, ${mine === 0 ? "there" : "here"}`, async () => {
      const [own, other] = [sides[mine], sides[theirs]];
      const record = `${own.office.path}/patients/${own.patient.slice(4)}`;
      const base = `/practices/${own.office.id}/patients/${own.patient}`;
      const quiet = (/** @type {string} */ text, /** @type {string} */ why) => {
        for (const word of [other.office.id, other.patient, other.appointment, other.service, other.location, other.who.nom]) assert.ok(!text.includes(word), `${why} tells ${word}`);
      };
      // All of it, in one file: what they booked online, and the mail that told them so.
      const file = await own.owner.open(`${record}/export.json`);
      const kept = JSON.parse(file.text);
      assert.deepEqual(kept.appointments.map((/** @type {any} */ one) => [one.appointment, one.practitioner.id, Date.parse(one.starts_at), one.attendance]), [[own.appointment, practitioner, Date.parse(own.start), "booked"]]);
      assert.deepEqual(kept.messages.map((/** @type {any} */ one) => [one.appointment, one.kind, one.state]), [[own.appointment, "confirmation", "sent"]]);
      assert.deepEqual([kept.not_included, kept.patient.seen_by], [undefined, undefined]);
      const page = plain((await own.owner.open(`${record}/export.html`)).text);
      assert.match(page, new RegExp(`Séance de ${mine === 0 ? "helene" : "odile"}`));
      assert.match(page, /Confirmation · envoyé/);
      quiet(file.text + page, "the export");
      // By the API, and beside the record: for who runs that agenda, each leads to its day.
      const [{ appointments }, { messages }] = [await own.machine.get(`${base}/appointments`), await own.machine.get(`${base}/messages`)];
      assert.deepEqual([appointments, messages], [kept.appointments, kept.messages]);
      for (const path of [record, `${record}/rendez-vous`]) {
        for (const who of [own.owner, karim]) {
          const { text } = await who.open(path);
          assert.match(plain(text), new RegExp(`Séance de ${mine === 0 ? "helene" : "odile"} · Karim Benali`), path);
          assert.equal(text.includes(`/jour?date=${DATE}#row-${own.appointment.slice(4)}`), who === karim, path);
          quiet(text.slice(text.indexOf("<main")), path);
        }
      }
      refused(await own.machine.ask("GET", `/practices/${own.office.id}/patients/${other.patient}/appointments`), 404, "not-found");
    });
  }

  test("in who waits for something earlier, and what is offered to whom (W)", async () => {
    const [early, late] = [dateIn("Europe/Paris", 14), dateIn("Europe/Paris", 21)];
    const base = (/** @type {Side} */ { office: { id } }) => `/practices/${id}/practitioners/${practitioner}`;
    const rest = () => settle(world.origin, objects(), { to: Date.now() + 3 * 60_000 });
    for (const [side, hour] of /** @type {[Side, number][]} */ ([[sides[0], 9], [sides[1], 14]])) {
      const { machine, office: { id: practice }, location, service, patient } = side;
      await machine.put(`/practices/${practice}/settings`, { settings: [{ name: "earlier_alerts", value: 1 }] }, (await machine.ask("GET", `/practices/${practice}/settings`)).version);
      await rest();
      const times = { from: `${String(hour - 1).padStart(2, "0")}:00:00`, to: `${hour + 3}:00:00` };
      for (const first_day of [early, late]) await machine.put(`${base(side)}/availabilities/${id("avl")}`, { location, services: [service], first_day, ...times });
      const place = (/** @type {string} */ date, /** @type {any} */ more) => machine.post(`${base(side)}/appointments`, { appointment: id("apt"), patient, service, location, starts_at: `${date}T${String(hour).padStart(2, "0")}:30:00Z`, silent: true, ...more });
      await place(late, { alert: {} });
    }
    const [lilas, ciel] = sides;
    const freed = id("frd");
    await lilas.machine.put(`${base(lilas)}/freed-slots/${freed}`, { service: lilas.service, location: lilas.location, starts_at: `${early}T09:30:00Z` });
    await rest();
    const [own, other] = await Promise.all(sides.map(async (side) => ({
      waits: (await side.machine.get(`${base(side)}/waitlist`)).entries,
      offers: (await side.machine.get(`${base(side)}/offers`)).offers,
      weeks: (await side.machine.get(`${base(side)}/alert-counters`)).weeks,
    })));
    assert.deepEqual([own?.waits.length, other?.waits.length, own?.offers.length, other?.offers.length], [1, 1, 1, 0], "whoever waits there is not asked for a slot of here's");
    for (const word of [ciel.patient, ciel.service, ciel.location, ciel.office.id]) assert.ok(!JSON.stringify(own).includes(word), `${word} is told`);
    assert.ok(!JSON.stringify(other?.weeks).includes('"freed":1') && JSON.stringify(own?.weeks).includes('"freed":1'), "each counts its own");
    const { offer, appointment } = own?.offers[0];
    for (const [method, path, body] of /** @type {[string, string, any?][]} */ ([
      ["POST", `/offers/${offer}/answer`, { accept: true }],
      ["DELETE", `/freed-slots/${freed}`],
      ["PUT", `/waitlist/${appointment}`, { wish: null }],
      ["GET", `/appointments/${appointment}/slot-trace`],
      ["PUT", `/freed-slots/${id("frd")}`, { service: lilas.service, location: lilas.location, starts_at: `${early}T10:00:00Z` }],
    ])) {
      const { status } = await ciel.machine.ask(method, base(ciel) + path, { body });
      assert.ok([404, 422].includes(status), `${method} ${path}: ${status}`);
    }
    const page = await karim.open(`${ciel.office.path}/attente?praticien=${practitioner.slice(4)}`);
    for (const word of [lilas.who.nom, lilas.patient.slice(4), offer.slice(4), freed.slice(4)]) assert.ok(!page.text.slice(page.text.indexOf("<main")).includes(word), `${word} is shown`);
    assert.match((await karim.open(`${lilas.office.path}/attente?praticien=${practitioner.slice(4)}`)).text, new RegExp(lilas.who.nom));
  });

  test("an agenda that does not answer is named beside the record, and nothing is handed out without it", async () => {
    const [own] = sides;
    const record = `${own.office.path}/patients/${own.patient.slice(4)}`;
    await query(world.origin, agenda(practitioner), "ALTER TABLE membership RENAME TO membership_away");
    try {
      for (const path of [record, `${record}/rendez-vous`]) assert.match(plain((await own.owner.open(path)).text), /L’agenda de Karim Benali n’a pas répondu/);
      for (const path of [`${record}/export.json`, `${record}/export.html`]) assert.equal((await own.owner.get(path)).status, 503, path);
      refused(await own.machine.ask("GET", `/practices/${own.office.id}/patients/${own.patient}/appointments`), 503, "unavailable");
    } finally {
      await query(world.origin, agenda(practitioner), "ALTER TABLE membership_away RENAME TO membership");
    }
    assert.equal((await own.owner.get(`${record}/export.json`)).status, 200);
  });

  test("a time is taken for both, whoever took it", async () => {
    const [lilas, ciel] = sides;
    // The second practice opens the hour that the first one's patient has.
    await ciel.machine.put(`/practices/${ciel.office.id}/practitioners/${practitioner}/availabilities/${id("avl")}`, { location: ciel.location, services: [ciel.service], first_day: DATE, from: "09:00:00", to: "10:00:00" }).then(
      async () => {
        const free = (await new Patient(world.origin).page(`${page}?cabinet=${ciel.office.id.slice(4)}`)).free;
        assert.ok(!free.includes(lilas.start));
      },
      // Or the agenda refuses two practices in one hour at once: then it cannot be offered at all.
      (/** @type {Error} */ error) => assert.match(error.message, /409|422/),
    );
  });

  test("in public: one page, each practice's hours under its own name, and nobody's patients", async () => {
    const [lilas, ciel] = sides;
    const seen = new Patient(world.origin);
    for (const [own, other] of [[lilas, ciel], [ciel, lilas]]) {
      const { html, free } = await seen.page(`${page}?cabinet=${/** @type {Side} */ (own).office.id.slice(4)}`);
      assert.ok(!free.includes(/** @type {Side} */ (own).start), "what is taken is not offered");
      for (const side of sides) for (const word of [side.who.nom, side.who.email, side.patient, side.appointment]) assert.ok(!html.includes(word), `${word} is public`);
      assert.ok(html.includes(/** @type {Side} */ (other).office.id.slice(4)), "the other practice is one link away");
    }
  });

  test("leaving one practice leaves the other as it is", async () => {
    const [lilas, ciel] = sides;
    await karim.post(`${ciel.office.path}/equipe/quitter`, {});
    await settle(world.origin, objects());
    assert.equal((await karim.get(`${ciel.office.path}/jour`)).status, 404);
    assert.equal((await karim.get(`${lilas.office.path}/jour?date=${DATE}`)).status, 200);
    refused(await ciel.machine.ask("GET", `/practices/${ciel.office.id}/practitioners/${practitioner}/days/${DATE}`), 404, "not-found");
    const { html } = await new Patient(world.origin).page(page);
    assert.ok(!html.includes("Gratte-Ciel") && html.includes("Lilas"));
  });
});
