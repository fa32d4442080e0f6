"""On which parts of a rulebook an answer bears, found once for each rulebook and fact.

To learn whether a question matters, everything that its answers could change is weighed for each of them. Most answers
bear on a few routes and duties only; the rest need not be weighed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from signpost.conditions import ConceptMayFit, Condition, FactIs, walk
from signpost.model import Case, ContactUse, Rulebook

# So many rulebooks and facts as fifty forces have.
_KEPT = 1_024


@lru_cache(maxsize=_KEPT)
def parted(rulebook: Rulebook, fact: str) -> tuple[Rulebook, Rulebook]:
    """Part a rulebook in what may stand otherwise with another answer, and what stands as it does.

    Nothing in the second part hangs on anything in the first.
    """
    named = {c.id: _facts((e.when for e in c.elements if e.when), {}) for c in rulebook.concepts}
    concepts = {c.id for c in rulebook.concepts if fact in named[c.id]}
    routes = {r.id for r in rulebook.routes if fact in _facts((*_whens(r.cases), *_whens(r.contacts)), named)}
    duties = {d.id for d in rulebook.duties if fact in _facts((d.when,), named)}
    set_off = {name for route in rulebook.routes if route.id in routes for name in route.sets_off}
    notices = {n.id for n in rulebook.notices if fact in _facts((n.when,), named)} | set_off

    def part(touched: bool) -> Rulebook:
        return replace(
            rulebook,
            concepts=tuple(c for c in rulebook.concepts if (c.id in concepts) is touched),
            routes=tuple(r for r in rulebook.routes if (r.id in routes) is touched),
            duties=tuple(d for d in rulebook.duties if (d.id in duties) is touched),
            notices=tuple(n for n in rulebook.notices if (n.id in notices) is touched),
        )

    return part(True), part(False)


def _whens(parts: Iterable[Case | ContactUse]) -> Iterator[Condition]:
    return (part.when for part in parts)


def _facts(conditions: Iterable[Condition], named: Mapping[str, set[str]]) -> set[str]:
    """Give the facts that conditions ask for, those of the concepts in them included."""
    found: set[str] = set()
    for part in (part for condition in conditions for part in walk(condition)):
        if isinstance(part, FactIs):
            found.add(part.fact)
        elif isinstance(part, ConceptMayFit):
            found |= named[part.concept]
    return found
