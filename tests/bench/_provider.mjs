// @ts-check
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The e-mail provider's stand-in in a process of its own: what it does must not delay the client's clock. */
export async function startProvider() {
  const script = fileURLToPath(new URL("../sandbox/sandbox.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => child.kill());
  const line = await new Promise((done, fail) => {
    child.stdout.once("data", (data) => done(String(data)));
    child.once("error", fail);
    child.once("exit", () => fail(new Error("The provider's stand-in did not start.")));
  });
  return { url: line.trim().replace(/^sandbox /, ""), stop: () => child.kill() };
}
