"""Functions over every combination of facts, kept as small arrays.

A rule depends on few facts, and of each of those it tells few values apart. So a function of *all* combinations is
kept as an array with one axis a fact, whose places are classes of values that the function does not tell apart, and
a map from each value to its class. Joining two functions refines the classes of both until they agree; afterwards
classes with equal contents are merged again. Nothing is sampled: the array says what holds for every combination.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signpost.facts import DECLINED, UNASKED, UNSURE, Facts, Values
from signpost.model import KnowledgeBase

OPEN_STATES: tuple[Values, ...] = ((UNSURE,), (DECLINED,), (UNASKED,))
Array = NDArray[Any]


class Space:
    """Every combination: one axis a fact, with each value, unsure, declined and not asked; conducts also in pairs."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.axes: dict[str, tuple[Values, ...]] = {}
        for fact in kb.vocabulary:
            states: Iterable[Values] = ((value,) for value in fact.values)
            if fact.id == "conduct":
                states = itertools.chain(states, itertools.combinations(fact.values, 2))
            self.axes[fact.id] = (*states, *OPEN_STATES)

    def combinations(self, force: str | None) -> int:
        """Count the combinations of one rulebook: its force is known, or is one of the open states."""
        forces = 1 if force else len(OPEN_STATES)
        return forces * math.prod(len(states) for name, states in self.axes.items() if name != "force")

    def constant(self, value: int) -> Table:
        """Give a function that is the same for every combination."""
        maps = tuple(np.zeros(len(states), dtype=np.intp) for states in self.axes.values())
        return Table(self, np.full([1] * len(self.axes), value, dtype=np.int8), maps)

    def along(self, name: str, values: Iterable[int]) -> Table:
        """Give a function of one fact, from its value for each state of that fact."""
        distinct, classes = np.unique(np.fromiter(values, dtype=np.int8), return_inverse=True)
        shape = [len(distinct) if other == name else 1 for other in self.axes]
        blank = self.constant(0)
        maps = tuple(classes if other == name else m for other, m in zip(self.axes, blank.maps, strict=True))
        return Table(self, distinct.reshape(shape), maps)


@dataclass(frozen=True, eq=False)
class Table:
    """A function from every combination of facts to a small number."""

    space: Space
    data: Array
    maps: tuple[NDArray[np.intp], ...]

    def each(self, change: Callable[[Array], Array]) -> Table:
        """Change every value on its own."""
        return Table(self.space, change(self.data), self.maps).merged()

    def join(self, other: Table, operation: Callable[[Array, Array], Array]) -> Table:
        """Join two functions, value by value."""
        left, right, maps = self.data, other.data, []
        for axis, (mine, theirs) in enumerate(zip(self.maps, other.maps, strict=True)):
            width = int(theirs.max()) + 1
            pairs, classes = np.unique(mine * width + theirs, return_inverse=True)
            left = np.take(left, pairs // width, axis=axis)
            right = np.take(right, pairs % width, axis=axis)
            maps.append(classes)
        return Table(self.space, operation(left, right), tuple(maps)).merged()

    def merged(self) -> Table:
        """Merge classes that the function does not tell apart."""
        data, maps = self.data, []
        for axis, classes in enumerate(self.maps):
            if data.shape[axis] > 1:
                flat = np.moveaxis(data, axis, 0).reshape(data.shape[axis], -1)
                _, first, same = np.unique(flat, axis=0, return_index=True, return_inverse=True)
                data = np.take(data, first, axis=axis)
                classes = np.ravel(same)[classes]
            maps.append(classes)
        return Table(self.space, data, tuple(maps))

    def __and__(self, other: Table) -> Table:
        return self.join(other, np.minimum)

    def __or__(self, other: Table) -> Table:
        return self.join(other, np.maximum)

    def __invert__(self) -> Table:
        return self.each(lambda data: (1 - data).astype(np.int8))

    def depends_on(self, fact: str) -> bool:
        """Say whether the fact makes any difference."""
        return self.data.shape[list(self.space.axes).index(fact)] > 1

    def at(self, facts: Facts) -> int:
        """Give the value for one combination."""
        places = (states.index(facts.state(name)) for name, states in self.space.axes.items())
        return int(self.data[tuple(classes[place] for place, classes in zip(places, self.maps, strict=True))])

    def example(self) -> Facts | None:
        """Give facts for which the function is more than zero, or None where there are none."""
        found = np.argwhere(self.data > 0)
        if not len(found):
            return None
        told = {}
        for (name, states), classes, place, length in zip(
            self.space.axes.items(), self.maps, found[0], self.data.shape, strict=True
        ):
            state = states[int(np.argmax(classes == place))]
            if length > 1 and state != (UNASKED,):
                told[name] = state
        return Facts(told)
