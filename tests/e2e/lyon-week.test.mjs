// @ts-check
/**
 * A week of the practice in Lyon (schemas/demo/lyon.json), as its people live it: each step is somebody's page or letter.
 *
 *  1. before the week, its secretary opens a Saturday afternoon at the second place; patients see it there, and only there;
 *  2. patients book for the week: at both places, and in the class. Each gets one letter, with the place where it is;
 *  3. who may look sees the week: the secretary all of it, place by place; a colleague none of it; the accountant no agenda at all;
 *  4. on Monday somebody is late: the secretary drags them to the afternoon (the form that dragging and keys send). They get one
 *     letter and the same entry in the calendar; the old link says so; the hour is free again in public;
 *  5. on Monday evening: who came, who stayed away, and a slip that is taken back. Nobody is written to;
 *  6. on Wednesday the practitioner is ill: her Thursday is closed and cancelled. Each of Thursday's patients gets one letter,
 *     nobody else any; no hour of that day is offered; her colleague's agenda is as before. Open again, it offers its hours, and
 *     what was cancelled stays so;
 *  7. on Friday the class: one leaves by the link in time, and a place is free again;
 *  8. on Friday the Saturday afternoon is ended with who booked in it: they get one letter, and it is offered no more;
 *  9. at the end of the week nobody has had a letter but these.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";
import { enterDemo } from "../harness/demo.mjs";
import { agenda, identity, mailroom, practice as office } from "../harness/objects.mjs";
import { Api } from "./lib/api.mjs";
import { inviteOf, mailsTo, readInvite } from "./lib/mail.mjs";
import { Patient, action, heading, person, plain } from "./lib/patient.mjs";
import { dateIn } from "./lib/practice.mjs";
import { Staff, forms } from "./lib/staff.mjs";
import { openWorld, settle } from "./lib/world.mjs";

/** @typedef {{ patient: Patient, who: import("./lib/patient.mjs").Form, link: string, start: string }} Booked */
/** @typedef {{ id: string, day: string, time: string, name: string, text: string, version: string, tone: string }} Visit a row of the agenda */

const ZONE = "Europe/Paris";
const [GARIBALDI, CROIX_ROUSSE] = ["0193a0000000700080000000000000b1", "0193a0000000700080000000000000b3"];
const [FOLLOW_UP, CLASS] = ["srv_0193a0000000700080000000000000c1", "srv_0193a0000000700080000000000000c4"];

// A Monday that is far enough for patients to cancel in time.
const weekday = new Date(`${dateIn(ZONE, 0)}T00:00:00Z`).getUTCDay();
const ahead = (8 - weekday) % 7 < 3 ? ((8 - weekday) % 7) + 7 : (8 - weekday) % 7;
const [MONDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY] = /** @type {[string, string, string, string, string]} */ ([0, 2, 3, 4, 5].map((day) => dateIn(ZONE, ahead + day)));

/** What a clock in Lyon shows. @param {string} instant */
const wall = (instant) => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" }).format(Date.parse(instant));
/** The instant at which a clock in Lyon shows it. @param {string} day @param {string} time */
function at(day, time) {
  const utc = new Date(`${day}T${time}:00Z`);
  const shown = new Date(`${wall(utc.toISOString()).replace(" ", "T")}:00Z`);
  return new Date(2 * utc.getTime() - shown.getTime()).toISOString();
}

/** @type {import("./lib/world.mjs").World} */
let world;
const folder = mkdtempSync(join(tmpdir(), "guichet-lyon-"));
after(async () => {
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @type {import("../harness/objects.mjs").ObjectRef[]} */
let objects = [];
/** Where the desk's agenda is. */
let desk = "";
/** Claire Morel's and Karim Benali's digits, and her public page. */
let [claire, karim, page] = ["", "", ""];
before(async () => {
  world = await openWorld();
  const demo = await enterDemo(world, { file: join(folder, "demo.json"), only: ["lyon.json"] });
  const machine = new Api(world.origin, demo.keys[0]?.key);
  const { practice } = await machine.get("/me");
  const { members } = await machine.get(`/practices/${practice}/members`);
  const prn = (/** @type {string} */ slug) => members.find((/** @type {any} */ { practitioner }) => practitioner?.slug === slug)?.practitioner.id ?? assert.fail(slug);
  [claire, karim] = [prn("claire-morel").slice(4), prn("karim-benali").slice(4)];
  page = `/fr/praticien/claire-morel-${claire}`;
  desk = `/fr/pro/${practice.slice(4)}/agenda`;
  objects = [office(practice), agenda(`prn_${claire}`), agenda(`prn_${karim}`), mailroom(practice)];
  await settle(world.origin, objects, { to: Date.now() + 60_000 });
});

/** Does what is due by then. @param {string} [now] */
const rest = (now = new Date().toISOString()) => settle(world.origin, objects, { from: Date.parse(now), to: Date.parse(now) + 60_000 });

/** A member of the team who has signed in, at an instant. @param {string} email @param {string} [now] */
async function signIn(email, now) {
  const staff = new Staff(world, { email, now });
  if (!now) {
    await staff.signIn();
    return staff;
  }
  // Their letters wait for that instant; nobody's clock gets there by itself.
  const own = [identity(email), { class: /** @type {const} */ ("Mailroom"), name: identity(email).name }];
  let over = false;
  const signing = staff.signIn().finally(() => (over = true));
  signing.catch(() => {});
  for (; !over; await pause(50)) await settle(world.origin, own, { from: Date.parse(now), to: Date.parse(now) + 60_000 });
  await signing;
  return staff;
}

/** The rows of a page of the agenda. @param {string} html @returns {Visit[]} */
function visits(html) {
  return [...html.matchAll(/<li class="item visit ([^"]*)" id="row-(\w+)" data-row data-day="([^"]+)" data-time="([^"]+)"([^>]*)>(.*?)<\/li>/gs)].map(([, tone = "", id = "", day = "", time = "", rest = "", inside = ""]) => {
    const text = plain(inside);
    return { id, day, time, name: plain(inside.match(/<b>(.*?)<\/b>/s)?.[1] ?? ""), text, version: rest.match(/data-version="(\d+)"/)?.[1] ?? "", tone };
  });
}

/** The week of somebody's agenda, as a member of the team sees it. @param {Staff} staff @param {{ whose?: string, place?: string }} [of] */
async function week(staff, { whose = claire, place } = {}) {
  const shown = await staff.open(`${desk}?${new URLSearchParams({ vue: "semaine", date: MONDAY, praticien: whose, ...(place && { lieu: place }) })}`);
  return { shown, visits: visits(shown.text) };
}

/** The row of a patient. @param {Visit[]} rows @param {Booked} booked */
const rowOf = (rows, { who }) => rows.find(({ name }) => name === `${who.nom}, ${who.prenom}`) ?? assert.fail(`${who.nom} is not among ${rows.map(({ name }) => name)}`);

/** What the public page offers, by Lyon's clocks. @param {{ service?: string, place?: string, now?: string }} [of] */
async function offered({ service = FOLLOW_UP, place = GARIBALDI, now } = {}) {
  const path = `${page}?${new URLSearchParams({ motif: service, lieu: place, du: MONDAY })}`;
  const { free, html } = await new Patient(world.origin, { now }).page(path);
  return { path, html, free: new Map(free.map((start) => [wall(start), start])) };
}

/** Somebody books by the page. @param {string} name @param {string} day @param {string} time @param {Parameters<typeof offered>[0]} [of] @returns {Promise<Booked>} */
async function books(name, day, time, of) {
  const { path, free } = await offered(of);
  const patient = new Patient(world.origin);
  const start = free.get(`${day} ${time}`) ?? assert.fail(`${day} ${time} is not among ${[...free.keys()]}`);
  const { link, who } = await patient.book(path, { who: person({ prenom: name, nom: `${name}ier`, email: `${name.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "")}@exemple.fr` }), start });
  return { patient, who, link, start };
}

/** The kinds of letters that somebody has had. @param {Booked} booked */
const letters = ({ who }) => mailsTo(world, /** @type {string} */ (who.email)).map(({ subject }) => subject.match(/confirmé|déplacé|annulé/)?.[0]);

test("a week in Lyon", async (t) => {
  const samira = await signIn("samira.haddad@exemple.fr");
  /** @type {Record<string, Booked>} */
  const people = {};
  const of = (/** @type {string} */ name) => people[name] ?? assert.fail(name);
  /** The digits of what is opened on Saturday: those of the form that opens it. */
  let saturday = "";

  await t.test("1. a Saturday afternoon is opened at the second place", async () => {
    assert.ok(![...(await offered({ place: CROIX_ROUSSE })).free.keys()].includes(`${SATURDAY} 14:00`));
    const form = await samira.open(`${desk}/horaires/${claire}/nouveau?date=${SATURDAY}&praticien=${claire}`);
    saturday = forms(form.text).flatMap(({ fields }) => fields).find(([name]) => name === "form_key")?.[1] ?? assert.fail("no key");
    const done = await samira.send(form, `/horaires/${claire}/nouveau`, { location: CROIX_ROUSSE, service: [FOLLOW_UP.slice(4)], date: SATURDAY, from: "14:00", to: "16:00", weekday: [] });
    assert.equal(done.status, 303, heading(done.text));
    await rest();
    const there = [...(await offered({ place: CROIX_ROUSSE })).free.keys()].filter((one) => one.startsWith(SATURDAY) && one > `${SATURDAY} 13`);
    assert.deepEqual(there, ["14:00", "14:30", "15:00", "15:30"].map((time) => `${SATURDAY} ${time}`));
    assert.ok([...(await offered()).free.keys()].every((one) => !one.startsWith(SATURDAY)), "not at the first place");
    // That day only.
    const after = `${dateIn(ZONE, ahead + 12)} 14:00`;
    assert.ok(![...(await offered({ place: CROIX_ROUSSE })).free.keys()].includes(after));
  });

  await t.test("2. patients book, at both places and in the class", async () => {
    people.Zoé = await books("Zoé", MONDAY, "11:00");
    people.Paul = await books("Paul", MONDAY, "10:00");
    people.Rose = await books("Rose", MONDAY, "11:30");
    people.Lina = await books("Lina", THURSDAY, "14:00");
    people.Omar = await books("Omar", THURSDAY, "14:30");
    people.Ana = await books("Ana", WEDNESDAY, "09:30", { place: CROIX_ROUSSE });
    people.Luc = await books("Luc", SATURDAY, "14:00", { place: CROIX_ROUSSE });
    const places = async () => Number(plain((await offered({ service: CLASS })).html).match(/09:30 (\d+) places/)?.[1]);
    assert.equal(await places(), 8);
    for (const name of ["Nora", "Iris"]) people[name] = await books(name, FRIDAY, "09:30", { service: CLASS });
    assert.equal(await places(), 6);
    await rest();
    for (const [name, booked] of Object.entries(people)) {
      const mails = mailsTo(world, /** @type {string} */ (booked.who.email));
      assert.deepEqual(letters(booked), ["confirmé"], name);
      const text = mails[0]?.textContent ?? "";
      const away = ["Ana", "Luc"].includes(name);
      assert.deepEqual([text.includes("12 rue Garibaldi"), text.includes("5 place de la Croix-Rousse")], [!away, away], name);
      assert.equal(readInvite(inviteOf(/** @type {any} */ (mails[0]))).start, Date.parse(booked.start));
      for (const other of Object.keys(people).filter((other) => other !== name)) assert.ok(!text.includes(`${other}ier`), `${name} reads nothing of ${other}`);
    }
  });

  await t.test("3. the secretary sees all of it, a colleague none, the accountant no agenda", async () => {
    const { visits: rows } = await week(samira);
    for (const booked of Object.values(people)) {
      const row = rowOf(rows, booked);
      assert.equal(`${row.day} ${row.time}`, wall(booked.start));
    }
    const away = await week(samira, { place: CROIX_ROUSSE });
    const names = away.visits.map(({ name }) => name);
    for (const [name, here] of [["Ana", true], ["Luc", true], ["Zoé", false], ["Nora", false]]) assert.equal(names.some((one) => one.includes(`${name}ier`)), here, `${name} at the second place`);
    const colleague = await signIn("karim.benali@exemple.fr");
    assert.equal((await colleague.get(`${desk}?vue=semaine&date=${MONDAY}&praticien=${claire}`)).text.includes("Zoéier"), false);
    assert.deepEqual((await week(colleague, { whose: karim })).visits.filter(({ name }) => Object.keys(people).some((one) => name.includes(`${one}ier`))), []);
    const accountant = await signIn("philippe.garnier@exemple.fr");
    assert.equal((await accountant.get(`${desk}?vue=semaine&date=${MONDAY}`)).status, 403);
  });

  const monday = await signIn("samira.haddad@exemple.fr", at(MONDAY, "08:00"));
  await t.test("4. on Monday one is dragged to the afternoon", async () => {
    const { shown, visits: rows } = await week(monday);
    const row = rowOf(rows, of("Zoé"));
    // What dragging and keys send: the sheet's own form, filled.
    const drag = { practitioner: claire, appointment: row.id, version: row.version, date: MONDAY, time: "15:00" };
    const moved = await monday.send(shown, "/agenda/deplacer", drag);
    assert.equal(moved.status, 303, heading(moved.text));
    const now = visits((await monday.open(moved.location)).text).find(({ name }) => name === row.name);
    assert.deepEqual([now?.day, now?.time], [MONDAY, "15:00"]);
    // The letter waits for as long as staff may take it back.
    assert.deepEqual(letters(of("Zoé")), ["confirmé"]);
    await rest(at(MONDAY, "08:03"));
    assert.deepEqual(letters(of("Zoé")), ["confirmé", "déplacé"]);
    const [first, second] = mailsTo(world, /** @type {string} */ (of("Zoé").who.email)).map((mail) => readInvite(inviteOf(mail)));
    assert.deepEqual([second?.uid, second?.start], [first?.uid, Date.parse(at(MONDAY, "15:00"))]);
    assert.ok((second?.sequence ?? 0) > (first?.sequence ?? 0));
    assert.equal(heading((await of("Zoé").patient.get(of("Zoé").link)).text), "Ce rendez-vous a été déplacé");
    const { free } = await offered({ now: at(MONDAY, "08:05") });
    assert.deepEqual([free.has(`${MONDAY} 11:00`), free.has(`${MONDAY} 15:00`)], [true, false]);
  });

  await t.test("5. on Monday evening: who came, and who did not", async () => {
    monday.now = at(MONDAY, "18:00");
    const mails = world.sandbox.mails().length;
    const note = async (/** @type {string} */ name, /** @type {string} */ attendance) => {
      const { shown, visits: rows } = await week(monday);
      const done = await monday.send(shown, `/${rowOf(rows, of(name)).id}`, { attendance });
      assert.equal(done.status, 303, heading(done.text));
      return monday.open(done.location);
    };
    await note("Paul", "arrived");
    await note("Paul", "attended");
    const slip = await note("Zoé", "absent");
    assert.equal(rowOf((await week(monday)).visits, of("Zoé")).tone.split(" ")[0], "bad");
    const undone = await monday.send(slip, "/agenda/defaire");
    assert.equal(undone.status, 303);
    await note("Rose", "absent");
    const { visits: rows } = await week(monday);
    assert.deepEqual(["Paul", "Zoé", "Rose"].map((name) => rowOf(rows, of(name)).tone.split(" ")[0]), ["ok", "plain", "bad"]);
    await rest(monday.now);
    assert.equal(world.sandbox.mails().length, mails, "nobody is written to");
    // For the patient it is past, and nothing can be undone.
    const past = await new Patient(world.origin, { now: monday.now }).get(of("Paul").link);
    assert.doesNotMatch(past.text, /<form/);
  });

  await t.test("6. on Wednesday: Thursday is closed, and its patients are told", async () => {
    const now = at(WEDNESDAY, "18:00");
    const wednesday = await signIn("samira.haddad@exemple.fr", now);
    const before = Object.fromEntries(Object.entries(people).map(([name, booked]) => [name, letters(booked)]));
    const colleagues = (await week(wednesday, { whose: karim })).visits;
    const sent = world.sandbox.mails().length;
    const form = await wednesday.open(`${desk}/fermetures?vue=jour&date=${THURSDAY}&praticien=${claire}`);
    const typed = forms(form.text).find(({ fields }) => fields.some(([name]) => name === "from_time")) ?? assert.fail("no form");
    const values = { practitioner: [claire], from: THURSDAY, why: "illness", cancel: "yes" };
    const send = () => wednesday.post(typed.action, { ...Object.fromEntries(typed.fields.filter(([name]) => !["closing", "practitioner"].includes(name))), closing: typed.fields.filter(([name]) => name === "closing").map(([, value]) => value), ...values });
    const [closed, again] = [await send(), await send()];
    assert.deepEqual([closed.status, again.status], [303, 303], heading(closed.text));
    await rest(at(WEDNESDAY, "18:03"));
    for (const name of ["Lina", "Omar"]) {
      assert.deepEqual(letters(of(name)), ["confirmé", "annulé"], name);
      const mail = /** @type {any} */ (mailsTo(world, /** @type {string} */ (of(name).who.email)).at(-1));
      assert.match(plain(mail.textContent), /Nous sommes désolés : Claire Morel ne peut pas assurer/);
      assert.deepEqual([readInvite(inviteOf(mail)).method, mail.textContent.includes("illness")], ["CANCEL", false]);
      assert.equal(heading((await of(name).patient.get(of(name).link)).text), "Ce rendez-vous a été annulé");
    }
    for (const [name, booked] of Object.entries(people)) if (!["Lina", "Omar"].includes(name)) assert.deepEqual(letters(booked), before[name], name);
    // The demo's own patients on that day, if any, are told as well; nobody twice.
    const told = world.sandbox.mails().slice(sent).map(({ to }) => to[0]?.email);
    assert.equal(new Set(told).size, told.length);
    const thursdays = async () => [...(await offered({ now })).free.keys()].filter((one) => one.startsWith(THURSDAY));
    assert.deepEqual(await thursdays(), []);
    assert.deepEqual((await week(wednesday, { whose: karim })).visits, colleagues);
    const sheet = await wednesday.open(`${desk}?vue=jour&date=${THURSDAY}&praticien=${claire}`);
    assert.match(sheet.text, /class="item closed/);
    assert.doesNotMatch(sheet.text, /class="item free/);
    // Better already.
    const reopened = await wednesday.send(await wednesday.open(closed.location), "/agenda/defaire");
    assert.equal(reopened.status, 303);
    await rest(now);
    const open = await thursdays();
    assert.ok(["14:00", "14:30"].every((time) => open.includes(`${THURSDAY} ${time}`)));
    assert.equal(heading((await of("Lina").patient.get(of("Lina").link)).text), "Ce rendez-vous a été annulé");
    assert.equal(world.sandbox.mails().length, sent + told.length, "opening again is nobody's letter");
  });

  await t.test("7. the class: one leaves in time, and a place is free again", async () => {
    const now = at(WEDNESDAY, "20:00");
    const places = async () => Number(plain((await offered({ service: CLASS, now })).html).match(/09:30 (\d+) places/)?.[1]);
    assert.equal(await places(), 6);
    const nora = new Patient(world.origin, { now });
    const cancelled = await nora.post(action((await nora.get(of("Nora").link)).text), {});
    assert.equal(cancelled.status, 303);
    assert.equal(await places(), 7);
    await rest(now);
    assert.deepEqual(letters(of("Nora")), ["confirmé", "annulé"]);
    const friday = await signIn("claire.morel@exemple.fr", at(FRIDAY, "09:00"));
    const there = (await week(friday)).visits.filter(({ day, time, tone }) => day === FRIDAY && time === "09:30" && !tone.startsWith("over"));
    assert.deepEqual(there.map(({ name }) => name), [`${of("Iris").who.nom}, Iris`]);
    assert.match(there[0]?.text ?? "", /École du dos/);
  });

  await t.test("8. the Saturday afternoon is ended with who booked in it", async () => {
    const now = at(FRIDAY, "10:00");
    const secretary = await signIn("samira.haddad@exemple.fr", now);
    const path = `${desk}/horaires/${claire}/${saturday}`;
    const form = await secretary.open(`${path}?date=${SATURDAY}&praticien=${claire}`);
    const ended = await secretary.send(form, `${path}/arreter`, { scope: "all", cancel: "yes" });
    assert.equal(ended.status, 303, heading(ended.text));
    assert.match(plain((await secretary.follow(ended)).text), /L’horaire est arrêté\. 1 rendez-vous est annulé, et le patient prévenu\./);
    await rest(at(FRIDAY, "10:03"));
    assert.deepEqual(letters(of("Luc")), ["confirmé", "annulé"]);
    assert.equal(heading((await of("Luc").patient.get(of("Luc").link)).text), "Ce rendez-vous a été annulé");
    // Every other Saturday has a morning there, which stays.
    assert.ok([...(await offered({ place: CROIX_ROUSSE, now })).free.keys()].every((one) => !one.startsWith(SATURDAY) || one < `${SATURDAY} 13`));
  });

  await t.test("9. nobody has had a letter but these", () => {
    const kinds = Object.fromEntries(Object.entries(people).map(([name, booked]) => [name, letters(booked).join(" ")]));
    assert.deepEqual(kinds, {
      Zoé: "confirmé déplacé", Paul: "confirmé", Rose: "confirmé", Lina: "confirmé annulé", Omar: "confirmé annulé",
      Ana: "confirmé", Luc: "confirmé annulé", Nora: "confirmé annulé", Iris: "confirmé",
    });
    const failed = world.guichet.logs.filter((line) => line.fields?.status >= 500 || line.fields?.what === "store-failed");
    assert.deepEqual(failed, []);
  });
});
