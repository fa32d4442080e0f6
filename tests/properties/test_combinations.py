"""How many combinations the truth tables speak of, and that they agree with the engine."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.facts import DECLINED, UNSURE, Facts
from signpost.kb import load_knowledge_base
from signpost.questions import next_question
from signpost.weighing import OVERDUE, TRUTH, weigh
from tests.properties.space import Space
from tests.properties.tables import NOT_OFFERED, Tables

KB = load_knowledge_base()
SPACE = Space(KB)
TABLES = {force: Tables(SPACE, book) for force, book in KB.rulebooks.items()}
NOTICES = {t: {n.id: t.noticed(n.id) for n in t.rulebook.notices} for t in TABLES.values()}
DUTIES = {t: {d.id: t.due(d.id) for d in t.rulebook.duties} for t in TABLES.values()}
LEAST_COMBINATIONS = 580_000_000


def test_the_tables_cover_the_full_product(record_property) -> None:
    """The tables speak of every single-valued fact with every conduct and every pair of conducts, in every force."""
    started = time.perf_counter()
    for tables in TABLES.values():
        assert tables.ranks
        assert tables.concepts
    count = sum(SPACE.combinations(force) for force in KB.rulebooks)
    record_property("combinations", count)
    print(f"\ncombinations of facts covered: {count:,} in {time.perf_counter() - started:.1f} s of table building")

    assert count > LEAST_COMBINATIONS


@st.composite
def told(draw: st.DrawFn) -> Facts:
    """Draw facts: each asked or not, with a value, unsure or declined; conduct may have two values."""
    facts = {}
    for fact in KB.vocabulary:
        choice = draw(st.sampled_from([None, *fact.values, UNSURE, DECLINED]))
        if choice is not None:
            facts[fact.id] = fact.accept(choice)
    if draw(st.booleans()):
        pair = draw(
            st.lists(st.sampled_from(KB.vocabulary.fact("conduct").values), min_size=2, max_size=2, unique=True)
        )
        facts["conduct"] = KB.vocabulary.fact("conduct").accept(pair)
    return Facts(facts)


@settings(max_examples=300, deadline=None)
@given(told())
def test_tables_and_engine_agree(facts: Facts) -> None:
    """For any facts, the engine offers, notices and finds exactly what the tables say."""
    book = KB.rulebook(facts)
    tables = TABLES[book.force.id if book.force else None]
    standing = weigh(facts, book)

    assert {f.concept.id: TRUTH[f.status] for f in standing.findings} == {
        name: table.at(facts) for name, table in tables.concepts.items()
    }
    assert {r.route.id: r.case.rank for r in standing.routes} == {
        name: table.at(facts) for name, table in tables.ranks.items() if table.at(facts) < NOT_OFFERED
    }
    assert {n.id for n in standing.notices} == {
        n.id for n in book.notices if n.id != OVERDUE and NOTICES[tables][n.id].at(facts)
    }
    assert {d.id for d in standing.duties} == {d.id for d in book.duties if DUTIES[tables][d.id].at(facts)}


@settings(max_examples=300, deadline=None)
@given(told(), st.randoms(use_true_random=False), st.booleans())
def test_no_path_asks_more_than_eight(facts: Facts, chance, from_nothing: bool) -> None:
    """Whatever was volunteered and whatever is answered, at most eight questions are asked beside the door."""
    facts = Facts() if from_nothing else facts
    asked = []
    while (question := next_question(facts, KB)) is not None:
        options = (*KB.vocabulary.fact(question.fact).values, UNSURE, DECLINED)
        facts = facts.adding({question.fact: (chance.choice(options),)})
        asked.append(question.fact)

    assert len([fact for fact in asked if fact != "purpose"]) <= KB.at_most
    assert len(asked) == len(set(asked))
