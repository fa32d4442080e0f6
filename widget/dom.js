// Every node is built here, by the DOM: nothing that was said can become markup.
/** @import { Child } from "./types" */

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} attributes a function is a listener, `true` an empty attribute, `false` none
 * @param {...Child} children empty ones are left out
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

/**
 * A list, or nothing where there is nothing in it.
 * @param {Child[][]} items
 * @param {Record<string, unknown>} [attributes]
 * @param {"ul" | "ol"} [tag]
 */
export const list = (items, attributes, tag = "ul") =>
  items.length ? el(tag, attributes, ...items.map((item) => el("li", {}, ...item))) : undefined;

/**
 * Text as people wrote it: a paragraph for each line, and a list where lines begin with a dash.
 * @param {string} [text]
 */
export function prose(text = "") {
  /** @type {HTMLElement[]} */
  const parts = [];
  for (const line of text.split("\n").filter((part) => part.trim())) {
    const item = /^\s*- (.*)/.exec(line)?.[1];
    if (!item) parts.push(el("p", {}, line.trim()));
    else if (parts.at(-1)?.localName === "ul") parts.at(-1)?.append(el("li", {}, item));
    else parts.push(el("ul", {}, el("li", {}, item)));
  }
  return parts;
}

/**
 * A paragraph with a label before it, or nothing where there is no text.
 * @param {string} label
 * @param {string | null} [text]
 */
export const labelled = (label, text) => (text ? el("p", {}, el("strong", {}, label), ` ${text}`) : undefined);

/**
 * A heading that focus can be moved to, so that reading goes on from there.
 * @param {1 | 2 | 3} level
 * @param {string} text
 */
export const heading = (level, text) => el(`h${level}`, { tabindex: "-1" }, text);

/**
 * A button.
 * @param {string} title
 * @param {() => void} onclick
 * @param {Record<string, unknown>} [attributes]
 */
export const button = (title, onclick, attributes) => el("button", { type: "button", onclick, ...attributes }, title);

/**
 * A button that leads to a heading; a link with a fragment would be one more entry in the browser's history.
 * @param {string} title
 * @param {HTMLElement} to
 */
export const jump = (title, to) =>
  button(
    title,
    () => {
      /** @type {HTMLElement | null} */ (to.querySelector("h2, h3"))?.focus();
    },
    { class: "jump" },
  );
