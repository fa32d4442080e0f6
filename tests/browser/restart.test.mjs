// Start again: asked once, and then both sides have forgotten. Check 12 of the widget.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setting } from "./guide.mjs";
import { until } from "./stub.mjs";

const at = setting();

test("Start again asks first, and 'No, go on' keeps everything", async () => {
  const guide = await at.open();
  await guide.press("Something happened at work");
  await guide.box.fill("Half a sent");
  const before = await guide.log.textContent();
  await guide.button("Start again").click();
  await guide.page.getByRole("dialog").waitFor();
  await guide.button("No, go on").click();
  await guide.page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.equal(await guide.log.textContent(), before);
  assert.equal(await guide.box.inputValue(), "Half a sent");
  assert.notEqual((await guide.focused()).tag, "body");
  assert.deepEqual([at.stub.sent("sessions").length, at.stub.sent("forget").length], [1, 0]);
});

test("Escape closes what asks, keeps everything, and gives focus back", async () => {
  const guide = await at.open();
  await guide.press("Something happened at work");
  const said = await guide.log.textContent();
  await guide.button("Start again").click();
  await guide.page.getByRole("dialog").waitFor();
  await guide.keys("Escape");
  assert.equal(await guide.page.getByRole("dialog").count(), 0);
  assert.equal(await guide.log.textContent(), said);
  assert.equal((await guide.focused()).name, "Start again");
});

test("'Yes, start again' empties the page, has the server forget, and begins a new conversation", async () => {
  const guide = await at.open();
  await guide.toOutcome();
  await guide.box.fill("Half a sent");
  const old = at.stub.newest;
  await guide.button("Start again").first().click();
  await guide.button("Yes, start again").click();
  await guide.started();
  const [forget] = await at.stub.arrived("forget");
  assert.deepEqual(forget.body, { session: old });
  assert.doesNotMatch(await guide.everything(), /nobody is in danger|What to do now|a woman or a man|Half a sent/i);
  assert.equal(await guide.page.getByText("Your answers so far").isVisible(), false);
  assert.equal(await guide.button("Keep a copy").isVisible(), false);
  await guide.press("Something happened at work");
  assert.notEqual(at.stub.newest, old);
  assert.equal(at.stub.sent("messages").at(-1)?.body.session, at.stub.newest);
});

test("After starting again focus is on the heading, it is announced, and no crisis stands above", async () => {
  const guide = await at.open();
  await guide.press("Something happened at work", "Yes, someone is in danger now");
  await guide.page.getByText("Help now", { exact: true }).waitFor();
  await guide.button("Start again").click();
  await guide.button("Yes, start again").click();
  await guide.tells(/server was told to forget/);
  await guide.started();
  assert.equal(await guide.hasFocus(guide.title), true);
  assert.equal(await guide.page.getByText("Help now", { exact: true }).count(), 0);
  await guide.helpReadable();
});

test("The 'Start again' of an end asks too, and an answer still on its way is not shown afterwards", async () => {
  const guide = await at.open();
  await guide.toOutcome();
  at.stub.misbehave("messages", { delay: 700 });
  await guide.type("A word too many");
  const [request] = (await at.stub.arrived("messages", 4)).slice(-1);
  await guide.group("Answers to choose from").getByRole("button", { name: "Start again" }).click();
  await guide.button("Yes, start again").click();
  await guide.started();
  await until(() => request.aborted, "the request is ended");
  await guide.page.waitForTimeout(800);
  assert.doesNotMatch(await guide.everything(), /A word too many|The protocol entitles/);
  assert.equal(await guide.alert.count(), 0);
});
