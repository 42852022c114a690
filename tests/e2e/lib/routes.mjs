// @ts-check
/** Every route of the desk and of the API, read from where they are written: a new one cannot be forgotten by a test. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../harness/config.mjs";

/** @typedef {{ method: string, path: string }} Route `path`: with its variable segments in braces */

const DESK = join(ROOT, "functions/desk/src");

/** The desk's pages and forms, from the routers in its source. @returns {Route[]} */
export function deskRoutes() {
  const files = readdirSync(DESK, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".rs") && !file.startsWith("api/"));
  return files.flatMap((file) => {
    const source = readFileSync(join(DESK, file), "utf8");
    const below = source.match(/let at = \|path: &str\| format!\("([^"]*)\{path\}"\);/)?.[1]?.replaceAll("{{", "{").replaceAll("}}", "}") ?? "";
    const calls = [...source.matchAll(/\.route\(\s*(&at\()?"([^"]*)"\)?,\s*((?:get|post)\([\w:]+\)(?:\.(?:get|post)\([\w:]+\))*),?\s*\)/g)];
    assert.equal(calls.length, source.split(".route(").length - 1, `${file} has routes that are written in another way`);
    return calls.flatMap(([, at, path = "", methods = ""]) =>
      [...methods.matchAll(/(get|post)\(/g)].map(([, method = ""]) => ({ method: method.toUpperCase(), path: at ? below + path : path })),
    );
  });
}

/** The API's, from its document. @returns {(Route & { operation: string, example: any, headers: string[] })[]} */
export function apiRoutes() {
  const { paths } = JSON.parse(readFileSync(join(ROOT, "schemas/openapi.json"), "utf8"));
  const methods = ["get", "post", "put", "delete"];
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(/** @type {Record<string, any>} */ (item)).filter(([method]) => methods.includes(method)).map(([method, route]) => ({
      method: method.toUpperCase(),
      path,
      operation: route.operationId,
      example: route.requestBody?.content?.["application/json"]?.example,
      headers: (route.parameters ?? []).filter((/** @type {any} */ one) => one.in === "header").map((/** @type {any} */ one) => one.name),
    })),
  );
}

/** The names of a path's variable segments. @param {string} path */
export const segmentsOf = (path) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => /** @type {string} */ (name));

/** A path with its segments filled. @param {string} path @param {Record<string, string>} values */
export const fill = (path, values) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? assert.fail(`nothing for {${name}} of ${path}`));
