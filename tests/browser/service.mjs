// One real service for all tests: on a free port, with a store of its own, ended whatever happens to us.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
// It ends when its standard input closes, and that closes with this process, however that ends.
const PROGRAM = `
import sys
from signpost.client import serving
with serving() as address:
    print(address, flush=True)
    sys.stdin.read()
`;

/**
 * Runs something with a service, and gives what it gives. A service that runs already is used, if SIGNPOST_ADDRESS
 * names one.
 * @template T
 * @param {(address: string) => Promise<T>} work
 */
export async function withService(work) {
  if (process.env.SIGNPOST_ADDRESS) return work(process.env.SIGNPOST_ADDRESS);
  const service = spawn(`${ROOT}.venv/bin/python`, ["-c", PROGRAM], { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(service, "exit");
  try {
    return await work(await firstLine(service, ended));
  } finally {
    service.stdin.end();
    await ended;
  }
}

/**
 * @param {import("node:child_process").ChildProcessByStdio<any, import("node:stream").Readable, null>} service
 * @param {Promise<unknown>} ended
 */
async function firstLine(service, ended) {
  const lines = createInterface(service.stdout);
  const [line] = await Promise.race([once(lines, "line"), ended.then(() => [])]);
  if (!line) throw new Error("the service did not start; run make train");
  return String(line);
}
