// The copy to keep: made in the browser, changed, copied, downloaded and printed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { openChromium } from "./browsers.mjs";
import { GROPED, groped, wellbeing } from "./journeys.mjs";
import { address, start } from "./page.mjs";

/** @type {import("playwright-core").Browser} */ let browser;
before(async () => {
  browser = await openChromium();
});
after(() => browser.close());

const OWN = "I spoke to Sam on Tuesday. <b>Not markup</b>";

/** @param {import("./page.mjs").Options} options */
async function withCopy(options = {}) {
  const chat = await start(browser, options);
  await wellbeing(chat);
  await chat.button("Keep a copy").click();
  await chat.copyBox.waitFor();
  return chat;
}

test("a copy is offered once there is something to keep, and not before", async () => {
  const chat = await start(browser);
  assert.equal(await chat.button("Keep a copy").isVisible(), false);
  await chat.say("what is harassment");
  assert.equal(await chat.button("Keep a copy").isVisible(), true);
  await chat.close();
});

test("the copy holds the answers and the outcome, without a call to the server", async () => {
  const chat = await start(browser);
  await wellbeing(chat);
  const sent = chat.requests.length;
  await chat.button("Keep a copy").click();
  const text = await chat.copyBox.inputValue();

  for (const part of ["Essex Police", "you are a volunteer", "What you can do now", "0300 131 2789", "Good to know"]) {
    assert.ok(text.includes(part), part);
  }
  assert.equal(chat.requests.length, sent);
  await chat.page.getByText(/details that would show who/).waitFor();
  await chat.close();
});

test("a person's own words are in the copy only when they ask for them", async () => {
  const chat = await start(browser);
  await groped(chat);
  await chat.button("Keep a copy").click();
  assert.ok(!(await chat.copyBox.inputValue()).includes(GROPED));
  await chat.page.getByRole("checkbox", { name: "Add what I typed" }).check();
  assert.ok((await chat.copyBox.inputValue()).includes(GROPED));
  await chat.close();
});

test("the copy as changed goes to the clipboard, and that is said", async () => {
  const chat = await withCopy({ permissions: ["clipboard-read", "clipboard-write"] });
  await chat.copyBox.fill(OWN);
  await chat.button("Copy").click();
  await chat.status.getByText("Copied").waitFor();

  assert.equal(await chat.page.evaluate(() => navigator.clipboard.readText()), OWN);
  await chat.close();
});

test("without a clipboard the text is selected, and the keys to press are said", async () => {
  const chat = await withCopy({
    before: (page) => page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined })),
  });
  await chat.copyBox.fill(OWN);
  await chat.button("Copy").click();
  await chat.status.getByText("Control and C").waitFor();

  const selected = await chat.copyBox.evaluate((node) => {
    const { selectionStart, selectionEnd } = /** @type {HTMLTextAreaElement} */ (node);
    return [selectionStart, selectionEnd];
  });
  assert.deepEqual(selected, [0, OWN.length]);
  assert.equal((await chat.focused()).name, "Your copy");
  await chat.close();
});

test("the copy as changed is downloaded under a name that says nothing", async () => {
  const chat = await withCopy();
  await chat.copyBox.fill(OWN);
  const saving = chat.page.waitForEvent("download");
  await chat.button("Download").click();
  const saved = await saving;

  assert.equal(saved.suggestedFilename(), "notes.txt");
  assert.equal(await readFile(await saved.path(), "utf8"), OWN);
  await chat.close();
});

/** What would be on paper. @param {import("./page.mjs").Chat} chat */
async function onPaper(chat) {
  await chat.page.emulateMedia({ media: "print" });
  const all = "*:not(head, head *, title, style, script, link, noscript, noscript *)";
  const shown = await chat.page
    .locator(`${all}:visible`)
    .evaluateAll((nodes) =>
      nodes
        .filter((node) =>
          [...node.childNodes].some(({ nodeName, nodeValue }) => nodeName === "#text" && nodeValue?.trim()),
        )
        .map((node) => node.textContent ?? ""),
    );
  await chat.page.emulateMedia({ media: "screen" });
  return shown;
}

function rememberPrinting() {
  window.print = () => {
    /** @type {any} */ (window).printed = document.title;
  };
}

test("print puts the copy as changed on paper alone, under a neutral title, and then all is as before", async () => {
  const chat = await withCopy({ before: (page) => page.addInitScript(rememberPrinting) });
  const title = await chat.page.title();
  await chat.page.getByRole("main").evaluate((main) => {
    const host = document.createElement("p");
    host.append("of the page around it");
    main.before(host);
  });
  await chat.copyBox.fill(OWN);
  await chat.button("Print").click();

  assert.deepEqual(await onPaper(chat), [OWN]);
  assert.equal(await chat.page.evaluate(() => /** @type {any} */ (window).printed), "Notes");
  await chat.page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  assert.equal(await chat.page.title(), title);
  assert.ok((await onPaper(chat)).length > 5, "printing the page by the browser's own menu prints the page");
  assert.deepEqual(chat.violations, []);
  await chat.close();
});

test("the copy is closed again, and start again takes it away", async () => {
  const chat = await withCopy();
  await chat.button("Close the copy").click();
  assert.equal(await chat.copyBox.count(), 0);
  assert.equal((await chat.focused()).name, "Keep a copy");
  await chat.button("Keep a copy").click();
  await chat.button("Start again").last().click();
  await chat.turn(() => chat.button("Yes, start again").click());
  assert.equal(await chat.copyBox.count(), 0);
  assert.equal(await chat.button("Keep a copy").isVisible(), false);
  assert.ok(chat.page.url().startsWith(address()));
  await chat.close();
});
