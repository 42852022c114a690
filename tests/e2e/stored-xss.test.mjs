// @ts-check
/**
 * Markup, script and formulas in every field that takes text, by the forms and by the API. Every page, partial, export and
 * mail that shows it is parsed by Chromium, which has the last word on what is markup: nothing of it came from what was typed.
 *
 *  1. what is kept and shown to staff, to patients, in mails and in files;
 *  2. what a form refuses and shows again, and what an address says;
 *  3. the policy of every page, which would stop what still got through;
 *  4. the trail as a file: no cell is a formula.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { offerOf } from "./lib/alerting.mjs";
import { openBrowser } from "./lib/browser.mjs";
import { addressOf, digits, formsOf, openHouse } from "./lib/house.mjs";
import { Patient, freeStarts, person } from "./lib/patient.mjs";
import { dateIn, id } from "./lib/practice.mjs";
import { deskRoutes } from "./lib/routes.mjs";
import { openWorld, settle } from "./lib/world.mjs";

/** A word that is in every payload, and in nothing of ours. */
const MARK = "xssq";
const PAYLOADS = [
  `"><svg onload=${MARK}()><${MARK} a="`,
  `' ${MARK}=1 onfocus=${MARK}() autofocus x='`,
  `</textarea></title></script><script>${MARK}()</script>`,
  `javascript:${MARK}()//{{7*7}}\${7*7}<!--<img src=${MARK} onerror=${MARK}()>`,
  `=${MARK}("x")&lt;${MARK}&gt;&#60;script&#62;${MARK}`,
];
const ALL = PAYLOADS.join("");
/** What a name may be all the same. */
const NAME = `=${MARK}("1") ' onfocus=${MARK}() " onload=${MARK}()`;

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let parser;
/** @type {import("./lib/house.mjs").House[]} */
let houses;
before(async () => {
  world = await openWorld();
  browser = await openBrowser();
  parser = await browser.newPage();
  // Each field has had each payload once.
  houses = [];
  for (const [n, canary] of ["Ada", "Berthe", "Carole", "Denise", "Elise"].entries()) {
    let field = n;
    houses.push(await openHouse(world, canary, () => /** @type {string} */ (PAYLOADS[field++ % PAYLOADS.length]), NAME));
  }
});
after(async () => {
  await browser?.close();
  await world?.close();
});

/** What a browser makes of a text: whatever in it could act, or bears the word where only we write. @param {string} html @returns {Promise<string[]>} */
const suspicious = (html) =>
  parser.evaluate(
    ({ html, mark }) => {
      const document = new DOMParser().parseFromString(html, "text/html");
      const found = [];
      for (const element of document.querySelectorAll("*")) {
        const tag = element.outerHTML.slice(0, 120);
        const name = element.localName;
        if (name.includes(mark) || ["iframe", "object", "embed", "base", "applet", "frame", "math"].includes(name)) found.push(tag);
        // Data for search engines is no script, as long as it is nothing but JSON, without a sign that could end its element.
        const isData = () => {
          try {
            return element.getAttribute("type") === "application/ld+json" && !element.hasAttribute("src") && !/[<>&]/.test(element.textContent ?? "") && Boolean(JSON.parse(element.textContent ?? ""));
          } catch {
            return false;
          }
        };
        if (name === "script" && !isData() && (!/^\/assets\/[\w.-]+\.js$/.test(element.getAttribute("src") ?? "") || element.textContent)) found.push(tag);
        if (name === "style" && element.textContent?.includes(mark)) found.push(tag);
        if (name === "meta" && element.getAttribute("http-equiv")?.toLowerCase() === "refresh") found.push(tag);
        for (const { name: attribute, value } of element.attributes) {
          if (attribute.startsWith("on") || attribute.includes(mark) || attribute === "srcdoc") found.push(`${attribute}: ${tag}`);
          if (/^\s*(?:javascript|data|vbscript):/i.test(value) && ["href", "src", "action", "formaction", "xlink:href", "poster"].includes(attribute)) found.push(`${attribute}: ${tag}`);
          if (attribute === "style" && value.includes(mark)) found.push(`${attribute}: ${tag}`);
        }
      }
      const comments = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
      while (comments.nextNode()) if (comments.currentNode.nodeValue?.includes(mark)) found.push(`comment ${comments.currentNode.nodeValue}`);
      return found;
    },
    { html, mark: MARK },
  );

/** Holds that a page bears nothing of what was typed but text, and its policy. @param {{ text: string, headers: Headers }} page @param {string} why */
async function harmless({ text, headers }, why) {
  assert.equal(headers.get("x-content-type-options"), "nosniff", why);
  const policy = headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/, why);
  assert.doesNotMatch(policy, /unsafe-|\*|https?:|nonce-|strict-dynamic|(?:script|default|object|frame)-src[^;]*(?:data|blob):/, why);
  for (const rule of ["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"]) assert.ok(policy.includes(rule), `${why}: ${rule}`);
  if ((headers.get("content-type") ?? "").startsWith("text/html")) assert.deepEqual(await suspicious(text), [], why);
}

/** How often the word is read as text. @param {string} text */
const shows = (text) => text.includes(MARK);

test("the parser sees what it should", async () => {
  for (const payload of [`<p title="${PAYLOADS[0]}">`, `<p title='${PAYLOADS[1]}'>`, `<textarea>${PAYLOADS[2]}</textarea>`, `<a href="${PAYLOADS[3]}">`, `<p>${PAYLOADS[3]}`, `<${MARK}>`, "<script>1</script>", `<script type="application/ld+json">{"a":1}; a</script>`, `<script type="application/ld+json">{"a":"<!--"}</script>`]) {
    assert.notDeepEqual(await suspicious(payload), [], payload);
  }
  assert.deepEqual(await suspicious(`<p title="${MARK}">&lt;script&gt;${MARK}<script src="/assets/desk-1.js"></script><script type="application/ld+json">{"name":"${MARK} \\u003cp"}</script>`), []);
});

test("1. what is kept is shown as text, on every page of the desk", async () => {
  for (const house of houses) {
    /** @type {string[]} */
    const seen = [];
    for (const { path } of deskRoutes().filter(({ method }) => method === "GET")) {
      const query = path.endsWith("/fusion") ? `autre=${digits(house.others.double)}` : path.endsWith("/jour") ? `date=${house.date}` : path === "/{country}/pro" ? "nouveau=1" : "";
      const page = await house.owner.get(`${addressOf(house, path)}?${query}`);
      assert.ok(page.status < 500, `${path}: ${page.status}`);
      await harmless(page, path);
      if (shows(page.text)) seen.push(path);
    }
    const end = (/** @type {string} */ path) => `/{country}/pro/{practice}${path}`;
    for (const path of ["/{country}/pro", "/{country}/pro/invitation/{link}", ...["/equipe", "/reglages", "/reglages/lieux/{location}", "/reglages/motifs/{service}", "/cles", "/journal", "/jour", "/patients", "/patients/{patient}", "/patients/{patient}/modifier", "/patients/{patient}/rendez-vous", "/patients/{patient}/export.html", "/patients/{patient}/export.json", "/agenda", "/agenda/rendez-vous/{practitioner}/{appointment}", "/attente", "/attente/proposer"].map(end)]) {
      assert.ok(seen.includes(path), `${path} shows it`);
    }
    // The erased one's tally, the partial, the search for a guardian.
    const record = `${house.where.path}/patients/${digits(house.ids.patient)}`;
    await harmless(await house.owner.get(`${house.where.path}/patients/${digits(house.others.erased)}/effacement`), "tally");
    for (const headers of [{}, { "hx-request": "true" }]) {
      for (const q of [...PAYLOADS, "Malade", ALL]) {
        await harmless(await house.owner.post(`${house.where.path}/patients/recherche`, { q }, /** @type {Record<string, string>} */ (headers)), `search ${q}`);
        await harmless(await house.owner.post(`${record}/responsables/recherche`, { q }, /** @type {Record<string, string>} */ (headers)), `search ${q}`);
      }
    }
    const file = await house.owner.get(`${record}/export.json`);
    assert.equal(file.headers.get("content-type"), "application/json");
    assert.match(file.headers.get("content-disposition") ?? "", /^attachment; filename="pat_[0-9a-f]{32}\.json"$/);
  }
});

test("1. on the public pages, and in mails", async () => {
  for (const house of houses) {
    const patient = new Patient(world.origin);
    const found = await patient.get(`${house.page}?motif=${house.ids.service}`);
    assert.ok(found.status === 200 && shows(found.text));
    await harmless(found, house.page);
    const link = await patient.get(house.link);
    assert.ok(link.status === 200 && shows(link.text));
    await harmless(link, "appointment");
    const held = await patient.choose(house.page, house.ids.service, freeStarts(found.text)[0] ?? "");
    const form = await patient.get(held.location);
    assert.ok(form.status === 200 && shows(form.text));
    await harmless(form, "form");
    for (const field of Object.keys(person())) {
      for (const payload of [...PAYLOADS, NAME]) {
        // Something else is to be mended too, so that nothing is booked and all is shown again.
        const refused = await patient.post(held.location, person({ email: "", [field]: payload, ...(field === "email" && { nom: "" }) }));
        assert.ok(refused.status === 422 && shows(refused.text), `${field} ${payload}`);
        await harmless(refused, `form ${field}`);
      }
    }
  }
  // The box by which somebody waits for something earlier, and what they are then offered.
  for (const house of houses) {
    const patient = new Patient(world.origin);
    const waits = await patient.book(`${house.page}?motif=${house.ids.service}&du=${dateIn("Europe/Paris", 36)}`, { who: person({ prenom: house.who.prenom ?? "" }) });
    await harmless(await patient.get(waits.link), "the box");
    assert.equal((await patient.post(`${waits.link}/alerte`, { alerte: "oui" })).status, 303);
    for (const form of [`alerte=${encodeURIComponent(ALL)}`, `alerte=oui&demi-jour=${encodeURIComponent(ALL)}`, `alerte=oui&lieu=${encodeURIComponent(ALL)}`]) {
      const refused = await patient.ask(`${waits.link}/alerte`, { method: "POST", body: new URLSearchParams(form) });
      assert.equal(refused.status, 400, form);
      await harmless(refused, "the box");
    }
    const at = `${house.base}/practitioners/${house.ids.practitioner}`;
    await house.api.put(`${at}/freed-slots/${id("frd")}`, { service: house.ids.service, location: `loc_${house.where.id.slice(4)}`, starts_at: `${dateIn("Europe/Paris", 35)}T14:00:00Z` });
    await settle(world.origin, house.rooms, { to: Date.now() + 60_000 });
    const { path } = offerOf(world, { ...waits, patient });
    const shown = async (/** @type {string} */ why) => {
      const page = await patient.get(path);
      assert.ok(page.status === 200 && shows(page.text), why);
      await harmless(page, why);
    };
    await shown("an offer");
    await harmless(await patient.get(`${path}?${new URLSearchParams({ langue: ALL, fait: ALL })}`), "an offer");
    await harmless(await patient.get(`${path}/desabonner?${new URLSearchParams({ langue: ALL, fait: ALL })}`), "a button");
    assert.equal((await patient.post(`${path}/refuser`, {})).status, 303);
    await shown("an offer that was declined");
  }
  const mails = world.sandbox.mails();
  assert.ok(mails.filter((mail) => shows(mail.htmlContent ?? "")).length >= houses.length);
  for (const mail of mails) {
    assert.deepEqual(await suspicious(mail.htmlContent ?? ""), [], mail.subject);
    assert.ok(!shows(mail.subject) && !/[\r\n]/.test(mail.subject));
    for (const { content } of mail.attachment ?? []) {
      const lines = Buffer.from(content, "base64").toString("utf8").split("\r\n");
      assert.ok(lines.every((line) => /^(?:[A-Z-]+[;:]|[ \t]|$)/.test(line)), "a calendar's lines are its own");
    }
  }
});

test("2. what a form refuses, or an address says, is shown as text", async () => {
  const [house] = houses;
  for (const [path, fill] of Object.entries(formsOf(/** @type {import("./lib/house.mjs").House} */ (house)))) {
    if (/deconnexion|fermer|quitter|cles\/|retirer|effacer/.test(path)) continue;
    const { who = house?.owner, segments, values } = await fill();
    const names = Object.keys(values).filter((name) => !["form_key", "version", "existe"].includes(name));
    const more = ["known_as", "birth_name", "birth_date", "sex", "language", "street", "postcode", "city", "email", "phone", "phone_2", "identifier-nir", "price", "bring", "access", "entry", "address_2", "profession", "role", "right", "anyway", "suite", "category", "relation", "how", "consent"];
    for (const name of new Set([...names, ...more])) {
      // Each by itself, and all: a first mistake hides no second.
      for (const payload of [PAYLOADS[0], ALL]) {
        const page = await who?.post(addressOf(/** @type {import("./lib/house.mjs").House} */ (house), path, segments), { ...values, [name]: String(payload), ...(name === names[0] && Object.fromEntries(names.map((one) => [one, String(payload)]))) });
        assert.ok(page && page.status < 500, `${path} ${name}: ${page?.status}`);
        await harmless(page, `${path} ${name}`);
        assert.doesNotMatch(page.location, /[<>"']/);
      }
      if (path.endsWith("/connexion") || path.endsWith("/code") || path.endsWith("/cabinets")) break;
    }
  }
  for (const { path } of deskRoutes().filter(({ method }) => method === "GET")) {
    const address = addressOf(/** @type {import("./lib/house.mjs").House} */ (house), path);
    const query = new URLSearchParams(["suite", "q", "actor", "act", "from", "to", "date", "praticien", "langue", "fait", "autre", "avant", ALL].map((name) => [name, ALL]));
    await harmless(/** @type {any} */ (await house?.owner.get(`${address}?${query}`)), path);
    await harmless(/** @type {any} */ (await house?.owner.get(`${address}/${encodeURIComponent(ALL)}`)), path);
  }
});

test("4. no cell of the trail's file is a formula", async () => {
  for (const house of houses) {
    const file = await house.owner.get(`${house.where.path}/journal/export.csv`);
    assert.equal(file.headers.get("content-type"), "text/csv; charset=utf-8");
    assert.match(file.headers.get("content-disposition") ?? "", /^attachment/);
    const rows = cells(file.text);
    assert.ok(rows.length > 20);
    assert.ok(rows.some((row) => row.some((cell) => cell.startsWith("'=") && shows(cell))), "the owner's name is there, as text");
    for (const row of rows) {
      assert.equal(row.length, /** @type {string[]} */ (rows[0]).length, row.join("|"));
      for (const cell of row) assert.doesNotMatch(cell, /^[\s\u0000-\u0020\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/, cell);
    }
  }
});

/** The cells of a file, by RFC 4180, without their quotes. @param {string} text */
function cells(text) {
  const rows = [[""]];
  let quoted = false;
  for (const c of text.replace(/\r\n$/, "")) {
    const row = /** @type {string[]} */ (rows.at(-1));
    if (c === "\"") quoted = !quoted;
    else if (!quoted && c === ",") row.push("");
    else if (!quoted && c === "\n") rows.push([""]);
    else if (quoted || c !== "\r") row[row.length - 1] += c;
  }
  return rows;
}
