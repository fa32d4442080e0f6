"""Writes an outcome as plain data, in the form that docs/reference/interfaces.md fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from signpost.model import Citations, Contact, Duty, Policy
from signpost.outcome import Finding, OfferedRoute, Outcome, ShownNotice


def citations(cited: Citations) -> list[dict[str, str]]:
    """Give citations as a list of policy and paragraph."""
    return [citation.plain() for citation in cited]


def contact(entry: Contact) -> dict[str, Any]:
    """Give a contact; `confirm` says what to check before relying on it, null where nothing is known to be in doubt."""
    return {
        "name": entry.name,
        "kind": entry.kind,
        "value": entry.value,
        "hours": entry.hours,
        "checked": entry.checked,
        "for": entry.purpose,
        "confirm": entry.confirm,
    }


def source(policy: Policy, today: date) -> dict[str, Any]:
    """Give a document: title, publisher, where it was read, when it was last reviewed, whether that is overdue."""
    return {
        "policy": policy.id,
        "title": policy.title,
        "publisher": policy.publisher,
        "address": policy.address,
        "read_elsewhere": policy.read_elsewhere,
        "reviewed": policy.last_reviewed,
        "overdue": bool(policy.review_due and policy.review_due.overdue(today)),
    }


def sources(entries: Iterable[Mapping[str, Any]], policies: Mapping[str, Policy], today: date) -> list[dict[str, Any]]:
    """Give the documents that findings, routes, duties or notices cite, each once, in order of first citation."""
    return [source(policies[name], today) for name in dict.fromkeys(_cited(entries))]


def _cited(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for entry in entries:
        yield from (citation["policy"] for citation in entry["citations"])
        yield from _cited(entry.get("reasons", ()))


def finding(found: Finding) -> dict[str, Any]:
    """Give a finding with its reasons."""
    return {
        "concept": found.concept.id,
        "status": found.status,
        "title": found.concept.title,
        "text": found.concept.definition,
        "citations": citations(found.concept.citations),
        "reasons": [{"text": r.text, "met": r.met, "citations": citations(r.citations)} for r in found.reasons],
    }


def route(offered: OfferedRoute) -> dict[str, Any]:
    """Give a route with its place, its reason, whom to reach and who will come to know."""
    return {
        "route": offered.route.id,
        "rank": offered.rank,
        "title": offered.route.title,
        "why": offered.case.why,
        "text": offered.case.why,
        "contacts": [contact(entry) for entry in offered.contacts],
        "who_will_know": offered.case.who_will_know,
        "read_first": list(offered.route.sets_off),
        "citations": citations(offered.case.citations),
    }


def duty(entry: Duty) -> dict[str, Any]:
    """Give a duty, with `time` as now, today, this_week or no_time."""
    return {
        "duty": entry.id,
        "title": entry.title,
        "time": entry.time,
        "text": entry.text,
        "say": list(entry.say),
        "avoid": list(entry.avoid),
        "citations": citations(entry.citations),
    }


def notice(shown: ShownNotice) -> dict[str, Any]:
    """Give a notice; `first` means that it stands before the routes."""
    return {
        "notice": shown.id,
        "title": shown.title,
        "first": shown.first,
        "text": shown.text,
        "citations": citations(shown.citations),
    }


def outcome(result: Outcome) -> dict[str, Any]:
    """Give a whole outcome. A route's `read_first` names only notices that the outcome shows."""
    shown = {entry.id for entry in result.notices if entry.first}
    routes = [route(offered) for offered in result.routes]
    for entry in routes:
        entry["read_first"] = [name for name in entry["read_first"] if name in shown]
    return {
        "findings": [finding(found) for found in result.findings],
        "routes": routes,
        "duties": [duty(entry) for entry in result.duties],
        "notices": [notice(entry) for entry in result.notices],
        "unknown": list(result.unknown),
    }
