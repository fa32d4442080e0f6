"""The small language of `when:` in the knowledge base, with three-valued truth.

A condition is true, false or open; open means that what the person told us does not settle it. Kleene's strong
logic: `all` is the least of its parts, `any` the greatest, `not` turns the sign. Written as data:

    {fact: conduct, any_of: [sexual, physical]}      some value of the fact is in the list
    {fact: conduct, only: [offensive_or_insulting]}  every value of the fact is in the list
    {fact: who, none_of: [psd_or_hr], if_open: "yes"}  what an open fact counts as
    {concept: harassment}                            the finding is fits or may_fit
    {situation: unsafe_to_confront}                  a condition that situations.yml gives a name
    {all: [...]}  {any: [...]}  {not: ...}  always

`unsure`, `declined` and `unasked` may stand in a list beside real values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from signpost.facts import OPEN, UNASKED, Facts

NO, UNKNOWN, YES = -1, 0, 1
WORDS = {YES: "yes", NO: "no", UNKNOWN: "unsure"}
SIGNS = {"yes": YES, "no": NO, "unsure": UNKNOWN}


class Condition(Protocol):
    """Anything that can say how it stands, given facts and the standing of the concepts."""

    def truth(self, facts: Facts, concepts: Mapping[str, int]) -> int:
        """Return YES, NO or UNKNOWN."""
        ...

    def parts(self) -> Iterator[Condition]:
        """Yield the conditions this one is made of."""
        ...


@dataclass(frozen=True, slots=True)
class Always:
    """True whatever was told."""

    def truth(self, facts: Facts, concepts: Mapping[str, int]) -> int:
        return YES

    def parts(self) -> Iterator[Condition]:
        return iter(())


@dataclass(frozen=True, slots=True)
class FactIs:
    """Compare one fact with a list of values."""

    fact: str
    values: frozenset[str]
    every: bool = False
    if_open: int = UNKNOWN

    def truth(self, facts: Facts, concepts: Mapping[str, int]) -> int:
        return self.of(facts.state(self.fact))

    def of(self, given: tuple[str, ...]) -> int:
        """Judge the values of the fact themselves."""
        if given[0] in OPEN or given[0] == UNASKED:
            return YES if given[0] in self.values else self.if_open
        meets = self.values.issuperset(given) if self.every else not self.values.isdisjoint(given)
        return YES if meets else NO

    def parts(self) -> Iterator[Condition]:
        return iter(())


@dataclass(frozen=True, slots=True)
class ConceptMayFit:
    """True when the finding on a concept is `fits` or `may_fit`, false when it does not fit."""

    concept: str

    def truth(self, facts: Facts, concepts: Mapping[str, int]) -> int:
        return concepts[self.concept]

    def parts(self) -> Iterator[Condition]:
        return iter(())


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; an open condition stays open."""

    part: Condition

    def truth(self, facts: Facts, concepts: Mapping[str, int]) -> int:
        return -self.part.truth(facts, concepts)

    def parts(self) -> Iterator[Condition]:
        yield self.part


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every part is, false when one is false."""

    of: tuple[Condition, ...]

    def truth(self, facts: Facts, concepts: Mapping[str, int]) -> int:
        result = YES
        for part in self.of:
            sign = part.truth(facts, concepts)
            if sign == NO:
                return NO
            result = min(result, sign)
        return result

    def parts(self) -> Iterator[Condition]:
        yield from self.of


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is, false when every part is false."""

    of: tuple[Condition, ...]

    def truth(self, facts: Facts, concepts: Mapping[str, int]) -> int:
        result = NO
        for part in self.of:
            sign = part.truth(facts, concepts)
            if sign == YES:
                return YES
            result = max(result, sign)
        return result

    def parts(self) -> Iterator[Condition]:
        yield from self.of


def parse(raw: Any, situations: Mapping[str, Condition] | None = None) -> Condition:
    """Turn the data of a `when:` into a condition.

    The JSON Schema of the file has already fixed the shape; names are checked by `signpost.references`.

    Args:
        raw: the plain data.
        situations: the conditions that have a name.
    """
    named = situations or {}
    match raw:
        case "always":
            return Always()
        case {"all": parts}:
            return AllOf(tuple(parse(part, named) for part in parts))
        case {"any": parts}:
            return AnyOf(tuple(parse(part, named) for part in parts))
        case {"not": part}:
            return Not(parse(part, named))
        case {"concept": name}:
            return ConceptMayFit(name)
        case {"situation": name}:
            return named[name]
        case {"fact": fact, "only": values}:
            return FactIs(fact, frozenset(values), every=True, if_open=SIGNS[raw.get("if_open", "unsure")])
        case {"fact": fact, "any_of": values}:
            return FactIs(fact, frozenset(values), if_open=SIGNS[raw.get("if_open", "unsure")])
        case {"fact": fact, "none_of": values}:
            # The sign of `if_open` is turned once here because Not turns it back.
            return Not(FactIs(fact, frozenset(values), if_open=-SIGNS[raw.get("if_open", "unsure")]))
    raise ValueError(f"not a condition: {raw!r}")


def walk(condition: Condition) -> Iterator[Condition]:
    """Yield a condition and everything inside it."""
    yield condition
    for part in condition.parts():
        yield from walk(part)
