"""What one message does to a conversation, whatever was said before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.dialogue import SPOKEN, respond, step
from signpost.facts import DECLINED, UNSURE, Facts, Values
from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.state import CONFIRM, Heard, State

KB = load_knowledge_base()


def told(**facts: str | list[str]) -> Facts:
    """Build facts from plain values."""
    return KB.vocabulary.facts(facts)


def say(state: State, act: str, **facts: str | list[str]) -> State:
    """Let the person say something, and give the state it leads to."""
    return respond(state, Heard(act, told(**facts)), KB)[0]


def answered(state: State, answers: dict[str, Values]) -> State:
    """Answer questions by button until one has no answer, or none is left."""
    while (now := step(state, KB)).kind == "question" and now.fact in answers:
        state, _ = respond(state, Heard("choose", Facts({now.fact: answers[now.fact]})), KB)
    return state


@st.composite
def every_answer(draw: st.DrawFn) -> dict[str, Values]:
    """Draw an answer for every fact, should it be asked."""
    return {fact.id: fact.accept(draw(st.sampled_from((*fact.values, UNSURE, DECLINED)))) for fact in KB.vocabulary}


def test_a_button_answers_the_question_on_screen() -> None:
    """A choice fills its fact, and the next question follows."""
    state = say(State(), "choose", purpose="something_happened")

    assert state.facts == told(purpose="something_happened")
    assert step(state, KB).fact == "danger"


def test_nothing_taken_from_words_counts_before_it_is_confirmed() -> None:
    """Facts in an account wait, are shown, and count once the person says yes."""
    state = say(State(), "describe", conduct=["sexual"], who="own_line_manager")

    assert step(state, KB).kind == "understood"
    assert "conduct" not in state.facts

    state = say(state, "affirm")

    assert state.facts.state("conduct") == ("sexual",)
    assert state.facts.state("purpose") == ("something_happened",)
    assert not state.pending


def test_one_item_of_what_was_understood_can_be_corrected() -> None:
    """Choosing an item asks for it again and keeps the others waiting."""
    state = say(State(), "describe", conduct=["sexual"], who="own_line_manager")
    state, _ = respond(state, Heard("choose", answer=("who",)), KB)

    assert step(state, KB).fact == "who"

    state = say(state, "choose", who="more_senior")

    assert step(state, KB).kind == "understood"

    state, _ = respond(state, Heard("choose", answer=(CONFIRM,)), KB)

    assert state.facts.state("who") == ("more_senior",)
    assert state.facts.state("conduct") == ("sexual",)


def test_a_typed_answer_fills_the_fact_like_a_button() -> None:
    """An answer in words to the question on screen ends where the button would."""
    state = say(State(), "choose", purpose="something_happened")
    by_button = say(state, "choose", danger="no")
    by_words, _ = respond(state, Heard("deny", answer=("no",)), KB)

    assert by_words == by_button


@pytest.mark.parametrize(("act", "value"), [("unsure", UNSURE), ("skip", DECLINED)])
def test_not_knowing_and_not_saying_lead_on(act: str, value: str) -> None:
    """Whoever does not know, or would rather not say, is asked the next question."""
    state = say(State(), "choose", purpose="something_happened")
    after = say(state, act)

    assert after.facts.state("danger") == (value,)
    assert step(after, KB).fact == "crime"


@settings(max_examples=60, deadline=None)
@given(every_answer(), every_answer(), st.data())
def test_changing_an_answer_ends_where_giving_it_at_once_would(
    first: dict[str, Values], rest: dict[str, Values], data: st.DataObject
) -> None:
    """Changing A to B clears what hung on A: the end is the same as with B from the start."""
    before = answered(State(), first)
    changed = data.draw(st.sampled_from(sorted(set(before.asked))))
    new = rest[changed]
    after, _ = respond(before, Heard("change", Facts({changed: new})), KB)
    answers = {**rest, **first, changed: new}

    assert answered(after, answers).facts == answered(State(), answers).facts


@settings(max_examples=60, deadline=None)
@given(every_answer(), every_answer(), st.data())
def test_changing_by_button_is_changing_by_word(
    first: dict[str, Values], rest: dict[str, Values], data: st.DataObject
) -> None:
    """Choosing an earlier question's other button has the effect of writing the change."""
    before = answered(State(), first)
    changed = data.draw(st.sampled_from(sorted(set(before.asked))))
    new = Facts({changed: rest[changed]})
    by_word, _ = respond(before, Heard("change", new), KB)
    by_button, _ = respond(before, Heard("choose", new), KB)

    assert by_button.facts == by_word.facts


def test_what_was_volunteered_survives_a_change() -> None:
    """A fact the person told by themselves stays when another answer changes."""
    state = say(State(), "describe", conduct=["offensive_or_insulting"], pattern="repeated")
    state = answered(say(state, "affirm"), {"danger": ("no",), "force": ("essex",)})
    state = say(state, "change", force="kent")

    assert state.facts.state("pattern") == ("repeated",)
    assert state.facts.state("force") == ("kent",)


def test_a_change_without_a_fact_shows_what_was_told() -> None:
    """Whoever says only that something is wrong is shown their answers to choose from."""
    state = say(State(), "choose", purpose="something_happened")
    _, said = respond(state, Heard("change"), KB)

    assert said == ("answers",)


def test_enough_shows_the_outcome_at_once() -> None:
    """Whoever wants no more questions is shown what there is."""
    state = say(State(), "choose", purpose="something_happened")

    assert step(say(state, "enough"), KB).kind == "outcome"


def test_start_again_forgets_every_answer() -> None:
    """Starting again leaves nothing of before."""
    state = say(State(), "choose", purpose="something_happened", force="kent")

    assert say(state, "start_again") == State()


def test_stopping_ends_and_a_further_word_goes_on() -> None:
    """A word misread as "stop" costs nothing: the next message goes on from there."""
    state = say(State(), "choose", purpose="something_happened")
    stopped = say(state, "stop")

    assert step(stopped, KB).kind == "ended"
    assert step(say(stopped, "choose", danger="no"), KB).fact == "crime"


@pytest.mark.parametrize("act", ["describe", "affirm", "why", "out_of_scope", "nlu_fallback", "stop", "ask_policy"])
@pytest.mark.parametrize("sign", ["immediate_danger", "self_harm", "sexual_assault"])
def test_a_sign_of_danger_is_answered_first_whatever_the_act(act: str, sign: str) -> None:
    """Crisis comes before anything else, independent of what else the message was taken for."""
    _, said = respond(State(), Heard(act, safety=(sign,)), KB)

    assert said[0] == "crisis"


def test_danger_and_self_harm_count_at_once() -> None:
    """What concerns somebody's life needs no confirmation."""
    state, _ = respond(State(), Heard("describe", safety=("self_harm", "immediate_danger")), KB)

    assert state.facts.state("self_harm") == ("yes",)
    assert state.facts.state("danger") == ("yes",)


def test_after_a_crisis_the_conversation_goes_on_where_it_was() -> None:
    """The question on screen stays the same after a word of crisis."""
    state = answered(State(), {"purpose": ("something_happened",), "danger": ("no",), "crime": ("no",)})
    after, _ = respond(state, Heard("describe", safety=("self_harm",)), KB)

    assert step(after, KB).fact == step(state, KB).fact == "force"


@pytest.mark.parametrize("act", SPOKEN)
def test_a_word_beside_the_matter_is_answered_and_changes_nothing(act: str) -> None:
    """Why, thanks, privacy and the like are answered, and the same question stays."""
    state = say(State(), "choose", purpose="something_happened")
    after, said = respond(state, Heard(act), KB)

    assert after == state
    assert said == (f"utter_{act}",)


def test_an_outcome_already_shown_is_not_shown_again() -> None:
    """After the outcome, thanks does not print it once more; a changed answer does."""
    state = say(State(), "choose", purpose="policy_question", force="kent")
    state = State(facts=state.facts, asked=state.asked, finished=True, shown=True)

    assert step(say(state, "thanks"), KB).kind == "shown"
    assert step(say(state, "change", force="essex"), KB).kind == "outcome"


def test_words_that_say_nothing_are_said_to_be_so() -> None:
    """A message without fact, act or answer is not forced into anything."""
    state = say(State(), "choose", purpose="something_happened")
    after, said = respond(state, Heard("nlu_fallback"), KB)

    assert after == state
    assert said == ("utter_not_understood",)


def test_the_door_of_a_typed_wish_is_found() -> None:
    """Asking for support, duties or a policy opens its door without a button."""
    for act, purpose in (("ask_wellbeing", "wellbeing"), ("ask_duties", "manager_duties")):
        assert say(State(), act).facts.state("purpose") == (purpose,)


def test_the_state_holds_closed_values_only(real_kb: KnowledgeBase) -> None:
    """Every fact, asked name and pending value of a state is in the vocabulary."""
    state = say(State(), "describe", conduct=["sexual"], who="own_line_manager")

    assert real_kb.vocabulary.facts(real_kb.vocabulary.plain(state.pending)) == state.pending


@pytest.mark.parametrize("act", ["stop", "start_again", "thanks", "privacy", "enough"])
def test_beside_a_sign_of_danger_no_other_act_counts(act: str) -> None:
    """A word of crisis that is also taken for "stop" or "thanks" ends nothing and clears nothing."""
    state = say(State(), "choose", purpose="something_happened")
    after, said = respond(state, Heard(act, safety=("self_harm",)), KB)

    assert said == ("crisis",)
    assert after.facts.state("purpose") == ("something_happened",)
    assert step(after, KB).kind == "question"


def test_an_account_in_which_no_fact_was_found_still_opens_the_door() -> None:
    """Whoever tells something that could not be placed is thanked and asked on, not asked to say it again."""
    after, said = respond(State(), Heard("describe"), KB)

    assert said == ("utter_heard",)
    assert step(after, KB).fact == "danger"


def test_enough_confirms_what_is_on_the_screen() -> None:
    """What was understood stands on the screen when the person asks for the outcome, so it counts."""
    state = say(say(State(), "describe", conduct=["sexual"]), "enough")

    assert state.facts.state("conduct") == ("sexual",)
    assert step(state, KB).kind == "outcome"


def test_a_sign_that_was_misread_can_be_taken_back() -> None:
    """Nothing asks about self-harm, so to correct it is to take it back; the conversation goes on."""
    state, _ = respond(say(State(), "choose", purpose="wellbeing"), Heard("describe", safety=("self_harm",)), KB)
    after, _ = respond(state, Heard("choose", answer=("self_harm",)), KB)

    assert "self_harm" not in after.facts
    assert step(after, KB).fact == "danger"
