"""Turns checked plain data into the value types of `signpost.model`, one function a kind of file."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from signpost.conditions import Always, Condition, parse
from signpost.facts import Fact
from signpost.model import (
    Answer,
    AnswerCase,
    Case,
    Citation,
    Citations,
    Concept,
    Contact,
    ContactUse,
    Duty,
    Element,
    Force,
    Notice,
    Paragraph,
    Policy,
    Question,
    ReviewDue,
    Route,
    Substitute,
    Word,
)

Situations = Mapping[str, Condition]
Raw = Mapping[str, Any]


def situations(raw: Raw) -> dict[str, Condition]:
    """Build the named conditions; each may use those before it."""
    named: dict[str, Condition] = {}
    for name, entry in raw.items():
        named[name] = parse(entry["when"], named)
    return named


def force(raw: Raw) -> Force:
    """Build a force."""
    return Force(raw["id"], raw["name"], raw["nation"], tuple(raw["uses"]), tuple(raw["aliases"]))


def fact(name: str, raw: Raw, forces: Iterable[Force]) -> Fact:
    """Build a fact; the values of `force` are the forces there are."""
    if raw["values"] == "forces":
        titles = phrases = {force.id: force.name for force in forces}
    else:
        titles = {value: words["title"] for value, words in raw["values"].items()}
        phrases = {value: words["phrase"] for value, words in raw["values"].items()}
    return Fact(name, titles, phrases, raw.get("many") == "yes", raw.get("alone"))


def question(raw: Raw, named: Situations, at_most: int) -> Question:
    """Build a question; its limit is that of all questions, unless it has one of its own."""
    limit = raw.get("while_fewer_than", at_most)
    return Question(raw["fact"], parse(raw["ask_when"], named), limit, raw["text"], raw["why"])


def policy(name: str, raw: Raw) -> Policy:
    """Build a policy, an act or a piece of guidance under its full id."""
    due = raw.get("review_due")
    return Policy(
        id=name,
        title=raw["title"],
        publisher=raw["publisher"],
        forces=tuple(raw.get("forces", ())),
        address=raw["address"],
        last_reviewed=raw.get("last_reviewed"),
        review_due=ReviewDue(last_day(due["date"]), due["basis"], due["certainty"]) if due else None,
        contact_point=raw.get("contact_point"),
        notes=tuple(raw.get("notes", ())),
        paragraphs={key: _paragraph(key, text) for key, text in raw["paragraphs"].items()},
        read_elsewhere=raw.get("read_elsewhere", False),
    )


def last_day(day: str) -> date:
    """Read "YYYY-MM-DD", or "YYYY-MM" as the last day of that month."""
    if len(day) == 7:
        year, month = int(day[:4]), int(day[5:])
        return date(year, month, calendar.monthrange(year, month)[1])
    return date.fromisoformat(day)


def _paragraph(key: str, raw: Raw) -> Paragraph:
    sub = raw.get("substitute")
    substitute = Substitute(sub["label"], sub["text"], Citation(**sub["source"])) if sub else None
    return Paragraph(
        key, raw["title"], raw["says"], raw.get("lost"), substitute, raw.get("doubt"), raw.get("not_for_staff")
    )


def contact(name: str, raw: Raw) -> Contact:
    """Build a contact."""
    return Contact(
        id=name,
        name=raw["name"],
        kind=raw["kind"],
        value=raw["value"],
        hours=raw["hours"],
        purpose=raw["for"],
        source=raw["source"],
        checked=raw["checked"],
        confirm=raw.get("confirm"),
    )


def concept(raw: Raw, named: Situations) -> Concept:
    """Build a definition."""
    elements = tuple(
        Element(
            e["id"],
            parse(e["when"], named) if "when" in e else None,
            e.get("needed") == "yes",
            e["text"],
            _citations(e["citations"]),
        )
        for e in raw["elements"]
    )
    return Concept(raw["id"], raw["title"], raw["order"], raw["definition"], _citations(raw["citations"]), elements)


def route(raw: Raw, named: Situations, contacts: Mapping[str, Contact]) -> Route:
    """Build a route. A case that says nothing of who will know, or of its source, takes the route's own."""
    cases = tuple(
        Case(
            parse(case["when"], named),
            case["rank"],
            case["why"],
            case.get("who_will_know", raw["who_will_know"]),
            _citations(case.get("citations", raw["citations"])),
        )
        for case in raw["cases"]
    )
    uses = tuple(
        ContactUse(contacts[use], Always())
        if isinstance(use, str)
        else ContactUse(contacts[use["contact"]], parse(use["when"], named))
        for use in raw["contacts"]
    )
    return Route(raw["id"], raw["title"], raw["reports"] == "yes", tuple(raw.get("sets_off", ())), cases, uses)


def duty(raw: Raw, named: Situations) -> Duty:
    """Build a duty."""
    return Duty(
        id=raw["id"],
        title=raw["title"],
        order=raw["order"],
        time=raw["time"],
        when=parse(raw["when"], named),
        text=raw["text"],
        say=tuple(raw.get("say", ())),
        avoid=tuple(raw.get("avoid", ())),
        citations=_citations(raw["citations"]),
    )


def notice(raw: Raw, named: Situations) -> Notice:
    """Build a notice."""
    return Notice(
        raw["id"],
        raw["title"],
        raw["order"],
        raw["first"] == "yes",
        raw.get("only_with_routes") == "yes",
        parse(raw["when"], named),
        raw["text"],
        _citations(raw["citations"]),
    )


def answer(raw: Raw, named: Situations, contacts: Mapping[str, Contact], force: str | None) -> Answer:
    """Build an answer with the cases that members of one force may see, or of none where `force` is None."""
    cases = tuple(
        AnswerCase(
            when=parse(case.get("when", "always"), named),
            says=case["text"],
            next=case.get("next"),
            not_known=case.get("not_known"),
            settled=case.get("settles") != "no",
            ask=case.get("ask"),
            contacts=tuple(contacts[name] for name in case.get("contacts", ())),
            citations=_citations(case["citations"]),
        )
        for case in raw["cases"]
        if for_force(case, force)
    )
    return Answer(
        id=raw["id"],
        topic=raw["topic"],
        title=raw["title"],
        asks=tuple(raw["asks"]),
        related=tuple(raw["related"]),
        act=raw.get("act"),
        weighs=raw.get("weighs") == "yes",
        cases=cases,
    )


def word(raw: Raw) -> Word:
    """Build a word that is explained."""
    return Word(raw["name"], tuple(raw.get("forms", [raw["name"]])), raw["means"])


def for_force(case: Raw, force: str | None) -> bool:
    """Say whether a case of an answer is for members of a force; what names no force is for everyone."""
    return "forces" not in case or force in case["forces"]


def _citations(raw: Iterable[Mapping[str, str]]) -> Citations:
    return tuple(Citation(c["policy"], c["paragraph"]) for c in raw)
