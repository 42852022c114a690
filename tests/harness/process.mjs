// @ts-check
/** The operating system's side of the harness: ports, and the process that Miniflare starts. */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";

/** A port of 127.0.0.1 that nobody listens on now. @returns {Promise<number>} */
export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => done(port));
    });
  });
}

/** The workerd processes that this process started. @returns {Set<number>} */
export function workerdChildren() {
  return new Set(processes().filter((p) => p.parent === process.pid && p.name.startsWith("workerd")).map((p) => p.pid));
}

/** Whether a process still runs (a zombie does not). @param {number} pid */
export function runs(pid) {
  return processes().some((p) => p.pid === pid && !p.zombie);
}

/** @returns {{ pid: number, parent: number, name: string, zombie: boolean }[]} */
function processes() {
  return process.platform === "linux" ? fromProc() : fromPs();
}

function fromProc() {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
        // `pid (name) state parent …`; the name may hold spaces and parentheses.
        const close = stat.lastIndexOf(")");
        const [state, parent] = stat.slice(close + 2).split(" ");
        return [{ pid: Number(entry), parent: Number(parent), name: stat.slice(stat.indexOf("(") + 1, close), zombie: state === "Z" }];
      } catch {
        return []; // ended while we looked
      }
    });
}

function fromPs() {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,state=,comm="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const m = line.trim().match(/^(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/);
      if (!m) return [];
      const [, pid, parent, state, command] = /** @type {string[]} */ (m);
      return [{ pid: Number(pid), parent: Number(parent), name: command.split("/").at(-1) ?? "", zombie: state.startsWith("Z") }];
    });
}
