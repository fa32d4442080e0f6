// An answer that shows how definitions stand, on a wide screen and on a small one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openChromium } from "./browsers.mjs";
import { groped } from "./journeys.mjs";
import { inView, start } from "./page.mjs";

/** @type {import("playwright-core").Browser} */ let browser;
before(async () => {
  browser = await openChromium();
});
after(() => browser.close());

const ASKED = "is this harassment?";
// Room for some lines of it on a screen of 640.
const LOWEST = 400;
const RAW = /\[(?:L\d|law:|guidance:|DPP)/;
const STANDS = /^(This may fit|Not enough is known to say|This does not seem to fit|Everything this definition asks)/m;

test("asked in an account, definitions come as cards under headings and not as lines for a terminal", async () => {
  const chat = await start(browser);
  await groped(chat);
  await chat.say(ASKED);
  const { messages } = (await (await chat.requests.at(-1)?.response())?.json()) ?? {};
  const [answer] = messages.filter((/** @type {{ kind: string }} */ { kind }) => kind === "answer");
  assert.match(answer.text, RAW, "the server writes such lines for terminals");

  const shown = chat.log.locator(":scope > div").last();
  assert.doesNotMatch(await shown.innerText(), RAW);
  assert.ok(answer.findings.length > 1);
  for (const { title } of answer.findings) {
    const card = shown.locator("section").filter({ has: chat.page.getByRole("heading", { name: title, exact: true }) });
    assert.match(await card.innerText(), STANDS, title);
  }
  await chat.close();
});

test("at 320 by 640 an answer too long for its first option is read from its beginning, where focus is", async () => {
  const chat = await start(browser, { viewport: { width: 320, height: 640 } });
  await groped(chat);
  await chat.say(ASKED);
  const shown = chat.log.locator(":scope > div").last();
  const option = chat.group("Answers to choose from").getByRole("button").first();

  assert.equal(await inView(option), false, "they do not fit together");
  assert.equal(await shown.evaluate((node) => node.matches(":focus")), true, (await chat.focused()).name);
  const bar = await chat.exit.evaluate((node) => node.parentElement?.getBoundingClientRect().bottom ?? NaN);
  const top = await shown.evaluate((node) => node.getBoundingClientRect().top);
  assert.ok(top >= bar && top < LOWEST, `it begins at ${top}, below what stays at the top until ${bar}`);
  await chat.close();
});
