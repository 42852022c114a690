// @ts-check
/**
 * What Brevo's transactional e-mail API accepts and answers, without the network: requests in, answers out.
 * Source: developers.brevo.com, "Send a transactional email" and "Get all your transactional email activity".
 */

/** @typedef {{ status: number, body: any }} Answer */

/** @param {string} code @param {string} message @param {number} [status] @returns {Answer} */
export const problem = (code, message, status = 400) => ({ status, body: { code, message } });

/** The attachments that the provider lets through. */
const EXTENSIONS = new Set(
  ("xlsx xls ods docx docm doc csv pdf txt gif jpg jpeg png tif tiff rtf bmp cgm css shtml html htm zip xml ppt pptx tar ez ics mobi " +
    "msg pub eps odt mp3 m4a m4v wma ogg flac wav aif aifc aiff mp4 mov avi mkv mpeg mpg wmv pkpass xlsm").split(" "),
);

const ADDRESS = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/;

/**
 * What is wrong with a request to send, as the provider says it; nothing if it would be accepted.
 * @param {any} mail
 * @returns {Answer | undefined}
 */
export function refusal(mail) {
  if (typeof mail !== "object" || mail === null || Array.isArray(mail)) return problem("bad_request", "Input must be a valid JSON object");
  if (mail.sender === undefined) return problem("missing_parameter", "sender is missing");
  if (!isAddress(mail.sender)) return problem("invalid_parameter", "valid sender email required");
  if (mail.to === undefined) return problem("missing_parameter", "to is missing");
  if (!Array.isArray(mail.to) || mail.to.length === 0) return problem("invalid_parameter", "to is not valid");
  if (mail.to.length > 99) return problem("invalid_parameter", "to has more than 99 recipients");
  if (!mail.to.every(isAddress)) return problem("invalid_parameter", "email is not valid in to");
  if (typeof mail.subject !== "string" || mail.subject === "") return problem("missing_parameter", "subject is missing");
  if (!nonEmpty(mail.htmlContent) && !nonEmpty(mail.textContent)) return problem("missing_parameter", "htmlContent is missing");
  if (mail.replyTo !== undefined && !isAddress(mail.replyTo)) return problem("invalid_parameter", "email is not valid in replyTo");
  if (mail.tags !== undefined && !(Array.isArray(mail.tags) && mail.tags.every((t) => typeof t === "string"))) {
    return problem("invalid_parameter", "tags should be an array of strings");
  }
  if (mail.headers !== undefined && (typeof mail.headers !== "object" || mail.headers === null || Array.isArray(mail.headers))) {
    return problem("invalid_parameter", "headers should be an object");
  }
  if (Object.values(mail.headers ?? {}).some((value) => typeof value !== "string" || /[\r\n]/.test(value))) {
    return problem("invalid_parameter", "headers should be of one line each");
  }
  return mail.attachment === undefined ? undefined : attachmentRefusal(mail.attachment);
}

/** @param {any} list @returns {Answer | undefined} */
function attachmentRefusal(list) {
  if (!Array.isArray(list) || list.length === 0) return problem("invalid_parameter", "attachment is not valid");
  for (const a of list) {
    if (typeof a?.url === "string") return problem("invalid_parameter", "the sandbox fetches nothing: attach by content, not by url");
    if (!nonEmpty(a?.content)) return problem("missing_parameter", "content or url is missing in attachment");
    if (!nonEmpty(a.name)) return problem("missing_parameter", "name is missing in attachment");
    if (!EXTENSIONS.has(a.name.split(".").at(-1).toLowerCase())) return problem("invalid_parameter", `Unsupported file format: ${a.name}`);
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(a.content) || a.content.length % 4 !== 0) {
      return problem("invalid_parameter", "attachment content is not valid base64");
    }
  }
  return undefined;
}

/**
 * Whether the key in the request's headers opens the API.
 * @param {string | string[] | undefined} given
 * @param {string} key
 * @returns {Answer | undefined}
 */
export function locked(given, key) {
  if (given === undefined) return problem("unauthorized", "authentication not found in headers", 401);
  return given === key ? undefined : problem("unauthorized", "Key not found", 401);
}

/**
 * A message id of the provider's shape.
 * @param {number} now milliseconds
 * @param {number} n
 */
export function messageId(now, n) {
  const minute = new Date(now).toISOString().replace(/\D/g, "").slice(0, 12);
  return `<${minute}.${10_000_000_000 + n}@smtp-relay.mailin.fr>`;
}

/**
 * The events of `mails` that a query asks for, newest first unless `sort=asc`.
 * @param {import("./store.mjs").Mail[]} mails
 * @param {URLSearchParams} query `tags` is a serialised array: tags=["a","b"], URL-encoded
 * @param {{ now: number, afterMs: number }} clock an event shows `afterMs` after its mail
 * @returns {Answer}
 */
export function events(mails, query, { now, afterMs }) {
  const limit = Number(query.get("limit") ?? 2500);
  const offset = Number(query.get("offset") ?? 0);
  if (!Number.isInteger(limit) || limit < 0 || limit > 5000) return problem("out_of_range", "Limit exceeds max value");
  /** @type {unknown} */
  let tags;
  try {
    tags = query.has("tags") ? JSON.parse(query.get("tags") ?? "") : undefined;
  } catch {
    return problem("invalid_parameter", "tags should be a serialized array");
  }
  if (tags !== undefined && !Array.isArray(tags)) return problem("invalid_parameter", "tags should be a serialized array");

  const wanted = mails.filter(
    (m) =>
      m.at + afterMs <= now &&
      (tags === undefined || /** @type {string[]} */ (tags).some((t) => (m.tags ?? []).includes(t))) &&
      (!query.has("messageId") || m.messageId === query.get("messageId")) &&
      (!query.has("email") || m.to.some((to) => to.email === query.get("email"))),
  );
  const all = wanted
    .flatMap((m) => m.to.flatMap((to) => ["requests", "delivered"].map((event) => eventOf(m, to.email, event))))
    .filter((e) => !query.has("event") || e.event === query.get("event"));
  if (query.get("sort") !== "asc") all.reverse();
  return { status: 200, body: { events: all.slice(offset, offset + limit) } };
}

/** @param {import("./store.mjs").Mail} m @param {string} email @param {string} event */
function eventOf(m, email, event) {
  return {
    email,
    date: new Date(m.at).toISOString().replace("Z", "+00:00"),
    subject: m.subject,
    messageId: m.messageId,
    event,
    tag: (m.tags ?? [])[0] ?? "",
    from: m.sender.email,
  };
}

/** @param {any} person */
const isAddress = (person) => typeof person?.email === "string" && ADDRESS.test(person.email);

/** @param {unknown} text */
const nonEmpty = (text) => typeof text === "string" && text !== "";
