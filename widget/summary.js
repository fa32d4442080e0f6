// A copy to keep, made in the browser from what was shown. It is the person's own: to change, copy, download or print.
/** @import { AnswerMessage, Item, Message } from "./types" */
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
  /** @type {Map<string, AnswerMessage>} */
  #answers = new Map();

  /** @param {Message[]} messages */
  take(messages) {
    for (const message of messages) {
      if (message.kind === "outcome") this.#outcome = message.text;
      if (message.kind === "answer" && message.answer) this.#answers.set(message.answer, message);
      if ("so_far" in message && message.so_far) this.soFar = message.so_far;
    }
  }

  /** Whether there is anything to keep. */
  get any() {
    return Boolean(this.#outcome || this.#answers.size);
  }

  /**
   * Everything as plain text.
   * @param {boolean} withTyped whether the person's own words go in
   */
  text(withTyped) {
    const answers = [...this.#answers.values()].map(({ title = "", text, citations }) =>
      [title, text, citations.map(({ policy, paragraph }) => `${policy} ${paragraph}`).join("; ")]
        .filter(Boolean)
        .join("\n"),
    );
    return [
      copy.title,
      part(copy.typed, withTyped ? this.typed : []),
      part(
        copy.answers,
        this.soFar.map(({ text }) => `- ${text}`),
      ),
      this.#outcome,
      part(copy.asked, answers),
    ]
      .filter(Boolean)
      .join("\n\n");
  }
}

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
  box.value = notes.text(false);
  const said = el("input", {
    type: "checkbox",
    id: "copy-said",
    autocomplete: "off",
    onchange: () => {
      box.value = notes.text(said.checked);
    },
  });
  const panel = el(
    "section",
    { class: "copy card" },
    heading(2, copy.button),
    ...prose(copy.what),
    notes.typed.length > 0 && el("div", { class: "tick" }, said, el("label", { for: said.id }, copy.said)),
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

/** Print a text alone: for as long as that takes it is all that the page shows on paper. @param {string} text */
function print(text) {
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
  addEventListener(
    "afterprint",
    () => {
      paper.remove();
      document.adoptedStyleSheets = before;
      document.title = title;
    },
    { once: true },
  );
  window.print();
}
