// Three people on their way to an outcome, for every test that needs one.
/** @typedef {import("./page.mjs").Chat} Chat */

export const SAFE = "No, nobody is in danger now";
export const GROPED = "My sergeant groped me at work last week. I am a PC in Kent.";
export const CRISIS = "I want to kill myself";
export const QUESTION = "is it confidential what she told me?";
export const SEXUAL = "Something sexual: remarks, images, messages or touching";
export const INSULTING = "Offensive or insulting words, jokes or images";

/** A volunteer in Essex who wants support: buttons only. @param {Chat} chat */
export async function wellbeing(chat) {
  await chat.press("I want support for my wellbeing", SAFE, "Essex Police", "Police support volunteer");
}

/** A constable in Kent, groped by her sergeant, in her own words. @param {Chat} chat */
export async function groped(chat) {
  await chat.say(GROPED);
  await chat.press("Yes, that is right", SAFE);
}

/** A manager in Dyfed-Powys as far as the question with boxes. @param {Chat} chat */
export async function managerAtBoxes(chat) {
  await chat.press("I manage people and want to know my duties", SAFE, "No", "Dyfed-Powys Police", "Police officer");
}

/** A manager in Dyfed-Powys who was told of something, with a question in between. @param {Chat} chat */
export async function manager(chat) {
  await managerAtBoxes(chat);
  await chat.tick(SEXUAL, INSULTING);
  await chat.say(QUESTION);
  await chat.press("A colleague");
}

/** The same manager, who then was somebody else: a second result on the page. @param {Chat} chat */
export async function changed(chat) {
  await manager(chat);
  await chat.unfold("Your answers so far");
  await chat.press("Change: you are a police officer", "Police staff, PCSOs too");
}
