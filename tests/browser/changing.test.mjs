// Changing an answer: the way to it at the end, and a second result on the page that works as the first did.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openChromium } from "./browsers.mjs";
import { setting } from "./guide.mjs";
import { changed } from "./journeys.mjs";
import { start } from "./page.mjs";

/** @type {import("playwright-core").Browser} */ let browser;
before(async () => {
  browser = await openChromium();
});
after(() => browser.close());

const at = setting();

/** Presses the label of a box, and gives how many it has. @param {import("playwright-core").Locator} box */
const clickLabel = (box) =>
  box.evaluate((node) => {
    const labels = /** @type {HTMLInputElement} */ (node).labels ?? [];
    labels[0]?.click();
    return labels.length;
  });

test("in a second result every box has a label of its own, and pressing the label ticks that box alone", async () => {
  const chat = await start(browser);
  await changed(chat);
  assert.equal(await chat.page.locator(".result").count(), 2);
  const boxes = chat.page.getByRole("checkbox");
  const count = await boxes.count();
  assert.ok(count > 3, `${count} boxes`);

  const names = [];
  for (let i = 0; i < count; i += 1) {
    names.push(/^- checkbox "(.+)"/.exec(await boxes.nth(i).ariaSnapshot())?.[1]);
    assert.equal(await clickLabel(boxes.nth(i)), 1, `labels of "${names[i]}"`);
    const ticked = await boxes.evaluateAll((all) => all.map((node) => /** @type {HTMLInputElement} */ (node).checked));
    assert.deepEqual(
      ticked,
      Array.from(ticked, (_, j) => j <= i),
      `after pressing "${names[i]}"`,
    );
  }
  assert.ok(names.every(Boolean), names.join("; "));
  assert.equal(new Set(names).size, count, names.join("; "));
  await chat.close();
});

test("'Change an answer' at the end opens the answers so far, with focus there", async () => {
  const guide = await at.open("/signpost/", { viewport: { width: 320, height: 640 } });
  await guide.toOutcome();
  const sent = at.stub.sent("messages").length;
  await guide.group("Answers to choose from").getByRole("button", { name: "Change an answer" }).click();

  assert.deepEqual(await guide.focused(), { tag: "summary", name: "Your answers so far" });
  assert.equal(await guide.button("Change: being a woman or a man").isVisible(), true);
  assert.equal(at.stub.sent("messages").length, sent);
  await guide.keys("Tab");
  assert.match((await guide.focused()).name, /^Change: /);
});
