// @ts-check
/**
 * What nobody should send. Each is answered with its status, to a person by a French page that says what to do, to a
 * machine by problem+json with a stable type and the request's id; and no row of any object changes.
 *
 *  1. addresses: unknown, foreign, malformed, very long, not text;
 *  2. starts: past, off the grid, of another service, taken meanwhile;
 *  3. fields: each one, and names that would be markup, headers or pages of text;
 *  4. bodies: too large, of another type, not text; methods; other people's sites;
 *  5. links: forged, cut, expired, for something else, of another object; signed with retired and removed keys;
 *  6. headers that only we may set, and ids that somebody guesses.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { TEST_LINK_KEYS } from "../harness/config.mjs";
import { PUBLIC, agenda, mailroom, post, practice as office, query } from "../harness/objects.mjs";
import { signedLink } from "./lib/forge.mjs";
import { Patient, freeStarts, linkToken, person } from "./lib/patient.mjs";
import { id, openHours, openPractice } from "./lib/practice.mjs";
import { badLinks, refusedIn } from "./lib/refusals.mjs";
import { changesNothing, dump, iso, openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("./lib/practice.mjs").Practice} */
let practice;
/** A practice of another country, and its services. @type {import("./lib/practice.mjs").Practice} */
let belgian;
let [path, service, form, live, link] = ["", "", "", "", ""];
/** What was typed on the form that `link` came from. @type {import("./lib/patient.mjs").Form} */
let typed;
/** @type {string[]} */
let free = [];

before(async () => {
  world = await openWorld();
  practice = await openPractice(world.origin, { minutes: [30, 45] });
  belgian = await openPractice(world.origin, { country: "BE", zone: "Europe/Brussels" });
  [{ path }] = practice.practitioners;
  const zoe = new Patient(world.origin);
  const booked = await zoe.book(path);
  [link, form] = [booked.link, booked.form];
  typed = booked.who;
  ({ free, service } = await zoe.page(path));
  live = (await new Patient(world.origin).choose(path, service, free[0])).location;
  await settle(world.origin, practice.objects);
});
after(() => world?.close());

const objects = () => [...practice.objects, ...belgian.objects];

const refused = refusedIn(() => world, objects);

/** @param {string[]} names @param {(name: string) => void} each */
const table = (names, each) => names.forEach(each);

describe("addresses", () => {
  const digits = () => id("prn").slice(4);
  /** @type {Record<string, () => string>} */
  const unknown = {
    "no such practitioner": () => `/fr/praticien/anne-testard-${digits()}`,
    "an id that is none": () => "/fr/praticien/anne-testard-123",
    "no id": () => "/fr/praticien/anne-testard",
    "capitals in the id": () => path.toUpperCase().replace("/FR/PRATICIEN/ANNE-TESTARD", "/fr/praticien/anne-testard"),
    "another country of the same region": () => path.replace("/fr/", "/be/"),
    "another region": () => path.replace("/fr/", "/ca/"),
    "no such country": () => path.replace("/fr/", "/de/"),
    "no such form": () => `${path}/reserver/AAAAAAAAAAAAAAAAAAAAAA`,
    "a form that is no token": () => `${path}/reserver/x`,
    "a form of somebody else's agenda": () => live.replace(path, belgian.practitioners[0].path),
    "a null byte": () => `${path}%00`,
    "a null byte in the form": () => `${live}%00`,
    "bytes that are no text": () => "/fr/praticien/%ff%fe",
    "a step upwards": () => "/fr/praticien/%2e%2e/%2e%2e/assets",
    "a very long address": () => `/fr/praticien/${"a".repeat(12_000)}`,
    "a very long first word": () => `/${"a".repeat(12_000)}`,
    "beside the root": () => "/index.html",
    "no such asset": () => "/assets/guichet-00000000.css",
  };
  table(Object.keys(unknown), (name) => test(name, () => refused((patient) => patient.get(/** @type {() => string} */ (unknown[name])()), { status: 404, type: "not-found", name })));

  test("an outdated name leads to the present one", async () => {
    const answer = await new Patient(world.origin).get(path.replace("anne-testard", "anne-jadis"));
    assert.deepEqual([answer.status, answer.location], [308, path]);
  });

  test("a country that is not the practice's chooses no hour either", async () => {
    await refused((patient) => patient.choose(path.replace("/fr/", "/be/"), service, free[1]), { status: 404, type: "not-found" });
  });
});

describe("starts", () => {
  /** @type {Record<string, [() => [string, string], number, string]>} */
  const starts = {
    "in the past": [() => [service, iso(Date.parse(free[0]) - 30 * 86_400_000)], 410, "slot-gone"],
    "not on the grid": [() => [service, iso(Date.parse(free[0]) + 60_000)], 410, "slot-gone"],
    "outside the hours": [() => [service, iso(Date.parse(free[0]) + 14 * 3_600_000)], 410, "slot-gone"],
    "at the end of time": [() => [service, "9999-12-31T23:59:59Z"], 410, "slot-gone"],
    "for a service that is not given then": [() => [practice.services[45], free[1]], 410, "slot-gone"],
    "for another practice's service": [() => [belgian.services[30], free[1]], 404, "not-found"],
    "for no service": [() => ["", free[1]], 400, "bad-request"],
    "at no time": [() => [service, ""], 400, "bad-request"],
    "at a word": [() => [service, "demain"], 400, "bad-request"],
    "at a date without zone": [() => [service, "2027-01-01T10:00:00"], 400, "bad-request"],
    "that somebody has": [() => [service, free[0]], 409, "slot-taken"],
  };
  table(Object.keys(starts), (name) => {
    const [what, status, type] = /** @type {[() => [string, string], number, string]} */ (starts[name]);
    test(name, () => refused((patient) => patient.choose(path, ...what()), { status, type, name }));
  });

  test("that has begun while the form was filled", async () => {
    const late = iso(Date.parse(free[0]) + 1_000);
    await refused((patient) => ((patient.now = late), patient.post(live, person())), { status: 410, type: "slot-gone", page: /n’est plus proposé|passé/ });
  });

  test("that was taken while the form was filled", async () => {
    const slow = new Patient(world.origin, { now: iso(Date.now() - 3_600_000) });
    const lapsed = (await slow.choose(path, service, free[2])).location;
    await new Patient(world.origin).book(path, { start: free[2] });
    await settle(world.origin, practice.objects);
    await refused((patient) => patient.post(lapsed, person()), { status: 409, type: "slot-taken", page: /vient d’être pris/ });
  });
});

describe("fields", () => {
  const rtl = "\u202eenregistré\u202c";
  /** @type {Record<string, [Record<string, string>, string, string]>} what is typed, the field that is named, why */
  const wrong = {
    "no given name": [{ prenom: "" }, "prenom", "missing"],
    "spaces for a given name": [{ prenom: " \t " }, "prenom", "missing"],
    "no family name": [{ nom: "" }, "nom", "missing"],
    "a script for a name": [{ prenom: "<script>alert(1)</script>" }, "prenom", "malformed"],
    "markup that closes ours": [{ nom: '"><img src=x onerror=alert(1)>' }, "nom", "malformed"],
    "a name that reads backwards": [{ nom: rtl }, "nom", "malformed"],
    "a name of 10 000 letters": [{ nom: "a".repeat(10_000) }, "nom", "too-long"],
    "a name of 81 letters": [{ prenom: "é".repeat(81) }, "prenom", "too-long"],
    "an address in a name": [{ prenom: "https://spam.example" }, "prenom", "malformed"],
    "a line break and a header in a name": [{ nom: "Durand\u0001\r\nBcc: victime@exemple.fr" }, "nom", "malformed"],
    "no birth date": [{ "naissance-jour": "", "naissance-mois": "", "naissance-annee": "" }, "naissance-jour", "missing"],
    "half a birth date": [{ "naissance-annee": "" }, "naissance-jour", "missing"],
    "a day that does not exist": [{ "naissance-jour": "31", "naissance-mois": "2" }, "naissance-jour", "malformed"],
    "a birth date to come": [{ "naissance-annee": "2999" }, "naissance-jour", "in-future"],
    "a birth date in letters": [{ "naissance-jour": "<b>" }, "naissance-jour", "malformed"],
    "no e-mail address": [{ email: "" }, "email", "missing"],
    "a word for an address": [{ email: "zoe" }, "email", "malformed"],
    "two addresses": [{ email: "zoe@exemple.fr,bob@exemple.fr" }, "email", "malformed"],
    "a header in an address": [{ email: "zoe@exemple.fr\r\nBcc: victime@exemple.fr" }, "email", "malformed"],
    "an address with markup": [{ email: '"<script>"@exemple.fr' }, "email", "malformed"],
    "an address of 400 letters": [{ email: `${"a".repeat(400)}@exemple.fr` }, "email", "malformed"],
  };
  table(Object.keys(wrong), (name) => {
    const [typed, field, reason] = /** @type {[Record<string, string>, string, string]} */ (wrong[name]);
    test(name, async () => {
      const who = person(typed);
      await changesNothing(world, objects(), async () => {
        const page = await new Patient(world.origin).post(live, who);
        assert.equal(page.status, 422);
        assert.match(page.text, /Il reste un point à corriger/);
        assert.match(page.text, new RegExp(`<a href="#${field}">`));
        assert.match(page.text, new RegExp(`id="${field.split("-")[0]}-erreur"`));
        // It comes back as typed, and as text only.
        assert.doesNotMatch(page.text, /<script|<img|<b>/);
        if (Object.values(typed).some((value) => value.includes("<"))) assert.match(page.text, /&#60;|&lt;/);
        const machine = await new Patient(world.origin).post(live, who, { accept: "application/json" });
        const problem = JSON.parse(machine.text);
        assert.deepEqual([machine.status, problem.type, problem.fields], [422, "/problems/invalid", [{ name: field, reason }]]);
        assert.ok(!Object.values(typed).some((value) => value.length > 2 && machine.text.includes(value)), "a problem repeats no value");
      });
    });
  });

  test("a field that nobody sees, and only a program fills in", async () => {
    await refused((patient) => patient.post(live, { ...person(), "site-web": "https://spam.example" }), { status: 400, type: "bad-request", page: /Nous n’avons pas pu prendre ce rendez-vous.*Appeler le cabinet au/ });
  });

  test("for another, without who books (A8)", async () => {
    await changesNothing(world, objects(), async () => {
      const page = await new Patient(world.origin).post(live, person({ pour: "proche" }));
      assert.equal(page.status, 422);
      assert.match(page.text, /<a href="#contact-prenom">/);
      assert.match(page.text, /<a href="#contact-nom">/);
    });
  });

  test("all at once, and twice the same field: the first counts", async () => {
    await changesNothing(world, objects(), async () => {
      const body = "prenom=&prenom=Zo%C3%A9&nom=%ff%fe&email=%00&naissance-jour=1&=&&&%";
      const { status, text } = await new Patient(world.origin).ask(live, { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" } });
      assert.equal(status, 422);
      assert.deepEqual(JSON.parse(text).fields.map((/** @type {any} */ f) => f.name), ["prenom", "nom", "naissance-jour", "email"]);
    });
  });

  test("names of people who have such names are taken as they are", async () => {
    for (const [prenom, nom] of [["Zoé", "D’Almeida"], ["Jean-Baptiste", "O'Brien & Fils"], ["Nguyễn", "李"]]) {
      const who = person({ prenom, nom });
      await new Patient(world.origin).book(path, { who });
      await settle(world.origin, practice.objects);
      const [mail] = world.sandbox.mails().filter((m) => m.to[0]?.email === who.email);
      assert.equal(mail?.to[0]?.name, `${prenom} ${nom}`);
      assert.doesNotMatch(mail?.htmlContent ?? "", /& Fils/);
    }
  });
});

describe("bodies and methods", () => {
  const urlencoded = { "content-type": "application/x-www-form-urlencoded" };
  /** @param {number} bytes @param {Record<string, string>} [headers] */
  const big = (bytes, headers = urlencoded) => async (/** @type {Patient} */ patient) => {
    const ask = () => patient.ask(live, { method: "POST", body: `prenom=${"a".repeat(bytes)}`, headers });
    // The refusal may meet a caller who is still talking: then the line is cut, and they ask again.
    for (let tries = 0; tries < 4; tries += 1) {
      try {
        return await ask();
      } catch (e) {
        if (!(e instanceof TypeError)) throw e;
      }
    }
    return ask();
  };
  /** Chunked: nobody says beforehand how long it is. @param {number} bytes */
  const chunked = (bytes) => (/** @type {Patient} */ patient) => {
    const chunk = new TextEncoder().encode("a".repeat(16 * 1024));
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent >= bytes) return controller.close();
        sent += chunk.length;
        controller.enqueue(chunk);
      },
    });
    return patient.ask(live, /** @type {any} */ ({ method: "POST", body, headers: urlencoded, duplex: "half" }));
  };

  for (const [name, ask] of /** @type {[string, (patient: Patient) => Promise<any>][]} */ ([
    ["a form of 17 KB", big(17 * 1024)],
    ["a form of 65 KB, refused at the gateway", big(65 * 1024)],
    ["a form of 2 MB", big(2 * 1024 * 1024)],
    ["a form of 48 KB that does not say so", chunked(48 * 1024)],
  ])) {
    test(name, () => refused(ask, { status: 413, type: "too-large", name }));
  }

  test("a form of 1 MB that does not say so is not read to its end", async () => {
    // The answer may meet a caller who is still talking: then the line is cut.
    const seen = await changesNothing(world, objects(), () => chunked(1024 * 1024)(new Patient(world.origin)).catch((e) => e));
    assert.ok(seen.status === 413 || seen instanceof TypeError, String(seen.status));
  });

  for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain", "application/x-www-form-urlencodedx", ""]) {
    test(`a body of type ${JSON.stringify(type)}`, () => {
      const ask = (/** @type {Patient} */ patient, /** @type {string} */ to) => patient.ask(to, { method: "POST", body: new Blob([new URLSearchParams(person()).toString()]), headers: type ? { "content-type": type } : {} });
      return refused((patient) => ask(patient, live), { status: 415, type: "wrong-type", name: type }).then(() => refused((patient) => ask(patient, `${path}/horaire`), { status: 415, type: "wrong-type", name: type }));
    });
  }

  test("a charset beside the type is welcome", async () => {
    const { status } = await new Patient(world.origin).ask(live, { method: "POST", body: "prenom=", headers: { "content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8" } });
    assert.equal(status, 422);
  });

  for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
    test(`the method ${method}`, async () => {
      for (const to of [path, live, link]) await refused((patient) => patient.ask(to, { method }), { status: 405, type: "method-not-allowed", name: `${method} ${to}` });
    });
  }
  test("GET where only a form may go, POST where only a look may", async () => {
    for (const to of [`${path}/horaire`, `${link}/annuler`, `${link}/alerte`]) await refused((patient) => patient.get(to), { status: 405, type: "method-not-allowed" });
    for (const to of [path, link]) await refused((patient) => patient.post(to, {}), { status: 405, type: "method-not-allowed" });
  });

  test("a form on somebody else's page does not act here", async () => {
    for (const to of [`${path}/horaire`, live, `${link}/annuler`, `${link}/alerte`]) {
      await refused((patient) => patient.post(to, { ...person(), motif: service, debut: free[3] }, { "sec-fetch-site": "cross-site" }), { status: 403, type: "forbidden" });
    }
  });
});

describe("links", () => {
  const object = () => practice.practitioners[0].agenda.name;
  const token = () => linkToken(link);
  test("that open nothing", async (t) => {
    for (const [name, [make, status, type]] of Object.entries(badLinks({ link: link.split("/")[2] ?? "", object: object(), elsewhere: belgian.practitioners[0].agenda.name, purpose: 1, other: 2 }))) {
      await t.test(name, async () => {
        await refused((patient) => patient.get(`/rdv/${make()}`), { status, type, name });
        await refused((patient) => patient.post(`/rdv/${make()}/annuler`, {}), { status, type, name });
      });
    }
  });

  test("our own signer signs as the objects do", async () => {
    const made = signedLink(TEST_LINK_KEYS, { object: object(), token: token() });
    assert.equal((await new Patient(world.origin).get(`/rdv/${made}`)).status, 200);
  });

  test("a link lives a month after the appointment, and no longer", async () => {
    const [[ends]] = await query(world.origin, practice.practitioners[0].agenda, "SELECT min(ends_at) FROM appointment");
    const at = (/** @type {number} */ days) => new Patient(world.origin, { now: iso(ends + days * 86_400_000) }).get(link);
    assert.equal((await at(29.9)).status, 200);
    assert.equal((await at(30.1)).status, 410);
  });

  test("keys rotate: old links open while their key is kept, and not after", async () => {
    const [k1, k2] = [7, 9].map((byte) => Buffer.alloc(32, byte).toString("base64url"));
    // The pages open links, the agenda's script signs them.
    const among = (/** @type {string} */ keys) => ({ booking: { LINK_KEYS: keys }, agenda: { LINK_KEYS: keys } });
    const ring = (/** @type {any} */ keys) => among(JSON.stringify(keys));
    const look = async () => (await new Patient(world.origin).get(link)).status;
    try {
      await world.guichet.restart({ vars: ring({ current: "k2", keys: { k1, k2 } }) });
      assert.equal(await look(), 200);
      // New links bear the new key; the old form gives the same appointment.
      const again = await new Patient(world.origin).post(form, typed);
      const renewed = again.location.split("?")[0] ?? "";
      assert.notEqual(renewed, link);
      assert.equal(linkToken(renewed), linkToken(link));
      assert.equal((await new Patient(world.origin).get(renewed)).status, 200);
      await world.guichet.restart({ vars: ring({ current: "k2", keys: { k2 } }) });
      assert.equal((await new Patient(world.origin).get(renewed)).status, 200);
      await refused((patient) => patient.get(link), { status: 404, type: "link-invalid" });
      await refused((patient) => patient.post(`${link}/annuler`, {}), { status: 404, type: "link-invalid" });
      // Without keys nothing is signed or believed.
      for (const none of ["{}", "nonsense", JSON.stringify({ current: "k1", keys: {} }), JSON.stringify({ current: "k1", keys: { k1: "AAAA" } })]) {
        await world.guichet.restart({ vars: among(none) });
        for (const to of [link, renewed, path]) assert.equal((await new Patient(world.origin).get(to)).status, 503, none);
      }
    } finally {
      await world.guichet.restart({ vars: {} });
    }
    assert.equal(await look(), 200);
  });
});

describe("who says so", () => {
  test("a caller's request id and internal headers are not ours", async () => {
    const spoof = { "x-request-id": "req_mine", "x-guichet-caller": "operator", "x-guichet-principal": '{"as":"operator"}', "cf-worker": "guichet", "x-guichet-request-id": "req_mine" };
    const { headers, text } = await new Patient(world.origin, { headers: { ...spoof, accept: "application/json" } }).get("/rdv/x");
    assert.match(headers.get("x-request-id") ?? "", /^req_[\w-]{22}$/);
    assert.equal(JSON.parse(text).instance, headers.get("x-request-id"));
    assert.ok(!world.guichet.logs.some((line) => line.message.includes("req_mine")));
    assert.deepEqual([...headers.keys()].filter((name) => name.startsWith("x-guichet")), []);
  });

  test("a malformed instant is no instant", async () => {
    const answer = await new Patient(world.origin, { now: "hier" }).get(path);
    assert.equal(answer.status, 200);
    assert.ok(freeStarts(answer.text).length > 0);
  });

  test("ids that somebody guesses create nothing", async () => {
    for (let i = 0; i < 3; i += 1) {
      const who = id("prn");
      const object = agenda(who);
      const there = `/fr/praticien/x-${who.slice(4)}`;
      for (const ask of [(/** @type {Patient} */ p) => p.get(there), (/** @type {Patient} */ p) => p.choose(there, service, free[0]), (/** @type {Patient} */ p) => p.get(`${there}/reserver/AAAAAAAAAAAAAAAAAAAAAA`), (/** @type {Patient} */ p) => p.post(`${there}/reserver/AAAAAAAAAAAAAAAAAAAAAA`, person())]) {
        assert.equal((await ask(new Patient(world.origin))).status, 404);
      }
      assert.deepEqual(await dump(world.origin, object), {});
    }
    // Nor by any command but the one that opens, whoever gives it.
    for (const [object, command] of /** @type {const} */ ([[agenda(id("prn")), "book"], [office(id("prc")), "list-patients"], [mailroom(id("prc")), "read-trace"], [agenda(id("prn")), "no-such-command"]])) {
      assert.equal((await post(world.origin, object, command, { principal: { as: "operator" }, command: {} })).status, 404);
      assert.deepEqual(await dump(world.origin, object), {});
    }
    // The dump does see an object that was opened.
    assert.ok(Object.keys(await dump(world.origin, practice.practitioners[0].agenda)).includes("appointment"));
  });

  test("an object obeys whom it knows, for what they may", async () => {
    const { agenda: object } = practice.practitioners[0];
    const give = (/** @type {string} */ name, /** @type {any} */ principal, command = {}) => post(world.origin, object, name, { principal, command });
    const [[appointment]] = await query(world.origin, object, "SELECT appointment_id FROM appointment LIMIT 1");
    await changesNothing(world, objects(), async () => {
      assert.equal((await give("cancel-appointment", PUBLIC)).status >= 400, true);
      assert.equal((await give("read-appointment", { as: "link", token: "AAAAAAAAAAAAAAAAAAAAAA" })).status, 410);
      assert.equal((await give("check-appointment", { as: "object", object: { class: "Mailroom", name: belgian.mailroom.name } }, { appointment, version: 1 })).status, 404);
      assert.equal((await give("check-appointment", { as: "operator" }, { appointment, version: 1 })).status, 403);
      assert.equal((await give("open-agenda", PUBLIC, { practitioner: { id: practice.practitioners[0].id, name: "x", profession: "x", slug: "x" }, country: "FR", practice: practice.id })).status, 403);
      await assert.rejects(openHours(world.origin, { ...practice, id: belgian.id }, { date: "2030-01-01" }), /403/);
      for (const body of ["", "null", "[]", "{}", '{"principal":{"as":"god"},"command":{}}', '{"principal":{"as":"public"},"command":{"hold":1}}']) {
        const response = await fetch(`${world.origin}/_sandbox/doors/Agenda/${object.name}/book`, { method: "POST", body });
        assert.equal(response.status, 400, body);
      }
      // An event is believed from who may tell it.
      const event = { event_id: id("evt"), source: { class: "Practice", name: belgian.office.name }, subject: practice.id, version: 99, kind: "PracticeChangedV1", at: iso(Date.now()), body: {} };
      assert.ok((await post(world.origin, object, "inbox", event)).status >= 400);
    });
  });

  test("raw requests that no browser sends", async () => {
    const { hostname, port } = new URL(world.origin);
    for (const raw of [`${path}\\..`, "/fr/praticien/é".normalize("NFD").replaceAll(/[^\x20-\x7e]/g, "%cc%81"), `${link}?fait=%ff&fait=pris#x`, `${path}?motif=%00&motif=${"x".repeat(3_000)}`]) {
      const call = request({ hostname, port, path: raw, headers: { accept: "text/html", cookie: "__Host-guichet=%00; __Host-guichet=AAAA; =; x" } });
      call.end();
      const [answer] = await once(call, "response");
      answer.resume();
      assert.ok(answer.statusCode < 500, `${answer.statusCode} ${raw}`);
    }
  });
});
