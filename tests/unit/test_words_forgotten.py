"""spaCy keeps every word it meets in its vocabulary, while the process runs; what people type must not stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.runtime import reply_reader
from signpost.kb import PROJECT
from signpost.safety import SafetyReader
from signpost.word_lists import read_folder

NAME = "zebedee"
TEXT = f"no, sergeant {NAME} shouted at me and I want to die"


def _reader_of_safety() -> SafetyReader:
    phrases, spelling = read_folder(PROJECT / "data" / "nlu" / "words")
    return SafetyReader(phrases["safety"], spelling)


@pytest.mark.parametrize(
    ("reader", "read", "book"),
    [
        (reply_reader, lambda reader: reader.read_answer(TEXT, "crime", {"yes": "Yes", "no": "No"}), "_answers"),
        (lambda: reply_reader()._facts, lambda reader: reader.mentions(TEXT), "_book"),
        (lambda: reply_reader()._facts, lambda reader: reader.read(TEXT), "_book"),
        (_reader_of_safety, lambda reader: reader.mentions(TEXT), "_book"),
    ],
    ids=["answers", "facts", "messages", "safety"],
)
def test_what_was_typed_leaves_the_vocabulary(reader: Callable[[], Any], read: Callable[[Any], Any], book: str) -> None:
    """Each reader finds what it looks for, and spaCy knows the name no more."""
    this = reader()
    assert read(this)

    assert NAME not in getattr(this, book)._nlp.vocab.strings
    with getattr(this, book).forgetting():
        getattr(this, book).read(TEXT)
        assert NAME in getattr(this, book)._nlp.vocab.strings, "otherwise this test would prove nothing"


def test_nothing_is_read_where_it_would_be_kept() -> None:
    """Whoever forgets to let the words go is told at once."""
    with pytest.raises(RuntimeError, match="forgetting"):
        reply_reader()._answers.read(TEXT)
