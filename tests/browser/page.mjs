// A page with the widget on it, as a person would use it: found by role and name, and by nothing else.
/**
 * @typedef {import("playwright-core").Page} Page
 * @typedef {import("playwright-core").Locator} Locator
 * @typedef {import("playwright-core").Browser} Browser
 * @typedef {import("playwright-core").BrowserContextOptions} ContextOptions
 * @typedef {{ path?: string, before?: (page: Page) => unknown, lazy?: boolean } & ContextOptions} Options
 */

const CHANNEL = /\/signpost\/(?:messages|sessions)$/;
const STEP_MS = 5_000;

/** The address of the service that run.mjs started. */
export function address() {
  const running = process.env.SIGNPOST_ADDRESS;
  if (!running) throw new Error("no service: run node tests/browser/run.mjs");
  return running;
}

/**
 * Opens the page in a browser profile of its own, and waits for the first question.
 * @param {Browser} browser
 * @param {Options} options beside Playwright's: another path, what to do before loading, or `lazy` to wait for nothing
 */
export async function start(browser, { path = "/signpost/", before, lazy = false, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const chat = new Chat(page);
  await chat.watch();
  await before?.(page);
  await page.goto(address() + path);
  if (!lazy) await chat.group("What brings you here?").waitFor();
  return chat;
}

export class Chat {
  /** @type {string[]} What the content security policy stopped. */ violations = [];
  /** @type {string[]} What the page complained of on its console. */ errors = [];
  /** @type {import("playwright-core").Request[]} */ requests = [];

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.log = page.getByRole("log");
    this.box = page.getByRole("textbox", { name: "Or say it in your own words" });
    this.status = page.getByRole("status");
    this.alert = page.getByRole("alert").filter({ hasText: "Error:" });
    this.exit = page.getByRole("button", { name: "Exit now" });
    this.title = page.getByRole("heading", { level: 1, name: "Signpost" });
    this.copyBox = page.getByRole("textbox", { name: "Your copy" });
  }

  /** Collects from before the page loads. */
  async watch() {
    const { page } = this;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      const { url } = message.location();
      // Browsers ask for an icon by themselves.
      if (message.type() === "error" && !url.endsWith("/favicon.ico")) this.errors.push(`${message.text()} ${url}`);
    });
    page.on("request", (request) => this.requests.push(request));
    await page.exposeFunction("tellOfViolation", (/** @type {string} */ what) => this.violations.push(what));
    await page.addInitScript(() =>
      addEventListener("securitypolicyviolation", (event) => {
        const { tellOfViolation } = /** @type {any} */ (window);
        tellOfViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      }),
    );
  }

  /** @param {string} name */
  group(name) {
    return this.page.getByRole("group", { name, exact: true });
  }

  /** @param {string} name */
  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /**
   * Does something that is answered by the server, and waits until the answer is shown.
   * @param {() => Promise<void>} act
   */
  async turn(act) {
    const answered = this.page.waitForResponse((response) => isChannel(response.request()));
    await act();
    await (await answered).finished();
    await this.waitIdle();
  }

  /** Waits until what arrived has been shown. */
  async waitIdle() {
    await this.page.evaluate(
      () =>
        new Promise((done) => {
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
        }),
    );
  }

  /** @param {...string} names buttons, one turn each */
  async press(...names) {
    for (const name of names) await this.turn(() => this.button(name).click());
  }

  /** @param {...string} names boxes */
  async tick(...names) {
    for (const name of names) await this.page.getByRole("checkbox", { name, exact: true }).check();
    await this.turn(() => this.button("Continue").click());
  }

  /** @param {string} text */
  async say(text) {
    await this.box.fill(text);
    await this.turn(() => this.button("Send").click());
  }

  /** Opens what folds. @param {string} name */
  async unfold(name) {
    const summary = this.page.locator("summary").filter({ hasText: name });
    if (!(await summary.evaluate((node) => node.parentElement?.hasAttribute("open")))) await summary.click();
  }

  /** What has focus, down into the shadow root. */
  focused() {
    return this.page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      if (!at) return { tag: "", name: "" };
      const label = /** @type {HTMLInputElement} */ (at).labels?.[0]?.textContent;
      const name = at.getAttribute("aria-label") ?? label ?? at.textContent ?? "";
      return { tag: at.localName, name: name.replaceAll(/\s+/g, " ").trim() };
    });
  }

  /** The id of the session, as the server gave it. */
  async session() {
    const opening = this.requests.find((request) => request.url().endsWith("/signpost/sessions"));
    const opened = await (await opening?.response())?.json();
    return String(opened?.session);
  }

  /** Requests that left the origin of the page. */
  outside() {
    const own = new URL(address()).origin;
    const inPage = /^(about|blob|data):/;
    return this.requests.map((request) => request.url()).filter((url) => !url.startsWith(own) && !inPage.test(url));
  }

  /** Everything that a page can leave in a browser. */
  async stored() {
    const cookies = await this.page.context().cookies();
    const kept = await this.page.evaluate(async () => ({
      cookie: document.cookie,
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }));
    return { cookies, ...kept };
  }

  async close() {
    await this.page.context().close();
  }
}

/** @param {import("playwright-core").Request} request */
function isChannel(request) {
  return CHANNEL.test(request.url()) && request.method() === "POST";
}

/** Whether the whole of something is on the screen, and not behind something else. @param {Locator} part */
export const inView = (part) =>
  part.evaluate((node) => {
    const { left, top, right, bottom, width } = node.getBoundingClientRect();
    if (!width || left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return false;
    const root = /** @type {ShadowRoot} */ (node.getRootNode());
    return [top + 1, (top + bottom) / 2, bottom - 1].every((y) => {
      const at = root.elementFromPoint((left + right) / 2, y);
      return node.contains(at) || Boolean(at?.contains(node));
    });
  });
