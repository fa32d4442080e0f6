"""What one rulebook shows, as functions over every combination of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, reduce

import numpy as np

from signpost.conditions import NO, UNKNOWN, YES, AllOf, Always, AnyOf, ConceptMayFit, Condition, FactIs, Not
from signpost.model import Concept, Route, Rulebook
from tests.properties.space import OPEN_STATES, Space, Table

NOT_OFFERED = 127


class Tables:
    """The truth of everything in one rulebook, over every combination."""

    def __init__(self, space: Space, rulebook: Rulebook) -> None:
        self.space = space
        self.rulebook = rulebook

    def of(self, condition: Condition) -> Table:
        """Give the truth of a condition: -1, 0 or 1."""
        match condition:
            case Always():
                return self.space.constant(YES)
            case FactIs():
                return self._fact(condition)
            case ConceptMayFit():
                return self.concepts[condition.concept]
            case Not():
                return self.of(condition.part).each(np.negative)
            case AllOf():
                return reduce(Table.__and__, (self.of(part) for part in condition.of))
            case AnyOf():
                return reduce(Table.__or__, (self.of(part) for part in condition.of))
        raise TypeError(f"no table for {condition!r}")

    def holds(self, condition: Condition) -> Table:
        """Say where a condition is true: 1, else 0."""
        return self.of(condition).each(lambda data: (data == YES).astype(np.int8))

    def _fact(self, condition: FactIs) -> Table:
        force = self.rulebook.force
        if condition.fact == "force" and force:
            return self.space.constant(condition.of((force.id,)))
        # Without a force the national rulebook applies, so there the fact is open whatever its place on the axis.
        states = self.space.axes[condition.fact]
        if condition.fact == "force":
            states = tuple(state if state in OPEN_STATES else OPEN_STATES[0] for state in states)
        return self.space.along(condition.fact, (condition.of(state) for state in states))

    @cached_property
    def concepts(self) -> Mapping[str, Table]:
        """The standing of every concept: 1 may fit, 0 undecided, -1 does not fit."""
        return {concept.id: self._concept(concept) for concept in self.rulebook.concepts}

    def _concept(self, concept: Concept) -> Table:
        signs = [self.space.constant(UNKNOWN) if e.when is None else self.of(e.when) for e in concept.elements]
        least, most = reduce(Table.__and__, signs), reduce(Table.__or__, signs)
        needed = [sign for sign, element in zip(signs, concept.elements, strict=True) if element.needed]
        surest = reduce(Table.__and__, needed, self.space.constant(YES))
        # A needed element that is open keeps the finding undecided, however much else is met.
        met = most & surest.each(lambda data: np.where(data == YES, np.int8(YES), np.int8(UNKNOWN)))
        return least.join(met, lambda low, high: np.where(low == NO, np.int8(NO), np.maximum(low, high)))

    def offered_concept(self, concept: str) -> Table:
        """Say where a finding is fits or may_fit."""
        return self.concepts[concept].each(lambda data: (data == YES).astype(np.int8))

    @cached_property
    def ranks(self) -> Mapping[str, Table]:
        """The rank of each route by the first of its cases that holds."""
        return {route.id: self._rank(route) for route in self.rulebook.routes}

    def _rank(self, route: Route) -> Table:
        rank = self.space.constant(NOT_OFFERED)
        for case in reversed(route.cases):
            rank = rank.join(
                self.holds(case.when), lambda old, holds, new=case.rank: np.where(holds > 0, np.int8(new), old)
            )
        return rank

    @property
    def nowhere(self) -> Table:
        """Give the function that holds for no combination."""
        return self.space.constant(0)

    def offered(self, *routes: str) -> Table:
        """Say where one of the routes is offered; nowhere, if the rulebook has none of them."""
        found = [self.ranks[route] for route in routes if route in self.ranks]
        return self.union(rank.each(lambda data: (data < NOT_OFFERED).astype(np.int8)) for rank in found)

    def before(self, route: str, other: str) -> Table:
        """Say where both routes are offered and `route` stands before `other`, or beside it."""
        earlier = self.ranks[route].join(self.ranks[other], lambda a, b: (a <= b).astype(np.int8))
        return earlier & self.offered(route) & self.offered(other)

    def shown(self, contact: str) -> Table:
        """Say where a contact is shown by some route."""
        return self.union(
            self.offered(route.id) & self.holds(use.when)
            for route in self.rulebook.routes
            for use in route.contacts
            if use.contact.id == contact
        )

    def noticed(self, *notices: str) -> Table:
        """Say where one of the notices is shown."""
        entries = [notice for notice in self.rulebook.notices if notice.id in notices]
        setters = {n.id: [r.id for r in self.rulebook.routes if n.id in r.sets_off] for n in entries}
        return self.union(
            self.holds(n.when) & (self.offered(*setters[n.id]) if n.only_with_routes else self.space.constant(YES))
            for n in entries
        )

    def due(self, duty: str) -> Table:
        """Say where a duty applies."""
        return self.union(self.holds(entry.when) for entry in self.rulebook.duties if entry.id == duty)

    def given(self, fact: str, *values: str) -> Table:
        """Say where some value of a fact is among `values`; `unasked`, `unsure` and `declined` count too."""
        return self.space.along(fact, (bool({*state} & {*values}) for state in self.space.axes[fact]))

    def union(self, tables: Iterable[Table]) -> Table:
        """Say where one of the functions holds."""
        return reduce(Table.__or__, tables, self.nowhere)
