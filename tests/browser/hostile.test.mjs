// Pages and words that would do harm: the widget stays whole, readable and easy to leave. Checks 4, 24 and 31.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SHIFT_3, setting } from "./guide.mjs";
import { MESSAGES, TYPED, until } from "./stub.mjs";

const PHONE = { viewport: { width: 320, height: 640 } };
const at = setting();

/** @typedef {import("./guide.mjs").Guide} Guide */

/**
 * What cannot be read or pressed as it should, with the reason.
 * @param {Guide} guide
 * @returns {Promise<string[]>}
 */
const spoilt = (guide) =>
  guide.page.evaluate(() => {
    const root = document.querySelector("signpost-chat")?.shadowRoot;
    const all = [...(root?.querySelectorAll("section.signpost *") ?? [])].filter((node) => node.checkVisibility());
    const speaking = (/** @type {Element} */ node) =>
      [...node.childNodes].some((child) => child instanceof Text && child.data.trim());
    const what = (/** @type {Element} */ node) =>
      `${node.localName}.${node.className} "${node.textContent?.trim().slice(0, 30)}"`;
    return all.flatMap((node) => {
      const { fontSize, letterSpacing, opacity, visibility, direction } = getComputedStyle(node);
      const { width, height } = node.getBoundingClientRect();
      const reasons = [];
      if (speaking(node) && parseFloat(fontSize) < 16) reasons.push(`text of ${fontSize}`);
      if (node.matches("button, summary") && (width < 24 || height < 24)) reasons.push(`${width} x ${height} to press`);
      if (letterSpacing !== "normal" || opacity !== "1" || visibility !== "visible")
        reasons.push("the page's own style");
      if (direction !== "ltr") reasons.push("from right to left");
      return reasons.map((reason) => `${what(node)}: ${reason}`);
    });
  });

/** Whether a press at the middle of a control would reach it. @param {import("playwright-core").Locator} control */
const pressable = (control) =>
  control.evaluate((node) => {
    const { left, top, width, height } = node.getBoundingClientRect();
    const root = /** @type {ShadowRoot} */ (node.getRootNode());
    const [x, y] = [left + width / 2, top + height / 2];
    return document.elementFromPoint(x, y) === root.host && root.elementFromPoint(x, y) === node;
  });

/** @param {Guide} guide */
const sideways = (guide) =>
  guide.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement ?? document.documentElement;
    return scrollWidth - clientWidth;
  });

/** Holds that all of it can be read, pressed and left. @param {Guide} guide */
async function whole(guide) {
  assert.deepEqual(await spoilt(guide), []);
  assert.equal(await sideways(guide), 0);
  for (const block of /** @type {const} */ (["start", "end"])) {
    await guide.page.evaluate((to) => document.querySelector("signpost-chat")?.scrollIntoView({ block: to }), block);
    assert.equal(await pressable(guide.exit), true, `Exit at the ${block} of the widget`);
  }
}

describe("On a page", () => {
  const HOSTILE = {
    small_root: "whose root has 62.5% of the text size",
    unset: "that unsets every style",
    no_buttons: "that hides buttons, links and paragraphs",
    spaced: "that spaces and shrinks every text",
    faded: "that shrinks and fades the widget",
    fixed_header: "with a fixed header above everything",
    prototypes: "that adds to the prototypes of lists and objects",
    late: "that adds the widget late, and its script after it",
    right_to_left: "that reads from right to left",
    strict: "with a content security policy as strict as ours",
    unknown_force: "that names a force nobody knows",
  };
  for (const [host, title] of Object.entries(HOSTILE)) {
    test(`${title}, the widget is whole from the first question to the outcome`, async () => {
      const guide = await at.open(`/host/${host}`, PHONE);
      await whole(guide);
      await guide.toOutcome();
      await whole(guide);
      assert.deepEqual(guide.violations, []);
      assert.deepEqual(
        guide.requests.filter((request) => !request.url().startsWith(at.stub.origin)),
        [],
      );
      if (host !== "unknown_force") assert.deepEqual(guide.errors, []);
    });
  }

  test("that stops key events on their way, Shift three times leaves", async () => {
    const guide = await at.open("/host/keys_stopped");
    await guide.keys(...SHIFT_3);
    await guide.page.waitForURL(at.stub.url("/"));
  });

  test("that stops key events before anyone hears of them, Exit leaves by Enter", async () => {
    const guide = await at.open("/host/keys_stopped_first");
    await guide.exit.focus();
    await guide.keys("Enter");
    await guide.page.waitForURL(at.stub.url("/"));
  });

  test("that knows the force, the server is told; where nobody knows it, the person is asked", async () => {
    await at.open("/host/force");
    assert.deepEqual(
      at.stub.sent("sessions").map(({ body }) => body),
      [{ force: "kent" }],
    );
    await at.stub.reset();
    await at.open("/host/unknown_force");
    assert.deepEqual(at.stub.sent("sessions").at(-1)?.body, {});
  });

  test("that names another endpoint, everything is sent there", async () => {
    const guide = await at.open("/host/endpoint");
    await guide.button("Something happened at work").click();
    await guide.button("I am not sure").waitFor();
    await guide.exit.click();
    await at.stub.arrived("forget");
    const posts = at.stub.requests.filter(({ method }) => method === "POST").map(({ path }) => path);
    assert.deepEqual(
      posts,
      ["sessions", "messages", "forget"].map((name) => `/other/guide/${name}`),
    );
  });

  test("that is strict, a style of the page's own is stopped: the counting of violations works", async () => {
    const guide = await at.open("/host/strict");
    await guide.page.evaluate(() => document.body.append(document.createElement("style")));
    await guide.page.evaluate(() => document.querySelector("body > style")?.append("p { color: red }"));
    await until(() => guide.violations.length > 0, "a violation is counted");
  });
});

describe("Two tags", () => {
  test("are one conversation, and the second says so", async () => {
    const guide = await at.open("/host/two");
    await guide.page.getByText("Signpost is already open on this page.").waitFor();
    assert.equal(await guide.exit.count(), 1);
    assert.equal(await guide.title.count(), 1);
    assert.equal(at.stub.sent("sessions").length, 1);
    await guide.keys("Shift");
    await guide.tells(/Press Shift 2 more times/);
    await guide.keys("Shift", "Shift");
    await guide.page.waitForURL(at.stub.url("/"));
  });
});

describe("Removal", () => {
  const remove = (/** @type {Guide} */ guide) =>
    guide.page.evaluate(() => {
      const element = document.querySelector("signpost-chat");
      element?.remove();
      Object.assign(globalThis, { element });
    });
  const insert = (/** @type {Guide} */ guide) =>
    guide.page.evaluate(() => {
      document.body.append(Reflect.get(globalThis, "element"));
    });

  test("ends the conversation, and Shift three times is the page's own again", async () => {
    const guide = await at.open("/host/plain");
    await guide.press("Something happened at work");
    await remove(guide);
    assert.deepEqual((await at.stub.arrived("forget"))[0].body, { session: at.stub.newest });
    await guide.keys(...SHIFT_3);
    assert.equal(await guide.page.getByRole("link", { name: "Elsewhere" }).isVisible(), true);
    assert.equal(guide.page.url(), at.stub.url("/host/plain"));
  });

  test("and insertion begin a new conversation, left like the first, and each key counts once", async () => {
    const guide = await at.open("/host/plain");
    await guide.press("Something happened at work");
    await remove(guide);
    await insert(guide);
    await at.stub.arrived("sessions", 2);
    await guide.started();
    assert.doesNotMatch(await guide.everything(), /nobody is in danger/);
    assert.equal(await guide.log.count(), 1);
    await guide.toOutcome();
    await guide.keys("Shift");
    await guide.tells(/Press Shift 2 more times/);
    await guide.keys("Shift", "Shift");
    await guide.page.waitForURL(at.stub.url("/"));
  });

  test("and insertion in one go, as a page does that moves it, leaves one conversation", async () => {
    const guide = await at.open("/host/plain");
    await guide.page.evaluate(() => document.body.append(document.querySelector("signpost-chat") ?? ""));
    await at.stub.arrived("sessions", 2);
    await guide.started();
    await guide.toOutcome();
    assert.equal(await guide.title.count(), 1);
    assert.deepEqual(guide.errors, []);
  });
});

describe("What the server says", () => {
  test("is text, whatever it looks like, and links lead only where links may", async () => {
    const guide = await at.open("/signpost/");
    await guide.toOutcome();
    await guide.say(TYPED.markup);
    await guide.log.getByText(MESSAGES.markup[0].text).waitFor();
    await guide.log.getByText(MESSAGES.markup[1].text).waitFor();
    const found = await guide.page.evaluate(() => {
      const root = document.querySelector("signpost-chat")?.shadowRoot;
      const links = [...(root?.querySelectorAll("a") ?? [])];
      return {
        ran: Reflect.has(globalThis, "markupRan"),
        foreign: root?.querySelectorAll("img, script, iframe, b, i, u").length,
        links: links.map(({ href, rel }) => ({ protocol: new URL(href).protocol, rel })),
      };
    });
    assert.deepEqual([found.ran, found.foreign], [false, 0]);
    const protocols = new Set(found.links.map(({ protocol }) => protocol));
    assert.deepEqual([...protocols].sort(), ["https:", "mailto:", "sms:", "tel:"]);
    assert.ok(found.links.every(({ protocol, rel }) => protocol !== "https:" || rel.includes("noreferrer")));
    assert.deepEqual(guide.violations, []);
  });

  test("and what the person types is text too", async () => {
    const guide = await at.open();
    const typed = "<img src=x onerror=alert(1)> /restart";
    await guide.say(typed);
    await guide.log.getByText(typed).waitFor();
    assert.deepEqual(at.stub.sent("messages")[0].body, { session: at.stub.newest, text: typed });
  });
});
