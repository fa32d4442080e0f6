// Every state the widget can be in, each with the way to it from a freshly opened page.
import { changed, CRISIS, groped, GROPED, managerAtBoxes, SAFE, wellbeing } from "./journeys.mjs";

/** @typedef {import("./page.mjs").Chat} Chat */

/** @type {Record<string, (chat: Chat) => Promise<unknown>>} */
export const STATES = {
  opened: async () => {},
  help: (chat) => chat.unfold("Someone to talk to now"),
  buttons: (chat) => chat.press("Something happened at work", SAFE),
  boxes: managerAtBoxes,
  "boxes-error": async (chat) => {
    await managerAtBoxes(chat);
    await chat.button("Continue").click();
    await chat.alert.waitFor();
  },
  "text-error": async (chat) => {
    await chat.button("Send").click();
    await chat.alert.waitFor();
  },
  understood: (chat) => chat.say(GROPED),
  "so-far": async (chat) => {
    await managerAtBoxes(chat);
    await chat.unfold("Your answers so far");
  },
  outcome: async (chat) => {
    await groped(chat);
    await unfoldAll(chat);
  },
  changed: async (chat) => {
    await changed(chat);
    await unfoldAll(chat);
  },
  answer: async (chat) => {
    await chat.say("what is harassment");
    await unfoldAll(chat);
  },
  crisis: (chat) => chat.say(CRISIS),
  "start-again": async (chat) => {
    await chat.button("Start again").click();
    await chat.page.getByRole("dialog").waitFor();
  },
  copy: async (chat) => {
    await wellbeing(chat);
    await chat.button("Keep a copy").click();
    await chat.copyBox.waitFor();
  },
  "server-down": async (chat) => {
    await chat.page.route("**/signpost/messages", (route) => route.abort());
    await chat.button("Something happened at work").click();
    await chat.button("Try again").waitFor();
  },
  ended: async (chat) => {
    await wellbeing(chat);
    await chat.press("Stop");
  },
};

/** @param {Chat} chat */
async function unfoldAll(chat) {
  await chat.page.locator("details").evaluateAll((all) => all.forEach((details) => details.setAttribute("open", "")));
}
