// The widget against the stub: one stub and one browser for a file of tests, and what only these tests ask of a page.
import { after, afterEach, before, beforeEach } from "node:test";
import { openChromium } from "./browsers.mjs";
import { Chat } from "./page.mjs";
import { startStub, until } from "./stub.mjs";

export const JOURNEY = ["Something happened at work", "No, nobody is in danger now"];
export const SHIFT_3 = ["Shift", "Shift", "Shift"];
const LINES = ["0300 131 2789", "116 123", "85258"];
const STEP_MS = 5_000;

/** @typedef {import("playwright-core").BrowserContextOptions} ContextOptions */

/** One stub and one Chromium for the tests of a file, and a new profile for each test. */
export function setting(launch = {}) {
  /** @type {import("playwright-core").Browser} */ let browser;
  /** @type {Awaited<ReturnType<typeof startStub>>} */ let stub;
  before(async () => {
    [stub, browser] = await Promise.all([startStub(), openChromium(launch)]);
  });
  beforeEach(() => stub.reset());
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  after(() => Promise.all([browser.close(), stub.down()]));
  return {
    get stub() {
      return stub;
    },
    /** A page that has loaded nothing yet. @param {ContextOptions} [options] */
    async page(options) {
      const page = await (await browser.newContext(options)).newPage();
      page.setDefaultTimeout(STEP_MS);
      return new Guide(page);
    },
    /** A page with the widget and its first question. @param {string} [path] @param {ContextOptions} [options] */
    async open(path = "/signpost/", options = {}) {
      const guide = await this.page(options);
      await guide.watch();
      await guide.page.goto(stub.url(path));
      await guide.started();
      return guide;
    },
  };
}

export class Guide extends Chat {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    super(page);
    this.retry = this.button("Try again");
    this.outcome = page.getByRole("heading", { name: "What to do now" });
  }

  /** Waits for the first question. */
  started() {
    return this.button(JOURNEY[0]).waitFor();
  }

  /** Sends typed words, without waiting for the answer. @param {string} text */
  async type(text) {
    await this.box.fill(text);
    await this.button("Send").click();
  }

  /** From the first question to the outcome. */
  async toOutcome() {
    await this.press(...JOURNEY);
    await this.tick("Being a woman or a man");
    await this.outcome.waitFor();
  }

  /** @param {...string} names keys, one after the other */
  async keys(...names) {
    for (const name of names) await this.page.keyboard.press(name);
  }

  /** What the status regions say. */
  async told() {
    return (await this.status.allTextContents()).join("").trim();
  }

  /** Waits until a status region says it. @param {RegExp} pattern */
  tells(pattern) {
    return until(async () => pattern.test(await this.told()), `status ${pattern}`);
  }

  /** Whether a control of the widget has the focus. @param {import("playwright-core").Locator} control */
  hasFocus(control) {
    return control.evaluate((node) => node.matches(":focus"));
  }

  /** All text on the page and in its boxes, inside shadow roots too. */
  everything() {
    return this.page.evaluate(() => {
      /** @param {Node} node @returns {string} */
      const text = (node) => {
        const shadow = node instanceof Element ? [...(node.shadowRoot?.childNodes ?? [])] : [];
        const own = node instanceof Text ? node.data : node instanceof HTMLTextAreaElement ? node.value : "";
        return own + [...shadow, ...node.childNodes].map(text).join(" ");
      };
      return text(document);
    });
  }

  /** Waits until 999 and the crisis lines can be read, if need be by opening what holds them. */
  async helpReadable() {
    const { page } = this;
    await page
      .getByText(/call 999/)
      .filter({ visible: true })
      .first()
      .waitFor();
    const lines = page.getByText(LINES[0]).filter({ visible: true });
    if ((await lines.count()) === 0) await this.unfold("Someone to talk to now");
    for (const line of LINES) await page.getByText(line).filter({ visible: true }).first().waitFor();
  }
}
