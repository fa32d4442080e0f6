"""Looks at an installation: what is there, what is missing, what is down. It imports neither Rasa nor spaCy."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from signpost.doctor_reach import reached_locks, reached_store
from signpost.errors import KnowledgeBaseError, WeightsError
from signpost.kb import load_knowledge_base
from signpost.trained import flaw
from signpost.weights import checked_weights, configured_weights

NEEDED = ("rasa", "rasa-sdk", "spacy", "tensorflow", "transformers", "SQLAlchemy", "jsonschema", "ruamel.yaml")
STORE = "signpost.plugins.tracker_store.WordlessTrackerStore"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, line by line, and whether the service could start."""

    lines: tuple[str, ...]
    can_serve: bool


def examine(project: Path, endpoints: Path | None = None) -> Report:
    """Examine the project folder, the environment this runs in, and the parts that `endpoints` names."""
    checks = [*_packages(), _python(), _knowledge_base(project), _weights(project), _model(project)]
    checks += _endpoints(endpoints or project / "endpoints.yml", project)
    lines = tuple(f"{'ok      ' if good else 'MISSING '} {text}" for good, text in checks)
    return Report(lines, all(good for good, _ in checks))


def _python() -> tuple[bool, str]:
    version = ".".join(map(str, sys.version_info[:3]))
    return sys.version_info[:2] == (3, 11), f"Python {version} (expected 3.11)"


def _packages() -> list[tuple[bool, str]]:
    found = []
    for name in NEEDED:
        try:
            found.append((True, f"{name} {metadata.version(name)}"))
        except metadata.PackageNotFoundError:
            found.append((False, f"{name} is not installed: run make install"))
    return found


def _knowledge_base(project: Path) -> tuple[bool, str]:
    try:
        kb = load_knowledge_base(project / "policies_kb")
    except KnowledgeBaseError as error:
        return False, f"knowledge base: {len(error.problems)} problems, run signpost check"
    return True, f"knowledge base with forces: {', '.join(force.name for force in kb.forces.values())}"


def _weights(project: Path) -> tuple[bool, str]:
    try:
        checked_weights(configured_weights(project / "config.yml"))
    except (OSError, WeightsError) as error:
        return False, f"sentence model: {error}"
    return True, "sentence model: the expected weights"


def _model(project: Path) -> tuple[bool, str]:
    models = sorted((project / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        return False, "model: none in models/, run make train"
    if wrong := flaw(models[-1]):
        return False, f"model: {models[-1].name}: {wrong}: copy it here again, or run make train"
    return True, f"model: {models[-1].name}"


def _endpoints(path: Path, project: Path) -> list[tuple[bool, str]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if not path.is_file():
        return [(False, f"store: {path.name} is missing")]
    try:
        endpoints = YAML(typ="safe").load(path.read_bytes())
        store, locks = endpoints["tracker_store"], endpoints.get("lock_store")
        named = store["type"]
    except (YAMLError, ValueError, TypeError, KeyError, AttributeError):
        named = "no tracker_store with a type"
    if named != STORE:
        return [(False, f"store: {path.name} names {named}, expected {STORE}, which drops people's words")]
    return [(True, f"store: {named}"), reached_store(store, project), *([reached_locks(locks)] if locks else [])]
