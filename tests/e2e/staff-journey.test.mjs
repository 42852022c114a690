// @ts-check
/**
 * The staff's story, over HTTP, as the pages lead them:
 *
 *  1. an owner signs in by the link in a mail, and founds a practice;
 *  2. they invite a secretary and a practitioner who already works elsewhere; both accept, and the practitioner stays one
 *     person with one agenda;
 *  3. the secretary enters a child, and the mother as who answers for him and is written to (A8);
 *  4. somebody was entered twice: the records are proposed, compared, and become one (A8);
 *  5. the owner erases a patient who had booked, after a fresh proof, and the tally ends at "erased" everywhere;
 *  6. the audit trail has all of it, by ids only.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { agenda, command, mailroom, practice as office, query, staff } from "../harness/objects.mjs";
import { Patient, heading, person, plain } from "./lib/patient.mjs";
import { dateIn, id } from "./lib/practice.mjs";
import { Staff, forms } from "./lib/staff.mjs";
import { dump, openWorld, settle, until } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const CHILD = { given_name: "Hugo", family_name: "Fontaine", birth_date: "2019-05-27" };
const MOTHER = { given_name: "Amandine", family_name: "Fontaine", birth_date: "1986-02-19", email: "amandine.fontaine@exemple.fr", phone: "06 39 98 00 01" };
const TWICE = [
  { given_name: "Jeanne", family_name: "Roussel", birth_date: "1957-11-30", email: "jeanne.roussel@exemple.fr" },
  { given_name: "Jeanne", family_name: "Roussell", birth_date: "1957-11-30", phone: "04 65 71 00 04" },
];

test("a practice begins", async (t) => {
  const owner = new Staff(world, { email: "helene@exemple.fr", given: "Hélène", family: "Vasseur" });
  const secretary = new Staff(world, { email: "samira@exemple.fr", given: "Samira", family: "Haddad" });
  const karim = new Staff(world, { email: "karim@exemple.fr", given: "Karim", family: "Benali" });

  /** @type {import("./lib/staff.mjs").Office} */
  let practice;
  await t.test("1. an owner signs in and founds a practice", async () => {
    const signed = await owner.signIn();
    assert.equal(signed.location, "/fr/pro");
    practice = await owner.createPractice({ name: "Cabinet des Lilas" });
    const page = await owner.open(`${practice.path}/reglages`);
    assert.match(plain(page.text), /Cabinet des Lilas/);
    // The only practice is where they stand from now on.
    await until("the practice stands in the corner", async () => (await owner.get("/fr/pro")).status === 303);
    assert.equal((await owner.get("/fr/pro")).location, practice.path);
  });

  let practitioner = "";
  await t.test("2. a secretary, and a practitioner who works elsewhere, are invited and accept", async () => {
    // Elsewhere: their own practice, where they give care.
    await karim.signIn();
    const elsewhere = await karim.createPractice({ name: "Kiné Gratte-Ciel" });
    // Whoever hands out that role proves who they are, their own not excepted.
    await karim.prove(`${elsewhere.path}/equipe`);
    const before = karim.lastMail();
    await karim.invite(elsewhere, { email: karim.email, given_name: "Karim", family_name: "Benali", roles: ["owner", "practitioner"], profession: "Masseur-kinésithérapeute" });
    assert.deepEqual(await karim.accept(before), elsewhere);
    const mine = await members(elsewhere.id);
    assert.deepEqual(mine.map((member) => member.roles), [["owner", "practitioner"]]);
    // A1: who gives care may be joined by a link of their own; what is no address that a patient can be sent to comes back with the form.
    const member = async () => forms((await karim.open(`${elsewhere.path}/equipe`)).text).find((form) => form.fields.some(([name]) => name === "join_link"));
    const change = async (/** @type {string} */ link) => {
      const form = await member();
      assert.ok(form, "the form of who gives care asks for it");
      const version = form.fields.find(([name]) => name === "version")?.[1] ?? "";
      return karim.post(form.action, { version, role: ["owner", "practitioner"], join_link: link });
    };
    const mend = await change("http://visio.exemple.fr/karim");
    assert.equal(mend.status, 422);
    assert.match(mend.text, /aria-invalid="true"[^>]*value="http:\/\/visio\.exemple\.fr\/karim"|value="http:\/\/visio\.exemple\.fr\/karim"[^>]*aria-invalid="true"/);
    assert.equal((await change("https://visio.exemple.fr/karim")).status, 303);
    assert.equal((await member())?.fields.find(([name]) => name === "join_link")?.[1], "https://visio.exemple.fr/karim");

    const since = owner.lastMail();
    await owner.invite(practice, { email: secretary.email, given_name: "Samira", family_name: "Haddad", roles: ["secretary"] });
    await owner.invite(practice, { email: karim.email, given_name: "Karim", family_name: "Benali", roles: ["practitioner"], profession: "Masseur-kinésithérapeute" });
    assert.match(plain((await owner.open(`${practice.path}/equipe`)).text), /samira@exemple\.fr/);
    assert.deepEqual(await secretary.accept(since), practice);
    assert.deepEqual(await karim.accept(since), practice);

    const here = await members(practice.id);
    assert.deepEqual(here.map((member) => member.roles).sort(), [["owner"], ["practitioner"], ["secretary"]]);
    practitioner = here.find((member) => member.practitioner)?.practitioner ?? "";
    assert.equal(practitioner, mine[0]?.practitioner, "one person is one practitioner");
    // Who works in two places switches in the corner.
    await until("both practices stand in the corner", async () => {
      // Until the agenda has heard that he works there too, the day is closed to him.
      const corner = (await karim.get(`${practice.path}/jour`)).text;
      return /<h1>[^<]*\d/.test(corner) && corner.includes(`href="${practice.path}"`) && corner.includes(`href="${elsewhere.path}"`);
    });
    // By the practice's rule the secretary runs the new practitioner's agenda.
    await secretary.open(`${practice.path}/jour`);
    // What is not theirs to see is not theirs to know.
    assert.equal((await secretary.get(`${elsewhere.path}/patients`)).status, 404);
    assert.equal((await secretary.get(`${practice.path}/journal`)).status, 403);
  });

  await t.test("3. the secretary enters a child, and the mother who is written to for him (A8)", async () => {
    const mother = await secretary.addPatient(practice, MOTHER);
    const child = await secretary.addPatient(practice, CHILD);
    const page = await secretary.send(await secretary.open(`${child.path}/responsables/nouveau`), "/responsables/recherche", { q: "amandine fontaine" });
    const choice = forms(page.text).find((form) => form.fields.some(([name, value]) => name === "guardian" && value === mother.id.slice(4)));
    assert.ok(choice, "the mother's record is offered");
    const done = await secretary.post(choice.action, { ...Object.fromEntries(choice.fields), relation: "parent" });
    const record = await secretary.follow(done);
    assert.match(plain(record.text), /Fontaine, Amandine|Amandine Fontaine/);
    // A message about the child goes to her.
    const contact = await command(world.origin, office(practice.id), "read-contact", { as: "object", object: mailroom(practice.id) }, { patient: child.id });
    assert.deepEqual([contact.given_name, contact.email], ["Hugo", MOTHER.email]);
    // Her own record says for whom she answers.
    assert.match(plain((await secretary.open(mother.path)).text), /Fontaine, Hugo|Hugo Fontaine/);
  });

  await t.test("4. two records of one person become one", async () => {
    const [first, second] = [await secretary.addPatient(practice, TWICE[0] ?? {}), await secretary.addPatient(practice, TWICE[1] ?? {})];
    const page = await secretary.open(second.path);
    assert.match(page.text, new RegExp(`href="${second.path}/fusion\\?autre=${first.id.slice(4)}`));
    const compare = await secretary.open(`${second.path}/fusion?autre=${first.id.slice(4)}`);
    // It cannot be undone: a proof is asked for, and leads back to what was chosen.
    const asked = await secretary.send(compare, "/fusion", { keep: first.id.slice(4) });
    const next = new URL(asked.location, world.origin).searchParams.get("suite") ?? "";
    const proven = await secretary.prove(next);
    assert.equal(proven.location, `${second.path}/fusion?autre=${first.id.slice(4)}&keep=${first.id.slice(4)}`);
    const merged = await secretary.submit(await secretary.open(proven.location), "/fusion", { keep: first.id.slice(4) });
    assert.equal((merged.path.split("?")[0]), first.path);
    assert.match(plain(merged.text), /Roussel, Jeanne/);
    // The old address leads to the one that remains; the search finds one.
    assert.equal((await secretary.get(second.path)).location, first.path);
    assert.deepEqual(await secretary.search(practice, "jeanne"), ["Roussel, Jeanne"]);
  });

  let erased = "";
  await t.test("5. an erasure asks for proof, and its tally ends at erased everywhere", async () => {
    // Somebody has booked, and been written to.
    const { path, objects } = await openForBooking(owner, practice, practitioner);
    const zoe = person({ prenom: "Zoé", nom: "Delannoy" });
    const patient = new Patient(world.origin);
    const { link } = await patient.book(path, { who: zoe });
    await settle(world.origin, objects);
    assert.equal((await patient.post(`${link}/annuler`, {})).status, 303);
    await settle(world.origin, objects);
    const [[zoeId]] = await query(world.origin, agenda(practitioner), "SELECT patient_id FROM appointment");
    erased = zoeId;
    const record = `${practice.path}/patients/${erased.slice(4)}`;

    // Those who may not: the secretary.
    assert.equal((await secretary.get(`${record}/effacer`)).status, 403);
    const question = await owner.open(`${record}/effacer`);
    const asked = await owner.send(question, "/effacer");
    assert.match(asked.location, /^\/fr\/pro\/verification\?suite=/);
    assert.equal((await owner.get(record)).status, 200, "nothing is erased without the proof");
    const next = new URLSearchParams(asked.location.split("?")[1]).get("suite") ?? "";
    const again = await owner.follow(await owner.prove(next));
    const tally = await owner.submit(again, "/effacer");
    assert.match(tally.path, /\/effacement$/);
    await settle(world.origin, objects);
    const answers = await until("everybody has answered", async () => {
      await settle(world.origin, objects);
      const page = (await owner.open(`${record}/effacement`)).text;
      const states = [...page.matchAll(/<span class="state[^"]*">([^<]+)</g)].map(([, state]) => state);
      return !states.includes("En attente") && states;
    });
    // The agenda, the messages, and what else has seen them: nothing is kept of an appointment that was cancelled.
    assert.ok(answers.length >= 2, answers.join());
    assert.deepEqual([...new Set(answers)], ["Effacé"]);
    for (const object of objects) {
      const rows = JSON.stringify(await dump(world.origin, object));
      for (const word of [zoe.prenom, zoe.nom, zoe.email]) assert.ok(!rows.includes(/** @type {string} */ (word)), `${object.class} ${object.name} still has ${word}`);
    }
    assert.equal((await owner.get(record)).status, 410);
    assert.deepEqual(await secretary.search(practice, "delannoy"), []);
  });

  await t.test("6. the audit trail has it all, by ids only", async () => {
    const file = (await owner.get(`${practice.path}/journal/export.csv`)).text;
    for (const act of ["practice.founded", "member.invited", "invitation.accepted", "patient.entered", "guardian.added", "patient.merged", "patient.erased", "patient.read"]) {
      assert.ok(file.includes(act), `${act} is in the trail:\n${file}`);
    }
    // Members and keys are named beside their ids; patients never are.
    for (const word of [CHILD.given_name, MOTHER.given_name, "Fontaine", "Roussel", "Jeanne", "Delannoy", "exemple.fr"]) assert.ok(!file.includes(word), `${word} is in the trail`);
    const rows = JSON.stringify(await query(world.origin, office(practice.id), "SELECT * FROM audit"));
    for (const word of ["Fontaine", "Roussel", "Delannoy", "Samira", "Benali", "exemple.fr"]) assert.ok(!rows.includes(word), `${word} is in the trail's rows`);
    const page = await owner.open(`${practice.path}/journal?${new URLSearchParams({ q: erased })}`);
    assert.match(page.text, new RegExp(erased));
    assert.equal(heading(page.text), "Journal");
  });
});

/** Who works in a practice, as its own store says. @param {string} practice @returns {Promise<{ roles: string[], practitioner: string | null }[]>} */
async function members(practice) {
  const rows = await query(world.origin, office(practice), "SELECT roles, practitioner_id FROM member WHERE ended_at IS NULL ORDER BY joined_at");
  return rows.map(([roles, practitioner]) => ({ roles: roles.match(/[a-z]+/g).sort(), practitioner }));
}

/**
 * The owner offers a service; the practitioner gets hours for it.
 * @param {Staff} owner @param {import("./lib/staff.mjs").Office} practice @param {string} practitioner
 */
async function openForBooking(owner, practice, practitioner) {
  const objects = [office(practice.id), agenda(practitioner), mailroom(practice.id)];
  await owner.submit(await owner.open(`${practice.path}/reglages/motifs/nouveau`), /\/reglages\/motifs\//, { name: "Séance secrète", minutes: "30" });
  const [[location, service]] = await query(world.origin, office(practice.id), "SELECT (SELECT location_id FROM location), (SELECT service_id FROM service)");
  await settle(world.origin, objects);
  const hours = { availability: id("avl"), location, service, date: dateIn("Europe/Paris", 4), from: "09:00:00", to: "12:00:00" };
  await command(world.origin, agenda(practitioner), "open-availability", staff(practice.id, practitioner), hours);
  return { path: `/fr/praticien/karim-benali-${practitioner.slice(4)}?cabinet=${practice.id.slice(4)}`, objects };
}
