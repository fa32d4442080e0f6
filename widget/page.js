// The parts of the page that stand, whatever is said: the bar with Exit and help, the conversation, the box, and what
// is kept at hand.
import { button, el, heading } from "./dom.js";
import { lines } from "./messages.js";
import { words } from "./words.js";

/** @typedef {ReturnType<typeof standing>} Page */

/** The parts that change while people talk. */
const parts = () => ({
  title: heading(1, words.name),
  helpTitle: el("summary", {}, words.talk),
  help: el("details", { class: "help" }),
  log: el("div", { role: "log", "aria-label": words.log }),
  controls: el("div", { class: "controls" }),
  status: el("p", { role: "status" }),
  alert: el("div", { role: "alert" }),
  boxError: el("p", { id: "box-error", class: "error", role: "alert" }),
  box: el("textarea", {
    id: "box",
    rows: "3",
    maxlength: "4000",
    "aria-describedby": "box-hint box-error",
    autocomplete: "off",
  }),
  soFar: el("details", { class: "so-far", hidden: true }),
  copyPlace: el("div"),
});

/**
 * Build the page.
 * @param {{ exit: () => void, send: () => void, restart: () => void, copy: () => void }} acts
 */
export function standing({ exit, send, restart, copy: keep }) {
  const page = parts();
  showHelp(page, words.lines);
  const out = button(words.exit, exit, { class: "exit", "aria-describedby": "exit-hint" });
  const danger = el("p", { class: "danger" }, words.danger, " ", el("a", { href: "tel:999" }, words.call999));
  const bar = el("div", { class: "bar" }, out, danger, page.help, page.status);
  const copy = button(words.copy.button, keep, { hidden: true, class: "plain-button" });
  const again = button(words.again.button, restart, { class: "plain-button" });
  const tools = el("div", { class: "tools" }, copy, again, page.soFar);
  const hint = el("p", { id: "exit-hint", class: "hint" }, words.exitHint);
  const talk = [page.log, page.alert, page.controls, form(page, send)];
  const body = el("div", { class: "body" }, page.title, hint, ...talk, tools, page.copyPlace);
  const attributes = { class: "signpost", lang: "en-GB", dir: "ltr", "aria-label": words.name, onkeydown: once };
  const root = el("section", attributes, bar, body);
  return { ...page, copy, tools, out, bar, root };
}

// A key that is held down answers one question, not all that follow.
const once = (/** @type {KeyboardEvent} */ event) => {
  const writing = /** @type {Element} */ (event.target).localName === "textarea";
  if (event.repeat && event.key === "Enter" && !writing) event.preventDefault();
};

/**
 * The box for a person's own words.
 * @param {ReturnType<typeof parts>} page
 * @param {() => void} send
 */
function form({ box, boxError }, send) {
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    send();
  };
  const label = el("label", { for: box.id }, words.box);
  const hint = el("p", { id: "box-hint", class: "hint" }, words.boxHint);
  return el("form", { onsubmit }, label, hint, boxError, box, el("button", { type: "submit" }, words.send));
}

/**
 * Show lines to call at the top; in a crisis open and under a heading of its own.
 * @param {Pick<Page, "help" | "helpTitle">} page
 * @param {Parameters<typeof lines>[0]} entries
 * @param {boolean} [crisis]
 */
export function showHelp({ help, helpTitle }, entries, crisis = false) {
  helpTitle.textContent = crisis ? words.help : words.talk;
  help.replaceChildren(helpTitle, lines(entries) ?? "");
  help.open = crisis;
}

/**
 * Ask once before everything goes. Not as a modal dialog: Exit must stay within reach.
 * @param {Element} place where the question stands
 * @param {() => void} yes
 */
export function askToRestart(place, yes) {
  const { sure, what, yes: go, no } = words.again;
  const answered = (/** @type {boolean} */ agreed) => {
    dialog.close();
    dialog.remove();
    if (agreed) yes();
  };
  const onkeydown = (/** @type {KeyboardEvent} */ { key }) => key === "Escape" && answered(false);
  const keys = el(
    "div",
    { class: "row" },
    button(go, () => answered(true)),
    button(no, () => answered(false), { class: "plain-button" }),
  );
  const title = el("h2", { id: "again-title", tabindex: "-1", autofocus: true }, sure);
  const dialog = el(
    "dialog",
    { class: "card", "aria-labelledby": title.id, onkeydown },
    title,
    el("p", {}, what),
    keys,
  );
  place.querySelector("dialog")?.remove();
  place.append(dialog);
  dialog.show();
  dialog.scrollIntoView({ block: "nearest" });
}

/**
 * Tell the style how high the bar is: what is moved to must not end up behind it. On low screens Exit alone stays.
 * @param {Pick<Page, "root" | "bar" | "out">} page
 */
export const measure = ({ root, bar, out }) =>
  root.style.setProperty("--bar", `${bar.offsetHeight || out.offsetHeight}px`);
