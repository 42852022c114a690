// @ts-check
/** A practice that has one of everything, made through its own pages and its own key: what an attacker would like to reach. */
import assert from "node:assert/strict";
import { agenda, identity, mailroom, practice as office, query } from "../../harness/objects.mjs";
import { Api } from "./api.mjs";
import { Patient, person } from "./patient.mjs";
import { dateIn, id } from "./practice.mjs";
import { fill } from "./routes.mjs";
import { Staff, formOf } from "./staff.mjs";
import { settle } from "./world.mjs";

/** @typedef {import("./world.mjs").World} World */
/** @typedef {Awaited<ReturnType<typeof openHouse>>} House */

/** How far on in time a house is made: what waits for staff to think better of it has gone by then, and moves nothing while rows are compared. */
const CALM = 3 * 60_000;

/** A French health number that is in order, of a woman born in May 1985. */
export const NIR = "2 85 05 78 006 084 41";

/**
 * @param {World} world
 * @param {string} canary a word of letters that stands in every name of this practice, and nowhere else
 * @param {(field: string) => string} [text] what stands in texts, by the field's name
 * @param {string} [given] everybody's given name, where it is not the word
 */
export async function openHouse(world, canary, text = (field) => `${canary} ${field}`, given = canary) {
  const name = canary.toLowerCase();
  const owner = new Staff(world, { email: `owner.${name}@exemple.fr`, given, family: "Possède" });
  await owner.signIn();
  const where = await owner.createPractice({ name: text("name"), address_1: text("address_1"), address_2: text("address_2"), city: text("city") });

  // Who gives care, and a secretary; another is still asked.
  await owner.prove(`${where.path}/equipe`);
  const beginning = owner.lastMail();
  await owner.invite(where, { email: owner.email, given_name: given, family_name: "Possède", roles: ["owner", "practitioner"], profession: text("profession") });
  await owner.accept(beginning);
  const secretary = new Staff(world, { email: `secretary.${name}@exemple.fr`, given, family: "Note" });
  const since = owner.lastMail();
  await owner.invite(where, { email: secretary.email, given_name: given, family_name: "Note", roles: ["secretary"] });
  await secretary.accept(since);
  const asked = new Staff(world, { email: `asked.${name}@exemple.fr` });
  const later = owner.lastMail();
  await owner.invite(where, { email: asked.email, given_name: given, family_name: "Attend", roles: ["secretary"] });
  const invitationLink = await asked.mail(/\/pro\/invitation\/(v1\.[\w.-]+)/, later);

  // A key with every right that a key may have; it makes the rest.
  const keys = await owner.open(`${where.path}/cles`);
  const rights = [...keys.text.matchAll(/name="right" value="([^"]+)"/g)].map(([, right]) => /** @type {string} */ (right));
  const made = await owner.send(keys, "/cles", { label: text("label"), right: rights, days: "90" });
  assert.equal(made.status, 201);
  const key = made.text.match(/gck_(?:eu|ca)_[0-9a-f]{32}_[\w-]{22}/)?.[0] ?? "";
  const api = new Api(world.origin, key);
  const base = `/practices/${where.id}`;
  const [location, service, category, spare, away] = [id("loc"), id("srv"), id("cat"), id("srv"), id("loc")];
  const version = async () => (await api.ask("GET", `${base}/settings`)).version;
  const place = { address: [text("address_1")], city: text("city"), access: text("access"), entry: text("entry"), zone: "Europe/Paris" };
  await api.put(`${base}/locations/${location}`, place, await version());
  await api.put(`${base}/locations/${away}`, place, await version());
  await api.put(`${base}/categories/${category}`, { name: text("category") }, await version());
  const offered = { label: text("service"), minutes: 30, note: text("bring"), category, price: { minor: 2500, currency: "EUR" } };
  await api.put(`${base}/services/${service}`, offered, await version());
  await api.put(`${base}/services/${spare}`, offered, await version());

  // Patients: one with everything, her guardian, her double, one who became hers, and one who was erased.
  const details = { given_name: given, family_name: "Malade", birth_date: "1985-05-12", sex: "female", email: `malade.${name}@exemple.fr`, telephones: [{ of: "mobile", number: "+33639980001" }], address: { lines: [text("street")], postal_code: "69002", city: text("city") } };
  const patient = (await api.post(`${base}/patients`, details, key.slice(-20))).patient;
  const enter = async (/** @type {any} */ but) => (await api.post(`${base}/patients`, { given_name: given, family_name: "Autre", ...but })).patient;
  const stands = async (/** @type {string} */ one) => (await api.ask("GET", `${base}/patients/${one}`)).version;
  const [guardian, double, merged, erased] = [await enter({ family_name: "Tutelle" }), await enter({ family_name: "Malade", birth_date: "1985-05-12" }), await enter({ family_name: "Fondue" }), await enter({ family_name: "Effacée" })];
  const record = `${base}/patients/${patient}`;
  await api.post(`${record}/notes`, { text: text("note") });
  await api.post(`${record}/consents`, { kind: "data", text_version: text("version"), how: "paper" });
  await api.post(`${record}/guardians`, { guardian, relation: "parent", is_contact: false }, undefined, await stands(patient));
  await api.put(`${record}/identifiers/nir`, { number: NIR }, await stands(patient));
  await api.post(`${base}/merges`, { from: merged, from_version: await stands(merged), to: double }, undefined, await stands(double));
  assert.equal((await owner.post(`${where.path}/patients/${erased.slice(4)}/effacer`, {})).status, 303);

  // A day of the agenda, and somebody who has booked.
  const rows = (/** @type {string} */ sql) => query(world.origin, office(where.id), sql);
  const one = async (/** @type {string} */ sql) => String((await rows(sql))[0]?.[0]);
  const practitioner = await one("SELECT practitioner_id FROM practitioner");
  const rooms = [office(where.id), agenda(practitioner), mailroom(where.id), ...[owner, secretary, asked].flatMap(({ email }) => [identity(email), { class: /** @type {const} */ ("Mailroom"), name: identity(email).name }])];
  await settle(world.origin, rooms, { to: Date.now() + CALM });
  const date = dateIn("Europe/Paris", 4);
  // Founded with the practice, it bears the digits of its id; the public page shows its hours.
  const [availability, first] = [id("avl"), `loc_${where.id.slice(4)}`];
  await api.put(`${base}/practitioners/${practitioner}/availabilities/${availability}`, { location: first, services: [service], first_day: date, from: "09:00:00", to: "12:00:00" });
  const closing = id("cls");
  const shut = dateIn("Europe/Paris", 12);
  await api.put(`${base}/practitioners/${practitioner}/closings/${closing}`, { from: `${shut}T10:00:00Z`, to: `${shut}T11:00:00Z`, kind: "training" });
  const page = `/fr/praticien/x-${practitioner.slice(4)}`;
  const public_ = (await new Patient(world.origin).get(page)).location || page;
  const who = person({ prenom: given, nom: "Vient" });
  const booked = await new Patient(world.origin).book(`${public_}?motif=${service}`, { who });
  await settle(world.origin, rooms, { to: Date.now() + CALM });
  const [[appointment, visitor]] = await query(world.origin, agenda(practitioner), "SELECT appointment_id, patient_id FROM appointment");

  // Somebody whom no letter reaches waits for an earlier slot, and is offered one.
  await api.put(`${base}/settings`, { settings: [{ name: "earlier_alerts", value: 1 }] }, await version());
  await settle(world.origin, rooms, { to: Date.now() + CALM });
  const at = `${base}/practitioners/${practitioner}`;
  const [early, late] = [35, 36].map((day) => dateIn("Europe/Paris", day));
  for (const first_day of [early, late]) await api.put(`${at}/availabilities/${id("avl")}`, { location: first, services: [service], first_day, from: "09:00:00", to: "17:00:00" });
  const [waits, freed] = [id("apt"), id("frd")];
  await api.post(`${at}/appointments`, { appointment: waits, patient: double, service, location: first, starts_at: `${late}T10:00:00Z`, alert: {} });
  await settle(world.origin, rooms, { to: Date.now() + CALM });
  await api.put(`${at}/freed-slots/${freed}`, { service, location: first, starts_at: `${early}T10:00:00Z` });
  await settle(world.origin, rooms, { to: Date.now() + CALM });
  const offer = (await api.get(`${at}/offers`)).offers[0].offer;

  const read = await api.get(record);
  const ids = {
    freed,
    offer,
    practice: where.id,
    practitioner,
    location,
    service,
    category,
    patient,
    appointment,
    availability,
    closing,
    member: await one("SELECT member_id FROM member WHERE email LIKE 'secretary%'"),
    invitation: await one("SELECT invitation_id FROM invitation WHERE email LIKE 'asked%'"),
    token: await one("SELECT api_token_id FROM api_token"),
    consent: read.consents[0].id,
    guardian: read.guardians[0].key,
    session: await one("SELECT 1"),
    visitor,
  };
  ids.session = String((await query(world.origin, identity(owner.email), "SELECT session_id FROM session ORDER BY seen_at DESC LIMIT 1"))[0]?.[0]);
  const others = { location: away, service: spare, guardian, double, merged, erased };
  return { canary, owner, secretary, asked, where, api, key, base, record, ids, others, date, page: public_, who, link: booked.link, invitationLink, rooms, version };
}

/** The version that a page's form bears. @param {import("./staff.mjs").Page} page @param {string | RegExp} to */
export const versionOf = (page, to) => formOf(page, to).fields.find(([name]) => name === "version")?.[1] ?? "";

/** An id as addresses say it. @param {string} one */
export const digits = (one) => one.slice(4);

/** The same browser at one instant, for that nothing is noted of its use. @param {Staff} who */
export async function frozen(who) {
  const still = Object.assign(new Staff(who.place, { email: who.email, now: new Date().toISOString() }), { cookies: new Map(who.cookies) });
  assert.ok(await still.isSignedIn());
  return still;
}

/** Where a route of the desk is, with the house's own in its segments. @param {House} house @param {string} path @param {Record<string, string>} [segments] */
export function addressOf(house, path, segments = {}) {
  const own = Object.fromEntries(Object.entries(house.ids).map(([name, one]) => [name, digits(one)]));
  const key = path.includes("/responsables/") ? house.ids.guardian : own.token ?? "";
  return fill(path, { ...own, country: "fr", setting: "name", session: house.ids.session, link: house.invitationLink, key, ...segments });
}

/** The last day that a form has opened for itself: behind those that patients see of the house. */
let lastDay = 40;

/** @typedef {{ who?: Staff, segments?: Record<string, string>, values: import("./staff.mjs").Values, status?: number }} Filled `status`: of the answer, where it is not 303 */

/**
 * Every form of the desk, filled so that it acts; in an order in which each still can once those before it have.
 * @param {House} house @param {string} [signInLink] one that `house.asked` may use
 * @returns {Record<string, () => Promise<Filled> | Filled>}
 */
export function formsOf(house, signInLink = "") {
  const key = () => id("key").slice(4);
  const settings = async () => ({ version: String(await house.version()) });
  const own = (/** @type {keyof typeof house.ids} */ name) => digits(String(house.ids[name]));
  const memberVersion = async () => versionOf(await house.owner.open(`${house.where.path}/equipe`), `/equipe/${digits(house.ids.member)}`);
  const patientVersion = async () => versionOf(await house.owner.open(`${house.where.path}/patients/${digits(house.ids.patient)}/modifier`), "/modifier");
  const stands = async (/** @type {string} */ one) => String((await house.api.ask("GET", `${house.base}/patients/${one}`)).version);
  const seen = async () => ({ version: await stands(house.ids.patient) });
  /** An appointment that staff placed, on a day of its own: what one form does to its own stands in no other's way. */
  const placed = async () => {
    const at = `${house.base}/practitioners/${house.ids.practitioner}`;
    const [appointment, location, date] = [id("apt"), `loc_${house.where.id.slice(4)}`, dateIn("Europe/Paris", (lastDay += 1))];
    await house.api.put(`${at}/availabilities/${id("avl")}`, { location, services: [house.ids.service], first_day: date, from: "09:00:00", to: "17:00:00" });
    // Of somebody whom no letter reaches, and whom no form here takes away.
    const made = await house.api.post(`${at}/appointments`, { appointment, patient: house.others.double, service: house.ids.service, location, starts_at: `${date}T10:00:00Z` });
    await settle(house.api.origin, house.rooms, { to: Date.now() + CALM });
    return { appointment: digits(appointment), version: String(made.appointment.version), date };
  };
  /** What is sent of an appointment of its own, and where to. @param {(date: string) => Record<string, string>} [also] */
  const onPlaced = async (also = () => ({})) => {
    const { appointment, version, date } = await placed();
    return { segments: { appointment }, values: { version, ...also(date) } };
  };
  /** The same, for forms that name it among their fields. @param {(date: string) => Record<string, string>} also */
  const ofPlaced = async (also) => {
    const { appointment, version, date } = await placed();
    return { values: { form_key: key(), practitioner: own("practitioner"), appointment, version, ...also(date) } };
  };
  return {
    // Whoever is not signed in.
    "/{country}/pro/connexion": () => ({ values: { email: house.owner.email }, status: 200 }),
    "/{country}/pro/connexion/{link}": () => ({ who: house.asked, segments: { link: signInLink }, values: {} }),
    // One's own sessions, and the proof.
    "/{country}/pro/verification": () => ({ values: { code: "000000", suite: "/fr/pro" }, status: 422 }),
    "/{country}/pro/verification/code": () => ({ who: house.asked, values: { suite: "/fr/pro" } }),
    "/{country}/pro/cabinets": () => ({
      values: { form_key: key(), given_name: "A", family_name: "B", name: "C", phone: "04 65 71 00 00", address_1: "1 rue D", city: "Lyon", zone: "Europe/Paris" },
    }),
    // Patients.
    "/{country}/pro/{practice}/patients": () => ({ values: { form_key: key(), given_name: "Nouvelle", family_name: "Venue" } }),
    "/{country}/pro/{practice}/patients/recherche": () => ({ values: { q: "Malade" }, status: 200 }),
    "/{country}/pro/{practice}/patients/{patient}/modifier": async () => ({ values: { version: await patientVersion(), given_name: "Zibeline", family_name: "Malade", birth_date: "1985-05-12", known_as: "Zib", "identifier-nir": NIR } }),
    "/{country}/pro/{practice}/patients/{patient}/notes": () => ({ values: { form_key: key(), note: "Lu." } }),
    "/{country}/pro/{practice}/patients/{patient}/consentements/nouveau": async () => {
      const { fields } = formOf(await house.owner.open(`${house.where.path}/patients/${digits(house.ids.patient)}/consentements/nouveau`), "/consentements/nouveau");
      return { values: { ...Object.fromEntries(fields), form_key: key() } };
    },
    "/{country}/pro/{practice}/patients/{patient}/consentements/{consent}/retirer": async () => ({ values: await seen() }),
    "/{country}/pro/{practice}/patients/{patient}/responsables/recherche": () => ({ values: { q: "Tutelle" }, status: 200 }),
    "/{country}/pro/{practice}/patients/{patient}/responsables/nouveau": async () => ({ values: { ...(await seen()), form_key: key(), contact: "no", relation: "parent", given_name: "Une", family_name: "Mère" } }),
    "/{country}/pro/{practice}/patients/{patient}/responsables/{key}/retirer": async () => ({ segments: { key: house.ids.guardian }, values: await seen() }),
    "/{country}/pro/{practice}/patients/{patient}/en-ligne": async () => ({ values: { ...(await seen()), appeler: "oui" } }),
    "/{country}/pro/{practice}/patients/{patient}/distinct": () => ({ values: { autre: digits(house.others.double) } }),
    "/{country}/pro/{practice}/patients/{patient}/fusion": async () => ({ values: { ...(await seen()), version_autre: await stands(house.others.double), autre: digits(house.others.double), keep: digits(house.others.double) } }),
    "/{country}/pro/{practice}/rendez-vous/{practitioner}/{appointment}": () => onPlaced(() => ({ attendance: "confirmed" })),
    "/{country}/pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}": () => onPlaced((date) => ({ attendance: "confirmed", value: "booked", page: `date=${date}` })),
    "/{country}/pro/{practice}/agenda/placer": () => ({
      values: { form_key: key(), act: "place", practitioner: own("practitioner"), patient: own("patient"), service: own("service"), location: digits(`loc_${house.where.id.slice(4)}`), date: house.date, time: "15:00" },
    }),
    "/{country}/pro/{practice}/agenda/deplacer": () => ofPlaced((date) => ({ date, time: "16:00", page: `date=${date}` })),
    // Undoing a placement deletes what was placed.
    "/{country}/pro/{practice}/agenda/defaire": () => ofPlaced(() => ({ act: "place" })),
    "/{country}/pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}/annuler": () => onPlaced(),
    "/{country}/pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}/supprimer": () => onPlaced(),
    "/{country}/pro/{practice}/agenda/rendez-vous/{practitioner}/{appointment}/attente": () => onPlaced((date) => ({ alert: "yes", half: "mon-am", page: `date=${date}` })),
    "/{country}/pro/{practice}/attente/proposer": () => ({ values: { practitioner: own("practitioner"), service: own("service"), date: house.date }, status: 200 }),
    "/{country}/pro/{practice}/attente/{practitioner}/offres/{offer}": () => ({ values: { answer: "decline" } }),
    "/{country}/pro/{practice}/attente/{practitioner}/creneaux/{freed}": () => ({
      values: { service: own("service"), start: `${Date.parse(`${dateIn("Europe/Paris", 35)}T10:00:00Z`)}:${digits(`loc_${house.where.id.slice(4)}`)}` },
    }),
    "/{country}/pro/{practice}/attente/{practitioner}/creneaux/{freed}/retirer": () => ({ values: {} }),
    "/{country}/pro/{practice}/agenda/horaires/{practitioner}/{availability}": () => ({
      segments: { availability: "nouveau" },
      values: { form_key: key(), location: digits(`loc_${house.where.id.slice(4)}`), service: [own("service")], date: house.date, from: "17:00", to: "18:00" },
    }),
    "/{country}/pro/{practice}/agenda/horaires/{practitioner}/{availability}/arreter": () => ({ values: { form_key: key(), version: "1", scope: "all" } }),
    "/{country}/pro/{practice}/agenda/fermetures": () => ({ values: { form_key: key(), from: house.date, practitioner: [own("practitioner")], why: "training", closing: [`${own("practitioner")}:${key()}`] } }),
    "/{country}/pro/{practice}/agenda/fermetures/{practitioner}/{closing}/rouvrir": () => ({ values: {} }),
    "/{country}/pro/{practice}/agenda/reservation/{practitioner}": async () => ({ values: { version: String((await house.api.get(`${house.base}/practitioners/${house.ids.practitioner}/terms`)).version), online: "yes", new_patients: "no" } }),
    "/{country}/pro/{practice}/patients/{patient}/effacer": () => ({ segments: { patient: digits(house.ids.visitor) }, values: {} }),
    // The practice.
    "/{country}/pro/{practice}/reglages/{setting}": async () => ({ segments: { setting: "name" }, values: { ...(await settings()), value: "Autre nom" } }),
    "/{country}/pro/{practice}/reglages/lieux/{location}": async () => ({ values: { ...(await settings()), existe: "1", address_1: "2 rue D", city: "Lyon", zone: "Europe/Paris" } }),
    "/{country}/pro/{practice}/reglages/lieux/{location}/retirer": async () => ({ values: await settings() }),
    "/{country}/pro/{practice}/reglages/motifs/{service}": async () => ({ values: { ...(await settings()), existe: "1", name: "Autre", minutes: "45" } }),
    "/{country}/pro/{practice}/reglages/motifs/{service}/retirer": async () => ({ values: await settings() }),
    "/{country}/pro/{practice}/reglages/categories/{category}": async () => ({ values: { ...(await settings()), name: "Autre" } }),
    "/{country}/pro/{practice}/reglages/categories/{category}/retirer": async () => ({ values: await settings() }),
    "/{country}/pro/{practice}/cles": () => ({ values: { form_key: key(), label: "Volée", right: ["patients:read"], days: "90" }, status: 201 }),
    "/{country}/pro/{practice}/cles/{key}/retirer": () => ({ segments: { key: digits(house.ids.token) }, values: {} }),
    "/{country}/pro/{practice}/equipe/invitations": () => ({ values: { form_key: key(), email: "complice@exemple.fr", given_name: "Un", family_name: "Complice", role: ["secretary"] } }),
    "/{country}/pro/{practice}/equipe/delegations": async () => ({ values: { given: formOf(await house.owner.open(`${house.where.path}/equipe`), "/equipe/delegations").fields.filter(([name]) => name === "given").map(([, value]) => value), delegation: [`${digits(house.ids.member)}:agenda`] } }),
    "/{country}/pro/{practice}/equipe/{member}": async () => ({ values: { version: await memberVersion(), role: ["owner"] } }),
    "/{country}/pro/{practice}/equipe/{member}/retirer": async () => ({ values: { version: await memberVersion() } }),
    "/{country}/pro/invitation/{link}": () => ({ who: house.asked, segments: { link: house.invitationLink }, values: {} }),
    "/{country}/pro/{practice}/equipe/invitations/{invitation}/retirer": () => ({ values: {} }),
    "/{country}/pro/{practice}/equipe/quitter": () => ({ who: house.asked, values: {} }),
    // The end.
    "/{country}/pro/sessions/{session}/fermer": () => ({ segments: { session: house.ids.session }, values: {} }),
    "/{country}/pro/sessions/fermer-autres": () => ({ values: {} }),
    "/{country}/pro/deconnexion": () => ({ values: {} }),
  };
}
