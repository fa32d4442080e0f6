"""Turns the names that the dialogue gives for what to say into messages."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.runtime import knowledge_base
from signpost import messages
from signpost.dialogue import Heard, State, step
from signpost.lookup import answer
from signpost.messages import Message


def reply(name: str, state: State, heard: Heard, tracker: Tracker) -> Message | None:
    """Give the message for one name that `signpost.dialogue.respond` returned, or None where nothing is to be said."""
    kb = knowledge_base()
    match name:
        case "crisis":
            return messages.crisis(heard.safety, state.facts.adding(state.pending), kb)
        case "answers":
            return messages.understood(state.facts, kb, "utter_answers_so_far")
        case "changed":
            items = "; ".join(messages.phrases(heard.facts, kb).values())
            return messages.spoken("utter_changed", {"items": items})
        case "answer":
            return answer(tracker.latest_message.get("text") or "", state.facts.adding(state.pending), kb)
        case "utter_human":
            return messages.person(state.facts, kb)
        case "utter_why" | "utter_what_is":
            return _why(state)
    return messages.spoken(name)


def _why(state: State) -> Message:
    kb = knowledge_base()
    question = kb.question(step(state, kb).fact)
    return messages.spoken("utter_why", {"why": question.why}) if question else messages.spoken("utter_why_nothing")
