// What the copy holds: what is to be read first, the day, the documents; and nothing that does not hold any more.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openChromium } from "./browsers.mjs";
import { setting } from "./guide.mjs";
import { groped, wellbeing } from "./journeys.mjs";
import { start } from "./page.mjs";
import { MESSAGES, TYPED, until } from "./stub.mjs";

const CHANGED = "Being a woman or a man";
const TOLD = "Change: being a woman or a man";
const CLOSED = /The copy was closed, because there is something new/;

/** Opens the copy and gives what is in it. @param {import("./page.mjs").Chat} chat */
async function copied(chat) {
  await chat.button("Keep a copy").click();
  return chat.copyBox.inputValue();
}

describe("With the service, the copy", () => {
  /** @type {import("playwright-core").Browser} */ let browser;
  before(async () => {
    browser = await openChromium();
  });
  after(() => browser.close());

  test("holds every notice that the result tells to read first, the day, and documents with addresses", async () => {
    const chat = await start(browser);
    await groped(chat);
    const first = await chat.page.locator(".result").last().locator(".notice h2:visible").allTextContents();
    const text = await copied(chat);

    assert.ok(first.length > 1, "the result tells to read several things first");
    for (const title of first) assert.match(text, new RegExp(`^${title}\n\\w`, "m"));
    const day = { day: "numeric", month: "long", year: "numeric" };
    assert.ok(text.includes(new Date().toLocaleDateString("en-GB", /** @type {any} */ (day))), "the day");
    const documents = text.split("\nDocuments\n")[1]?.split("\n") ?? [];
    assert.ok(documents.length > 1, "documents");
    for (const line of documents) assert.match(line, /^- \S+: .+ https?:\/\/\S+\.\S+$/);
    await chat.close();
  });

  test("holds no answer for the force that was told before", async () => {
    const chat = await start(browser);
    await wellbeing(chat);
    await chat.say("what is harassment");
    assert.match(await copied(chat), /\nWhat I asked\n/);
    await chat.unfold("Your answers so far");
    await chat.press("Change: Essex Police", "Dyfed-Powys Police");
    await chat.page.getByRole("heading", { name: "What to do now" }).last().waitFor();
    const text = await copied(chat);

    assert.match(text, /^- Dyfed-Powys Police$/m);
    assert.doesNotMatch(text, /What I asked|L1\d{3}|Essex/);
    await chat.close();
  });
});

describe("With the stub, the copy", () => {
  const at = setting();

  /** @param {import("./guide.mjs").Guide} guide */
  async function closedAndSaid(guide) {
    await guide.copyBox.waitFor({ state: "detached" });
    assert.match(await guide.told(), CLOSED);
    await until(async () => (await guide.focused()).tag !== "body", "focus is somewhere");
  }

  test("keeps what was changed in it when 'Add what I typed' is ticked and unticked", async () => {
    const guide = await at.open();
    await guide.toOutcome();
    await guide.say("I told the desk");
    const text = await copied(guide);
    const changed = `${text.replace("another manager", "someone else")}\n\nMy own line`;
    assert.notEqual(changed, `${text}\n\nMy own line`);
    await guide.copyBox.fill(changed);
    const box = guide.page.getByRole("checkbox", { name: "Add what I typed" });
    await box.check();
    const both = await guide.copyBox.inputValue();
    assert.ok(both.includes("I told the desk") && both.includes(changed));
    await box.uncheck();
    assert.equal(await guide.copyBox.inputValue(), changed);
  });

  test("is closed by a new answer, and that is said", async () => {
    const guide = await at.open();
    await guide.toOutcome();
    await copied(guide);
    await guide.say(TYPED.question);
    await closedAndSaid(guide);
    assert.ok((await copied(guide)).includes(MESSAGES.answer.title));
  });

  test("is closed when an answer is being changed, and that is said; the new copy has the new result", async () => {
    const guide = await at.open();
    await guide.toOutcome();
    await guide.unfold("Your answers so far");
    await guide.press(TOLD);
    await guide.say(TYPED.question);
    await copied(guide);
    await guide.unfold("Your answers so far");
    await guide.press("Change: something happened at work");
    await closedAndSaid(guide);
    await guide.press("I want support for my wellbeing", "No, nobody is in danger now");
    await guide.tick(CHANGED);
    assert.ok((await copied(guide)).includes(MESSAGES.outcome.text));
  });

  test("has no result of before once an answer is being changed, and is not offered for that alone", async () => {
    const guide = await at.open();
    await guide.toOutcome();
    assert.equal(await guide.button("Keep a copy").isVisible(), true);
    await guide.unfold("Your answers so far");
    await guide.press(TOLD);
    assert.equal(await guide.button("Keep a copy").isVisible(), false);
    await guide.say(TYPED.question);
    const text = await copied(guide);
    assert.ok(text.includes(MESSAGES.answer.title));
    assert.ok(!text.includes(MESSAGES.outcome.text) && !text.includes(MESSAGES.first_notice.title), text);
  });
});
