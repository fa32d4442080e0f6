// What must be in view without looking for it: on a telephone held sideways, on a laptop, and when something is asked.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openChromium } from "./browsers.mjs";
import { JOURNEY, setting } from "./guide.mjs";
import { groped } from "./journeys.mjs";
import { inView, start } from "./page.mjs";

/** @typedef {import("./page.mjs").Page} Page */
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => {
  browser = await openChromium();
});
after(() => browser.close());

const at = setting();

/** @param {Page} page @param {number} part of the page: 0 its top, 1 its end */
const scrollTo = (page, part) =>
  page.evaluate((to) => window.scrollTo(0, to * (document.documentElement.scrollHeight - innerHeight)), part);

test("at 740 by 360 in a crisis the lines can be read on the page, and Exit stays in view to its end", async () => {
  const guide = await at.open("/signpost/", { viewport: { width: 740, height: 360 } });
  await guide.press(JOURNEY[0], "Yes, someone is in danger now");
  const help = guide.page.locator("details").filter({ hasText: "Help now" });
  for (const part of [help.getByText("Samaritans"), help.getByRole("link", { name: "116 123" })]) {
    await part.scrollIntoViewIfNeeded();
    assert.equal(await inView(part), true);
    assert.equal(await inView(guide.exit), true);
  }
  for (const part of [0, 0.5, 1]) {
    await scrollTo(guide.page, part);
    assert.equal(await inView(guide.exit), true, `at ${part} of the page`);
  }
});

test("at 1366 by 650 'Keep a copy' and 'Start again' stand beside a long result, from its heading on", async () => {
  const chat = await start(browser, { viewport: { width: 1366, height: 650 } });
  await groped(chat);
  const tools = [chat.button("Keep a copy"), chat.button("Start again").last()];
  const all = await chat.button("Start again").count();
  assert.equal(all, 2, "one at the end, and one beside the result");
  for (const open of [false, true]) {
    if (open) await chat.unfold("Your answers so far");
    const answers = await chat.page.getByRole("button", { name: /^Change: / }).count();
    assert.ok(!open || answers > 7, `${answers} answers`);
    await chat.page.getByRole("heading", { name: "What to do now" }).evaluate((node) => node.scrollIntoView());
    for (const part of [undefined, 0.5]) {
      if (part) await scrollTo(chat.page, part);
      for (const [i, tool] of tools.entries()) assert.equal(await inView(tool), true, `tool ${i}, at ${part ?? "top"}`);
    }
  }
  await chat.close();
});

test("at 320 by 640 'Start again?' and its buttons are in view, by whichever button it is asked", async () => {
  const guide = await at.open("/signpost/", { viewport: { width: 320, height: 640 } });
  await guide.toOutcome();
  const end = guide.group("Answers to choose from").getByRole("button", { name: "Start again" });
  const atHand = guide.button("Start again").last();
  for (const asking of [end, atHand]) {
    await asking.click();
    const asked = guide.page.getByRole("dialog", { name: "Start again?" });
    const parts = { asked, yes: guide.button("Yes, start again"), no: guide.button("No, go on") };
    for (const [name, part] of Object.entries(parts)) assert.equal(await inView(part), true, name);
    await guide.button("No, go on").click();
  }
});
