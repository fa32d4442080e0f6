// The ways out of this page: whom to reach and how, and the paragraph that a statement rests on.
/** @import { Child, Cite, Contact, Source } from "./types" */
import { el, labelled, list } from "./dom.js";
import { words } from "./words.js";

const SHOWN_WHOLE = 40;
/** @type {Record<string, (value: string) => string>} */
const SCHEMES = {
  phone: (value) => `tel:${value.replace(/[^\d+]/g, "")}`,
  text: (value) => `sms:${value.replace(/[^\d+]/g, "")}`,
  email: (value) => `mailto:${value}`,
};

/**
 * How to reach somebody: a number or an address as something to press; other places stay text.
 * @param {Pick<Contact, "kind" | "value">} contact
 * @returns {Child[]}
 */
export function reach({ kind, value }) {
  const by = words.by[/** @type {keyof typeof words.by} */ (kind)];
  if (SCHEMES[kind] && /^[+\d(][\d\s()]*$|@/.test(value)) return [by, el("a", { href: SCHEMES[kind](value) }, value)];
  if (!/^https?:\/\//.test(value)) return [by, value];
  return [outward(value, value.length > SHOWN_WHOLE ? new URL(value).host : value.replace(/^https?:\/\//, ""))];
}

/** @param {Contact} contact */
const card = ({ name, kind, value, hours, confirm, for: purpose }) => [
  el("strong", {}, name),
  el("p", { class: "reach" }, ...reach({ kind, value })),
  hours && el("p", {}, hours),
  labelled(words.purpose, purpose),
  labelled(words.confirm, confirm),
];

/** Contacts, and the day on which they were looked up; of several days the first. @param {Contact[]} [entries] */
export function contacts(entries = []) {
  const [first] = entries.flatMap(({ checked }) => checked ?? []).sort();
  return [
    list(entries.map(card), { class: "contacts" }),
    first && el("p", { class: "small" }, words.checked(new Date(`${first}T12:00`))),
  ];
}

/**
 * Text without the contacts that a server writes beneath it for terminals: here they are laid out instead.
 * @param {string} text
 * @param {Contact[]} [entries]
 */
export const withoutContacts = (text, entries = []) =>
  text
    .split("\n")
    .filter((line) => !entries.some(({ name, value }) => line.startsWith(`${name}: ${value}`)))
    .join("\n");

/** Make what writes the citations of one message. @param {Source[]} [sources] the documents it cites @returns {Cite} */
export function citing(sources = []) {
  const known = new Map(sources.map((source) => [source.policy, source]));
  return (citations = []) => {
    /** @type {Map<string, string[]>} */
    const cited = new Map();
    for (const { policy, paragraph } of citations) cited.set(policy, [...(cited.get(policy) ?? []), paragraph]);
    const parts = [...cited].flatMap(([policy, paragraphs], i) => [
      i ? "; " : " ",
      ...titled(policy, known.get(policy)),
      place(policy, paragraphs),
    ]);
    return cited.size > 0 && el("p", { class: "source" }, words.source, ...parts);
  };
}

/** Where in a document: a page of guidance is named as a whole. @param {string} policy @param {string[]} paragraphs */
function place(policy, paragraphs) {
  if (policy.startsWith("guidance:")) return "";
  const named = paragraphs.join(", ").replaceAll("-", " ");
  return /^\d/.test(named) ? `, ${words.paragraph(paragraphs.length)} ${named}` : `, ${named}`;
}

/**
 * The name of a document, linked to where it is published. What was read elsewhere is named, and so is the place.
 * @param {string} policy
 * @param {Source} [source]
 * @returns {Child[]}
 */
function titled(policy, source) {
  if (!source) return [policy];
  const { title, publisher, address, read_elsewhere: elsewhere } = source;
  const ours = !policy.includes(":");
  const whole = ours
    ? `${title} (${policy})`
    : policy.startsWith("guidance:") && publisher !== title
      ? `${publisher}: ${title}`
      : title;
  if (!address?.startsWith("https:")) return [whole];
  return elsewhere
    ? [`${whole}, ${words.readAt} `, outward(address, new URL(address).hostname)]
    : [outward(address, whole)];
}

/**
 * A link that leaves this page where it is and tells the other side nothing.
 * @param {string} href
 * @param {string} title
 */
export const outward = (href, title) =>
  el(
    "a",
    { href, target: "_blank", rel: "noopener noreferrer" },
    title,
    el("span", { class: "unseen" }, ` ${words.newTab}`),
  );
