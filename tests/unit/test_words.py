"""Words are explained where they stand, and when somebody asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase, Word
from signpost.words import asked_word, explained

WORDS = (
    Word("grievance", ("grievance", "grievances"), "A formal complaint at work."),
    Word("grievance protocol", ("grievance protocol",), "The rules for it."),
    Word("Protect", ("Protect",), "A charity."),
    Word("PSD", ("PSD", "Professional Standards"), "A department."),
)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return replace(load_knowledge_base(), words=WORDS)


def names(text: str, kb: KnowledgeBase) -> list[str]:
    return [word["word"] for word in explained(text, kb)]


def test_each_word_is_explained_once_in_the_order_of_the_text(kb: KnowledgeBase) -> None:
    assert names("PSD hears of a grievance. Grievances go to Professional Standards.", kb) == ["PSD", "grievance"]


def test_the_longest_form_counts(kb: KnowledgeBase) -> None:
    assert names("Look at the grievance protocol.", kb) == ["grievance protocol"]


def test_a_name_is_found_only_as_it_is_written(kb: KnowledgeBase) -> None:
    assert names("Protect gives advice.", kb) == ["Protect"]
    assert names("Rules protect you.", kb) == []


def test_a_part_of_a_word_is_none(kb: KnowledgeBase) -> None:
    assert names("PSDs and aggrievances", kb) == []


@pytest.mark.parametrize(
    "text",
    [
        "what does psd mean",
        "What is PSD?",
        "whats psd",
        "sorry what is a PSD exactly",
        'define "PSD"',
        "who are PSD",
        "and what does PSD stand for?",
    ],
)
def test_a_word_that_is_asked_for(text: str, kb: KnowledgeBase) -> None:
    assert asked_word(text, kb) == [{"word": "PSD", "means": "A department."}]


@pytest.mark.parametrize("text", ["what does that mean", "does PSD get this", "PSD", "what is PSD going to do to me"])
def test_what_asks_for_no_word(text: str, kb: KnowledgeBase) -> None:
    assert asked_word(text, kb) == []
