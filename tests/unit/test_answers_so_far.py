"""An answer can be changed at any time, by its fact, and what hung on it is asked again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signpost.dialogue import respond, step
from signpost.facts import Facts
from signpost.model import KnowledgeBase
from signpost.state import CONFIRM, Heard, State
from signpost.triage import assess
from tests.unit.test_messages import TODAY, TOLD

ANSWERS = {**TOLD, "position": "affected", "wish": "talk", "pattern": "single", "prior_complaint": "no"}


def choose(state: State, kb: KnowledgeBase, fact: str, *values: str) -> State:
    """Press the button of an answer."""
    return respond(state, Heard("choose", Facts({fact: values})), kb)[0]


def change(state: State, kb: KnowledgeBase, fact: str) -> State:
    """Press the button that changes an answer."""
    return respond(state, Heard("choose", answer=(fact,)), kb)[0]


def answered(kb: KnowledgeBase, until: str | None = None) -> State:
    """Answer by button until a fact is asked for, or to the outcome, which is shown."""
    state, told = State(), kb.vocabulary.facts({**ANSWERS, "characteristic": ["sex"], "raised": "no"})
    while (now := step(state, kb)).kind == "question" and now.fact and now.fact != until:
        state = choose(state, kb, now.fact, *told[now.fact])
    return replace(state, shown=True) if step(state, kb).kind == "outcome" else state


def test_any_answer_can_be_changed_after_the_outcome(real_kb: KnowledgeBase) -> None:
    """Each is asked again, and an answer that is the same shows the outcome again."""
    shown = answered(real_kb)
    assert step(shown, real_kb).kind == "shown"

    for fact, values in shown.facts.items():
        state = change(shown, real_kb, fact)
        assert (step(state, real_kb).kind, step(state, real_kb).fact) == ("question", fact)
        same = choose(state, real_kb, fact, *values)
        assert same.facts == shown.facts
        assert step(same, real_kb).kind == "outcome"


def test_an_answer_can_be_changed_while_another_question_is_on_screen(real_kb: KnowledgeBase) -> None:
    """It comes first; then the question that was on screen is there again."""
    state = change(answered(real_kb, until="position"), real_kb, "role")
    assert step(state, real_kb).fact == "role"

    state = choose(state, real_kb, "role", "police_staff")
    assert state.facts.state("role") == ("police_staff",)
    assert step(state, real_kb).fact == "position"


def test_the_last_change_asked_for_is_the_one_that_is_asked(real_kb: KnowledgeBase) -> None:
    """Whoever thinks again has not to answer the first."""
    state = change(change(answered(real_kb), real_kb, "who"), real_kb, "role")

    assert step(choose(state, real_kb, "role", "police_staff"), real_kb).kind == "outcome"


def test_an_answer_can_be_changed_while_something_waits_to_be_confirmed(real_kb: KnowledgeBase) -> None:
    """What waits goes on waiting, and is shown again after the answer."""
    state, _ = respond(answered(real_kb, until="position"), Heard("describe", Facts({"who": ("group",)})), real_kb)
    assert step(state, real_kb).kind == "understood"

    state = change(state, real_kb, "role")
    assert step(state, real_kb).fact == "role"
    state = choose(state, real_kb, "role", "police_staff")
    assert step(state, real_kb).kind == "understood"
    state, _ = respond(state, Heard("choose", answer=(CONFIRM,)), real_kb)
    assert (state.facts["who"], state.facts["role"]) == (("group",), ("police_staff",))


def test_whoever_stopped_can_still_change_an_answer(real_kb: KnowledgeBase) -> None:
    """Stopping loses nothing."""
    state, _ = respond(answered(real_kb, until="position"), Heard("stop"), real_kb)

    assert step(change(state, real_kb, "role"), real_kb).fact == "role"


@pytest.mark.parametrize(("fact", "value"), [("position", "manager"), ("crime", "yes"), ("purpose", "wellbeing")])
def test_what_hung_on_the_old_answer_goes_and_the_outcome_changes(
    real_kb: KnowledgeBase, fact: str, value: str
) -> None:
    """Changing by button ends where the new answer would have ended at once."""
    shown = answered(real_kb)
    state = choose(change(shown, real_kb, fact), real_kb, fact, value)
    while (now := step(state, real_kb)).kind == "question" and now.fact:
        state = choose(state, real_kb, now.fact, "unsure")

    assert step(state, real_kb).kind == "outcome"
    assert assess(state.facts, real_kb, TODAY) != assess(shown.facts, real_kb, TODAY)


def test_a_change_back_asks_again_for_what_hung_on_it(real_kb: KnowledgeBase) -> None:
    """Wellbeing needs no account of what happened; something that happened does."""
    state = choose(change(answered(real_kb), real_kb, "purpose"), real_kb, "purpose", "wellbeing")
    assert "conduct" not in state.facts

    state = choose(change(state, real_kb, "purpose"), real_kb, "purpose", "something_happened")
    asked = []
    while (now := step(state, real_kb)).kind == "question" and now.fact:
        asked.append(now.fact)
        state = choose(state, real_kb, now.fact, "unsure")
    assert "conduct" in asked
