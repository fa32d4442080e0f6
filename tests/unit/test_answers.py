"""An answer is put together from its case: the words, the sources, the warning, the contacts, what it leads to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from signpost.answers import criteria, given, near, needs_force, not_held
from signpost.facts import Facts
from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase

KB = load_knowledge_base()
BEFORE, AFTER = date(2026, 6, 1), date(2026, 7, 1)


def told(kb: KnowledgeBase = KB, **facts: Any) -> Facts:
    return kb.vocabulary.facts(facts)


def test_the_case_of_the_person_is_given(tiny_kb: KnowledgeBase) -> None:
    """The first case that holds; one that asks for a role where none is known."""
    staff = given("who_hears", told(tiny_kb, force="north", role="staff"), tiny_kb, BEFORE)
    nobody = given("who_hears", told(tiny_kb, force="north"), tiny_kb, BEFORE)

    assert staff.text == "Your manager hears of it."
    assert nobody.text == "That depends on your role."
    assert staff.payload["citations"] == [{"policy": "N1", "paragraph": "1"}]


def test_a_policy_past_its_review_carries_a_warning(tiny_kb: KnowledgeBase) -> None:
    """From the day after it was due, in the text and at the source."""
    facts = told(tiny_kb, force="north", role="staff")
    early, late = (given("who_hears", facts, tiny_kb, day) for day in (BEFORE, AFTER))

    assert "review" not in (early.text or "")
    assert (late.text or "").endswith("Past its review date, so check first: N1.")
    assert [message.payload["sources"][0]["overdue"] for message in (early, late)] == [False, True]


def test_next_step_and_what_is_not_known_follow_the_answer(tiny_kb: KnowledgeBase) -> None:
    """Contacts stand beneath, each on a line."""
    message = given("where_to_go", told(tiny_kb), tiny_kb, BEFORE)

    assert message.text == (
        "The help line answers day and night. You can ring it now. Its other hours are not known.\n"
        "Example line: 123 (Every day)"
    )
    assert [contact["value"] for contact in message.payload["contacts"]] == ["123"]


def test_what_the_documents_leave_open_is_marked(tiny_kb: KnowledgeBase) -> None:
    assert given("who_hears", told(tiny_kb, force="south"), tiny_kb, BEFORE).payload["settled"] is False


def test_related_answers_are_offered_where_they_hold_something(tiny_kb: KnowledgeBase) -> None:
    """With the force known, only what is held for it."""
    offered = given("where_to_go", told(tiny_kb, force="north"), tiny_kb, BEFORE).payload["options"]

    assert offered == [{"value": "who_hears", "title": "Who hears of it?"}]


def test_an_answer_that_holds_nothing_for_this_person_says_so(tiny_kb: KnowledgeBase) -> None:
    """Without the force there is no case of this one."""
    assert given("who_hears", told(tiny_kb), tiny_kb, BEFORE) == not_held(tiny_kb)
    assert "do not say" in (not_held(tiny_kb).text or "")
    assert "force" in (needs_force(tiny_kb).text or "")


def test_several_answers_are_offered_by_their_titles() -> None:
    message = near(("eap", "eap_family"), told(force="kent"), KB)

    assert message.payload["answer"] is None
    assert [option["value"] for option in message.payload["options"]] == ["eap", "eap_family"]


def test_criteria_stand_against_what_was_told_and_never_say_what_it_is() -> None:
    """Nearest first; what does not fit, or of which nothing was told, is left out."""
    facts = told(force="essex", conduct=["offensive_or_insulting"], characteristic=["race"], who="colleague")
    found = criteria(facts, KB.rulebook(facts))
    message = given("is_it_harassment", facts, KB, AFTER)

    assert found[0].concept.id == "harassment"
    assert all(finding.status in ("may_fit", "undecided", "fits") for finding in found)
    assert message.response == "utter_criteria"
    assert "may fit" in message.fills["findings"]


@pytest.mark.parametrize("facts", [told(), told(force="kent", purpose="policy_question")])
def test_with_nothing_told_there_are_no_criteria(facts: Facts) -> None:
    assert given("is_it_harassment", facts, KB, AFTER).response is None
