"""Takes what Rasa found in a message, an intent and entities, as what the dialogue hears: the closed vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from signpost.errors import FactError
from signpost.facts import Facts, Values
from signpost.model import KnowledgeBase
from signpost.safety import KINDS
from signpost.state import ANSWER, UNDERSTOOD, Heard


def heard_in(intent: str | None, entities: Sequence[Mapping[str, Any]], kb: KnowledgeBase) -> Heard:
    """Give the act, the facts and the signs of crisis of a message.

    What a button confirms or corrects is its `answer`; an answer that a button chooses is in `answers`.
    """
    facts: dict[str, list[str]] = {}
    safety: set[str] = set()
    button: Values | None = None
    chosen: list[str] = []
    for entity in entities:
        name, value = entity["entity"], entity["value"]
        if name == "safety":
            safety.add(value)
        elif name == UNDERSTOOD:
            button = (value,)
        elif name == ANSWER:
            chosen.append(value)
        elif name in kb.vocabulary:
            facts.setdefault(name, []).append(value)
    signs = tuple(kind for kind in KINDS if kind in safety)
    held = tuple(name for name in chosen if name in kb.topics())
    return Heard(intent or "", _accepted(facts, kb), signs, button, answers=held)


def _accepted(facts: Mapping[str, Sequence[str]], kb: KnowledgeBase) -> Facts:
    """Keep what the vocabulary accepts. Two values for a fact of one settle nothing, so both are left out."""
    kept = {}
    for name, values in facts.items():
        try:
            kept[name] = kb.vocabulary.fact(name).accept(values)
        except FactError:
            continue
    return Facts(kept)
