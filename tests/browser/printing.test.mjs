// Printing the copy: one text for as long as that takes, and nothing of it afterwards, however it ends.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setting } from "./guide.mjs";

const at = setting();

/** @typedef {import("./guide.mjs").Guide} Guide */

/** What the page around the guide is made of. @param {Guide} guide */
const around = ({ page }) =>
  page.evaluate(() => ({
    parts: document.body.childElementCount,
    sheets: document.adoptedStyleSheets.length,
    title: document.title,
  }));

/** The texts that stand on the page for paper, beside the box they come from. @param {Guide} guide */
const papers = ({ page }) => page.locator("body > *").filter({ hasText: "Made on" }).count();

/** A page whose copy was printed twice, as a nervous hand does, and what the page was before. */
async function printed() {
  const guide = await at.page();
  await guide.page.addInitScript(() => {
    window.print = () => {
      const shown = /** @type {any} */ (window);
      shown.prints = (shown.prints ?? 0) + 1;
    };
  });
  await guide.page.goto(at.stub.url("/host/plain"));
  await guide.toOutcome();
  await guide.button("Keep a copy").click();
  const before = await around(guide);
  for (const many of [1, 2]) {
    await guide.button("Print").click();
    assert.equal(await papers(guide), 1, `${many} x Print`);
    const { parts, sheets, title } = await around(guide);
    assert.deepEqual([parts, sheets, title], [before.parts + 1, before.sheets + 1, "Notes"]);
  }
  assert.equal(await guide.page.evaluate(() => /** @type {any} */ (window).prints), 2);
  return { guide, before };
}

/** @type {Record<string, (guide: Guide) => Promise<unknown>>} */
const ENDS = {
  "once it is printed": ({ page }) => page.evaluate(() => window.dispatchEvent(new Event("afterprint"))),
  "after starting again": async (guide) => {
    await guide.button("Start again").first().click();
    await guide.turn(() => guide.button("Yes, start again").click());
  },
  "when the guide is taken out of the page": async ({ page }) => {
    await page.evaluate(() => {
      const guide = document.querySelector("signpost-chat");
      guide?.replaceWith(document.createElement("div"));
    });
  },
};

for (const [name, end] of Object.entries(ENDS)) {
  test(`Print pressed twice leaves one text, and ${name} none, and the page has its title again`, async () => {
    const { guide, before } = await printed();
    await end(guide);
    assert.deepEqual(await around(guide), before);
    assert.equal(await papers(guide), 0);
  });
}
