// <signpost-chat>: talks to the server it was loaded from and shows what it says. Holds the session in memory only,
// stores nothing, and builds every node by the DOM, so nothing that was said can become markup.
import { words } from "./words.js";

const BASE = new URL(".", import.meta.url);
const OPEN = ["unsure", "declined"];
const ALONE = [...OPEN, "none"];
const WORKING_AFTER_MS = 700;
const WAYS_OPENED = 3;
const SHOWN_WHOLE = 40;

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
const list = (items, attributes) => (items.length ? el("ul", attributes, ...items.map((item) => el("li", {}, ...[item].flat()))) : "");
const labelled = (label, text) => (text ? el("p", {}, el("strong", {}, label), ` ${text}`) : "");
// A heading that focus can be moved to, so that reading goes on from there.
const heading = (level, text) => el(`h${level}`, { tabindex: "-1" }, text);

// A button and not a link: an address with a fragment would be one more entry in the browser's history.
const jump = (title, to) => el("button", { type: "button", class: "jump", onclick: () => to.querySelector("h2, h3").focus() }, title);

function policyName(id) {
  const [, kind, slug] = /^(law|guidance):(.+)$/.exec(id) ?? [];
  if (!kind) return id;
  const name = slug.split("-").map((word) => (kind === "law" && word.length > 3 ? word[0].toUpperCase() + word.slice(1) : word));
  return kind === "law" ? name.join(" ").replace("act", "Act") : `${words.guidance} (${name.join(" ")})`;
}

function sources(citations = []) {
  if (!citations.length) return "";
  const byPolicy = new Map();
  for (const { policy, paragraph } of citations) byPolicy.set(policy, [...(byPolicy.get(policy) ?? []), paragraph]);
  const named = [...byPolicy].map(([policy, parts]) => `${policyName(policy)}, ${parts.join(", ").replaceAll("-", " ")}`);
  return el("p", { class: "source" }, `${words.source} ${named.join("; ")}`);
}

function reach(kind, value) {
  const digits = value.replace(/[^\d+]/g, "");
  const href = { phone: `tel:${digits}`, text: `sms:${digits}`, email: `mailto:${value}` }[kind];
  if (href) return el("a", { href }, value);
  if (!/^https:\/\//.test(value)) return value;
  return el("a", { href: value, target: "_blank", rel: "noopener noreferrer" },
    `${value.length > SHOWN_WHOLE ? new URL(value).host : value.slice("https://".length)} ${words.newTab}`);
}

function contact({ name, kind, value, hours, checked, confirm, for: purpose }) {
  return [el("strong", {}, name), el("p", { class: "reach" }, words.by[kind] ?? "", reach(kind, value)), el("p", {}, hours ?? ""),
    labelled(words.purpose, purpose), labelled(words.confirm, confirm),
    checked ? el("p", { class: "small" }, words.checked(new Date(`${checked}T12:00`))) : ""];
}

const contacts = (entries = []) => list(entries.map(contact), { class: "contacts" });

function way(r, titles, opened) {
  const first = (r.read_first ?? []).map((id) => titles.get(id)).filter(Boolean).join("; ");
  const body = [...paragraphs(r.why ?? r.text), labelled(words.readFirst, first), contacts(r.contacts),
    labelled(words.whoWillKnow, r.who_will_know), sources(r.citations)];
  const title = heading(3, r.title);
  return opened ? el("section", { class: "card" }, title, ...body) : el("details", { class: "card" }, el("summary", {}, title), ...body);
}

const reason = ({ met, text, citations }) => [el("span", { class: `mark ${met}`, "aria-hidden": "true" }, words.mark[met] ?? ""),
  el("div", {}, labelled(`${words.met[met] ?? met}:`, text), sources(citations))];

const parts = {
  findings: (f) => el("section", { class: "card" }, heading(3, f.title ?? plain(f.concept)),
    el("p", { class: "fits" }, words.status[f.status] ?? plain(f.status)), ...paragraphs(f.text), sources(f.citations),
    f.reasons?.length ? el("p", {}, el("strong", {}, words.reasons)) : "", list((f.reasons ?? []).map(reason), { class: "reasons" })),
  duties: (d) => el("section", { class: "plain" }, heading(3, d.title), labelled(words.time[d.time] ?? "", d.text),
    ...(d.say ?? []).map((said) => labelled(words.say, said)), ...(d.avoid ?? []).map((said) => labelled(words.avoid, said)), sources(d.citations)),
  notices: (n) => el("section", { class: "plain" }, heading(3, n.title), ...paragraphs(n.text), sources(n.citations)),
};

// The text of an outcome is the whole of it as plain lines, for terminals: here the parts are laid out instead.
function outcome({ now = [], findings = [], routes = [], duties = [], notices = [], unknown = [] }) {
  const titles = new Map(notices.map((n) => [n.notice, n.title]));
  const ways = routes.map((r, i) => way(r, titles, i < WAYS_OPENED));
  const step = ({ title, text }) => {
    const at = routes.findIndex((r) => r.title === title);
    return [at < 0 ? el("strong", {}, title) : jump(title, ways[at]), el("p", {}, text)];
  };
  const section = (title, ...body) => (body.some(Boolean) ? [el("section", {}, heading(2, title), ...body)] : []);
  const all = (kind, items) => items.map(parts[kind]);
  const rest = [...section(words.sections.findings, ...all("findings", findings)), ...section(words.sections.routes, ...ways),
    ...section(words.sections.duties, ...all("duties", duties)),
    ...section(words.sections.notices, ...all("notices", notices.filter((n) => !n.first))),
    ...section(words.sections.unknown, list(unknown.map((u) => u.text ?? plain(u))))];
  const further = rest.map((part) => jump(part.firstChild.textContent, part));
  return [...section(words.sections.now, list(now.map(step))), ...section(words.further, list(further)), ...rest];
}

// A crisis text ends with its contacts as lines, for terminals: here they are laid out instead.
function crisis({ text = "", contacts: entries = [] }) {
  const said = text.split("\n").filter((line) => !entries.some((c) => line.startsWith(`${c.name}: ${c.value}`)));
  return [heading(2, words.crisis), ...paragraphs(said.join("\n")), contacts(entries.map((c) => ({ ...c, checked: "" })))];
}

const meanings = (entries = []) => (entries.length ? el("details", {}, el("summary", {}, words.meanings),
  list(entries.map(({ word, means }) => [el("strong", {}, `${word}:`), ` ${means}`]))) : "");
const answer = (m) => [...paragraphs(m.text), sources(m.citations), meanings(m.words)];

const kinds = { crisis, outcome, answer, notice: (m) => [m.title ? heading(2, m.title) : "", ...paragraphs(m.text), sources(m.citations)] };
const shown = (m) => (kinds[m.kind] ?? ((other) => [...paragraphs(other.text), sources(other.citations)]))(m);
const spoken = (m) => el("div", { class: `guide ${m.kind}` }, el("p", { class: "unseen" }, words.guide), ...shown(m));

class SignpostChat extends HTMLElement {
  #session; #log; #choices; #box; #status; #alert; #boxAlert; #abort = new AbortController(); #busy = false;

  connectedCallback() {
    if (this.#log) return;
    const danger = this.querySelector(".danger");
    this.#log = el("div", { role: "log", "aria-label": words.log });
    this.#choices = el("div", { class: "choices" });
    this.#status = el("p", { role: "status", class: "status" });
    this.#alert = el("div", { role: "alert" });
    this.#boxAlert = el("div", { role: "alert" });
    this.#box = el("textarea", { id: "box", rows: "3", maxlength: "4000", "aria-describedby": "box-hint", autocomplete: "off" });
    const form = el("form", { onsubmit: (event) => { event.preventDefault(); this.#sayTyped(); } },
      el("label", { for: "box" }, words.box), el("p", { id: "box-hint", class: "hint" }, words.boxHint),
      this.#boxAlert, this.#box,
      el("button", { type: "submit" }, words.send));
    this.replaceChildren(
      el("header", {}, el("button", { type: "button", class: "exit", "aria-describedby": "exit-hint", onclick: () => this.#exit() },
        words.exit), danger ?? ""),
      el("main", {}, el("p", { id: "exit-hint", class: "hint" }, words.exitHint), el("h1", {}, words.heading), this.#log,
        this.#status, this.#alert, this.#choices, form));
    // Leaving by any way forgets; coming back by the browser's own cache must show nothing old.
    addEventListener("pagehide", () => { this.#forget(); this.#clear(); });
    addEventListener("pageshow", (event) => { if (event.persisted) this.#start(); });
    this.#start(false);
  }

  #clear() {
    for (const part of [this.#log, this.#choices, this.#alert, this.#boxAlert]) part.replaceChildren();
    this.#box.value = "";
  }

  async #start(focus = true) {
    if (this.#busy) return;
    this.#forget();
    this.#clear();
    await this.#open(focus);
  }

  async #open(focus = true) {
    const force = this.getAttribute("force");
    await this.#exchange("sessions", force ? { force } : {}, () => this.#open(), { focus });
  }

  #say(body, echo) {
    if (this.#busy) return;
    if (!this.#session) return this.#alert.querySelector("button")?.focus();
    const send = async () => {
      const answered = await this.#exchange("messages", { session: this.#session, ...body }, send, { echo });
      if (answered && this.#box.value.trim() === body.text) this.#box.value = "";
      return answered;
    };
    return send();
  }

  #sayTyped() {
    const text = this.#box.value.trim();
    return text ? this.#say({ text }, text) : this.#fail(words.nothingTyped, this.#box, this.#boxAlert);
  }

  #choose(fact, options) {
    return this.#say({ choose: { fact, values: options.map((o) => o.value) } }, options.map((o) => o.title).join(", "));
  }

  // Sends once; true if it was answered. On failure says so and offers to send the same again.
  // What the person said is shown once it has arrived, so that the page never claims more than was heard.
  async #exchange(path, body, again, { focus = true, echo } = {}) {
    if (this.#busy) return false;
    this.#busy = true;
    this.#alert.replaceChildren();
    this.#boxAlert.replaceChildren();
    const slow = setTimeout(() => { this.#status.textContent = words.working; }, WORKING_AFTER_MS);
    try {
      const answer = await fetch(new URL(path, BASE), { method: "POST", body: JSON.stringify(body), signal: this.#abort.signal,
        headers: { "Content-Type": "application/json" }, referrerPolicy: "no-referrer", cache: "no-store" });
      const data = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(), { said: data.error?.message, gone: answer.status === 404 });
      this.#session = data.session ?? this.#session;
      this.#show(data.messages, echo, focus);
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

  #fail(message, control, place = this.#alert) {
    place.replaceChildren(el("p", {}, el("strong", {}, words.error), ` ${message}`));
    if (!control.isConnected) place.append(control);
    control.focus();
  }

  #show(messages, echo, focus) {
    const you = echo ? [el("div", { class: "you" }, el("p", { class: "who" }, words.you), ...paragraphs(echo))] : [];
    const added = [...you, ...this.#laidOut(messages)];
    this.#log.append(...added);
    const asking = messages.findLast((message) => message.options?.length);
    // An answer in passing leaves open what could be chosen before.
    if (asking) this.#choices.replaceChildren(...this.#controls(asking));
    if (focus) this.#lead(added, (asking && this.#choices.querySelector("button, input")) ?? this.#box);
  }

  // A result is one page, read from its first heading and not aloud as a whole. Only the latest stands.
  #laidOut(messages) {
    if (!messages.some((message) => message.kind === "outcome")) return messages.map(spoken);
    for (const old of this.#log.querySelectorAll(".result")) old.replaceWith(el("p", { class: "hint" }, words.replaced));
    const page = messages.filter((message) => message.kind !== "end");
    const rest = messages.filter((message) => message.kind === "end");
    return [el("div", { class: "result", "aria-live": "off" }, ...page.map(spoken)), ...rest.map(spoken)];
  }

  // Focus goes to the heading of help or of a result, else to the first new control; the new words come into sight with it.
  #lead(added, control) {
    const title = added.map((node) => node.querySelector("h2")).find(Boolean);
    const target = title ?? control;
    target.focus({ preventScroll: true });
    (title ?? added[0] ?? target).scrollIntoView({ block: "start" });
    if (target.getBoundingClientRect().bottom > innerHeight) target.scrollIntoView({ block: "nearest" });
  }

  #controls(message) {
    const { progress, why } = message;
    const asked = progress?.asked ? el("p", { class: "progress" }, words.progress(progress.asked, progress.at_most)) : "";
    const reason = why ? el("p", { id: "why", class: "hint" }, `${words.why} ${why}`) : "";
    const fact = ["understood", "answer"].includes(message.kind) ? message.kind : message.fact;
    const group = message.multiple ? this.#checkboxes(fact, message) : this.#buttons(fact, message);
    if (why) group.setAttribute("aria-describedby", "why");
    return [asked, reason, group].filter(Boolean);
  }

  #buttons(fact, { kind, text, options }) {
    const pick = (option) => (fact ? this.#choose(fact, [option])
      : option.value === "start_again" ? this.#start() : this.#say({ text: option.title }, option.title));
    return el("div", { role: "group", "aria-label": kind === "question" ? text : words.choices },
      ...options.map((o) => el("button", { type: "button", class: OPEN.includes(o.value) ? "choice open" : "choice",
        onclick: () => pick(o) }, o.title)));
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
    return el("fieldset", {}, el("legend", { class: "unseen" }, text || words.choices),
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
