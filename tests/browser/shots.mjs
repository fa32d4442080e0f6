// Pictures of every state of the widget, into var/shots/: wide and narrow, light and dark, and with forced colours.
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openChromium } from "./browsers.mjs";
import { start } from "./page.mjs";
import { withService } from "./service.mjs";
import { STATES } from "./states.mjs";

const FOLDER = fileURLToPath(new URL("../../var/shots/", import.meta.url));
const WIDTHS = [1000, 320];
const HEIGHT = 800;
// A long page is cut into pictures that can be looked at.
const LONGEST = 2400;
const LOOKS = /** @type {const} */ ({
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  forced: { colorScheme: "dark", forcedColors: "active" },
});

/**
 * Takes the whole page, from its top.
 * @param {import("playwright-core").Page} page
 * @param {number} width
 * @param {string} name
 */
async function picture(page, width, name) {
  await page.evaluate(() => scrollTo(0, 0));
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0, part = 1; y < whole; y += LONGEST, part += 1) {
    const clip = { x: 0, y, width, height: Math.min(LONGEST, whole - y) };
    await page.screenshot({ path: `${FOLDER}${name}${part > 1 ? `-${part}` : ""}.png`, fullPage: true, clip });
  }
}

const wanted = process.argv.slice(2);
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

await withService(async (running) => {
  process.env.SIGNPOST_ADDRESS = running;
  const browser = await openChromium();
  for (const [name, reach] of Object.entries(STATES)) {
    if (wanted.length && !wanted.includes(name)) continue;
    const chat = await start(browser);
    await reach(chat);
    await chat.page.screenshot({ path: `${FOLDER}${name}-as-seen.png` });
    for (const [look, media] of Object.entries(LOOKS)) {
      await chat.page.emulateMedia(media);
      for (const width of look === "forced" ? WIDTHS.slice(0, 1) : WIDTHS) {
        await chat.page.setViewportSize({ width, height: HEIGHT });
        await picture(chat.page, width, `${name}-${width}-${look}`);
      }
    }
    await chat.close();
    console.log(`var/shots/${name}`);
  }
  await browser.close();
});
