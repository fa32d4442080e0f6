"""Joins what the word lists find and what the classifier says into the facts and the signs of crisis of a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from signpost.reading import Mention
from signpost.safety import KINDS
from signpost.understanding import FACTS, MANY

# In so few characters people answer and correct ("that's wrong, it was my inspector"): they name things outright, and
# what is not named there takes more to be believed.
_SHORT = 60
_SURE = 0.7
_NAMED = frozenset({"who", "characteristic"})
# A word of crisis counts unless the whole message speaks clearly against it ("no, I am not suicidal before you ask").
_CLEARLY_NOT = 0.2


def facts_said(
    found: Mapping[str, float], thresholds: Mapping[str, float], mentions: Sequence[Mention], length: int
) -> list[Mention]:
    """Give the facts of a message.

    Args:
        found: label (`fact.value`) -> its probability; labels of other kinds are left alone.
        thresholds: label -> the probability from which on it counts as said.
        mentions: what the word lists find, with its place; a fact that no label names, such as the force, is theirs.
        length: the number of characters of the message, the place of what no single word states.
    """
    stated = {f"{mention.fact}.{mention.value}": mention for mention in mentions}
    learned = {label.partition(".")[0] for label in found}
    by_fact: dict[str, dict[str, float]] = {}
    for label, probability in found.items():
        fact, _, value = label.partition(".")
        if fact in FACTS and probability >= max(thresholds[label], _SURE if length <= _SHORT else 0.0):
            by_fact.setdefault(fact, {})[value] = probability
    said = [
        stated.get(f"{fact}.{value}", Mention(fact, value, 0, length))
        for fact, values in by_fact.items()
        for value in _settled(fact, values)
    ]
    taken_by_name = FACTS - learned | (_NAMED - by_fact.keys() if length <= _SHORT else frozenset())
    by_name = [mention for mention in stated.values() if mention.fact in taken_by_name]
    return sorted(by_name + said, key=lambda mention: (mention.start, mention.fact, mention.value))


def signs_said(
    found: Mapping[str, float], thresholds: Mapping[str, float], mentions: Sequence[Mention], length: int
) -> list[Mention]:
    """Give the signs of crisis of a message: those that its words name, and those that its meaning shows."""
    named = {mention.value: mention for mention in mentions if mention.fact == "safety"}
    said = []
    for kind in KINDS:
        label = f"safety.{kind}"
        if found[label] >= thresholds[label] or (kind in named and found[label] >= _CLEARLY_NOT):
            said.append(named.get(kind, Mention("safety", kind, 0, length)))
    return said


def _settled(fact: str, values: Mapping[str, float]) -> list[str]:
    """Keep every value of a fact of many, the most probable of the others; "none of these" stands only alone."""
    if fact not in MANY:
        return [max(values, key=lambda value: values[value])]
    return [value for value in values if value != "none" or len(values) == 1]
