// @ts-check
/**
 * Where a browser is sent: to our own desk, whatever an address, a form or a header says.
 *
 *  1. `suite` through signing in: the page, the form, the link, the button;
 *  2. `suite` through the proof anew;
 *  3. the links to other languages, and the way from a page that needs a session;
 *  4. invitations and practitioners' former names;
 *  5. nothing of a request becomes a header of the answer, or the host in a mail.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { openPractice } from "./lib/practice.mjs";
import { unescape } from "./lib/patient.mjs";
import { Staff, forms } from "./lib/staff.mjs";
import { inParallel, openWorld } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const EVIL = "evil.example";
/** Addresses that lead elsewhere, or that some browser or proxy may read so. */
const ELSEWHERE = [
  `//${EVIL}`, `///${EVIL}`, `////${EVIL}/fr/pro/`, `/\\${EVIL}`, `\\\\${EVIL}`, `\\/${EVIL}`, `/fr/pro/\\${EVIL}`, `/\t/${EVIL}`, `/\n/${EVIL}`, `\t//${EVIL}`, ` //${EVIL}`, `/%09/${EVIL}`,
  `https://${EVIL}/fr/pro/`, `https:${EVIL}`, `https:/${EVIL}`, `HTTPS://${EVIL}`, `http:\\\\${EVIL}`, `javascript:alert(1)`, `java\nscript:alert(1)`, `data:text/html,x`, `vbscript:x`,
  `/%2f%2f${EVIL}`, `%2f%2f${EVIL}`, `/fr/pro/%2f%2f${EVIL}`, `/fr/pro/%5c${EVIL}`, `/fr/pro//${EVIL}`, `/fr/pro/..//${EVIL}`, `/fr/pro/../../..//${EVIL}`, `/fr/pro/%2e%2e/%2e%2e//${EVIL}`, `/fr/pro/.;/${EVIL}`,
  `@${EVIL}`, `/fr/pro@${EVIL}`, `https://guichet@${EVIL}`, `//fr%2fpro@${EVIL}/`, `.${EVIL}`, `:80@${EVIL}`,
  `\u2215\u2215${EVIL}`, `\uff0f\uff0f${EVIL}`, `/\u2044${EVIL}`, `/fr/pro/\u2024\u2024/x`, `\u3002${EVIL}`, `//${EVIL.replace(".", "\u3002")}`, `/\u0000/${EVIL}`, `\ufeff//${EVIL}`,
  "/", "/fr", "/fr/prox", "/fr/praticien/x-1", "/rdv/v1.x.y", "/api/v1/me", "/_sandbox/doors/", "/assets/x", "/fr/pro/../praticien/x", "/healthz",
  "/be/pro/sessions", "/ca/pro/sessions", "/de/pro/sessions", "/FR/PRO/sessions",
  "/fr/pro/x\r\nSet-Cookie: a=b", "/fr/pro/x%0d%0aSet-Cookie:a=b", "/fr/pro/x\r\n\r\n<script>alert(1)</script>", "/fr/pro/x\u560d\u560aSet-Cookie:a=b", `/fr/pro/x#//${EVIL}`, `/fr/pro/${"x".repeat(500)}`,
];

/** Holds that an address is one of ours, as every browser reads it. @param {string} address @param {string} why @param {RegExp} [of] */
function ours(address, why, of = /^\/fr\/pro(?:[/?]|$)/) {
  assert.match(address, of, why);
  // A query may bear what was asked for, encoded.
  assert.doesNotMatch(address.split(/[?#]/)[0] ?? "", /\/\/|(?:^|\/)\.\.(?:\/|$)/, why);
  assert.doesNotMatch(address, /[\u0000-\u0020\u007f-\uffff\\]/, why);
  assert.equal(new URL(address, "https://guichet.example/fr/pro/connexion").origin, "https://guichet.example", why);
}

/** Every address that a page leads to is ours. @param {import("./lib/staff.mjs").Page} page @param {string} why */
function leadsHome(page, why) {
  const addresses = [...page.text.matchAll(/\s(?:href|action|formaction|src|hx-\w+)="([^"]*)"/g)].map(([, address = ""]) => unescape(address));
  for (const address of addresses.filter((one) => !/^(?:#|tel:|mailto:|\/assets\/|true$|innerHTML|outerHTML|[a-z#.][\w -]*$)/.test(one))) ours(address, `${why}: ${address}`, /^\/(?:fr|be|ca)\/pro(?:[/?]|$)/);
  assert.doesNotMatch(page.text, /http-equiv="refresh"/i, why);
}

/** No header of an answer came from the request. @param {Headers} headers @param {string} why */
function clean(headers, why) {
  for (const [name, value] of headers) {
    assert.ok(!value.includes(EVIL) || name === "location", `${why}: ${name}: ${value}`);
    assert.ok(!/^a=b/.test(value), why);
  }
}

test("1. signing in leads to this desk", async () => {
  await inParallel([...ELSEWHERE.entries()], 4, async ([n, to]) => {
    const why = JSON.stringify(to);
    const staff = new Staff(world, { email: `suite${n}@exemple.fr` });
    const page = await staff.get(`/fr/pro/connexion?${new URLSearchParams({ suite: to })}`);
    leadsHome(page, why);
    clean(page.headers, why);
    const since = 0;
    const asked = await staff.post("/fr/pro/connexion", { email: staff.email, suite: to });
    assert.equal(asked.status, 200, why);
    leadsHome(asked, why);
    const link = await staff.mail(/(\/fr\/pro\/connexion\/v1\.[\w.-]+)/, since);
    leadsHome(await staff.open(link), why);
    // What the link's own address says counts for nothing.
    const signed = await staff.post(`${link}?${new URLSearchParams({ suite: to, next: to })}`, { suite: to, next: to });
    assert.equal(signed.status, 303, why);
    ours(signed.location, `${why}: ${signed.location}`);
    clean(signed.headers, why);
    assert.equal(signed.headers.getSetCookie().length, 1, why);
    if (!/^\/fr\/pro\/[\w/]*$/.test(to)) assert.equal(signed.location, "/fr/pro", why);
  });
  // It does lead where it may.
  const staff = new Staff(world, { email: "suite@exemple.fr" });
  assert.equal((await staff.signIn("/fr/pro/sessions?fait=x")).location, "/fr/pro/sessions?fait=x");
});

test("2. the proof anew leads to this desk", async () => {
  const staff = new Staff(world, { email: "preuve@exemple.fr" });
  await staff.signIn();
  for (const to of ELSEWHERE) {
    const why = JSON.stringify(to);
    leadsHome(await staff.open(`/fr/pro/verification?${new URLSearchParams({ suite: to })}`), why);
    const wrong = await staff.post("/fr/pro/verification", { code: "", suite: to });
    assert.equal(wrong.status, 422, why);
    leadsHome(wrong, why);
    const sent = await staff.post("/fr/pro/verification/code", { suite: to });
    assert.ok([303, 429].includes(sent.status), `${why}: ${sent.status}`);
    if (sent.status === 303) ours(sent.location, why);
    else leadsHome(sent, why);
  }
  for (const [n, to] of [`//${EVIL}`, `/fr/pro/..//${EVIL}`, "/be/pro/sessions", "/fr/praticien/x"].entries()) {
    const other = new Staff(world, { email: `preuve${n}@exemple.fr` });
    await other.signIn();
    assert.equal((await other.prove(to)).location, "/fr/pro", to);
  }
});

test("3. other languages, and the way back after signing in, stay on this desk", async () => {
  const staff = new Staff(world, { email: "langue@exemple.fr" });
  await staff.signIn();
  for (const to of ELSEWHERE) {
    const why = JSON.stringify(to);
    const query = new URLSearchParams({ langue: to, suite: to, fait: to, nouveau: "1", [to]: to });
    for (const page of [await staff.open(`/fr/pro?${query}`), await staff.open(`/fr/pro/sessions?${query}`), await new Staff(world, { email: "x@exemple.fr" }).open(`/fr/pro/connexion?${query}`)]) {
      leadsHome(page, why);
      assert.deepEqual(page.headers.getSetCookie().filter((line) => line.startsWith("__Host-langue")), [], "a language that nobody speaks is not remembered");
    }
  }
  // As they are, in the address itself: a browser would have mended some of them.
  for (const path of [`//${EVIL}/fr/pro`, `/fr/pro//${EVIL}`, `/fr/pro/..//${EVIL}`, `/fr/pro/%2f%2f${EVIL}`, `/fr/pro/\\${EVIL}`, `/fr/pro/;@${EVIL}`, "/fr/pro/%0d%0aSet-Cookie:%20a=b/equipe", `/fr//pro//${EVIL}`, `/fr/pro/sessions?x=%0d%0aSet-Cookie:a=b`]) {
    const { status, headers } = await raw(path);
    assert.ok(status < 500, path);
    const location = String(headers.location ?? "");
    if (location) ours(location, `${path}: ${location}`);
    assert.ok(!JSON.stringify(headers["set-cookie"] ?? []).includes("a=b"), path);
    const suite = new URLSearchParams(location.split("?")[1] ?? "").get("suite");
    if (suite) assert.match(suite, /^\/fr\/pro/, "it is read again where it is used");
  }
});

/** A request as it stands, which no library mends. @param {string} path @param {Record<string, string>} [headers] @param {string} [body] */
async function raw(path, headers = {}, body) {
  const { hostname, port } = new URL(world.origin);
  const form = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded", "content-length": String(body.length) };
  const call = request({ hostname, port, path, method: body === undefined ? "GET" : "POST", headers: { accept: "text/html", ...form, ...headers } });
  call.end(body);
  const [answer] = await once(call, "response");
  answer.resume();
  return { status: answer.statusCode, headers: answer.headers };
}

test("4. invitations and former names lead to our own pages", async () => {
  const staff = new Staff(world, { email: "invite@exemple.fr" });
  await staff.signIn();
  for (const to of [...ELSEWHERE, "..", "../..", "x?y", "x#y", "é"]) {
    const path = `/fr/pro/invitation/${encodeURIComponent(to)}`;
    const [seen, sent] = [await staff.get(path), await staff.post(path, {})];
    for (const answer of [seen, sent]) {
      assert.ok([404, 410, 303, 400].includes(answer.status), `${path}: ${answer.status}`);
      if (answer.status === 303) ours(answer.location, `${path}: ${answer.location}`);
      else leadsHome(answer, path);
      clean(answer.headers, path);
    }
  }
  const practice = await openPractice(world.origin, { days: 1 });
  const [{ path, id }] = practice.practitioners;
  for (const slug of [EVIL, `%2f%2f${EVIL}`, `%5c${EVIL}`, "x%0d%0aSet-Cookie:%20a=b", "%e2%88%95"]) {
    const { status, headers } = await raw(`/fr/praticien/${slug}-${id.slice(4)}?x=//${EVIL}%0d%0a`);
    assert.ok(status === 308 || status === 404, `${slug}: ${status}`);
    if (status === 308) assert.equal(String(headers.location).split("?")[0], path);
    assert.ok(!JSON.stringify(headers["set-cookie"] ?? []).includes("a=b"), slug);
  }
});

test("5. no header says which host we are", async () => {
  const { host } = new URL(world.origin);
  const poison = [{ host: EVIL }, { "x-forwarded-host": EVIL }, { forwarded: `host=${EVIL}` }, { "x-original-url": `//${EVIL}` }, { "x-rewrite-url": "/api/v1/me" }, { "x-host": EVIL }, { referer: `https://${EVIL}/` }];
  for (const [n, headers] of poison.entries()) {
    const staff = new Staff(world, { email: `hote${n}@exemple.fr` });
    const { status, headers: answer } = await raw("/fr/pro/connexion", /** @type {Record<string, string>} */ (headers), `email=${encodeURIComponent(staff.email)}`);
    assert.equal(status, 200, JSON.stringify(headers));
    assert.ok(!JSON.stringify(answer).includes(EVIL), JSON.stringify(headers));
    const link = await staff.mail(/(https?:\/\/\S+\/pro\/connexion\/v1\.[\w.-]+)/, 0);
    assert.equal(new URL(link).host, host, JSON.stringify(headers));
    assert.ok(!world.sandbox.mails().some((mail) => JSON.stringify(mail).includes(EVIL)));
    const away = await raw("/fr/pro/sessions", /** @type {Record<string, string>} */ (headers));
    assert.deepEqual([away.status, away.headers.location], [303, "/fr/pro/connexion?suite=%2Ffr%2Fpro%2Fsessions"]);
  }
  // A form that another site's page sends is not read at all.
  const { status, headers: answer } = await raw("/fr/pro/connexion", { origin: `https://${EVIL}` }, "email=autre%40exemple.fr");
  assert.deepEqual([status, JSON.stringify(answer).includes(EVIL)], [403, false]);
  assert.deepEqual(forms((await new Staff(world, { email: "x@exemple.fr" }).get("/fr/pro/connexion", { "x-forwarded-host": EVIL })).text).map(({ action }) => action), ["/fr/pro/connexion"]);
});
