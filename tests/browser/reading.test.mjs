// Seeing and hearing: small screens, large text, targets, motion, and what a screen reader is told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openChromium } from "./browsers.mjs";
import { CRISIS, manager, managerAtBoxes, SAFE, wellbeing } from "./journeys.mjs";
import { start } from "./page.mjs";
import { STATES } from "./states.mjs";

/** @type {import("playwright-core").Browser} */ let browser;
before(async () => {
  browser = await openChromium();
});
after(() => browser.close());

const CONTROLS = "button:visible, a[href]:visible, input:visible, textarea:visible, summary:visible";
const REFLOWED = ["opened", "boxes-error", "understood", "outcome", "crisis", "start-again", "copy", "server-down"];
// 1280 by 1024 at 400 %, 1280 by 900 at 200 %, and a small phone.
const SIZES = [
  { width: 320, height: 640 },
  { width: 320, height: 256 },
  { width: 640, height: 450 },
];
// The spacing of WCAG 1.4.12.
const SPACING =
  "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }" +
  " p { margin-bottom: 2em !important }";

/** What sticks out of the page sideways, or is cut off. */
function sticksOut() {
  const wide = document.documentElement.scrollWidth;
  const out = wide > innerWidth ? [`the page is ${wide} wide`] : [];
  const nodes = document.querySelector("signpost-chat")?.shadowRoot?.querySelectorAll("*:not(option)") ?? [];
  for (const node of nodes) {
    const { right, width } = node.getBoundingClientRect();
    const cut = node.clientWidth > 2 && node.scrollWidth > node.clientWidth + 1;
    if (width && (right > innerWidth + 1 || cut)) out.push(node.outerHTML.slice(0, 90));
  }
  return out;
}

for (const name of REFLOWED) {
  test(`nothing scrolls sideways or is cut off on small screens and with wide spacing: ${name}`, async () => {
    const chat = await start(browser, { viewport: SIZES[0] });
    await STATES[name](chat);
    const found = [];
    for (const spaced of [false, true]) {
      if (spaced) await chat.page.evaluate(spaceOut, SPACING);
      for (const size of SIZES) {
        await chat.page.setViewportSize(size);
        const where = `${size.width} by ${size.height}${spaced ? ", spaced" : ""}`;
        found.push(...(await chat.page.evaluate(sticksOut)).map((what) => `${where}: ${what}`));
      }
    }
    assert.deepEqual(found, []);
    await chat.close();
  });
}

/** @param {string} css */
function spaceOut(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.querySelector("signpost-chat")?.shadowRoot?.adoptedStyleSheets.push(sheet);
}

test("at 320 pixels Exit is in reach without scrolling, and what stays in view leaves room to read", async () => {
  for (const height of [640, 256]) {
    const chat = await start(browser, { viewport: { width: 320, height } });
    const exit = await chat.exit.boundingBox();
    assert.ok(exit && exit.y >= 0 && exit.y + exit.height <= height, JSON.stringify(exit));
    await chat.say(CRISIS);
    const kept = await chat.page
      .locator("signpost-chat *")
      .evaluateAll((nodes) =>
        Math.max(
          ...nodes
            .filter((node) => ["sticky", "fixed"].includes(getComputedStyle(node).position))
            .map((node) => node.getBoundingClientRect().bottom),
        ),
      );
    assert.ok(kept <= height * 0.6, `${kept} of ${height} pixels stay`);
    await chat.close();
  }
});

for (const name of ["opened", "boxes-error", "outcome", "crisis", "copy"]) {
  test(`text is 16 pixels or more, targets are 24 and buttons 44: ${name}`, async () => {
    const chat = await start(browser);
    await STATES[name](chat);
    for (const width of [1000, 320]) {
      await chat.page.setViewportSize({ width, height: 640 });
      const parts = chat.page.locator("signpost-chat");
      assert.deepEqual(await parts.locator("*:visible").evaluateAll(smallTexts), [], `${width} wide`);
      assert.deepEqual(await parts.locator(CONTROLS).evaluateAll(smallTargets), [], `${width} wide`);
    }
    await chat.close();
  });
}

/** Text that is too small. @param {Element[]} nodes */
function smallTexts(nodes) {
  const ownText = (/** @type {Element} */ node) =>
    [...node.childNodes].some((child) => child.nodeName === "#text" && child.nodeValue?.trim());
  const small = nodes.filter((node) => ownText(node) && parseFloat(getComputedStyle(node).fontSize) < 16);
  return small.map((node) => node.outerHTML.slice(0, 90));
}

/** Controls that are too small; links within a sentence are as high as its lines. @param {Element[]} nodes */
function smallTargets(nodes) {
  return nodes
    .filter((node) => {
      const { width, height } = node.getBoundingClientRect();
      const least = node.matches("button:not(.jump)") ? 44 : 24;
      const inSentence = node.localName === "a" && getComputedStyle(node).display === "inline";
      return !inSentence && (height < least || width < Math.min(least, 44));
    })
    .map((node) => `${node.outerHTML.slice(0, 90)} ${node.getBoundingClientRect().height}`);
}

test("with reduced motion nothing moves by itself and nothing scrolls smoothly", async () => {
  const chat = await start(browser, { reducedMotion: "reduce" });
  await managerAtBoxes(chat);
  await chat.button("Continue").click();
  const moving = await chat.page.evaluate(() => {
    const root = document.querySelector("signpost-chat")?.shadowRoot;
    const smooth = [...(root?.querySelectorAll("*") ?? []), document.documentElement].filter((node) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(node);
      return /[1-9]/.test(transitionDuration) || animationName !== "none" || scrollBehavior === "smooth";
    });
    return [...document.getAnimations(), ...(root?.getAnimations() ?? []), ...smooth].map(String);
  });
  assert.deepEqual(moving, []);
  await chat.close();
});

/** Holds back an address for a while. @param {string} path @param {number} ms */
const delayed = (path, ms) => (/** @type {import("./page.mjs").Page} */ page) =>
  page.route(`**/signpost/${path}`, async (route) => {
    await new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
    await route.continue();
  });

test("there is one live log, named and empty before the first message", async () => {
  const chat = await start(browser, { lazy: true, before: delayed("sessions", 1_000) });
  await chat.log.waitFor({ state: "attached" });
  assert.equal(await chat.page.locator("[role=log]").count(), 1);
  assert.equal(await chat.log.textContent(), "");
  assert.equal(await chat.page.getByRole("log", { name: "Conversation" }).count(), 1);
  assert.match((await chat.log.getAttribute("aria-live")) ?? "polite", /^polite$/);
  await chat.close();
});

test("over whole conversations the log is only added to", async () => {
  const chat = await start(browser);
  await chat.log.evaluate((log) => {
    const changed = /** @type {string[]} */ (/** @type {any} */ (window).changed = []);
    const quiet = ["class", "open", "tabindex", "aria-describedby"];
    new MutationObserver((records) => {
      for (const { type, removedNodes, attributeName, target } of records) {
        if (type === "characterData" || removedNodes.length) changed.push(`${type} in ${target.nodeName}`);
        const loud = type === "attributes" && !quiet.includes(attributeName ?? "");
        if (loud) changed.push(`${attributeName} of ${target.nodeName}`);
      }
    }).observe(log, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await manager(chat);
  await chat.unfold("Your answers so far");
  await chat.press("Change: Dyfed-Powys Police", "Kent Police");
  await chat.say(CRISIS);

  assert.deepEqual(await chat.page.evaluate(() => /** @type {any} */ (window).changed), []);
  await chat.close();
});

test("every message begins with who speaks", async () => {
  const chat = await start(browser);
  await manager(chat);
  const texts = await chat.log.evaluate((log) => [...log.children].map((node) => node.textContent?.trim() ?? ""));

  assert.ok(texts.length > 12);
  assert.deepEqual(
    texts.filter((text) => !/^(Signpost:|You)/.test(text)),
    [],
  );
  assert.ok(texts.some((text) => text.startsWith("You")));
  await chat.log.getByText("You", { exact: true }).first().waitFor();
  await chat.close();
});

/** When, after a press, the line says that Signpost is answering, and when it no longer does. */
function watchStatus() {
  const seen = /** @type {{ text: string, at: number }[]} */ (/** @type {any} */ (window).seen = []);
  const root = document.querySelector("signpost-chat")?.shadowRoot;
  let pressed = 0;
  root?.addEventListener(
    "click",
    () => {
      pressed = performance.now();
    },
    { capture: true },
  );
  const status = root?.querySelector("[role=status]");
  if (!status) return;
  new MutationObserver(() => seen.push({ text: status.textContent ?? "", at: performance.now() - pressed })).observe(
    status,
    { childList: true, characterData: true, subtree: true },
  );
}

/**
 * @param {import("./page.mjs").Chat} chat
 * @returns {Promise<{ text: string, at: number }[]>}
 */
const statuses = (chat) => chat.page.evaluate(() => /** @type {any} */ (window).seen);

test("Signpost is answering is said after 700 milliseconds, once, and taken away again", async () => {
  const chat = await start(browser, { before: delayed("messages", 1_500) });
  await chat.page.evaluate(watchStatus);
  await chat.press("Something happened at work");
  const said = (await statuses(chat)).filter(({ text }) => text === "Signpost is answering");

  assert.equal(said.length, 1);
  assert.ok(said[0].at >= 690 && said[0].at < 1_400, String(said[0].at));
  assert.equal(await chat.status.textContent(), "");
  await chat.close();
});

test("an answer that comes at once is not announced as coming", async () => {
  const chat = await start(browser);
  await chat.page.evaluate(watchStatus);
  await chat.press("Something happened at work", SAFE);

  assert.deepEqual(
    (await statuses(chat)).filter(({ text }) => text.includes("answering")),
    [],
  );
  await chat.close();
});

test("progress and the reason for asking are words, at every question", async () => {
  const chat = await start(browser);
  await chat.press("I want support for my wellbeing");
  await chat.page.getByText("Question 1 of at most 8").waitFor();
  await chat.page.getByText("Why we ask:").waitFor();
  await chat.press(SAFE);
  await chat.page.getByText("Question 2 of at most 8").waitFor();
  await chat.group("Which force are you with?").waitFor();
  await chat.close();
});

test("the title of the page says nothing of what it is for, before, during and after", async () => {
  const chat = await start(browser);
  const title = await chat.page.title();
  await wellbeing(chat);

  assert.equal(await chat.page.title(), title);
  assert.doesNotMatch(title, /harass|bull|assault|report|complain|sexual|whistle|grievance|crisis/i);
  assert.ok(title.length > 0 && title.length < 20);
  await chat.close();
});
