// @ts-check
/**
 * Nobody learns from an answer whom or what is known here.
 *
 *  1. asking for a link: an address that works in a practice, one that nobody ever used, one that has asked too often: one
 *     answer, byte for byte, after the same calls to objects;
 *  2. invitations: used, taken back, over, never made, another's: one answer;
 *  3. the API: keys that are wrong, revoked, expired, of another practice or of none: one answer;
 *  4. other practices' patients, members, appointments and practices: as if they were not.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TEST_LINK_KEYS } from "../harness/config.mjs";
import { command, identity, mailroom, practice as office, query, signedIn } from "../harness/objects.mjs";
import { ASKED, KEY_RIGHTS, SENT, address, digits, openTeam, send } from "./lib/acts.mjs";
import { Api } from "./lib/api.mjs";
import { signedLink } from "./lib/forge.mjs";
import { id } from "./lib/practice.mjs";
import { Staff } from "./lib/staff.mjs";
import { iso, openWorld, settle, until } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("./lib/acts.mjs").Team} */
let team;
/** @type {import("./lib/acts.mjs").Team} */
let other;

before(async () => {
  world = await openWorld();
  [team, other] = [await openTeam(world), await openTeam(world)];
});
after(() => world?.close());

const DAY = 86_400_000;
/** The purpose of an invitation's link (kernel: link.rs). */
const INVITATION = 4;

/**
 * An answer without what is of this request only: its id, what was typed, the time, what is drawn anew each time.
 * @param {{ status: number, headers: Headers, text?: string, body?: any }} answer @param {string[]} own what the request itself says
 */
function bare({ status, headers, text, body }, own = []) {
  const plain = (/** @type {string} */ said) => own.reduce((said, word) => said.replaceAll(word, "…").replaceAll(encodeURIComponent(word), "…"), said.replaceAll(/req_[\w-]{22}/g, "req").replaceAll(/name="form_key" value="[^"]*"/g, ""));
  const lines = [...headers].filter(([name]) => !["date", "x-request-id"].includes(name)).map(([name, value]) => `${name}: ${plain(value).replace(/^(__Host-[\w-]+=)[^;]*/, "$1…")}`);
  return { status, headers: lines.sort(), body: plain(text ?? JSON.stringify(body)) };
}

/** Holds that all answers are one. @param {Record<string, ReturnType<typeof bare>>} answers */
function allOne(answers) {
  const [[first, expected] = ["", undefined], ...others] = Object.entries(answers);
  for (const [name, answer] of others) assert.deepEqual(answer, expected, `${name} is not as ${first}`);
}

// ── 1. ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

describe("asking for a link", () => {
  /** @param {Staff} staff @param {Record<string, string>} [headers] */
  const ask = (staff, headers) => staff.post("/fr/pro/connexion", { email: staff.email }, headers);
  /** Addresses of one length, since a page shows what was typed. @param {string} name */
  const long = (name) => `${name.padEnd(20, "x")}@exemple.fr`;

  test("one answer for everybody, however often they ask", async () => {
    const known = new Staff(world, { email: long("connue") });
    await known.signIn();
    await known.createPractice();
    const flooded = long("inondee");
    for (let times = 0; times < 8; times += 1) await ask(new Staff(world, { email: flooded }));
    const emails = { known: known.email, unknown: long("inconnue"), flooded };
    /** @type {Record<string, ReturnType<typeof bare>>} */
    const pages = {};
    /** @type {Record<string, ReturnType<typeof bare>>} */
    const machines = {};
    /** @type {Map<string, string>} */
    const requests = new Map();
    for (const [name, email] of Object.entries(emails)) {
      const asked = await ask(new Staff(world, { email }));
      requests.set(/** @type {string} */ (asked.headers.get("x-request-id")), name);
      pages[name] = bare(asked, [email]);
      machines[name] = bare(await ask(new Staff(world, { email }), { accept: "application/json" }), [email]);
    }
    assert.equal(pages.known?.status, 200);
    allOne(pages);
    allOne(machines);

    // What is logged of them is the same too: the lines, their fields, and all that the fields say but for times.
    const lines = () => world.guichet.logs.filter((line) => requests.has(line.fields?.request_id));
    await until("the last line", () => lines().filter((line) => line.fields?.what === "request").length === requests.size);
    const shown = [...requests.keys()].map((id) => lines().filter(({ fields }) => fields.request_id === id).map(({ level, fields: { request_id: _, ms: __, ...rest } }) => ({ level, ...rest })));
    for (const one of shown) assert.deepEqual(one, shown[0]);
    // The one who asked too often is written to five times at most (a newer link takes the place of one that is not yet sent),
    // and no page says so.
    const mails = (/** @type {string} */ email) => world.sandbox.mails().filter((mail) => mail.to[0]?.email === email).length;
    await until("mails to both", () => mails(emails.unknown) > 0 && mails(flooded) > 0);
    await settle(world.origin, [identity(flooded), mailroom(identity(flooded).name.slice(3))], { to: Date.now() });
    assert.ok(mails(flooded) <= 5, String(mails(flooded)));
    const [[links]] = await query(world.origin, identity(flooded), "SELECT count(*) FROM sign_in_link");
    assert.equal(links, 5);
  });

  test("what is wrong with an address does not depend on who has it", async () => {
    const answers = await Promise.all(["", "zoe", "zoe@", "a@b@c.fr"].map(async (email) => bare(await ask(new Staff(world, { email }), { accept: "application/json" }), [email])));
    for (const answer of answers) assert.equal(answer.status, 422);
  });

  test("pages of the desk lead whoever is not signed in to one place, be there something or nothing", async () => {
    const visitor = new Staff(world, { email: "visiteuse@exemple.fr" });
    const { patient } = await team.patient();
    /** @type {Record<string, ReturnType<typeof bare>>} */
    const answers = {};
    for (const [name, path] of Object.entries({ "a practice": team.practice.path, "no practice": `/fr/pro/${"0".repeat(32)}` })) {
      for (const [what, below] of Object.entries({ itself: "", "a patient": `/patients/${digits(patient)}`, "no patient": `/patients/${"0".repeat(32)}`, "no page": "/equipe" })) {
        answers[`${name}, ${what}`] = bare(await visitor.get(path + below), [path + below, digits(patient)]);
      }
    }
    allOne(answers);
  });
});

// ── 2. ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

describe("invitations", () => {
  /** @param {Staff} guest */
  const invited = async (guest) => {
    const since = guest.lastMail();
    await command(world.origin, office(team.practice.id), "invite-member", signedIn(team.owner.email), { invitee: { email: guest.email, given_name: "Paul", family_name: "Petit", roles: ["secretary"] } });
    return guest.mail(/(\/fr\/pro\/invitation\/v1\.[\w.-]+)/, since);
  };

  test("one answer for every link that is not, or no longer, for taking", async () => {
    const [used, revoked, over] = ["prise", "reprise", "vieille"].map((name) => new Staff(world, { email: `${name}@exemple.fr` }));
    const links = { used: await invited(/** @type {Staff} */ (used)), revoked: await invited(/** @type {Staff} */ (revoked)), over: await invited(/** @type {Staff} */ (over)) };
    assert.deepEqual((await used?.signIn(links.used))?.location, links.used);
    assert.equal((await used?.post(links.used, {}))?.status, 303);
    const { invitations } = await team.machine.get(team.at("/members"));
    const { id: which } = invitations.find((/** @type {any} */ one) => one.invitee.email === revoked?.email);
    await team.machine.ask("DELETE", team.at(`/invitations/${which}`));
    const made = (/** @type {string} */ practice) => `/fr/pro/invitation/${signedLink(TEST_LINK_KEYS, { purpose: INVITATION, object: `eu:${practice}` })}`;
    const dead = {
      ...links,
      "never made": made(team.practice.id),
      "of a practice that never was": made(id("prc")),
      forged: `${links.revoked.slice(0, -4)}AAAA`,
      "no link": "/fr/pro/invitation/v1.x",
    };
    /** @type {Record<string, ReturnType<typeof bare>>} */
    const [seen, seenSignedIn, pressed] = [{}, {}, {}];
    const outsider = /** @type {Staff} */ (team.people.outsider);
    for (const [name, link] of Object.entries(dead)) {
      const visitor = new Staff(world, { email: "visiteuse@exemple.fr" });
      if (name === "over") visitor.now = outsider.now = iso(Date.now() + 31 * DAY);
      seen[name] = bare(await visitor.get(link), [link, /** @type {string} */ (link.split("/").at(-1))]);
      // A session does not live as long as an invitation.
      if (name !== "over") {
        seenSignedIn[name] = bare(await outsider.get(link), [link, /** @type {string} */ (link.split("/").at(-1))]);
        pressed[name] = bare(await outsider.post(link, {}), [link, /** @type {string} */ (link.split("/").at(-1))]);
      }
      outsider.now = undefined;
    }
    assert.equal(seen.forged?.status, 410);
    allOne(seen);
    allOne(seenSignedIn);
    allOne(pressed);
  });
});

// ── 3. ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

describe("keys", () => {
  test("one answer for every key that is nobody's, whatever it asks", async () => {
    const { origin } = world;
    const revoked = await team.issue(KEY_RIGHTS);
    await command(origin, office(team.practice.id), "revoke-key", signedIn(team.owner.email), { key: revoked.id });
    const old = await team.issue(KEY_RIGHTS, { days: 1, now: iso(Date.now() - 3 * DAY) });
    const key = (/** @type {string} */ region, /** @type {string} */ practice) => `gck_${region}_${digits(practice)}_AAAAAAAAAAAAAAAAAAAAAA`;
    const nobodies = {
      none: undefined, "a word": "secret", "an operator's that is none": Buffer.alloc(32, 5).toString("base64url"), revoked: revoked.key, expired: old.key, wrong: key("eu", team.practice.id),
      "of no practice": key("eu", id("prc")), "of another region": key("ca", team.practice.id), "cut short": revoked.key.slice(0, -1), "one letter off": `${team.machine.key?.slice(0, -2)}AA`,
    };
    const { patient } = await team.patient();
    for (const [method, path, body] of /** @type {[string, string, any?][]} */ ([
      ["GET", "/me"], ["GET", team.at("/settings")], ["GET", team.at(`/patients/${patient}`)], ["GET", team.at(`/patients/${id("pat")}`)], ["GET", `/practices/${id("prc")}/patients`],
      ["GET", "/practices/x/patients"], ["POST", team.at("/patients"), { given_name: 3 }], ["PUT", team.at("/settings"), { nothing: true }], ["GET", team.at("/audit?limit=0")], ["GET", "/registry/fr"],
    ])) {
      /** @type {Record<string, ReturnType<typeof bare>>} */
      const answers = {};
      for (const [name, key] of Object.entries(nobodies)) answers[name] = bare(await new Api(origin, key).ask(method, path, { body }));
      assert.equal(answers.none?.status, 401, path);
      allOne(answers);
    }
  });
});

// ── 4. ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

describe("what is another practice's", () => {
  /** Segments that name something, and one of nothing. @type {Record<string, string>} */
  const NOTHING = { patient: id("pat"), member: id("mbr"), invitation: id("inv"), practitioner: id("prn"), appointment: id("apt"), freed: id("frd"), offer: id("ofr"), location: id("loc"), service: id("srv"), category: id("cat"), consent: id("cns"), key: "", session: "" };

  test("the API answers for it as for nothing", async () => {
    await settle(world.origin, [...team.objects, ...other.objects], { to: Date.now() });
    for (const [operation, verb, path] of /** @type {[string, string, string][]} */ ([
      ["readPatient", "GET", "/patients/{patient}"], ["changePatient", "PUT", "/patients/{patient}"], ["addNote", "POST", "/patients/{patient}/notes"], ["exportPatient", "GET", "/patients/{patient}/export"],
      ["readPatientAppointments", "GET", "/patients/{patient}/appointments"], ["readPatientMessages", "GET", "/patients/{patient}/messages"],
      ["erasePatient", "POST", "/patients/{patient}/erasure"], ["readErasure", "GET", "/patients/{patient}/erasure"], ["putIdentifier", "PUT", "/patients/{patient}/identifiers/{kind}"],
      ["endMember", "DELETE", "/members/{member}"], ["revokeInvitation", "DELETE", "/invitations/{invitation}"], ["readDay", "GET", "/practitioners/{practitioner}/days/{date}"],
      ["setAttendance", "PUT", "/practitioners/{practitioner}/appointments/{appointment}/attendance"], ["withdrawLocation", "DELETE", "/locations/{location}"],
      ["readWaitlist", "GET", "/practitioners/{practitioner}/waitlist"], ["putAlertByStaff", "PUT", "/practitioners/{practitioner}/waitlist/{appointment}"], ["readOffers", "GET", "/practitioners/{practitioner}/offers"],
      ["answerForPatient", "POST", "/practitioners/{practitioner}/offers/{offer}/answer"], ["withdrawSlot", "DELETE", "/practitioners/{practitioner}/freed-slots/{freed}"], ["readSlotTrace", "GET", "/practitioners/{practitioner}/appointments/{appointment}/slot-trace"],
    ])) {
      const theirs = /** @type {import("./lib/acts.mjs").Asked} */ (await ASKED[operation]?.(other));
      const nothings = { ...theirs, segments: Object.fromEntries(Object.entries(theirs.segments ?? {}).map(([name, value]) => [name, NOTHING[name] || value])) };
      const version = operation === "withdrawLocation" ? await team.version() : theirs.version;
      const [one, another] = [theirs, nothings].map((asked) => team.machine.ask(verb, address(team, `/practices/{practice}${path}`, asked), { body: asked.body, version }));
      const answers = { theirs: bare(/** @type {any} */ (await one)), nothing: bare(/** @type {any} */ (await another)) };
      assert.equal(answers.theirs.status, 404, `${operation}: ${answers.theirs.body}`);
      allOne(answers);
    }
    allOne({ theirs: bare(await team.machine.ask("GET", `/practices/${other.practice.id}/patients`)), nothing: bare(await team.machine.ask("GET", `/practices/${id("prc")}/patients`)) });
  });

  test("the desk answers for it as for nothing", async () => {
    const owner = team.owner;
    await owner.prove();
    for (const route of Object.keys(SENT).filter((route) => /\{(patient|member|invitation|appointment|freed|offer|location|service|category)\}/.test(route) && !/POST .*\{(location|service|category)\}$/.test(route))) {
      const theirs = /** @type {import("./lib/acts.mjs").Sent} */ (await SENT[route]?.(other, other.owner));
      if (theirs.segments?.location === "nouveau" || theirs.segments?.service === "nouveau") theirs.segments = { location: digits(other.location), service: digits(other.service) };
      const nothings = { ...theirs, segments: Object.fromEntries(Object.entries(theirs.segments ?? {}).map(([name, value]) => [name, NOTHING[name] ? digits(NOTHING[name] ?? "") : value])) };
      // Here's version of the settings, so that it is not that which is refused.
      if (/reglages/.test(route)) for (const sent of [theirs, nothings]) sent.form = { ...sent.form, version: String(await team.version()) };
      const own = [theirs, nothings].flatMap((sent) => Object.values(sent.segments ?? {}));
      const answers = { theirs: bare(await send(team, owner, route, theirs), own), nothing: bare(await send(team, owner, route, nothings), own) };
      assert.ok(answers.theirs.status === 404 || answers.theirs.status === 409 || answers.theirs.status === 403, `${route}: ${answers.theirs.status} ${answers.theirs.headers.filter((line) => line.startsWith("location"))}`);
      allOne(answers);
    }
    // A practice that is another's, and one that never was.
    allOne({ theirs: bare(await owner.get(`${other.practice.path}/patients`), [digits(other.practice.id)]), nothing: bare(await owner.get(`/fr/pro/${"0".repeat(32)}/patients`), ["0".repeat(32)]) });
  });
});
