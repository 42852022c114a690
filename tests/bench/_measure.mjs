// @ts-check
/** What every benchmark here shares: a client that costs little, rounds, medians with their spread, and the part of the report. */
import { mkdirSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { ROOT } from "../harness/config.mjs";

/** @typedef {{ path: string, method?: string, headers?: Record<string, string>, body?: string }} Ask */
/** @typedef {{ ms: number, status: number, location?: string, body: string }} Answered `ms`: from the call to the answer's last byte. */
/** @typedef {{ value: number, unit: string, against?: string, ratio?: number, budget?: number, sense?: "max" | "min" }} Measure */

/**
 * A client with connections that stay open, so that no measure includes a handshake. One that has been idle for long is
 * dropped before workerd drops it (after 5 s), perhaps in the middle of the next request.
 * @param {string} origin
 */
export function client(origin) {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: "lifo", timeout: 3_000 });
  /**
   * A connection that was kept from an earlier answer, and that workerd lets go in this very moment, is nobody's delay: the error says
   * so, and the request is made again. @param {Ask} ask @returns {Promise<Answered>}
   */
  const once = ({ path, method = "GET", headers = {}, body }) =>
    new Promise((done, fail) => {
      const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const began = performance.now();
      const call = request({ hostname, port, path, method, agent, headers: { ...headers, ...length } }, (response) => {
        /** @type {Buffer[]} */
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", fail);
        response.on("end", () => {
          const ms = performance.now() - began;
          done({ ms, status: response.statusCode ?? 0, location: response.headers.location, body: Buffer.concat(chunks).toString("utf8") });
        });
      });
      call.on("error", (error) => fail(Object.assign(error, { kept: call.reusedSocket && "code" in error && error.code === "ECONNRESET" })));
      call.end(body);
    });
  return {
    /** @param {Ask} ask @returns {Promise<Answered>} */
    ask: (ask) => once(ask).catch((error) => (error.kept ? once(ask) : Promise.reject(error))),
    close: () => agent.destroy(),
  };
}

/**
 * The value below which a share of the sample lies (nearest rank).
 * @param {number[]} sample @param {number} share 0.5, 0.99
 */
export function quantile(sample, share) {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** @param {number[]} values */
export const median = (values) => quantile(values, 0.5);

/**
 * The median over rounds, and what the rounds spread over.
 * @param {number[]} values one per round
 */
export function summary(values) {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}

/** @param {{ median: number, low: number, high: number }} s @param {string} [unit] */
export const shown = (s, unit = "") => s.median.toFixed(2) + unit + (s.low === s.high ? "" : ` (${s.low.toFixed(2)}–${s.high.toFixed(2)})`);

/** @param {number} value */
export const rounded = (value) => Math.round(value * 1000) / 1000;

/** Writes a benchmark's part of the report. @param {string} name @param {Record<string, Measure>} measures */
export function report(name, measures) {
  const folder = process.env.GUICHET_BENCH_PARTS ?? join(ROOT, "target/bench/parts");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(measures, undefined, 2));
}

/** Prints rows under a head, columns aligned. @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const width = head.map((title, c) => Math.max(title.length, ...rows.map((row) => (row[c] ?? "").length)));
  const line = (/** @type {string[]} */ cells) => `  ${cells.map((cell, c) => (c === 0 ? cell.padEnd(width[c] ?? 0) : cell.padStart(width[c] ?? 0))).join("   ")}`.trimEnd();
  console.log(`\n${line(head)}\n${line(width.map((w) => "─".repeat(w)))}\n${rows.map(line).join("\n")}\n`);
}
