"""Reads a typed answer to the question on the screen: "nah just the once", "2", "rather not say", "both"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from signpost.language import PhraseBook, word_set
from signpost.understanding import MANY, FactReader

UNSURE, DECLINED = "unsure", "declined"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PICK = re.compile(
    r"(?:(?:option|number|choice|answer|the)\s+)*#?(\w+?)(?:st|nd|rd|th)?(?:\s+(?:one|option|please))*[.!)]*"
)
_FEW_WORDS = 6
_ENOUGH_OF_A_TITLE = 0.7
_SMALL = word_set("a an the of or and to in on by my i me it is was with for at from this that someone somebody who")


class ReplyReader:
    """Takes a typed answer to a known question.

    Args:
        phrases: fact -> value -> phrases, as for `FactReader`; `answer` holds the short answers `yes`, `no`, `unsure`,
            `declined` and `all`.
        spelling: how a word is written -> how the phrases write it.
        facts: the reader of free text; an answer may be a whole sentence.
    """

    def __init__(
        self, phrases: Mapping[str, Mapping[str, Sequence[str]]], spelling: Mapping[str, str], facts: FactReader
    ) -> None:
        self._short = PhraseBook(phrases["answer"], spelling)
        self._facts = facts

    def read_answer(self, text: str, fact: str, values: Mapping[str, str]) -> list[str] | None:
        """Give the values that a typed answer chooses; None where it is no answer to this question.

        Args:
            text: what the person typed.
            fact: the fact that was asked.
            values: the options in the order shown, each with its title.
        """
        options = [value for value in values if value not in (UNSURE, DECLINED)]
        picked = _by_number(text, list(values)) or _by_exact_title(text, values)
        if picked:
            return [picked]
        short = self._short_answer(text)
        if short == "all":
            return self._all(text, fact, options)
        if short in (UNSURE, DECLINED):
            return [short]
        if short in ("none", "no") and "none" in options:
            return ["none"]
        if {"yes", "no"} <= set(options):
            return [short] if short in ("yes", "no") else self._stated(text, fact, options)
        return self._stated(text, fact, options) or _by_title(text, {value: values[value] for value in options}, fact)

    def _short_answer(self, text: str) -> str | None:
        doc = self._short.read(text)
        words = [token for token in doc if token.text.isalnum()]
        found = [match for match in self._short.find(doc) if match.start == 0]
        if not found:
            return None
        best = found[0]
        alone = best.end - best.start >= len(words) - 2 or len(words) <= _FEW_WORDS
        return best.label if alone or best.label in ("yes", "no") else None

    def _stated(self, text: str, fact: str, options: Sequence[str]) -> list[str] | None:
        values = [value for value in self._facts.read_facts(text, asked=fact).get(fact, []) if value in options]
        return values or None

    def _all(self, text: str, fact: str, options: Sequence[str]) -> list[str] | None:
        choices = [value for value in options if value != "none"]
        if fact in MANY and ("both" not in text.lower() or len(choices) == 2):
            return choices
        return None


def _by_number(text: str, values: Sequence[str]) -> str | None:
    found = _PICK.fullmatch(text.strip().lower())
    word = found.group(1) if found else ""
    if not word:
        return None
    full = text.strip().lower()
    if "last" in full.split():
        return values[-1]
    for index, value in enumerate(values):
        ordinal = index < len(_ORDINALS) and _ORDINALS[index] in full.split()
        number = index < len(_NUMBERS) and word == _NUMBERS[index]
        if ordinal or number or word == str(index + 1):
            return value
    return None


def _by_exact_title(text: str, values: Mapping[str, str]) -> str | None:
    said = _words(text)
    same = [value for value, title in values.items() if said and said == _words(title)]
    return same[0] if len(same) == 1 else None


def _by_title(text: str, values: Mapping[str, str], fact: str) -> list[str] | None:
    said = set(_words(text)) - _SMALL
    chosen: list[str] = []
    best = 0.0
    for value, title in values.items():
        wanted = set(_words(title)) - _SMALL
        share = len(said & wanted) / len(wanted) if wanted else 0.0
        # Few words that all stand in one title name it as well: "grievance" for "A formal grievance".
        if said and said <= wanted:
            share = max(share, _ENOUGH_OF_A_TITLE)
        if share >= _ENOUGH_OF_A_TITLE and (fact in MANY or share >= best):
            chosen = [*chosen, value] if fact in MANY or share == best else [value]
            best = share
    return chosen if chosen and (fact in MANY or len(chosen) == 1) else None


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("\u2019", "").replace("'", ""))
