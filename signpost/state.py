"""What a conversation holds, what is heard in a message, and what follows. They hold; they decide nothing."""

from __future__ import annotations

from dataclasses import dataclass

from signpost.facts import OPEN, Facts, Values
from signpost.model import KnowledgeBase

UNDERSTOOD = "understood"
CONFIRM = "confirm"
ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class State:
    """Where a conversation stands. Every part is a value of the closed vocabulary or a mark; no words.

    Attributes:
        facts: what the person has told and seen.
        asked: the facts that were answered as questions; the others were volunteered.
        pending: taken from words, not yet confirmed.
        reask: the fact that is asked next although its turn is over.
        finished: the person wants no more questions.
        shown: the outcome of these facts was shown.
        ended: the person has stopped, and may go on.
        topic: the answer that was given last, which "and if he finds out?" goes on from.
        awaits: answers that are given, or given better, once a fact is known.
    """

    facts: Facts = Facts()
    asked: tuple[str, ...] = ()
    pending: Facts = Facts()
    reask: str | None = None
    finished: bool = False
    shown: bool = False
    ended: bool = False
    topic: str | None = None
    awaits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """One message: its act (an intent), the facts in it, signs of danger, and the answer to the question on screen.

    Attributes:
        about: what a question supposes ("what about volunteers?"); it tells nothing of the person.
        answers: the answers to what it asks, in order; several for a question of several parts.
        near: answers that may be meant, where none is sure.
    """

    act: str
    facts: Facts = Facts()
    safety: tuple[str, ...] = ()
    answer: Values | None = None
    about: Facts = Facts()
    answers: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: a question, what was understood, an outcome, listening to a question, or nothing more."""

    kind: str
    fact: str | None = None


Reply = tuple[State, tuple[str, ...]]


def joined(state: State, new: Facts, kb: KnowledgeBase) -> Facts:
    """Join new facts to those that wait. A fact of many values grows; of one value, the newest counts."""
    joined = dict(state.pending)
    for name, values in new.items():
        fact = kb.vocabulary.fact(name)
        known = joined.get(name, state.facts.get(name, ()))
        alone = {fact.alone, *OPEN}
        if fact.many and known and not alone & {*known, *values}:
            values = fact.accept((*known, *values))
        joined[name] = values
    return Facts(joined)
