// One renderer for each kind of message: what is said, and the controls that answer it. An outcome has a file of its
// own.
/**
 * @import {
 *   Acts, AnswerMessage, Child, Contact, CrisisMessage, EndMessage, Item, Meaning, Message, NoticeMessage, Option,
 *   QuestionMessage, UnderstoodMessage
 * } from "./types"
 */
import { citing, contacts, reach, withoutContacts } from "./contacts.js";
import { button, el, heading, list, prose } from "./dom.js";
import { findingCard, outcome } from "./outcome.js";
import { words } from "./words.js";

const OPEN = ["unsure", "declined"];
const ALONE = [...OPEN, "none"];
const IN_VIEW = 3;

/** @typedef {(message: any, acts: Acts) => Child[]} Renderer */
/** @type {Record<string, { said?: Renderer, controls?: Renderer }>} */
const KINDS = {
  notice: { said: notice },
  question: { controls: question },
  understood: { controls: understood },
  outcome: { said: outcome },
  answer: { said: answer, controls: related },
  crisis: { said: crisis },
  end: { controls: end },
};

/**
 * What was said, with who says it. What has no renderer, a plain text or a kind not known yet, is shown by its text.
 * @param {Message} message
 * @param {Acts} acts
 */
export const spoken = (message, acts) =>
  el(
    "div",
    { class: message.kind },
    el("p", { class: "unseen" }, words.guide),
    ...(KINDS[message.kind]?.said?.(message, acts) ?? prose(message.text)),
  );

/**
 * The controls that answer a message; none where nothing is to be chosen.
 * @param {Message} message
 * @param {Acts} acts
 * @returns {Child[]}
 */
export function controlsOf(message, acts) {
  const chosen = "options" in message && message.options?.length;
  return (chosen && KINDS[message.kind]?.controls?.(message, acts)) || [];
}

/** Something a person should know before going on. @param {NoticeMessage} message */
function notice({ title, text, sources, citations }) {
  return [title && heading(2, title), ...prose(text), citing(sources)(citations)];
}

/** Signs of danger: the words, then the lines that are open now. @param {CrisisMessage} message */
function crisis({ text, contacts: entries }) {
  return [
    heading(2, words.crisis),
    ...prose(withoutContacts(text, entries)),
    ...contacts(entries.map((entry) => ({ ...entry, checked: null }))),
  ];
}

/**
 * The lines of a crisis in few words, each number once: what stays in view at the top.
 * @param {Pick<Contact, "name" | "kind" | "value">[]} entries
 */
export function lines(entries) {
  const first = entries.filter(
    ({ kind, value }, i) =>
      kind in words.by && value !== "999" && entries.findIndex((entry) => entry.value === value) === i,
  );
  return list(
    first.slice(0, IN_VIEW).map((entry) => [`${entry.name} `, el("span", { class: "nowrap" }, ...reach(entry))]),
    { class: "lines" },
  );
}

/** An answer: its paragraph, how definitions stand, whom to reach, words explained. @param {AnswerMessage} message */
function answer({ text, says = text, contacts: entries, sources, citations, findings = [], words: explained = [] }) {
  const cite = citing(sources);
  const cards = findings.map((finding) => findingCard(finding, cite));
  return [...prose(says), cite(citations), ...cards, ...contacts(entries), meanings(explained)];
}

/** @param {Meaning[]} entries */
const meanings = (entries) =>
  entries.length > 0 &&
  el(
    "details",
    {},
    el("summary", {}, words.meanings),
    list(entries.map(({ word, means }) => [el("strong", {}, `${word}:`), ` ${means}`])),
  );

/** Other answers: related ones, or those that may be meant. @param {AnswerMessage} message @param {Acts} acts */
function related({ answer: given, options = [] }, acts) {
  return [
    given && el("p", { class: "hint" }, words.related),
    choices(words.choices, options, (option) => acts.choose("answer", [option])),
  ];
}

/** The ways to go on. @param {EndMessage} message @param {Acts} acts */
function end({ options }, acts) {
  /** @type {Record<string, () => void>} */
  const here = { start_again: acts.restart, change: acts.change };
  return [choices(words.choices, options, ({ value, title }) => (here[value] ?? (() => acts.say(title)))())];
}

/**
 * What was taken from a person's words: to confirm as a whole, or to change item by item.
 * @param {UnderstoodMessage} message
 * @param {Acts} acts
 */
function understood({ options, items = [] }, acts) {
  const [confirm] = options;
  return [
    el(
      "div",
      { role: "group", "aria-label": words.understood },
      button(confirm.title, () => acts.choose("understood", [confirm])),
      changeable(items, words.change, acts),
    ),
  ];
}

/**
 * Things told, or not told yet, each with the way to say it anew at any time.
 * @param {Item[]} items
 * @param {string} label
 * @param {Acts} acts
 */
export const changeable = (items, label, acts) =>
  list(
    items.map(({ fact, text }) => {
      const title = `${label}: ${text}`;
      return [
        el("span", {}, text),
        button(label, () => acts.choose("understood", [{ value: fact, title }]), {
          class: "change",
          "aria-label": title,
        }),
      ];
    }),
    { class: "items" },
  );

/**
 * A question's answers as buttons, or as boxes where several may hold, with where it stands and why it is asked.
 * @param {QuestionMessage} message
 * @param {Acts} acts
 */
function question({ text, options, fact, multiple, why, progress: { asked, at_most: atMost } }, acts) {
  const choose = (/** @type {Option[]} */ ticked) => acts.choose(fact, ticked);
  const group = multiple ? boxes(text, options, choose) : choices(text, options, (option) => choose([option]));
  group.setAttribute("aria-describedby", "why");
  const progress = asked
    ? [
        el("p", { class: "progress" }, words.progress(asked, atMost)),
        el("progress", { max: atMost, value: asked, "aria-hidden": "true" }),
      ]
    : [];
  return [...progress, el("p", { id: "why", class: "hint" }, why && `${words.why} ${why}`), group];
}

/** @param {string} label @param {Option[]} options @param {(option: Option) => void} pick */
const choices = (label, options, pick) =>
  el(
    "div",
    { role: "group", "aria-label": label },
    ...options.map((option) =>
      button(option.title, () => pick(option), { class: OPEN.includes(option.value) ? "choice open" : "choice" }),
    ),
  );

/** @param {string} label @param {Option[]} options @param {(ticked: Option[]) => void} pick */
function boxes(label, options, pick) {
  const inputs = options.map(({ value }) => el("input", { type: "checkbox", value, autocomplete: "off" }));
  const error = el("p", { id: "boxes-error", class: "error", role: "alert" });
  const done = () => {
    const ticked = options.filter((_, i) => inputs[i].checked);
    if (ticked.length) return pick(ticked);
    error.replaceChildren(el("strong", {}, words.error), ` ${words.nothingTicked}`);
    inputs[0].setAttribute("aria-describedby", error.id);
    inputs[0].focus();
  };
  const rows = inputs.map((input, i) => el("label", { class: "tick" }, input, options[i].title));
  return el(
    "fieldset",
    { onchange: (/** @type {Event} */ event) => keepApart(inputs, event) },
    el("legend", { class: "unseen" }, label),
    error,
    ...rows,
    button(words.next, done),
  );
}

/**
 * What cannot stand beside others takes their ticks away, and loses its own to them.
 * @param {HTMLInputElement[]} inputs
 * @param {Event} event
 */
function keepApart(inputs, { target }) {
  const changed = /** @type {HTMLInputElement} */ (target);
  for (const other of inputs) {
    const clash = ALONE.includes(changed.value) || ALONE.includes(other.value);
    if (changed.checked && clash && other !== changed) other.checked = false;
  }
}
