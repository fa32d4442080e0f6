"""Weighs facts against one rulebook: how every definition stands, and which routes, duties and notices apply.

It says how things stand and in what order; it builds no sentence and never says what something is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from signpost.conditions import NO, UNKNOWN, WORDS, YES
from signpost.facts import Facts
from signpost.model import Concept, Duty, Notice, Route, Rulebook
from signpost.outcome import Finding, OfferedRoute, Reason

FITS, MAY_FIT, UNDECIDED, DOES_NOT_FIT = "fits", "may_fit", "undecided", "does_not_fit"
STATUSES = (FITS, MAY_FIT, UNDECIDED, DOES_NOT_FIT)
TRUTH = {FITS: YES, MAY_FIT: YES, UNDECIDED: UNKNOWN, DOES_NOT_FIT: NO}
OVERDUE = "overdue_policy"
# What has no time stands first: it holds from now on.
TIMES = ("no_time", "now", "today", "this_week")


@dataclass(frozen=True, slots=True)
class Standing:
    """How everything in a rulebook stands, given some facts."""

    findings: tuple[Finding, ...]
    routes: tuple[OfferedRoute, ...]
    duties: tuple[Duty, ...]
    notices: tuple[Notice, ...]

    def decision(self) -> tuple[object, ...]:
        """Reduce it to what a person would notice, so that two standings can be compared."""
        return (
            tuple(finding.status for finding in self.findings),
            tuple((offered.route.id, *(c.id for c in offered.contacts)) for offered in self.routes),
            tuple(duty.id for duty in self.duties),
            tuple(notice.id for notice in self.notices),
        )


NOTHING = Standing((), (), (), ())


def weigh(facts: Facts, rulebook: Rulebook, beside: Standing = NOTHING) -> Standing:
    """Say how every definition, route, duty and notice of the rulebook stands.

    Args:
        facts: what was told.
        rulebook: what is weighed; all of a rulebook, or a part of it.
        beside: how the rest of the rulebook stands. Its routes are put in order with those of this part.
    """
    findings = tuple(_finding(concept, facts) for concept in rulebook.concepts)
    concepts = {finding.concept.id: TRUTH[finding.status] for finding in (*beside.findings, *findings)}
    routes = _offer(facts, concepts, rulebook.routes, beside.routes)
    asked = (duty for duty in rulebook.duties if duty.when.truth(facts, concepts) == YES)
    duties = tuple(sorted(asked, key=lambda duty: TIMES.index(duty.time)))
    notices = tuple(_notices(facts, concepts, rulebook, routes))
    return Standing(findings, routes, duties, notices)


def _finding(concept: Concept, facts: Facts) -> Finding:
    signs = [UNKNOWN if e.when is None else e.when.truth(facts, {}) for e in concept.elements]
    reasons = tuple(
        Reason(element.text.get(WORDS[sign], element.text["unsure"]), WORDS[sign], element.citations)
        for element, sign in zip(concept.elements, signs, strict=True)
    )
    return Finding(concept, _status(concept, signs), reasons)


def _status(concept: Concept, signs: list[int]) -> str:
    if NO in signs:
        return DOES_NOT_FIT
    if UNKNOWN not in signs:
        return FITS
    waiting = any(e.needed and sign == UNKNOWN for e, sign in zip(concept.elements, signs, strict=True))
    return MAY_FIT if YES in signs and not waiting else UNDECIDED


def _offer(
    facts: Facts, concepts: Mapping[str, int], routes: Iterable[Route], beside: Iterable[OfferedRoute]
) -> tuple[OfferedRoute, ...]:
    """Give the routes that apply, best first. A route counts by the first of its cases that holds."""
    offered = [(other.route, other.case, other.contacts) for other in beside]
    for route in routes:
        case = next((case for case in route.cases if case.when.truth(facts, concepts) == YES), None)
        if case is not None:
            contacts = tuple(u.contact for u in route.contacts if u.when.truth(facts, concepts) == YES)
            offered.append((route, case, contacts))
    offered.sort(key=lambda item: (item[1].rank, item[0].id))
    return tuple(OfferedRoute(route, rank, case, contacts) for rank, (route, case, contacts) in enumerate(offered, 1))


def _notices(
    facts: Facts, concepts: Mapping[str, int], rulebook: Rulebook, routes: tuple[OfferedRoute, ...]
) -> Iterator[Notice]:
    set_off = {name for offered in routes for name in offered.route.sets_off}
    for notice in rulebook.notices:
        wanted = notice.id != OVERDUE and (not notice.only_with_routes or notice.id in set_off)
        if wanted and notice.when.truth(facts, concepts) == YES:
            yield notice
