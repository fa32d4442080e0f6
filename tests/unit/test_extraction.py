"""What word lists find and what was learned are joined; a sign of crisis is only silenced by clear words against it."""

from __future__ import annotations

import pytest

from signpost.extraction import facts_said, signs_said
from signpost.reading import Mention

HALF = 0.5


def facts(found: dict[str, float], *mentions: Mention, length: int = 200) -> list[tuple[str, str]]:
    """Give the facts said, with all thresholds at one half."""
    return [(m.fact, m.value) for m in facts_said(found, dict.fromkeys(found, HALF), mentions, length)]


def test_only_what_reaches_its_threshold_is_said() -> None:
    assert facts({"conduct.sexual": 0.5, "conduct.physical": 0.49}) == [("conduct", "sexual")]


def test_of_a_fact_of_one_value_the_most_probable_is_taken() -> None:
    assert facts({"who.junior": 0.6, "who.colleague": 0.8}) == [("who", "colleague")]


def test_of_a_fact_of_many_values_all_are_taken() -> None:
    assert facts({"conduct.sexual": 0.6, "conduct.physical": 0.8}) == [("conduct", "physical"), ("conduct", "sexual")]


def test_none_of_these_does_not_stand_beside_one_of_them() -> None:
    assert facts({"characteristic.none": 0.9, "characteristic.race": 0.6}) == [("characteristic", "race")]
    assert facts({"characteristic.none": 0.9, "characteristic.race": 0.2}) == [("characteristic", "none")]


def test_a_fact_that_nobody_learned_is_read_by_name() -> None:
    assert facts({"who.junior": 0.1}, Mention("force", "kent", 3, 7)) == [("force", "kent")]


def test_a_fact_that_was_learned_is_not_taken_from_the_word_lists_alone() -> None:
    assert facts({"who.junior": 0.1}, Mention("who", "junior", 3, 7)) == []


def test_in_a_short_message_the_words_suffice_where_nothing_else_was_said() -> None:
    assert facts({"who.junior": 0.1}, Mention("who", "junior", 3, 7), length=40) == [("who", "junior")]
    said = facts({"who.junior": 0.1, "who.group": 0.9}, Mention("who", "junior", 3, 7), length=40)
    assert said == [("who", "group")]


def test_in_a_short_message_what_is_not_named_takes_more_to_be_believed() -> None:
    assert facts({"pattern.single": 0.65}, length=40) == []
    assert facts({"pattern.single": 0.75}, length=40) == [("pattern", "single")]


def test_intents_and_signs_of_crisis_are_no_facts() -> None:
    assert facts({"intent.describe": 0.9, "safety.self_harm": 0.9}) == []


def test_a_fact_stands_where_its_words_stand_or_in_the_whole_message() -> None:
    found = {"who.junior": 0.9, "conduct.sexual": 0.9}
    said = facts_said(found, dict.fromkeys(found, HALF), [Mention("who", "junior", 3, 7)], 40)

    assert said == [Mention("conduct", "sexual", 0, 40), Mention("who", "junior", 3, 7)]


@pytest.mark.parametrize(
    ("probability", "named", "heard"),
    [(0.6, False, True), (0.4, False, False), (0.4, True, True), (0.25, True, True), (0.1, True, False)],
)
def test_a_sign_is_heard_by_its_meaning_or_its_words(probability: float, named: bool, heard: bool) -> None:
    found = {"safety.immediate_danger": 0.0, "safety.self_harm": probability, "safety.sexual_assault": 0.0}
    mentions = [Mention("safety", "self_harm", 2, 9)] if named else []

    said = signs_said(found, dict.fromkeys(found, HALF), mentions, 40)
    assert [m.value for m in said] == (["self_harm"] if heard else [])
