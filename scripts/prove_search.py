"""Searches files and tables for words, and says where one was found without saying which."""

from __future__ import annotations

import gzip
import os
import sqlite3
import stat
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
import sqlalchemy as sa

from scripts.prove_words import Word, spellings

CHUNK = 4 * 1024 * 1024
# Longer than any spelling, so that a word on the border of two chunks is whole in one of them.
OVERLAP = 1024
SQLITE, GZIP = b"SQLite format 3\0", b"\x1f\x8b"


@dataclass
class Result:
    """What one search looked at and what it found, as `place: kind of word, spelling`."""

    files: int = 0
    size: int = 0
    tables: int = 0
    rows: int = 0
    found: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)


class _Needles:
    """Some hundred spellings, looked for in one pass: by their first three bytes, then whole."""

    def __init__(self) -> None:
        self._begins = np.zeros(1 << 24, dtype=bool)
        self._whole: dict[bytes, dict[bytes, str]] = {}

    def add(self, coded: bytes, what: str) -> None:
        """Look for one more; of two that are the same the first gives the name."""
        begin = coded[:3]
        self._begins[int.from_bytes(begin, "big")] = True
        self._whole.setdefault(begin, {}).setdefault(coded, what)

    def within(self, text: bytes) -> Iterator[str]:
        """Yield what is found."""
        code = np.frombuffer(text, dtype=np.uint8).astype(np.uint32)
        for at in np.flatnonzero(self._begins[code[:-2] << 16 | code[1:-1] << 8 | code[2:]]):
            for coded, what in self._whole[text[at : at + 3]].items():
                if text.startswith(coded, at):
                    yield what


class Search:
    """Looks for some words in one place after the other."""

    def __init__(self, words: Iterable[Word]) -> None:
        """Take the words."""
        self.result = Result()
        self._exact, self._small = _Needles(), _Needles()
        for word in words:
            for name, coded in spellings(word):
                (self._exact if name == "base64" else self._small).add(coded, f"{word.kind}, {name}")

    def data(self, data: bytes, place: str) -> None:
        """Look through some bytes."""
        self.result.size += len(data)
        found = {*self._exact.within(data), *self._small.within(data.lower())}
        self.result.found |= {f"{place}: {what}" for what in found}

    def file(self, path: Path, place: str) -> None:
        """Look through a file: its name, its bytes, what it holds compressed, and its tables where it has some."""
        self.data(os.fsencode(path.name), f"{place} (its name)")
        try:
            with path.open("rb") as source:
                start = source.read(len(SQLITE))
                source.seek(0)
                self._stream(source, place)
            if start.startswith(GZIP):
                with gzip.open(path) as unpacked:
                    self._stream(unpacked, f"{place} (unpacked)")
        except FileNotFoundError:
            return
        except (OSError, EOFError, zlib.error) as error:
            self.result.unread.add(f"{place}: {type(error).__name__}")
            return
        self.result.files += 1
        if start == SQLITE:
            self.database(f"sqlite:///file:{path}?mode=ro&uri=true", place)

    def folder(self, folder: Path, place: str, since: float = 0, but: Path | None = None) -> None:
        """Look through every file in a folder, but for those in another, that was changed since a moment."""
        for path in _files(folder, but):
            try:
                status = path.lstat()
            except OSError:
                continue
            if max(status.st_mtime, status.st_ctime) >= since:
                where = f"{place}/{path.relative_to(folder)}" if path != folder else place
                self.file(path, where)

    def database(self, url: str, place: str) -> None:
        """Look through every row of every table."""
        engine = sa.create_engine(url, hide_parameters=True)
        try:
            with engine.connect() as connection:
                inspector = sa.inspect(engine)
                for schema in inspector.get_schema_names():
                    if schema not in ("information_schema", "pg_catalog"):
                        self._schema(connection, inspector, schema, place)
        except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
            self.result.unread.add(f"{place}, tables: {type(error).__name__}")
        finally:
            engine.dispose()

    def _schema(self, connection: sa.engine.Connection, inspector: sa.engine.Inspector, name: str, place: str) -> None:
        for table in inspector.get_table_names(schema=name):
            self.result.tables += 1
            for row in connection.execute(sa.select(sa.text("*")).select_from(sa.table(table, schema=name))):
                self.result.rows += 1
                values = [value if isinstance(value, bytes) else str(value).encode() for value in row]
                self.data(b"\n".join(values), f"{place}, table {table}")

    def _stream(self, source: IO[bytes] | gzip.GzipFile, place: str) -> None:
        kept = b""
        while chunk := source.read(CHUNK):
            self.data(kept + chunk, place)
            self.result.size -= len(kept)
            kept = chunk[-OVERLAP:]


def _files(folder: Path, but: Path | None = None) -> Iterator[Path]:
    """Yield every ordinary file below a folder, or the file itself; what cannot be listed is passed over."""
    if folder.is_file():
        yield folder
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(parent, name) != but]
        for name in names:
            path = Path(parent, name)
            try:
                ordinary = stat.S_ISREG(path.lstat().st_mode)
            except OSError:
                continue
            if ordinary:
                yield path
