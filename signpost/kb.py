"""Loads the knowledge base: its layers become one rulebook per force, with every reference resolved.

A rulebook is the national layer, then the joint sets the force uses, then the force's own folder; a nearer file
of the same kind and id replaces the farther one whole. So nothing of one force can reach a member of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from signpost import kb_build
from signpost.errors import KnowledgeBaseError, Problem
from signpost.facts import Vocabulary
from signpost.kb_files import Document, read
from signpost.model import Force, KnowledgeBase, Rulebook
from signpost.references import References

PROJECT = Path(__file__).parents[1]
DEFAULT_FOLDER = PROJECT / "policies_kb"
CACHE_FOLDER = PROJECT / "var" / "kb"
PREFIXES = {"law": "law:", "guidance": "guidance:"}
TOP = ("vocabulary", "situations", "questions", "phrases", "words")
# The layer of what stands at the top: the answers that all forces share.
COMMON = ""

Files = Mapping[str, Mapping[str, Document]]


@lru_cache(maxsize=16)
def load_knowledge_base(root: Path = DEFAULT_FOLDER) -> KnowledgeBase:
    """Load a knowledge base.

    Args:
        root: its folder; the project's own where none is given.

    Raises:
        KnowledgeBaseError: with every problem found, each naming file, key, what was found, what was expected.
    """
    documents = read(root, CACHE_FOLDER if root == DEFAULT_FOLDER else None)
    top = _top(documents)
    forces = {d.data["id"]: kb_build.force(d.data) for d in documents if d.folder == "force"}
    vocabulary = _vocabulary(top["vocabulary"]["facts"], forces)
    references = References(vocabulary, top["situations"], forces)
    layers = _by_layer(documents)
    merged: dict[str | None, dict[str, dict[str, Document]]] = {None: _merge(layers, [COMMON, "national"])}
    merged.update((force.id, _merge(layers, _chain(force))) for force in forces.values())
    problems = [*references.top(top["questions"]), *references.layers(layers)]
    problems += [problem for name, files in merged.items() for problem in references.rulebook(name, files)]
    if problems:
        # A national file is read once a force; what is wrong in it is said once.
        once = {(problem.file, problem.key, problem.found): problem for problem in reversed(problems)}
        raise KnowledgeBaseError(sorted(once.values(), key=str))
    named = kb_build.situations(top["situations"])
    opened, at_most = top["vocabulary"]["open"], top["questions"]["at_most"]
    return KnowledgeBase(
        vocabulary=vocabulary,
        open_titles={value: words["title"] for value, words in opened.items()},
        open_phrases={value: words["phrase"] for value, words in opened.items()},
        questions=tuple(kb_build.question(raw, named, at_most) for raw in top["questions"]["questions"]),
        at_most=at_most,
        phrases=top["phrases"],
        words=tuple(kb_build.word(raw) for raw in top["words"]),
        forces=forces,
        rulebooks={name: _rulebook(forces.get(name or ""), files, named) for name, files in merged.items()},
    )


def _top(documents: Iterable[Document]) -> dict[str, Any]:
    top = {d.folder: d.data for d in documents if d.layer == COMMON}
    missing = [name for name in TOP if name not in top]
    if missing:
        expected = "a file of that name at the top of the folder"
        raise KnowledgeBaseError([Problem(f"{name}.yml", "file", "no such file", expected) for name in missing])
    return top


def _vocabulary(raw: Mapping[str, Any], forces: Mapping[str, Force]) -> Vocabulary:
    """Build the vocabulary. The engine itself speaks of purpose and force, so it needs them."""
    file = "vocabulary.yml"
    missing = [name for name in ("purpose", "force") if name not in raw]
    if missing:
        found, expected = f"no {', '.join(missing)}", "the facts purpose and force"
        raise KnowledgeBaseError([Problem(file, "facts", found, expected)])
    if raw["force"]["values"] != "forces":
        found, expected = "a list of values", "the word forces: the values are the folders in forces/"
        raise KnowledgeBaseError([Problem(file, "facts.force.values", found, expected)])
    facts = [kb_build.fact(name, entry, forces.values()) for name, entry in raw.items()]
    for fact in facts:
        if fact.alone and fact.alone not in fact.values:
            expected = f"one of: {', '.join(fact.values)}"
            raise KnowledgeBaseError([Problem(file, f"facts.{fact.id}.alone", repr(fact.alone), expected)])
    return Vocabulary(facts)


def _by_layer(documents: Iterable[Document]) -> dict[str, dict[str, dict[str, Document]]]:
    """Sort documents as layer -> kind -> id; a file of contacts is spread into its entries."""
    layers: dict[str, dict[str, dict[str, Document]]] = {}
    for document in documents:
        if document.folder in (*TOP, "force"):
            continue
        kinds = layers.setdefault(document.layer, {})
        if document.folder == "contacts":
            for name, entry in (document.data or {}).items():
                kinds.setdefault("contacts", {})[name] = Document(document.file, document.layer, "contacts", entry)
        else:
            kind = "policies" if document.folder in PREFIXES else document.folder
            kinds.setdefault(kind, {})[PREFIXES.get(document.folder, "") + document.data["id"]] = document
    return layers


def _chain(force: Force) -> list[str]:
    return [COMMON, "national", *(f"joint/{name}" for name in force.uses), f"forces/{force.id}"]


def _merge(layers: Mapping[str, Files], chain: list[str]) -> dict[str, dict[str, Document]]:
    merged: dict[str, dict[str, Document]] = {}
    for layer in chain:
        for kind, entries in layers.get(layer, {}).items():
            merged.setdefault(kind, {}).update(entries)
    return merged


def _rulebook(force: Force | None, files: Files, named: kb_build.Situations) -> Rulebook:
    contacts = {name: kb_build.contact(name, d.data) for name, d in files.get("contacts", {}).items()}

    def built(kind: str, build: Callable[..., Any], *more: Any) -> tuple[Any, ...]:
        entries = [build(document.data, named, *more) for document in files.get(kind, {}).values()]
        return tuple(sorted(entries, key=lambda entry: (getattr(entry, "order", 0), entry.id)))

    return Rulebook(
        force=force,
        policies={name: kb_build.policy(name, d.data) for name, d in files.get("policies", {}).items()},
        contacts=contacts,
        concepts=built("concepts", kb_build.concept),
        routes=built("routes", kb_build.route, contacts),
        duties=built("duties", kb_build.duty),
        notices=built("notices", kb_build.notice),
        answers={
            name: kb_build.answer(d.data, named, contacts, force.id if force else None)
            for name, d in files.get("answers", {}).items()
        },
    )
