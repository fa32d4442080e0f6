// <signpost-chat>: a conversation in the page it stands on. Stores nothing; leaves at once when asked to.
import { Client } from "./client.js";
import { Conversation } from "./conversation.js";
import { el } from "./dom.js";
import { leave, watchShift } from "./exit.js";
import { measure, standing } from "./page.js";
import { words } from "./words.js";

const HERE = new URL(".", import.meta.url).href;
const STYLE_WITHIN_MS = 1_000;

/** The one on this page: two would be two conversations, and one exit. @type {SignpostChat | undefined} */
let open;

class SignpostChat extends HTMLElement {
  /** @type {AbortController | undefined} */
  #removed;
  /** @type {Conversation | undefined} */
  #conversation;

  connectedCallback() {
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (open) return shadow.replaceChildren(el("p", {}, words.already));
    open = this;
    this.#removed = new AbortController();
    const page = standing({
      exit: () => this.#exit(),
      send: () => this.#conversation?.sayTyped(),
      restart: () => this.#conversation?.restart(),
      copy: () => this.#conversation?.keepCopy(),
    });
    const client = new Client(
      new URL(`${this.getAttribute("endpoint") ?? HERE}/`.replace(/\/+$/, "/"), document.baseURI).href,
    );
    const conversation = new Conversation(page, client, this.getAttribute("force"));
    this.#conversation = conversation;
    this.#appear(shadow, page);
    this.#watch(this.#removed.signal, conversation);
    conversation.start();
    const english = /^(en\b|$)/i.test(this.getAttribute("language") ?? "");
    if (!english) page.title.after(el("p", { class: "hint" }, words.onlyEnglish));
  }

  disconnectedCallback() {
    if (open !== this) return;
    open = undefined;
    this.#removed?.abort();
    this.#conversation?.close();
  }

  /**
   * What the page wrote inside the tag stays in sight until the style is there; then all is shown in one go.
   * @param {ShadowRoot} shadow
   * @param {import("./page.js").Page} page
   */
  #appear(shadow, page) {
    const slot = el("slot");
    const shown = () => {
      slot.remove();
      page.root.hidden = false;
    };
    page.root.hidden = true;
    const style = el("link", { rel: "stylesheet", href: `${HERE}style.css`, onload: shown, onerror: shown });
    shadow.replaceChildren(style, slot, page.root);
    // A style that never comes must not keep Exit and the numbers away.
    setTimeout(shown, STYLE_WITHIN_MS);
    const bar = new ResizeObserver(() => measure(page));
    bar.observe(page.bar);
    this.#removed?.signal.addEventListener("abort", () => bar.disconnect());
  }

  /**
   * @param {AbortSignal} signal
   * @param {Conversation} conversation
   */
  #watch(signal, conversation) {
    watchShift(
      signal,
      (left) => conversation.tell(words.shift[left]),
      () => this.#exit(),
    );
    // Leaving by any way forgets; coming back by the browser's own cache must show nothing old.
    addEventListener("pagehide", () => conversation.close(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && conversation.start(), { signal });
  }

  #exit() {
    // Emptying the page takes this element out of it, and with that the session ends.
    leave(this.getAttribute("exit-page") ?? "/");
  }
}

if (!customElements.get("signpost-chat")) customElements.define("signpost-chat", SignpostChat);
