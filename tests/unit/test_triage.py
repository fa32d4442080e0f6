"""Facts in, outcome out: order, warnings by date, what stayed unknown."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from signpost import plain
from signpost.facts import Facts
from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.outcome import Outcome
from signpost.triage import assess
from signpost.weighing import STATUSES

TODAY = date(2026, 11, 21)
LONG_AGO = date(2020, 1, 1)


def outcome(kb: KnowledgeBase, today: date = TODAY, **facts: Any) -> Outcome:
    """Assess plain facts."""
    return assess(kb.vocabulary.facts(facts), kb, today)


def overdue(kb: KnowledgeBase, today: date, **facts: Any) -> list[str]:
    """Give the policies that the outcome warns of, in the order of the warnings."""
    notices = outcome(kb, today, **facts).notices
    return [notice.citations[0].policy for notice in notices if notice.id == "overdue_policy"]


def some_facts(kb: KnowledgeBase, rng: random.Random) -> Facts:
    """Give facts at random: some told, some open, some not asked."""
    given: dict[str, Any] = {}
    for fact in kb.vocabulary:
        if rng.random() < 0.7:
            given[fact.id] = rng.choice((*fact.values, "unsure", "declined"))
    return kb.vocabulary.facts(given)


MANAGER = {"force": "north", "conduct": ["shouting"], "ground": ["age"]}
DESK = {"force": "north", "conduct": ["theft"]}


@pytest.mark.parametrize(
    ("today", "warned"),
    [
        (date(2026, 2, 28), []),
        (date(2026, 3, 1), []),
        (date(2026, 3, 31), []),
        (date(2026, 4, 1), ["J1"]),
        (date(2027, 1, 1), ["J1"]),
    ],
)
def test_a_review_due_in_a_month_is_overdue_once_the_month_has_ended(
    today: date, warned: list[str], tiny_kb: KnowledgeBase
) -> None:
    """Where only the month is known, the whole of it belongs to the policy."""
    assert overdue(tiny_kb, today, **MANAGER) == warned


@pytest.mark.parametrize(
    ("today", "late"), [(date(2026, 6, 14), False), (date(2026, 6, 15), False), (date(2026, 6, 16), True)]
)
def test_a_review_due_on_a_day_is_overdue_the_day_after(today: date, late: bool, tiny_kb: KnowledgeBase) -> None:
    """The day itself still counts."""
    assert ("N1" in overdue(tiny_kb, today, **DESK)) == late


def test_a_warning_is_given_once_a_policy_and_only_where_it_is_cited(tiny_kb: KnowledgeBase) -> None:
    """An outcome that does not rest on an overdue policy does not speak of it."""
    assert overdue(tiny_kb, TODAY, force="north") == []
    assert overdue(tiny_kb, TODAY, **MANAGER) == ["J1"]
    assert overdue(tiny_kb, TODAY, **DESK) == ["N1", "J1"]
    assert overdue(tiny_kb, LONG_AGO, **DESK) == []


def test_a_warning_names_the_policy_the_reason_and_whom_to_ask(tiny_kb: KnowledgeBase) -> None:
    """The words come from the knowledge base; the braces in them are filled."""
    notices = {n.citations[0].policy: n for n in outcome(tiny_kb, **DESK).notices if n.id == "overdue_policy"}

    assert notices["J1"].title == "Joint policy: past its review date"
    assert notices["J1"].text == "Joint policy (J1) is past its review. Reviewed every two years. Ask: Head of Policy."
    assert notices["N1"].text.endswith("Ask: North Police.")
    assert not notices["J1"].first


def test_no_warning_stands_without_a_policy_to_warn_of(tiny_kb: KnowledgeBase) -> None:
    """The pattern of the warning is itself never shown, braces and all."""
    for facts in ({}, MANAGER, DESK):
        for notice in outcome(tiny_kb, **facts).notices:
            assert "{" not in notice.text + notice.title


def test_findings_stand_from_fits_to_does_not_fit(tiny_kb: KnowledgeBase) -> None:
    """What fits best stands first, else the order of the definitions."""
    found = [(f.concept.id, f.status) for f in outcome(tiny_kb, **DESK).findings]
    none = [(f.concept.id, f.status) for f in outcome(tiny_kb).findings]

    assert found == [("wrongdoing", "fits"), ("harassment", "does_not_fit")]
    assert none == [("harassment", "undecided"), ("wrongdoing", "undecided")]


def test_the_order_of_findings_holds_in_the_real_knowledge_base(real_kb: KnowledgeBase) -> None:
    """For any facts the statuses never climb again."""
    rng = random.Random(5)
    for _ in range(50):
        found = assess(some_facts(real_kb, rng), real_kb, TODAY).findings
        places = [STATUSES.index(finding.status) for finding in found]

        assert places == sorted(places)


@pytest.mark.parametrize(
    ("facts", "unknown"),
    [
        ({}, ("danger", "conduct")),
        ({"purpose": "something_happened", "danger": "no"}, ("conduct",)),
        ({"purpose": "something_happened", "danger": "unsure"}, ("danger", "conduct")),
        ({"purpose": "something_happened", "danger": "no", "force": "north", "conduct": ["theft"]}, ()),
        (
            {"purpose": "something_happened", "danger": "no", "force": "north", "conduct": ["leaving_out"]},
            ("ground", "wish"),
        ),
        ({"purpose": "something_happened", "danger": "no", "conduct": ["leaving_out"]}, ("force", "ground")),
        ({"purpose": "policy_question", "danger": "declined", "force": "south"}, ()),
    ],
)
def test_unknown_names_what_would_still_matter(
    facts: dict[str, Any], unknown: tuple[str, ...], tiny_kb: KnowledgeBase
) -> None:
    """Facts not asked, unsure or declined are named where knowing them could change the outcome."""
    assert outcome(tiny_kb, **facts).unknown == unknown


def test_what_cannot_matter_is_not_unknown(tiny_kb: KnowledgeBase) -> None:
    """No role changes anything in the small knowledge base, so nobody is told that it is missing."""
    assert "role" not in outcome(tiny_kb).unknown
    assert "role" not in outcome(tiny_kb, role="unsure").unknown


def test_the_same_facts_give_the_same_outcome(real_kb: KnowledgeBase, real_folder: Any) -> None:
    """Twice in a row, in another order of telling, and from a knowledge base loaded afresh."""
    afresh = load_knowledge_base.__wrapped__(real_folder)
    rng = random.Random(20261121)
    for _ in range(30):
        facts = some_facts(real_kb, rng)
        turned = Facts(dict(reversed(list(facts.items()))))
        first = plain.outcome(assess(facts, real_kb, TODAY))

        assert plain.outcome(assess(facts, real_kb, TODAY)) == first
        assert plain.outcome(assess(turned, real_kb, TODAY)) == first
        assert plain.outcome(assess(facts, afresh, TODAY)) == first


def test_whatever_an_outcome_shows_from_an_overdue_policy_carries_its_warning(real_kb: KnowledgeBase) -> None:
    """Findings that may fit, routes, duties and notices: none cites a policy past its review without saying so."""
    rng = random.Random(7)
    missing = set()
    for _ in range(200):
        facts = some_facts(real_kb, rng)
        result = assess(facts, real_kb, TODAY)
        policies = real_kb.rulebook(facts).policies
        warned = {n.citations[0].policy for n in result.notices if n.id == "overdue_policy"}
        shown = [f.concept for f in result.findings if f.status in ("fits", "may_fit")]
        shown += [offered.case for offered in result.routes]
        for entry in (*shown, *result.duties, *result.notices):
            for citation in entry.citations:
                due = policies[citation.policy].review_due
                if due and due.overdue(TODAY) and citation.policy not in warned:
                    missing.add(citation)

    assert not missing
