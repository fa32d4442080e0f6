// What happens in a conversation: a turn is sent, what comes back is shown, and what fails is said.
/** @import { Acts, Message } from "./types" */
import { Failure } from "./client.js";
import { button, el, prose } from "./dom.js";
import { changeable, controlsOf, spoken } from "./messages.js";
import { askToRestart, measure, showHelp } from "./page.js";
import { clearPaper, copyPanel, Notes } from "./summary.js";
import { words } from "./words.js";

const WORKING_AFTER_MS = 700;
const OUTDATES_COPY = ["question", "outcome", "answer"];

export class Conversation {
  /** @type {import("./page.js").Page} */
  #page;
  #client;
  #force;
  #notes = new Notes();
  #busy = false;
  // Raised when everything is wiped: what a turn begun before still brings is not shown any more.
  #round = 0;
  /** @type {Acts} */
  #acts = {
    choose: (fact, options) =>
      void this.#turn(() => this.#client.choose(fact, options), options.map(({ title }) => title).join(", ")),
    say: (text) => this.#turn(() => this.#client.say(text), text),
    restart: () => this.restart(),
    change: () => {
      const { soFar } = this.#page;
      soFar.open = true;
      soFar.querySelector("summary")?.focus();
    },
  };

  /**
   * @param {import("./page.js").Page} page
   * @param {import("./client.js").Client} client
   * @param {string | null} force the force, where the page knows it
   */
  constructor(page, client, force) {
    this.#page = page;
    this.#client = client;
    this.#force = force;
  }

  /**
   * Begin. Focus is not taken from whoever is just opening the page.
   * @param {boolean} [focus]
   * @returns {Promise<boolean>}
   */
  start(focus = false) {
    return this.#exchange(() => this.#client.open(this.#force), { focus, again: () => this.start(true) });
  }

  /** Say what stands in the box. */
  sayTyped() {
    const { box, boxError } = this.#page;
    const text = box.value.trim();
    if (!text) {
      boxError.replaceChildren(el("strong", {}, words.error), ` ${words.nothingTyped}`);
      return box.focus();
    }
    this.#sendTyped(text);
  }

  // Trying again sends what stands in the box by then: the person may have taken a name out.
  async #sendTyped(/** @type {string} */ text) {
    const { box } = this.#page;
    const again = () => this.sayTyped();
    if (!(await this.#turn(() => this.#client.say(text), text, again))) return;
    this.#notes.typed.push(text);
    if (box.value.trim() === text) box.value = "";
  }

  /** Ask, then wipe both sides and begin anew. */
  restart() {
    askToRestart(this.#page.tools, async () => {
      this.close();
      this.#page.title.focus();
      if (await this.start()) this.tell(words.again.done);
      this.#page.title.scrollIntoView({ block: "nearest" });
    });
  }

  /** End it: the server forgets, and nothing of it is left here. */
  close() {
    this.#client.forget();
    this.#round += 1;
    this.#busy = false;
    this.#notes = new Notes();
    const { log, controls, alert, boxError, copyPlace, box, tools } = this.#page;
    for (const part of [log, controls, alert, boxError, copyPlace]) part.replaceChildren();
    box.value = "";
    clearPaper();
    tools.querySelector("dialog")?.remove();
    this.tell("");
    showHelp(this.#page, words.lines);
    this.#keepAtHand();
  }

  /**
   * Say something in passing.
   * @param {string} text
   */
  tell(text) {
    this.#page.status.textContent = text;
  }

  /** Open the copy to keep, or go to it. */
  keepCopy() {
    const { copyPlace, copy } = this.#page;
    const tell = (/** @type {string} */ text) => this.tell(text);
    if (!copyPlace.firstChild) copyPlace.append(copyPanel(this.#notes, tell, () => copy.focus()));
    copyPlace.querySelector("h2")?.focus();
    copyPlace.scrollIntoView();
  }

  /**
   * @param {() => Promise<Message[]>} send
   * @param {string} echo what the person said; shown once it has arrived, so that no more is claimed than was heard
   * @param {() => void} [again] what "Try again" does
   */
  async #turn(send, echo, again = () => void this.#turn(send, echo)) {
    if (this.#client.isOpen) return this.#exchange(send, { echo, again, focus: true });
    this.#page.alert.querySelector("button")?.focus();
    return false;
  }

  /**
   * Send once, and show what comes back. True if it was answered.
   * @param {() => Promise<Message[]>} send
   * @param {{ echo?: string, focus: boolean, again: () => void }} how
   */
  async #exchange(send, { echo, focus, again }) {
    if (this.#busy) return false;
    this.#busy = true;
    const round = this.#round;
    const { alert, boxError } = this.#page;
    alert.replaceChildren();
    boxError.replaceChildren();
    this.tell("");
    const slow = setTimeout(() => this.tell(words.working), WORKING_AFTER_MS);
    try {
      const messages = await send();
      if (round !== this.#round) return false;
      this.tell("");
      this.#show(messages, echo, focus);
      return true;
    } catch (error) {
      if (round === this.#round) this.#failed(error, again);
      return false;
    } finally {
      clearTimeout(slow);
      if (round === this.#round) this.#busy = false;
    }
  }

  /**
   * @param {unknown} error
   * @param {() => void} again
   */
  #failed(error, again) {
    const { status, message } = error instanceof Failure ? error : new Failure();
    // What is no failure of the server is one of ours: the person can go on, and whoever keeps the page is told.
    if (!(error instanceof Failure)) console.error(error);
    this.tell("");
    if (status === 400 && this.#force && !this.#client.isOpen) return this.#withoutForce();
    if (status === 404) this.#page.controls.replaceChildren();
    const way = status === 404 ? button(words.again.button, () => this.#anew()) : button(words.retry, again);
    const said = el("p", {}, el("strong", {}, words.error), ` ${message || words.offline}`);
    this.#page.alert.replaceChildren(said, way);
    way.focus();
  }

  // The server holds the conversation no longer. What stands in the box was not sent, and stays.
  #anew() {
    const { box } = this.#page;
    const { value } = box;
    this.close();
    box.value = value;
    this.start(true);
  }

  // A page that names a force the server does not know is the page owner's mistake: the person is asked instead.
  #withoutForce() {
    console.error(`signpost-chat: no such force: ${this.#force}`);
    this.#force = null;
    queueMicrotask(() => this.start());
  }

  /**
   * @param {Message[]} messages
   * @param {string | undefined} echo
   * @param {boolean} focus
   */
  #show(messages, echo, focus) {
    this.#notes.take(messages);
    const { log, controls, box, copyPlace } = this.#page;
    const you = echo ? [el("div", { class: "you" }, el("p", { class: "who" }, words.you), ...prose(echo))] : [];
    const said = this.#laidOut(messages);
    log.append(...you, ...said);
    const crisis = messages.findLast((message) => message.kind === "crisis");
    if (crisis?.kind === "crisis") showHelp(this.#page, crisis.contacts, true);
    const asking = messages.map((message) => controlsOf(message, this.#acts)).findLast((made) => made.length);
    // An answer in passing leaves open what could be chosen before.
    if (asking) controls.replaceChildren(...asking.filter((node) => node instanceof Node));
    this.#keepAtHand();
    if (copyPlace.firstChild && messages.some(({ kind }) => OUTDATES_COPY.includes(kind))) {
      copyPlace.replaceChildren();
      this.tell(words.copy.stale);
    }
    // Whoever is typing goes on typing: keys meant for words must not press what is new.
    const typing = box.matches(":focus") && box.value && box.value.trim() !== echo;
    if (typing) this.tell(words.answered);
    else if (focus) this.#lead([...you, ...said], said[0], (asking && controls.querySelector("button, input")) || box);
  }

  /**
   * A result is one page, read from its first heading and not aloud as a whole. Only the latest is shown.
   * @param {Message[]} messages
   */
  #laidOut(messages) {
    const said = (/** @type {Message} */ message) => spoken(message, this.#acts);
    if (!messages.some(({ kind }) => kind === "outcome")) return messages.map(said);
    for (const old of this.#page.log.querySelectorAll(".result:not(.replaced)")) {
      old.classList.add("replaced");
      old.append(el("p", { class: "hint" }, words.replaced));
    }
    const ends = messages.filter(({ kind }) => kind === "end");
    return [
      el("div", { class: "result", "aria-live": "off" }, ...messages.filter(({ kind }) => kind !== "end").map(said)),
      ...ends.map(said),
    ];
  }

  #keepAtHand() {
    const { soFar, copy } = this.#page;
    soFar.hidden = !this.#notes.soFar.length;
    soFar.replaceChildren(
      el("summary", {}, words.soFar),
      changeable(this.#notes.soFar, words.change, this.#acts) ?? "",
    );
    copy.hidden = !this.#notes.any;
  }

  /**
   * Focus goes to the heading of help or of a result, else to the first new control; but where what was said and the
   * control do not fit on the screen together, to what was said.
   * @param {HTMLElement[]} added
   * @param {HTMLElement} said
   * @param {HTMLElement} control
   */
  #lead(added, said, control) {
    measure(this.#page);
    const title = added.map((node) => node.querySelector("h2")).find(Boolean);
    (title ?? added[0]).scrollIntoView();
    if (title) return title.focus({ preventScroll: true });
    if (control.getBoundingClientRect().bottom <= innerHeight) return control.focus({ preventScroll: true });
    said.tabIndex = -1;
    said.focus({ preventScroll: true });
    said.scrollIntoView();
  }
}
