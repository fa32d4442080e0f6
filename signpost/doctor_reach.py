"""Tries, for the doctor, whether the database and Redis that `endpoints.yml` names can be reached."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

LOCKS = "signpost.plugins.shared_locks.SharedLockStore"
TABLE = "conversations"
ANSWER_WITHIN_SECONDS = 5


def reached_store(store: Mapping[str, Any], project: Path) -> tuple[bool, str]:
    """Say whether conversations can be read where they are kept."""
    if store.get("dialect", "sqlite") == "sqlite":
        return _reached_file(project / store.get("db", "var/conversations.db"))
    import sqlalchemy as sa

    where = f"PostgreSQL at {store.get('url')}:{store.get('port', 5432)}"
    query = {"connect_timeout": str(ANSWER_WITHIN_SECONDS), **store.get("query", {})}
    login = {"username": store.get("username"), "password": store.get("password"), "database": store.get("db")}
    try:
        url = sa.engine.URL.create("postgresql", host=store.get("url"), port=store.get("port"), query=query, **login)
        with sa.create_engine(url).connect() as connection:
            connection.execute(sa.text(f"SELECT 1 FROM {TABLE} LIMIT 1"))
    except (sa.exc.SQLAlchemyError, TypeError) as error:
        return False, f"store: {where} does not answer ({type(error).__name__}): is it running, and set up?"
    return True, f"store: {where} answers"


def reached_locks(locks: Mapping[str, Any]) -> tuple[bool, str]:
    """Say whether Redis answers, where locks are kept in it."""
    if locks.get("type") != LOCKS:
        return True, f"locks: {locks.get('type')}"
    import redis

    where = f"Redis at {locks.get('url')}:{locks.get('port', 6379)}"
    settings = {key: value for key, value in locks.items() if key not in ("type", "url", "use_ssl")}
    settings |= {"ssl": locks.get("use_ssl", False), "socket_timeout": ANSWER_WITHIN_SECONDS}
    try:
        with closing(redis.Redis(locks.get("url") or "localhost", **settings)) as client:
            client.ping()
    except (redis.RedisError, TypeError) as error:
        return False, f"locks: {where} does not answer ({type(error).__name__}): is it running?"
    return True, f"locks: {where} answers"


def _reached_file(file: Path) -> tuple[bool, str]:
    if not file.exists():
        return True, f"store: {file.name} will be made at the start"
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        return False, f"store: {file} cannot be read ({type(error).__name__}): stop the service, delete the file"
    return True, f"store: {file.name} can be read"
