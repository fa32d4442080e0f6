// <signpost-chat>: talks to the server it was loaded from and shows what it says. Holds the session in memory only,
// stores nothing, and builds every node by the DOM, so nothing that was said can become markup.
import { words } from "./words.js";

const BASE = new URL(".", import.meta.url);
const ALONE = ["unsure", "declined", "none"];
const WORKING_AFTER_MS = 700;

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== ""));
  return node;
}

const paragraphs = (text = "") => String(text).split(/\n+/).filter(Boolean).map((part) => el("p", {}, part));
const plain = (id) => String(id).replaceAll("_", " ");
const list = (items) => el("ul", {}, ...items.map((item) => el("li", {}, ...[item].flat())));

function sources(citations = []) {
  if (!citations.length) return "";
  const named = citations.map((c) => `${c.policy}, ${c.paragraph}`).join("; ");
  return el("p", { class: "source" }, `${words.source} ${named}`);
}

function contact({ name, kind, value, hours, checked }) {
  const web = /^https:\/\//.test(value) && { href: value, target: "_blank", rel: "noopener noreferrer" };
  const phone = kind === "phone" && { href: `tel:${value.replace(/[^\d+]/g, "")}` };
  const shown = web || phone ? el("a", web || phone, value) : value;
  const more = [hours, checked && words.checked(checked)].filter(Boolean).join("; ");
  return [el("strong", {}, name), " ", shown, more ? ` (${more})` : ""];
}

const card = (title, ...body) => el("section", { class: "card" }, title ? el("h3", {}, title) : "", ...body);

const cards = {
  routes: (r) => card(r.title, ...paragraphs(r.why ?? r.text), list((r.contacts ?? []).map(contact)),
    r.who_will_know ? el("p", {}, el("strong", {}, words.whoWillKnow), ` ${r.who_will_know}`) : "", sources(r.citations)),
  findings: (f) => card(f.title ?? plain(f.concept), el("p", { class: "status" }, words.status[f.status] ?? plain(f.status)),
    ...paragraphs(f.text),
    list((f.reasons ?? []).map((r) => [el("strong", {}, `${words.met[r.met] ?? r.met}:`), ` ${r.text}`, sources(r.citations)]))),
  duties: (d) => card(d.title, ...paragraphs(d.text), sources(d.citations)),
  notices: (n) => card(n.title, ...paragraphs(n.text), sources(n.citations)),
  unknown: (u) => card("", ...paragraphs(u.text ?? plain(u))),
};

function outcome(message) {
  const notices = message.notices ?? [];
  const rest = notices.filter((n) => !n.first);
  const section = (title, kind, items = []) =>
    items.length ? [el("section", {}, el("h2", {}, title), ...items.map(cards[kind]))] : [];
  // The text of an outcome is the whole of it as plain lines, for terminals: here the parts are laid out instead.
  const now = [el("h2", {}, words.now), list((message.now ?? []).map((title) => [title]))];
  return [el("section", {}, ...now),
    ...section(words.sections.findings, "findings", message.findings), ...section(words.sections.routes, "routes", message.routes),
    ...section(words.sections.duties, "duties", message.duties), ...section(words.sections.notices, "notices", rest),
    ...section(words.sections.unknown, "unknown", message.unknown)];
}

const kinds = {
  question: (m) => [m.progress ? el("p", { class: "progress" }, words.progress(m.progress.asked, m.progress.at_most)) : "",
    ...paragraphs(m.text), m.why ? el("details", {}, el("summary", {}, words.why), ...paragraphs(m.why)) : ""],
  crisis: (m) => [el("div", { class: "crisis" }, ...paragraphs(m.text), list((m.contacts ?? []).map(contact)))],
  outcome,
};
const shown = (m) => (kinds[m.kind] ?? ((other) => [...paragraphs(other.text), sources(other.citations)]))(m);

class SignpostChat extends HTMLElement {
  #session; #log; #choices; #box; #status; #alert; #abort = new AbortController(); #busy = false;

  connectedCallback() {
    if (this.#log) return;
    const danger = this.querySelector(".danger");
    this.#log = el("div", { role: "log", "aria-label": words.log, tabindex: "0" });
    this.#choices = el("div", { class: "choices" });
    this.#status = el("p", { role: "status", class: "status" });
    this.#alert = el("div", { role: "alert" });
    this.#box = el("textarea", { id: "box", rows: "3", maxlength: "4000", "aria-describedby": "box-hint", autocomplete: "off" });
    const form = el("form", { onsubmit: (event) => { event.preventDefault(); this.#sayTyped(); } },
      el("label", { for: "box" }, words.box), el("p", { id: "box-hint", class: "hint" }, words.boxHint), this.#box,
      el("button", { type: "submit" }, words.send));
    this.replaceChildren(
      el("header", {}, el("button", { type: "button", class: "exit", "aria-describedby": "exit-hint", onclick: () => this.#exit() },
        words.exit), el("p", { id: "exit-hint", class: "hint" }, words.exitHint), danger ?? ""),
      el("main", {}, el("h1", {}, words.heading), this.#log, this.#status, this.#alert, this.#choices, form));
    // Leaving by any way forgets; coming back by the browser's own cache must show nothing old.
    addEventListener("pagehide", () => { this.#forget(); this.#log.replaceChildren(); this.#box.value = ""; });
    addEventListener("pageshow", (event) => { if (event.persisted) this.#start(); });
    this.#start(false);
  }

  async #start(focus = true) {
    this.#session = undefined;
    this.#log.replaceChildren();
    const force = this.getAttribute("force");
    await this.#exchange("sessions", force ? { force } : {}, () => this.#start(), focus);
  }

  #say(body, echo) {
    if (this.#busy || !this.#session) return;
    const send = async () => {
      const answered = await this.#exchange("messages", { session: this.#session, ...body }, send);
      if (answered && this.#box.value.trim() === body.text) this.#box.value = "";
      return answered;
    };
    this.#log.append(el("div", { class: "you" }, el("p", { class: "who" }, words.you), ...paragraphs(echo)));
    return send();
  }

  #sayTyped() {
    const text = this.#box.value.trim();
    return text ? this.#say({ text }, text) : this.#fail(words.nothingTyped, this.#box);
  }

  #choose(fact, options) {
    return this.#say({ choose: { fact, values: options.map((o) => o.value) } }, options.map((o) => o.title).join(", "));
  }

  // Sends once; true if it was answered. On failure says so and offers to send the same again.
  async #exchange(path, body, again, focus = true) {
    if (this.#busy) return false;
    this.#busy = true;
    this.#alert.replaceChildren();
    const slow = setTimeout(() => { this.#status.textContent = words.working; }, WORKING_AFTER_MS);
    try {
      const answer = await fetch(new URL(path, BASE), { method: "POST", body: JSON.stringify(body), signal: this.#abort.signal,
        headers: { "Content-Type": "application/json" }, referrerPolicy: "no-referrer", cache: "no-store" });
      const data = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(), { said: data.error?.message, gone: answer.status === 404 });
      this.#session = data.session ?? this.#session;
      this.#show(data.messages, focus);
      return true;
    } catch (error) {
      const retry = error.gone ? [words.again, () => this.#start()] : [words.retry, again];
      this.#fail(error.said ?? words.offline, el("button", { type: "button", onclick: retry[1] }, retry[0]));
      return false;
    } finally {
      clearTimeout(slow);
      this.#status.textContent = "";
      this.#busy = false;
    }
  }

  #fail(message, control) {
    this.#alert.replaceChildren(el("p", {}, el("strong", {}, words.error), ` ${message}`));
    if (!control.isConnected) this.#alert.append(control);
    control.focus();
  }

  #show(messages, focus) {
    this.#choices.replaceChildren();
    for (const message of messages) {
      this.#log.append(el("div", { class: `guide ${message.kind}` }, el("p", { class: "who" }, words.guide), ...shown(message)));
      if (message.options?.length) this.#choices.replaceChildren(this.#controls(message));
    }
    if (focus) (this.#choices.querySelector("button, input") ?? this.#box).focus();
  }

  #controls(message) {
    const fact = message.kind === "understood" ? "understood" : message.fact;
    if (message.multiple) return this.#checkboxes(fact, message);
    const pick = (option) => (fact ? this.#choose(fact, [option])
      : option.value === "start_again" ? (this.#forget(), this.#start()) : this.#say({ text: option.title }, option.title));
    return el("div", { role: "group", "aria-label": message.text || words.choices },
      ...message.options.map((o) => el("button", { type: "button", class: "choice", onclick: () => pick(o) }, o.title)));
  }

  #checkboxes(fact, { text, options }) {
    const boxes = options.map((option, i) => el("input", { type: "checkbox", id: `o${i}`, value: option.value, onchange: ({ target }) => {
      for (const other of boxes) {
        const clash = ALONE.includes(target.value) || ALONE.includes(other.value);
        if (target.checked && clash && other !== target) other.checked = false;
      }
    } }));
    const done = () => {
      const ticked = options.filter((_, i) => boxes[i].checked);
      return ticked.length ? this.#choose(fact, ticked) : this.#fail(words.nothingTicked, boxes[0]);
    };
    return el("fieldset", {}, el("legend", {}, text || words.choices),
      ...boxes.map((box, i) => el("div", { class: "tick" }, box, el("label", { for: `o${i}` }, options[i].title))),
      el("button", { type: "button", onclick: done }, words.next));
  }

  #forget() {
    if (!this.#session) return;
    const body = JSON.stringify({ session: this.#session });
    this.#session = undefined;
    navigator.sendBeacon(new URL("forget", BASE), new Blob([body], { type: "application/json" }));
  }

  #exit() {
    document.documentElement.replaceChildren(el("body"));
    this.#abort.abort();
    this.#forget();
    location.replace(this.getAttribute("exit-url") ?? "about:blank");
  }
}

customElements.define("signpost-chat", SignpostChat);
