// @ts-check
/**
 * Who may do what, over HTTP: every route of the API and of the desk, asked by everybody.
 *
 *  1. the routes are read from the API's document and from the desk's own router: one without an entry fails here;
 *  2. each is asked with a request that would do something, by whoever may not: refused as it should be, and no row changes;
 *  3. then by whoever may: it is done.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ROOT, TEST_OPERATOR_KEY } from "../harness/config.mjs";
import { command, practice as office, signedIn } from "../harness/objects.mjs";
import { Api } from "./lib/api.mjs";
import { ASKED, KEY_RIGHTS, SENT, address, openTeam, page, send } from "./lib/acts.mjs";
import { heading } from "./lib/patient.mjs";
import { deskRoutes } from "./lib/routes.mjs";
import { Staff } from "./lib/staff.mjs";
import { changesNothing, iso, openWorld, settle, until } from "./lib/world.mjs";

/** @type {import("./lib/world.mjs").World} */
let world;
/** @type {import("./lib/acts.mjs").Team} */
let team;

before(async () => {
  world = await openWorld();
  team = await openTeam(world);
});
after(() => world?.close());

/** When a key was last used is noted to the minute: all are used before anything is compared. @param {Record<string, Api>} keys */
const warm = (keys) => Promise.all(Object.values(keys).map((api) => api.ask("GET", "/me")));
/** Nothing moves by itself while rows are compared: what waits for staff to think better of it goes first. */
const rest = () => settle(world.origin, team.objects, { to: Date.now() + 3 * 60_000 });

// ── the API ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const DOCUMENT = JSON.parse(readFileSync(join(ROOT, "schemas/openapi.json"), "utf8"));
/** @type {{ verb: string, path: string, operation: any }[]} */
const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) => Object.entries(methods).map(([verb, operation]) => ({ verb: verb.toUpperCase(), path, operation })));

/** Who may, as this test knows it: a right, `operator`, any `key`, or `anyone`. @type {Record<string, string>} */
const MAY_ASK = {
  readIndex: "anyone", readDocument: "anyone", readAuthority: "key",
  readSettings: "settings:read", changeSettings: "settings:write", putLocation: "settings:write", withdrawLocation: "settings:write",
  putService: "settings:write", withdrawService: "settings:write", putCategory: "settings:write", withdrawCategory: "settings:write",
  readMembers: "members:read", changeMember: "members:write", endMember: "members:write", inviteMember: "members:write", revokeInvitation: "members:write",
  listPatients: "patients:read", searchPatients: "patients:read", readPatient: "patients:read", readDuplicates: "patients:read",
  addPatient: "patients:write", changePatient: "patients:write", putIdentifier: "patients:write", removeIdentifier: "patients:write",
  putGuardian: "patients:write", removeGuardian: "patients:write", giveConsent: "patients:write", blockOnline: "patients:write", withdrawConsent: "patients:write", addNote: "patients:write",
  readNotes: "patients:read", readConsents: "patients:read", dismissDuplicate: "patients:write", mergePatients: "patients:write",
  erasePatient: "patients:erase", readErasure: "patients:erase", exportPatient: "patients:export",
  readPatientAppointments: "patients:read", readPatientMessages: "patients:read",
  readAudit: "audit:read", readDay: "agenda:read", setAttendance: "agenda:write",
  readCalendar: "agenda:read", findStarts: "agenda:read", readAvailabilities: "agenda:read", readTerms: "agenda:read",
  placeAppointment: "agenda:write", moveAppointment: "agenda:write", cancelByStaff: "agenda:write", deleteAppointment: "agenda:write",
  readWaitlist: "agenda:read", readOffers: "agenda:read", readSlotTrace: "agenda:read", readAlertCounters: "agenda:read",
  restoreAppointment: "agenda:write", putAlertByStaff: "agenda:write", offerSlot: "agenda:write", withdrawSlot: "agenda:write", answerForPatient: "agenda:write",
  putAvailability: "agenda:write", endAvailability: "agenda:write", closeTime: "agenda:write", reopen: "agenda:write", putTerms: "agenda:write",
  foundPractice: "operator", rotateDataKey: "operator", readRegistry: "operator", readObjects: "operator", rebuild: "operator",
};

/** Nobody gives or takes more than they have: for these a key needs the rights of whom it is about, too. */
const OF_PEERS = ["inviteMember", "changeMember", "endMember"];

describe("the API", () => {
  /** Keys of this practice, by what they may do. @type {Record<string, Api>} */
  const keys = {};
  /** Who is nobody here, and what they are told. @type {Record<string, { api: Api, status: number }>} */
  const strangers = {};

  before(async () => {
    const { origin } = world;
    for (const right of KEY_RIGHTS) keys[right] = new Api(origin, (await team.issue([right])).key);
    keys.all = team.machine;
    const revoked = await team.issue(KEY_RIGHTS);
    await command(origin, office(team.practice.id), "revoke-key", signedIn(team.owner.email), { key: revoked.id });
    const old = await team.issue(KEY_RIGHTS, { days: 1, now: iso(Date.now() - 3 * 86_400_000) });
    const other = await openTeam(world);
    strangers["nobody"] = { api: new Api(origin), status: 401 };
    strangers["a word"] = { api: new Api(origin, "secret"), status: 401 };
    strangers["a revoked key"] = { api: new Api(origin, revoked.key), status: 401 };
    strangers["an expired key"] = { api: new Api(origin, old.key), status: 401 };
    strangers["a key that was never made"] = { api: new Api(origin, `gck_eu_${team.practice.id.slice(4)}_AAAAAAAAAAAAAAAAAAAAAA`), status: 401 };
    strangers["a key of a practice that never was"] = { api: new Api(origin, `gck_eu_${"0".repeat(32)}_AAAAAAAAAAAAAAAAAAAAAA`), status: 401 };
    strangers["this practice's key, said to be of another region"] = { api: new Api(origin, team.machine.key?.replace("gck_eu_", "gck_ca_")), status: 401 };
    strangers["another practice's key"] = { api: new Api(origin, other.machine.key), status: 404 };
    strangers["whoever runs Guichet"] = { api: new Api(origin, TEST_OPERATOR_KEY), status: 403 };
    await warm({ ...keys, other: other.machine });
  });

  test("every operation has its entry, and says the same of itself", () => {
    const names = OPERATIONS.map(({ operation }) => operation.operationId).sort();
    assert.deepEqual(Object.keys(MAY_ASK).filter((name) => names.includes(name)).sort(), names);
    assert.deepEqual(names.filter((name) => !ASKED[name]), []);
    for (const { operation } of OPERATIONS) {
      const may = MAY_ASK[operation.operationId];
      const said = operation.security.map((/** @type {any} */ one) => one.practiceKey?.[0] ?? Object.keys(one)[0].replace("practiceKey", "key"))[0] ?? "anyone";
      assert.equal(said, may, operation.operationId);
    }
  });

  for (const { verb, path, operation } of OPERATIONS) {
    const may = MAY_ASK[operation.operationId] ?? "nobody";
    test(`${verb} ${path}: ${may}`, async () => {
      const fresh = async () => /** @type {import("./lib/acts.mjs").Asked} */ (await ASKED[operation.operationId]?.(team));
      const ask = (/** @type {Api} */ api, /** @type {import("./lib/acts.mjs").Asked} */ asked) => api.ask(verb, address(team, path, asked), { body: asked.body, version: asked.version });
      const isIn = path.includes("{practice}");
      const allowed = may === "operator" ? [new Api(world.origin, TEST_OPERATOR_KEY)] : may === "key" || may === "anyone" ? Object.values(keys) : OF_PEERS.includes(operation.operationId) ? [keys.all] : [keys[may], keys.all];
      const asked = await fresh();
      await rest();
      await changesNothing(world, team.objects, async () => {
        for (const [name, api] of Object.entries(keys)) {
          if (allowed.includes(api)) continue;
          const { status, body } = await ask(api, asked);
          assert.deepEqual([status, body.type], [403, "/problems/forbidden"], `a key with ${name}`);
        }
        for (const [name, { api, status: expected }] of Object.entries(strangers)) {
          if (may === "anyone" || (may === "key" && expected === 404) || (may === "operator" && name === "whoever runs Guichet")) continue;
          const { status, body, headers } = await ask(api, asked);
          // Another practice's key is a key: it may not what only the operator may.
          assert.equal(status, expected === 404 && may === "operator" ? 403 : isIn || expected !== 404 ? expected : 403, `${name}: ${JSON.stringify(body)}`);
          if (status === 401) assert.deepEqual([body.type, headers.get("www-authenticate"), body.fields], ["/problems/not-signed-in", "Bearer", undefined], name);
        }
      }, operation.operationId);
      for (const api of allowed) {
        const { status, body } = await ask(/** @type {Api} */ (api), await fresh());
        assert.ok(status >= 200 && status < 300, `${status} ${JSON.stringify(body)}`);
      }
    });
  }
});

// ── the desk ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The rights of each role (kernel: staff.rs). @type {Record<string, string[]>} */
const RIGHTS = {
  owner: [...KEY_RIGHTS, "tokens:write"],
  practitioner: ["settings:read", "members:read", "patients:read", "patients:write", "agenda:read", "agenda:write"],
  secretary: ["settings:read", "members:read", "patients:read", "patients:write", "agenda:read", "agenda:write"],
  accountant: ["settings:read", "members:read"],
};

/**
 * Who may: `anyone`, who is `signed in`, a `member`, who has a right; `proven`: after a fresh proof; `roles`: only those of
 * them, since the agenda is run by its practitioner and whom they let.
 * @typedef {{ may: string, proven?: boolean, roles?: string[] }} Rule
 */
/** @type {Record<string, Rule>} */
const RULES = {
  "GET /pro/connexion": { may: "anyone" },
  "POST /pro/connexion": { may: "anyone" },
  "GET /pro/connexion/{link}": { may: "anyone" },
  "POST /pro/connexion/{link}": { may: "anyone" },
  "POST /pro/deconnexion": { may: "anyone" },
  "GET /pro/invitation/{link}": { may: "anyone" },
  "POST /pro/invitation/{link}": { may: "signed in" },
  "GET /pro": { may: "signed in" },
  "POST /pro/cabinets": { may: "signed in" },
  "GET /pro/sessions": { may: "signed in" },
  "POST /pro/sessions/{session}/fermer": { may: "signed in" },
  "POST /pro/sessions/fermer-autres": { may: "signed in" },
  "GET /pro/verification": { may: "signed in" },
  "POST /pro/verification": { may: "signed in" },
  "POST /pro/verification/code": { may: "signed in" },
  "GET /pro/{practice}": { may: "member" },
  "GET /pro/{practice}/jour": { may: "agenda:read" },
  "POST /pro/{practice}/rendez-vous/{practitioner}/{appointment}": { may: "agenda:write", roles: ["practitioner", "secretary"] },
  "GET /pro/{practice}/agenda": { may: "agenda:read" },
  ...Object.fromEntries(
    [
      "GET /agenda/placer", "POST /agenda/placer", "POST /agenda/deplacer", "POST /agenda/defaire",
      "GET /agenda/rendez-vous/{practitioner}/{appointment}", "POST /agenda/rendez-vous/{practitioner}/{appointment}",
      "POST /agenda/rendez-vous/{practitioner}/{appointment}/annuler", "POST /agenda/rendez-vous/{practitioner}/{appointment}/supprimer",
      "POST /agenda/rendez-vous/{practitioner}/{appointment}/attente", "GET /agenda/rendez-vous/{practitioner}/{appointment}/propositions",
      "GET /attente", "GET /attente/proposer", "POST /attente/proposer", "POST /attente/{practitioner}/offres/{offer}",
      "POST /attente/{practitioner}/creneaux/{freed}", "POST /attente/{practitioner}/creneaux/{freed}/retirer",
      "GET /agenda/horaires", "GET /agenda/horaires/{practitioner}/{availability}", "POST /agenda/horaires/{practitioner}/{availability}",
      "POST /agenda/horaires/{practitioner}/{availability}/arreter", "GET /agenda/fermetures", "POST /agenda/fermetures",
      "POST /agenda/fermetures/{practitioner}/{closing}/rouvrir", "GET /agenda/reservation/{practitioner}", "POST /agenda/reservation/{practitioner}",
    ].map((route) => [route.replace(" ", " /pro/{practice}"), { may: "agenda:write", roles: ["practitioner", "secretary"] }]),
  ),
  "GET /pro/{practice}/equipe": { may: "members:read" },
  "POST /pro/{practice}/equipe/quitter": { may: "member" },
  // Only the practitioner lets others act for them (C7).
  "POST /pro/{practice}/equipe/delegations": { may: "member", roles: ["practitioner"] },
  "POST /pro/{practice}/equipe/invitations": { may: "members:write" },
  "POST /pro/{practice}/equipe/invitations/{invitation}/retirer": { may: "members:write" },
  "POST /pro/{practice}/equipe/{member}": { may: "members:write", proven: true },
  "POST /pro/{practice}/equipe/{member}/retirer": { may: "members:write", proven: true },
  "GET /pro/{practice}/reglages": { may: "settings:read" },
  "POST /pro/{practice}/reglages/{setting}": { may: "settings:write" },
  "GET /pro/{practice}/reglages/lieux/{location}": { may: "settings:write" },
  "POST /pro/{practice}/reglages/lieux/{location}": { may: "settings:write" },
  "POST /pro/{practice}/reglages/lieux/{location}/retirer": { may: "settings:write" },
  "GET /pro/{practice}/reglages/motifs/{service}": { may: "settings:write" },
  "POST /pro/{practice}/reglages/motifs/{service}": { may: "settings:write" },
  "POST /pro/{practice}/reglages/motifs/{service}/retirer": { may: "settings:write" },
  "POST /pro/{practice}/reglages/categories/{category}": { may: "settings:write" },
  "POST /pro/{practice}/reglages/categories/{category}/retirer": { may: "settings:write" },
  "GET /pro/{practice}/cles": { may: "tokens:write" },
  "POST /pro/{practice}/cles": { may: "tokens:write", proven: true },
  "POST /pro/{practice}/cles/{key}/retirer": { may: "tokens:write" },
  "GET /pro/{practice}/journal": { may: "audit:read" },
  "GET /pro/{practice}/journal/export.csv": { may: "audit:read" },
  "GET /pro/{practice}/patients": { may: "patients:read" },
  "POST /pro/{practice}/patients": { may: "patients:write" },
  "POST /pro/{practice}/patients/recherche": { may: "patients:read" },
  "GET /pro/{practice}/patients/nouveau": { may: "patients:write" },
  "GET /pro/{practice}/patients/{patient}": { may: "patients:read" },
  "GET /pro/{practice}/patients/{patient}/modifier": { may: "patients:write" },
  "POST /pro/{practice}/patients/{patient}/modifier": { may: "patients:write" },
  "POST /pro/{practice}/patients/{patient}/notes": { may: "patients:write" },
  "GET /pro/{practice}/patients/doublons": { may: "patients:read" },
  "GET /pro/{practice}/patients/{patient}/notes": { may: "patients:read" },
  "GET /pro/{practice}/patients/{patient}/consentements": { may: "patients:read" },
  "GET /pro/{practice}/patients/{patient}/consentements/nouveau": { may: "patients:write" },
  "POST /pro/{practice}/patients/{patient}/consentements/nouveau": { may: "patients:write" },
  "POST /pro/{practice}/patients/{patient}/consentements/{consent}/retirer": { may: "patients:write" },
  "GET /pro/{practice}/patients/{patient}/responsables/nouveau": { may: "patients:write" },
  "POST /pro/{practice}/patients/{patient}/responsables/nouveau": { may: "patients:write" },
  "POST /pro/{practice}/patients/{patient}/responsables/recherche": { may: "patients:write" },
  "POST /pro/{practice}/patients/{patient}/responsables/{key}/retirer": { may: "patients:write" },
  "GET /pro/{practice}/patients/{patient}/fusion": { may: "patients:write" },
  "POST /pro/{practice}/patients/{patient}/fusion": { may: "patients:write", proven: true },
  "POST /pro/{practice}/patients/{patient}/en-ligne": { may: "patients:write" },
  "POST /pro/{practice}/patients/{patient}/distinct": { may: "patients:write" },
  "GET /pro/{practice}/patients/{patient}/effacer": { may: "patients:erase" },
  "POST /pro/{practice}/patients/{patient}/effacer": { may: "patients:erase", proven: true },
  "GET /pro/{practice}/patients/{patient}/effacement": { may: "patients:erase" },
  "GET /pro/{practice}/patients/{patient}/rendez-vous": { may: "patients:read" },
  "GET /pro/{practice}/patients/{patient}/export.json": { may: "patients:export", proven: true },
  "GET /pro/{practice}/patients/{patient}/export.html": { may: "patients:export", proven: true },
};

/** The desk's routes, as its router names them, without the country. */
const routes = () => deskRoutes().map(({ method, path }) => `${method} ${path.replace("/{country}", "")}`).sort();

describe("the desk", () => {
  /** Everybody, by name. @type {Record<string, Staff>} */
  let people;
  /** Somebody who has not proven who they are, but may. @type {Staff} */
  let unproven;

  before(async () => {
    people = { ...team.people, "not signed in": new Staff(world, { email: "personne@exemple.fr" }) };
    unproven = new Staff(world, { email: team.owner.email });
    await unproven.signIn();
    for (const name of ["owner", "practitioner", "secretary", "accountant", "former", "outsider", "nobody"]) await people[name]?.prove();
  });

  test("every route has its entry", () => {
    assert.deepEqual(Object.keys(RULES).sort(), routes());
    assert.ok(routes().length > 60);
  });

  test("the roles are those of the kernel", async () => {
    for (const [role, rights] of Object.entries(RIGHTS)) {
      const staff = /** @type {Staff} */ (people[role]);
      const authority = await command(world.origin, office(team.practice.id), "read-authority", signedIn(staff.email), {});
      assert.deepEqual(authority.rights.toSorted(), rights.toSorted(), role);
    }
  });

  for (const [route, { may, proven = false, roles = Object.keys(RIGHTS) }] of Object.entries(RULES)) {
    const [verb = "", path = ""] = route.split(" ");
    if (path.includes("{link}")) continue;
    const within = path.includes("{practice}");
    const mayDo = (/** @type {string} */ name) =>
      may === "anyone" || (may === "signed in" && name !== "not signed in") || (name in RIGHTS && roles.includes(name) && (may === "member" || (RIGHTS[name]?.includes(may) ?? false)));

    test(`${route}: ${may}`, async () => {
      const make = SENT[route] ?? assert.fail(`${route}: what is sent?`);
      const sent = await make(team, team.owner);
      await rest();
      await changesNothing(world, team.objects, async () => {
        for (const [name, who] of Object.entries(people)) {
          if (mayDo(name)) continue;
          const what = `${route} by ${name}`;
          const seen = await send(team, who, route, sent);
          if (name === "not signed in") {
            const next = verb === "GET" ? `?suite=${encodeURIComponent(page(team, path, sent))}` : "";
            assert.deepEqual([seen.status, decodeURIComponent(seen.location)], [303, decodeURIComponent(`/fr/pro/connexion${next}`)], what);
          } else if (!(name in RIGHTS)) {
            // What is not theirs to see is not theirs to know of.
            assert.equal(seen.status, 404, `${what}: ${heading(seen.text)}`);
          } else {
            assert.ok(seen.status === 403 || (seen.status === 404 && roles.length < 4), `${what}: ${seen.status} ${heading(seen.text)} ${seen.location}`);
          }
          const machine = await send(team, who, route, sent, { accept: "application/json" });
          assert.equal(machine.status, name === "not signed in" ? 401 : seen.status, what);
          assert.match(machine.headers.get("content-type") ?? "", /^application\/problem\+json/, what);
        }
        if (proven) {
          const asked = await send(team, unproven, route, sent);
          assert.match(asked.location, /^\/fr\/pro\/verification\?suite=/, "a fresh proof is asked for");
        }
      }, route);
      for (const [name, who] of Object.entries(people)) {
        if (!mayDo(name)) continue;
        let actor = who;
        // Who leaves, joined to leave; who ends sessions has others.
        if (route.endsWith("/quitter")) actor = (await team.joined(name)).staff;
        else if (/deconnexion|fermer/.test(route) && name !== "not signed in") {
          actor = new Staff(world, { email: `sessions.${name.replace(" ", "")}.${route.length}@exemple.fr` });
          await actor.signIn();
        }
        const act = await make(team, actor);
        const seen = await send(team, actor, route, act);
        // The letter leaves by itself, from an identity that `rest` does not know: the next test would find it on its way.
        if (route === "POST /pro/connexion") await until("the link is sent", () => world.sandbox.mails().some((mail) => mail.to[0]?.email === act.form?.email));
        const what = `${route} by ${name}: ${seen.status} ${heading(seen.text)} ${seen.location}`;
        // A wrong code is answered by whoever compares it.
        if (route === "POST /pro/verification") assert.equal(seen.status, 422, what);
        else assert.ok(seen.status === 200 || seen.status === 201 || (seen.status === 303 && !/\/(connexion\?suite|verification)/.test(seen.location)) || route === "POST /pro/verification/code", what);
        assert.ok(!within || verb === "GET" || seen.status === 201 || seen.status === 200 || seen.location.startsWith("/fr/pro"), what);
      }
    });
  }
});
