"""The value types of an outcome: what a person is shown. They hold; they decide nothing."""

from __future__ import annotations

from dataclasses import dataclass

from signpost.model import Case, Citations, Concept, Contact, Duty, Route


@dataclass(frozen=True, slots=True)
class Reason:
    """How one element of a definition stands: `yes`, `no` or `unsure`."""

    text: str
    met: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Finding:
    """How a concept stands given the facts. Never a verdict."""

    concept: Concept
    status: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class OfferedRoute:
    """A route that applies, with its place in the order and why."""

    route: Route
    rank: int
    case: Case
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice as it is shown, with its words filled in."""

    id: str
    title: str
    first: bool
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a person is shown: findings, routes, duties, notices and what stayed unknown."""

    findings: tuple[Finding, ...]
    routes: tuple[OfferedRoute, ...]
    duties: tuple[Duty, ...]
    notices: tuple[ShownNotice, ...]
    unknown: tuple[str, ...]
