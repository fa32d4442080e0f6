// Leaving by a link, and coming Back: nothing said is there, whether or not the browser kept the page. Check 11.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setting } from "./guide.mjs";

const SAID = /My own words|Half a sent|nobody is in danger/;
const KEPT = { args: ["--enable-features=BackForwardCache"], ignoreDefaultArgs: ["--disable-back-forward-cache"] };

for (const [name, launch, persisted] of /** @type {const} */ ([
  ["The browser loads the page anew", {}, false],
  ["The browser kept the page", KEPT, true],
])) {
  describe(name, () => {
    const at = setting(launch);

    test("what was said and typed is gone, the server forgot it, and a new conversation begins", async () => {
      const guide = await at.page();
      const { page } = guide;
      await page.addInitScript(() =>
        addEventListener("pageshow", (event) => {
          console.log(`shown again: ${event.persisted}`);
        }),
      );
      /** @type {string[]} */ const shown = [];
      page.on("console", (message) => shown.push(message.text()));
      await page.goto(at.stub.url("/host/plain"));
      await guide.press("Something happened at work", "No, nobody is in danger now");
      await guide.say("My own words");
      await guide.box.fill("Half a sent");
      await guide.button("Start again").click();
      await page.getByRole("dialog").waitFor();
      const old = at.stub.newest;
      await page.getByRole("link", { name: "Elsewhere" }).click();
      await page.waitForURL(at.stub.url("/elsewhere"));
      const [forget] = await at.stub.arrived("forget");
      assert.deepEqual(forget.body, { session: old });
      await page.goBack({ waitUntil: "commit" });
      await at.stub.arrived("sessions", 2);
      await guide.started();
      assert.equal(shown.includes("shown again: true"), persisted);
      assert.doesNotMatch(await guide.everything(), SAID);
      assert.equal(await page.getByRole("dialog").count(), 0);
      await guide.press("Something happened at work");
      assert.equal(at.stub.sent("messages").at(-1)?.body.session, at.stub.newest);
      assert.notEqual(at.stub.newest, old);
    });
  });
}
