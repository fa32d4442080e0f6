"""Actions inside the server's process, against Rasa's real RemoteAction and rasa_sdk's real executor."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from signpost.plugins.inprocess_actions import ActionsError, InProcessActions, failed_actions

ACTIONS = """
from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import ActionExecutionRejection

SHARED = {"options": ["sexual"]}
SEEN = []


class Ask(Action):
    def name(self):
        return "try_ask"

    async def run(self, dispatcher, tracker, domain):
        SEEN.append((dict(tracker.slots), domain))
        tracker.slots["conduct"].append("changed by the action")
        dispatcher.utter_message(text="Which?", signpost={"kind": "question", **SHARED})
        return [SlotSet("asked", SHARED["options"])]


class Reject(Action):
    def name(self):
        return "try_reject"

    def run(self, dispatcher, tracker, domain):
        raise ActionExecutionRejection("try_reject", "not now")


class Fail(Action):
    def name(self):
        return "try_fail"

    def run(self, dispatcher, tracker, domain):
        raise ValueError("the person said Zebedee")
"""
DOMAIN = Domain.from_yaml(
    """
version: "3.1"
slots:
  conduct: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  asked: {type: any, influence_conversation: false, mappings: [{type: custom}]}
actions: [try_ask, try_reject, try_fail, try_missing]
"""
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """A package of three actions, found by its name as the real one is."""
    folder: Path = tmp_path_factory.mktemp("tried")
    (folder / "tried_actions").mkdir()
    (folder / "tried_actions" / "__init__.py").write_text("", "utf-8")
    (folder / "tried_actions" / "try_them.py").write_text(ACTIONS, "utf-8")
    sys.path.insert(0, str(folder))
    try:
        InProcessActions("tried_actions")
        yield sys.modules["tried_actions.try_them"]
    finally:
        sys.path.remove(str(folder))


def _tracker() -> DialogueStateTracker:
    return DialogueStateTracker.from_events("s", [SlotSet("conduct", ["physical"])], DOMAIN.slots)


def _run(name: str, tracker: DialogueStateTracker | None = None) -> list[Any]:
    action = RemoteAction(name, InProcessActions("tried_actions"))
    running = action.run(
        CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({}), tracker or _tracker(), DOMAIN
    )
    return list(asyncio.run(running))


def test_an_action_runs_and_its_payload_comes_back_whole(package: ModuleType) -> None:
    """Rasa gets the events and the message, and what was given as `signpost` stands at the top of the message."""
    said, slot = _run("try_ask")
    assert isinstance(said, BotUttered)
    assert isinstance(slot, SlotSet)
    message = said.message()
    assert (message["text"], message["signpost"]) == ("Which?", {"kind": "question", "options": ["sexual"]})
    assert slot.value == ["sexual"]


def test_an_action_and_the_tracker_share_nothing(package: ModuleType) -> None:
    """An action that changes what it was given changes no tracker, and a changed answer changes no action."""
    tracker = _tracker()
    said, slot = _run("try_ask", tracker)
    assert tracker.get_slot("conduct") == ["physical"]
    slot.value.append("changed by the tracker")
    said.metadata["signpost"]["options"].clear()
    assert package.SHARED == {"options": ["sexual"]}


def test_the_domain_is_not_sent_along(package: ModuleType) -> None:
    """It is large, and an action that does not ask for it does without."""
    _run("try_ask")
    assert package.SEEN[-1][1] == {}


def test_a_rejection_is_one_for_rasa_too(package: ModuleType) -> None:
    """A form that cannot use an answer rejects its turn, and Rasa must hear of it as it would over HTTP."""
    with pytest.raises(ActionExecutionRejection, match="not now"):
        _run("try_reject")


@pytest.mark.parametrize("name", ["try_fail", "try_missing"])
def test_a_failure_is_noted_and_quotes_nobody(package: ModuleType, name: str) -> None:
    """Rasa would go on without it, so whoever runs the turn is told; the message carries no words."""
    failed: list[str] = []
    token = failed_actions.set(failed)
    try:
        with pytest.raises(RasaException) as raised:
            _run(name)
    finally:
        failed_actions.reset(token)
    assert failed == [name]
    assert "Zebedee" not in str(raised.value)


def test_a_rejection_is_no_failure(package: ModuleType) -> None:
    """It is part of how forms work, so a turn with one is whole."""
    failed: list[str] = []
    token = failed_actions.set(failed)
    try:
        with pytest.raises(ActionExecutionRejection):
            _run("try_reject")
    finally:
        failed_actions.reset(token)
    assert failed == []


def test_a_package_that_cannot_be_imported_is_named() -> None:
    """rasa_sdk would end the process; here the reason is said instead."""
    with pytest.raises(ActionsError, match="no_such_package"):
        InProcessActions("no_such_package")
