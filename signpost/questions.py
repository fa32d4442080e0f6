"""Which question comes next: the first one, in the order of questions.yml, that can still change the outcome.

A question counts against the limit as soon as its fact is known, from wherever; so what a person volunteers is
never asked again and makes room for nothing less important than itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from signpost.bearing import parted
from signpost.conditions import YES
from signpost.facts import DECLINED, UNSURE, Facts
from signpost.model import KnowledgeBase, Question
from signpost.weighing import weigh


def next_question(facts: Facts, kb: KnowledgeBase) -> Question | None:
    """Give the question to ask now, or None when no question within the limit can change the outcome."""
    told = 0
    for question in kb.questions:
        if question.fact in facts:
            told += question.fact != "purpose"
        elif told < min(kb.at_most, question.while_fewer_than) and matters(question, facts, kb):
            return question
    return None


def matters(question: Question, facts: Facts, kb: KnowledgeBase) -> bool:
    """Say whether it makes sense to ask, and whether two answers would lead to different outcomes."""
    if question.ask_when.truth(facts, {}) != YES:
        return False
    outcomes = _outcomes(question.fact, facts, kb)
    first = next(outcomes)
    return any(other != first for other in outcomes)


def still_open(facts: Facts, kb: KnowledgeBase) -> tuple[str, ...]:
    """Name the facts that would matter and are not known: not asked, unsure or declined."""
    asked = (question for question in kb.questions if question.fact != "purpose")
    return tuple(q.fact for q in asked if not facts.known(q.fact) and matters(q, facts.without(q.fact), kb))


def _outcomes(fact: str, facts: Facts, kb: KnowledgeBase) -> Iterator[object]:
    """Give, one by one, what a person would notice, for each answer the fact can have."""
    # What nobody knows first: it differs soonest from what was told, so that most of the others need not be weighed.
    answers = (UNSURE, *kb.vocabulary.fact(fact).values, DECLINED)
    told = (facts.adding({fact: (value,)}) for value in answers)
    if fact == "force":
        # Another force has another rulebook, of which nothing stands as before.
        return (weigh(given, kb.rulebook(given)).decision() for given in told)
    touched, rest = parted(kb.rulebook(facts), fact)
    beside = weigh(facts, rest)
    return (weigh(given, touched, beside).decision() for given in told)
