"""How definitions stand, and which routes, duties and notices apply."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from signpost.conditions import NO, UNKNOWN, YES, ConceptMayFit, Condition, FactIs
from signpost.facts import Facts
from signpost.model import Concept, Element, KnowledgeBase
from signpost.weighing import DOES_NOT_FIT, FITS, MAY_FIT, TRUTH, UNDECIDED, Standing, weigh

SIGNS = {"yes": YES, "open": UNKNOWN, "no": NO}


def told(kb: KnowledgeBase, **facts: Any) -> tuple[Facts, Standing]:
    """Weigh facts against the rulebook of the force among them."""
    given = kb.vocabulary.facts(facts)
    return given, weigh(given, kb.rulebook(given))


def status(kb: KnowledgeBase, concept: str, **facts: Any) -> str:
    """Give how one concept stands."""
    _, standing = told(kb, **facts)
    return {finding.concept.id: finding.status for finding in standing.findings}[concept]


def route_ids(kb: KnowledgeBase, **facts: Any) -> list[str]:
    """Give the routes offered, best first."""
    return [offered.route.id for offered in told(kb, **facts)[1].routes]


def notice_ids(kb: KnowledgeBase, **facts: Any) -> list[str]:
    """Give the notices that apply."""
    return [notice.id for notice in told(kb, **facts)[1].notices]


@pytest.mark.parametrize("signs", product(SIGNS, SIGNS), ids="-".join)
@pytest.mark.parametrize("needed", [True, False], ids=["needed", "not needed"])
def test_the_status_of_a_definition(signs: tuple[str, str], needed: bool, tiny_kb: KnowledgeBase) -> None:
    """One element not met: does not fit. All met: fits. Else something met: may fit, unless a needed one is open."""
    facts = Facts({name: (sign,) for name, sign in zip(("first", "second"), signs, strict=True) if sign != "open"})
    whens: list[Condition] = [FactIs(name, frozenset({"yes"})) for name in ("first", "second")]
    elements = tuple(Element(str(i), when, needed and i == 0, {"unsure": "Open."}, ()) for i, when in enumerate(whens))
    concept = Concept("example", "Example", 1, "An example.", (), elements)
    rulebook = tiny_kb.rulebooks[None]
    book = type(rulebook)(None, {}, {}, (concept,), (), (), (), {})

    found = weigh(facts, book).findings[0].status

    if "no" in signs:
        expected = DOES_NOT_FIT
    elif signs == ("yes", "yes"):
        expected = FITS
    elif signs == ("open", "open") or (needed and signs[0] == "open"):
        expected = UNDECIDED
    else:
        expected = MAY_FIT
    assert found == expected


def test_an_element_for_others_to_judge_keeps_a_finding_from_fitting(tiny_kb: KnowledgeBase) -> None:
    """Where a definition speaks of an effect, the most that Signpost says is that it may fit."""
    full = {"conduct": ["shouting"], "ground": ["age"]}

    assert status(tiny_kb, "harassment", **full) == MAY_FIT
    assert status(tiny_kb, "harassment", force="south", **full) == FITS


def test_a_needed_element_that_is_open_leaves_the_finding_open(tiny_kb: KnowledgeBase) -> None:
    """A ground alone is not enough while nobody said what happened."""
    assert status(tiny_kb, "harassment", ground=["age"]) == UNDECIDED
    assert status(tiny_kb, "harassment", ground=["age"], conduct="unsure") == UNDECIDED
    assert status(tiny_kb, "harassment", ground=["age"], force="south") == MAY_FIT


def test_reasons_say_how_each_element_stands(tiny_kb: KnowledgeBase) -> None:
    """Each element has a reason in the order of the definition, with its own words and its own paragraph."""
    _, standing = told(tiny_kb, conduct=["shouting"], ground=["none"])
    reasons = standing.findings[0].reasons

    assert [(reason.met, reason.text) for reason in reasons] == [
        ("yes", "It was behaviour of this kind."),
        ("no", "No ground was involved."),
        ("unsure", "The effect is for others to judge."),
    ]
    assert all(reason.citations for reason in reasons)


def test_an_element_without_words_for_its_sign_uses_those_for_open(tiny_kb: KnowledgeBase) -> None:
    """Words for yes and no may be left out; then the open words stand, and the sign is still told."""
    element = Element("only", FactIs("first", frozenset({"yes"})), False, {"unsure": "Open."}, ())
    book = type(tiny_kb.rulebooks[None])(None, {}, {}, (Concept("c", "C", 1, "C.", (), (element,)),), (), (), (), {})

    reason = weigh(Facts({"first": ("yes",)}), book).findings[0].reasons[0]

    assert (reason.met, reason.text) == ("yes", "Open.")


@pytest.mark.parametrize(
    ("wish", "why"),
    [("formal", "You want to complain."), ("talk", "It can be raised with a manager.")],
)
def test_a_route_counts_by_the_first_of_its_cases_that_holds(wish: str, why: str, tiny_kb: KnowledgeBase) -> None:
    """Cases stand in order; a later one that holds as well changes nothing."""
    _, standing = told(tiny_kb, force="north", conduct=["shouting"], ground=["age"], wish=wish, danger="yes")
    case = next(offered.case for offered in standing.routes if offered.route.id == "manager")

    assert case.why == why


def test_routes_stand_by_rank_then_by_name(tiny_kb: KnowledgeBase) -> None:
    """The rank of the case that holds decides; equal ranks are ordered by id; places count from one."""
    base = {"force": "north", "conduct": ["shouting", "theft"], "ground": ["age"]}
    _, standing = told(tiny_kb, **base)

    assert route_ids(tiny_kb, **base) == ["report_it", "help_line", "manager"]
    assert route_ids(tiny_kb, **base, wish="formal") == ["manager", "report_it", "help_line"]
    assert route_ids(tiny_kb, **base, danger="yes") == ["help_line", "report_it", "manager"]
    assert [offered.rank for offered in standing.routes] == [1, 2, 3]


def test_a_route_without_a_case_that_holds_is_not_offered(tiny_kb: KnowledgeBase) -> None:
    """An open condition is not a yes: nothing is offered on a guess."""
    assert route_ids(tiny_kb) == ["help_line"]
    assert route_ids(tiny_kb, conduct="unsure") == ["help_line"]
    assert route_ids(tiny_kb, conduct=["theft"]) == ["report_it", "help_line"]


def test_a_case_without_its_own_words_takes_those_of_the_route(tiny_kb: KnowledgeBase) -> None:
    """Who will know, and the source, are the route's unless the case says otherwise."""
    _, calm = told(tiny_kb)
    _, danger = told(tiny_kb, danger="yes")

    assert calm.routes[0].case.who_will_know == "The person who answers."
    assert danger.routes[0].case.who_will_know == "The emergency services."
    assert calm.routes[0].case.citations == danger.routes[0].case.citations != ()


def test_a_contact_is_shown_when_its_own_condition_holds(tiny_kb: KnowledgeBase) -> None:
    """A contact may have a condition of its own beside that of the route."""
    _, calm = told(tiny_kb, danger="no")
    _, danger = told(tiny_kb, danger="yes")

    assert [contact.id for contact in calm.routes[0].contacts] == ["line"]
    assert [contact.id for contact in danger.routes[0].contacts] == ["line", "text_line"]


def test_a_notice_that_belongs_to_routes_shows_only_with_one_of_them(tiny_kb: KnowledgeBase) -> None:
    """What must be known before a route stands there when the route does, and not otherwise."""
    assert notice_ids(tiny_kb) == ["not_a_report"]
    assert notice_ids(tiny_kb, conduct=["theft"]) == ["who_hears", "not_a_report"]
    assert notice_ids(tiny_kb, force="south", conduct=["shouting"], ground=["age"]) == ["not_a_report"]
    assert notice_ids(tiny_kb, force="north", conduct=["shouting"], ground=["age"]) == ["who_hears", "not_a_report"]


def test_a_duty_shows_when_its_condition_holds(tiny_kb: KnowledgeBase) -> None:
    """A duty that hangs on a definition shows when the definition may fit."""
    assert told(tiny_kb)[1].duties == ()
    assert [d.title for d in told(tiny_kb, conduct=["theft"])[1].duties] == ["Tell someone"]
    assert [d.title for d in told(tiny_kb, conduct=["theft"], force="north")[1].duties] == ["Tell the desk"]


@pytest.mark.parametrize(
    ("facts", "truth"),
    [({"conduct": ["theft"]}, YES), ({"conduct": ["shouting"]}, NO), ({}, UNKNOWN), ({"conduct": "unsure"}, UNKNOWN)],
)
def test_a_condition_on_a_concept_follows_the_finding(
    facts: dict[str, Any], truth: int, tiny_kb: KnowledgeBase
) -> None:
    """Fits and may fit are yes, does not fit is no, undecided is open."""
    given, standing = told(tiny_kb, **facts)
    concepts = {finding.concept.id: TRUTH[finding.status] for finding in standing.findings}

    assert ConceptMayFit("wrongdoing").truth(given, concepts) == truth


def test_a_decision_is_what_a_person_would_notice(tiny_kb: KnowledgeBase) -> None:
    """Two standings are compared by statuses, routes with contacts, duties and notices, in their order."""
    calm, same, other = (told(tiny_kb, **facts)[1] for facts in ({}, {"role": "staff"}, {"danger": "yes"}))

    assert calm.decision() == same.decision()
    assert calm.decision() != other.decision()
