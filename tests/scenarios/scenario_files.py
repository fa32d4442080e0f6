"""Reads the scenarios: plain files that a policy owner can read and change, one theme a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.plain import outcome
from signpost.questions import next_question
from signpost.triage import assess

FOLDER = Path(__file__).parent
TODAY = "2026-11-21"  # the day on which the sources were read


@dataclass(frozen=True)
class Scenario:
    """One situation, and what a person in it must and must not be shown."""

    file: str
    name: str
    facts: Mapping[str, Any]
    today: str
    expect: Mapping[str, Any]


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Read every scenario of the folder, in the order of files and entries."""
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        for entry in YAML(typ="safe", pure=True).load(path):
            found.append(Scenario(path.name, entry["name"], entry["facts"], entry.get("today", TODAY), entry["expect"]))
    return tuple(found)


@cache
def knowledge_base() -> KnowledgeBase:
    """Give the knowledge base that is in use."""
    return load_knowledge_base()


@cache
def _shown(index: int) -> dict[str, Any]:
    scenario, kb = scenarios()[index], knowledge_base()
    facts = kb.vocabulary.facts(scenario.facts)
    asked = next_question(facts, kb)
    plain = outcome(assess(facts, kb, date.fromisoformat(scenario.today)))
    return {**plain, "ask": asked.fact if asked else None}


def shown(scenario: Scenario) -> dict[str, Any]:
    """Give the outcome of a scenario as plain data, with `ask` for the question that comes next."""
    return _shown(scenarios().index(scenario))


def force_of(scenario: Scenario) -> str | None:
    """Give the force whose rulebook a scenario uses, or None where it is not known."""
    given = scenario.facts.get("force")
    return given if given in knowledge_base().forces else None
