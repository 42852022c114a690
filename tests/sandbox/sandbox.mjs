// @ts-check
/**
 * The outside world as far as Guichet needs it: the e-mail provider's API, a mailbox to look into, and a hand on its
 * faults. Plain HTTP on 127.0.0.1.
 *
 *   POST /v3/smtp/email, GET /v3/smtp/statistics/events   the provider (brevo.mjs)
 *   POST /turnstile/v0/siteverify                         whether a person filled in a form (turnstile.mjs)
 *   GET /, /mail/<n>                                      the mailbox (mailbox.mjs)
 *   POST /control, GET and DELETE /control/mails, GET /control/requests   faults and records (faults.mjs)
 */
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { events, locked, problem, refusal } from "./brevo.mjs";
import { Faults } from "./faults.mjs";
import { HTML_PART_POLICY, STYLE, htmlPart, listPage, mailPage } from "./mailbox.mjs";
import { Store, idempotencyKey } from "./store.mjs";
import { Siteverify } from "./turnstile.mjs";

/** @typedef {{ at: number, behaviour: string, status: number | null, idempotencyKey?: string, accepted: number | null }} Attempt
 * A request to send: what was answered (null: nothing), and the number of the mail it made or repeated. */

/**
 * @typedef {object} Sandbox
 * @property {string} url such as http://127.0.0.1:8788
 * @property {() => import("./store.mjs").Mail[]} mails what was accepted
 * @property {() => Attempt[]} requests every request to send since the start or the last `clear`
 * @property {(control: import("./faults.mjs").Control) => void} control
 * @property {Siteverify} turnstile
 * @property {() => void} clear forgets mails, requests, keys and tokens
 * @property {() => Promise<void>} stop
 */

/** What the provider takes in one request, about. */
const MAX_BODY = 20 * 1024 * 1024;

/**
 * @param {{ port?: number, file?: string, key?: string }} [options] `key`: the API key that is accepted
 * @returns {Promise<Sandbox>}
 */
export async function start({ port = 0, file, key = "xkeysib-test" } = {}) {
  const store = new Store(file);
  const faults = new Faults();
  const turnstile = new Siteverify();
  /** @type {Attempt[]} */
  let attempts = [];
  const clear = () => {
    store.clear();
    turnstile.clear();
    attempts = [];
  };

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  async function handle(request, response) {
    const url = new URL(request.url ?? "/", "http://sandbox");
    const route = `${request.method} ${url.pathname}`;
    const body = await read(request);
    if (route === "POST /v3/smtp/email") return send(request, response, body);
    if (route === "GET /v3/smtp/statistics/events") {
      const { status, body } =
        locked(request.headers["api-key"], key) ??
        events(store.mails, url.searchParams, { now: faults.now(), afterMs: faults.eventsAfterMs });
      return json(response, status, body, limits());
    }
    if (route === "POST /turnstile/v0/siteverify") {
      if (turnstile.away) return void request.socket.destroy();
      return json(response, 200, turnstile.answer(body, faults.now()));
    }
    if (url.pathname.startsWith("/v3/")) return json(response, 404, problem("document_not_found", "Route not found").body, limits());
    if (route === "POST /control") {
      try {
        faults.set(JSON.parse(body || "{}"));
        return json(response, 200, { ok: true });
      } catch (e) {
        return json(response, 400, { ok: false, why: String(e instanceof Error ? e.message : e) });
      }
    }
    if (route === "GET /control/mails") return json(response, 200, store.mails);
    if (route === "GET /control/requests") return json(response, 200, attempts);
    if (route === "DELETE /control/mails") {
      clear();
      return json(response, 200, { ok: true });
    }
    return mailbox(request, response, url.pathname);
  }

  /**
   * The provider's send: the behaviour of the day, then the rules, then the record.
   * @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response @param {string} text
   */
  async function send(request, response, text) {
    const behaviour = faults.next();
    /** @type {Attempt} */
    const attempt = { at: faults.now(), behaviour: behaviour.do, status: null, accepted: null };
    const mail = parsed(text);
    attempt.idempotencyKey = idempotencyKey(mail);
    attempts.push(attempt);
    /** @param {import("./brevo.mjs").Answer} answer @param {Record<string, string>} [headers] */
    const answer = ({ status, body }, headers = limits()) => {
      attempt.status = status;
      json(response, status, body, headers);
    };

    const closed = locked(request.headers["api-key"], key);
    if (closed) return answer(closed);
    switch (behaviour.do) {
      case "429":
        return answer(problem("too_many_requests", "Too many requests", 429), limits(0, behaviour.reset ?? 1));
      case "500":
        return answer(problem("internal_error", "Internal server error", 500));
      case "502":
        attempt.status = 502;
        return write(response, 502, "text/html", "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>", limits());
      case "402":
        return answer(problem("not_enough_credits", "Insufficient balance for sending the email", 402));
      case "400":
        return answer(problem("invalid_parameter", "email is not valid in to"));
      case "cut-before-accept":
        return void request.socket.destroy();
    }

    const refused = refusal(mail);
    if (refused) return answer(refused);
    if (behaviour.do === "never" && !behaviour.accept) return; // the socket stays open and silent

    const known = store.remembered(attempt.idempotencyKey, faults.now());
    const accepted = known ?? store.accept(mail, faults.now());
    attempt.accepted = accepted.n;
    if (behaviour.do === "never") return;
    if (behaviour.do === "accept-then-cut") return void request.socket.destroy();
    if (behaviour.do === "late") await new Promise((done) => setTimeout(done, behaviour.ms ?? 2000));
    if (known && faults.repeat === "refuse") {
      return answer(problem("duplicate_parameter", "The idempotencyKey has already been used"));
    }
    return answer({ status: 201, body: { messageId: accepted.messageId } });
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response @param {string} path */
  function mailbox(request, response, path) {
    if (request.method !== "GET" && request.method !== "HEAD") return write(response, 405, "text/plain", "Méthode inconnue ici.", { allow: "GET, HEAD" });
    if (path === "/" || path === "") return write(response, 200, "text/html", listPage(store.mails), CLOSED);
    if (path === "/style.css") return write(response, 200, "text/css", STYLE, { "cache-control": "no-store" });
    const [, n, part, index] = path.match(/^\/mail\/(\d+)(?:\/(html|attachment)(?:\/(\d+))?)?$/) ?? [];
    const mail = store.mails.find((m) => m.n === Number(n));
    if (!mail) return write(response, 404, "text/plain", "Aucun message ici.");
    if (part === undefined) return write(response, 200, "text/html", mailPage(mail), CLOSED);
    if (part === "html") return write(response, 200, "text/html", htmlPart(mail), { "content-security-policy": HTML_PART_POLICY });
    const attachment = mail.attachment?.[Number(index)];
    if (!attachment) return write(response, 404, "text/plain", "Aucune pièce jointe ici.");
    return write(response, 200, mediaType(attachment.name), Buffer.from(attachment.content, "base64"), {
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(attachment.name)}`,
    });
  }

  /** @param {number} [remaining] @param {number} [reset] seconds @returns {Record<string, string>} */
  function limits(remaining, reset = 3600) {
    const sent = attempts.filter((a) => faults.now() - a.at < 3_600_000).length;
    return {
      "x-sib-ratelimit-limit": String(faults.limit),
      "x-sib-ratelimit-remaining": String(remaining ?? Math.max(0, faults.limit - sent)),
      "x-sib-ratelimit-reset": String(reset),
    };
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((e) => {
      if (response.headersSent || response.destroyed) return;
      json(response, e instanceof TooLarge ? 413 : 500, { code: "sandbox", message: String(e?.message ?? e) });
    });
  });
  server.keepAliveTimeout = 0; // never the first to close an idle connection: that would be a fault nobody asked for
  await new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => done(undefined));
  });
  const { port: bound } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${bound}`,
    mails: () => [...store.mails],
    requests: () => [...attempts],
    control: (control) => faults.set(control),
    turnstile,
    clear,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** The mailbox's own pages load nothing but their style and the mail in its frame. */
const CLOSED = { "content-security-policy": "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'" };

class TooLarge extends Error {}

/** @param {string} text @returns {any} undefined when it is not JSON */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {import("node:http").IncomingMessage} request @returns {Promise<string>} */
async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) throw new TooLarge("the body is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @param {import("node:http").ServerResponse} response @param {number} status @param {any} body @param {Record<string, string>} [headers] */
function json(response, status, body, headers = {}) {
  write(response, status, "application/json", JSON.stringify(body), headers);
}

/** @param {import("node:http").ServerResponse} response @param {number} status @param {string} type @param {string | Buffer} body @param {Record<string, string>} [headers] */
function write(response, status, type, body, headers = {}) {
  const media = type.startsWith("text/") || type === "application/json" ? `${type}; charset=utf-8` : type;
  response.writeHead(status, { "content-type": media, ...headers }).end(body);
}

/** @param {string} name */
function mediaType(name) {
  if (name.endsWith(".ics")) return "text/calendar";
  if (name.endsWith(".pdf")) return "application/pdf";
  return "application/octet-stream";
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { port: { type: "string", default: "8788" }, file: { type: "string" } } });
  const sandbox = await start({ port: Number(values.port), file: values.file });
  console.log(`sandbox ${sandbox.url}`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => sandbox.stop().then(() => process.exit(0)));
}
