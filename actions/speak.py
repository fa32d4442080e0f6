"""Turns the names that the dialogue gives for what to say into messages."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.runtime import knowledge_base, today
from signpost import answers, lookup, messages
from signpost.dialogue import step
from signpost.messages import Message
from signpost.state import Heard, State
from signpost.words import asked_word, explained


def reply(name: str, state: State, heard: Heard, tracker: Tracker) -> Message | None:
    """Give the message for one name that `signpost.dialogue.respond` returned, or None where nothing is to be said."""
    kb = knowledge_base()
    known = state.facts.adding(state.pending).adding(heard.about)
    kind, _, which = name.partition(":")
    match kind:
        case "crisis":
            return messages.crisis(heard.safety, known, kb)
        case "answers":
            return messages.understood(state.facts, kb, "utter_answers_so_far")
        case "changed":
            items = "; ".join(messages.phrases(heard.facts, kb).values())
            return messages.spoken("utter_changed", {"items": items})
        case "near":
            return answers.near(heard.near, known, kb)
        case "answer" if which:
            return answers.given(which, known, kb, today())
        case "answer":
            return lookup.answer(tracker.latest_message.get("text") or "", known, kb) or answers.not_held(kb)
        case "needs_force":
            return answers.needs_force(kb)
        case "utter_human":
            return messages.person(state.facts, kb)
        case "utter_why":
            return _why(state)
        case "utter_what_is":
            return _meaning(tracker.latest_message.get("text") or "", state)
    return messages.spoken(name)


def _why(state: State) -> Message:
    kb = knowledge_base()
    question = kb.question(step(state, kb).fact)
    return messages.spoken("utter_why", {"why": question.why}) if question else messages.spoken("utter_why_nothing")


def _meaning(text: str, state: State) -> Message:
    """Explain the word that is asked about, else the words of the answer given last, or of the question on screen."""
    kb = knowledge_base()
    asked = kb.question(step(state, kb).fact)
    shown = [answers.text_of(state.topic, state.facts, kb, today())] if state.topic else []
    shown += [messages.all_words(asked, kb)] if asked else []
    words = asked_word(text, kb) or next((found for part in shown if (found := explained(part, kb))), [])
    return messages.meaning(words) if words else _why(state)
