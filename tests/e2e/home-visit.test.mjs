// @ts-check
/**
 * A service that is given at the patient's home is booked online (A1), in each of a country's languages:
 *
 *  1. the form asks where, as that of no other service does;
 *  2. without an address, or with half of one, nothing is booked, the page says what to mend, and nothing typed is lost; a form that did
 *     not ask gets the page that does;
 *  3. sent five times at once it is one appointment; its letter says that somebody comes, and not where;
 *  4. the address is on the record, on the desk's page too, and nowhere else; for a relative it is where they are;
 *  5. of who comes to the practice no address is kept, even if a program sends one.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { command, query, staff } from "../harness/objects.mjs";
import { inviteOf, mailsTo } from "./lib/mail.mjs";
import { Patient, action, heading, person, plain } from "./lib/patient.mjs";
import { dateIn, foundPractice, id } from "./lib/practice.mjs";
import { Staff } from "./lib/staff.mjs";
import { changesNothing, openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const WHERE = {
  "fr-FR": {
    place: {}, form: "Où venons-nous ?", street: "Indiquez le numéro et la rue.", code: "Vérifiez le code postal : il a cinq chiffres, comme 69003.", town: "Indiquez la ville.",
    home: "À votre adresse", typed: { adresse: "12 rue des Essais", "adresse-complement": "code B42", "code-postal": "69 003", commune: "Lyon" }, kept: "69003",
  },
  "nl-BE": {
    place: { country: /** @type {const} */ ("BE"), zone: "Europe/Brussels", city: "Liège" }, form: "Waar komen wij langs?", street: "Vul de straat en het nummer in.", code: "Controleer de postcode: ze heeft vier cijfers, zoals 4000.", town: "Vul de gemeente in.",
    home: "Op uw adres", typed: { adresse: "Essaisstraat 12", "adresse-complement": "", "code-postal": "B-4000", commune: "Luik" }, kept: "4000",
  },
  "en-CA": {
    place: { country: /** @type {const} */ ("CA"), zone: "America/Toronto", city: "Toronto" }, form: "Where do we come?", street: "Enter the number and the street.", code: "Check the postal code: it looks like M5V 2T6.", town: "Enter the town.",
    home: "At your address", typed: { adresse: "12 Essays Ave", "adresse-complement": "", "code-postal": "m5v2t6", commune: "Toronto" }, kept: "M5V 2T6",
  },
};

/** A practice with a service at home and another. @param {Parameters<typeof foundPractice>[1]} place */
async function openHome(place) {
  const practice = await foundPractice(world.origin, place);
  const service = id("srv");
  const settings = await command(world.origin, practice.office, "read-settings", practice.owner, {});
  const category = settings.categories.find((/** @type {any} */ one) => one.kind === "home").id;
  await command(world.origin, practice.office, "put-service", practice.owner, { version: settings.version, service: { id: service, label: "Soin secret", minutes: 30, category } });
  await settle(world.origin, practice.objects, { to: Date.now() + 60_000 });
  const [who] = practice.practitioners;
  const opening = { location: practice.location, services: [service, practice.services[30]], first_day: dateIn(practice.zone, 3), from: "09:00:00", to: "17:00:00" };
  await command(world.origin, who.agenda, "put-availability", staff(practice.id, who.id), { availability: id("avl"), opening });
  return { practice, service, path: who.path, agenda: who.agenda };
}

for (const [locale, said] of Object.entries(WHERE)) {
  test(`a home visit, in ${locale}`, async (t) => {
    const { practice, service, path, agenda } = await openHome(said.place);
    const reader = new Patient(world.origin);
    await reader.page(`${path}?langue=${locale}`);
    const hold = async (/** @type {string} */ motif, /** @type {number} */ nth) => {
      const page = await reader.page(`${path}?motif=${motif}`);
      const held = await reader.post(page.action, { ...page.chosen, debut: /** @type {string} */ (page.free[nth]) });
      assert.equal(held.status, 303, heading(held.text));
      return held.location;
    };
    const form = await hold(service, 2);
    const who = person();
    let link = "";

    await t.test("1. the form asks where", async () => {
      const asked = await reader.get(form);
      assert.ok(plain(asked.text).includes(said.form), plain(asked.text));
      for (const name of ["adresse", "adresse-complement", "code-postal", "commune"]) assert.ok(asked.text.includes(`name="${name}"`), name);
      const other = await reader.get(await hold(String(practice.services[30]), 8));
      assert.ok(!other.text.includes('name="code-postal"') && !plain(other.text).includes(said.form));
    });

    await t.test("2. without it nothing is booked, and nothing typed is lost", async () => {
      await changesNothing(world, practice.objects, async () => {
        const half = { ...who, adresse: "", "code-postal": "1234567", commune: "  " };
        for (const [typed, words] of /** @type {[Record<string, string>, string[]][]} */ ([[half, [said.street, said.code, said.town]], [who, [said.street, said.town]]])) {
          const again = await reader.post(form, typed);
          assert.equal(again.status, 422);
          for (const line of words) assert.ok(plain(again.text).includes(line), `${line} in ${plain(again.text)}`);
          for (const name of ["prenom", "nom", "email"]) assert.ok(again.text.includes(` value="${who[name]}"`), name);
          assert.equal(action(again.text), form);
          assert.match(again.text, /href="#adresse"/);
        }
        const machine = await reader.post(form, who, { accept: "application/json" });
        const { fields } = JSON.parse(machine.text);
        assert.deepEqual([machine.status, fields.map((/** @type {any} */ field) => [field.name, field.reason])], [422, [["adresse", "missing"], ["code-postal", "missing"], ["commune", "missing"]]]);
      });
    });

    await t.test("3. five times at once is one appointment, and its letter says that somebody comes", async () => {
      const send = () => reader.post(form, { ...who, ...said.typed });
      const answers = await Promise.all([send(), send(), send(), send(), send()]);
      assert.deepEqual(answers.map((answer) => answer.status), Array(5).fill(303));
      assert.equal(new Set(answers.map((answer) => answer.location)).size, 1);
      link = /** @type {string} */ (answers[0]?.location);
      assert.ok(plain((await reader.get(link)).text).includes(said.home));
      await settle(world.origin, practice.objects);
      const [mail, ...more] = mailsTo(world, String(who.email));
      assert.ok(mail && more.length === 0);
      assert.ok((mail.textContent ?? "").replaceAll(/\s+/g, " ").includes(said.home));
      for (const part of [mail.subject, mail.htmlContent, mail.textContent, inviteOf(mail)]) assert.ok(!part?.includes(said.typed.adresse));
    });

    await t.test("4. the record has it, and nothing else", async () => {
      const { patients } = await command(world.origin, practice.office, "list-patients", practice.owner, { most: 10 });
      const record = await command(world.origin, practice.office, "read-patient", practice.owner, { patient: patients[0].id });
      const lines = [said.typed.adresse, said.typed["adresse-complement"]].filter((line) => line);
      assert.deepEqual([record.details.address.lines, record.details.address.postal_code, record.details.address.city, record.details.language], [lines, said.kept, said.typed.commune, locale]);
      for (const object of practice.objects.filter((object) => object !== practice.office)) {
        const tables = await query(world.origin, object, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'");
        for (const [table] of tables) assert.ok(!JSON.stringify(await query(world.origin, object, `SELECT * FROM "${table}"`)).includes(said.typed.adresse), `${object.class} ${table}`);
      }
      const country = (said.place.country ?? "FR").toLowerCase();
      const owner = new Staff(world, { email: `${practice.id}@exemple.fr`, country });
      await owner.signIn();
      const shown = plain((await owner.open(`/${country}/pro/${practice.id.slice(4)}/patients/${patients[0].id.slice(4)}`)).text);
      for (const words of [said.typed.adresse, said.kept, said.typed.commune]) assert.ok(shown.includes(words), words);
    });

    await t.test("4. for a relative, where they are; 5. at the practice, nowhere", async () => {
      const child = person({ prenom: "Léa", "naissance-annee": "2016", email: String(who.email) });
      const relative = { ...child, ...said.typed, adresse: "99 Elsewhere", pour: "proche", "contact-prenom": "Anne", "contact-nom": "Moulin" };
      assert.equal((await reader.post(await hold(service, 5), relative)).status, 303);
      const visitor = person();
      assert.equal((await reader.post(await hold(String(practice.services[30]), 8), { ...visitor, ...said.typed })).status, 303);
      await settle(world.origin, practice.objects);
      const { patients } = await command(world.origin, practice.office, "list-patients", practice.owner, { most: 10 });
      const records = await Promise.all(patients.map((/** @type {any} */ { id: patient }) => command(world.origin, practice.office, "read-patient", practice.owner, { patient })));
      const where = new Map(records.map(({ details }) => [details.family_name, details.address?.lines[0] ?? null]));
      assert.deepEqual([where.get(child.nom), where.get(visitor.nom), where.get(who.nom)], ["99 Elsewhere", null, said.typed.adresse]);
      assert.deepEqual(await query(world.origin, agenda, "SELECT count(*) FROM appointment"), [[3]]);
    });
  });
}
