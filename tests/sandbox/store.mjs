// @ts-check
/** The mails that the sandbox accepted, in memory and, given a file, on disk: it outlives a killed workerd. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { messageId } from "./brevo.mjs";

/** @typedef {{ email: string, name?: string }} Person */

/**
 * @typedef {object} Mail an accepted mail
 * @property {number} n from 1, in order of acceptance
 * @property {number} at when, in milliseconds of the sandbox's clock
 * @property {string} messageId
 * @property {string} [idempotencyKey]
 * @property {Person} sender
 * @property {Person[]} to
 * @property {string} subject
 * @property {string} [htmlContent]
 * @property {string} [textContent]
 * @property {{ name: string, content: string }[]} [attachment]
 * @property {Record<string, string>} [headers]
 * @property {string[]} [tags]
 * @property {Person} [replyTo]
 */

/** How long the provider remembers an idempotency key. */
export const KEY_LIVES_MS = 30 * 60_000;

export class Store {
  /** @type {Mail[]} */
  mails = [];

  /** @param {string} [file] JSON lines; read first, then added to */
  constructor(file) {
    this.file = file;
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
    this.mails = lines.map((line) => JSON.parse(line));
  }

  /**
   * The mail that bears the key and is young enough to be remembered by it.
   * @param {string | undefined} key
   * @param {number} now
   */
  remembered(key, now) {
    return key === undefined ? undefined : this.mails.findLast((m) => m.idempotencyKey === key && now - m.at < KEY_LIVES_MS);
  }

  /**
   * @param {any} body a request that has no refusal
   * @param {number} now
   * @returns {Mail}
   */
  accept(body, now) {
    const n = (this.mails.at(-1)?.n ?? 0) + 1;
    /** @type {Mail} */
    const mail = { n, at: now, messageId: messageId(now, n), idempotencyKey: idempotencyKey(body), ...body };
    this.mails.push(mail);
    if (this.file) appendFileSync(this.file, `${JSON.stringify(mail)}\n`);
    return mail;
  }

  clear() {
    this.mails = [];
    if (this.file) writeFileSync(this.file, "");
  }
}

/** The key of a request; header names do not mind capitals. @param {any} body @returns {string | undefined} */
export function idempotencyKey(body) {
  const entry = Object.entries(body?.headers ?? {}).find(([name]) => name.toLowerCase() === "idempotencykey");
  return entry === undefined ? undefined : String(entry[1]);
}
