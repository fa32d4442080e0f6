"""Opens a conversation: what this is and what it keeps, then the doors. Nothing is carried over from before."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.runtime import knowledge_base, say
from actions.validate_triage_form import ask
from signpost import messages
from signpost.dialogue import step
from signpost.state import State


class ActionSessionStart(Action):
    """Says the border notice and asks which door. The page may know the force already."""

    def name(self) -> str:
        """Give the name by which Rasa opens a session."""
        return "action_session_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Open the session."""
        kb = knowledge_base()
        force = (tracker.get_slot("session_started_metadata") or {}).get("force")
        state = State(facts=kb.vocabulary.facts({"force": force} if force else {}))
        say(dispatcher, messages.border(state.facts, kb))
        ask(dispatcher, state, step(state, kb))
        known = [SlotSet(name, value) for name, value in kb.vocabulary.plain(state.facts).items()]
        return [SessionStarted(), *known, ActionExecuted("action_listen")]
