"""Shows the outcome once nothing is left to ask."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.runtime import knowledge_base, say, state_of, today
from signpost import messages
from signpost.dialogue import step
from signpost.triage import assess


class ActionGiveOutcome(Action):
    """Weighs the facts and shows what may fit and where to go; an outcome already shown is not shown again."""

    def name(self) -> str:
        """Give the action's name."""
        return "action_give_outcome"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Show the outcome of the facts in the slots."""
        kb, day = knowledge_base(), today()
        state = state_of(tracker)
        if step(state, kb).kind != "outcome":
            return []
        for message in messages.outcome(assess(state.facts, kb, day), state.facts, kb, day):
            say(dispatcher, message)
        return [SlotSet("shown", True)]
