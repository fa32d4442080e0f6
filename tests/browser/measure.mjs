// Measures the widget with a running service and prints the figures; they go to var/widget.json as well.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openChromium } from "./browsers.mjs";
import { files } from "./budget.mjs";
import { SAFE } from "./journeys.mjs";
import { scores } from "./lighthouse.mjs";
import { address, start } from "./page.mjs";
import { withService } from "./service.mjs";

const FILE = fileURLToPath(new URL("../../var/widget.json", import.meta.url));
const LOADS = 9;
const ROUNDS = 7;
const ANSWERS = ["I want support for my wellbeing", SAFE, "Essex Police", "Police support volunteer"];

/** @param {number[]} numbers */
const median = (numbers) => Math.round(numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]);

/** How long after asking for the page something is painted. @param {import("playwright-core").Browser} browser */
async function firstPaints(browser) {
  const found = [];
  for (let i = 0; i < LOADS; i += 1) {
    const chat = await start(browser);
    found.push(await chat.page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
    await chat.close();
  }
  return found;
}

/** From a press until the frame that shows the answer. @param {import("playwright-core").Browser} browser */
async function buttonTurns(browser) {
  const found = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const chat = await start(browser);
    await chat.page.evaluate(watchTurns);
    await chat.press(...ANSWERS);
    found.push(...(await chat.page.evaluate(() => /** @type {any} */ (window).turns)));
    await chat.close();
  }
  return found;
}

function watchTurns() {
  const turns = /** @type {number[]} */ (/** @type {any} */ (window).turns = []);
  const root = document.querySelector("signpost-chat")?.shadowRoot;
  const log = root?.querySelector("[role=log]");
  let pressed = 0;
  root?.addEventListener(
    "click",
    () => {
      pressed = performance.now();
    },
    { capture: true },
  );
  const shown = () => requestAnimationFrame(() => turns.push(performance.now() - pressed));
  if (log) new MutationObserver(shown).observe(log, { childList: true });
}

async function measure() {
  const url = `${address()}/signpost/`;
  const browser = await openChromium();
  const paints = await firstPaints(browser);
  const turns = await buttonTurns(browser);
  await browser.close();
  const phone = await scores(url, { only: ["accessibility", "performance"] });
  const desktop = await scores(url, { only: ["performance"], desktop: true });
  return {
    bytes_sent: (await files()).reduce((sum, { bytes }) => sum + bytes, 0),
    first_paint_ms: median(paints),
    button_turn_ms: median(turns),
    button_turn_slowest_ms: Math.round(Math.max(...turns)),
    lighthouse_accessibility: phone.scores.accessibility,
    lighthouse_performance_phone: phone.scores.performance,
    lighthouse_performance_desktop: desktop.scores.performance,
  };
}

const figures = await withService(async (running) => {
  process.env.SIGNPOST_ADDRESS = running;
  return measure();
});
mkdirSync(fileURLToPath(new URL("../../var/", import.meta.url)), { recursive: true });
writeFileSync(FILE, `${JSON.stringify(figures, null, 2)}\n`);
for (const [name, value] of Object.entries(figures)) {
  console.log(`${name.replaceAll("_", " ").padEnd(32)}${String(value).padStart(8)}`);
}
