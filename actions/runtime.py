"""Translates between Rasa's tracker and the core: slots to a state and back, a message to what was heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from signpost.asking import is_question
from signpost.dialogue import step
from signpost.hearing import heard_in
from signpost.kb import PROJECT, load_knowledge_base
from signpost.lookup import names_paragraph
from signpost.messages import Message
from signpost.model import KnowledgeBase
from signpost.replies import ReplyReader
from signpost.retrieval import RANKING, asked
from signpost.state import ANSWER, UNDERSTOOD, Heard, State
from signpost.understanding import FactReader
from signpost.word_lists import force_names, read_folder

MARKS = ("finished", "shown", "ended")


def knowledge_base() -> KnowledgeBase:
    """Give the project's knowledge base, loaded once."""
    return load_knowledge_base()


def today() -> date:
    """Give the day by which reviews are overdue or not."""
    return date.today()


@lru_cache(maxsize=1)
def reply_reader() -> ReplyReader:
    """Give the reader of typed answers, built once from the word lists."""
    phrases, spelling = read_folder(PROJECT / "data" / "nlu" / "words")
    phrases["force"] = force_names(PROJECT / "policies_kb")
    return ReplyReader(phrases, spelling, FactReader(phrases, spelling))


def state_of(tracker: Tracker) -> State:
    """Read the state of the conversation from the slots."""
    kb = knowledge_base()
    facts = {fact.id: tracker.get_slot(fact.id) for fact in kb.vocabulary}
    marks = {name: bool(tracker.get_slot(name)) for name in MARKS}
    return State(
        facts=kb.vocabulary.facts({name: value for name, value in facts.items() if value is not None}),
        asked=tuple(tracker.get_slot("asked") or ()),
        pending=kb.vocabulary.facts(tracker.get_slot("pending") or {}),
        reask=tracker.get_slot("reask"),
        topic=tracker.get_slot("topic"),
        awaits=tuple(tracker.get_slot("awaits") or ()),
        **marks,
    )


def slots_of(state: State, before: State) -> list[EventType]:
    """Write a state to the slots, where it changed.

    One slot is always written: Rasa takes a form that fills none for one that refuses to run.
    """
    kb = knowledge_base()
    old, new = _as_slots(before, kb), _as_slots(state, kb)
    return [SlotSet(name, value) for name, value in new.items() if value != old[name] or name == "reask"]


def _as_slots(state: State, kb: KnowledgeBase) -> dict[str, Any]:
    plain = kb.vocabulary.plain(state.facts)
    slots: dict[str, Any] = {fact.id: plain.get(fact.id) for fact in kb.vocabulary}
    slots["asked"] = list(state.asked)
    slots["pending"] = kb.vocabulary.plain(state.pending)
    slots["reask"] = state.reask
    slots["topic"] = state.topic
    slots["awaits"] = list(state.awaits)
    return {**slots, **{name: getattr(state, name) for name in MARKS}}


def heard_from(tracker: Tracker, state: State) -> Heard:
    """Read the latest message: its intent, the facts and signs among its entities, and a typed answer."""
    kb = knowledge_base()
    message = tracker.latest_message
    text = message.get("text") or ""
    heard = heard_in((message.get("intent") or {}).get("name"), message.get("entities") or (), kb)
    if heard.act == "choose":
        return heard
    known = state.facts.adding(state.pending)
    if not heard.safety and names_paragraph(text, known, kb):
        return replace(heard, act="ask_policy")
    heard = _with_answer(heard, text, state, kb)
    if heard.answer or RANKING not in message:
        return heard
    rulebook = kb.rulebook(known.adding(heard.facts.only("force")))
    return asked(heard, text, message[RANKING], state, rulebook)


def _with_answer(heard: Heard, text: str, state: State, kb: KnowledgeBase) -> Heard:
    """Add the answer that the words give to the question on screen. A question back is none, whatever it names."""
    asked = step(state, kb)
    # A "no" beside a sign of crisis answers nothing: it is the sign that counts.
    if asked.kind != "question" or not asked.fact or heard.safety or is_question(text):
        return heard
    titles = {**kb.vocabulary.fact(asked.fact).titles, **kb.open_titles}
    values = reply_reader().read_answer(text, asked.fact, titles)
    if not values:
        return heard
    return Heard(heard.act, heard.facts, heard.safety, kb.vocabulary.fact(asked.fact).accept(values))


def say(dispatcher: CollectingDispatcher, message: Message) -> None:
    """Hand a message to Rasa: text and buttons for any channel, the contract's data for our own."""
    buttons = [
        {"title": option["title"], "payload": _payload(message.payload, option)}
        for option in message.payload.get("options", ())
    ]
    words = {"response": message.response} if message.response else {"text": message.text}
    dispatcher.utter_message(buttons=buttons, signpost=dict(message.payload), **words, **message.fills)


def _payload(payload: Any, option: dict[str, str]) -> str:
    if payload["kind"] == "end":
        return f"/{option['value']}"
    fact = payload["kind"] if payload["kind"] in (UNDERSTOOD, ANSWER) else payload["fact"]
    return f'/choose{{"{fact}": "{option["value"]}"}}'
