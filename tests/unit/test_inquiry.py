"""What a question does to a conversation: given now, given later, and what it leaves as it was."""

from __future__ import annotations

from typing import Any

from signpost.dialogue import respond, step
from signpost.facts import Facts
from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.state import Heard, State

KB = load_knowledge_base()


def told(**facts: Any) -> Facts:
    """Build facts from plain values."""
    return KB.vocabulary.facts(facts)


def ask(state: State, *answers: str, act: str = "ask_policy", **facts: Any) -> tuple[State, tuple[str, ...]]:
    """Ask a question to which there are answers."""
    return respond(state, Heard(act, told(**facts), answers=answers), KB)


def press(state: State, **facts: Any) -> tuple[State, tuple[str, ...]]:
    """Answer by button."""
    return respond(state, Heard("choose", told(**facts)), KB)


def test_a_question_at_the_door_opens_the_door_for_questions() -> None:
    """The force is asked, because the answer hangs on it; then it is given at once."""
    state, said = ask(State(), "mandatory_referral")

    assert (said, step(state, KB).fact) == (("needs_force",), "force")
    state, said = press(state, force="kent")

    assert said == ("answer:mandatory_referral",)
    assert step(state, KB).kind == "listening"
    assert state.awaits == ()


def test_what_needs_no_force_is_answered_at_once() -> None:
    """What this guide keeps is the same everywhere."""
    _, said = ask(State(), "what_is_kept")

    assert said == ("answer:what_is_kept",)


def test_a_force_that_is_declined_is_waited_for_no_longer() -> None:
    """What could be said without it was said; the conversation goes on."""
    state, _ = ask(State(), "mandatory_referral")
    state, said = press(state, force="declined")

    assert (said, state.awaits) == ((), ())


def test_an_answer_of_another_force_cannot_be_chosen() -> None:
    """What a rulebook does not have is not held, whoever asks for it by its id."""
    known = State(facts=told(purpose="policy_question", force="kent"))

    assert ask(known, "an_answer_of_elsewhere")[1] == ("answer",)


def test_the_one_fact_that_an_answer_lacks_is_asked_for() -> None:
    """The general answer comes first, then the role, then the answer for that role; once."""
    state, said = ask(State(facts=told(purpose="policy_question", force="kent")), "eap")

    assert (said, step(state, KB).fact) == (("answer:eap",), "role")
    state, said = press(state, role="special_constable")

    assert said == ("answer:eap",)
    assert step(state, KB).kind == "listening"
    _, said = ask(state, "eap")
    assert said == ("answer:eap",)


def test_a_question_in_the_middle_leaves_the_triage_where_it_was() -> None:
    """It is answered, no fact changes, and the same question stands on screen."""
    before = State(facts=told(purpose="something_happened", danger="no", crime="no", force="kent"), asked=("danger",))
    state, said = ask(before, "who_will_know")

    assert said == ("answer:who_will_know",)
    assert step(state, KB) == step(before, KB)
    assert state.facts == before.facts


def test_a_question_tells_who_asks_and_nothing_else() -> None:
    """A force and a role wait to be confirmed; what the question is about is no fact of the matter."""
    state, _ = ask(State(), "is_it_confidential", force="kent", role="volunteer", conduct=["sexual"], who="colleague")

    assert state.pending == told(force="kent", role="volunteer")


def test_an_account_with_a_question_keeps_both() -> None:
    """The facts wait to be confirmed and the question is answered when the force is known."""
    state, _ = ask(State(), "do_i_have_to_report", act="describe", conduct=["sexual"], who="own_line_manager")

    assert state.pending == told(conduct=["sexual"], who="own_line_manager")
    assert state.facts.state("purpose") == ("something_happened",)


def test_another_force_is_not_answered_for() -> None:
    """Whoever is with Essex is shown what Essex has; asking for Kent changes nothing."""
    before = State(facts=told(purpose="policy_question", force="essex"))
    state, said = ask(before, "confidential_line", force="kent")

    assert (state, said) == (before, ("utter_one_force",))


def test_crisis_comes_before_the_answer() -> None:
    """A sign of danger is answered first, and the question still gets its answer."""
    known = State(facts=told(purpose="policy_question", force="kent"))
    heard = Heard("ask_policy", answers=("counselling",), safety=("self_harm",))
    _, said = respond(known, heard, KB)

    assert said == ("crisis", "answer:counselling")


def test_what_follows_goes_on_from_the_last_answer_only() -> None:
    """Once a question on screen was answered, "and if he finds out" has nothing to go on from."""
    state, _ = ask(State(facts=told(purpose="something_happened", force="kent")), "who_will_know")
    assert state.topic == "who_will_know"

    state, _ = press(state, danger="no")
    assert state.topic is None


def test_a_folder_of_a_few_answers_is_enough(tiny_kb: KnowledgeBase) -> None:
    """Nothing here hangs on the answers of this project."""
    facts = tiny_kb.vocabulary.facts({"purpose": "policy_question", "force": "north"})
    state, said = respond(State(facts=facts), Heard("ask_policy", answers=("who_hears",)), tiny_kb)

    assert (said, state.reask) == (("answer:who_hears",), "role")
