// @ts-check
/**
 * Something earlier, as patients live it (W):
 *
 *  1. the box is on the page of what is far enough ahead (W2), with half-days; ticked it stays ticked, unticked it is gone;
 *  2. somebody cancels by their link: whoever waits gets one letter, with both times, the link, and RFC 8058's headers, and no reason for care;
 *  3. scanners open every address of it, GET and HEAD: nothing is decided, nothing sent;
 *  4. who declines keeps theirs; sent twice it is one answer;
 *  5. a mail program stops the alerts by one POST without a cookie, and is led nowhere; opening the address stops nothing;
 *  6. who accepts is moved, from two devices at once as well; the page leads to the appointment as it now is;
 *  7. who comes after reads that it is taken, keeps theirs, and is shown what is free;
 *  8. links of another purpose, forged, or too old open nothing, and a machine gets problem+json;
 *  9. two people to whom letters go by one address are both asked: a person is a patient;
 * 10. the same in Chromium, without JavaScript, with pictures in target/screenshots, and under axe-core.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { EARLY, LATE, lettersOf, offerOf as offerIn, openAlerting, pathOf } from "./lib/alerting.mjs";
import { accessible, noSidewaysScroll, openBrowser, openWindow, shoot } from "./lib/browser.mjs";
import { mailsTo } from "./lib/mail.mjs";
import { Patient, heading, person, plain } from "./lib/patient.mjs";
import { changesNothing, iso, openWorld } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
before(async () => {
  world = await openWorld();
});
after(() => world?.close());

const offerOf = (/** @type {import("./lib/alerting.mjs").Waiting} */ waiting) => offerIn(world, waiting);

test("something earlier", async (t) => {
  const { practice, book, wait, leave, rest, on } = await openAlerting(world);
  const leaver = await book(EARLY);
  const [ada, bea, carl, dora] = [await wait(), await wait(), await wait(), await wait()];

  await t.test("1. the box", async () => {
    assert.doesNotMatch((await leaver.patient.get(leaver.link)).text, /id="alerte"/);
    const zoe = await book(LATE);
    const fresh = (await zoe.patient.get(zoe.location)).text;
    assert.match(fresh, /Être averti d’une disponibilité plus tôt/);
    const put = (/** @type {[string, string][]} */ form) => zoe.patient.ask(`${zoe.link}/alerte`, { method: "POST", body: new URLSearchParams(form) });
    await put([["alerte", "oui"], ["demi-jour", "lundi-matin"], ["demi-jour", "jeudi-apres-midi"]]);
    const ticked = (await zoe.patient.get(zoe.link)).text;
    assert.deepEqual([...ticked.matchAll(/value="([^"]+)" checked/g)].map(([, value]) => value), ["lundi-matin", "jeudi-apres-midi"]);
    for (const wrong of ["alerte=peut-etre", "alerte=oui&demi-jour=hier", ""]) assert.equal((await zoe.patient.ask(`${zoe.link}/alerte`, { method: "POST", body: new URLSearchParams(wrong) })).status, 400, wrong);
    await put([["alerte", "non"]]);
    assert.doesNotMatch((await zoe.patient.get(zoe.link)).text, / checked/);
    assert.equal((await new Patient(world.origin).ask(`${zoe.link}/alerte`, { method: "GET" })).status, 405);
  });

  await leave(leaver);

  await t.test("2. one letter each, with both times and without a reason for care", () => {
    for (const waiting of [ada, bea, carl, dora]) {
      const { path, letter } = offerOf(waiting);
      assert.equal(letter.headers["List-Unsubscribe"], `<${world.origin}${path}/desabonner>`);
      assert.equal(letter.headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
      for (const never of ["secrète", "Ostéopathe"]) assert.doesNotMatch(`${letter.subject} ${letter.textContent} ${letter.htmlContent}`, new RegExp(never));
    }
    assert.deepEqual(lettersOf(world, leaver), []);
  });

  await t.test("3. scanners", async () => {
    const { path } = offerOf(ada);
    // That a page was asked for is noted once.
    assert.equal((await new Patient(world.origin).get(path)).status, 200);
    await changesNothing(world, practice.objects, async () => {
      for (const address of [path, `${path}?langue=fr-FR`, `${path}/desabonner`, `${path}/accepter`, `${path}/refuser`]) {
        const acts = /accepter|refuser/.test(address);
        for (const method of ["GET", "HEAD", "GET"]) {
          const { status, headers, text } = await new Patient(world.origin, { headers: { "user-agent": "SafeLinks", accept: "*/*" } }).ask(address, { method });
          assert.equal(status, acts ? 405 : 200, `${method} ${address}`);
          assert.equal(headers.get("cache-control"), "no-store");
          assert.equal(headers.get("referrer-policy"), "no-referrer");
          if (!acts) assert.equal(headers.get("x-robots-tag"), "noindex");
          if (method === "HEAD") assert.equal(text, "");
        }
      }
    });
    const untouched = offerOf(bea);
    await changesNothing(world, practice.objects, () => new Patient(world.origin).ask(untouched.path, { method: "HEAD" }));
    const page = await new Patient(world.origin).get(path);
    assert.match(heading(page.text), /^Une place s’est libérée, 16 jours plus tôt$/);
    for (const never of ["secrète", "Ostéopathe", carl.who.nom ?? "?", bea.who.nom ?? "?"]) assert.doesNotMatch(page.text, new RegExp(never));
  });

  await t.test("4. who declines keeps theirs", async () => {
    const { path } = offerOf(carl);
    for (let times = 0; times < 2; times += 1) assert.equal((await new Patient(world.origin).post(`${path}/refuser`, {})).location, path);
    const page = await carl.patient.get(path);
    assert.equal(heading(page.text), "Vous gardez votre rendez-vous");
    assert.match(plain(page.text), /est gardé/);
    // Too late to think better of it.
    assert.equal((await new Patient(world.origin).post(`${path}/accepter`, {})).location, path);
    assert.equal(heading((await carl.patient.get(path)).text), "Vous gardez votre rendez-vous");
    assert.equal(heading((await carl.patient.get(carl.link)).text), "Votre rendez-vous");
  });

  await t.test("5. a mail program stops the alerts", async () => {
    const { path } = offerOf(dora);
    const program = () => new Patient(world.origin, { headers: {} });
    assert.match((await program().get(`${path}/desabonner`)).text, /<form method="post"/);
    assert.match((await dora.patient.get(dora.link)).text, /value="non"/);
    const foreign = await program().post(`${path}/desabonner`, { "List-Unsubscribe": "One-Click" }, { origin: "https://evil.example" });
    assert.equal(foreign.status, 403);
    for (let times = 0; times < 2; times += 1) {
      const stopped = await program().post(`${path}/desabonner`, { "List-Unsubscribe": "One-Click" }, { accept: "*/*" });
      assert.deepEqual([stopped.status, stopped.location, stopped.headers.getSetCookie()], [200, "", []]);
    }
    // RFC 8058 §3.2: as multipart too; and by whoever's browser says that it reads pages.
    const form = new FormData();
    form.set("List-Unsubscribe", "One-Click");
    assert.equal((await program().ask(`${path}/desabonner`, { method: "POST", body: form })).status, 200);
    assert.equal((await program().post(`${path}/desabonner`, {})).location, `${path}/desabonner?fait=oui`);
    assert.equal(heading((await program().get(path)).text), "Vous ne recevrez plus ces propositions");
    // The appointment stands; the box can be ticked again.
    const own = await dora.patient.get(dora.link);
    assert.equal(heading(own.text), "Votre rendez-vous");
    assert.match(own.text, /M’avertir par e-mail/);
    assert.equal((await program().ask(`${path}/desabonner`, { method: "POST", body: "x".repeat(5000) })).status, 413);
  });

  await t.test("6. who accepts is moved", async () => {
    const { path } = offerOf(ada);
    const devices = [new Patient(world.origin), new Patient(world.origin), new Patient(world.origin)];
    const answers = await Promise.all(devices.map((device) => device.post(`${path}/accepter`, {})));
    assert.deepEqual(answers.map(({ location }) => location), [path, path, path]);
    const page = await new Patient(world.origin).get(path);
    assert.equal(heading(page.text), "Votre rendez-vous est déplacé");
    assert.doesNotMatch(page.text, /<form/);
    const own = /** @type {string} */ (/href="(\/rdv\/v1\.[\w-]+\.[\w-]+)"/.exec(page.text)?.[1]);
    const now = await new Patient(world.origin).get(own);
    assert.match(now.text, new RegExp(`href="${own}/agenda.ics"`));
    assert.equal(heading((await ada.patient.get(ada.link)).text), "Ce rendez-vous a été déplacé");
    const { free } = await new Patient(world.origin).page(on(EARLY));
    assert.ok(!free.includes(leaver.start));
    await rest();
    assert.match(mailsTo(world, ada.who.email ?? "").at(-1)?.subject ?? "", /déplacé/);
  });

  await t.test("7. who comes after", async () => {
    const { path } = offerOf(bea);
    assert.equal((await new Patient(world.origin).post(`${path}/accepter`, {})).location, path);
    const page = await new Patient(world.origin).get(path);
    assert.equal(heading(page.text), "Cette place vient d’être prise");
    assert.match(plain(page.text), /Pour vous, rien n’a changé\..*est gardé\./);
    // What is free before theirs, with the way to move there.
    const [, href = ""] = /<a class="choice" href="([^"]+)"/.exec(page.text) ?? [];
    assert.match(href, /^\/rdv\/v1\.[\w-]+\.[\w-]+\/deplacer\?du=/);
    assert.equal(heading((await new Patient(world.origin).get(href)).text), "Déplacer votre rendez-vous");
    assert.equal(heading((await bea.patient.get(bea.link)).text), "Votre rendez-vous");
  });

  await t.test("8. other links, and machines", async () => {
    const { path } = offerOf(bea);
    const token = path.split("/")[2] ?? "";
    const machine = new Patient(world.origin, { headers: { accept: "application/json" } });
    for (const [address, status] of /** @type {const} */ ([[`/offre/${bea.token}`, 403], [`/rdv/${token}`, 403], [`/offre/${token}x`, 404], ["/offre/v1.AAAA.BBBB", 404], ["/offre", 404], [`${path}/autre`, 404]])) {
      assert.equal((await new Patient(world.origin).get(address)).status, status, address);
      const refused = await machine.get(address);
      assert.equal(refused.status, status, address);
      assert.match(refused.headers.get("content-type") ?? "", /^application\/problem\+json/);
    }
    for (const act of ["accepter", "refuser", "desabonner"]) assert.equal((await machine.post(`/offre/${bea.token}/${act}`, {})).status, 403);
    const late = new Patient(world.origin, { now: iso(Date.now() + 400 * 86_400_000) });
    const expired = await late.get(path);
    assert.equal(expired.status, 410);
    assert.match(expired.text, /tel:\+33472000000/);
    assert.equal((await late.post(`${path}/accepter`, {})).status, 410);
  });
});

test("9. a person is not an address", async () => {
  const { book, wait, leave } = await openAlerting(world);
  const leaver = await book(EARLY);
  const { email = "" } = person();
  const [ada, bea] = [await wait({ who: person({ email }) }), await wait({ who: person({ email }) })];
  await leave(leaver);
  const paths = lettersOf(world, ada).map(pathOf);
  assert.equal(new Set(paths).size, 2, "each has an offer, and a letter, of their own");
  const [first = "", second = ""] = paths;
  assert.equal((await new Patient(world.origin).post(`${first}/accepter`, {})).location, first);
  assert.equal(heading((await new Patient(world.origin).get(second)).text), "Cette place vient d’être prise");
  const own = async (/** @type {import("./lib/alerting.mjs").Waiting} */ one) => heading((await one.patient.get(one.link)).text);
  assert.deepEqual([await own(ada), await own(bea)].sort(), ["Ce rendez-vous a été déplacé", "Votre rendez-vous"]);
});

test("10. in Chromium", async () => {
  const browser = await openBrowser();
  try {
    for (const { width, dark, scripts } of [
      { width: 390, dark: false, scripts: false },
      { width: 1280, dark: true, scripts: true },
    ]) {
      const { book, wait, leave } = await openAlerting(world);
      const leaver = await book(EARLY);
      const [taken, declines, stops] = [await wait(), await wait(), await wait()];
      const chosen = await book(LATE);
      const { page, complaints, close } = await openWindow(browser, { width, height: 844, dark, scripts });
      try {
        const look = async (/** @type {string} */ name) => {
          await noSidewaysScroll(page, name);
          await shoot(page, `${width}-${dark ? "dark" : "light"}-offre-${name}`);
          if (scripts) await accessible(page, name);
        };
        const h1 = (/** @type {string | RegExp} */ words) => page.getByRole("heading", { level: 1, name: words }).waitFor();
        await page.goto(world.origin + chosen.location);
        await page.getByText("Préciser mes préférences").click();
        await look("1-case");
        await page.getByRole("button", { name: "M’avertir par e-mail" }).click();
        await page.getByText("C’est noté.").waitFor();
        await look("2-case-cochee");
        await leave(leaver);
        const { path, letter } = offerOf(chosen);
        await page.goto(`${world.origin}/_sandbox/`);
        await page.locator("a.mail", { hasText: letter.subject }).first().click();
        await page.frameLocator("iframe").getByRole("link").first().waitFor();
        await page.goto(`${page.url()}/html`);
        await look("3-message");
        await page.goto(world.origin + path);
        await h1(/jours plus tôt/);
        await look("4-proposition");
        await page.goto(world.origin + offerOf(declines).path);
        await page.getByRole("button", { name: "Refuser et conserver mon rendez-vous initial" }).click();
        await h1(/gardez votre rendez/);
        await look("5-refusee");
        await page.goto(world.origin + offerOf(stops).path);
        await page.getByRole("link", { name: "Ne plus recevoir ces propositions" }).click();
        await look("6-desabonner");
        await page.getByRole("button", { name: "Ne plus recevoir ces propositions" }).click();
        await h1("Vous ne recevrez plus ces propositions");
        await look("7-desabonne");
        await page.goto(world.origin + path);
        await page.getByRole("button", { name: "Accepter et déplacer mon rendez-vous" }).click();
        await h1(/est déplacé/);
        await look("8-acceptee");
        await page.getByRole("link", { name: "Voir mon rendez-vous" }).click();
        await h1("Votre rendez‑vous");
        await look("9-rendez-vous");
        await page.goto(world.origin + offerOf(taken).path);
        await h1("Cette place vient d’être prise");
        await look("10-deja-prise");
        // axe-core is let in past the page’s own policy, and complains of it.
        if (!scripts) assert.deepEqual(complaints, []);
      } finally {
        await close();
      }
    }
  } finally {
    await browser.close();
  }
});
