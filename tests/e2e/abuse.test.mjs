// @ts-check
/**
 * What bounds the public (tracker issue 4, "Abuse"; A9):
 *
 *  1. a network that has booked as often as it may is given the telephone, and when to come back;
 *  2. a patient whom the practice asks to ring reads what everybody reads of what is booked by telephone, and no more;
 *  3. whoever tries birth dates, or addresses, under a slot that they have lost is always told the same, and soon nothing;
 *  4. with Turnstile on, the form bears its widget, goes on only with a token, and goes on without an answer.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { TEST_SECRET } from "../sandbox/turnstile.mjs";
import { query } from "../harness/objects.mjs";
import { Patient, heading, network, person, plain } from "./lib/patient.mjs";
import { openPractice } from "./lib/practice.mjs";
import { digits, openHouse } from "./lib/house.mjs";
import { openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

/** Keeps the first free start; gives where its form is and is sent. @param {Patient} patient @param {string} path */
async function hold(patient, path) {
  const page = await patient.page(path);
  const held = await patient.post(page.action, { motif: page.service, debut: String(page.free[0]) });
  assert.equal(held.status, 303, heading(held.text));
  return held.location;
}

const WITHOUT_TURNSTILE = /default-src 'none'; style-src 'self'/;

test("a network books six times an hour, and is then given the telephone", async () => {
  const practice = await openPractice(world.origin);
  const [{ path }] = practice.practitioners;
  const headers = network();
  for (let turn = 0; turn < 6; turn += 1) await new Patient(world.origin, { headers }).book(path);
  const one = new Patient(world.origin, { headers });
  const form = await hold(one, path);
  const page = await one.post(form, person());
  assert.equal(page.status, 429);
  assert.equal(page.headers.get("retry-after"), "3600");
  assert.match(plain(page.text), /Beaucoup de rendez-vous ont été demandés d’ici.*Appeler le cabinet au/);
  const machine = await one.post(form, person(), { accept: "application/json" });
  assert.deepEqual([machine.status, machine.headers.get("retry-after"), JSON.parse(machine.text).type], [429, "3600", "/problems/too-often"]);
  // Others, and this household tomorrow, are not concerned.
  await new Patient(world.origin).book(path);
});

test("whom a practice asks to ring is told what everybody is told of what is booked by telephone", async (t) => {
  const house = await openHouse(world, "Appeler");
  const { owner, where, ids, rooms, page: path } = house;
  const record = `${where.path}/patients/${digits(ids.patient)}`;
  const they = { prenom: "Appeler", nom: "MALADE", "naissance-jour": "12", "naissance-mois": "5", "naissance-annee": "1985", email: "Malade.appeler@exemple.fr" };
  const form = await hold(new Patient(world.origin), `${path}?motif=${ids.service}`);

  await t.test("staff say so on the record, which shows it", async () => {
    const page = await owner.open(record);
    assert.match(plain(page.text), /Peut prendre rendez-vous en ligne/);
    assert.equal((await owner.send(page, "/en-ligne")).status, 303);
    const said = plain((await owner.open(record)).text);
    assert.match(said, /On lui demande d’appeler/);
    assert.match(said, /Permettre à nouveau/);
    await settle(world.origin, rooms, { to: Date.now() + 60_000 });
  });

  await t.test("the form says to ring, and not why", async () => {
    const one = await new Patient(world.origin).post(form, they);
    assert.deepEqual([one.status, heading(one.text)], [409, "Ce rendez-vous se prend par téléphone"]);
    assert.match(plain(one.text), /Appeler le cabinet au/);
    const machine = await new Patient(world.origin).post(form, they, { accept: "application/json" });
    assert.equal(JSON.parse(machine.text).type, "/problems/not-online");
    assert.ok(!/bloqu|block|malade/i.test(one.text + machine.text));
    const [{ name }] = rooms.filter((room) => room.class === "Agenda");
    const kept = JSON.stringify(await query(world.origin, { class: "Agenda", name }, "SELECT typeof(mark), length(mark) FROM blocked"));
    assert.equal(kept, JSON.stringify([["blob", 32]]));
  });

  await t.test("taken back, they book", async () => {
    await owner.send(await owner.open(record), "/en-ligne");
    await settle(world.origin, rooms, { to: Date.now() + 60_000 });
    assert.equal((await new Patient(world.origin).post(form, they)).status, 303);
  });
});

test("nobody finds out by trying", async (t) => {
  const house = await openHouse(world, "Essayer");
  const { owner, where, ids, rooms, page: path } = house;
  const page = `${path}?motif=${ids.service}`;
  const they = { prenom: "Essayer", nom: "MALADE", "naissance-jour": "12", "naissance-mois": "5", "naissance-annee": "1985", email: "malade.essayer@exemple.fr" };
  await owner.send(await owner.open(`${where.path}/patients/${digits(ids.patient)}`), "/en-ligne");
  await settle(world.origin, rooms, { to: Date.now() + 60_000 });
  const told = async (/** @type {string} */ form, /** @type {object} */ typed, /** @type {Patient} */ by) => {
    const answer = await by.post(form, { ...they, ...typed }, { accept: "application/json" });
    return answer.status === 303 ? "booked" : JSON.parse(answer.text).type;
  };
  const one = new Patient(world.origin);
  const lost = await hold(one, page);
  const { free } = await new Patient(world.origin).page(page);

  await t.test("under a slot that somebody else has", async () => {
    // Two more let the first one go.
    for (let more = 0; more < 2; more += 1) await hold(one, page);
    const freed = (await new Patient(world.origin).page(page)).free.find((start) => !free.includes(start));
    await new Patient(world.origin).book(page, { start: /** @type {string} */ (freed) });
    const days = ["10", "11", "12", "13", "12", "14"];
    const answers = [];
    for (const day of days) answers.push(await told(lost, { "naissance-jour": day }, new Patient(world.origin)));
    assert.deepEqual(answers, [...Array(3).fill("/problems/slot-taken"), ...Array(3).fill("/problems/too-often")]);
  });

  await t.test("under one's own", async () => {
    const two = new Patient(world.origin);
    const own = await hold(two, page);
    const answers = [];
    for (let turn = 0; turn < 4; turn += 1) answers.push(await told(own, {}, two));
    assert.deepEqual(answers, [...Array(3).fill("/problems/not-online"), "/problems/too-often"]);
    assert.equal(await told(own, { "naissance-jour": "11" }, two), "/problems/too-often", "whatever is typed");
  });
});

test("with Turnstile on, a person's token is needed", async (t) => {
  const practice = await openPractice(world.origin);
  const [{ path, agenda }] = practice.practitioners;
  const vars = { booking: { TURNSTILE_SITE_KEY: "0x4AAAAAAA-site", TURNSTILE_SECRET: TEST_SECRET, TURNSTILE_URL: `${world.sandbox.url}/turnstile/v0/siteverify` } };
  const off = new Patient(world.origin);
  const plainForm = await off.get(await hold(off, path));
  assert.doesNotMatch(plainForm.text, /turnstile/);
  assert.match(plainForm.headers.get("content-security-policy") ?? "", WITHOUT_TURNSTILE);
  await world.guichet.restart({ vars });
  t.after(() => world.guichet.restart({ vars: {} }));
  const zoe = new Patient(world.origin);
  const form = await hold(zoe, path);
  const made = async () => (await query(world.origin, agenda, "SELECT count(*) FROM appointment"))[0]?.[0];

  await t.test("the widget, its policy, and the telephone for who has no JavaScript", async () => {
    const page = await zoe.get(form);
    assert.match(page.text, /class="cf-turnstile" data-sitekey="0x4AAAAAAA-site" data-action="booking" data-language="fr"/);
    assert.match(page.text, /<noscript>.*appelez le [\d  ]+/s);
    const policy = page.headers.get("content-security-policy") ?? "";
    assert.match(policy, /script-src https:\/\/challenges\.cloudflare\.com; frame-src https:\/\/challenges\.cloudflare\.com/);
    assert.match(policy, /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/);
    assert.match((await zoe.get(path)).headers.get("content-security-policy") ?? "", WITHOUT_TURNSTILE);
  });

  await t.test("without a token, or with one of elsewhere, the form comes back as typed", async () => {
    const who = person();
    const tokens = ["", "forged", world.sandbox.turnstile.solve({ hostname: "evil.example" }), world.sandbox.turnstile.solve({ action: "login" })];
    for (const token of tokens) {
      const page = await zoe.post(form, { ...who, "cf-turnstile-response": token });
      assert.equal(page.status, 422, token);
      assert.match(page.text, /La vérification n’a pas abouti/);
      assert.ok(page.text.includes(`value="${who.nom}"`));
    }
    const machine = await zoe.post(form, who, { accept: "application/json" });
    assert.deepEqual(JSON.parse(machine.text).fields, [{ name: "cf-turnstile-response", reason: "not-verified" }]);
    assert.equal(await made(), 0);
  });

  await t.test("with one it books, sent twice it is one appointment, and the token is good for no other", async () => {
    const token = world.sandbox.turnstile.solve();
    const who = { ...person(), "cf-turnstile-response": token };
    const [one, two] = [await zoe.post(form, who), await zoe.post(form, who)];
    assert.equal(one.status, 303);
    assert.equal(two.location, one.location);
    assert.ok(world.sandbox.turnstile.asked.every((form) => !("remoteip" in form)));
    const another = await zoe.post(form, { ...person(), "cf-turnstile-response": token }, { accept: "application/json" });
    assert.deepEqual(JSON.parse(another.text).fields, [{ name: "cf-turnstile-response", reason: "not-verified" }], "it was not spent on that form");
    const max = new Patient(world.origin);
    const other = await hold(max, path);
    assert.equal((await max.post(other, { ...person(), "cf-turnstile-response": token })).status, 422);
  });

  await t.test("where Cloudflare does not answer, the form goes on and the log says so", async () => {
    world.sandbox.turnstile.away = true;
    const max = new Patient(world.origin);
    const other = await hold(max, path);
    assert.equal((await max.post(other, { ...person(), "cf-turnstile-response": "0.whatever" })).status, 303);
    world.sandbox.turnstile.away = false;
    assert.ok(world.guichet.logs.some((line) => line.fields?.what === "turnstile-away" && line.fields.why === "no-answer"));
  });
});
