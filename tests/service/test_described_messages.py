"""Whatever the running service says in whole conversations is as docs/reference/openapi.yml describes it."""

from __future__ import annotations

import json
import random
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from signpost.client import Conversation, Messages
from tests.description import faults
from tests.service.test_spoken_conversations import Turn, spoken, take

SEED = 6
KINDS = {"text", "notice", "question", "understood", "outcome", "answer", "crisis", "end"}
DOORS = ("something_happened", "wellbeing", "manager_duties", "policy_question")
FORCES = (None, "kent", "essex", "dyfed_powys")
TYPED = (
    "my inspector keeps touching me and makes jokes about my religion, and it is not the first time",
    "I want to kill myself", "he raped me", "what is victimisation?", "how do I book a holiday?",
    "L1640 3.1.4", "why do you ask", "enough, show me", "that's wrong, it was a colleague", "???",
)  # fmt: skip

Step = Callable[[], Messages]


def steps(conversation: Conversation, messages: Messages, chance: random.Random) -> list[Step]:
    """Give what a person may do next: every way that the messages offer, and some words."""
    ways: list[Step] = [lambda: conversation.say(chance.choice(TYPED))]
    for message in messages:
        ways += [_way(conversation, message, option) for option in message.get("options", ())]
        ways += [_choice(conversation, "understood", item["fact"]) for item in message.get("so_far", ())]
    return ways


def _way(conversation: Conversation, message: dict[str, Any], option: dict[str, str]) -> Step:
    if message["kind"] == "end":
        return lambda: conversation.say(option["title"])
    return _choice(conversation, message.get("fact", message["kind"]), option["value"])


def _choice(conversation: Conversation, fact: str, value: str) -> Step:
    return lambda: conversation.choose(fact, value)


def walk(conversation: Conversation, force: str | None, door: str, turns: int) -> Iterator[Messages]:
    """Go through a door and on by chance, always the same."""
    chance = random.Random(f"{SEED} {force} {door}")
    yield conversation.start(force)
    messages = conversation.choose("purpose", door)
    yield messages
    for _ in range(turns):
        messages = chance.choice(steps(conversation, messages, chance))()
        yield messages


def undescribed(messages: Messages) -> list[str]:
    """Say what is not as described."""
    return [fault for message in messages for fault in faults("Message", message)]


@pytest.fixture(scope="module")
def ways(address: str) -> dict[tuple[str | None, str], list[Messages]]:
    """Go every way once, and keep what was said."""
    every = [(force, door) for force in FORCES for door in DOORS]
    return {way: list(walk(Conversation(address), *way, turns=12)) for way in every}


def test_every_message_on_the_ways_through_the_doors_is_described(ways: dict[Any, list[Messages]]) -> None:
    """By button, by words, forth and back: no message has a field too many, one too few or one of another type."""
    for way, turns in ways.items():
        assert [fault for messages in turns for fault in undescribed(messages)] == [], way


def test_the_ways_through_the_doors_meet_every_kind_of_message(ways: dict[Any, list[Messages]]) -> None:
    """Otherwise the test above would say little; and no turn goes without an answer."""
    assert all(messages for turns in ways.values() for messages in turns)
    assert {message["kind"] for turns in ways.values() for messages in turns for message in messages} == KINDS


@pytest.mark.parametrize("turns", spoken())
def test_every_message_of_a_spoken_conversation_is_described(conversation: Conversation, turns: list[Turn]) -> None:
    """What people type in the conversations kept for other tests is answered in the same shapes."""
    assert undescribed(conversation.start()) == []
    for turn in turns:
        assert undescribed(take(conversation, turn)) == []


def test_a_turn_in_events_is_described(conversation: Conversation, address: str) -> None:
    """Each event but the last is a message, and the last is empty."""
    conversation.start("kent")
    body = json.dumps({"session": conversation.session, "text": "he keeps touching me"}).encode()
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}/signpost/messages", body, headers)) as answer:
        lines = answer.read().decode("utf-8").splitlines()
    *said, last = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]

    assert said
    assert undescribed(said) == []
    assert last == {}
