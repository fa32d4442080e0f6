"""Explains the words that somebody new to police work would have to look up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from signpost.model import KnowledgeBase, Word

_ASKED = re.compile(
    r"\W*(?:(?:and|so|sorry|ok|but|er+m?|um) )*(?:what(?:'s| is| are| does|s)?|define|explain|who(?:'s| is| are|s)?)\s+"
    r"(?:(?:a|an|the|do you mean by|you mean by|that)\s+)*(?P<word>.+?)"
    r"(?:\s+(?:mean|stand for|meant to mean|exactly|please|actually|anyway))*[\s?.]*",
    re.IGNORECASE,
)


def explained(text: str, kb: KnowledgeBase) -> list[dict[str, str]]:
    """Give the words of a text that may need explaining, each once, in the order in which they stand."""
    found = _pattern(kb.words).finditer(text) if kb.words else ()
    by_form = _by_form(kb.words)
    return [_plain(word) for word in dict.fromkeys(by_form[match.group().lower()] for match in found)]


def asked_word(text: str, kb: KnowledgeBase) -> list[dict[str, str]]:
    """Give the word that a text asks the meaning of ("what does PSD mean"); nothing where it asks for none we have."""
    found = _ASKED.fullmatch(text.strip())
    word = _by_form(kb.words).get(found.group("word").lower().strip("\"'")) if found else None
    return [_plain(word)] if word else []


def _plain(word: Word) -> dict[str, str]:
    return {"word": word.name, "means": word.means}


@lru_cache(maxsize=4)
def _pattern(words: Sequence[Word]) -> re.Pattern[str]:
    """Match every form; one with a capital only as it is written, so that "protect" is not taken for the charity."""
    forms = sorted((form for word in words for form in word.forms), key=len, reverse=True)
    parts = (re.escape(form) if form != form.lower() else f"(?i:{re.escape(form)})" for form in forms)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


@lru_cache(maxsize=4)
def _by_form(words: Sequence[Word]) -> dict[str, Word]:
    return {form.lower(): word for word in words for form in word.forms}
