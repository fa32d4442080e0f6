"""Reads the files of a knowledge base: one YAML 1.2 loader, one JSON Schema per kind, a cache of what passed.

It knows nothing of what the data mean; `signpost.kb` builds the objects.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signpost.errors import KnowledgeBaseError, Problem

KINDS = {
    "policies": "policy",
    "law": "policy",
    "guidance": "policy",
    "concepts": "concept",
    "routes": "route",
    "duties": "duty",
    "notices": "notice",
    "answers": "answer",
}
TOP = {f"{name}.yml": name for name in ("vocabulary", "situations", "questions", "phrases", "words")}
# The web channel and the terminal read these themselves: they must be able to speak when all the rest is broken.
ELSEWHERE = ("channel.yml", "terminal.yml")


@dataclass(frozen=True, slots=True)
class Document:
    """One file: where it is, the layer and folder it belongs to, and its plain data."""

    file: str
    layer: str
    folder: str
    data: Any


def read(root: Path, cache: Path | None = None) -> list[Document]:
    """Read and check every file under `root`.

    Args:
        root: the folder of the knowledge base.
        cache: a folder in which data that passed the schemas are kept under a digest of all files, so that
            the next start need not check them again. None reads everything afresh.

    Raises:
        KnowledgeBaseError: with every problem of form that was found.
    """
    if not (root / "vocabulary.yml").is_file():
        raise KnowledgeBaseError(
            [Problem(str(root), "vocabulary.yml", "no such file", "the folder of a knowledge base")]
        )
    found = sorted(path for path in root.rglob("*.y*ml") if path.relative_to(root).as_posix() not in ELSEWHERE)
    strangers = [_stranger(path, root) for path in found if kind_of(path, root) is None]
    texts = {path: path.read_bytes() for path in found if kind_of(path, root) is not None}
    kept = cache / f"{_digest(texts, root)}.json" if cache and not strangers else None
    documents = _kept(kept) if kept else None
    if documents is None:
        documents = _parse_all(texts, root, strangers)
        if kept:
            _keep(kept, documents)
    return documents


def kind_of(path: Path, root: Path) -> str | None:
    """Give the schema name for a file, by its place; None where nothing would read it."""
    match path.relative_to(root).parts:
        case (name,):
            return TOP.get(name)
        case ("forces", _, "force.yml"):
            return "force"
        case ("answers", name) if name.endswith(".yml"):
            return KINDS["answers"]
        case ("national", "contacts.yml") | ("joint" | "forces", _, "contacts.yml"):
            return "contacts"
        case ("national", folder, name) | ("joint" | "forces", _, folder, name) if name.endswith(".yml"):
            return KINDS.get(folder)
    return None


def _stranger(path: Path, root: Path) -> Problem:
    layers = "answers/, or in national/, joint/<name>/ or forces/<id>/"
    kinds = f"contacts.yml or a .yml file in one of the folders {', '.join(sorted(KINDS))}"
    expected = f"in {layers}: {kinds}; force.yml in forces/<id>/ only; at the top only {', '.join(sorted(TOP))}"
    return Problem(str(path.relative_to(root)), "file", "a file that nothing reads", expected)


def _digest(texts: Mapping[Path, bytes], root: Path) -> str:
    digest = hashlib.sha256()
    # The code that checks is part of it, so that an upgrade checks afresh.
    checks = [*sorted(_schema_folder(root).glob("*.json")), Path(__file__), Path(__file__).with_name("kb_schema.py")]
    for path, text in {**texts, **{path: path.read_bytes() for path in checks}}.items():
        digest.update(f"{path.name}:{path.parent.name}:{len(text)}:".encode())
        digest.update(str(path.relative_to(root) if path.is_relative_to(root) else path.name).encode())
        digest.update(text)
    return digest.hexdigest()


def _schema_folder(root: Path) -> Path:
    own = root / "schema"
    return own if own.is_dir() else Path(__file__).parents[1] / "policies_kb" / "schema"


def _kept(kept: Path) -> list[Document] | None:
    """Give what was kept, or None where there is nothing or it is damaged."""
    try:
        return [Document(**entry) for entry in json.loads(kept.read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return None


def _keep(kept: Path, documents: list[Document]) -> None:
    entries = [{"file": d.file, "layer": d.layer, "folder": d.folder, "data": d.data} for d in documents]
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        for old in kept.parent.glob("*.json"):
            old.unlink()
        part = kept.with_suffix(".part")
        part.write_text(json.dumps(entries), "utf-8")
        part.replace(kept)
    except OSError:
        # A folder that cannot be written costs time at the next start and nothing else.
        return


def _parse_all(texts: Mapping[Path, bytes], root: Path, problems: list[Problem]) -> list[Document]:
    # Imported here because a start from the cache needs neither library, and they cost a third of a second.
    from signpost.kb_schema import Checker

    checker = Checker(_schema_folder(root))
    documents = []
    for path, text in texts.items():
        name, kind = str(path.relative_to(root)), kind_of(path, root) or ""
        data, found = checker.parse(name, text)
        if not found:
            found = list(checker.check(name, kind, data))
        if not found:
            found = list(_misnamed(path, name, kind, data))
        problems = [*problems, *found]
        folder = path.parent.name if kind in KINDS.values() else kind
        documents.append(Document(name, _layer(path, root), folder, data))
    if problems:
        raise KnowledgeBaseError(problems)
    return documents


def _misnamed(path: Path, name: str, kind: str, data: Any) -> Iterator[Problem]:
    """Yield a problem where an id is not the name of its file, or of its folder for a force."""
    expected, of = (path.parent.name, "folder") if kind == "force" else (path.stem, "file")
    if kind in (*KINDS.values(), "force") and data["id"] != expected:
        yield Problem(name, "id", repr(data["id"]), f"{expected!r}, the name of the {of}")


def _layer(path: Path, root: Path) -> str:
    parts = path.relative_to(root).parts
    return parts[0] if parts[0] == "national" else "/".join(parts[:2]) if len(parts) > 2 else ""
