"""The running service: answers are said back, can be changed at any time, and outcomes name their documents."""

from __future__ import annotations

import json
import urllib.request

import pytest

from signpost.client import Conversation
from tests.service.test_conversation import OFFICER, by_kind, ids, the_question, to_the_outcome


def told(conversation: Conversation, *facts: str) -> None:
    """Open a conversation for Kent and answer some questions by button."""
    conversation.start(force="kent")
    for fact in facts:
        conversation.choose(fact, OFFICER[fact][0])


def test_what_was_told_so_far_comes_with_every_question(conversation: Conversation) -> None:
    """In the words of the service and the order of its questions, each with its fact."""
    told(conversation, "purpose")
    asked = by_kind(conversation.choose("danger", "no"), "question")[0]

    assert asked["so_far"] == [
        {"fact": "purpose", "text": "something happened at work"},
        {"fact": "danger", "text": "nobody is in danger now"},
        {"fact": "force", "text": "Kent Police"},
    ]


@pytest.mark.parametrize("fact", ["purpose", "danger", "force", "position", "conduct", "who"])
def test_any_answer_is_asked_again_after_the_outcome(conversation: Conversation, fact: str) -> None:
    """And giving the same answer shows the same outcome again."""
    before = to_the_outcome(conversation, typing=False)
    assert fact in [entry["fact"] for entry in before["so_far"]]

    assert the_question(conversation.choose("understood", fact)) == fact
    after = by_kind(conversation.choose(fact, OFFICER[fact][0]), "outcome")[0]
    assert ids(after) == ids(before)


@pytest.mark.parametrize(("fact", "value"), [("purpose", "wellbeing"), ("conduct", "exclusion_or_undermining")])
def test_a_change_after_the_outcome_asks_what_follows_and_changes_the_outcome(
    conversation: Conversation, fact: str, value: str
) -> None:
    """What the old answer had left no reason to ask is asked now."""
    before = to_the_outcome(conversation, typing=False)
    conversation.choose("understood", fact)
    messages, asked = conversation.choose(fact, value), []
    while not by_kind(messages, "outcome"):
        asked.append(the_question(messages))
        messages = conversation.choose(asked[-1], "unsure")

    assert asked
    assert not set(asked) & set(OFFICER)
    assert ids(by_kind(messages, "outcome")[0]) != ids(before)


def test_an_answer_is_asked_again_while_another_question_is_on_screen(conversation: Conversation) -> None:
    """The question that was on screen comes back after it."""
    told(conversation, "purpose", "danger", "crime")

    assert the_question(conversation.choose("understood", "danger")) == "danger"
    assert the_question(conversation.choose("danger", "unsure")) == "role"


def test_an_answer_is_asked_again_while_something_waits_to_be_confirmed(conversation: Conversation) -> None:
    """What was understood waits on."""
    told(conversation, "purpose", "danger")
    waiting = by_kind(conversation.say("my sergeant keeps sending me sexual pictures"), "understood")[0]

    assert the_question(conversation.choose("understood", "danger")) == "danger"
    assert by_kind(conversation.choose("danger", "unsure"), "understood")[0]["facts"] == waiting["facts"]


def test_an_outcome_and_its_notices_name_their_documents(conversation: Conversation) -> None:
    """Every document, with its title and address."""
    outcome = to_the_outcome(conversation, typing=False)
    cited = {c["policy"] for route in outcome["routes"] for c in route["citations"]}

    assert "L1760" in cited <= {source["policy"] for source in outcome["sources"]}
    assert all(source["title"] and source["address"].startswith("http") for source in outcome["sources"])


def test_the_same_messages_come_as_events(address: str) -> None:
    """Asked for as events, an outcome comes message by message, and then the end."""
    plain, streamed = Conversation(address), Conversation(address)
    for conversation in (plain, streamed):
        told(conversation, "purpose", "danger")
    body = json.dumps({"session": streamed.session, "text": "enough, show me what you have"}).encode()
    request = urllib.request.Request(f"{address}/signpost/messages", body, {"Accept": "text/event-stream"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        kind, lines = answer.headers["Content-Type"], answer.read().decode("utf-8").split("\n")

    assert kind == "text/event-stream; charset=utf-8"
    events = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert events == ["message"] * (len(events) - 1) + ["end"]
    assert data == [*plain.say("enough, show me what you have"), {}]


def test_the_root_of_the_service_says_nothing(address: str) -> None:
    """Where Exit leads on a bare service, no name and no version stand."""
    with urllib.request.urlopen(f"{address}/", timeout=30) as answer:
        headers, page = answer.headers, answer.read().decode("utf-8")

    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert "<title>Page</title></html>" in page
    assert not {"rasa", "signpost", "sanic"} & {*page.casefold().split(), *str(headers).casefold().split()}
