// @ts-check
/**
 * Loads the practices of `schemas/demo/` through the real commands, as a test door takes them.
 *
 * A file is `{ "commands": [ … ], "links": [ { "label", "path" } ] }`. Each command is posted as it stands; loading the
 * same file again changes nothing, because the commands bear their own ids.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./config.mjs";

/** The test door that hands a command to the object it names. */
export const COMMAND_DOOR = "/_test/command";

/** @typedef {{ label: string, url: string }} Link */

/**
 * @param {string} origin a running gateway with test doors
 * @param {string} [folder]
 * @returns {Promise<Link[]>} what to open
 */
export async function loadDemo(origin, folder = join(ROOT, "schemas/demo")) {
  /** @type {Link[]} */
  const links = [];
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")).sort() : [];
  for (const name of files) {
    const demo = JSON.parse(readFileSync(join(folder, name), "utf8"));
    for (const [i, command] of (demo.commands ?? []).entries()) await post(origin, command, `${name}, command ${i + 1}`);
    for (const link of demo.links ?? []) links.push({ label: link.label, url: origin + link.path });
  }
  return links;
}

/** @param {string} origin @param {unknown} command @param {string} where */
async function post(origin, command, where) {
  const response = await fetch(origin + COMMAND_DOOR, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(command),
  });
  if (!response.ok) throw new Error(`The demo's ${where} was answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
}
