// A result as a page: what to do now, what may fit and why, the ways, what is asked of the person, what to know, what
// is not known.
/** @import { Acts, Child, Cite, Duty, Finding, NoticeMessage, OutcomeMessage, Reason, Route } from "./types" */
import { citing, contacts } from "./contacts.js";
import { el, heading, jump, labelled, list, prose } from "./dom.js";
import { changeable } from "./messages.js";
import { words } from "./words.js";

const WAYS_OPENED = 3;
const TIMES = /** @type {const} */ (["no_time", "now", "today", "this_week"]);

/** @param {OutcomeMessage} message @param {Acts} acts */
export function outcome(message, acts) {
  const { now, findings, routes, duties, notices, unknown } = message;
  const cite = citing(message.sources);
  const titles = new Map(notices.map(({ notice, title = "" }) => [notice, title]));
  const ways = routes.map((route, i) => way(route, titles, i < WAYS_OPENED, cite));
  const rest = [
    ...section(
      "findings",
      findings.map((finding) => findingCard(finding, cite)),
    ),
    ...section("routes", ways),
    ...section("duties", checklist(duties, cite)),
    ...section(
      "notices",
      notices.filter(({ first }) => !first).map((notice) => note(notice, cite)),
    ),
    ...section("unknown", [changeable(unknown, words.answerThis, acts)]),
  ];
  const steps = now.map(({ title, text }) => {
    const at = routes.findIndex((route) => route.title === title);
    return [at < 0 ? el("strong", {}, title) : jump(title, ways[at]), el("p", {}, text)];
  });
  const contents = list(
    rest.map((part) => [jump(part.querySelector("h2")?.textContent ?? "", part)]),
    { class: "contents" },
  );
  return [
    ...section("now", [list(steps, { class: "steps" }, "ol")]),
    el("nav", { "aria-label": words.further }, el("p", {}, el("strong", {}, words.further)), contents),
    ...rest,
  ];
}

/** @param {keyof typeof words.sections} name @param {Child[]} body */
const section = (name, body) =>
  body.some(Boolean) ? [el("section", { class: name }, heading(2, words.sections[name]), ...body)] : [];

/**
 * What may fit and why: each element of a definition with a mark, and the same in words.
 * @param {Finding} finding
 * @param {Cite} cite
 */
export const findingCard = (finding, cite) =>
  el(
    "section",
    { class: "card" },
    heading(3, finding.title),
    el("p", { class: "fits" }, words.status[finding.status]),
    ...prose(finding.text),
    cite(finding.citations),
    el("p", {}, el("strong", {}, words.reasons)),
    list(
      finding.reasons.map((each) => reason(each, cite)),
      { class: "reasons" },
    ),
  );

/** @param {Reason} reason @param {Cite} cite */
const reason = ({ met, text, citations }, cite) => [
  el("span", { class: `mark ${met}`, "aria-hidden": "true" }, words.mark[met]),
  el("div", {}, labelled(words.met[met], text), cite(citations)),
];

/**
 * A way as a card.
 * @param {Route} route
 * @param {Map<string, string>} notices their titles
 * @param {boolean} opened
 * @param {Cite} cite
 */
function way(route, notices, opened, cite) {
  const first = route.read_first
    .map((id) => notices.get(id))
    .filter(Boolean)
    .join("; ");
  const body = [
    ...prose(route.why),
    labelled(words.readFirst, first),
    ...contacts(route.contacts),
    labelled(words.whoWillKnow, route.who_will_know),
    cite(route.citations),
  ];
  const title = heading(3, route.title);
  if (opened) return el("section", { class: "card" }, title, ...body);
  return el("details", { class: "card" }, el("summary", {}, title), ...body);
}

/**
 * Duties in order of time, as a checklist that nothing but this page knows of.
 * @param {Duty[]} duties
 * @param {Cite} cite
 */
function checklist(duties, cite) {
  const groups = TIMES.flatMap((time) => {
    const due = duties.filter((duty) => duty.time === time);
    return due.length
      ? [
          words.time[time] && heading(3, words.time[time]),
          list(
            due.map((duty) => task(duty, cite)),
            { class: "duties" },
          ),
        ]
      : [];
  });
  return groups.length ? [el("p", { class: "hint" }, words.ticks), ...groups] : [];
}

/** @param {Duty} duty @param {Cite} cite */
const task = ({ title, text, say, avoid, citations }, cite) => [
  el("label", { class: "tick" }, el("input", { type: "checkbox", autocomplete: "off" }), title),
  el("p", {}, text),
  ...say.map((line) => labelled(words.say, line)),
  ...avoid.map((line) => labelled(words.avoid, line)),
  cite(citations),
];

/** @param {NoticeMessage} notice @param {Cite} cite */
const note = ({ title = "", text, citations }, cite) =>
  el("section", { class: "plain" }, heading(3, title), ...prose(text), cite(citations));
