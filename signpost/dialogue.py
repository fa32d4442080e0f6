"""What one message does to a conversation. Pure: a state and what was heard give a new state and what to say.

It fills facts, keeps what was taken from words apart until the person has confirmed it, and clears what hung on an
answer that changed. Which question comes next is decided in `signpost.questions`, what is shown in `signpost.triage`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from signpost.doors import DOORS, with_purpose
from signpost.facts import Facts, Values
from signpost.inquiry import inquire, release
from signpost.model import KnowledgeBase
from signpost.questions import next_question
from signpost.state import CONFIRM, Heard, Reply, State, Step, joined

SAFETY_FACTS: Mapping[str, Facts] = {
    "immediate_danger": Facts({"danger": ("yes",)}),
    "self_harm": Facts({"self_harm": ("yes",)}),
    "sexual_assault": Facts({"conduct": ("sexual",), "crime": ("yes",)}),
}
SPOKEN = ("why", "human", "greet", "thanks", "what_is", "out_of_scope")
OPEN_ACTS = {"unsure": "unsure", "skip": "declined"}


def step(state: State, kb: KnowledgeBase) -> Step:
    """Say what comes next in a conversation."""
    if state.ended:
        return Step("ended")
    if state.reask:
        return Step("question", state.reask)
    if state.pending:
        return Step("understood")
    question = None if state.finished else next_question(state.facts, kb)
    if question:
        return Step("question", question.fact)
    if state.facts.state("purpose") == ("policy_question",) and not state.finished:
        return Step("listening")
    return Step("shown" if state.shown else "outcome")


def respond(state: State, heard: Heard, kb: KnowledgeBase) -> Reply:
    """Take one message.

    Returns:
        The new state, and the names of what to say before the next step: `crisis`, or the name of a response.
    """
    # Whoever writes after stopping goes on where they were: a word misread as "stop" must not cost them anything.
    state = replace(state, ended=False)
    said: tuple[str, ...] = ()
    if heard.safety:
        # Whatever else such a message was taken for, a wish to stop or a thank-you, counts for nothing beside it.
        said, heard = ("crisis",), replace(heard, act="describe")
    before = state
    state = _mark_safety(state, heard, kb)
    state, more = _take(state, heard, kb)
    if state.facts != before.facts and state.topic == before.topic:
        # An answer to a question on screen: what follows it goes on from there, not from what was asked earlier.
        state = replace(state, topic=None)
    state, late = release(before, state, kb)
    return state, said + more + late


def _mark_safety(state: State, heard: Heard, kb: KnowledgeBase) -> State:
    """Keep signs of danger at once; what they say of the matter itself waits to be confirmed."""
    for sign in heard.safety:
        known = SAFETY_FACTS[sign]
        if sign == "sexual_assault":
            state = replace(state, pending=joined(state, known, kb))
        else:
            state = replace(state, facts=state.facts.adding(known), shown=False)
    return state


def _take(state: State, heard: Heard, kb: KnowledgeBase) -> Reply:
    on_screen = step(state, kb)
    acts: Mapping[str, Callable[[], Reply]] = {
        "choose": lambda: _choose(state, heard, kb),
        "change": lambda: _change(state, heard, kb),
        "enough": lambda: (replace(_confirm(state, kb), finished=True, shown=False, reask=None), ()),
        "start_again": lambda: (State(), ("utter_started_again",)),
        "stop": lambda: (replace(state, ended=True), ()),
    }
    if heard.act == "change" and heard.facts and not heard.facts.keys() & {*state.facts, *state.pending}:
        # Nothing of this was said before, so it changes nothing: it is told, or answers the question.
        heard = replace(heard, act="describe")
    if heard.answers:
        return inquire(state, heard, kb)
    if heard.act in acts:
        return acts[heard.act]()
    if on_screen.kind == "understood" and heard.act in ("affirm", "deny", *OPEN_ACTS):
        return _on_understood(state, heard.act, kb)
    if on_screen.kind == "question" and on_screen.fact and heard.answer and heard.facts.without(on_screen.fact) == {}:
        return _answer(state, on_screen.fact, heard.answer, kb), ()
    if on_screen.kind == "question" and on_screen.fact and heard.act in OPEN_ACTS:
        return _answer(state, on_screen.fact, (OPEN_ACTS[heard.act],), kb), ()
    if heard.near and not heard.facts:
        return state, ("near",)
    if heard.act in SPOKEN and not heard.facts:
        return state, (f"utter_{heard.act}",)
    return _describe(state, heard, kb)


def _choose(state: State, heard: Heard, kb: KnowledgeBase) -> Reply:
    """A button: an answer, or the confirmation of what was understood, or one item of it to correct."""
    if heard.answer == (CONFIRM,):
        return _confirm(state, kb), ()
    if heard.answer:
        return _correct(state, heard.answer[0], kb), ()
    for fact, values in heard.facts.items():
        state = _answer(state, fact, values, kb)
    return state, ()


def _correct(state: State, fact: str, kb: KnowledgeBase) -> State:
    """Ask again for one item. What no question asks for, such as self-harm, is taken back instead."""
    state = replace(state, pending=state.pending.without(fact), shown=False)
    if kb.question(fact):
        return replace(state, reask=fact)
    return replace(state, facts=state.facts.without(fact))


def _answer(state: State, fact: str, values: Values, kb: KnowledgeBase) -> State:
    """Take the answer to a question; if it changes an earlier one, clear what hung on that."""
    state = replace(state, reask=None if state.reask == fact else state.reask, pending=state.pending.without(fact))
    if fact in state.facts:
        return _changed(state, Facts({fact: values}), kb)
    asked = state.asked if fact in state.asked else (*state.asked, fact)
    return replace(state, facts=state.facts.adding({fact: values}), asked=asked, shown=False)


def _changed(state: State, new: Facts, kb: KnowledgeBase) -> State:
    """Replace facts, and keep only the answers that would have been asked for after the change.

    What was volunteered stays; what was asked is replayed in order, so that changing A to B ends where answering B
    at once would have ended.
    """
    old = state.facts.adding(new)
    kept = old.without(*state.asked)
    asked: list[str] = []
    while (question := next_question(kept, kb)) and question.fact in old:
        kept = kept.adding({question.fact: old[question.fact]})
        asked.append(question.fact)
    return replace(state, facts=_in_order(kept, kb), asked=tuple(asked), shown=False)


def _in_order(facts: Facts, kb: KnowledgeBase) -> Facts:
    return Facts({fact.id: facts[fact.id] for fact in kb.vocabulary if fact.id in facts})


def _change(state: State, heard: Heard, kb: KnowledgeBase) -> Reply:
    if not heard.facts:
        return state, ("answers",)
    pending = state.pending.without(*heard.facts)
    return _changed(replace(state, pending=pending, reask=None), heard.facts, kb), ("changed",)


def _on_understood(state: State, act: str, kb: KnowledgeBase) -> Reply:
    if act == "affirm":
        return _confirm(state, kb), ()
    if act == "deny":
        return state, ("utter_what_is_wrong",)
    return replace(state, pending=Facts()), ()


def _confirm(state: State, kb: KnowledgeBase) -> State:
    facts = state.pending
    state = replace(state, pending=Facts())
    changed = any(name in state.facts for name in facts)
    if changed:
        return _changed(state, facts, kb)
    return replace(state, facts=_in_order(state.facts.adding(facts), kb), shown=False)


def _describe(state: State, heard: Heard, kb: KnowledgeBase) -> Reply:
    """An account, a door, or a statement: what is new in it waits to be confirmed."""
    facts, on_door = with_purpose(state, heard), "purpose" not in state.facts
    if on_door and heard.act == "describe" and not facts and not heard.safety:
        # An account in which no fact was found still says which door it is.
        state = replace(state, facts=state.facts.adding({"purpose": ("something_happened",)}))
    if "purpose" not in state.facts and "purpose" in facts:
        state = replace(state, facts=state.facts.adding({"purpose": facts["purpose"]}))
    new = Facts({name: values for name, values in facts.items() if state.facts.get(name) != values})
    answer = ("answer",) if heard.act == "ask_policy" else ()
    if new:
        return replace(state, pending=joined(state, new, kb), shown=False), answer
    if answer or step(state, kb).kind == "listening":
        return state, ("answer",)
    if heard.safety or (on_door and facts):
        return state, ()
    if heard.act in DOORS:
        # The door was open already: what is asked for comes with the outcome.
        return state, ("utter_comes_with_outcome",)
    if facts:
        return state, ("utter_known_already",)
    return state, ("utter_heard" if heard.act == "describe" and on_door else "utter_not_understood",)
