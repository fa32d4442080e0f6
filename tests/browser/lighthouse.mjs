// Lighthouse on the page, with Debian's Chromium.
import { createServer } from "node:net";
import { once } from "node:events";
import lighthouse, { desktopConfig } from "lighthouse";
import { openChromium } from "./browsers.mjs";

/**
 * Gives the scores, of 100, and names what took away from them.
 * @param {string} url
 * @param {{ desktop?: boolean, only: ("accessibility" | "performance")[] }} how a slow telephone, unless told otherwise
 */
export async function scores(url, { desktop = false, only }) {
  const port = await freePort();
  const browser = await openChromium({ args: [`--remote-debugging-port=${port}`] });
  try {
    const flags = { port, onlyCategories: only, logLevel: /** @type {const} */ ("error") };
    const report = (await lighthouse(url, flags, desktop ? desktopConfig : undefined))?.lhr;
    if (!report || report.runtimeError) throw new Error(report?.runtimeError?.message ?? "Lighthouse gave no report");
    const poor = Object.values(report.audits).filter(({ score }) => score !== null && score < 0.9);
    const points = Object.entries(report.categories).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]);
    /** @type {Record<string, number>} */
    const found = Object.fromEntries(points);
    return { scores: found, poor: poor.map(({ id }) => id) };
  } finally {
    await browser.close();
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}
