"""Conversations in typed words with the running service, one file a phenomenon, in tests/conversations/spoken/.

A file maps the name of each conversation, a sentence, to its turns. A turn does one thing, `say: "words"` (with
`times: 300` they are repeated) or `choose: {fact: value}` (several are pressed in order), and may expect:

- `understood: {fact: value}`: these at least are in the `understood` message;
- `asks: fact`: the last question, and no other; `kinds: [question]`: messages of these kinds appear;
- `crisis: [self_harm]`: the first message is a card for these signs, and no others;
- `answer: [eap]`: the answers given; `near:` those offered to choose from; `cites: "L1640 3.1.4"`: what they rest on;
- `finding:`, `route:`, `duty:`, `notice:`: ids that the outcome holds; a finding that does not fit is none;
- each of these with `not_` before it: it is not there; a fact is named `who`, one value of it `conduct.sexual`;
- `says: "words"`, `forbids: "words"`: what the messages say, or must not say, in any case of letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from signpost.client import Conversation, Messages

FOLDER = Path(__file__).parents[1] / "conversations" / "spoken"
OUTCOME = {"finding": "findings", "route": "routes", "duty": "duties", "notice": "notices"}
EXACT = ("asks", "crisis", "answer")
ACTIONS = ("say", "times", "choose")

Turn = Mapping[str, Any]


def spoken() -> Iterable[Any]:
    """Give every conversation, named by its file and its sentence."""
    for path in sorted(FOLDER.glob("*.yml")):
        for name, turns in YAML(typ="safe", pure=True).load(path).items():
            yield pytest.param(turns, id=f"{path.stem}: {name}")


def listed(given: Any) -> list[str]:
    """Give a value, or a list of values, as a list; facts with their values as `fact.value`."""
    if isinstance(given, Mapping):
        return [f"{fact}.{value}" for fact, values in given.items() for value in listed(values)]
    return list(given) if isinstance(given, list) else [given]


def shown(messages: Messages) -> dict[str, set[str]]:
    """Give what some messages hold, by the names that a turn expects it under."""
    last = {message["kind"]: message for message in messages}
    facts = last.get("understood", {}).get("facts", {})
    outcome = last.get("outcome", {})
    first = messages[0] if messages else {"kind": ""}
    answers = [message for message in messages if message["kind"] == "answer"]
    return {
        "kinds": set(last),
        "understood": {*facts, *listed(facts)},
        "asks": {last["question"]["fact"]} if "question" in last else set(),
        "crisis": set(first["safety"]) if first["kind"] == "crisis" else set(),
        "answer": {message["answer"] for message in answers if message["answer"]},
        "near": {option["value"] for message in answers if not message["answer"] for option in message["options"]},
        "cites": {f"{cited['policy']} {cited['paragraph']}" for message in answers for cited in message["citations"]},
        **{name: ids(outcome.get(field, ()), name) for name, field in OUTCOME.items()},
    }


def ids(entries: Iterable[Mapping[str, Any]], name: str) -> set[str]:
    """Give the ids of what an outcome lists."""
    key = "concept" if name == "finding" else name
    return {entry[key] for entry in entries if entry.get("status") != "does_not_fit"}


def take(conversation: Conversation, turn: Turn) -> Messages:
    """Type the words of a turn, or press its buttons, and give what comes back."""
    if "say" in turn:
        return conversation.say(turn["say"] * turn.get("times", 1))
    return [conversation.choose(fact, *listed(values)) for fact, values in turn["choose"].items()][-1]


def missed(messages: Messages, turn: Turn) -> list[str]:
    """Give the expectations of a turn that its messages do not meet."""
    held, text = shown(messages), "\n".join(message["text"] for message in messages).casefold()
    met: dict[str, bool] = {}
    for name, given in turn.items():
        wanted = set(listed(given))
        if name in ("says", "forbids"):
            met[name] = all((words.casefold() in text) == (name == "says") for words in wanted)
        elif name.startswith("not_"):
            met[name] = not wanted & held[name.removeprefix("not_")]
        elif name not in ACTIONS:
            met[name] = wanted == held[name] if name in EXACT else wanted <= held[name]
    return [f"{name}: {turn[name]}" for name, kept in met.items() if not kept]


@pytest.mark.parametrize("turns", spoken())
def test_a_spoken_conversation(conversation: Conversation, turns: list[Turn]) -> None:
    """Every turn is answered as its file says."""
    conversation.start()
    for number, turn in enumerate(turns, 1):
        messages = take(conversation, turn)
        found = {name: sorted(there) for name, there in shown(messages).items() if there}

        assert not missed(messages, turn), f"turn {number}, {turn}: found {found}"


def test_every_file_holds_conversations_that_expect_something() -> None:
    """No conversation passes because nothing is expected of it."""
    conversations = [parameter.values[0] for parameter in spoken()]

    assert len(conversations) > 20
    assert all(any(set(turn) - {*ACTIONS} for turn in turns) for turns in conversations)
