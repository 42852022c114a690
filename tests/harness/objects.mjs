// @ts-check
/**
 * Commands to durable objects through the test doors, and the principals that give them.
 */

/** @typedef {{ as: "operator" } | { as: "public" } | { as: "staff", practice: string, role: string } | { as: "link", token: string } | { as: "object", object: { class: string, name: string } }} Principal */
/** @typedef {{ class: "Agenda" | "Practice" | "Mailroom", name: string }} ObjectRef */

/** @type {Principal} */
export const OPERATOR = { as: "operator" };
/** @type {Principal} */
export const PUBLIC = { as: "public" };
/** @param {string} practice @returns {Principal} */
export const staff = (practice) => ({ as: "staff", practice, role: "secretary" });

/** @param {string} practitioner @param {string} [region] @returns {ObjectRef} */
export const agenda = (practitioner, region = "eu") => ({ class: "Agenda", name: `${region}:${practitioner}` });
/** @param {string} practice @param {string} [region] @returns {ObjectRef} */
export const practice = (practice, region = "eu") => ({ class: "Practice", name: `${region}:${practice}` });
/** @param {string} practice @param {string} [region] @returns {ObjectRef} */
export const mailroom = (practice, region = "eu") => ({ class: "Mailroom", name: `${region}:${practice}` });

/**
 * Posts a body to a path of an object, whatever comes back.
 * @param {string} origin @param {ObjectRef} object @param {string} path @param {unknown} body
 * @returns {Promise<{ status: number, body: any }>}
 */
export async function post(origin, object, path, body) {
  const response = await fetch(`${origin}/_sandbox/doors/${object.class}/${object.name}/${path}`, { method: "POST", body: JSON.stringify(body) });
  const text = await response.text();
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = text;
  }
  return { status: response.status, body: parsed };
}

/**
 * Gives a command; anything but obedience throws.
 * @param {string} origin @param {ObjectRef} object @param {string} name such as "open-availability"
 * @param {Principal} principal @param {unknown} command @param {string} [now] the instant to decide at
 * @returns {Promise<any>}
 */
export async function command(origin, object, name, principal, command, now) {
  const answer = await post(origin, object, name, { principal, command, request_id: "harness", ...(now && { test_now: now }) });
  if (answer.status !== 200) throw new Error(`${object.class} ${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Does what is due in an object, at `now` or at the present. @param {string} origin @param {ObjectRef} object @param {string} [now] */
export const tick = (origin, object, now) => post(origin, object, "_tick", now ? { test_now: now } : {});

/** Reads rows of an object's database. @param {string} origin @param {ObjectRef} object @param {string} sql @returns {Promise<any[][]>} */
export async function query(origin, object, sql) {
  const { body } = await post(origin, object, "_query", { sql });
  if (!Array.isArray(body)) throw new Error(JSON.stringify(body));
  return body;
}
