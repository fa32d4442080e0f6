"""Builds the messages of the channel from questions, facts and outcomes. It chooses words, it writes none.

A message is the contract's data without its `text`, together with either the text itself (from the knowledge base)
or the name of a response in data/responses/ and what fills its braces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from signpost import outcome_text, plain
from signpost.facts import DECLINED, UNSURE, Facts
from signpost.model import Contact, KnowledgeBase, Policy, Question
from signpost.outcome import Outcome
from signpost.state import CONFIRM, UNDERSTOOD, State
from signpost.weighing import weigh

CRISIS_ROUTES = {
    "immediate_danger": ("emergency", "crisis_support"),
    "self_harm": ("crisis_support", "emergency"),
    "sexual_assault": ("emergency", "national_support", "crisis_support"),
}
# The lines that answer day and night, and how many of them are named where there is little room.
CLOSE_BY = ("crisis_support",)
CLOSEST = 3
ENDINGS = ("change", "start_again", "stop")


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said: its contract data, and its words or the response that has them."""

    payload: Mapping[str, Any]
    text: str | None = None
    response: str | None = None
    fills: Mapping[str, str] = field(default_factory=dict)


def spoken(response: str, fills: Mapping[str, str] | None = None) -> Message:
    """Say a response from data/responses/."""
    return Message({"kind": "text"}, response=response, fills=fills or {})


def question(asked: Question, state: State, kb: KnowledgeBase) -> Message:
    """Ask for a fact, with every value as an option, and "not sure" and "rather not say" but at the door."""
    fact = kb.vocabulary.fact(asked.fact)
    options = [{"value": value, "title": title} for value, title in fact.titles.items()]
    if asked.fact != "purpose":
        options += [{"value": value, "title": kb.open_titles[value]} for value in (UNSURE, DECLINED)]
    count = sum(name != "purpose" for name in state.asked) + (asked.fact != "purpose")
    payload = {
        "kind": "question",
        "fact": asked.fact,
        "why": asked.why,
        "options": options,
        "multiple": fact.many,
        "free_text": True,
        "progress": {"asked": min(count, kb.at_most), "at_most": kb.at_most},
        "so_far": so_far(state.facts, kb),
    }
    return Message(payload, text=asked.text)


def so_far(facts: Facts, kb: KnowledgeBase) -> list[dict[str, str]]:
    """Say back what was told, in the order of questions. What none asks for, such as self-harm, is not to be changed.

    "You are not sure" says of nothing what it is about, so the question stands before it.
    """
    said = phrases(facts, kb)
    return [
        {"fact": q.fact, "text": said[q.fact] if facts.known(q.fact) else f"{_short_of(q)} ({said[q.fact]})"}
        for q in kb.questions
        if q.fact in facts
    ]


def _short_of(asked: Question) -> str:
    """Give the question without the sentences that explain it."""
    question, mark, _ = asked.text.partition("?")
    return question + mark


def all_words(asked: Question, kb: KnowledgeBase) -> str:
    """Give every word that stands on screen with a question."""
    return " \n".join((asked.text, *kb.vocabulary.fact(asked.fact).titles.values(), asked.why))


def meaning(words: Iterable[Mapping[str, str]]) -> Message:
    """Explain words, each with what it means."""
    lines = "\n".join(f"- {word['word']}: {word['means']}" for word in words)
    return spoken("utter_words", {"words": lines})


def phrases(facts: Facts, kb: KnowledgeBase) -> dict[str, str]:
    """Give, for each fact, the phrase that says it back to the person."""
    return {
        name: _joined(kb.open_phrases.get(v) or kb.vocabulary.fact(name).phrases[v] for v in values)
        for name, values in facts.items()
    }


def _joined(items: Iterable[str]) -> str:
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def understood(facts: Facts, kb: KnowledgeBase, response: str) -> Message:
    """Show what was taken from words, or told so far, with one option to confirm and one to correct each item."""
    said = phrases(facts, kb)
    options = [{"value": CONFIRM, "title": kb.phrases["confirm"]}]
    options += [{"value": name, "title": kb.phrases["correct"].format(item=item)} for name, item in said.items()]
    items = [{"fact": name, "text": item} for name, item in said.items()]
    payload = {"kind": UNDERSTOOD, "facts": kb.vocabulary.plain(facts), "items": items, "options": options}
    return Message(payload, response=response, fills={"items": "; ".join(said.values())})


def crisis(signs: tuple[str, ...], facts: Facts, kb: KnowledgeBase) -> Message:
    """Answer signs of danger with the lines that are open now, for the first and gravest sign."""
    gravest = min(signs, key=list(CRISIS_ROUTES).index)
    contacts = _contacts(CRISIS_ROUTES[gravest], facts, kb)
    payload = {"kind": "crisis", "safety": list(signs), "contacts": [plain.contact(entry) for entry in contacts]}
    return Message(payload, response=f"utter_crisis_{gravest}", fills={"contacts": contact_lines(contacts, kb)})


def person(facts: Facts, kb: KnowledgeBase) -> Message:
    """Answer a wish to talk to a person: who can be reached now, outside the force."""
    return spoken("utter_human", {"contacts": contact_lines(_contacts(CLOSE_BY, facts, kb), kb)})


def contact_lines(contacts: Iterable[Contact], kb: KnowledgeBase) -> str:
    """Write contacts one under the other."""
    return "\n".join(outcome_text.contact(entry, kb.phrases) for entry in contacts)


def _contacts(routes: Iterable[str], facts: Facts, kb: KnowledgeBase) -> list[Contact]:
    """Give the contacts of the named routes as they are offered, in the order of the names, each once."""
    offered = {entry.route.id: entry.contacts for entry in weigh(facts, kb.rulebook(facts)).routes}
    return list(dict.fromkeys(contact for name in routes for contact in offered.get(name, ())))


def outcome(result: Outcome, facts: Facts, kb: KnowledgeBase, today: date) -> list[Message]:
    """Show an outcome: danger first, what stands before the routes, then everything, then how to go on."""
    data = plain.outcome(result)
    shown = [f for f in result.findings if outcome_text.worth_showing(f)]
    data["findings"] = [plain.finding(f) for f in shown]
    data["unknown"] = [{"fact": q.fact, "text": q.text} for name in result.unknown if (q := kb.question(name))]
    data["now"] = [{"title": title, "text": why} for title, why in outcome_text.first_steps(result).items()]
    citing, policies = ("findings", "routes", "duties", "notices"), kb.rulebook(facts).policies
    data["sources"] = plain.sources([entry for name in citing for entry in data[name]], policies, today)
    data["so_far"] = so_far(facts, kb)
    first = [crisis(signs, facts, kb)] if (signs := _signs(facts)) else []
    first += [_notice(entry, policies, today) for entry in data["notices"] if entry["first"]]
    whole = Message({"kind": "outcome", **data}, response="utter_outcome", fills=outcome_text.fills(result, shown, kb))
    return [*first, whole, ending("utter_end", facts, kb)]


def _signs(facts: Facts) -> tuple[str, ...]:
    """Give the signs of danger that were told or are not ruled out; they come before anything else."""
    danger = ("immediate_danger",) if {*facts.state("danger")} & {"yes", UNSURE} else ()
    return (*danger, "self_harm") if facts.state("self_harm") == ("yes",) else danger


def _notice(entry: Mapping[str, Any], policies: Mapping[str, Policy], today: date) -> Message:
    """Show a notice by itself, with the documents it cites."""
    shown = {key: value for key, value in entry.items() if key != "text"}
    sources = plain.sources([entry], policies, today)
    return Message({"kind": "notice", **shown, "sources": sources}, text=entry["text"])


def border(facts: Facts, kb: KnowledgeBase) -> Message:
    """Say what this is and what it keeps, with the lines that are open now, before anything is asked."""
    fills = {"lines": _short(_contacts(CLOSE_BY, facts, kb))}
    return Message({"kind": "notice", "notice": "border", "citations": []}, response="utter_border_notice", fills=fills)


def _short(contacts: Iterable[Contact]) -> str:
    return ", ".join(f"{entry.name} {entry.value}" for entry in list(contacts)[:CLOSEST])


def ending(response: str, facts: Facts, kb: KnowledgeBase) -> Message:
    """Close, with someone to talk to and the ways to go on. An option is answered by sending its title as text."""
    names = ENDINGS if response == "utter_end" else ENDINGS[:2]
    options = [{"value": name, "title": kb.phrases[name]} for name in names]
    fills = {"lines": _short(_contacts(CLOSE_BY, facts, kb))}
    return Message({"kind": "end", "options": options}, response=response, fills=fills)
