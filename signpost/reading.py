"""What is read in one message: its words in one spelling, the phrases among them, and its meaning as vectors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from signpost.language import Match, longest

Array = npt.NDArray[np.float32]
# Facts whose phrases stand for one another: "my skipper" is told of like "my inspector".
_CLASSED = frozenset({"who", "role", "rank_band", "force", "characteristic"})
_SENTENCE_END = re.compile(r"[.!?]+\s+|\n+")
_WORD_RUN = 3
_CLASS_RUN = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact stated in a text, with the characters that state it."""

    fact: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """The meaning of a text: `whole` (384 numbers) and `sentences` (one row of 384 for each sentence)."""

    whole: Array
    sentences: Array

    def fingerprint(self) -> str:
        """Say nothing of the numbers: they follow from the text, of which Rasa takes the fingerprint as well."""
        return ""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One message, read.

    Attributes:
        grams: runs of up to three words, and of up to four where people and traits stand as classes.
        stated: what the word lists find stated, as `fact.value`; signs of crisis as `safety.kind`.
        denied: what the words name only to deny it, as `fact.value`.
        meaning: what the sentence model makes of it.
    """

    grams: frozenset[str]
    stated: frozenset[str]
    denied: frozenset[str]
    meaning: Meaning

    def fingerprint(self) -> str:
        """Say nothing: what is read follows from the text and the word lists."""
        return ""


def sentence_ends(text: str) -> list[int]:
    """Give the places in a text at which a sentence is over."""
    return [found.end() for found in _SENTENCE_END.finditer(text)]


def grams(words: Sequence[str], matches: Sequence[Match]) -> frozenset[str]:
    """Give the runs of words of a message, as they are and with classes in place of phrases found."""
    classed = _with_classes(words, matches)
    return frozenset([*_runs(words, _WORD_RUN), *(f"@ {run}" for run in _runs(classed, _CLASS_RUN))])


def _with_classes(words: Sequence[str], matches: Sequence[Match]) -> list[str]:
    at = {match.start: match for match in longest(m for m in matches if m.label.partition(".")[0] in _CLASSED)}
    found, index = [], 0
    while index < len(words):
        match = at.get(index)
        found.append(f"@{match.label}" if match else words[index])
        index = match.end if match else index + 1
    return found


def _runs(words: Sequence[str], longest_run: int) -> Iterator[str]:
    framed = ["<", *words, ">"]
    for length in range(1, longest_run + 1):
        for start in range(len(framed) - length + 1):
            yield " ".join(framed[start : start + length])
