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
ROWS = 100
SQLITE, GZIP = b"SQLite format 3\0", b"\x1f\x8b"
# What PostgreSQL shows instead of what others asked, to whoever may not see it.
HIDDEN = "<insufficient privilege>"


@dataclass
class Result:
    """What was looked at, what was found, as `place: kind of word, spelling`, and where what must be there was seen."""

    files: int = 0
    size: int = 0
    tables: int = 0
    rows: int = 0
    found: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def add(self, other: Result) -> None:
        """Take another search in."""
        self.files, self.size = self.files + other.files, self.size + other.size
        self.tables, self.rows = self.tables + other.tables, self.rows + other.rows
        self.found |= other.found
        self.unread |= other.unread
        self.seen |= other.seen


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

    def taken(self) -> Result:
        """Give the result so far and begin another."""
        taken, self.result = self.result, Result()
        return taken

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
        for path in self._files(folder, place, but):
            try:
                status = path.lstat()
            except OSError:
                continue
            if max(status.st_mtime, status.st_ctime) >= since:
                where = f"{place}/{path.relative_to(folder)}" if path != folder else place
                self.file(path, where)

    def database(self, url: str, place: str) -> None:
        """Look through every row of every table and view, also those in which a database notes what it was asked."""
        # Each question on its own, so that one that is refused spoils no other.
        engine = sa.create_engine(url, hide_parameters=True, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                for schema, name in _tables(sa.inspect(engine)):
                    self._table(connection, sa.table(name, schema=schema), f"{place}, table {name}")
        except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
            self.result.unread.add(f"{place}, tables: {type(error).__name__}")
        finally:
            engine.dispose()

    def _table(self, connection: sa.engine.Connection, table: sa.sql.expression.TableClause, place: str) -> None:
        try:
            rows = connection.execute(sa.select(sa.text("*")).select_from(table))
        except sa.exc.SQLAlchemyError as error:
            self.result.unread.add(f"{place}: {type(getattr(error, 'orig', error)).__name__}")
            return
        self.result.tables += 1
        while some := [tuple(row) for row in rows.fetchmany(ROWS)]:
            self.result.rows += len(some)
            self.data(b"\n".join(_bytes(value) for row in some for value in row), place)
            if any(HIDDEN in row for row in some):
                self.result.unread.add(f"{place}: InsufficientPrivilege")

    def _stream(self, source: IO[bytes] | gzip.GzipFile, place: str) -> None:
        kept = b""
        while chunk := source.read(CHUNK):
            self.data(kept + chunk, place)
            self.result.size -= len(kept)
            kept = chunk[-OVERLAP:]

    def _files(self, folder: Path, place: str, but: Path | None) -> Iterator[Path]:
        """Yield every ordinary file below a folder, or the file itself; what cannot be listed is noted."""
        if os.path.isfile(folder):
            yield folder
            return
        for parent, folders, names in os.walk(folder, onerror=lambda error: self._unlisted(error, place)):
            folders[:] = [name for name in folders if Path(parent, name) != but]
            for name in names:
                path = Path(parent, name)
                try:
                    ordinary = stat.S_ISREG(path.lstat().st_mode)
                except OSError:
                    continue
                if ordinary:
                    yield path

    def _unlisted(self, error: OSError, place: str) -> None:
        # What was removed meanwhile is no loss.
        if not isinstance(error, FileNotFoundError):
            self.result.unread.add(f"{place}: {Path(error.filename).name}: {type(error).__name__}")


def _tables(inspector: sa.engine.Inspector) -> Iterator[tuple[str, str]]:
    """Yield the schema and the name of every table and view, PostgreSQL's own among them: they hold samples of rows."""
    schemas = {*inspector.get_schema_names()} - {"information_schema"}
    if inspector.dialect.name == "postgresql":
        schemas.add("pg_catalog")
    for schema in sorted(schemas):
        for name in (*inspector.get_table_names(schema=schema), *inspector.get_view_names(schema=schema)):
            yield schema, name


def _bytes(value: object) -> bytes:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    return str(value).encode("utf-8", "surrogatepass")
