// @ts-check
/**
 * Another site's page in the browser of somebody who is signed in. Every form of the desk, found in its source, is filled so
 * that it would act:
 *
 *  1. sent from another site, or from a sister of our own, none acts, whoever's cookies come along;
 *  2. opened by GET or HEAD, as a link, an image or a prefetch would, no address acts but for the trail that readings leave;
 *  3. cookies are for our origin alone, and come with no foreign form; the API knows none;
 *  4. sent from our own pages, each of the forms does act: what was refused was no wrong form.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addressOf, digits, formsOf, frozen, openHouse } from "./lib/house.mjs";
import { heading } from "./lib/patient.mjs";
import { apiRoutes, deskRoutes, fill, segmentsOf } from "./lib/routes.mjs";
import { Staff } from "./lib/staff.mjs";
import { changesNothing, openWorld, settle } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("./lib/house.mjs").House} */
let house;
/** Somebody who is invited. @type {Staff} */
let invited;
/** @type {ReturnType<typeof formsOf>} */
let FORMS;
before(async () => {
  world = await openWorld();
  house = await openHouse(world, "Zibeline");
  invited = house.asked;
  await invited.signIn();
  FORMS = formsOf(house, (await invited.askLink()).split("/").at(-1));
  await settle(world.origin, house.rooms, { to: Date.now() + 60_000 });
});
after(() => world?.close());

test("every form of the desk is filled here", () => {
  const posts = deskRoutes().filter(({ method }) => method === "POST").map(({ path }) => path);
  assert.ok(posts.length > 30);
  assert.deepEqual(Object.keys(FORMS).sort(), posts.sort());
});

test("1. a form on another site's page does nothing", async () => {
  for (const [path, fill] of Object.entries(FORMS)) {
    const { who = house.owner, segments, values } = await fill();
    await changesNothing(
      world,
      house.rooms,
      async () => {
        for (const site of ["cross-site", "same-site", "", "Same-Origin", "cross-site, same-origin", "same-origin, cross-site"]) {
          const headers = { "sec-fetch-site": site, origin: "https://evil.example", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
          const answer = await who.post(addressOf(house, path, segments), values, headers);
          assert.equal(answer.status, 403, `${path} from ${site}: ${heading(answer.text)}`);
          assert.deepEqual(answer.headers.getSetCookie(), [], path);
        }
      },
      path,
    );
  }
});

test("1. nor where it is `Origin` alone that says so, whatever the other header says", async () => {
  const { port } = new URL(world.origin);
  const others = ["https://evil.example", world.origin.replace("http:", "https:"), world.origin.replace(`:${port}`, ""), `${world.origin}.evil.example`, `${world.origin}, ${world.origin}`];
  for (const [path, fill] of Object.entries(FORMS)) {
    const { who = house.owner, segments, values } = await fill();
    await changesNothing(world, house.rooms, async () => {
      for (const origin of others) {
        for (const site of [{}, { "sec-fetch-site": "same-origin" }, { "sec-fetch-site": "none" }]) {
          const answer = await who.post(addressOf(house, path, segments), values, { ...site, origin });
          assert.equal(answer.status, 403, `${path} from ${origin}: ${heading(answer.text)}`);
          assert.deepEqual(answer.headers.getSetCookie(), [], path);
        }
      }
    }, path);
  }
});

test("1. nor where a browser that hides it leaves the cookies at home, as Lax makes it", async () => {
  for (const [path, fill] of Object.entries(FORMS)) {
    const { segments, values } = await fill();
    if (path === "/{country}/pro/connexion") continue;
    await changesNothing(world, house.rooms, async () => {
      const stranger = new Staff(world, { email: "personne@exemple.fr" });
      const answer = await stranger.post(addressOf(house, path, segments), values, { origin: "null" });
      assert.ok(answer.location.startsWith("/fr/pro/connexion") || (answer.status === 200 && path.endsWith("{link}")), `${path}: ${answer.status} ${answer.location}`);
    }, path);
  }
});

test("2. a GET or a HEAD does nothing, whoever's", async () => {
  // One instant for all: a session that is used notes the minute.
  const both = [await frozen(house.owner), await frozen(invited)];
  const paths = [...new Set(deskRoutes().map(({ path }) => path))];
  const filled = Object.fromEntries(await Promise.all(paths.map(async (path) => [path, (await FORMS[path]?.())?.segments])));
  // The trail, and when the trail's reader or a key was last there.
  await changesNothing(
    world,
    house.rooms,
    async () => {
      for (const path of paths) {
        const segments = filled[path];
        const extra = path.endsWith("/fusion") ? `?autre=${digits(house.others.double)}&keep=${digits(house.ids.patient)}` : "?fait=garde&code=000000&q=Malade";
        for (const method of ["GET", "HEAD"]) {
          for (const who of both) {
            for (const headers of [{}, { "sec-fetch-site": "cross-site" }, { "x-http-method-override": "POST", "x-method-override": "POST" }]) {
              const answer = await who.ask(addressOf(house, path, segments) + extra, { method, headers: /** @type {Record<string, string>} */ (headers) });
              assert.ok(answer.status < 500, `${method} ${path}: ${answer.status}`);
              if (!deskRoutes().some((route) => route.method === "GET" && fits(route.path, addressOf(house, path, segments)))) assert.equal(answer.status, 405, `${method} ${path}`);
              if (method === "HEAD") assert.equal(answer.text, "", path);
            }
          }
        }
      }
    },
    "",
    ["audit"],
  );
});

/** Whether a route's path is that of an address. @param {string} path @param {string} address */
const fits = (path, address) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(address);

test("3. cookies are for this origin alone; the API knows none", async () => {
  const staff = new Staff(world, { email: "biscuit@exemple.fr" });
  const page = await staff.open("/fr/pro/connexion?langue=fr-FR");
  const asked = await staff.askLink();
  const signed = await staff.send(await staff.open(asked), asked);
  const out = await Object.assign(new Staff(world, { email: staff.email }), { cookies: new Map(staff.cookies) }).signOut();
  const lines = [page, signed, out].flatMap(({ headers }) => headers.getSetCookie());
  assert.deepEqual([...new Set(lines.map((line) => line.split("=")[0]))].sort(), ["__Host-langue", "__Host-navigateur", "__Host-pro-eu"]);
  for (const line of lines) {
    const [, ...attributes] = line.split("; ");
    assert.deepEqual(attributes.filter((one) => !one.startsWith("Max-Age=")).sort(), ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"], line);
  }
  // All the cookies of an owner, and no key: nobody.
  const cookie = [...house.owner.cookies].map((pair) => pair.join("=")).join("; ");
  await changesNothing(world, house.rooms, async () => {
    for (const { method, path, example } of apiRoutes().filter((route) => segmentsOf(route.path).length > 0 || route.path === "/me")) {
      const address = fill(path, { ...house.ids, key: house.ids.guardian, kind: "nir", date: house.date, country: "fr" });
      const answer = await fetch(`${world.origin}/api/v1${address}`, { method, headers: { cookie, "content-type": "application/json" }, ...(example && { body: JSON.stringify(example) }) });
      assert.equal(answer.status, 401, `${method} ${path}`);
      assert.deepEqual(answer.headers.getSetCookie(), []);
      assert.equal(answer.headers.get("access-control-allow-origin"), null);
    }
  });
  // And no other site may ask it by a script, whatever it sends along.
  const preflight = await fetch(`${world.origin}/api/v1/me`, { method: "OPTIONS", headers: { origin: "https://evil.example", "access-control-request-method": "PUT", "access-control-request-headers": "authorization" } });
  assert.ok(preflight.status >= 400 && preflight.headers.get("access-control-allow-origin") === null);
});

test("4. sent from our own pages, each of the forms acts", async () => {
  for (const [path, fill] of Object.entries(FORMS)) {
    const { who = house.owner, segments, values, status = 303 } = await fill();
    const answer = await who.post(addressOf(house, path, segments), values, { "sec-fetch-site": "same-origin", origin: world.origin });
    assert.equal(answer.status, status, `${path}: ${heading(answer.text)} ${answer.location}`);
    assert.ok(!answer.location.startsWith("/fr/pro/verification?") || path.includes("verification"), `${path} wants a proof`);
  }
});
