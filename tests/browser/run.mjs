// Runs the browser tests with one real service: node tests/browser/run.mjs [name of a test file ...]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { withService } from "./service.mjs";

const FOLDER = fileURLToPath(new URL("./", import.meta.url));
const ENDING = ".test.mjs";
const LONGEST_FILE_MS = 180_000;

const wanted = process.argv.slice(2).map((name) => basename(name, ENDING));
const files = readdirSync(FOLDER).filter((name) => name.endsWith(ENDING));
const chosen = files.filter((name) => wanted.length === 0 || wanted.includes(basename(name, ENDING)));
if (chosen.length === 0) throw new Error(`no such test; there are: ${files.join(", ")}`);

process.exitCode = await withService(async (address) => {
  // One at a time: two browsers at once would disturb each other's focus, and a small machine.
  const options = ["--test", "--test-concurrency=1", `--test-timeout=${LONGEST_FILE_MS}`, "--test-reporter=spec"];
  const tests = spawn(process.execPath, [...options, ...chosen], {
    cwd: FOLDER,
    env: { ...process.env, SIGNPOST_ADDRESS: address },
    stdio: ["ignore", "inherit", "inherit"],
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => tests.kill(signal));
  const [code] = await once(tests, "exit");
  return code ?? 1;
});
