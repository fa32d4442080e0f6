// A copy to keep, made in the browser from what was shown. It is the person's own: to change, copy, download or print.
/** @import { AnswerMessage, Item, Message, OutcomeMessage, Source } from "./types" */
import { button, el, heading, prose } from "./dom.js";
import { words } from "./words.js";

const { copy } = words;

/** What was shown in a conversation, as far as a person may want to keep it. */
export class Notes {
  /** @type {Item[]} */
  soFar = [];
  /** @type {string[]} */
  typed = [];
  #outcome = "";
  #force = "";
  /** @type {Map<string, Source>} */
  #sources = new Map();
  /** @type {Map<string, AnswerMessage>} */
  #answers = new Map();

  /** @param {Message[]} messages */
  take(messages) {
    for (const message of messages) {
      if ("so_far" in message && message.so_far) this.#told(message.so_far);
      // Something is being answered anew: the result does not hold any more.
      if (message.kind === "question") this.#outcome = "";
      if (message.kind === "outcome") this.#outcome = written(message);
      if (message.kind === "answer" && message.answer) this.#answers.set(message.answer, message);
      if ("sources" in message) message.sources?.forEach((source) => this.#sources.set(source.policy, source));
    }
  }

  /** @param {Item[]} soFar */
  #told(soFar) {
    this.soFar = soFar;
    const force = soFar.find(({ fact }) => fact === "force")?.text ?? "";
    // What was answered for one force is not kept for another.
    if (this.#force && this.#force !== force) [this.#answers, this.#sources].forEach((kept) => kept.clear());
    this.#force = force;
  }

  /** Whether there is anything to keep. */
  get any() {
    return Boolean(this.#outcome || this.#answers.size);
  }

  /** Everything as plain text, but for the person's own words. */
  get text() {
    const answers = [...this.#answers.values()].map(({ title = "", text, citations }) =>
      [title, text, citations.map(({ policy, paragraph }) => `${policy} ${paragraph}`).join("; ")].join("\n"),
    );
    const sources = [...this.#sources.values()].map(
      ({ policy, title, address }) => `- ${policy}: ${title}. ${address ?? ""}`,
    );
    const told = this.soFar.map(({ text }) => `- ${text}`);
    return [
      copy.title,
      copy.made(),
      part(copy.answers, told),
      this.#outcome,
      part(copy.asked, answers),
      part(copy.sources, sources),
    ]
      .filter(Boolean)
      .join("\n\n");
  }
}

/** A result with what is to be read first. @param {OutcomeMessage} message */
const written = ({ notices, text }) =>
  [...notices.filter(({ first }) => first).map((notice) => `${notice.title}\n${notice.text}`), text].join("\n\n");

/** @param {string} title @param {string[]} lines */
const part = (title, lines) => (lines.length ? [title, ...lines].join("\n") : "");

/**
 * The place where the copy is looked through and taken.
 * @param {Notes} notes
 * @param {(text: string) => void} tell says what was done
 * @param {() => void} closed
 */
export function copyPanel(notes, tell, closed) {
  const box = el("textarea", { id: "copy", rows: "14", autocomplete: "off" });
  box.value = notes.text;
  const typed = `${part(copy.typed, notes.typed)}\n\n`;
  // Put before the rest and taken away again, so that nothing the person has changed is lost.
  const onchange = () => {
    if (said.checked) box.value = typed + box.value;
    // Words that were changed are the person's own by now, and stay.
    else if (box.value.includes(typed)) box.value = box.value.replace(typed, "");
    else said.checked = true;
  };
  const said = el("input", { type: "checkbox", autocomplete: "off", onchange });
  const panel = el(
    "section",
    { class: "copy card" },
    heading(2, copy.button),
    ...prose(copy.what),
    notes.typed.length > 0 && el("label", { class: "tick" }, said, copy.said),
    el("label", { for: box.id }, copy.box),
    box,
    el(
      "div",
      { class: "row" },
      button(copy.copy, () => toClipboard(box, tell)),
      button(copy.download, () => {
        download(box.value);
        tell(copy.downloaded);
      }),
      button(copy.print, () => print(box.value)),
      button(
        copy.close,
        () => {
          panel.remove();
          closed();
        },
        { class: "plain-button" },
      ),
    ),
  );
  return panel;
}

/**
 * @param {HTMLTextAreaElement} box
 * @param {(text: string) => void} tell
 */
async function toClipboard(box, tell) {
  try {
    await navigator.clipboard.writeText(box.value);
    tell(copy.copied);
  } catch {
    // Without HTTPS there is no clipboard to write to, and a browser may refuse it: the person can still copy by hand.
    box.focus();
    box.select();
    tell(copy.byHand);
  }
}

/** @param {string} text */
function download(text) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  el("a", { href, download: copy.file }).click();
  URL.revokeObjectURL(href);
}

/** What takes the printed text out of the page again. */
export let clearPaper = () => {};

/**
 * Print a text alone: for as long as that takes it is all that the page shows on paper.
 * @param {string} text
 */
function print(text) {
  clearPaper();
  const paper = el("pre", { class: "signpost-print" }, text);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.signpost-print { display: none }
    @media print {
      body { visibility: hidden }
      body > * { display: none !important }
      body > .signpost-print { display: block !important; visibility: visible; white-space: pre-wrap }
    }`);
  const { title } = document;
  const before = [...document.adoptedStyleSheets];
  document.adoptedStyleSheets = [...before, sheet];
  document.title = copy.title;
  document.body.append(paper);
  clearPaper = () => {
    clearPaper = () => {};
    paper.remove();
    document.adoptedStyleSheets = before;
    document.title = title;
  };
  addEventListener("afterprint", () => clearPaper(), { once: true });
  window.print();
}
