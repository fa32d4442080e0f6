"""Checks that everything the knowledge base names exists where the reader may see it.

Form is checked before (`signpost.kb_schema`); this module checks meaning: facts and values, situations, concepts,
contacts, notices, citations, layers and dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from signpost.errors import Problem
from signpost.facts import OPEN, UNASKED, Vocabulary
from signpost.kb_build import for_force
from signpost.kb_files import Document
from signpost.model import Force

Files = Mapping[str, Mapping[str, Document]]
Names = frozenset[str]


class References:
    """Resolves names against the vocabulary, the named situations and the forces of one knowledge base."""

    def __init__(self, vocabulary: Vocabulary, situations: Mapping[str, Any], forces: Mapping[str, Force]) -> None:
        self._vocabulary = vocabulary
        self._situations = situations
        self._forces = forces

    def top(self, questions: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield what situations.yml and questions.yml name that does not exist, and facts asked twice."""
        before: set[str] = set()
        for name, entry in self._situations.items():
            yield from self._when("situations.yml", f"{name}.when", entry["when"], frozenset(), frozenset(before))
            before.add(name)
        asked: set[str] = set()
        for index, question in enumerate(questions["questions"]):
            fact, key = question["fact"], f"questions.{index}"
            if fact not in self._vocabulary:
                yield self._no_fact("questions.yml", f"{key}.fact", fact)
            if fact in asked:
                yield Problem("questions.yml", f"{key}.fact", f"{fact!r} again", "each fact once")
            asked.add(fact)
            yield from self._when("questions.yml", f"{key}.ask_when", question["ask_when"], frozenset(), None)

    def layers(self, layers: Iterable[str]) -> Iterator[Problem]:
        """Yield folders that no force uses, joint sets that do not exist, forces without a force file."""
        joint = {name.removeprefix("joint/") for name in layers if name.startswith("joint/")}
        used = {name for force in self._forces.values() for name in force.uses}
        for force in self._forces.values():
            for name in sorted(set(force.uses) - joint):
                yield Problem(f"forces/{force.id}/force.yml", "uses", repr(name), _one_of(joint, "a folder in joint/"))
        for name in sorted(joint - used):
            yield Problem(f"joint/{name}", "folder", "a set that no force uses", "its name under uses: in a force.yml")
        for layer in layers:
            if layer.startswith("forces/") and layer.removeprefix("forces/") not in self._forces:
                yield Problem(layer, "force.yml", "no such file", "a force.yml with id, name, nation, uses and aliases")

    def rulebook(self, force: str | None, files: Files) -> Iterator[Problem]:
        """Yield every name in one force's rulebook (None: the national one) that does not resolve within it."""
        concepts = frozenset(files.get("concepts", {}))
        for kind in ("concepts", "routes", "duties", "notices", "policies"):
            # A definition may not rest on another: findings are made in one pass, from facts alone.
            allowed = frozenset() if kind == "concepts" else concepts
            for document in files.get(kind, {}).values():
                yield from self._walk(document.file, "", document.data, allowed, files)
        for document in files.get("routes", {}).values():
            yield from _route_names(document, files)
        for document in files.get("answers", {}).values():
            yield from self._answer(document, force, files)
        for document in files.get("policies", {}).values():
            yield from _policy_dates(document)
            yield from self._known_forces(document.file, "forces", document.data)
        for name, document in files.get("contacts", {}).items():
            yield from _day(document.file, f"{name}.checked", document.data["checked"])

    def _answer(self, document: Document, force: str | None, files: Files) -> Iterator[Problem]:
        """Check an answer: its related answers, and what its cases for this force name."""
        file, answers = document.file, files["answers"]
        for name in document.data["related"]:
            if name not in answers or name == document.data["id"]:
                yield Problem(file, "related", repr(name), _one_of(answers, "another answer"))
        for index, case in enumerate(document.data["cases"]):
            key = f"cases.{index}"
            yield from self._known_forces(file, f"{key}.forces", case)
            if for_force(case, force):
                yield from self._walk(file, key, case, frozenset(), files)
                yield from _contact_names(file, f"{key}.contacts", case.get("contacts", ()), files)

    def _known_forces(self, file: str, key: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        for force in sorted(set(raw.get("forces", ())) - set(self._forces)):
            yield Problem(file, key, repr(force), _one_of(self._forces, "a force"))

    def _walk(self, file: str, key: str, data: Any, concepts: Names, files: Files) -> Iterator[Problem]:
        """Go through plain data; check each `when` and each citation on the way."""
        if isinstance(data, list):
            for index, item in enumerate(data):
                yield from self._walk(file, f"{key}.{index}", item, concepts, files)
        elif isinstance(data, dict) and set(data) == {"policy", "paragraph"}:
            yield from _citation(file, key, data, files)
        elif isinstance(data, dict):
            for name, value in data.items():
                inner = f"{key}.{name}".lstrip(".")
                if name == "when":
                    yield from self._when(file, inner, value, concepts, None)
                else:
                    yield from self._walk(file, inner, value, concepts, files)

    def _when(self, file: str, key: str, raw: Any, concepts: Names, situations: Names | None) -> Iterator[Problem]:
        """Check the names in a condition. `situations` limits them to those defined so far; None means all."""
        match raw:
            case {"all": parts} | {"any": parts}:
                for index, part in enumerate(parts):
                    yield from self._when(file, f"{key}.{next(iter(raw))}.{index}", part, concepts, situations)
            case {"not": part}:
                yield from self._when(file, f"{key}.not", part, concepts, situations)
            case {"concept": name} if name not in concepts:
                yield Problem(file, f"{key}.concept", repr(name), _one_of(concepts, "no concept: only facts here"))
            case {"situation": name}:
                known = frozenset(self._situations) if situations is None else situations
                if name not in known:
                    expected = _one_of(known, "a situation defined further up")
                    yield Problem(file, f"{key}.situation", repr(name), expected)
            case {"fact": fact}:
                yield from self._fact(file, key, fact, raw)

    def _fact(self, file: str, key: str, fact: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        if fact not in self._vocabulary:
            yield self._no_fact(file, f"{key}.fact", fact)
            return
        allowed = (*self._vocabulary.fact(fact).values, *OPEN, UNASKED)
        for word in ("any_of", "none_of", "only"):
            for value in raw.get(word, ()):
                if value not in allowed:
                    yield Problem(file, f"{key}.{word}", f"{value!r} for {fact}", _one_of(allowed, "a value"))

    def _no_fact(self, file: str, key: str, found: str) -> Problem:
        return Problem(file, key, repr(found), _one_of((fact.id for fact in self._vocabulary), "a fact"))


def _citation(file: str, key: str, raw: Mapping[str, str], files: Files) -> Iterator[Problem]:
    policies = files.get("policies", {})
    if raw["policy"] not in policies:
        yield Problem(file, f"{key}.policy", repr(raw["policy"]), _one_of(policies, "a policy this force may see"))
    elif raw["paragraph"] not in policies[raw["policy"]].data["paragraphs"]:
        known = policies[raw["policy"]].data["paragraphs"]
        yield Problem(file, f"{key}.paragraph", f"{raw['policy']} {raw['paragraph']}", _one_of(known, "a paragraph"))


def _route_names(document: Document, files: Files) -> Iterator[Problem]:
    notices = files.get("notices", {})
    used = [use if isinstance(use, str) else use["contact"] for use in document.data["contacts"]]
    yield from _contact_names(document.file, "contacts", used, files)
    for index, name in enumerate(document.data.get("sets_off", ())):
        if name not in notices:
            yield Problem(document.file, f"sets_off.{index}", repr(name), _one_of(notices, "a notice"))


def _contact_names(file: str, key: str, names: Iterable[str], files: Files) -> Iterator[Problem]:
    contacts = files.get("contacts", {})
    for index, name in enumerate(names):
        if name not in contacts:
            yield Problem(file, f"{key}.{index}", repr(name), _one_of(contacts, "a contact this force may see"))


def _policy_dates(document: Document) -> Iterator[Problem]:
    if "last_reviewed" in document.data:
        yield from _day(document.file, "last_reviewed", document.data["last_reviewed"])
    if "review_due" in document.data:
        yield from _day(document.file, "review_due.date", document.data["review_due"]["date"])


def _day(file: str, key: str, raw: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(raw if len(raw) == 10 else f"{raw}-01")
    except ValueError:
        yield Problem(file, key, repr(raw), "a day or month that exists, such as 2026-04-30 or 2026-04")


def _one_of(names: Iterable[str], otherwise: str) -> str:
    listed = sorted(names)
    if not listed:
        return otherwise
    return f"one of: {', '.join(listed[:40])}{', ...' if len(listed) > 40 else ''}"
