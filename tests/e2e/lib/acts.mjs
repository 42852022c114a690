// @ts-check
/**
 * A practice with everybody in it, and every act of the desk and of the API with a request that would do it: fresh things
 * each time, so that one act does not stand in another's way.
 */
import { randomBytes } from "node:crypto";
import { agenda, command, mailroom, practice as office, query, signedIn } from "../../harness/objects.mjs";
import { Api } from "./api.mjs";
import { Patient } from "./patient.mjs";
import { dateIn, id } from "./practice.mjs";
import { Staff, forms } from "./staff.mjs";
import { settle } from "./world.mjs";

/** @typedef {import("./world.mjs").World} World */
/** @typedef {import("./staff.mjs").Office} Office */
/** @typedef {{ segments?: Record<string, string>, query?: Record<string, string>, body?: any, version?: number }} Asked a request to the API */
/** @typedef {{ segments?: Record<string, string>, query?: Record<string, string>, form?: Record<string, string | string[]> }} Sent a request to the desk; segments are digits */

/** What a key may be given: every right but to make keys. */
export const KEY_RIGHTS = ["settings:read", "settings:write", "members:read", "members:write", "patients:read", "patients:write", "patients:export", "patients:erase", "agenda:read", "agenda:write", "audit:read"];

/** The country of everything here, as addresses name it. */
const COUNTRY = "fr";
const ZONE = "Europe/Paris";
let born = 0;
/** A word of letters that nobody has used. */
const fresh = () => {
  born += 1;
  return `${born}${randomBytes(4).toString("hex")}`.replaceAll(/\d/g, (digit) => /** @type {string} */ ("klmnopqrst"[Number(digit)]));
};
const formKey = () => randomBytes(16).toString("hex");
/** What an address says of an id. @param {string} named such as `pat_…` */
export const digits = (named) => named.slice(4);

export class Team {
  /** @param {World} world @param {Office} practice @param {Record<string, Staff>} people by role */
  constructor(world, practice, people) {
    this.world = world;
    this.practice = practice;
    this.people = people;
    this.machine = new Api(world.origin);
    this.objects = [office(practice.id), mailroom(practice.id)];
    this.practitioner = "";
    this.location = "";
    this.service = "";
    /** The last day that an act has opened: far behind those that patients see. */
    this.lastDay = 60;
    /** The last day that is offered to who waits: before all of those. */
    this.earlyDay = 14;
    /** @type {Promise<void> | undefined} */
    this.alerted = undefined;
  }

  get owner() {
    return /** @type {Staff} */ (this.people.owner);
  }

  /** Below `/api/v1`. @param {string} path */
  at(path) {
    return `/practices/${this.practice.id}${path}`;
  }

  /** @param {string[]} rights @param {{ days?: number, now?: string }} [options] @returns {Promise<{ id: string, key: string }>} */
  async issue(rights, { days = 30, now } = {}) {
    const issued = await command(this.world.origin, office(this.practice.id), "issue-key", signedIn(this.owner.email), { label: "Essai", rights, days }, now);
    return { id: issued.id, key: `gck_eu_${digits(this.practice.id)}_${issued.secret}` };
  }

  async version() {
    return (await this.machine.get(this.at("/settings"))).version;
  }

  // ── things to act on ───────────────────────────────────────────────────────────────────────────────────────────────

  details() {
    const word = fresh();
    return { given_name: "Zoé", family_name: `Quatremer-${word}`, birth_date: "1990-04-12", email: `zoe.${word}@exemple.fr` };
  }

  /** The same, with what a record can hold beside. */
  allDetails() {
    return { ...this.details(), telephones: [{ of: "mobile", number: "+33639980001" }], address: { lines: ["1 rue des Essais"], city: "Lyon" } };
  }

  async patient(details = this.details()) {
    const { patient, version } = await this.machine.post(this.at("/patients"), details);
    return { patient, version };
  }

  /** Two who look like one. */
  async twins() {
    const details = this.details();
    const [{ patient }, { patient: other }] = [await this.patient(details), await this.patient(details)];
    return { patient, other };
  }

  async guardian() {
    const { patient } = await this.patient();
    await this.machine.post(this.at(`/patients/${patient}/guardians`), { person: { given_name: "Anne", family_name: "Moulin" }, relation: "parent", is_contact: false }, undefined, 1);
    const { guardians, version } = await this.machine.get(this.at(`/patients/${patient}`));
    return { segments: { patient, key: guardians[0].key }, version };
  }

  async consent() {
    const { patient } = await this.patient();
    await this.machine.post(this.at(`/patients/${patient}/consents`), { kind: "sms", text_version: "2026-01", how: "paper" });
    const { consents, version } = await this.machine.get(this.at(`/patients/${patient}`));
    return { segments: { patient, consent: consents[0].id }, version };
  }

  async erased() {
    const { patient } = await this.patient();
    await this.machine.post(this.at(`/patients/${patient}/erasure`));
    return { patient };
  }

  /** @param {string} kind such as `locations` @param {string} named its id @param {any} body */
  async made(kind, named, body) {
    await this.machine.put(this.at(`/${kind}/${named}`), body, await this.version());
    return named;
  }

  place() {
    return this.made("locations", id("loc"), { address: ["2 rue des Essais"], city: "Lyon", zone: ZONE });
  }

  offer() {
    return this.made("services", id("srv"), { label: `Motif ${fresh()}`, minutes: 20 });
  }

  category() {
    return this.made("categories", id("cat"), { name: `Catégorie ${fresh()}` });
  }

  invitee() {
    return { email: `invite.${fresh()}@exemple.fr`, given_name: "Paul", family_name: "Petit", roles: ["secretary"] };
  }

  /** @returns {Promise<string>} */
  async invitation() {
    return (await this.machine.post(this.at("/invitations"), this.invitee())).invitation;
  }

  /** Somebody who has joined. @param {string} [role] */
  async joined(role = "secretary") {
    const staff = new Staff(this.world, { email: `${role}.${fresh()}@exemple.fr` });
    const since = staff.lastMail();
    // As the owner does: a key gives nobody more than it has.
    await command(this.world.origin, office(this.practice.id), "invite-member", signedIn(this.owner.email), {
      invitee: { email: staff.email, given_name: "Camille", family_name: "Essai", roles: [role], ...(role === "practitioner" && { care: { profession: "Ostéopathe" } }) },
    });
    await staff.accept(since);
    return { staff, ...(await this.member(staff)) };
  }

  /** Somebody as the practice lists them. @param {Staff} staff @returns {Promise<{ member: string, version: number }>} */
  async member(staff) {
    const { members } = await this.machine.get(this.at("/members"));
    const { id: member, version } = members.find((/** @type {any} */ member) => member.email === staff.email);
    return { member, version };
  }

  /** An appointment that a patient took. */
  async appointment() {
    const path = `/${COUNTRY}/praticien/camille-essai-${digits(this.practitioner)}`;
    const { start } = await new Patient(this.world.origin).book(path);
    await settle(this.world.origin, this.objects, { to: Date.now() });
    const date = /** @type {string} */ (start).slice(0, 10);
    const { entries } = await this.machine.get(this.at(`/practitioners/${this.practitioner}/days/${date}`));
    const { appointment } = entries.find((/** @type {any} */ entry) => Date.parse(entry.starts_at) === Date.parse(/** @type {string} */ (start)));
    return { appointment: appointment.appointment, version: appointment.version, date };
  }

  hours(/** @type {number} */ day) {
    return { location: this.location, services: [this.service], first_day: dateIn(ZONE, day), from: "09:00:00", to: "17:00:00" };
  }

  /** Below the practitioner's agenda. @param {string} path */
  of(path) {
    return this.at(`/practitioners/${this.practitioner}${path}`);
  }

  /** A day that is open, of its own. */
  async opened() {
    const availability = id("avl");
    const day = (this.lastDay += 1);
    const { version } = await this.machine.put(this.of(`/availabilities/${availability}`), this.hours(day));
    return { availability, version, date: dateIn(ZONE, day) };
  }

  /** What places somebody on a day of their own. */
  async placing() {
    const [{ patient }, { date }] = [await this.patient(), await this.opened()];
    return { appointment: id("apt"), patient, service: this.service, location: this.location, starts_at: `${date}T10:00:00Z` };
  }

  /** Somebody whom the staff placed. */
  async placed() {
    const body = await this.placing();
    const { appointment } = await this.machine.post(this.of("/appointments"), body);
    return { appointment: body.appointment, version: appointment.version, date: body.starts_at.slice(0, 10), starts_at: body.starts_at };
  }

  /** Somebody whom the staff placed and have just cancelled. */
  async cancelled() {
    const { appointment, version } = await this.placed();
    const cancelled = await this.machine.post(this.of(`/appointments/${appointment}/cancellation`), undefined, undefined, version);
    return { appointment, version: cancelled.appointment.version };
  }

  /** Turns alerts on, if they are not: asked for by those who need them. */
  async alerts() {
    this.alerted ??= (async () => {
      await this.machine.put(this.at("/settings"), { settings: [{ name: "earlier_alerts", value: 1 }] }, await this.version());
      await settle(this.world.origin, this.objects, { to: Date.now() });
    })();
    await this.alerted;
  }

  /** Somebody placed so far ahead that they may wait. */
  async far() {
    await this.alerts();
    return this.placed();
  }

  /** What an opening is offered by hand with: a day of its own, before those who wait. */
  async opening() {
    await this.alerts();
    const date = dateIn(ZONE, (this.earlyDay += 1));
    await this.machine.put(this.of(`/availabilities/${id("avl")}`), this.hours(this.earlyDay));
    return { service: this.service, location: this.location, starts_at: `${date}T10:00:00Z` };
  }

  /** A slot offered by hand. */
  async freed() {
    const freed = id("frd");
    await this.machine.put(this.of(`/freed-slots/${freed}`), await this.opening());
    return freed;
  }

  /** An offer that is open, to somebody who waits. */
  async offered() {
    const { appointment } = await this.far();
    await this.machine.put(this.of(`/waitlist/${appointment}`), { wish: {} });
    const freed = await this.freed();
    await settle(this.world.origin, this.objects, { to: Date.now() });
    // Whoever has waited longer was asked first, and a slot of before that has room again may be what this one is offered: either will do.
    const { offers } = await this.machine.get(this.of("/offers?limit=200"));
    return offers.find((/** @type {any} */ offer) => offer.freed === freed || offer.appointment === appointment).offer;
  }

  /** A day that is closed, of its own. */
  async shut() {
    const closing = id("cls");
    await this.machine.put(this.of(`/closings/${closing}`), this.shutting());
    return closing;
  }

  shutting() {
    const date = dateIn(ZONE, (this.lastDay += 1));
    return { from: `${date}T10:00:00Z`, to: `${date}T11:00:00Z`, kind: "training" };
  }
}

/** Opens a practice: an owner, a practitioner with hours, a secretary, an accountant; who worked there; who works elsewhere; who works nowhere. @param {World} world */
export async function openTeam(world) {
  const tag = fresh();
  const someone = (/** @type {string} */ role) => new Staff(world, { email: `${role}.${tag}@exemple.fr` });
  const owner = someone("owner");
  await owner.signIn();
  const team = new Team(world, await owner.createPractice(), { owner });
  const where = office(team.practice.id);
  team.machine.key = (await team.issue(KEY_RIGHTS)).key;
  for (const role of ["practitioner", "secretary", "accountant"]) team.people[role] = (await team.joined(role)).staff;
  const former = await team.joined();
  await command(world.origin, where, "end-member", signedIn(owner.email), { member: former.member, version: former.version });
  const [outsider, nobody] = [someone("outsider"), someone("nobody")];
  await outsider.signIn();
  await outsider.createPractice();
  await nobody.signIn();
  Object.assign(team.people, { former: former.staff, outsider, nobody });

  [[team.practitioner, team.location]] = await query(world.origin, where, "SELECT practitioner_id, (SELECT location_id FROM location) FROM member WHERE practitioner_id IS NOT NULL");
  team.service = await team.offer();
  team.objects = [where, agenda(team.practitioner), mailroom(team.practice.id)];
  await settle(world.origin, team.objects, { to: Date.now() });
  for (let day = 3; day < 7; day += 1) await team.machine.put(team.at(`/practitioners/${team.practitioner}/availabilities/${id("avl")}`), team.hours(day));
  return team;
}

// ── the API ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** @param {Team} team */
const whose = (team) => ({ practitioner: team.practitioner });

/** What each operation of the document is asked with, so that it does what it is for. @type {Record<string, (team: Team) => Promise<Asked> | Asked>} */
export const ASKED = {
  readIndex: () => ({}),
  readDocument: () => ({}),
  readAuthority: () => ({}),
  readSettings: () => ({}),
  changeSettings: async (team) => ({ body: { name: `Cabinet ${fresh()}`, settings: [{ name: "cancellation_notice", value: 1440 }] }, version: await team.version() }),
  putLocation: async (team) => ({ segments: { location: id("loc") }, body: { address: ["3 rue des Essais"], city: "Lyon", zone: ZONE }, version: await team.version() }),
  withdrawLocation: async (team) => ({ segments: { location: await team.place() }, version: await team.version() }),
  putService: async (team) => ({ segments: { service: id("srv") }, body: { label: "Bilan", minutes: 45, price: { minor: 6000, currency: "EUR" } }, version: await team.version() }),
  withdrawService: async (team) => ({ segments: { service: await team.offer() }, version: await team.version() }),
  putCategory: async (team) => ({ segments: { category: id("cat") }, body: { name: `Bilans ${fresh()}` }, version: await team.version() }),
  withdrawCategory: async (team) => ({ segments: { category: await team.category() }, version: await team.version() }),
  readMembers: () => ({}),
  changeMember: async (team) => {
    const { member, version } = await team.joined();
    return { segments: { member }, body: { roles: ["accountant"] }, version };
  },
  endMember: async (team) => {
    const { member, version } = await team.joined();
    return { segments: { member }, version };
  },
  inviteMember: (team) => ({ body: team.invitee() }),
  revokeInvitation: async (team) => ({ segments: { invitation: await team.invitation() } }),
  listPatients: () => ({}),
  searchPatients: () => ({ body: { text: "quatremer" } }),
  addPatient: (team) => ({ body: team.allDetails() }),
  readPatient: async (team) => ({ segments: { patient: (await team.patient()).patient } }),
  changePatient: async (team) => {
    const { patient, version } = await team.patient();
    return { segments: { patient }, body: team.allDetails(), version };
  },
  putIdentifier: async (team) => ({ segments: { patient: (await team.patient()).patient, kind: "nir" }, body: { number: "286026999990138" }, version: 1 }),
  removeIdentifier: async (team) => {
    const { patient } = await team.patient();
    await team.machine.put(team.at(`/patients/${patient}/identifiers/nir`), { number: "286026999990138" }, 1);
    return { segments: { patient, kind: "nir" }, version: 2 };
  },
  putGuardian: async (team) => ({ segments: { patient: (await team.patient()).patient }, body: { person: { given_name: "Anne", family_name: "Moulin" }, relation: "parent", is_contact: false }, version: 1 }),
  removeGuardian: (team) => team.guardian(),
  giveConsent: async (team) => ({ segments: { patient: (await team.patient()).patient }, body: { kind: "data", text_version: "2026-01", how: "paper" } }),
  blockOnline: async (team) => ({ segments: { patient: (await team.patient()).patient }, body: { blocked: true }, version: 1 }),
  withdrawConsent: (team) => team.consent(),
  readNotes: async (team) => ({ segments: { patient: (await team.patient()).patient } }),
  readConsents: async (team) => ({ segments: (({ patient }) => ({ patient }))((await team.consent()).segments) }),
  addNote: async (team) => ({ segments: { patient: (await team.patient()).patient }, body: { text: "Préfère le matin." } }),
  erasePatient: async (team) => ({ segments: { patient: (await team.patient()).patient } }),
  readErasure: async (team) => ({ segments: await team.erased() }),
  exportPatient: async (team) => ({ segments: { patient: (await team.patient()).patient } }),
  readPatientAppointments: async (team) => ({ segments: { patient: (await team.patient()).patient } }),
  readPatientMessages: async (team) => ({ segments: { patient: (await team.patient()).patient } }),
  readDuplicates: () => ({}),
  dismissDuplicate: async (team) => ({ body: await team.twins() }),
  mergePatients: async (team) => {
    const { patient: from, other: to } = await team.twins();
    return { body: { from, from_version: 1, to }, version: 1 };
  },
  readAudit: () => ({}),
  readDay: (team) => ({ segments: { practitioner: team.practitioner, date: dateIn(ZONE, 3) } }),
  setAttendance: async (team) => {
    const { appointment, version } = await team.appointment();
    return { segments: { practitioner: team.practitioner, appointment }, body: { attendance: "confirmed" }, version };
  },
  readCalendar: (team) => ({ segments: whose(team), query: { from: dateIn(ZONE, 3) } }),
  findStarts: (team) => ({ segments: whose(team), query: { from: dateIn(ZONE, 3), service: team.service } }),
  placeAppointment: async (team) => ({ segments: whose(team), body: await team.placing() }),
  moveAppointment: async (team) => {
    const { appointment, version, date } = await team.placed();
    return { segments: { ...whose(team), appointment }, body: { to: id("apt"), starts_at: `${date}T11:00:00Z` }, version };
  },
  cancelByStaff: async (team) => {
    const { appointment, version } = await team.placed();
    return { segments: { ...whose(team), appointment }, version };
  },
  restoreAppointment: async (team) => {
    const { appointment, version } = await team.cancelled();
    return { segments: { ...whose(team), appointment }, version };
  },
  readWaitlist: (team) => ({ segments: whose(team) }),
  putAlertByStaff: async (team) => ({ segments: { ...whose(team), appointment: (await team.far()).appointment }, body: { wish: { halves: ["mon-am"] } } }),
  readOffers: (team) => ({ segments: whose(team) }),
  answerForPatient: async (team) => ({ segments: { ...whose(team), offer: await team.offered() }, body: { accept: false } }),
  offerSlot: async (team) => ({ segments: { ...whose(team), freed: id("frd") }, body: await team.opening() }),
  withdrawSlot: async (team) => ({ segments: { ...whose(team), freed: await team.freed() } }),
  readSlotTrace: async (team) => ({ segments: { ...whose(team), appointment: (await team.placed()).appointment } }),
  readAlertCounters: (team) => ({ segments: whose(team) }),
  deleteAppointment: async (team) => {
    const { appointment, version } = await team.placed();
    return { segments: { ...whose(team), appointment }, version };
  },
  readAvailabilities: (team) => ({ segments: whose(team) }),
  putAvailability: (team) => ({ segments: { ...whose(team), availability: id("avl") }, body: team.hours((team.lastDay += 1)) }),
  endAvailability: async (team) => {
    const { availability, version } = await team.opened();
    return { segments: { ...whose(team), availability }, body: { is: "whole" }, version };
  },
  closeTime: (team) => ({ segments: { ...whose(team), closing: id("cls") }, body: team.shutting() }),
  reopen: async (team) => ({ segments: { ...whose(team), closing: await team.shut() } }),
  readTerms: (team) => ({ segments: whose(team) }),
  putTerms: async (team) => {
    const { version } = await team.machine.get(team.of("/terms"));
    return { segments: whose(team), body: { online: true, new_patients: true }, ...(version > 0 && { version }) };
  },
  foundPractice: () => ({
    segments: { practice: id("prc") },
    body: {
      card: {
        country: "FR",
        name: "Cabinet neuf",
        telephone: { dial: "+33478000000", shown: "04 78 00 00 00" },
        cancellation_notice: 1440,
        locations: [{ id: id("loc"), address: ["1 rue des Essais"], city: "Lyon", zone: ZONE }],
        services: [{ id: id("srv"), label: "Consultation", minutes: 30, price: { minor: 6000, currency: "EUR" } }],
      },
      owner: { email: `neuf.${fresh()}@exemple.fr`, given_name: "Claire", family_name: "Morel", roles: ["owner", "practitioner"], care: { profession: "Ostéopathe" } },
      setup: ["settings:write"],
    },
  }),
  rotateDataKey: () => ({ query: { country: "FR" }, body: { renew: false } }),
  readRegistry: () => ({ segments: { country: COUNTRY } }),
  readObjects: () => ({ segments: { country: COUNTRY } }),
  rebuild: () => ({ segments: { country: COUNTRY }, body: { objects: [], forget: false } }),
};

/** The address below `/api/v1` of an operation. @param {Team} team @param {string} path @param {Asked} asked */
export const address = (team, path, { segments, query }) => filled(path, { practice: team.practice.id, ...segments }, query);

/** @param {string} path @param {Record<string, string>} segments @param {Record<string, string>} [query] */
function filled(path, segments, query = {}) {
  const whole = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(segments[name] ?? `no-${name}`));
  return Object.keys(query).length > 0 ? `${whole}?${new URLSearchParams(query)}` : whole;
}

// ── the desk ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** @param {Team} team */
const record = async (team) => ({ segments: { patient: digits((await team.patient()).patient) } });
/** @param {Team} team */
const twins = async (team) => {
  const { patient, other } = await team.twins();
  return { segments: { patient: digits(patient) }, form: { autre: digits(other), keep: digits(other), version: "1", version_autre: "1" } };
};
/** @param {Team} team */
const versioned = async (team) => ({ version: String(await team.version()) });
const once = () => ({ form_key: formKey() });

/** @param {Team} team @param {Record<string, string>} [form] */
const onPlaced = async (team, form = {}) => {
  const { appointment, version, date } = await team.placed();
  return { segments: { practitioner: digits(team.practitioner), appointment: digits(appointment) }, form: { version: String(version), date, ...form } };
};

/** What each route of the desk is asked with, by whom. @type {Record<string, (team: Team, who: Staff) => Promise<Sent> | Sent>} */
export const SENT = {
  "GET /pro": () => ({ query: { nouveau: "1" } }),
  "GET /pro/connexion": () => ({}),
  "POST /pro/connexion": () => ({ form: { email: `lien.${fresh()}@exemple.fr` } }),
  "POST /pro/deconnexion": () => ({}),
  "POST /pro/cabinets": () => ({ form: { ...once(), given_name: "Odile", family_name: "Essai", name: "Cabinet de plus", phone: "04 65 71 00 00", address_1: "1 place des Essais", city: "Lyon", zone: ZONE } }),
  "GET /pro/sessions": () => ({}),
  "POST /pro/sessions/{session}/fermer": async (team, who) => {
    await new Staff(team.world, { email: who.email }).signIn();
    const [other] = forms((await who.open(`/${COUNTRY}/pro/sessions`)).text).filter((form) => form.action.endsWith("/fermer"));
    return { segments: { session: /** @type {string} */ (other?.action.split("/")[4]) } };
  },
  "POST /pro/sessions/fermer-autres": () => ({}),
  "GET /pro/verification": () => ({}),
  "POST /pro/verification": () => ({ form: { code: "123456" } }),
  "POST /pro/verification/code": () => ({}),
  "GET /pro/{practice}": () => ({}),
  "GET /pro/{practice}/jour": () => ({}),
  "POST /pro/{practice}/rendez-vous/{practitioner}/{appointment}": async (team) => {
    const { appointment, version, date } = await team.appointment();
    return { segments: { practitioner: digits(team.practitioner), appointment: digits(appointment) }, form: { attendance: "confirmed", version: String(version), date } };
  },
  "GET /pro/{practice}/agenda": () => ({}),
  "GET /pro/{practice}/agenda/placer": () => ({}),
  "POST /pro/{practice}/agenda/placer": async (team) => {
    const { patient } = await team.patient();
    const { date } = await team.opened();
    const chosen = { practitioner: team.practitioner, patient, service: team.service, location: team.location };
    return { form: { ...once(), act: "place", ...Object.fromEntries(Object.entries(chosen).map(([name, one]) => [name, digits(one)])), date, time: "10:00" } };
  },
  "POST /pro/{practice}/agenda/deplacer": async (team) => {
    const { appointment, version, date } = await team.placed();
    return { form: { ...once(), practitioner: digits(team.practitioner), appointment: digits(appointment), version: String(version), date, time: "14:00", page: `vue=jour&date=${date}` } };
  },
  "POST /pro/{practice}/agenda/defaire": async (team) => {
    const { appointment, version } = await team.placed();
    return { form: { ...once(), act: "place", practitioner: digits(team.practitioner), appointment: digits(appointment), version: String(version) } };
  },
  "GET /pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}": async (team) => {
    const { appointment, date } = await team.placed();
    return { segments: { practitioner: digits(team.practitioner), appointment: digits(appointment) }, query: { date } };
  },
  "POST /pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}": (team) => onPlaced(team, { attendance: "confirmed", value: "booked" }),
  "POST /pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}/annuler": (team) => onPlaced(team),
  "POST /pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}/supprimer": (team) => onPlaced(team),
  "POST /pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}/attente": async (team) => {
    const { appointment, date } = await team.far();
    return { segments: { practitioner: digits(team.practitioner), appointment: digits(appointment) }, form: { alert: "yes", half: ["mon-am"], page: `vue=jour&date=${date}` } };
  },
  "GET /pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}/propositions": async (team) => {
    const { appointment, date } = await team.placed();
    return { segments: { practitioner: digits(team.practitioner), appointment: digits(appointment) }, query: { date } };
  },
  "GET /pro/{practice}/attente": () => ({}),
  "GET /pro/{practice}/attente/proposer": () => ({}),
  "POST /pro/{practice}/attente/proposer": (team) => ({ form: { practitioner: digits(team.practitioner), service: digits(team.service), date: dateIn(ZONE, 3) } }),
  "POST /pro/{practice}/attente/{practitioner}/offres/{offer}": async (team) => ({ segments: { practitioner: digits(team.practitioner), offer: digits(await team.offered()) }, form: { answer: "decline" } }),
  "POST /pro/{practice}/attente/{practitioner}/creneaux/{freed}": async (team) => {
    const { service, location, starts_at } = await team.opening();
    return { segments: { practitioner: digits(team.practitioner), freed: digits(id("frd")) }, form: { service: digits(service), start: `${Date.parse(starts_at)}:${digits(location)}` } };
  },
  "POST /pro/{practice}/attente/{practitioner}/creneaux/{freed}/retirer": async (team) => ({ segments: { practitioner: digits(team.practitioner), freed: digits(await team.freed()) }, form: {} }),
  "GET /pro/{practice}/agenda/horaires": () => ({}),
  "GET /pro/{practice}/agenda/horaires/{practitioner}/{availability}": (team) => ({ segments: { practitioner: digits(team.practitioner), availability: "nouveau" } }),
  "POST /pro/{practice}/agenda/horaires/{practitioner}/{availability}": (team) => ({
    segments: { practitioner: digits(team.practitioner), availability: "nouveau" },
    form: { ...once(), location: digits(team.location), service: [digits(team.service)], date: dateIn(ZONE, (team.lastDay += 1)), from: "09:00", to: "12:00" },
  }),
  "POST /pro/{practice}/agenda/horaires/{practitioner}/{availability}/arreter": async (team) => {
    const { availability, version } = await team.opened();
    return { segments: { practitioner: digits(team.practitioner), availability: digits(availability) }, form: { ...once(), version: String(version), scope: "all" } };
  },
  "GET /pro/{practice}/agenda/fermetures": () => ({}),
  "POST /pro/{practice}/agenda/fermetures": (team) => {
    const [from, practitioner] = [dateIn(ZONE, (team.lastDay += 1)), digits(team.practitioner)];
    return { form: { ...once(), from, practitioner: [practitioner], why: "training", closing: [`${practitioner}:${formKey()}`] } };
  },
  "POST /pro/{practice}/agenda/fermetures/{practitioner}/{closing}/rouvrir": async (team) => ({ segments: { practitioner: digits(team.practitioner), closing: digits(await team.shut()) } }),
  "GET /pro/{practice}/agenda/reservation/{practitioner}": (team) => ({ segments: { practitioner: digits(team.practitioner) } }),
  "POST /pro/{practice}/agenda/reservation/{practitioner}": async (team) => {
    const { version } = await team.machine.get(team.of("/terms"));
    return { segments: { practitioner: digits(team.practitioner) }, form: { version: String(version), online: "yes", new_patients: "yes" } };
  },
  "GET /pro/{practice}/equipe": () => ({}),
  "POST /pro/{practice}/equipe/quitter": () => ({}),
  "POST /pro/{practice}/equipe/delegations": async (team, who) => ({ form: { given: forms((await who.get(`/${COUNTRY}/pro/${digits(team.practice.id)}/equipe`)).text).find((form) => form.action.endsWith("/delegations"))?.fields.flatMap(([name, value]) => (name === "given" ? [value] : [])) ?? [], delegation: [`${digits((await team.member(/** @type {Staff} */ (team.people.secretary))).member)}:billing`] } }),
  "POST /pro/{practice}/equipe/invitations": (team) => {
    const { roles, ...who } = team.invitee();
    return { form: { ...once(), ...who, role: roles } };
  },
  "POST /pro/{practice}/equipe/invitations/{invitation}/retirer": async (team) => ({ segments: { invitation: digits(await team.invitation()) } }),
  "POST /pro/{practice}/equipe/{member}": async (team) => {
    const { member, version } = await team.joined();
    return { segments: { member: digits(member) }, form: { role: ["accountant"], version: String(version) } };
  },
  "POST /pro/{practice}/equipe/{member}/retirer": async (team) => {
    const { member, version } = await team.joined();
    return { segments: { member: digits(member) }, form: { version: String(version) } };
  },
  "GET /pro/{practice}/reglages": () => ({}),
  "POST /pro/{practice}/reglages/{setting}": async (team) => ({ segments: { setting: "name" }, form: { ...(await versioned(team)), value: `Cabinet ${fresh()}` } }),
  "GET /pro/{practice}/reglages/lieux/{location}": () => ({ segments: { location: "nouveau" } }),
  "POST /pro/{practice}/reglages/lieux/{location}": async (team) => ({ segments: { location: digits(id("loc")) }, form: { ...(await versioned(team)), address_1: "4 rue des Essais", city: "Lyon", zone: ZONE } }),
  "POST /pro/{practice}/reglages/lieux/{location}/retirer": async (team) => ({ segments: { location: digits(await team.place()) }, form: await versioned(team) }),
  "GET /pro/{practice}/reglages/motifs/{service}": () => ({ segments: { service: "nouveau" } }),
  "POST /pro/{practice}/reglages/motifs/{service}": async (team) => ({ segments: { service: digits(id("srv")) }, form: { ...(await versioned(team)), name: "Bilan", minutes: "45" } }),
  "POST /pro/{practice}/reglages/motifs/{service}/retirer": async (team) => ({ segments: { service: digits(await team.offer()) }, form: await versioned(team) }),
  "POST /pro/{practice}/reglages/categories/{category}": async (team) => ({ segments: { category: digits(id("cat")) }, form: { ...(await versioned(team)), name: `Bilans ${fresh()}` } }),
  "POST /pro/{practice}/reglages/categories/{category}/retirer": async (team) => ({ segments: { category: digits(await team.category()) }, form: await versioned(team) }),
  "GET /pro/{practice}/cles": () => ({}),
  "POST /pro/{practice}/cles": () => ({ form: { ...once(), label: "Essai", right: ["patients:read"], days: "1" } }),
  "POST /pro/{practice}/cles/{key}/retirer": async (team) => ({ segments: { key: digits((await team.issue(["patients:read"])).id) } }),
  "GET /pro/{practice}/journal": () => ({}),
  "GET /pro/{practice}/journal/export.csv": () => ({}),
  "GET /pro/{practice}/patients": () => ({}),
  "POST /pro/{practice}/patients": (team) => ({ form: { ...once(), ...team.details() } }),
  "POST /pro/{practice}/patients/recherche": () => ({ form: { q: "quatremer" } }),
  "GET /pro/{practice}/patients/nouveau": () => ({}),
  "GET /pro/{practice}/patients/{patient}": record,
  "GET /pro/{practice}/patients/{patient}/modifier": record,
  "POST /pro/{practice}/patients/{patient}/modifier": async (team) => {
    const { patient, version } = await team.patient();
    return { segments: { patient: digits(patient) }, form: { ...team.details(), version: String(version) } };
  },
  "POST /pro/{practice}/patients/{patient}/notes": async (team) => ({ ...(await record(team)), form: { ...once(), note: "Préfère le matin." } }),
  "GET /pro/{practice}/patients/doublons": () => ({}),
  "GET /pro/{practice}/patients/{patient}/notes": record,
  "GET /pro/{practice}/patients/{patient}/consentements": record,
  "GET /pro/{practice}/patients/{patient}/consentements/nouveau": record,
  "POST /pro/{practice}/patients/{patient}/consentements/nouveau": async (team) => ({ ...(await record(team)), form: { ...once(), consent: "data_processing", text_version: "2026-01", how: "on_paper" } }),
  "POST /pro/{practice}/patients/{patient}/consentements/{consent}/retirer": async (team) => {
    const { segments: { patient, consent }, version } = await team.consent();
    return { segments: { patient: digits(patient), consent: digits(consent) }, form: { version: String(version) } };
  },
  "GET /pro/{practice}/patients/{patient}/responsables/nouveau": record,
  "POST /pro/{practice}/patients/{patient}/responsables/nouveau": async (team) => ({ ...(await record(team)), form: { ...once(), given_name: "Anne", family_name: "Moulin", relation: "parent", contact: "no", version: "1" } }),
  "POST /pro/{practice}/patients/{patient}/responsables/recherche": async (team) => ({ ...(await record(team)), form: { q: "quatremer" } }),
  "POST /pro/{practice}/patients/{patient}/responsables/{key}/retirer": async (team) => {
    const { segments: { patient, key }, version } = await team.guardian();
    return { segments: { patient: digits(patient), key }, form: { version: String(version) } };
  },
  "GET /pro/{practice}/patients/{patient}/fusion": async (team) => {
    const { segments, form } = await twins(team);
    return { segments, query: { autre: form.autre } };
  },
  "POST /pro/{practice}/patients/{patient}/fusion": twins,
  "POST /pro/{practice}/patients/{patient}/en-ligne": async (team) => ({ ...(await record(team)), form: { version: "1", appeler: "oui" } }),
  "POST /pro/{practice}/patients/{patient}/distinct": twins,
  "GET /pro/{practice}/patients/{patient}/effacer": record,
  "POST /pro/{practice}/patients/{patient}/effacer": record,
  "GET /pro/{practice}/patients/{patient}/effacement": async (team) => ({ segments: { patient: digits((await team.erased()).patient) } }),
  "GET /pro/{practice}/patients/{patient}/rendez-vous": record,
  "GET /pro/{practice}/patients/{patient}/export.json": record,
  "GET /pro/{practice}/patients/{patient}/export.html": record,
};

/** The address of a route of the desk. @param {Team} team @param {string} path @param {Sent} sent */
export const page = (team, path, { segments, query }) => `/${COUNTRY}${filled(path, { practice: digits(team.practice.id), ...segments }, query)}`;

/** Sends what a route is asked with. @param {Team} team @param {Staff} who @param {string} route such as `GET /pro` @param {Sent} sent @param {Record<string, string>} [headers] */
export function send(team, who, route, sent, headers) {
  const [verb, path = ""] = route.split(" ");
  return verb === "GET" ? who.get(page(team, path, sent), headers) : who.post(page(team, path, sent), sent.form ?? {}, headers);
}
