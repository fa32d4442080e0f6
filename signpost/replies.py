"""Reads a typed answer to the question on the screen: "nah just the once", "2", "rather not say", "both"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from signpost.asking import is_question
from signpost.language import Match, PhraseBook, longest, word_set
from signpost.understanding import MANY, FactReader

UNSURE, DECLINED = "unsure", "declined"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PICK = re.compile(
    r"(?:(?:option|number|choice|answer|the)\s+)*#?(\w+?)(?:st|nd|rd|th)?(?:\s+(?:one|option|please))*[.!)]*"
)
_PICKS = re.compile(r"\d+(?:\s*(?:,|&|\+|and|\s)\s*\d+)+")
_FEW_WORDS = 6
_ENOUGH_OF_A_TITLE = 0.7
_SMALL = word_set(
    "a an the of or and to in on by my i me it is was with for at from this that someone somebody who work not"
)
# Said before an answer or after it; it changes nothing.
_FILLERS = word_set(
    "well erm er um uh oh ah hmm ok okay so tbh honestly actually really please thanks thank you mate lol haha sorry "
    "just i mean like to be honest this that one exactly then though for now obviously obvs sadly unfortunately "
    "personally apparently basically fully quite yet if im being right god and"
)
_DENIALS = word_set("not no never isnt wasnt arent werent dont didnt doesnt havent hasnt wont cant nor neither")
_DENIAL_REACH = 3
# "Not sure, at least five times" says how often; "not sure how often" does not.
_ALL_THE_SAME = re.compile(
    r"\W*(?:(?:exactly|really|tbh|honestly)\b\W*)*"
    r"(?:[,.;\u2013-]|\b(?:maybe|perhaps|probably|possibly|but|at least|about|around|i?\s?think|id say|guess)\b)",
    re.IGNORECASE,
)
# To these a question is an answer too: "what am I meant to do" is what would help.
_ANSWERED_BY_QUESTIONS = frozenset({"purpose", "wish"})
_WHOLE = "whole."
# What begins like a short answer and is none: "no one believed me".
_NEITHER = "not"
# A phrase: the characters from which and up to which it stands, and its value.
Span = tuple[int, int, str]


class _Said(NamedTuple):
    """A text, its words, and what of short answers is found in them."""

    text: str
    doc: Doc
    matches: list[Match]


class ReplyReader:
    """Takes a typed answer to a known question.

    Args:
        phrases: fact -> value -> phrases, as for `FactReader`. `answer` holds the short answers `yes`, `no`, `unsure`,
            `declined`, `all` and `none`, and as `<fact>.<value>` what answers that one question only. A name that
            begins with `whole.` counts where nothing else is said.
        spelling: how a word is written -> how the phrases write it.
        facts: the reader of free text; an answer may be a whole sentence.
    """

    def __init__(
        self, phrases: Mapping[str, Mapping[str, Sequence[str]]], spelling: Mapping[str, str], facts: FactReader
    ) -> None:
        self._answers = PhraseBook(phrases["answer"], spelling)
        self._facts = facts

    def read_answer(self, text: str, fact: str, values: Mapping[str, str]) -> list[str] | None:
        """Give the values that a typed answer chooses; None where it is no answer to this question.

        Args:
            text: what the person typed.
            fact: the fact that was asked.
            values: the options in the order shown, each with its title.
        """
        with self._answers.forgetting():
            return self._answer(text, fact, values)

    def _answer(self, text: str, fact: str, values: Mapping[str, str]) -> list[str] | None:
        options = [value for value in values if value not in (UNSURE, DECLINED)]
        picked = _by_numbers(text, fact, list(values)) or _by_exact_title(text, values)
        if picked:
            # To "once, or more than once?" a 3 is no third option.
            stated = None if picked[0] in options else self._stated(self._read(text), fact, options)
            return stated or picked
        said = self._read(text)
        short, rest = self._short_answer(said)
        if short in (UNSURE, DECLINED):
            after = self._stated(self._read(rest), fact, options) if _ALL_THE_SAME.match(rest) else None
            return after or [short]
        if fact not in _ANSWERED_BY_QUESTIONS and _asks_back(text):
            return None
        if {"yes", "no"} <= set(options) and short in ("yes", "no", "none"):
            return ["yes" if short == "yes" else "no"]
        stated = self._stated(self._read(rest), fact, options) if short else None
        stated = stated or self._stated(said, fact, options)
        return stated or self._chosen(text, fact, short, {value: values[value] for value in options})

    def _chosen(self, text: str, fact: str, short: str | None, titles: Mapping[str, str]) -> list[str] | None:
        """Give what a short answer or the words of a title choose, where no fact is stated."""
        if short in ("none", "no") and "none" in titles:
            return ["none"]
        if short == "all":
            return _all(text, fact, list(titles))
        return None if {"yes", "no"} <= set(titles) else _by_title(text, titles, fact)

    def _read(self, text: str) -> _Said:
        doc = self._answers.read(text)
        return _Said(text, doc, self._found(doc))

    def _short_answer(self, said: _Said) -> tuple[str | None, str]:
        """Give the short answer that a text begins with, and what follows it."""
        text, doc, matches = said
        begins = next((token.i for token in doc if token.text not in _FILLERS), 0)
        found = [m for m in matches if "." not in m.label and m.start <= begins < m.end]
        if not found:
            return None, text
        best = max(found, key=lambda match: (match.end, -match.start, match.label != _NEITHER))
        left = sum(token.text.isalnum() for token in [*doc[: best.start], *doc[best.end :]])
        words = sum(token.text.isalnum() for token in doc)
        if best.label == _NEITHER or (best.label not in ("yes", "no") and left > 2 and words > _FEW_WORDS):
            return None, text
        # "Maybe three times" goes on from its own doubt.
        doubt = doc[best.end - 1].text in ("maybe", "perhaps")
        return best.label, text[doc.user_data["offsets"][best.end - 1][0 if doubt else 1] :]

    def _stated(self, said: _Said, fact: str, options: Sequence[str]) -> list[str] | None:
        """Give the values that the words state; where two readings overlap, the longer phrase counts."""
        text, doc, matches = said
        labels = [f"{fact}.{value}" for value in (*options, "not")]
        own = [_span(doc, m) for m in longest(m for m in matches if m.label in labels) if not _denied(doc, m)]
        read = [(m.start, m.end, m.value) for m in self._facts.mentions(text, asked=fact) if m.fact == fact]
        denied = [span for span in own if span[2] == "not"] if fact in MANY else own
        told = {value for start, end, value in read if not _inside((start, end), denied)}
        if not told or fact in MANY:
            told |= {value for start, end, value in own if not _inside((start, end), read)}
        values = [value for value in options if value in told]
        if len(values) > 1:
            return [value for value in values if value != "none"] if fact in MANY else None
        return values or None

    def _found(self, doc: Doc) -> list[Match]:
        """Give the phrases found; of those that must stand alone, the ones that do."""
        found = []
        for match in self._answers.find(doc):
            outside = {token.text for token in [*doc[: match.start], *doc[match.end :]] if token.text.isalnum()}
            if not match.label.startswith(_WHOLE) or outside <= _FILLERS:
                found.append(Match(match.label.removeprefix(_WHOLE), match.start, match.end))
        return found


def _span(doc: Doc, match: Match) -> Span:
    offsets = doc.user_data["offsets"]
    return offsets[match.start][0], offsets[match.end - 1][1], match.label.partition(".")[2]


def _inside(part: tuple[int, int], spans: Sequence[Span]) -> bool:
    """Tell whether a longer phrase stands around a part of the text."""
    return any(start <= part[0] and part[1] <= end and (start, end) != part for start, end, _ in spans)


def _denied(doc: Doc, match: Match) -> bool:
    for index in range(match.start - 1, max(-1, match.start - 1 - _DENIAL_REACH), -1):
        if not doc[index].text.isalnum():
            return False
        if doc[index].text in _DENIALS:
            return True
    return False


def _asks_back(text: str) -> bool:
    """Tell a question from an answer with a doubt: "Essex?" is one, "is Essex one?" is none."""
    return is_question(text.rstrip(" ?") if len(text.split()) <= _FEW_WORDS // 2 else text)


def _all(text: str, fact: str, options: Sequence[str]) -> list[str] | None:
    choices = [value for value in options if value != "none"]
    if fact in MANY and ("both" not in text.lower() or len(choices) == 2):
        return choices
    return None


def _by_numbers(text: str, fact: str, values: Sequence[str]) -> list[str] | None:
    if fact in MANY and _PICKS.fullmatch(text.strip().lower()):
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        chosen = [values[number - 1] for number in numbers if 0 < number <= len(values)]
        return [value for value in dict.fromkeys(chosen) if value not in (UNSURE, DECLINED, "none")] or None
    found = _PICK.fullmatch(text.strip().lower())
    word = found.group(1) if found else ""
    if not word:
        return None
    full = text.strip().lower()
    if "last" in full.split():
        return [values[-1]]
    for index, value in enumerate(values):
        ordinal = index < len(_ORDINALS) and _ORDINALS[index] in full.split()
        number = index < len(_NUMBERS) and word == _NUMBERS[index]
        if ordinal or number or word == str(index + 1):
            return [value]
    return None


def _by_exact_title(text: str, values: Mapping[str, str]) -> list[str] | None:
    said = _words(text)
    same = [value for value, title in values.items() if said and said == _words(title)]
    return same if len(same) == 1 else None


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
