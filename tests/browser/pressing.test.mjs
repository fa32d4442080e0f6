// A key that is held down: it answers one question, and in a box it goes on making lines.
import assert from "node:assert/strict";
import { test } from "node:test";
import { JOURNEY, setting } from "./guide.mjs";

const REPEATS = 6;
const BETWEEN_MS = 60;
const at = setting();

/** @typedef {import("./guide.mjs").Guide} Guide */

/** Holds a key down as long as a slow hand does. @param {Guide} guide @param {string} key */
async function hold({ page }, key) {
  for (let press = 0; press <= REPEATS; press += 1) {
    await page.keyboard.down(key);
    await page.waitForTimeout(BETWEEN_MS);
  }
  await page.keyboard.up(key);
}

test("Enter held down on an option answers that question and not the one that follows", async () => {
  const guide = await at.open();
  await guide.button(JOURNEY[0]).focus();
  await hold(guide, "Enter");
  await guide.button(JOURNEY[1]).waitFor();
  assert.deepEqual(
    at.stub.sent("messages").map(({ body }) => body.choose?.fact),
    ["purpose"],
  );
  await guide.turn(() => guide.keys("Enter"));
  assert.equal(at.stub.sent("messages").length, 2, "pressed anew, it answers the next");
});

test("Enter makes new lines in the box, held down too, and sends nothing", async () => {
  const guide = await at.open();
  await guide.box.focus();
  await guide.page.keyboard.type("One");
  await guide.keys("Enter");
  await guide.page.keyboard.type("two");
  await hold(guide, "Enter");
  assert.equal(await guide.box.inputValue(), `One\ntwo${"\n".repeat(REPEATS + 1)}`);
  assert.equal(at.stub.sent("messages").length, 0);
});
