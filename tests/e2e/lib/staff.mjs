// @ts-check
/**
 * A member of a practice's staff at their browser, without its window: keeps its cookies, follows nothing by itself, reads
 * its mail in the sandbox, and sends the forms that pages give it.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { again } from "../../harness/objects.mjs";
import { heading, unescape } from "./patient.mjs";

/** @typedef {{ action: string, fields: [string, string][], buttons: { name: string, value: string, text: string }[] }} Form a POST form; `fields` as a browser would send them */
/** @typedef {{ status: number, headers: Headers, text: string, location: string, path: string }} Page `location`: path and query of a redirect. */
/** @typedef {Record<string, string | string[]>} Values what is typed; several values tick several boxes */
/** @typedef {{ id: string, path: string }} Office a practice, and where its pages are */
/** @typedef {{ origin: string, sandbox: { mails: () => import("../../sandbox/store.mjs").Mail[] } }} Place */
/** @typedef {{ email: string, given_name: string, family_name: string, roles: string[], profession?: string }} Invitee */

/** How long a mail may take. */
const PATIENCE = 20_000;

export class Staff {
  /**
   * @param {Place} place a running Guichet and the sandbox where its mails arrive
   * @param {{ email: string, country?: string, given?: string, family?: string, now?: string, device?: string }} who
   *   `country`: the first part of their addresses; `now`: the instant that they live at
   */
  constructor(place, { email, country = "fr", given = "Camille", family = "Essai", now, device = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" }) {
    this.place = place;
    this.email = email;
    this.home = `/${country}/pro`;
    this.given = given;
    this.family = family;
    this.now = now;
    this.device = device;
    /** @type {Map<string, string>} */
    this.cookies = new Map();
  }

  // ── asking ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [init] @returns {Promise<Page>} */
  async ask(path, { headers = {}, ...init } = {}) {
    const response = await again(this.place.origin + path, {
      redirect: "manual",
      headers: {
        accept: "text/html,application/xhtml+xml",
        "user-agent": this.device,
        ...(this.cookies.size > 0 && { cookie: [...this.cookies].map((pair) => pair.join("=")).join("; ") }),
        ...(this.now && { "x-test-now": this.now }),
        ...headers,
      },
      ...init,
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const name = pair.slice(0, pair.indexOf("="));
      if (attributes.includes("Max-Age=0")) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(name.length + 1));
    }
    const location = response.headers.get("location") ?? "";
    return { status: response.status, headers: response.headers, text: await response.text(), location, path };
  }

  /** @param {string} path @param {Record<string, string>} [headers] */
  get(path, headers) {
    return this.ask(path, { headers });
  }

  /** A page that must be there. @param {string} path */
  async open(path) {
    const page = await this.get(path);
    assert.equal(page.status, 200, `${path}: ${heading(page.text)}`);
    return page;
  }

  /** @param {string} path @param {Values} values @param {Record<string, string>} [headers] */
  post(path, values, headers) {
    return this.ask(path, { method: "POST", body: body([], values), headers });
  }

  /**
   * Sends a form of a page, with what it holds and what is typed over it.
   * @param {Page} page @param {string | RegExp} [to] where it goes: the end of its address; absent: the page's first form
   * @param {Values} [values]
   */
  send(page, to, values = {}) {
    const form = formOf(page, to);
    return this.ask(form.action, { method: "POST", body: body(form.fields, values) });
  }

  /** The page that a redirect leads to. @param {Page} answer */
  follow(answer) {
    assert.equal(answer.status, 303, heading(answer.text));
    return this.open(answer.location);
  }

  /** Sends a form and opens what it leads to. @param {Page} page @param {string | RegExp} to @param {Values} [values] */
  async submit(page, to, values) {
    return this.follow(await this.send(page, to, values));
  }

  // ── mail ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The number of the last mail that anybody got: what is waited for comes after it. */
  lastMail() {
    return this.place.sandbox.mails().at(-1)?.n ?? 0;
  }

  /**
   * What the latest mail says that this person gets after `since`.
   * @param {RegExp} what its first group is taken from the text @param {number} since @returns {Promise<string>}
   */
  async mail(what, since) {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(20)) {
      for (const mail of this.place.sandbox.mails().toReversed()) {
        const found = mail.n > since && mail.to.some((to) => to.email === this.email) ? mail.textContent?.match(what)?.[1] : undefined;
        if (found) return found;
      }
    }
    return assert.fail(`${this.email} got no mail with ${what}`);
  }

  // ── signing in ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Asks for a sign-in link, and waits for its mail. @param {string} [next] where to go then @returns {Promise<string>} the link's path */
  async askLink(next) {
    const path = `${this.home}/connexion`;
    const page = await this.open(next ? `${path}?${new URLSearchParams({ suite: next })}` : path);
    const since = this.lastMail();
    const asked = await this.send(page, "/connexion", { email: this.email });
    assert.equal(asked.status, 200, heading(asked.text));
    return this.mail(/(\/(?:fr|be|ca)\/pro\/connexion\/v1\.[\w.-]+)/, since);
  }

  /** Signs in by the link in the mail. @param {string} [next] @returns {Promise<Page>} the redirect */
  async signIn(next) {
    const link = await this.askLink(next);
    const signed = await this.send(await this.open(link), link);
    assert.equal(signed.status, 303, heading(signed.text));
    return signed;
  }

  /** Whether the first page lets them in. */
  async isSignedIn() {
    const page = await this.get(`${this.home}/sessions`);
    assert.ok(page.status === 200 || page.location.startsWith(`${this.home}/connexion`), `${page.status} ${heading(page.text)}`);
    return page.status === 200;
  }

  signOut() {
    return this.post(`${this.home}/deconnexion`, {});
  }

  /** Proves anew who they are, by a code. @param {string} [next] where to go then @returns {Promise<Page>} the redirect */
  async prove(next = `${this.home}/sessions`) {
    const page = await this.open(`${this.home}/verification?${new URLSearchParams({ suite: next })}`);
    const since = this.lastMail();
    const typing = await this.submit(page, "/verification/code");
    const code = await this.mail(/^(\d{6})$/m, since);
    const proven = await this.send(typing, "/verification", { code });
    assert.equal(proven.status, 303, heading(proven.text));
    return proven;
  }

  /** The session's cookie: its name and what it bears. */
  get session() {
    return [...this.cookies].find(([name]) => name.startsWith("__Host-pro-")) ?? ["", ""];
  }

  // ── practices and people ───────────────────────────────────────────────────────────────────────────────────────────

  /** A practice as this person's addresses name it. @param {string} id @returns {Office} */
  office(id) {
    return { id, path: `${this.home}/${id.slice(4)}` };
  }

  /** Founds a practice. @param {Values} [values] @returns {Promise<Office>} */
  async createPractice(values = {}) {
    const page = await this.open(`${this.home}?nouveau=1`);
    const typed = {
      given_name: this.given,
      family_name: this.family,
      name: "Cabinet des Essais",
      phone: this.home === "/fr/pro" ? "04 65 71 00 00" : this.home === "/be/pro" ? "04 200 00 00" : "514 555-0100",
      address_1: "1 place des Essais",
      address_2: "69001 Lyon",
      city: "Lyon",
      ...values,
    };
    const made = await this.send(page, "/cabinets", typed);
    assert.equal(made.status, 303, heading(made.text));
    return this.office(`prc_${made.location.split("/")[3]}`);
  }

  /** Invites somebody. @param {Office} office @param {Invitee} who */
  async invite(office, { roles, ...who }) {
    const done = await this.submit(await this.open(`${office.path}/equipe`), "/equipe/invitations", { ...who, role: roles });
    assert.match(done.path, /fait=invite/);
  }

  /**
   * Accepts an invitation that came by mail, signing in first where that is needed.
   * @param {number} [since] the invitation is a mail after this one @returns {Promise<Office>}
   */
  async accept(since = 0) {
    const link = await this.mail(/(\/(?:fr|be|ca)\/pro\/invitation\/v1\.[\w.-]+)/, since);
    if (!this.session[0]) assert.equal((await this.signIn(link)).location, link, "signing in leads back to the invitation");
    const accepted = await this.send(await this.open(link), link);
    assert.equal(accepted.status, 303, heading(accepted.text));
    return this.office(`prc_${(accepted.location.split("?")[0] ?? "").split("/")[3]}`);
  }

  /** Makes a key for machines. @param {Office} office @param {string} label @param {string[]} rights @returns {Promise<string>} */
  async makeKey(office, label, rights, days = "90") {
    await this.prove(`${office.path}/cles`);
    const made = await this.send(await this.open(`${office.path}/cles`), "/cles", { label, right: rights, days });
    assert.equal(made.status, 201, heading(made.text));
    return made.text.match(/gck_(?:eu|ca)_[0-9a-f]{32}_[\w-]{22}/)?.[0] ?? assert.fail("the page shows no key");
  }

  // ── patients ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Enters a patient, all the same where others look alike.
   * @param {Office} office @param {Values} values @returns {Promise<Office>} the record: its id, and where it is
   */
  async addPatient(office, values) {
    const page = await this.open(`${office.path}/patients/nouveau`);
    let made = await this.send(page, "/patients", values);
    if (made.status === 409) made = await this.send(made, "/patients", { anyway: "yes" });
    assert.equal(made.status, 303, heading(made.text));
    const path = /** @type {string} */ (made.location.split("?")[0]);
    return { id: `pat_${path.split("/").at(-1)}`, path };
  }

  /** The names that the patients' list shows for a search. @param {Office} office @param {string} query */
  async search(office, query) {
    const page = await this.send(await this.open(`${office.path}/patients`), "/patients/recherche", { q: query });
    assert.equal(page.status, 200, heading(page.text));
    return [...page.text.matchAll(/class="line-name"[^>]*>([^<]+)</g)].map(([, name]) => unescape(/** @type {string} */ (name)));
  }
}

// ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The POST forms within a page's own part, as a browser reads them. @param {string} html @returns {Form[]} */
export function forms(html) {
  const main = html.slice(Math.max(0, html.indexOf("<main")));
  return [...main.matchAll(/<form method="post" action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(([, action, inside = ""]) => ({
    action: unescape(/** @type {string} */ (action)),
    fields: fieldsOf(inside),
    buttons: [...inside.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)].map(([, tag = "", text = ""]) => ({ name: of(tag, "name"), value: of(tag, "value"), text: unescape(text.replaceAll(/<[^>]+>/g, "")) })),
  }));
}

/** What a browser would send of what a form holds. @param {string} inside @returns {[string, string][]} */
function fieldsOf(inside) {
  const tags = (/** @type {RegExp} */ kind) => [...inside.matchAll(kind)].map(([, tag = "", rest = ""]) => ({ tag, name: of(tag, "name"), rest }));
  const inputs = tags(/<input\b([^>]*)>/g).filter(({ tag }) => of(tag, "type") !== "checkbox" || /\schecked\b/.test(tag));
  const areas = tags(/<textarea\b([^>]*)>(.*?)<\/textarea>/gs);
  const selects = tags(/<select\b([^>]*)>(.*?)<\/select>/gs);
  const chosen = (/** @type {string} */ options) => options.match(/<option[^>]*\sselected\b[^>]*>/)?.[0] ?? options.match(/<option[^>]*>/)?.[0] ?? "";
  return [
    ...inputs.map(({ tag, name }) => [name, of(tag, "value")]),
    ...areas.map(({ name, rest }) => [name, unescape(rest).replace(/^\n/, "")]),
    ...selects.map(({ name, rest }) => [name, of(chosen(rest), "value")]),
  ].filter(([name]) => name !== "");
}

/** The value of a tag's attribute. @param {string} tag @param {string} name */
const of = (tag, name) => unescape(tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? "");

/** The form of a page that goes to `to`. @param {Page} page @param {string | RegExp} [to] */
export function formOf(page, to) {
  const all = forms(page.text);
  const goes = (/** @type {Form} */ form) => to === undefined || (typeof to === "string" ? form.action.endsWith(to) : to.test(form.action));
  return all.find(goes) ?? assert.fail(`${page.path} (${heading(page.text)}) has no form to ${to}, but to ${all.map((form) => form.action)}`);
}

/** What a form sends: what it holds, but for what is typed over it. @param {[string, string][]} fields @param {Values} values */
function body(fields, values) {
  const typed = Object.entries(values).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return new URLSearchParams([...fields.filter(([name]) => !(name in values)), ...typed]);
}
