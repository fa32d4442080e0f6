"""What each training message is an example of: the facts and signs of crisis noted beside it, and its intent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from signpost.classifier import NOT_SAID, SAID, UNSURE, Group, Target
from signpost.plugins.parts import READING
from signpost.safety import KINDS

INTENTS = "intent"
# Each prefers being right or finding all: a wrong fact costs trust, and a sign of crisis must not be missed.
_FACT_BETA, _INTENT_BETA, _SAFETY_BETA = 0.7, 1.0, 1.7
# The names of the forces are read word by word: a force that no training message names must be heard too.
_READ_BY_NAME = frozenset({"force"})
# What these hold is not labelled, and may be a fact.
_NOT_LABELLED = frozenset({"describe", "change"})
# Who asks, in which force and role, is not labelled beside questions; nothing else is stated in a question or an act.
_MAY_STAND_IN_QUESTIONS = frozenset({"role", "rank_band", "wish"})
# Who asks for support may be in a crisis that no word names.
_MAY_SHOW_CRISIS = frozenset({"ask_wellbeing"})
# There are thousands of accounts and some dozens of each act; this many accounts say enough of what an account is.
_MOST_OF_ONE = 1200


def groups(messages: Sequence[Message]) -> list[Group]:
    """Give the facts, the intents and the signs of crisis to learn from the messages, in their order.

    A message says what is noted beside it as metadata: `facts` (stated), `may` (a careful reader could see them) and
    `safety` (signs of crisis, an empty list for none).
    """
    noted = [_noted(message) for message in messages]
    return [
        Group(_facts(messages, noted), _FACT_BETA),
        Group(_intents(messages), _INTENT_BETA),
        Group([_safety(message, given) for message, given in zip(messages, noted, strict=True)], _SAFETY_BETA),
    ]


def _noted(message: Message) -> dict[str, Any]:
    noted = (message.get("metadata") or {}).get("example")
    return dict(noted) if isinstance(noted, dict) else {}


def _facts(messages: Sequence[Message], noted: Sequence[dict[str, Any]]) -> list[Target | None]:
    """A message with facts beside it states these and none else; a question or an act states none."""
    labels = sorted({label for given in noted for label in _named(given.get("facts", {}))})
    nothing = dict.fromkeys(labels, NOT_SAID)
    question = {label: NOT_SAID for label in labels if label.partition(".")[0] not in _MAY_STAND_IN_QUESTIONS}
    question.pop("position.general", None)
    found: list[Target | None] = []
    for message, given in zip(messages, noted, strict=True):
        if "facts" in given:
            unsure = {label: UNSURE for label in _named(given.get("may", {})) if label in nothing}
            found.append({**nothing, **unsure, **dict.fromkeys(_named(given["facts"]), SAID)})
        else:
            found.append(None if message.get(INTENT) in _NOT_LABELLED else question)
    return found


def _named(facts: dict[str, list[str]]) -> list[str]:
    return [f"{fact}.{value}" for fact, values in facts.items() for value in values if fact not in _READ_BY_NAME]


def _intents(messages: Sequence[Message]) -> list[Target | None]:
    """Take every message, of an intent with very many only some, evenly chosen."""
    rows: dict[str, list[int]] = {}
    for row, message in enumerate(messages):
        rows.setdefault(message.get(INTENT), []).append(row)
    none = {f"{INTENTS}.{intent}": NOT_SAID for intent in rows}
    found: list[Target | None] = [None] * len(messages)
    for intent, given in rows.items():
        for row in given[:: -(-len(given) // _MOST_OF_ONE)]:
            found[row] = {**none, f"{INTENTS}.{intent}": SAID}
    return found


def _safety(message: Message, given: dict[str, Any]) -> Target | None:
    """A message says what is noted; one of which nothing is noted shows no crisis where no word in it names one."""
    named = any(label.startswith("safety.") for label in message.get(READING).stated)
    if "safety" not in given and (given or named or message.get(INTENT) in _MAY_SHOW_CRISIS):
        return None
    return {f"safety.{kind}": SAID if kind in given.get("safety", ()) else NOT_SAID for kind in KINDS}
