"""Which answers a message asks for, given how each of them scores."""

from __future__ import annotations

import pytest

from signpost.asking import questions_in
from signpost.facts import Facts
from signpost.kb import load_knowledge_base
from signpost.retrieval import NEAR, SURE, asked, may_ask
from signpost.state import Heard, State

KB = load_knowledge_base()
LISTENING = State(facts=KB.vocabulary.facts({"purpose": "policy_question", "force": "kent"}))


def heard(
    text: str, *parts: list[tuple[str, float]], act: str = "ask_policy", state: State = LISTENING, **facts: str
) -> Heard:
    """Give what is heard in a text whose answers score like this."""
    return asked(Heard(act, KB.vocabulary.facts(facts)), text, parts, state, KB.rulebook(state.facts))


def test_the_best_answer_is_given_where_it_is_sure() -> None:
    """One answer, and nothing is offered beside it."""
    found = heard("can my wife use the eap", [("eap_family", 0.8), ("eap", 0.2)])

    assert (found.answers, found.near) == (("eap_family",), ())


def test_where_none_is_sure_the_likely_ones_are_offered() -> None:
    """Three at most, and none that scores near nothing."""
    ranked = [(name, SURE - 0.01) for name in ("eap", "eap_contact", "eap_family", "counselling")]

    assert heard("eap?", ranked).near == ("eap", "eap_contact", "eap_family")
    assert heard("eap?", [("eap", NEAR - 0.01)]) == Heard("ask_policy")


def test_two_questions_get_two_answers() -> None:
    """Each clause that is sure counts, where they want different things."""
    found = heard(
        "is it confidential and who investigates",
        [("is_it_confidential", 0.5)],
        [("is_it_confidential", 0.6)],
        [("who_investigates", 0.7)],
    )

    assert found.answers == ("is_it_confidential", "who_investigates")


def test_two_clauses_that_want_the_same_get_one_answer() -> None:
    """Saying it twice changes nothing."""
    part = [("eap", 0.6)]

    assert heard("can i use the eap, and am i allowed to", part, part, part).answers == ("eap",)


def test_an_account_is_answered_only_by_the_questions_in_it() -> None:
    """What the whole account resembles is no answer; the question at its end is."""
    account = "my sergeant grabbed me last week. do i have to tell anyone"
    state = State()

    assert heard(
        account, [("report_crime", 0.9)], [("do_i_have_to_report", 0.6)], act="describe", state=state
    ).answers == ("do_i_have_to_report",)
    assert heard("my sergeant grabbed me last week", [("report_crime", 0.9)], act="describe", state=state) == Heard(
        "describe"
    )


@pytest.mark.parametrize(
    ("text", "act", "may"),
    [
        ("he did it " * 8, "describe", False),
        ("he did it " * 8, "ask_policy", True),
        ("he did it again", "describe", True),
        ("what can i do when " + "he did it " * 8, "describe", True),
        ("and what about " + "he did it " * 8, "describe", True),
    ],
)
def test_only_a_long_account_asks_nothing_as_a_whole(text: str, act: str, may: bool) -> None:
    """Short ones may be a topic in a word or two."""
    assert may_ask(text, act) is may


def test_a_question_that_goes_on_prefers_what_is_related() -> None:
    """ "And if he finds out" after a question on confidence is about who will know."""
    state = State(facts=LISTENING.facts, topic="is_it_confidential")
    ranked = [("is_it_confidential", SURE + 0.05), ("gross_misconduct", SURE - 0.01), ("who_will_know", SURE - 0.1)]

    assert heard("and if he finds out?", ranked, state=state).answers == ("who_will_know",)
    assert heard("what if he finds out?", ranked).answers == ("is_it_confidential",)


def test_what_about_others_asks_the_same_for_them() -> None:
    """ "What about volunteers" repeats the last question for a volunteer, and tells nothing of the person."""
    state = State(facts=LISTENING.facts, topic="eap")
    found = heard("what about volunteers?", [("volunteers_covered", 0.9)], state=state, role="volunteer")

    assert found.answers == ("eap",)
    assert found.about == KB.vocabulary.facts({"role": "volunteer"})
    assert found.facts == Facts()


def test_a_role_in_the_first_person_is_the_persons_own() -> None:
    """ "I'm a volunteer" tells who is asking."""
    found = heard("im a volunteer, can i use the eap", [("eap", 0.9)], role="volunteer")

    assert (found.facts, found.about) == (KB.vocabulary.facts({"role": "volunteer"}), Facts())


def test_an_act_that_is_a_question_has_its_own_answer() -> None:
    """ "Are you a robot" is answered although no way of asking comes near."""
    assert heard("r u a robot", [("abuse", 0.05)], act="bot", state=State()).answers == ("is_it_a_person",)


def test_nothing_of_another_force_is_found() -> None:
    """An answer that the person's rulebook does not have is not among those ranked."""
    assert heard("what is x", [("an_answer_of_elsewhere", 0.9), ("eap", 0.4)]).answers == ("eap",)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("is it confidential and who will know", ["is it confidential", "who will know"]),
        ("He shouted at me. Can I complain? Who decides?", ["Can I complain", "Who decides?"]),
        ("my DS grabbed me, do i have to tell anyone", ["do i have to tell anyone"]),
        ("can i use the eap", []),
        ("he shouted and i left", []),
    ],
)
def test_the_questions_in_a_text(text: str, clauses: list[str]) -> None:
    """A text of one clause has no parts; of several, those that ask count."""
    assert questions_in(text) == clauses
