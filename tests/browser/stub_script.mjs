// What the stub says: a short conversation in which every kind of message of the contract comes up.
import { readFileSync } from "node:fs";

export const MESSAGES = JSON.parse(readFileSync(new URL("stub_messages.json", import.meta.url), "utf8"));
export const TYPED = {
  /** Understood as two facts. */
  facts: "It happened to me more than once",
  crisis: "Someone is hurt",
  /** Answered with markup and dangerous addresses in every place that takes text. */
  markup: "Show me markup",
  /** Answered from the documents, as is anything else. */
  question: "May I use the programme?",
};
/** @type {Record<string, string>} */
const NEXT = { purpose: "danger", danger: "characteristic", understood: "purpose" };
const FORCES = ["essex", "kent", "dyfed_powys"];

/** @typedef {Map<string, string>} Told what was told so far: fact, phrase */

/**
 * The first messages, or undefined where the force is unknown.
 * @param {Told} told
 * @param {string | undefined} force
 */
export function opening(told, force) {
  if (force !== undefined && !FORCES.includes(force)) return undefined;
  return [MESSAGES.border, question("purpose", told)];
}

/**
 * The answer to a body of POST messages.
 * @param {Told} told
 * @param {{text?: string, choose?: {fact: string, values: string[]}}} body
 */
export function reply(told, { text, choose }) {
  return choose ? chosen(told, choose.fact, choose.values) : typed(text ?? "");
}

/** @param {Told} told @param {string} fact @param {string[]} values */
function chosen(told, fact, values) {
  if (fact === "answer") return [MESSAGES.answer];
  if (fact === "understood" && values[0] in MESSAGES.questions) return [question(values[0], told)];
  /** @type {{value: string, title: string}[]} */ const options = MESSAGES.questions[fact]?.options ?? [];
  const titles = options.filter((option) => values.includes(option.value)).map((option) => option.title.toLowerCase());
  if (titles.length) told.set(fact, titles.join(" and "));
  const next = fact in NEXT ? [question(NEXT[fact], told)] : result(told);
  return fact === "danger" && values[0] === "yes" ? [MESSAGES.crisis, ...next] : next;
}

/** @param {string} text */
function typed(text) {
  const end = MESSAGES.end.options.find((/** @type {{title: string}} */ option) => option.title === text)?.value;
  if (text === TYPED.facts || end === "change") return [MESSAGES.understood];
  if (text === TYPED.crisis) return [MESSAGES.crisis];
  if (text === TYPED.markup) return MESSAGES.markup;
  return end === "stop" ? [MESSAGES.stopped] : [MESSAGES.answer];
}

/** @param {Told} told */
const result = (told) => [MESSAGES.first_notice, { ...MESSAGES.outcome, so_far: soFar(told) }, MESSAGES.end];

/** @param {string} fact @param {Told} told */
const question = (fact, told) => ({ ...MESSAGES.questions[fact], so_far: soFar(told) });

/** @param {Told} told */
const soFar = (told) => [...told].map(([fact, text]) => ({ fact, text }));
