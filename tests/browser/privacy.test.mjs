// What leaves the page and what it leaves behind: nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openChromium } from "./browsers.mjs";
import { CRISIS, groped, manager } from "./journeys.mjs";
import { start } from "./page.mjs";

/** @type {import("playwright-core").Browser} */ let browser;
/** @type {import("./page.mjs").Chat} A conversation that used everything. */ let used;
before(async () => {
  browser = await openChromium();
  used = await start(browser);
  await everything(used);
});
after(() => browser.close());

/** @param {import("./page.mjs").Chat} chat */
async function everything(chat) {
  await manager(chat);
  await chat.unfold("Your answers so far");
  await chat.press("Change: Dyfed-Powys Police", "Essex Police");
  await chat.say(CRISIS);
  await chat.button("Keep a copy").click();
  const saved = chat.page.waitForEvent("download");
  await chat.button("Download").click();
  await saved;
  await chat.button("Copy").click();
  await chat.button("Start again").last().click();
  await chat.turn(() => chat.button("Yes, start again").click());
  await groped(chat);
}

test("a whole conversation breaks no content security policy, calls nobody else and complains of nothing", () => {
  assert.deepEqual(used.violations, []);
  assert.deepEqual(used.outside(), []);
  assert.deepEqual(used.errors, []);
  assert.ok(used.requests.length > 12, "requests were seen");
});

test("the session and what is typed are in no address, and the session is not in the page", async () => {
  const session = await used.session();
  const addresses = used.requests.map((request) => request.url()).join("\n");

  assert.ok(session.length > 40);
  assert.ok(!addresses.includes(session));
  assert.doesNotMatch(addresses, /\?|sergeant/);
  assert.equal(used.page.url(), new URL("/signpost/", used.page.url()).href);
  const written = await used.page.evaluate(() => document.querySelector("signpost-chat")?.shadowRoot?.textContent);
  assert.ok(written && !written.includes(session));
});

test("no cookie, no storage, no database, no cache and no worker is left", async () => {
  const nothing = { cookies: [], cookie: "", local: [], session: [], databases: [], caches: [], workers: 0 };
  assert.deepEqual(await used.stored(), nothing);
  await used.page.evaluate(() => localStorage.setItem("a", "b"));
  assert.deepEqual((await used.stored()).local, ["a"], "something stored would have been noticed");
});

test("a breach of the policy would have been noticed: a style attribute is one, markup from text another", async () => {
  const chat = await start(browser);
  await chat.page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await chat.page
    .evaluate(() => {
      document.body.outerHTML = "<p>markup</p>";
    })
    .catch(() => {});
  await chat.waitIdle();

  assert.match(chat.violations.join("\n"), /style-src/);
  assert.match(chat.violations.join("\n"), /require-trusted-types-for/);
  await chat.close();
});

test("a call to somebody else would have been noticed, and is stopped", async () => {
  const chat = await start(browser);
  await chat.page.evaluate(() => fetch("https://elsewhere.invalid/").catch(() => {}));
  await chat.waitIdle();

  assert.match(chat.violations.join("\n") + chat.outside().join("\n"), /elsewhere\.invalid/);
  await chat.close();
});

test("markup that a person types appears as text", async () => {
  const chat = await start(browser);
  const typed = "<b>he</b> <img src=x onerror=alert(1)> <script>alert(2)</script> javascript:alert(3)";
  const asked = /** @type {string[]} */ ([]);
  chat.page.on("dialog", (dialog) => asked.push(dialog.message()));
  await chat.say(typed);

  await chat.log.getByText(typed, { exact: true }).waitFor();
  assert.equal(await chat.page.locator("signpost-chat").locator("img, script, b").count(), 0);
  assert.deepEqual(asked, []);
  assert.deepEqual(chat.violations, []);
  await chat.close();
});

test("links lead to https, a telephone, a message or a mail only, and tell no referrer", async () => {
  const chat = await start(browser);
  await groped(chat);
  const links = await chat.page
    .locator("signpost-chat a")
    .evaluateAll((nodes) =>
      nodes.map((node) => ({ href: node.getAttribute("href") ?? "", rel: node.getAttribute("rel") ?? "" })),
    );
  const web = links.filter(({ href }) => href.startsWith("http"));

  assert.deepEqual(
    links.filter(({ href }) => !/^(https:\/\/|tel:|sms:|mailto:)/.test(href)),
    [],
  );
  assert.ok(web.length > 0);
  assert.deepEqual(
    web.filter(({ rel }) => !rel.includes("noreferrer")),
    [],
  );
  await chat.close();
});
