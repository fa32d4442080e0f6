"""Writes docs/reference/ids.md from the knowledge base: `make ids`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML

from signpost.kb import DEFAULT_FOLDER, PROJECT, load_knowledge_base
from signpost.model import KnowledgeBase

PAGE = PROJECT / "docs" / "reference" / "ids.md"
KINDS = {
    "concepts": "Concepts",
    "routes": "Routes",
    "duties": "Duties",
    "notices": "Notices",
    "answers": "Answers",
    "policies": "Policies, law and guidance",
}
OPENING = """# Ids

Every id of the knowledge base, what it is called, and who may be shown it. "Everyone" means all forces, and people
whose force is not known. The words may differ between forces: `signpost explain` prints definitions, routes and
policies as each has them.

Made by `make ids`; `tests/test_docs.py` fails if it is not up to date.
"""


def page(kb: KnowledgeBase) -> str:
    """Write the page."""
    return "\n".join([OPENING, *_forces(kb), *(line for kind in KINDS for line in _kind(kind, kb)), *_situations(), ""])


def _forces(kb: KnowledgeBase) -> Iterator[str]:
    yield from ("## Forces", "", "| id | name | also called | shares |", "|---|---|---|---|")
    for force in kb.forces.values():
        shares = ", ".join(f"`{name}`" for name in force.uses) or "–"
        yield f"| `{force.id}` | {force.name} | {', '.join(force.aliases)} | {shares} |"


def _kind(kind: str, kb: KnowledgeBase) -> Iterator[str]:
    yield from ("", f"## {KINDS[kind]}", "", "| id | title | shown to |", "|---|---|---|")
    entries = _by_id(kind, kb)
    for name in sorted(entries, key=lambda name: (":" in name, name)):
        titles = dict.fromkeys(entry.title for entry in entries[name].values())
        yield f"| `{name}` | {' / '.join(titles)} | {_holders(entries[name], kb)} |"
    if kind == "notices":
        yield ""
        yield "The first message of a session is a notice too: `border`. Its words are in `data/responses/`."


def _by_id(kind: str, kb: KnowledgeBase) -> dict[str, dict[str | None, Any]]:
    found: dict[str, dict[str | None, Any]] = {}
    for force, book in kb.rulebooks.items():
        entries = getattr(book, kind)
        entries = entries.values() if isinstance(entries, Mapping) else entries
        for entry in entries:
            found.setdefault(entry.id, {})[force] = entry
    return found


def _holders(versions: Mapping[str | None, Any], kb: KnowledgeBase) -> str:
    names = [kb.forces[force].name for force in versions if force]
    if None not in versions:
        return ", ".join(names)
    return "everyone" if len(names) == len(kb.forces) else ", ".join(["force not known", *names])


def _situations() -> Iterator[str]:
    yield from ("", "## Situations", "")
    yield "Conditions with a name, for `when` in other files. Their meaning is in `policies_kb/situations.yml`."
    yield from ("", "| id | means |", "|---|---|")
    raw = YAML(typ="safe").load((DEFAULT_FOLDER / "situations.yml").read_text("utf-8"))
    for name, entry in raw.items():
        yield f"| `{name}` | {entry['means']} |"


if __name__ == "__main__":
    PAGE.write_text(page(load_knowledge_base()), "utf-8")
    print(PAGE.relative_to(PROJECT))
