"""The next question is one that can still change the outcome; any other is never asked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest

from signpost.conditions import YES
from signpost.facts import Fact, Facts
from signpost.model import KnowledgeBase
from signpost.questions import matters, next_question, still_open
from signpost.weighing import weigh

OPEN = ("unsure", "declined")


def ask(kb: KnowledgeBase, **facts: Any) -> str | None:
    """Give the fact that would be asked next."""
    question = next_question(kb.vocabulary.facts(facts), kb)
    return question.fact if question else None


def answers(fact: Fact) -> Iterator[tuple[str, ...]]:
    """Yield every answer a fact can have, with every pair of values where it takes many."""
    yield from ((value,) for value in (*fact.values, *OPEN))
    if fact.many:
        yield from (pair for pair in combinations(fact.values, 2) if fact.alone not in pair)


def outcomes(fact: Fact, facts: Facts, kb: KnowledgeBase) -> set[object]:
    """Give the different outcomes that the answers to one question lead to."""
    told = (facts.adding({fact.id: answer}) for answer in answers(fact))
    return {weigh(given, kb.rulebook(given)).decision() for given in told}


def walk(kb: KnowledgeBase, rng: random.Random, openness: float = 0.2) -> Iterator[tuple[Facts, str]]:
    """Answer whatever is asked, at random, and yield each question with the facts before it."""
    facts = Facts()
    while question := next_question(facts, kb):
        yield facts, question.fact
        fact = kb.vocabulary.fact(question.fact)
        value = rng.choice(OPEN) if rng.random() < openness else rng.choice(fact.values)
        facts = facts.adding({fact.id: (value,)})


def every_state(kb: KnowledgeBase) -> Iterator[Facts]:
    """Yield every combination of the facts of the small knowledge base, the role aside."""
    names = [fact.id for fact in kb.vocabulary if fact.id != "role"]
    states = [(None, *((v,) for v in (*kb.vocabulary.fact(name).values, "unsure"))) for name in names]
    for chosen in product(*states):
        yield Facts({name: values for name, values in zip(names, chosen, strict=True) if values})


def test_the_first_question_is_the_first_of_the_list(tiny_kb: KnowledgeBase, real_kb: KnowledgeBase) -> None:
    """Somebody who has told nothing is asked which door to take."""
    assert ask(tiny_kb) == "purpose"
    assert ask(real_kb) == "purpose"


def test_danger_comes_before_everything_but_the_door(real_kb: KnowledgeBase) -> None:
    """Whoever comes because of something that happened is asked about danger next, whatever else was told."""
    assert ask(real_kb, purpose="something_happened") == "danger"
    assert ask(real_kb, purpose="manager_duties", force="kent", conduct=["sexual"]) == "danger"
    assert ask(real_kb, purpose="something_happened", danger="no") == "crime"


def test_no_question_is_asked_that_cannot_change_the_outcome(tiny_kb: KnowledgeBase) -> None:
    """By brute force over every combination: the answers to what is asked lead to more than one outcome."""
    for facts in every_state(tiny_kb):
        question = next_question(facts, tiny_kb)
        if question:
            assert question.fact not in facts
            assert len(outcomes(tiny_kb.vocabulary.fact(question.fact), facts, tiny_kb)) > 1, (facts, question.fact)


def test_no_question_is_left_out_that_could_change_the_outcome(tiny_kb: KnowledgeBase) -> None:
    """Every fact passed over is known, does not belong, or has one outcome whatever the answer, pairs too."""
    for facts in every_state(tiny_kb):
        question = next_question(facts, tiny_kb)
        told = sum(name != "purpose" for name in facts)
        if question is None and told >= tiny_kb.at_most:
            continue
        for entry in tiny_kb.questions:
            if entry is question:
                break
            fact = tiny_kb.vocabulary.fact(entry.fact)
            left_out = entry.fact not in facts and entry.ask_when.truth(facts, {}) == YES
            assert not left_out or len(outcomes(fact, facts, tiny_kb)) == 1, (facts, entry.fact)


def test_what_the_real_knowledge_base_asks_can_change_the_outcome(real_kb: KnowledgeBase) -> None:
    """Along random conversations no question is idle, and none that is passed over would have mattered."""
    rng = random.Random(11)
    for _ in range(15):
        for facts, asked in walk(real_kb, rng):
            assert len(outcomes(real_kb.vocabulary.fact(asked), facts, real_kb)) > 1, (facts, asked)
            for entry in real_kb.questions:
                if entry.fact == asked:
                    break
                if entry.fact not in facts and entry.ask_when.truth(facts, {}) == YES:
                    count = len(outcomes(real_kb.vocabulary.fact(entry.fact), facts, real_kb))
                    assert count == 1, (facts, entry.fact)


def test_a_question_that_does_not_belong_is_not_asked(tiny_kb: KnowledgeBase) -> None:
    """`ask_when` decides whether a question makes sense, before anything else."""
    assert ask(tiny_kb, purpose="something_happened", danger="no", force="north", conduct=["theft"]) is None
    assert ask(tiny_kb, purpose="something_happened", danger="no", force="north", conduct=["shouting"]) == "ground"
    assert ask(tiny_kb, purpose="policy_question", force="south") is None


@pytest.mark.parametrize("value", OPEN)
def test_unsure_and_declined_lead_on(value: str, tiny_kb: KnowledgeBase, real_kb: KnowledgeBase) -> None:
    """Whoever answers nothing is not asked the same thing again, and comes to an end."""
    for kb in (tiny_kb, real_kb):
        facts, asked = Facts(), list[str]()
        while question := next_question(facts, kb):
            asked.append(question.fact)
            facts = facts.adding({question.fact: (value,)})

        assert len(asked) == len(set(asked))
        assert sum(name != "purpose" for name in asked) <= kb.at_most


def test_no_conversation_asks_more_than_the_limit(real_kb: KnowledgeBase) -> None:
    """The door aside, at most so many questions as questions.yml says, whatever is answered."""
    rng = random.Random(3)
    longest = 0
    for _ in range(150):
        asked = [fact for _, fact in walk(real_kb, rng)]
        longest = max(longest, sum(fact != "purpose" for fact in asked))

        assert len(asked) == len(set(asked))
    assert longest <= real_kb.at_most == 8


def test_the_limit_holds_even_where_more_would_matter(tiny_kb: KnowledgeBase) -> None:
    """With a limit of two, the third question is not asked although its answer would change the outcome."""
    short = replace(tiny_kb, at_most=2)
    told: dict[str, Any] = {"purpose": "something_happened", "danger": "no", "force": "north"}

    assert ask(tiny_kb, **told) == "conduct"
    assert ask(short, **told) is None
    assert ask(short, purpose="something_happened", danger="no") == "conduct"


def test_what_was_volunteered_is_not_asked(tiny_kb: KnowledgeBase) -> None:
    """A fact from the person's own words counts as an answer, and counts against the limit."""
    assert ask(tiny_kb, purpose="something_happened", danger="no", conduct=["shouting"]) == "force"
    assert ask(replace(tiny_kb, at_most=1), purpose="something_happened", danger="no") is None


def test_a_question_matters_while_its_answers_differ(tiny_kb: KnowledgeBase) -> None:
    """The same question may matter at one point and be idle at another."""
    by_fact = {question.fact: question for question in tiny_kb.questions}
    vocabulary = tiny_kb.vocabulary
    north: dict[str, Any] = {"conduct": ["shouting", "theft"], "ground": ["age"], "force": "north"}

    assert matters(by_fact["wish"], vocabulary.facts(north), tiny_kb)
    assert not matters(by_fact["wish"], vocabulary.facts({**north, "force": "south"}), tiny_kb)
    assert not matters(by_fact["wish"], vocabulary.facts({**north, "purpose": "policy_question"}), tiny_kb)
    assert not matters(by_fact["role"], vocabulary.facts(north), tiny_kb)


def test_still_open_lists_what_would_matter_in_the_order_of_the_questions(real_kb: KnowledgeBase) -> None:
    """What is unknown is a part of what may be asked, without what is known."""
    rng = random.Random(8)
    order = [question.fact for question in real_kb.questions]
    for _ in range(10):
        for facts, asked in walk(real_kb, rng, openness=0.5):
            unknown = still_open(facts, real_kb)

            assert asked in unknown or asked == "purpose"
            assert list(unknown) == sorted(unknown, key=order.index)
            assert not any(facts.known(name) for name in unknown)
