"""Takes every message of the conversation: fills the facts, answers, and asks what the engine wants to know next."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.runtime import heard_from, knowledge_base, say, slots_of, state_of
from actions.speak import reply
from signpost import messages
from signpost.dialogue import respond, step
from signpost.state import UNDERSTOOD, State, Step


class ValidateTriageForm(Action):
    """The one dynamic form. It asks for itself, so the domain needs no `utter_ask_…` for facts that data define."""

    def name(self) -> str:
        """Give the name that Rasa looks for behind the form `triage_form`."""
        return "validate_triage_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Take one message and say what follows; `requested_slot` empty ends the form."""
        kb = knowledge_base()
        before = state_of(tracker)
        heard = heard_from(tracker, before)
        state, said = respond(before, heard, kb)
        for name in said:
            message = reply(name, state, heard, tracker)
            if message:
                say(dispatcher, message)
        following = step(state, kb)
        if following.kind == "listening" and not said:
            say(dispatcher, messages.spoken("utter_ask_away"))
        ask(dispatcher, state, following, quiet="answers" in said)
        requested = following.fact or (UNDERSTOOD if following.kind == UNDERSTOOD else None)
        return [*slots_of(state, before), SlotSet("requested_slot", requested)]


def ask(dispatcher: CollectingDispatcher, state: State, following: Step, quiet: bool = False) -> None:
    """Ask the next question, or show what was understood. `quiet` asks nothing beside a list to choose from."""
    kb = knowledge_base()
    if quiet:
        return
    question = kb.question(following.fact)
    if question:
        say(dispatcher, messages.question(question, state, kb))
    elif following.kind == UNDERSTOOD:
        say(dispatcher, messages.understood(state.pending, kb, "utter_understood"))
    elif following.kind == "ended":
        say(dispatcher, messages.ending("utter_stopped", state.facts, kb))
