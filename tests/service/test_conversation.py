"""Whole conversations with the running service, as a person holds them."""

from __future__ import annotations

from typing import Any

import pytest

from signpost.client import Conversation, Messages

OFFICER = {
    "purpose": ("something_happened", "something happened at work"),
    "danger": ("no", "no, nobody"),
    "crime": ("unsure", "I don't know"),
    "force": ("kent", "kent police"),
    "role": ("police_officer", "police officer"),
    "position": ("witness", "I saw or heard it"),
    "conduct": ("sexual", "Something sexual: remarks, images, messages or touching"),
    "who": ("own_line_manager", "my own line manager"),
    "wish": ("anonymous", "Report it without giving my name"),
}


def by_kind(messages: Messages, kind: str) -> list[dict[str, Any]]:
    """Give the messages of one kind."""
    return [message for message in messages if message["kind"] == kind]


def the_question(messages: Messages) -> str:
    """Give the fact that is asked last."""
    return str(by_kind(messages, "question")[-1]["fact"])


def to_the_outcome(conversation: Conversation, typing: bool) -> dict[str, Any]:
    """Answer every question, by typing or by buttons, and give the outcome."""
    messages = conversation.start()
    for _ in range(12):
        outcomes = by_kind(messages, "outcome")
        if outcomes:
            return outcomes[0]
        if by_kind(messages, "understood"):
            messages = conversation.say("yes") if typing else conversation.choose("understood", "confirm")
            continue
        fact = the_question(messages)
        value, words = OFFICER[fact]
        messages = conversation.say(words) if typing else conversation.choose(fact, value)
    raise AssertionError("no outcome after twelve turns")


def ids(outcome: dict[str, Any]) -> dict[str, list[str]]:
    """Give what an outcome holds, by id."""
    return {
        "findings": [f"{entry['concept']} {entry['status']}" for entry in outcome["findings"]],
        "routes": [entry["route"] for entry in outcome["routes"]],
        "duties": [entry["duty"] for entry in outcome["duties"]],
        "notices": [entry["notice"] for entry in outcome["notices"]],
    }


def test_it_opens_with_the_border_notice_and_the_four_doors(conversation: Conversation) -> None:
    """First what this is and what it keeps, then the doors."""
    notice, doors = conversation.start()

    assert notice["kind"] == "notice"
    assert "999" in notice["text"]
    assert [option["value"] for option in doors["options"]] == [
        "something_happened",
        "wellbeing",
        "manager_duties",
        "policy_question",
    ]
    assert len(conversation.session) >= 22


def test_typing_and_buttons_end_in_the_same_outcome(address: str) -> None:
    """The same answers, typed or pressed, lead to the same findings, routes, duties and notices."""
    typed = to_the_outcome(Conversation(address), typing=True)
    pressed = to_the_outcome(Conversation(address), typing=False)

    assert ids(typed) == ids(pressed)


def test_the_outcome_says_what_cannot_stay_secret_before_the_routes(conversation: Conversation) -> None:
    """The notices on referral come as messages of their own before the outcome."""
    conversation.start(force="kent")
    for fact in ("purpose", "danger", "crime", "role", "position", "conduct", "who"):
        messages = conversation.choose(fact, OFFICER[fact][0])
    messages = conversation.choose("wish", "formal")
    kinds = [message["kind"] for message in messages]
    first = [message["notice"] for message in by_kind(messages, "notice")]

    assert "mandatory_referral" in first
    assert kinds.index("outcome") > max(index for index, kind in enumerate(kinds) if kind == "notice")
    assert kinds[-1] == "end"


def test_the_page_may_know_the_force(conversation: Conversation) -> None:
    """A page of one force hands it over, and it is not asked."""
    messages = conversation.start(force="essex")
    for fact in ("purpose", "danger", "crime"):
        messages = conversation.choose(fact, OFFICER[fact][0])

    assert the_question(messages) == "role"


@pytest.mark.parametrize("words", ["why do you ask", "who will see this?", "are you a real person?", "thanks"])
def test_a_word_beside_the_matter_is_answered_and_the_question_stays(conversation: Conversation, words: str) -> None:
    """Asking why, for privacy or for a human gets an answer; then the same question is there again."""
    conversation.start()
    conversation.choose("purpose", "something_happened")
    messages = conversation.say(words)

    assert messages[0]["kind"] in ("text", "answer")
    assert the_question(messages) == "danger"


@pytest.mark.parametrize("words", ["I want to kill myself", "he is in the room with a knife right now", "he raped me"])
def test_a_word_of_crisis_is_answered_first(conversation: Conversation, words: str) -> None:
    """Whatever the step, danger gets its card first, with numbers, and the conversation goes on."""
    conversation.start()
    conversation.choose("purpose", "something_happened")
    messages = conversation.say(words)

    assert messages[0]["kind"] == "crisis"
    assert any(contact["value"] in ("999", "116 123") for contact in messages[0]["contacts"])
    assert len(messages) > 1


def test_a_correction_in_words_changes_the_answer(conversation: Conversation) -> None:
    """ "That's wrong, it was my inspector" replaces who it was, and says so."""
    conversation.start(force="kent")
    for fact in ("purpose", "danger", "crime", "role", "position", "conduct"):
        conversation.choose(fact, OFFICER[fact][0])
    conversation.choose("who", "colleague")
    messages = conversation.say("that's wrong, it was my inspector")
    outcome = by_kind(conversation.say("enough, show me"), "outcome")[0]

    assert "line manager" in messages[0]["text"]
    assert "line_manager" not in ids(outcome)["routes"]


def test_enough_shows_the_outcome_and_start_again_clears_it(conversation: Conversation) -> None:
    """The outcome can be had at any time; starting again asks for the door."""
    conversation.start()
    conversation.choose("purpose", "something_happened")

    assert by_kind(conversation.say("enough, show me what you have"), "outcome")
    assert the_question(conversation.say("start again")) == "purpose"


def test_stop_ends_without_losing_anything(conversation: Conversation) -> None:
    """Stopping says goodbye; a further word goes on where it was."""
    conversation.start()
    conversation.choose("purpose", "something_happened")

    assert by_kind(conversation.say("stop"), "end")
    assert the_question(conversation.choose("danger", "no")) == "crime"


@pytest.mark.parametrize(
    "command", ["/restart", "/session_start", '/choose{"force": "kent"}', "  /start_again", "//stop"]
)
def test_typed_text_is_never_a_command(conversation: Conversation, command: str) -> None:
    """A leading slash is text: the question on screen stays and nothing is set."""
    conversation.start()
    conversation.choose("purpose", "wellbeing")
    conversation.choose("danger", "no")
    messages = conversation.say(command)

    assert "purpose" not in [message.get("fact") for message in messages]
    assert by_kind(messages, "notice") == []


@pytest.mark.parametrize(
    "words", ["???", "🙂", "asdkjh qwoeiu zmxn", "x" * 4000, "Dw i ddim yn hapus yn y gwaith", "<b>hi</b>"]
)
def test_odd_text_gets_a_civil_line(conversation: Conversation, words: str) -> None:
    """Nonsense, an emoji, a very long line, Welsh or markup: an answer, never an error, never a made-up fact."""
    conversation.start()
    conversation.choose("purpose", "something_happened")
    messages = conversation.say(words)

    assert messages
    assert by_kind(messages, "understood") == []


def test_two_people_are_never_mixed(address: str) -> None:
    """What one person answers is not known in another conversation."""
    one, other = Conversation(address), Conversation(address)
    one.start()
    other.start()
    one.choose("purpose", "something_happened")
    one.choose("danger", "no")

    assert the_question(other.choose("purpose", "something_happened")) == "danger"
