// Leaving at once: the page is empty in the same frame, and Back does not return to it.
import { el } from "./dom.js";
import { words } from "./words.js";

const PRESSES = 3;
const WITHIN_MS = 5_000;

/**
 * Empty the page, then leave it. The entry in the browser's history is replaced, so Back leads to the page before.
 * @param {string} page where to go
 */
export function leave(page) {
  // The page that is opened next need not know where its reader comes from.
  const referrer = el("meta", { name: "referrer", content: "no-referrer" });
  document.documentElement.replaceChildren(el("head", {}, referrer), el("body"));
  document.title = words.blank;
  location.replace(page);
}

/**
 * Watch for Shift three times within five seconds. A Shift held for a capital letter does not count, and any other key
 * or a press of the mouse begins anew.
 * @param {AbortSignal} signal ends the watching
 * @param {(left: number) => void} pressed told how many presses are left, and all of them when it begins anew
 * @param {() => void} done
 */
export function watchShift(signal, pressed, done) {
  let count = 0;
  let alone = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const begin = () => {
    if (count) pressed(PRESSES);
    count = 0;
    clearTimeout(timer);
  };
  const options = { capture: true, signal };
  const down = (/** @type {KeyboardEvent} */ { key, repeat }) => {
    if (key !== "Shift") begin();
    alone = key === "Shift" && (alone || !repeat);
  };
  const up = (/** @type {KeyboardEvent} */ { key }) => {
    if (key !== "Shift" || !alone) return;
    alone = false;
    if (!count) timer = setTimeout(begin, WITHIN_MS);
    count += 1;
    if (count === PRESSES) done();
    else pressed(PRESSES - count);
  };
  const point = () => {
    alone = false;
    begin();
  };
  addEventListener("pointerdown", point, options);
  addEventListener("keydown", down, options);
  addEventListener("keyup", up, options);
}
