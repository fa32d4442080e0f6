"""Every scenario shows what it must show, and nothing that it must not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from .scenario_files import Scenario, scenarios, shown

KEYS = {
    "findings", "routes", "routes_before", "no_routes", "first_route", "contacts", "no_contacts",
    "duties", "no_duties", "notices", "no_notices", "cites", "never_cites", "ask",
}  # fmt: skip


def _ids(entries: Iterable[dict[str, Any]], kind: str) -> list[str]:
    return [entry[kind] for entry in entries]


def _citations(result: dict[str, Any], statuses: set[str]) -> set[str]:
    """Collect what an outcome cites, as "L1760 3.11.3"; of the findings only those with one of the statuses."""
    findings = [finding for finding in result["findings"] if finding["status"] in statuses]
    cited = [entry for kind in ("routes", "duties", "notices") for entry in result[kind]]
    cited += findings + [reason for finding in findings for reason in finding["reasons"]]
    return {f"{c['policy']} {c['paragraph']}" for entry in cited for c in entry["citations"]}


def _mistakes(result: dict[str, Any], expect: dict[str, Any]) -> Iterator[str]:
    """Say, for each expectation that is not met, what was expected and what is shown."""
    status = {finding["concept"]: finding["status"] for finding in result["findings"]}
    for concept, expected in expect.get("findings", {}).items():
        if status.get(concept) != expected:
            yield f"finding {concept}: found {status.get(concept)}, expected {expected}"
    routes = _ids(result["routes"], "route")
    if "first_route" in expect and routes[0] != expect["first_route"]:
        yield f"first route: found {routes[0]}, expected {expect['first_route']}"
    for earlier, later in expect.get("routes_before", []):
        if not (earlier in routes and later in routes and routes.index(earlier) < routes.index(later)):
            yield f"routes: expected {earlier} before {later}, found {routes}"
    yield from _missing_or_unwanted(result, expect)
    yield from _wrong_sources(result, expect)
    if "ask" in expect and result["ask"] != expect["ask"]:
        yield f"ask: found {result['ask']}, expected {expect['ask']}"


def _missing_or_unwanted(result: dict[str, Any], expect: dict[str, Any]) -> Iterator[str]:
    contacts = [contact for route in result["routes"] for contact in route["contacts"]]
    shown_of = {
        "routes": _ids(result["routes"], "route"),
        "contacts": _ids(contacts, "name") + _ids(contacts, "value"),
        "duties": _ids(result["duties"], "duty"),
        "notices": _ids(result["notices"], "notice"),
    }
    for kind, there in shown_of.items():
        for missing in set(expect.get(kind, [])) - set(there):
            yield f"{kind}: expected {missing}, found {there}"
        for unwanted in set(expect.get(f"no_{kind}", [])) & set(there):
            yield f"{kind}: {unwanted} is shown and must not be"


def _wrong_sources(result: dict[str, Any], expect: dict[str, Any]) -> Iterator[str]:
    told = _citations(result, {"fits", "may_fit"})
    for missing in set(expect.get("cites", [])) - told:
        yield f"cites: expected {missing}, found {sorted(told)}"
    for source in _citations(result, {"fits", "may_fit", "undecided", "does_not_fit"}):
        for banned in expect.get("never_cites", []):
            if source == banned or source.startswith(f"{banned} "):
                yield f"never_cites: {source} is cited and must not be"


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario) -> None:
    """What is expected is shown, what is banned is not, and the order is right."""
    mistakes = list(_mistakes(shown(scenario), dict(scenario.expect)))
    assert not mistakes, f"{scenario.file}: {scenario.name}\n" + "\n".join(mistakes)


def test_scenarios_are_well_formed() -> None:
    """A key that nobody reads would make a scenario promise what it does not test."""
    faults = [
        f"{scenario.file}: {scenario.name}: found {sorted(scenario.expect)}, expected some of {sorted(KEYS)}"
        for scenario in scenarios()
        if not scenario.expect or set(scenario.expect) - KEYS
    ]
    names = Counter(scenario.name for scenario in scenarios())
    faults += [f"{name}: found {count} times, expected once" for name, count in names.items() if count > 1]
    assert not faults, "\n".join(faults)
