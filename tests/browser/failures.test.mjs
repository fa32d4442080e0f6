// What goes wrong on the way: it is said, nothing typed is lost, nothing is sent twice, help stays in sight. Check 29.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SHIFT_3, setting } from "./guide.mjs";
import { FAULTS, MESSAGES, slow, until } from "./stub.mjs";

const WORDS = "My own words";
const at = setting();

/** @typedef {import("./guide.mjs").Guide} Guide */

/** Waits for the alert, and holds it to what every alert owes. @param {Guide} guide @param {RegExp} [says] */
async function alerted(guide, says = /./) {
  await guide.alert.waitFor();
  const text = (await guide.alert.innerText()).trim();
  assert.match(text, /^Error:/);
  assert.match(text, says);
  assert.doesNotMatch(text, /undefined|null|\[object|TypeError|JSON|<h1>/);
  await guide.helpReadable();
}

/**
 * Presses twice, as a nervous hand does, and holds that one request came of it.
 * @param {Guide} guide
 * @param {string} name
 */
async function triedOnce(guide, name) {
  const before = at.stub.sent(name).length;
  at.stub.misbehave(name, slow(300));
  await guide.retry.dblclick();
  await guide.alert.waitFor({ state: "hidden" });
  await at.stub.arrived(name, before + 1);
  await guide.page.waitForTimeout(500);
  assert.equal(at.stub.sent(name).length, before + 1);
}

/** @type {[string, (stub: typeof at.stub) => unknown, RegExp?][]} */
const TROUBLES = [
  ["The server is down", (stub) => stub.down()],
  ["The answer is 500 with a page of HTML", (stub) => stub.misbehave("messages", FAULTS.failed)],
  ["The answer is 503", (stub) => stub.misbehave("messages", FAULTS.down), /A part of this service/],
  ["The answer is 429", (stub) => stub.misbehave("messages", FAULTS.busy), /Messages are arriving faster/],
  ["The answer is cut off", (stub) => stub.misbehave("messages", FAULTS.cut)],
  ["The answer is broken JSON", (stub) => stub.misbehave("messages", FAULTS.broken)],
  ["The answer has a wrong shape", (stub) => stub.misbehave("messages", FAULTS.wrongShape)],
  ["A message in the answer has a wrong shape", (stub) => stub.misbehave("messages", FAULTS.wrongMessage)],
];

describe("In a conversation", () => {
  for (const [trouble, arrange, says] of TROUBLES) {
    test(`${trouble}: it is said, the words stay, 'Try again' sends once and works`, async () => {
      const guide = await at.open();
      await arrange(at.stub);
      await guide.type(WORDS);
      await alerted(guide, says);
      assert.equal(await guide.box.inputValue(), WORDS);
      assert.equal(await guide.log.getByText(WORDS).count(), 0);
      assert.equal(await guide.button("Something happened at work").isVisible(), true);
      await at.stub.up();
      await triedOnce(guide, "messages");
      await guide.log.getByText(MESSAGES.answer.text).waitFor();
      assert.equal(await guide.log.getByText(WORDS).count(), 1);
      assert.equal(await guide.box.inputValue(), "");
    });
  }

  test("A choice that failed can be tried again, and counts once", async () => {
    const guide = await at.open();
    at.stub.misbehave("messages", FAULTS.down);
    await guide.button("Something happened at work").click();
    await alerted(guide);
    await triedOnce(guide, "messages");
    await guide.button("No, nobody is in danger now").waitFor();
  });

  test("Words changed after a failure are what trying again sends, and nothing shows the old ones", async () => {
    const guide = await at.open();
    at.stub.misbehave("messages", FAULTS.down);
    await guide.type("Alex shouted at me");
    await alerted(guide);
    await guide.box.fill("Somebody shouted at me");
    at.stub.mend();
    await guide.turn(() => guide.retry.click());
    assert.deepEqual(
      at.stub.sent("messages").map(({ body }) => body.text),
      ["Alex shouted at me", "Somebody shouted at me"],
    );
    await guide.log.getByText("Somebody shouted at me").waitFor();
    assert.doesNotMatch(await guide.everything(), /Alex/);
    assert.equal(await guide.box.inputValue(), "");
  });

  test("Trying again while the server is still down says so again", async () => {
    const guide = await at.open();
    await at.stub.down();
    await guide.type(WORDS);
    await alerted(guide);
    await guide.retry.click();
    await alerted(guide);
    assert.equal(await guide.box.inputValue(), WORDS);
  });

  test("A conversation that is gone is said, and one press begins a new one without losing the words", async () => {
    const guide = await at.open();
    at.stub.misbehave("messages", FAULTS.gone);
    await guide.type(WORDS);
    await alerted(guide, /This conversation has ended/);
    assert.equal(await guide.box.inputValue(), WORDS);
    at.stub.mend();
    await guide.alert.getByRole("button", { name: /again/ }).click();
    await at.stub.arrived("sessions", 2);
    await guide.alert.waitFor({ state: "hidden" });
    await guide.started();
    assert.equal(await guide.box.inputValue(), WORDS);
  });
});

describe("A slow answer", () => {
  /** A page whose time is ours, with the first question. */
  async function paused() {
    const guide = await at.page();
    await guide.page.clock.install({ time: 0 });
    await guide.page.goto(at.stub.url("/signpost/"));
    await guide.started();
    await guide.page.clock.pauseAt(60_000);
    return guide;
  }

  test("is announced after 700 ms and not before; one can go on typing, and Exit works", async () => {
    const guide = await paused();
    at.stub.misbehave("messages", FAULTS.silent);
    await guide.type(WORDS);
    await at.stub.arrived("messages");
    await guide.page.clock.runFor(650);
    assert.equal(await guide.told(), "");
    await guide.page.clock.runFor(100);
    assert.match(await guide.told(), /Signpost is answering/);
    await guide.box.fill("Something else");
    await guide.page.clock.runFor(19_000);
    assert.equal(await guide.box.inputValue(), "Something else");
    await guide.helpReadable();
    await guide.exit.click();
    await guide.page.waitForURL(at.stub.url("/"));
  });

  test("that never comes is given up within a minute, said, and can be tried again", async () => {
    const guide = await paused();
    at.stub.misbehave("messages", FAULTS.silent);
    await guide.type(WORDS);
    const [request] = await at.stub.arrived("messages");
    await guide.page.clock.runFor(60_000);
    await alerted(guide);
    await until(() => request.aborted, "the request is ended");
    assert.equal(await guide.box.inputValue(), WORDS);
    assert.equal(await guide.told(), "");
    await guide.page.clock.resume();
    await triedOnce(guide, "messages");
  });

  test("leaves who is typing in the box: keys go on being words, and the answer is announced", async () => {
    const guide = await at.open();
    at.stub.misbehave("messages", slow(1000));
    await guide.type(WORDS);
    await guide.box.fill("Something");
    await guide.tells(/Signpost is answering/);
    await guide.log.getByText(MESSAGES.answer.text).waitFor();
    await guide.tells(/Signpost has answered/);
    await guide.page.keyboard.type(" else ");
    assert.equal(await guide.box.inputValue(), "Something else ");
    assert.equal(at.stub.sent("messages").length, 1);
  });

  test("is asked for once, however often Send is pressed", async () => {
    const guide = await at.open();
    at.stub.misbehave("messages", slow(600));
    await guide.box.fill(WORDS);
    for (let press = 0; press < 4; press += 1) await guide.button("Send").click();
    await guide.log.getByText(MESSAGES.answer.text).waitFor();
    assert.equal(at.stub.sent("messages").length, 1);
  });
});

describe("From the first request", () => {
  for (const [name, fault] of Object.entries({ 503: FAULTS.down, cut: FAULTS.cut })) {
    test(`${name}: it is said, help can be read, and 'Try again' opens the conversation once`, async () => {
      at.stub.misbehave("sessions", fault);
      const guide = await at.page();
      await guide.page.goto(at.stub.url("/signpost/"));
      await alerted(guide);
      await triedOnce(guide, "sessions");
      await guide.started();
    });
  }

  test("The server goes down as the page opens: help can be read, and words typed early are not lost", async () => {
    at.stub.misbehave("sessions", FAULTS.silent);
    const guide = await at.page();
    await guide.page.goto(at.stub.url("/signpost/"));
    await at.stub.arrived("sessions");
    await guide.helpReadable();
    await guide.type(WORDS);
    await at.stub.down();
    await alerted(guide);
    await at.stub.up();
    at.stub.mend();
    await guide.retry.click();
    await guide.started();
    assert.equal(await guide.box.inputValue(), WORDS);
  });
});

describe("Without the widget's script", () => {
  test("and with scripts off, help can be read", async () => {
    const guide = await at.page({ javaScriptEnabled: false });
    await guide.page.goto(at.stub.url("/signpost/"));
    await guide.helpReadable();
  });

  for (const file of ["widget.js", "words.js"]) {
    test(`${file} cannot be loaded: help can be read`, async () => {
      at.stub.misbehave(file, FAULTS.missing);
      const guide = await at.page();
      await guide.page.goto(at.stub.url("/signpost/"));
      await guide.helpReadable();
    });
  }

  test("The style cannot be loaded: help can be read, and Shift three times leaves", async () => {
    at.stub.misbehave("style.css", FAULTS.missing);
    const guide = await at.open();
    await guide.helpReadable();
    await guide.keys(...SHIFT_3);
    await guide.page.waitForURL(at.stub.url("/"));
  });

  test("The style never comes: on a force's own page one can leave all the same", async () => {
    at.stub.misbehave("style.css", FAULTS.silent);
    const guide = await at.page();
    await guide.page.goto(at.stub.url("/host/plain"), { waitUntil: "commit" });
    await at.stub.arrived("sessions");
    await guide.exit.waitFor();
    await guide.keys(...SHIFT_3);
    await guide.page.waitForURL(at.stub.url("/"));
  });
});
