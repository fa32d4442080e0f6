"""Whatever the knowledge base holds for a force, some scenario must reach it there; else nobody has looked at it."""

from __future__ import annotations

from collections import defaultdict

from signpost.model import Rulebook
from signpost.weighing import OVERDUE

from .scenario_files import force_of, knowledge_base, scenarios, shown

KINDS = {"routes": "route", "duties": "duty", "notices": "notice"}
# Its condition is that the force is not known, so it can only be reached where there is none.
ONLY_WITHOUT_FORCE = ("notices", "force_unknown")


def _reached() -> dict[str | None, set[tuple[str, str]]]:
    """Collect, for each force, what its scenarios show: (kind, id), for findings also with how they stand."""
    reached: dict[str | None, set[tuple[str, str]]] = defaultdict(set)
    for scenario in scenarios():
        result, of_force = shown(scenario), reached[force_of(scenario)]
        of_force |= {(kind, entry[key]) for kind, key in KINDS.items() for entry in result[kind]}
        for finding in result["findings"]:
            stands = {"fits": "matches", "may_fit": "matches"}.get(finding["status"], finding["status"])
            of_force.add((f"concepts, {stands}", finding["concept"]))
    return reached


def _held(rulebook: Rulebook) -> set[tuple[str, str]]:
    held = {(kind, entry.id) for kind in KINDS for entry in getattr(rulebook, kind)}
    held |= {(f"concepts, {way}", c.id) for c in rulebook.concepts for way in ("matches", "does_not_fit")}
    if rulebook.force is not None:
        held.discard(ONLY_WITHOUT_FORCE)
    if not any(policy.review_due for policy in rulebook.policies.values()):
        held.discard(("notices", OVERDUE))
    return held


def test_every_entry_is_reached_by_a_scenario_in_each_force() -> None:
    """Every route, duty and notice is shown, and every definition matches once and fails to match once."""
    reached = _reached()
    offenders = [
        f"{force or 'no force'}: {kind}: {name}: no scenario reaches it, expected one in tests/scenarios"
        for force, rulebook in knowledge_base().rulebooks.items()
        for kind, name in sorted(_held(rulebook) - reached[force])
    ]
    assert not offenders, "\n" + "\n".join(offenders)
