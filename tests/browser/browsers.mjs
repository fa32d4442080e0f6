// Starts Debian's own browsers, so that nothing is downloaded: Chromium by Playwright, Firefox ESR by Puppeteer.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";

// A browser's sandbox cannot be set up by root in a container.
export const CHROMIUM_ARGUMENTS = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

/** Finds a program on the PATH. @param {...string} names the first that is there */
export function executable(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (!found) throw new Error(`found no ${names.join(" or ")}: run sh scripts/browsers.sh`);
  return found;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {import("playwright-core").LaunchOptions} options */
export function openChromium(options = {}) {
  const args = [...CHROMIUM_ARGUMENTS, ...(options.args ?? [])];
  return chromium.launch({ executablePath: executable("chromium"), ...options, args });
}

/** @param {import("puppeteer-core").LaunchOptions} options */
export function openFirefox(options = {}) {
  return puppeteer.launch({
    browser: "firefox",
    protocol: "webDriverBiDi",
    executablePath: executable("firefox-esr", "firefox"),
    headless: true,
    ...options,
  });
}
