// Everything by keyboard alone, and where focus is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openChromium } from "./browsers.mjs";
import { CRISIS, groped, GROPED, managerAtBoxes, SAFE, SEXUAL, wellbeing } from "./journeys.mjs";
import { start } from "./page.mjs";

/** @typedef {import("./page.mjs").Chat} Chat */
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => {
  browser = await openChromium();
});
after(() => browser.close());

const MOST_STEPS = 150;

/** Moves by Tab until something has focus. @param {Chat} chat @param {string} name @param {string} key */
async function tabTo(chat, name, key = "Tab") {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if ((await chat.focused()).name === name) return;
    await chat.page.keyboard.press(key);
    assert.notEqual((await chat.focused()).tag, "body", `left the page on the way to "${name}"`);
  }
  assert.fail(`"${name}" was not reached by ${key}`);
}

/** Moves to a control and uses it, as a turn. @param {Chat} chat @param {string} name @param {string} key */
async function use(chat, name, key = "Enter") {
  await tabTo(chat, name);
  await chat.turn(() => chat.page.keyboard.press(key));
  assert.notEqual((await chat.focused()).tag, "body", `focus after "${name}"`);
}

/**
 * Goes through every control from the top and gives where each stands on the page.
 * @param {Chat} chat
 */
async function stops(chat) {
  await chat.page.evaluate(() => scrollTo(0, 0));
  await chat.exit.focus();
  const found = [];
  for (let step = 0; step < MOST_STEPS && (await chat.focused()).tag !== "body"; step += 1) {
    found.push({ ...(await chat.focused()), ...(await chat.page.evaluate(whereFocusIs)) });
    await chat.page.keyboard.press("Tab");
  }
  return found;
}

function whereFocusIs() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const { left, top, right, bottom } = /** @type {Element} */ (at).getBoundingClientRect();
  const root = /** @type {ShadowRoot} */ (/** @type {Element} */ (at).getRootNode());
  const middle = root.elementFromPoint((left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
  return { left, right, top: top + scrollY, bottom: bottom + scrollY, covered: !at?.contains(middle) };
}

test("a whole conversation is held with Tab, Shift and Tab, Enter, Space and arrows", async () => {
  const chat = await start(browser);
  await use(chat, "I manage people and want to know my duties");
  await use(chat, SAFE, "Space");
  await tabTo(chat, "I would rather not say");
  await tabTo(chat, "No", "Shift+Tab");
  await use(chat, "No");
  await use(chat, "Dyfed-Powys Police");
  await tabTo(chat, "Or say it in your own words");
  await chat.page.keyboard.type("police oficer");
  for (let i = 0; i < "icer".length; i += 1) await chat.page.keyboard.press("ArrowLeft");
  await chat.page.keyboard.type("f");
  assert.equal(await chat.box.inputValue(), "police officer");
  await use(chat, "Send");
  await tabTo(chat, SEXUAL);
  await chat.page.keyboard.press("Space");
  await use(chat, "Continue");
  await use(chat, "A colleague", "Space");

  await chat.page.getByRole("heading", { name: "What is asked of you" }).first().waitFor();
  await tabTo(chat, "Keep a copy");
  await chat.page.keyboard.press("Enter");
  await tabTo(chat, "Your copy");
  await chat.close();
});

for (const [name, reach] of Object.entries({
  opened: async () => {},
  "at boxes": managerAtBoxes,
  "at an outcome": wellbeing,
})) {
  test(`${name}: the order of focus is the order on screen, nothing is passed over and nothing is a trap`, async () => {
    const chat = await start(browser);
    await reach(chat);
    const found = await stops(chat);

    assert.deepEqual(found[0].name, "Exit now");
    for (const [i, next] of found.slice(1).entries()) {
      const last = found[i];
      const later = next.top >= last.bottom - 1 || (next.left >= last.right - 1 && next.bottom > last.top);
      assert.ok(later, `"${next.name}" comes after "${last.name}", and stands before it`);
    }
    const controls = "button:visible, a[href]:visible, input:visible, textarea:visible, summary:visible";
    const all = await chat.page.locator("signpost-chat").locator(controls).count();
    assert.equal(found.length, all, found.map((stop) => stop.name).join("; "));

    const back = [];
    await chat.page.keyboard.press("Shift+Tab");
    for (const { tag } = await chat.focused(); back.length < found.length && tag !== "body";) {
      back.push((await chat.focused()).name);
      await chat.page.keyboard.press("Shift+Tab");
    }
    assert.deepEqual(
      back.reverse(),
      found.map((stop) => stop.name),
    );
    await chat.close();
  });
}

for (const height of [640, 256]) {
  test(`at 320 by ${height} in a crisis, no control with focus is covered by what stays in view`, async () => {
    const chat = await start(browser, { viewport: { width: 320, height } });
    await managerAtBoxes(chat);
    await chat.say(CRISIS);

    assert.deepEqual(
      (await stops(chat)).filter((stop) => stop.covered).map((stop) => stop.name),
      [],
    );
    await chat.close();
  });
}

test("opening the page does not take focus", async () => {
  const chat = await start(browser);
  assert.equal((await chat.focused()).tag, "body");
  await chat.close();
});

test("after each turn focus is on the first new control, or on the heading of what came", async () => {
  const chat = await start(browser);
  await chat.press("Something happened at work");
  assert.deepEqual(await chat.focused(), { tag: "button", name: "Yes, someone is in danger now" });
  await chat.say("what is harassment");
  assert.match((await chat.focused()).tag, /^(h2|button)$/);
  await chat.say(CRISIS);
  assert.deepEqual(await chat.focused(), { tag: "h2", name: "Help that is there now" });
  await chat.close();
});

test("a question with boxes gets focus on its first box, an outcome on its first heading", async () => {
  const chat = await start(browser);
  await managerAtBoxes(chat);
  assert.deepEqual(await chat.focused(), { tag: "input", name: SEXUAL });
  await chat.close();
  const other = await start(browser);
  await wellbeing(other);
  assert.deepEqual(await other.focused(), { tag: "h2", name: "What to do now" });
  await other.close();
});

test("no box ticked: an error that begins with Error, is linked to the first box, and focus is there", async () => {
  const chat = await start(browser);
  await managerAtBoxes(chat);
  await chat.button("Continue").click();

  assert.match(await chat.alert.innerText(), /^Error:/);
  assert.deepEqual(await chat.focused(), { tag: "input", name: SEXUAL });
  assert.match(await described(chat.page.getByRole("checkbox", { name: SEXUAL })), /Error:/);
  await chat.close();
});

test("nothing typed: an error that begins with Error, is linked to the box, and focus is there", async () => {
  const chat = await start(browser);
  await chat.button("Send").click();

  assert.equal(await chat.alert.innerText(), "Error: Type something first, or choose an answer.");
  assert.equal((await chat.focused()).tag, "textarea");
  assert.match(await described(chat.box), /Error: Type something first/);
  await chat.box.fill("essex");
  await chat.turn(() => chat.button("Send").click());
  assert.doesNotMatch(await described(chat.box), /Error/);
  await chat.close();
});

/** The words that describe a control. @param {import("playwright-core").Locator} control */
function described(control) {
  return control.evaluate((node) => {
    const root = /** @type {ShadowRoot} */ (node.getRootNode());
    const ids = (node.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
    return ids.map((id) => root.getElementById(id)?.textContent).join(" ");
  });
}

test("what is half written stays while a button is pressed", async () => {
  const chat = await start(browser);
  await chat.box.fill("half a sen");
  await chat.press("Something happened at work");
  assert.equal(await chat.box.inputValue(), "half a sen");
  await chat.close();
});

test("focus follows the question that comes after something understood", async () => {
  const chat = await start(browser);
  await chat.say(GROPED);
  await chat.press("Yes, that is right");
  assert.deepEqual(await chat.focused(), { tag: "button", name: "Yes, someone is in danger now" });
  await chat.close();
});

test("what asks before starting again takes focus and gives it back, and leaves Exit within reach", async () => {
  const chat = await start(browser);
  await groped(chat);
  await chat.button("Start again").last().focus();
  await chat.page.keyboard.press("Enter");
  assert.match((await chat.focused()).name, /^(Yes, start again|No, go on|Start again\?)$/);
  await chat.exit.click({ trial: true });
  await tabTo(chat, "No, go on");
  await chat.page.keyboard.press("Enter");
  assert.deepEqual(await chat.focused(), { tag: "button", name: "Start again" });
  assert.equal(await chat.page.getByRole("dialog").count(), 0);
  await chat.close();
});
