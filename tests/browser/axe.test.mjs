// axe finds nothing wrong in any state, in light, in dark and in forced colours.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faults } from "./axe.mjs";
import { openChromium } from "./browsers.mjs";
import { start } from "./page.mjs";
import { STATES } from "./states.mjs";

/** @type {import("playwright-core").Browser} */ let browser;
before(async () => {
  browser = await openChromium();
});
after(() => browser.close());

const LOOKS = /** @type {const} */ ([
  { colorScheme: "light" },
  { colorScheme: "dark" },
  { colorScheme: "dark", forcedColors: "active" },
]);

for (const [name, reach] of Object.entries(STATES)) {
  test(`axe finds nothing wrong: ${name}`, async () => {
    const chat = await start(browser);
    await reach(chat);
    const found = [];
    for (const look of LOOKS) {
      await chat.page.emulateMedia({ forcedColors: "none", ...look });
      const shown = Object.values(look).join(" ");
      found.push(...(await faults(chat.page)).map((fault) => `${shown}: ${fault}`));
    }
    assert.deepEqual(found, []);
    await chat.close();
  });
}

test("axe does look into the shadow root: a button without a name is found there", async () => {
  const chat = await start(browser);
  await chat.log.evaluate((log) => log.append(document.createElement("button")));
  assert.match((await faults(chat.page)).join(), /button-name/);
  await chat.close();
});

test("with forced colours nothing keeps colours of its own", async () => {
  const chat = await start(browser, { forcedColors: "active" });
  await STATES.outcome(chat);
  const kept = await chat.page
    .locator("signpost-chat *")
    .evaluateAll((nodes) =>
      nodes
        .filter((node) => getComputedStyle(node).getPropertyValue("forced-color-adjust") === "none")
        .map((node) => node.outerHTML.slice(0, 90)),
    );
  assert.deepEqual(kept, []);
  await chat.close();
});
