"""What a person has told us, as values of the closed vocabulary.

A fact is known (one or more values), unsure, declined, or not asked yet, which is its absence. Nothing here
decides anything; it only refuses what the vocabulary does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from signpost.errors import FactError

UNSURE = "unsure"
DECLINED = "declined"
UNASKED = "unasked"
OPEN = (UNSURE, DECLINED)

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the vocabulary: its values in order, each with a title and a phrase for people."""

    id: str
    titles: Mapping[str, str]
    phrases: Mapping[str, str]
    many: bool
    alone: str | None

    @property
    def values(self) -> Values:
        """Give the closed values, in the order of the vocabulary."""
        return tuple(self.titles)

    def accept(self, given: Any) -> Values:
        """Return `given` in canonical form: in vocabulary order, without repeats.

        Args:
            given: a value, or a sequence of values.

        Raises:
            FactError: a value outside the vocabulary, several values of a single-valued fact, or an open
                value (`unsure`, `declined`) beside another.
        """
        listed = [given] if isinstance(given, str) else given
        if not isinstance(listed, Sequence) or not listed or not all(isinstance(v, str) for v in listed):
            raise FactError(f"{self.id}: found {given!r}, expected one of: {', '.join(self.values)}")
        chosen = set(listed)
        wrong = sorted(chosen - {*self.values, *OPEN})
        if wrong:
            expected = ", ".join((*self.values, *OPEN))
            raise FactError(f"{self.id}: found {', '.join(wrong)}, expected one of: {expected}")
        if len(chosen) > 1 and (not self.many or chosen & {*OPEN, self.alone}):
            alone = " or ".join(v for v in (*OPEN, self.alone) if v)
            expected = f"{alone} to stand alone" if self.many else "one value"
            raise FactError(f"{self.id}: found {', '.join(sorted(chosen))}, expected {expected}")
        return tuple(v for v in (*self.values, *OPEN) if v in chosen)


class Vocabulary:
    """The closed list of facts. The order is the order of the file and of every listing."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = {fact.id: fact for fact in facts}

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def __contains__(self, fact: object) -> bool:
        return fact in self._facts

    def fact(self, name: str) -> Fact:
        """Look a fact up. Raises FactError if the vocabulary does not have it."""
        if name not in self._facts:
            raise FactError(f"{name}: no such fact, expected one of: {', '.join(self._facts)}")
        return self._facts[name]

    def facts(self, given: Mapping[str, Any]) -> Facts:
        """Turn plain values into Facts. Raises FactError for anything outside the vocabulary."""
        if not isinstance(given, Mapping):
            raise FactError("facts: expected an object of facts and values")
        accepted = {name: self.fact(name).accept(value) for name, value in given.items()}
        return Facts({fact.id: accepted[fact.id] for fact in self if fact.id in accepted})

    def plain(self, facts: Facts) -> dict[str, Any]:
        """Turn Facts into plain JSON values: a list for a fact of many values, else a string."""
        return {name: list(values) if self._facts[name].many else values[0] for name, values in facts.items()}


class Facts(Mapping[str, Values]):
    """An immutable set of answers. A changed copy is a new object."""

    __slots__ = ("_answers",)

    def __init__(self, answers: Mapping[str, Values] | None = None) -> None:
        self._answers = dict(answers or {})

    def __getitem__(self, name: str) -> Values:
        return self._answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def __hash__(self) -> int:
        return hash(frozenset(self._answers.items()))

    def state(self, name: str) -> Values:
        """Give the values of a fact, or ("unasked",) where it was not told."""
        return self._answers.get(name, (UNASKED,))

    def known(self, name: str) -> bool:
        """Say whether the fact has a real value: told, and neither unsure nor declined."""
        return name in self._answers and self._answers[name][0] not in OPEN

    def adding(self, other: Mapping[str, Values]) -> Facts:
        """Give a copy in which the facts of `other` are added or replaced."""
        return Facts({**self._answers, **other})

    def without(self, *names: str) -> Facts:
        """Give a copy that lacks the named facts."""
        return Facts({name: values for name, values in self._answers.items() if name not in names})

    def only(self, *names: str) -> Facts:
        """Give a copy that has none but the named facts."""
        return Facts({name: values for name, values in self._answers.items() if name in names})

    def __repr__(self) -> str:
        return f"Facts({self._answers})"
