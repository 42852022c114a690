// @ts-check
/**
 * Somebody books for their child (A8), as the pages lead them; in France, then in Belgium in Dutch:
 *
 *  1. the form asks for whom it is, and of whoever books for another also their own name, which it says beside the fields;
 *  2. sent five times at once it is one appointment, and the link shows it;
 *  3. one mail, to whoever booked: it names the child, and so does no subject; its invite is theirs;
 *  4. the practice has one new record, the child's: by their name and birth date, without an address, with whoever booked as the
 *     one who is written to;
 *  5. somebody of the same name who is known stays who they are, and the two are shown as alike;
 *  6. cancelled from the link, whoever booked is told, and nobody else is.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { command, query } from "../harness/objects.mjs";
import { inviteOf, mailsTo, readInvite } from "./lib/mail.mjs";
import { Patient, action, heading, plain } from "./lib/patient.mjs";
import { openPractice } from "./lib/practice.mjs";
import { changesNothing, openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const WORDS = {
  "fr-FR": { form: "Votre rendez-vous", whose: "Pour qui est ce rendez-vous ?", other: "Pour un enfant ou un proche", given: "Indiquez votre prénom.", family: "Indiquez votre nom.", booked: "Votre rendez-vous est pris", cancelled: "Votre rendez-vous est annulé" },
  "nl-BE": { form: "Uw afspraak", whose: "Voor wie is deze afspraak?", other: "Voor een kind of een naaste", given: "Vul uw voornaam in.", family: "Vul uw familienaam in.", booked: "Uw afspraak is gemaakt", cancelled: "Uw afspraak is geannuleerd" },
};

for (const [locale, place] of /** @type {[keyof typeof WORDS, Parameters<typeof openPractice>[1]][]} */ ([["fr-FR", {}], ["nl-BE", { country: "BE", zone: "Europe/Brussels", city: "Liège" }]])) {
  test(`for a child, in ${locale}`, async (t) => {
    const said = WORDS[locale];
    const practice = await openPractice(world.origin, place);
    const [{ path, agenda }] = practice.practitioners;
    const mother = new Patient(world.origin);
    const email = `anne.${locale.toLowerCase()}@exemple.fr`;
    const child = { prenom: "Léa", nom: "Moulin", "naissance-jour": "3", "naissance-mois": "9", "naissance-annee": "2016", email };
    const speaks = (/** @type {string} */ html) => assert.match(html, new RegExp(`<html lang="${locale}"`));
    let form = "";
    let link = "";

    // Who is known at the practice by the same name and birth date.
    const namesake = await new Patient(world.origin).book(path, { who: { ...child, email: `lea.${locale.toLowerCase()}@exemple.fr` } });
    await settle(world.origin, practice.objects);
    const before = await command(world.origin, practice.office, "list-patients", practice.owner, { most: 10 });
    assert.equal(before.patients.length, 1);
    const known = await command(world.origin, practice.office, "read-patient", practice.owner, { patient: before.patients[0].id });

    await t.test("1. the form asks for whom, and for who books", async () => {
      const page = await mother.page(`${path}?langue=${locale}`);
      speaks(page.html);
      const held = await mother.post(page.action, { motif: page.service, debut: /** @type {string} */ (page.free[4]) });
      assert.equal(held.status, 303);
      form = held.location;
      const asked = await mother.get(form);
      speaks(asked.text);
      assert.equal(heading(asked.text), said.form);
      for (const words of [said.whose, said.other]) assert.ok(plain(asked.text).includes(words), words);
      await changesNothing(world, practice.objects, async () => {
        const half = await mother.post(form, { ...child, pour: "proche" });
        assert.equal(half.status, 422);
        speaks(half.text);
        for (const words of [said.given, said.family]) assert.ok(plain(half.text).includes(words), words);
        // What was typed is still there, and so is the choice.
        assert.match(half.text, /name="prenom"[^>]* value="Léa"/);
        assert.match(half.text, /value="proche"[^>]* checked/);
        assert.equal(action(half.text), form);
      });
    });

    await t.test("2. five times at once is one appointment", async () => {
      const send = () => mother.post(form, { ...child, pour: "proche", "contact-prenom": "Anne", "contact-nom": "Moulin-Perrot" });
      const answers = await Promise.all([send(), send(), send(), send(), send()]);
      assert.deepEqual(answers.map((answer) => answer.status), Array(5).fill(303));
      assert.equal(new Set(answers.map((answer) => answer.location)).size, 1);
      const location = /** @type {string} */ (answers[0]?.location);
      link = /** @type {string} */ (location.split("?")[0]);
      assert.deepEqual(await query(world.origin, agenda, "SELECT count(*) FROM appointment"), [[2]]);
      const page = await mother.get(location);
      speaks(page.text);
      assert.equal(heading(page.text), said.booked);
      await settle(world.origin, practice.objects);
    });

    await t.test("3. one mail, to whoever booked, about the child", async () => {
      const mails = mailsTo(world, email);
      assert.equal(mails.length, 1);
      const [mail] = /** @type {[import("./lib/mail.mjs").Mail]} */ (mails);
      assert.deepEqual(mail.to, [{ email, name: "Anne Moulin-Perrot" }]);
      for (const part of [mail.htmlContent ?? "", mail.textContent ?? ""]) {
        assert.ok(part.includes("Léa"), "it says for whom");
        assert.ok(part.includes(link));
      }
      assert.doesNotMatch(mail.subject, /Léa|Moulin|secrète/);
      const invite = readInvite(inviteOf(mail));
      assert.deepEqual([invite.method, invite.attendee], ["REQUEST", `mailto:${email}`]);
      assert.doesNotMatch(inviteOf(mail).replaceAll("\r\n ", ""), /Léa|secrète/);
    });

    await t.test("4. and 5. one new record, the child's, and whoever booked answers for it", async () => {
      const { patients } = await command(world.origin, practice.office, "list-patients", practice.owner, { most: 10 });
      assert.equal(patients.length, 2);
      const fresh = patients.find((/** @type {any} */ { id }) => id !== known.id);
      const record = await command(world.origin, practice.office, "read-patient", practice.owner, { patient: fresh.id });
      const { given_name, family_name, birth_date } = record.details;
      assert.deepEqual([given_name, family_name, birth_date, record.details.email ?? null], ["Léa", "Moulin", "2016-09-03", null]);
      assert.equal(record.guardians.length, 1);
      const [guardian] = record.guardians;
      assert.deepEqual([guardian.name, guardian.email, guardian.is_contact], ["Anne Moulin-Perrot", email, true]);
      // Who was known is as before, but that the two are shown as alike, for somebody to decide.
      const { duplicates, ...now } = await command(world.origin, practice.office, "read-patient", practice.owner, { patient: known.id });
      const { duplicates: none = [], ...then } = known;
      assert.deepEqual(now, then);
      assert.deepEqual([none.length, duplicates.length], [0, 1]);
    });

    await t.test("6. cancelled from the link: whoever booked is told", async () => {
      const others = mailsTo(world, namesake.who.email).length;
      const cancelled = await mother.post(action((await mother.get(link)).text), {});
      assert.equal(cancelled.status, 303);
      const page = await mother.get(cancelled.location);
      speaks(page.text);
      assert.equal(heading(page.text), said.cancelled);
      await settle(world.origin, practice.objects);
      const mails = mailsTo(world, email);
      assert.equal(mails.length, 2);
      const [made, gone] = mails.map((mail) => readInvite(inviteOf(mail)));
      assert.deepEqual([gone?.method, gone?.uid, gone?.attendee], ["CANCEL", made?.uid, `mailto:${email}`]);
      assert.deepEqual(mails[1]?.to, [{ email, name: "Anne Moulin-Perrot" }]);
      assert.equal(mailsTo(world, namesake.who.email).length, others);
      const [[attendance]] = await query(world.origin, agenda, "SELECT count(*) FROM attendance_history WHERE attendance = 'cancelled-by-patient'");
      assert.equal(attendance, 1);
    });
  });
}
