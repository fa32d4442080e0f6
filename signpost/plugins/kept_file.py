"""The SQLite file of conversations: nothing stays in it that was deleted, and it is made again where it is taken away.

SQLite would make it by itself, readable by others and without a table, and nobody could talk until the next start.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from signpost.plugins.wordless import StoreError

# Rolled-back pages stay in memory, deleted ones are overwritten. A crash may lose a conversation, which is no loss:
# what is left over is erased at the next start.
PRAGMAS = (
    "PRAGMA secure_delete=ON",
    "PRAGMA journal_mode=MEMORY",
    "PRAGMA synchronous=OFF",
    "PRAGMA temp_store=MEMORY",
)


def claim(file: Path) -> IO[str]:
    """Make the file for this process alone, readable by its owner alone.

    Raises:
        StoreError: if another process has it, which would see its conversations erased, or it cannot be made.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        held = open(file.with_name(f"{file.name}-lock"), "w", encoding="utf-8")  # noqa: SIM115  held for life
    except OSError as error:
        raise StoreError(f"endpoints.yml: tracker_store.db: {file} cannot be made: {error.strerror}.") from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held.close()
        hint = "Stop it, or use PostgreSQL for several processes"
        raise StoreError(f"tracker store: another process is using {file}. {hint}.") from error
    return held


def keep(engine: Any, tables: sa.MetaData) -> None:
    """See to it that every connection to a SQLite file leaves no journal behind, and finds the tables."""
    missing = [CreateTable(table) for table in tables.sorted_tables]
    missing += [CreateIndex(index) for table in tables.sorted_tables for index in table.indexes]
    statements = [str(statement.compile(engine)) for statement in missing]

    def make_file(*_: Any) -> None:
        # Where that is not possible, SQLite says so.
        with suppress(OSError):
            os.close(os.open(engine.url.database, os.O_CREAT | os.O_RDWR, 0o600))

    def prepare(connection: Any, _: Any) -> None:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        (made,) = connection.execute("PRAGMA schema_version").fetchone()
        for statement in () if made else statements:
            connection.execute(statement)

    sa.event.listen(engine, "do_connect", make_file)
    sa.event.listen(engine, "connect", prepare)
