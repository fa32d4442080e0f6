// Whole conversations with the running service, by mouse.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openChromium } from "./browsers.mjs";
import {
  CRISIS,
  GROPED,
  groped,
  INSULTING,
  manager,
  managerAtBoxes,
  QUESTION,
  SAFE,
  SEXUAL,
  wellbeing,
} from "./journeys.mjs";
import { start } from "./page.mjs";

/** @type {import("playwright-core").Browser} */ let browser;
before(async () => {
  browser = await openChromium();
});
after(() => browser.close());

/** @param {import("./page.mjs").Chat} chat @param {...string} names */
async function sees(chat, ...names) {
  for (const name of names) await chat.page.getByRole("heading", { name, exact: true }).first().waitFor();
}

test("a Kent officer groped by her sergeant reaches an outcome in her own words", async () => {
  const chat = await start(browser);
  await chat.say(GROPED);
  const taken = chat.group("What we took from your words");
  for (const item of ["Kent Police", "you are a police officer", "it was your own line manager"]) {
    await taken.getByRole("button", { name: `Change: ${item}` }).waitFor();
  }
  await chat.press("Yes, that is right");
  await chat.page.getByText("Question 1 of at most 8").waitFor();
  await chat.press(SAFE);

  await sees(chat, "What to do now", "What may fit, and why", "Ways open to you", "Report it as a possible crime");
  await chat.close();
});

test("an Essex volunteer who wants support reaches an outcome by buttons", async () => {
  const chat = await start(browser);
  await wellbeing(chat);

  await sees(chat, "What to do now", "Ways open to you", "Support in Essex Police", "Good to know");
  await chat.close();
});

test("a Dyfed-Powys manager who was told of something gets duties, and an answer in between", async () => {
  const chat = await start(browser);
  await manager(chat);

  await chat.log.getByText(QUESTION).waitFor();
  await sees(chat, "What is asked of you");
  await chat.log.getByRole("checkbox", { name: "Say what you cannot keep secret" }).check();
  await chat.close();
});

test("a question in between leaves the question that was open", async () => {
  const chat = await start(browser);
  await managerAtBoxes(chat);
  await chat.say("what is harassment");

  await chat.group("What was it about? You can choose more than one.").waitFor();
  await chat.close();
});

test("something that was understood wrongly is put right", async () => {
  const chat = await start(browser);
  await chat.say(GROPED);
  await chat.press("Change: Kent Police");
  await chat.group("Which force are you with?").waitFor();
  await chat.press("Essex Police", "Yes, that is right");
  await chat.unfold("Your answers so far");

  await chat.button("Change: Essex Police").waitFor();
  assert.equal(await chat.button("Change: Kent Police").count(), 0);
  await chat.close();
});

test("an answer given before is changed from the list of answers, and the outcome changes", async () => {
  const chat = await start(browser);
  await wellbeing(chat);
  await chat.unfold("Your answers so far");
  await chat.press("Change: Essex Police");
  await chat.press("Kent Police");

  await chat.unfold("Your answers so far");
  await chat.button("Change: Kent Police").waitFor();
  const old = chat.page.getByRole("heading", { name: "Support in Essex Police" });
  assert.equal(await old.count(), 0, "the old result is hidden");
  await chat.close();
});

test("what cannot stand beside other boxes clears them, and they clear it", async () => {
  const chat = await start(browser);
  await managerAtBoxes(chat);
  const box = (/** @type {string} */ name) => chat.page.getByRole("checkbox", { name, exact: true });
  await box(SEXUAL).check();
  await box(INSULTING).check();
  await box("I am not sure").check();
  assert.equal(await box(SEXUAL).isChecked(), false);
  assert.equal(await box(INSULTING).isChecked(), false);
  await box(SEXUAL).check();
  assert.equal(await box("I am not sure").isChecked(), false);
  await chat.close();
});

test("words of crisis bring the lines to call, and the strip of them stays in view", async () => {
  const chat = await start(browser);
  await managerAtBoxes(chat);
  await chat.say(CRISIS);
  await sees(chat, "Help that is there now");
  await chat.log.getByRole("link", { name: "0300 131 2789" }).first().waitFor();

  await chat.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await chat.waitIdle();
  const strip = chat.page.locator("details").filter({ hasText: "Help now" });
  for (const inView of [chat.exit, strip.getByText("Help now"), strip.getByRole("link").first()]) {
    const box = await inView.boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= 800, JSON.stringify(box));
  }
  await chat.close();
});

test("starting again asks once, then wipes the conversation on both sides", async () => {
  const chat = await start(browser);
  await groped(chat);
  const session = await chat.session();
  await chat.button("Start again").first().click();
  await chat.button("No, go on").click();
  assert.match(await chat.log.innerText(), /groped/);
  await chat.button("Start again").first().click();
  await chat.turn(() => chat.button("Yes, start again").click());

  assert.doesNotMatch(await chat.log.innerText(), /groped/);
  assert.deepEqual(await chat.focused(), { tag: "h1", name: "Signpost" });
  const messages = new URL("messages", chat.page.url()).href;
  const gone = await chat.page.request.post(messages, { data: { session, text: "hello" } });
  assert.equal(gone.status(), 404);
  await chat.close();
});
