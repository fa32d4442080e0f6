"""Gathers the word lists that Signpost reads facts and safety words with: Rasa lookup tables, and the forces' names.

Lookup tables are named `<fact>.<value>`; Rasa keeps them as training data, and the same files can be read without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from signpost.errors import KnowledgeBaseError, Problem

Phrases = dict[str, dict[str, list[str]]]


def read_folder(folder: Path) -> tuple[Phrases, dict[str, str]]:
    """Read every lookup table and spelling from the NLU files of `folder`.

    Returns:
        The phrases (fact -> value -> phrases), and the spellings (as written -> as the phrases write it).

    Raises:
        KnowledgeBaseError: where a file is not NLU data, or no lookup table was found at all.
    """
    tables: list[tuple[str, list[str]]] = []
    spelling: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for item in _items(path):
            if "lookup" in item:
                tables.append((str(item["lookup"]), _lines(item["examples"])))
            elif "synonym" in item:
                spelling.update(dict.fromkeys(_lines(item["examples"]), str(item["synonym"])))
    if not tables:
        raise KnowledgeBaseError([Problem(str(folder), "lookup", "no lookup table", "word lists named <fact>.<value>")])
    return by_fact(tables), spelling


def by_fact(tables: Iterable[tuple[str, Iterable[str]]]) -> Phrases:
    """Sort lookup tables named `<fact>.<value>` by fact and value; other tables are left alone."""
    phrases: Phrases = {}
    for name, given in tables:
        fact, dot, value = name.partition(".")
        if dot:
            phrases.setdefault(fact, {}).setdefault(value, []).extend(given)
    return phrases


def force_names(knowledge_base: Path) -> dict[str, list[str]]:
    """Give for each force the names that people call it by, from its `force.yml`."""
    yaml = YAML(typ="safe")
    names: dict[str, list[str]] = {}
    for path in sorted(knowledge_base.glob("forces/*/force.yml")):
        force = yaml.load(path)
        names[force["id"]] = [force["name"], *force.get("aliases", [])]
    return names


def _items(path: Path) -> list[Mapping[str, Any]]:
    data = YAML(typ="safe").load(path)
    items = data.get("nlu") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise KnowledgeBaseError(
            [Problem(str(path), "nlu", "no list", "a list of examples, lookup tables and synonyms")]
        )
    return items


def _lines(examples: str) -> list[str]:
    return [line.strip().removeprefix("-").strip() for line in examples.splitlines() if line.strip().startswith("-")]
