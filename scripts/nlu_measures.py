"""Measures how well messages are understood: counts, shares and calibration. It knows nothing of Rasa or of files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

_BINS = 10
Pair = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Case:
    """One message, what it states and what was understood; facts are written as `fact.value`.

    Attributes:
        said: what the words state.
        left_open: what a careful reader could see besides: neither asked nor wrong.
        found: what was understood.
        probabilities: label -> how probable it seemed; what is read by name has none.
    """

    text: str
    said: frozenset[str]
    left_open: frozenset[str]
    found: frozenset[str]
    probabilities: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Score:
    """How much was found and was right, was found and was wrong, or was stated and missed."""

    right: int
    wrong: int
    missed: int

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def stated(self) -> int:
        """Count what there was to find."""
        return self.right + self.missed

    @property
    def precision(self) -> float | None:
        """Give the share of what was found that was right; None where nothing was found."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Give the share of what was stated that was found; None where nothing was stated."""
        return _share(self.right, self.stated)

    @property
    def f(self) -> float | None:
        """Give the harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True)
class Bin:
    """Facts given a probability between two bounds: how many, their mean probability, and the share that was right."""

    low: float
    high: float
    count: int
    probability: float
    share: float


@dataclass(frozen=True, slots=True)
class Miss:
    """One fact that was understood wrongly, or not at all, in one message."""

    label: str
    probability: float
    text: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One message with the signs of crisis in it, those shown, and whether words name them (`direct`) or not."""

    said: frozenset[str]
    found: frozenset[str]
    how: str | None


def fact_of(label: str) -> str:
    """Give the fact of a label `fact.value`."""
    return label.partition(".")[0]


def facts_in(cases: Iterable[Case]) -> list[str]:
    """Give every fact that is stated or found somewhere."""
    return sorted({fact_of(label) for case in cases for label in case.said | case.found})


def score(cases: Iterable[Case], facts: Collection[str]) -> Score:
    """Count over all messages what was right, wrong and missed of some facts."""
    right = wrong = missed = 0
    for case in cases:
        said, found = _only(case.said, facts), _only(case.found, facts)
        right += len(said & found)
        wrong += len(found - said - case.left_open)
        missed += len(said - found)
    return Score(right, wrong, missed)


def pairs(cases: Iterable[Case], facts: Collection[str]) -> list[Pair]:
    """Pair each probability of some facts with whether the fact was stated; what is left open is left out."""
    return [
        (probability, label in case.said)
        for case in cases
        for label, probability in case.probabilities.items()
        if fact_of(label) in facts and (label in case.said or label not in case.left_open)
    ]


def bins(given: Iterable[Pair]) -> list[Bin]:
    """Sort probabilities into ten bins of equal width; empty bins are left out."""
    ordered = sorted(given)
    found = []
    for at, group in groupby(ordered, key=lambda pair: min(int(pair[0] * _BINS), _BINS - 1)):
        probabilities, said = zip(*group, strict=True)
        count = len(said)
        found.append(Bin(at / _BINS, (at + 1) / _BINS, count, sum(probabilities) / count, sum(said) / count))
    return found


def calibration_error(given: Sequence[Pair]) -> float | None:
    """Give the mean distance between probability and share, each bin by its count (M. Naeini and others, 2015)."""
    if not given:
        return None
    return sum(entry.count * abs(entry.probability - entry.share) for entry in bins(given)) / len(given)


def most_wrong(cases: Iterable[Case], count: int) -> list[Miss]:
    """Give the wrong facts that seemed most probable; what is read by name seems certain."""
    found = [
        Miss(label, case.probabilities.get(label, 1.0), case.text)
        for case in cases
        for label in case.found - case.said - case.left_open
    ]
    return sorted(found, key=lambda miss: (-miss.probability, miss.label, miss.text))[:count]


def most_missed(cases: Iterable[Case], count: int) -> list[Miss]:
    """Give the missed facts that seemed least probable."""
    found = [
        Miss(label, case.probabilities.get(label, 0.0), case.text) for case in cases for label in case.said - case.found
    ]
    return sorted(found, key=lambda miss: (miss.probability, miss.label, miss.text))[:count]


def confused(acts: Iterable[tuple[Sequence[str], str]]) -> Counter[tuple[str, str]]:
    """Count acts taken for another: (the act or acts that are right, what it was taken for)."""
    return Counter((" or ".join(right), found) for right, found in acts if found not in right)


def unheard(signs: Iterable[Sign], how: str) -> tuple[int, int]:
    """Give how many signs of a sort were met with none shown at all, and how many there are."""
    given = [sign for sign in signs if sign.said and sign.how == how]
    return sum(not sign.found for sign in given), len(given)


def false_alarms(signs: Iterable[Sign]) -> tuple[int, int]:
    """Give how many messages without a sign were shown one, and how many there are."""
    given = [sign for sign in signs if not sign.said]
    return sum(bool(sign.found) for sign in given), len(given)


def kind_score(signs: Iterable[Sign], kind: str) -> Score:
    """Count one kind of crisis: shown rightly, shown though another or none is meant, not shown."""
    told = [(kind in sign.said, kind in sign.found) for sign in signs]
    return Score(told.count((True, True)), told.count((False, True)), told.count((True, False)))


def _only(labels: frozenset[str], facts: Collection[str]) -> frozenset[str]:
    return frozenset(label for label in labels if fact_of(label) in facts)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
