// Leaving: at once, by every way there is, with nothing left behind. Checks 8 to 10 and 13 of the widget.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SHIFT_3, setting } from "./guide.mjs";
import { FAULTS, slow, until } from "./stub.mjs";

const TELLING = /signpost|polic|harass|bully|guide/i;
const at = setting();

/** @typedef {import("./guide.mjs").Guide} Guide */

/** @param {Guide} guide @param {string} path */
const leftFor = (guide, path = "/") => guide.page.waitForURL(at.stub.url(path));

/** Holds that the guide is there, and was not left. @param {Guide} guide */
async function stays(guide) {
  assert.equal(await guide.title.isVisible(), true);
  assert.equal(new URL(guide.page.url()).pathname, "/signpost/");
}

/** Holds that a control can be pressed without scrolling. @param {import("playwright-core").Locator} control */
async function inReach(control) {
  const box = await control.boundingBox();
  const { width = 0, height = 0 } = control.page().viewportSize() ?? {};
  const inside = box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
  assert.ok(inside && box.width >= 44 && box.height >= 44, JSON.stringify(box));
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

describe("Shift", () => {
  test("three times leaves", async () => {
    const guide = await at.open();
    await guide.keys(...SHIFT_3);
    await leftFor(guide);
  });

  test("three times leaves while words are being typed", async () => {
    const guide = await at.open();
    await guide.box.fill("Half a sent");
    await guide.keys(...SHIFT_3);
    await leftFor(guide);
  });

  test("with a letter does not count", async () => {
    const guide = await at.open();
    await guide.box.focus();
    await guide.keys("Shift+A", "Shift+B", "Shift+C", "Shift+D");
    await stays(guide);
    assert.equal(await guide.box.inputValue(), "ABCD");
    await guide.keys("Shift", "Shift");
    await stays(guide);
  });

  test("held for three clicks does not leave", async () => {
    const guide = await at.open();
    for (let press = 0; press < 3; press += 1) await guide.title.click({ modifiers: ["Shift"] });
    await stays(guide);
    assert.equal(await guide.told(), "");
  });

  test("twice, another key and Shift once more does not leave", async () => {
    const guide = await at.open();
    await guide.keys("Shift", "Shift", "x", "Shift");
    await stays(guide);
  });

  for (const [pause, leaves] of /** @type {const} */ ([
    [2400, true],
    [2600, false],
    [5500, false],
  ])) {
    test(`three times, ${pause} ms apart, ${leaves ? "leaves" : "does not leave"}`, async () => {
      const guide = await at.page();
      await guide.page.clock.install({ time: 0 });
      await guide.page.goto(at.stub.url("/signpost/"));
      await guide.started();
      await guide.page.clock.pauseAt(60_000);
      for (const ahead of [0, pause, pause]) {
        await guide.page.clock.runFor(ahead);
        await guide.keys("Shift");
      }
      await (leaves ? leftFor(guide) : stays(guide));
    });
  }

  test("is announced at each press", async () => {
    const guide = await at.open();
    await guide.keys("Shift");
    await guide.tells(/Press Shift 2 more times to leave/);
    await guide.keys("Shift");
    await guide.tells(/Press Shift (once more|1 more time) to leave/);
  });

  test("is not announced any more once another key began anew", async () => {
    const guide = await at.open();
    await guide.keys("Shift", "Shift", "x");
    assert.equal(await guide.told(), "");
  });
});

describe("The Exit button", () => {
  test("leaves by mouse", async () => {
    const guide = await at.open();
    await guide.exit.click();
    await leftFor(guide);
  });

  test("leaves by Enter, and is the first thing that Tab reaches", async () => {
    const guide = await at.open();
    await guide.keys("Tab");
    assert.equal(await guide.hasFocus(guide.exit), true);
    await guide.keys("Enter");
    await leftFor(guide);
  });

  test("leaves by touch, in reach at 320 pixels wherever the page was scrolled to", async () => {
    const guide = await at.open("/signpost/", { viewport: { width: 320, height: 568 }, hasTouch: true });
    await guide.toOutcome();
    await guide.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const { x, y } = await inReach(guide.exit);
    await guide.page.touchscreen.tap(x, y);
    await leftFor(guide);
  });

  test("is in reach at 320 by 256 pixels as the page opens, and in a crisis", async () => {
    const guide = await at.open("/signpost/", { viewport: { width: 320, height: 256 } });
    await inReach(guide.exit);
    await guide.press("Something happened at work", "Yes, someone is in danger now");
    await inReach(guide.exit);
  });

  test("leaves while an answer is on its way, and ends the request", async () => {
    const guide = await at.open();
    at.stub.misbehave("messages", slow(3000));
    await guide.type("Something I should not have typed here");
    const [request] = await at.stub.arrived("messages");
    at.stub.misbehave("/", slow(600));
    await guide.exit.click({ noWaitAfter: true });
    await until(() => request.aborted, "the request is ended");
    assert.equal(guide.page.url(), at.stub.url("/signpost/"), "ended by leaving, not by the next page");
    await leftFor(guide);
  });

  test("leaves before the first answer has come", async () => {
    at.stub.misbehave("sessions", FAULTS.silent);
    const guide = await at.page();
    await guide.page.goto(at.stub.url("/signpost/"));
    await guide.exit.click();
    await leftFor(guide);
  });

  test("leaves while a question about starting again is open", async () => {
    const guide = await at.open();
    await guide.button("Start again").click();
    await guide.button("No, go on").waitFor();
    await guide.exit.click();
    await leftFor(guide);
  });

  test("leads to the page that the tag names", async () => {
    const guide = await at.open("/host/exit_page");
    await guide.exit.click();
    await leftFor(guide, "/weather");
    assert.equal(await guide.page.title(), "Weather");
  });
});

// While the exit page is on its way, Chromium answers no question about the page: it has to tell by itself.
describe("Once left", () => {
  test("the page is empty in the same turn, by the button", async () => {
    const guide = await at.open();
    await guide.toOutcome();
    at.stub.misbehave("/", FAULTS.silent);
    const left = await guide.exit.evaluate((/** @type {HTMLElement} */ button) => {
      button.click();
      return { markup: document.body?.innerHTML ?? "", title: document.title };
    });
    assert.equal(left.markup, "");
    assert.doesNotMatch(left.title, TELLING);
  });

  test("the next frame is empty, by Shift", async () => {
    const guide = await at.page();
    await guide.page.addInitScript(() => {
      addEventListener(
        "keyup",
        () =>
          requestAnimationFrame(() => {
            console.log(`frame ${document.body?.querySelectorAll("*").length ?? 0}`);
          }),
        true,
      );
    });
    /** @type {number[]} */ const frames = [];
    guide.page.on("console", (message) =>
      frames.push(
        ...(message
          .text()
          .match(/(?<=^frame )\d+$/)
          ?.map(Number) ?? []),
      ),
    );
    await guide.page.goto(at.stub.url("/signpost/"));
    await guide.started();
    at.stub.misbehave("/", FAULTS.silent);
    for (let press = 1; press <= 3; press += 1) {
      await guide.keys("Shift");
      await until(() => frames.length === press, `frame ${press}`);
    }
    assert.ok(frames[0] > 0 && frames[1] > 0, `the guide was there: ${frames}`);
    assert.equal(frames[2], 0);
  });

  test("the screen is blank though the exit page never answers", async () => {
    const guide = await at.open();
    const devtools = await guide.page.context().newCDPSession(guide.page);
    const shot = async () => (await devtools.send("Page.captureScreenshot")).data;
    at.stub.misbehave("/", FAULTS.silent);
    const shown = await shot();
    await guide.exit.click({ noWaitAfter: true });
    await until(() => at.stub.requests.some(({ path }) => path === "/"), "the exit page is asked for");
    const left = await shot();
    await guide.page.goto("about:blank");
    assert.notEqual(shown, left);
    assert.equal(left, await shot());
  });

  test("nothing of the guide is shown though the network is dead", async () => {
    const guide = await at.open();
    await guide.say("My own words");
    await guide.page.context().setOffline(true);
    await guide.exit.click();
    const rest = /My own words|Signpost|Exit/;
    await until(async () => !rest.test(await guide.everything().catch(() => "Exit")), "the page is empty");
  });

  test("the server is told to forget, once", async () => {
    const guide = await at.open();
    await guide.exit.click();
    await leftFor(guide);
    await at.stub.arrived("forget");
    await guide.page.waitForTimeout(200);
    assert.deepEqual(
      at.stub.sent("forget").map(({ body }) => body),
      [{ session: at.stub.newest }],
    );
  });

  test("Back shows the page before, and never the guide", async () => {
    const guide = await at.page();
    await guide.page.goto(at.stub.url("/elsewhere"));
    await guide.page.getByRole("link", { name: "The guide", exact: true }).click();
    await guide.toOutcome();
    const entries = await guide.page.evaluate(() => history.length);
    await guide.exit.click();
    await leftFor(guide);
    assert.equal(await guide.page.evaluate(() => history.length), entries);
    await guide.page.goBack();
    assert.equal(guide.page.url(), at.stub.url("/elsewhere"));
  });

  test("a host page without a policy of its own is not named to the exit page", async () => {
    const from = (/** @type {string} */ path) => at.stub.requests.find((sent) => sent.path === path)?.headers.referer;
    const guide = await at.open("/host/exit_page");
    await guide.exit.click();
    await leftFor(guide, "/weather");
    assert.equal(from("/signpost/widget.js"), at.stub.url("/host/exit_page"), "the browser would have named it");
    assert.equal(from("/weather"), undefined);
  });

  test("no title says what the guide is about, and no address holds the session or says where from", async () => {
    const guide = await at.open();
    await guide.toOutcome();
    assert.doesNotMatch(await guide.page.title(), /polic|harass|bully|report/i);
    await guide.exit.click();
    await leftFor(guide);
    assert.doesNotMatch(await guide.page.title(), TELLING);
    const telling = at.stub.requests.filter(
      ({ path, headers: { referer } }) => path.includes(at.stub.newest) || referer?.includes("signpost"),
    );
    assert.deepEqual(telling, []);
  });
});
