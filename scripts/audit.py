"""Asks the advisory services for known weaknesses of every pinned package: `make audit`.

What is known and was judged stands in scripts/audit.yml, with the reason; only what is not in there makes it fail. It
also fails where a service gives no answer, or leaves a package out: silence is not the same as nothing found.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from scripts import sbom
from signpost.kb import PROJECT

JUDGED = PROJECT / "scripts" / "audit.yml"
# Run on its own and not pinned with the rest: it would bring thirty packages that nothing else needs.
PIP_AUDIT = "pip-audit==2.10.1"
FOUND, UNANSWERED = 1, 2

Command = Sequence[str | Path]


class UnansweredError(Exception):
    """A service did not answer, or not about everything; says which and why."""


@dataclass(frozen=True)
class Finding:
    """A weakness that a service knows of, under all its names."""

    package: str
    version: str
    ids: frozenset[str]


Answer = dict[str, Any]
Reader = Callable[[Answer], list[Finding]]


@dataclass(frozen=True)
class Judgement:
    """What was decided about some weaknesses of one version of a package, when, and until when that holds."""

    package: str
    version: str
    ids: frozenset[str]
    judgement: str
    shield: str
    looked: date
    again: date


def judged(file: Path = JUDGED) -> list[Judgement]:
    """Read the judgements."""
    entries = YAML(typ="safe").load(file.read_text("utf-8"))
    return [Judgement(**{**entry, "ids": frozenset(entry["ids"])}) for entry in entries]


def read_python(answer: Answer) -> list[Finding]:
    """Read what pip-audit says. Raises UnansweredError where it is not about every pinned package."""
    told = answer["dependencies"]
    skipped = [f"{entry['name']}: {entry['skip_reason']}" for entry in told if "skip_reason" in entry]
    missing = {pin.name for pin in sbom.pins(sbom.REQUIREMENTS.read_text("utf-8"))} - {entry["name"] for entry in told}
    if skipped or missing:
        why = skipped[0] if skipped else f"nothing was said of {min(missing)}"
        raise UnansweredError(f"{len(skipped) + len(missing)} packages were left out ({why})")
    return [
        Finding(entry["name"], entry["version"], frozenset([known["id"], *known["aliases"]]))
        for entry in told
        for known in entry["vulns"]
    ]


def read_npm(answer: Answer) -> list[Finding]:
    """Read what `npm audit` says. Raises UnansweredError where it says nothing of any package."""
    if not answer.get("metadata", {}).get("dependencies", {}).get("total"):
        raise UnansweredError(str(answer.get("message", "nothing was said of any package")))
    causes = [
        cause for entry in answer["vulnerabilities"].values() for cause in entry["via"] if isinstance(cause, dict)
    ]
    found = {(cause["name"], cause["range"], cause["url"].rpartition("/")[2]) for cause in causes}
    return [Finding(name, versions, frozenset([advisory])) for name, versions, advisory in sorted(found)]


def not_judged(found: Iterable[Finding], known: Sequence[Judgement]) -> list[Finding]:
    """Give the findings that no judgement names, by any of their names and for that package."""
    return [
        finding
        for finding in found
        if not any(entry.package == finding.package and entry.ids & finding.ids for entry in known)
    ]


def ask(command: Command, read: Reader) -> list[Finding]:
    """Run what asks a service, and read its answer. Raises UnansweredError where there is none."""
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    try:
        answer: Answer = json.loads(done.stdout)
    except ValueError:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise UnansweredError(said[-1] if said else "it said nothing") from None
    return read(answer)


def commands(service: Sequence[str]) -> dict[str, tuple[Command, Reader]]:
    """Give how to ask about what is installed, and about what drives the browsers in the tests."""
    uv = Path(sys.executable).with_name("uv")
    pip_audit: Command = ["--requirement", sbom.REQUIREMENTS, "--require-hashes", "--disable-pip", "--format", "json"]
    python: Command = [uv, "tool", "run", "--quiet", PIP_AUDIT, *pip_audit, "--progress-spinner", "off", *service]
    browsers: Command = ["sh", "scripts/node.sh", "npm", "--prefix", sbom.NPM_LOCK.parent, "audit", "--json"]
    return {
        "Python packages": (python, read_python),
        "What drives the browsers in the tests": ([*browsers, "--package-lock-only"], read_npm),
    }


def report(subject: str, found: Sequence[Finding], known: Sequence[Judgement]) -> bool:
    """Say what was found. Give whether all of it was judged before."""
    new = not_judged(found, known)
    print(f"{subject}: {len(found)} known weaknesses, {len(found) - len(new)} of them judged in scripts/audit.yml")
    for finding in new:
        print(f"  NEW  {finding.package} {finding.version}: {', '.join(sorted(finding.ids))}")
    return not new


def main(arguments: Sequence[str] | None = None, today: date | None = None) -> int:
    """Ask, say what was found, and give the exit status: 0, 1 for something new, 2 for no answer."""
    parser = argparse.ArgumentParser(prog="make audit", description="Ask for known weaknesses of what is pinned.")
    parser.add_argument("--service", choices=("osv", "pypi"), default="osv", help="who is asked about Python packages")
    parser.add_argument("--osv-url", help="another address of the service osv, such as that of a mirror")
    given = parser.parse_args(arguments)
    service = ["--vulnerability-service", given.service, *(["--osv-url", given.osv_url] if given.osv_url else [])]
    known, status = judged(), 0
    for subject, (command, read) in commands(service).items():
        try:
            status = status if report(subject, ask(command, read), known) else FOUND
        except UnansweredError as error:
            print(f"{subject}: NOT AUDITED, for the advisory service gave no whole answer: {error}")
            status = status or UNANSWERED
    for entry in known:
        if entry.again <= (today or date.today()):
            print(f"Look again at {entry.package} {entry.version}: judged on {entry.looked}, until {entry.again}.")
    return status


if __name__ == "__main__":
    sys.exit(main())
