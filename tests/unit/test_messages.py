"""What the messages carry beside their words: what was told so far, and the documents they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from signpost import messages
from signpost.facts import DECLINED, UNSURE
from signpost.model import KnowledgeBase
from signpost.state import State
from signpost.triage import assess

TODAY = date(2026, 11, 1)
TOLD = {
    "purpose": "something_happened",
    "danger": "no",
    "crime": "no",
    "force": "kent",
    "role": "police_officer",
    "position": "manager",
    "conduct": ["sexual"],
    "who": "own_line_manager",
}


def outcome(kb: KnowledgeBase, **told: Any) -> list[messages.Message]:
    """Give the messages of the outcome of some facts."""
    facts = kb.vocabulary.facts({**TOLD, **told})
    return messages.outcome(assess(facts, kb, TODAY), facts, kb, TODAY)


def payload(kb: KnowledgeBase, **told: Any) -> dict[str, Any]:
    """Give the data of the outcome of some facts."""
    return next(dict(m.payload) for m in outcome(kb, **told) if m.payload["kind"] == "outcome")


def cited(data: Any) -> Iterator[str]:
    """Yield the policy of every citation, wherever it stands."""
    if isinstance(data, dict):
        yield from [data["policy"]] if "paragraph" in data else []
        for value in data.values():
            yield from cited(value)
    elif isinstance(data, list):
        for value in data:
            yield from cited(value)


def test_a_question_says_back_what_was_told_so_far(real_kb: KnowledgeBase) -> None:
    """In the order of questions, each with the fact to change; what waits to be confirmed is not among it."""
    told = real_kb.vocabulary.facts(
        {"purpose": "something_happened", "danger": "no", "conduct": ["sexual", "physical"]}
    )
    state = State(told, pending=real_kb.vocabulary.facts({"position": "affected", "conduct": ["wellbeing"]}))
    asked = real_kb.question("force")
    assert asked

    assert messages.question(asked, state, real_kb).payload["so_far"] == [
        {"fact": "purpose", "text": "something happened at work"},
        {"fact": "danger", "text": "nobody is in danger now"},
        {"fact": "conduct", "text": "something sexual and physical force against someone at work"},
    ]


def test_nothing_told_is_an_empty_list(real_kb: KnowledgeBase) -> None:
    """The first question has nothing to say back."""
    asked = real_kb.question("purpose")
    assert asked

    assert messages.question(asked, State(), real_kb).payload["so_far"] == []


@pytest.mark.parametrize("value", [UNSURE, DECLINED])
def test_what_was_left_open_says_what_it_is_about(real_kb: KnowledgeBase, value: str) -> None:
    """ "You are not sure" alone could not be told from another; the question stands before it, without its examples."""
    told = real_kb.vocabulary.facts({"crime": value, "conduct": [value]})
    phrase = real_kb.open_phrases[value]

    assert messages.so_far(told, real_kb) == [
        {"fact": "crime", "text": f"Might it be a crime? ({phrase})"},
        {"fact": "conduct", "text": f"What was it about? ({phrase})"},
    ]


def test_what_no_question_asks_for_is_not_said_back(real_kb: KnowledgeBase) -> None:
    """A sign of self-harm is answered with care, not listed as an answer beside a button to change it."""
    told = real_kb.vocabulary.facts({"self_harm": "yes", "danger": "yes"})

    assert [entry["fact"] for entry in messages.so_far(told, real_kb)] == ["danger"]


def test_every_fact_that_is_asked_reads_as_something_to_change(real_kb: KnowledgeBase) -> None:
    """No two things said back are alike, whatever was answered."""
    for pick in (lambda fact: fact.values[-1], lambda _: UNSURE, lambda _: DECLINED):
        told = real_kb.vocabulary.facts({fact.id: pick(fact) for fact in real_kb.vocabulary})
        texts = [entry["text"] for entry in messages.so_far(told, real_kb)]

        assert len(texts) == len(set(texts)) == len(real_kb.questions)


def test_an_outcome_says_back_what_was_told(real_kb: KnowledgeBase) -> None:
    """All of it, so that any of it can be changed."""
    assert [entry["fact"] for entry in payload(real_kb)["so_far"]] == list(TOLD)


@pytest.mark.parametrize("force", ["essex", "kent", "dyfed_powys", UNSURE])
@pytest.mark.parametrize("position", ["affected", "manager"])
def test_an_outcome_names_every_document_it_cites(real_kb: KnowledgeBase, force: str, position: str) -> None:
    """Each once, in order of first citation, from the findings to the notices."""
    data = payload(real_kb, force=force, position=position)
    shown = {name: data[name] for name in ("findings", "routes", "duties", "notices")}
    named = [source["policy"] for source in data["sources"]]

    assert set(named) == set(cited(shown))
    assert len(named) == len(set(named)) > 3
    assert named == list(dict.fromkeys(cited(shown)))
    assert set(data["sources"][0]) == {
        "policy", "title", "publisher", "address", "read_elsewhere", "reviewed", "overdue"
    }  # fmt: skip


def test_a_document_is_overdue_by_the_day_it_is_given(real_kb: KnowledgeBase) -> None:
    """The day is handed in, as it is to the weighing."""
    facts = real_kb.vocabulary.facts(TOLD)

    def overdue(today: date) -> set[str]:
        shown = messages.outcome(assess(facts, real_kb, today), facts, real_kb, today)
        sources = next(m.payload["sources"] for m in shown if m.payload["kind"] == "outcome")
        return {source["policy"] for source in sources if source["overdue"]}

    assert "L1760" not in overdue(TODAY)
    assert "L1760" in overdue(date(2100, 1, 1))


def test_a_notice_by_itself_names_its_documents(real_kb: KnowledgeBase) -> None:
    """A card that is shown alone can link to what it rests on."""
    notices = [m.payload for m in outcome(real_kb) if m.payload["kind"] == "notice"]

    assert notices
    for notice in notices:
        assert [source["policy"] for source in notice["sources"]] == list(dict.fromkeys(cited(notice["citations"])))
