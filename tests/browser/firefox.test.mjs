// The essentials once more in Firefox ESR, by WebDriver BiDi: what works in one engine alone is no widget.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { faults } from "./axe.mjs";
import { openFirefox } from "./browsers.mjs";
import { FAULTS, MESSAGES, startStub, until } from "./stub.mjs";

/** @type {import("puppeteer-core").Browser} */ let browser;
/** @type {import("puppeteer-core").Page} */ let page;
/** @type {Awaited<ReturnType<typeof startStub>>} */ let stub;
before(async () => {
  [stub, browser] = await Promise.all([startStub(), openFirefox()]);
});
beforeEach(async () => {
  await stub.reset();
  page = await browser.newPage();
});
afterEach(() => page.close());
after(() => Promise.all([browser.close(), stub.down()]));

/** Loads a page, counts what its content security policy stops, and waits for the first question. */
async function open(path = "/signpost/") {
  await page.evaluateOnNewDocument(() => {
    Object.assign(window, { stopped: [] });
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      Reflect.get(window, "stopped").push(`${violatedDirective} ${blockedURI}`);
    });
  });
  await page.goto(stub.url(path));
  await part("button", "Something happened at work");
}

/** What the policy stopped. Firefox asks for an icon by itself, and that is stopped on a page that has none. */
async function stopped() {
  /** @type {string[]} */ const all = await page.evaluate(() => Reflect.get(window, "stopped"));
  return all.filter((what) => !what.endsWith("/favicon.ico"));
}

/**
 * A part of the widget that can be seen, by its selector and text, as soon as it is there.
 * @param {string} selector
 * @param {string | RegExp} [text]
 * @returns {Promise<import("puppeteer-core").ElementHandle<Element>>}
 */
async function part(selector, text = "") {
  const source = typeof text === "string" ? text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&") : text.source;
  /** @type {import("puppeteer-core").ElementHandle<Element> | null} */ let found = null;
  await until(async () => {
    const handle = await page.evaluateHandle(
      (css, pattern) => {
        const all = [...(document.querySelector("signpost-chat")?.shadowRoot?.querySelectorAll(css) ?? [])];
        return all.find((node) => node.checkVisibility() && new RegExp(pattern).test(node.textContent ?? "")) ?? null;
      },
      selector,
      source,
    );
    found = /** @type {any} */ (handle.asElement());
    return found;
  }, `${selector} ${text}`);
  return /** @type {any} */ (found);
}

/** @param {string} name */
const press = async (name) => (await part("button", name)).click();

/** @param {string} text */
async function say(text) {
  await (await part("textarea")).type(text);
  await press("Send");
}

/** What has the focus in the widget. */
const focused = () =>
  page.evaluate(() => {
    const at = document.querySelector("signpost-chat")?.shadowRoot?.activeElement;
    return { tag: at?.localName, text: at?.textContent, value: at?.getAttribute("value") };
  });

/** @param {string} path */
const leftFor = (path) =>
  until(async () => (await page.evaluate(() => location.pathname).catch(() => "")) === path, `the page is ${path}`);

/** Puppeteer would wait for a page to load, and one that Firefox kept does not. */
const goBack = () => page.evaluate(() => setTimeout(() => history.back()));

test("A whole journey: styled, led by the focus, nothing wrong for axe, nothing stopped by the policy", async () => {
  await open();
  const bar = await page.evaluate(() => {
    const root = document.querySelector("signpost-chat")?.shadowRoot;
    const exit = root?.querySelector("button");
    const { backgroundColor, color, fontFamily } = getComputedStyle(/** @type {Element} */ (exit));
    return { backgroundColor, color, fontFamily, focusFree: root?.activeElement === null };
  });
  assert.match(bar.fontFamily, /Arial/);
  assert.match(bar.backgroundColor, /rgb\(170, 42, 22\)/);
  assert.equal(bar.focusFree, true);
  assert.deepEqual(await faults(/** @type {any} */ (page)), []);
  await press("Something happened at work");
  await press("No, nobody is in danger now");
  await part("fieldset");
  await until(async () => (await focused()).tag === "input", "the first box has the focus");
  await page.keyboard.press(" ");
  await (await part("label", "None of these")).click();
  const ticked = await page.evaluate(() => {
    const boxes = document.querySelector("signpost-chat")?.shadowRoot?.querySelectorAll("input:checked") ?? [];
    return [...boxes].map((box) => box.getAttribute("value"));
  });
  assert.deepEqual(ticked, ["none"]);
  assert.deepEqual(await faults(/** @type {any} */ (page)), []);
  await press("Continue");
  await part("h2", "What to do now");
  await until(async () => /^h[23]$/.test((await focused()).tag ?? ""), "a heading of the outcome has the focus");
  assert.deepEqual(await faults(/** @type {any} */ (page)), []);
  assert.deepEqual(stub.sent("messages").at(-1)?.body.choose, { fact: "characteristic", values: ["none"] });
  assert.deepEqual(await stopped(), []);
});

test("The policy does stop what it should: the counting works", async () => {
  await open();
  await page.evaluate(() => {
    const style = document.createElement("style");
    style.append("p { color: red }");
    document.body.append(style);
  });
  await until(async () => (await stopped()).length > 0, "a style of the page's own is stopped");
});

test("Shift three times leaves, the server forgets, and Back shows the page before", async () => {
  await page.goto(stub.url("/elsewhere"));
  await open();
  await press("Something happened at work");
  await part("button", "I am not sure");
  for (const left of [/2 more times/, /once more/]) {
    await page.keyboard.press("Shift");
    await part("[role=status]", left);
  }
  await page.keyboard.press("Shift");
  await leftFor("/");
  await stub.forgotten();
  await goBack();
  await leftFor("/elsewhere");
});

test("Exit empties the page at once, though the exit page never answers", async () => {
  await open();
  stub.misbehave("/", FAULTS.silent);
  const exit = await part("button", "Exit now");
  const markup = await exit.evaluate((button) => {
    /** @type {HTMLElement} */ (button).click();
    return document.body?.innerHTML ?? "";
  });
  assert.equal(markup, "");
  await stub.forgotten();
  stub.mend();
});

test("Leaving by a link and coming Back shows nothing that was said", async () => {
  await open("/host/plain");
  await say("My own words");
  await part("[role=log] p", MESSAGES.answer.text);
  await (await part("textarea")).type("Half a sent");
  await (await page.$("a[href='/elsewhere']"))?.click();
  await leftFor("/elsewhere");
  await stub.forgotten();
  await goBack();
  await part("button", "Something happened at work");
  const rest = await page.evaluate(() => {
    const root = document.querySelector("signpost-chat")?.shadowRoot;
    return `${root?.textContent} ${root?.querySelector("textarea")?.value}`;
  });
  assert.doesNotMatch(rest, /My own words|Half a sent/);
});

test("A failure is said, the words stay, and 'Try again' works", async () => {
  await open();
  stub.misbehave("messages", FAULTS.down);
  await say("My own words");
  await part("[role=alert]", `Error: ${MESSAGES.errors.part_down}`);
  const typed = await (await part("textarea")).evaluate((box) => /** @type {HTMLTextAreaElement} */ (box).value);
  assert.equal(typed, "My own words");
  assert.deepEqual(await faults(/** @type {any} */ (page)), []);
  stub.mend();
  await press("Try again");
  await part("[role=log] p", MESSAGES.answer.text);
  assert.equal(stub.sent("messages").length, 2);
});
