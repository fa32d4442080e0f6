"""The actions between Rasa's tracker and the core: what they say, what they set, and what they leave alone."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.give_outcome import ActionGiveOutcome
from actions.session_start import ActionSessionStart
from actions.validate_triage_form import ValidateTriageForm


def tracker(slots: dict[str, Any] | None = None, text: str = "", intent: str = "choose", **entities: Any) -> Tracker:
    """Build a tracker with slots and a latest message."""
    found = [{"entity": name, "value": v} for name, values in entities.items() for v in _listed(values)]
    message = {"text": text, "intent": {"name": intent}, "entities": found}
    return Tracker("someone", slots or {}, message, [], False, None, {}, "action_listen")


def _listed(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def run(action: Any, given: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run an action; give what it says and the slots it sets."""
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, given, {})
    return dispatcher.messages, {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def test_a_session_opens_with_the_border_notice_and_the_doors() -> None:
    """The first two messages are the notice and the question for the door; a known force is kept."""
    messages, slots = run(ActionSessionStart(), tracker({"session_started_metadata": {"force": "kent"}}))

    assert [message["signpost"]["kind"] for message in messages] == ["notice", "question"]
    assert slots == {"force": "kent"}


def test_a_choice_fills_its_slot_and_asks_on() -> None:
    """A button sets its fact and the requested slot, and the question comes with buttons for any channel."""
    messages, slots = run(ValidateTriageForm(), tracker(purpose="something_happened"))

    assert slots["purpose"] == "something_happened"
    assert slots["requested_slot"] == "danger"
    assert messages[-1]["buttons"][0]["payload"] == '/choose{"danger": "yes"}'


def test_several_boxes_become_a_list() -> None:
    """A fact of many values is a list, in the order of the vocabulary."""
    _, slots = run(ValidateTriageForm(), tracker(conduct=["physical", "sexual"]))

    assert slots["conduct"] == ["sexual", "physical"]


def test_something_is_always_set() -> None:
    """A turn that changes nothing still fills a slot, or Rasa would take the form for one that refuses."""
    _, slots = run(ValidateTriageForm(), tracker({"purpose": "something_happened"}, "why", "why"))

    assert "reask" in slots


def test_two_values_for_one_fact_settle_nothing() -> None:
    """Where words give two values for a fact of one, neither is taken."""
    _, slots = run(ValidateTriageForm(), tracker(intent="describe", text="either", who=["colleague", "public"]))

    assert "pending" not in slots or "who" not in slots["pending"]


def test_words_for_the_question_on_screen_answer_it() -> None:
    """A typed answer is read against the question that was asked."""
    _, slots = run(ValidateTriageForm(), tracker({"purpose": "something_happened"}, "nope, nobody", "deny"))

    assert slots["danger"] == "no"


@pytest.mark.parametrize("text", ["what happens if I tell my manager", "can my line manager see this?"])
def test_a_question_back_is_never_taken_for_an_answer(text: str) -> None:
    """Asked who did it, a person who asks about their manager has not said that it was their manager."""
    told = {"purpose": "something_happened", "danger": "no", "force": "essex", "role": "contractor"}
    told |= {"position": "affected", "conduct": ["exclusion_or_undermining"]}
    _, slots = run(ValidateTriageForm(), tracker(told, text, "privacy"))

    assert "who" not in slots
    assert slots["requested_slot"] == "who"


def test_a_question_that_names_a_paragraph_is_answered_from_the_rulebook() -> None:
    """Whatever the intent was taken for, the paragraph comes with its source."""
    asked = tracker({"purpose": "something_happened", "force": "kent"}, "whats in L1760 3.11.3", "privacy")
    messages, _ = run(ValidateTriageForm(), asked)

    assert messages[0]["signpost"]["kind"] == "answer"
    assert messages[0]["signpost"]["citations"]


def test_the_outcome_is_shown_once() -> None:
    """The outcome comes when nothing is left to ask, and not a second time for the same facts."""
    slots = {"purpose": "wellbeing", "danger": "no", "force": "kent", "role": "volunteer"}
    messages, set_slots = run(ActionGiveOutcome(), tracker(slots))
    again, _ = run(ActionGiveOutcome(), tracker({**slots, "shown": True}))

    assert [m["signpost"]["kind"] for m in messages][-2:] == ["outcome", "end"]
    assert set_slots == {"shown": True}
    assert again == []


def test_whoever_has_a_question_is_listened_to() -> None:
    """Behind the fourth door the person is invited to ask, and told plainly where the policies held do not say."""
    slots = {"purpose": "policy_question", "force": "kent", "requested_slot": None}
    invited, _ = run(ValidateTriageForm(), tracker({"purpose": "policy_question"}, force="kent"))
    unknown, _ = run(ValidateTriageForm(), tracker(slots, "can I bring my dog", "out_of_scope_not"))

    assert invited[-1]["response"] == "utter_ask_away"
    assert unknown[-1]["signpost"]["answer"] is None
    assert "do not say" in unknown[-1]["text"]


def test_the_outcome_waits_for_its_questions() -> None:
    """While a question is open the outcome says nothing."""
    messages, _ = run(ActionGiveOutcome(), tracker({"purpose": "something_happened"}))

    assert messages == []
