// @ts-check
/** A patient's browser, without its window: keeps its cookies, follows nothing by itself, fills forms as pages give them. */
import assert from "node:assert/strict";
import { again } from "../../harness/objects.mjs";

/** @typedef {{ status: number, headers: Headers, text: string, location: string }} Answer `location`: path and query of a redirect. */
/** @typedef {Record<string, string>} Form */

let born = 0;

/** Somebody new, as typed on the form. @param {Form} [but] @returns {Form} */
export function person(but = {}) {
  born += 1;
  const letters = [...String(born)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  return {
    prenom: "Zoé",
    nom: `Durand-${letters}`,
    "naissance-jour": "12",
    "naissance-mois": "4",
    "naissance-annee": "1990",
    email: `zoe.${letters}.${Math.random().toString(36).slice(2, 8)}@exemple.fr`,
    ...but,
  };
}

let homes = 0;

/** A network that nobody else is in, as the platform's edge would say it: one network holds so many slots of an agenda at a time (RFC 5737's addresses). */
export function network() {
  homes += 1;
  return { "cf-connecting-ip": `${["192.0.2", "198.51.100", "203.0.113"][Math.floor(homes / 254) % 3]}.${1 + (homes % 254)}` };
}

export class Patient {
  /**
   * @param {string} origin
   * @param {{ now?: string, headers?: Record<string, string> }} [options] `now`: the instant that the patient lives at
   */
  constructor(origin, { now, headers = network() } = {}) {
    this.origin = origin;
    /** @type {Map<string, string>} */
    this.cookies = new Map();
    this.now = now;
    this.headers = headers;
  }

  /** What its requests bear. */
  get cookie() {
    return [...this.cookies].map((pair) => pair.join("=")).join("; ");
  }

  /** @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [init] @returns {Promise<Answer>} */
  async ask(path, { headers = {}, ...init } = {}) {
    const response = await again(this.origin + path, {
      redirect: "manual",
      headers: {
        accept: "text/html,application/xhtml+xml",
        ...(this.cookie && { cookie: this.cookie }),
        ...(this.now && { "x-test-now": this.now }),
        ...this.headers,
        ...headers,
      },
      ...init,
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    const location = response.headers.get("location") ?? "";
    return { status: response.status, headers: response.headers, text: await response.text(), location };
  }

  /** @param {string} path @param {Record<string, string>} [headers] */
  get(path, headers) {
    return this.ask(path, { headers });
  }

  /** @param {string} path @param {Form} form @param {Record<string, string>} [headers] */
  post(path, form, headers) {
    return this.ask(path, { method: "POST", body: new URLSearchParams(form), headers });
  }

  /** The practitioner's page: what is free there, and where a choice is sent. @param {string} path */
  async page(path) {
    const { status, text } = await this.get(path);
    assert.equal(status, 200, heading(text));
    // What the form of the hours bears besides: for what, where, and the first day that is shown.
    const [slots = ""] = text.match(/<form method="post"[^>]* class="slots">.*?<\/form>/s) ?? [];
    const chosen = Object.fromEntries([...slots.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = "", value = ""]) => [name, unescape(value)]));
    return { html: text, free: freeStarts(text), service: attribute(text, "motif"), action: action(text), chosen };
  }

  /** Chooses a start. @param {string} path the practitioner's page @param {string} service @param {string} start */
  choose(path, service, start) {
    return this.post(`${path}/horaire`, { motif: service, debut: start });
  }

  /**
   * The whole way, by what the pages say: chooses a start (the first one, unless told), fills the form, sends it.
   * @param {string} path the practitioner's page @param {{ who?: Form, start?: string }} [what]
   */
  async book(path, { who = person(), start } = {}) {
    const page = await this.page(path);
    const chosen = start ?? page.free[0];
    assert.ok(chosen, "nothing is free");
    const held = await this.post(page.action, { ...page.chosen, debut: chosen });
    assert.equal(held.status, 303, heading(held.text));
    const form = await this.get(held.location);
    assert.equal(form.status, 200);
    const booked = await this.post(action(form.text), who);
    assert.equal(booked.status, 303, heading(booked.text));
    const link = /** @type {string} */ (booked.location.split("?")[0]);
    return { who, start: chosen, form: held.location, link, location: booked.location, token: /** @type {string} */ (link.split("/")[2]) };
  }
}

/** @param {string} html @returns {string[]} */
export const freeStarts = (html) => [...html.matchAll(/name="debut" value="([^"]+)"/g)].map(([, value]) => /** @type {string} */ (value));

/** The value of the input of that name. @param {string} html @param {string} name */
export const attribute = (html, name) => unescape(html.match(new RegExp(`name="${name}"[^>]* value="([^"]*)"`))?.[1] ?? "");

/** Where the page's form is sent. @param {string} html */
export function action(html) {
  const found = html.match(/<form method="post" action="([^"]+)"/)?.[1];
  assert.ok(found, `no form on: ${heading(html)}`);
  return unescape(found);
}

/** What the page says first, with plain hyphens and spaces. @param {string} html */
export const heading = (html) => plain(html.match(/<h1[^>]*>(.*?)<\/h1>/s)?.[1] ?? html.slice(0, 200));

/** Text as it reads: without tags, with plain hyphens and spaces. @param {string} html */
export const plain = (html) => unescape(html.replaceAll(/<[^>]+>/g, "")).replaceAll("\u2011", "-").replaceAll(/\s+/g, " ");

/** @param {string} text */
export const unescape = (text) =>
  text.replaceAll(/&#(x?)([0-9a-f]+);/gi, (_, hex, code) => String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10))).replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"');

/** The secret in a signed link, which objects know its bearer by. @param {string} link @returns {string} */
export function linkToken(link) {
  const payload = Buffer.from(/** @type {string} */ (link.split(".")[1]), "base64url");
  const start = 1 + /** @type {number} */ (payload[0]) + 1 + 5;
  return payload.subarray(start, start + 16).toString("base64url");
}
