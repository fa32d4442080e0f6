"""A tracker store that keeps where a conversation stands and none of its words.

Rasa stores every event whole: the text typed, the words entities were found in, what the bot said. Here each event
is rebuilt without them. What stays is enough to go on: intents, facts, slots, the form, the actions.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from signpost.plugins.closed_words import closed_words
from signpost.plugins.wordless import StoreError, wordless

# Rolled-back pages stay in memory, deleted ones are overwritten. A crash may lose a conversation, which is no loss:
# what is left over is erased at the next start.
PRAGMAS = (
    "PRAGMA secure_delete=ON",
    "PRAGMA journal_mode=MEMORY",
    "PRAGMA synchronous=OFF",
    "PRAGMA temp_store=MEMORY",
)


class WordlessTrackerStore(SQLTrackerStore):
    """Rasa's SQL store without words, and with a way to forget. SQLite for one process, PostgreSQL for several."""

    engine: Any

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: Any = None,
        dialect: str = "sqlite",
        db: str = "var/conversations.db",
        words: frozenset[str] | None = None,
        **settings: Any,
    ) -> None:
        """Open the store, as Rasa does from `endpoints.yml`.

        Args:
            domain: the assistant's domain; Rasa sets it when the model is loaded.
            host: the server, for PostgreSQL (`url` in `endpoints.yml`).
            event_broker: must be None, since a broker is handed every word.
            dialect: `sqlite` or `postgresql`.
            db: the file, relative to the working directory, or the name of the database.
            words: the closed words; those of the knowledge base where none are given.
            settings: `port`, `username`, `password`, `login_db` and `query`, for PostgreSQL.

        Raises:
            StoreError: if anything about the configuration is wrong, or the database cannot be written to.
        """
        self._held: IO[str] | None = None
        _check_settings(dialect, event_broker, settings)
        self._words = closed_words() if words is None else words
        self._words_and_domain: tuple[Domain | None, frozenset[str]] = (None, self._words)
        try:
            self._open(domain, host, dialect, db, settings)
        except BaseException:
            # What is refused must not go on holding the file.
            self._release()
            raise

    def _open(self, domain: Domain | None, host: str | None, dialect: str, db: str, settings: dict[str, Any]) -> None:
        if dialect == "sqlite":
            self._held = _claim(Path(db))
        _check_reachable(self.get_db_url(dialect, host, settings.get("port"), db, **_login(settings)))
        try:
            SQLTrackerStore.__init__(self, domain, dialect=dialect, host=host, db=db, **settings)
            self.engine.hide_parameters = True
            if dialect == "postgresql":
                self._notice_restarts()
            if dialect == "sqlite":
                sa.event.listen(self.engine, "connect", _set_pragmas)
                self._erase_everything()
        except (AttributeError, ImportError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise StoreError(f"tracker store: {dialect} cannot be used here ({reason}).") from error
        except sa.exc.DatabaseError as error:
            found = f"{db}, which {dialect} cannot read ({type(error).__name__})"
            raise StoreError(f"tracker store: found {found}. Delete that file and start again.") from error
        self.check_writable()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add what is new in a conversation, without its words."""
        words = self._known_words()
        with self.session_scope() as session:
            for event in self._additional_events(session, tracker):
                data = wordless(event.as_dict(), words)
                session.add(
                    self.SQLEvent(
                        sender_id=tracker.sender_id,
                        type_name=event.type_name,
                        timestamp=data["timestamp"],
                        intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
                        action_name=data.get("name"),
                        data=json.dumps(data),
                    )
                )
            session.commit()

    async def exists(self, conversation_id: str) -> bool:
        """Say whether anything is held of a conversation."""
        with self.session_scope() as session:
            return session.query(self.SQLEvent.id).filter_by(sender_id=conversation_id).first() is not None

    async def forget(self, sender_id: str) -> None:
        """Delete everything that is held of a conversation. Nothing happens where nothing is held."""
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter_by(sender_id=sender_id).delete(synchronize_session=False)
            session.commit()

    async def forget_idle(self, seconds: float) -> None:
        """Delete every conversation in which nothing has happened for so many seconds."""
        latest = sa.func.max(self.SQLEvent.timestamp)
        with self.session_scope() as session:
            idle = session.query(self.SQLEvent.sender_id).group_by(self.SQLEvent.sender_id)
            # In one order for all workers that sweep, so that none waits for another in a circle.
            names = sorted(name for (name,) in idle.having(latest < time.time() - seconds))
            for name in names:
                session.query(self.SQLEvent).filter_by(sender_id=name).delete(synchronize_session=False)
            session.commit()

    async def count(self) -> int:
        """Say how many conversations are held."""
        with self.session_scope() as session:
            # Not `count(distinct …)`: PostgreSQL sorts every row for that, and takes four times as long.
            return int(session.query(self.SQLEvent.sender_id).distinct().count())

    def check_writable(self) -> None:
        """Write a row and take it back. Raises StoreError where that fails."""
        try:
            with self.session_scope() as session:
                session.add(self.SQLEvent(sender_id="check", type_name="check", data="{}"))
                session.flush()
                session.rollback()
        except sa.exc.SQLAlchemyError as error:
            raise StoreError(f"tracker store: it cannot be written to ({type(error).__name__}).") from error

    def close(self) -> None:
        """Let go of the database. With SQLite the conversations end with the process, so they are erased first."""
        if self._held:
            self._erase_everything()
        self.engine.dispose()
        self._release()

    def _notice_restarts(self) -> None:
        """Try a connection before it is used: one from before a restart of the database would cost somebody a turn."""
        self.engine.dispose()
        self.engine = sa.create_engine(self.engine.url, pool_pre_ping=True, hide_parameters=True)
        self.sessionmaker.configure(bind=self.engine)

    def _release(self) -> None:
        if self._held:
            self._held.close()
            self._held = None

    def _known_words(self) -> frozenset[str]:
        """Give the closed words with the names in the domain: intents, slots, actions. None was typed by a person."""
        domain, words = self._words_and_domain
        if domain is not self.domain:
            named = {*self.domain.intents, *self.domain.entities, *self.domain.action_names_or_texts}
            words = self._words | named | {slot.name for slot in self.domain.slots}
            self._words_and_domain = (self.domain, words)
        return words

    def _erase_everything(self) -> None:
        with self.session_scope() as session:
            session.query(self.SQLEvent).delete(synchronize_session=False)
            session.commit()


def ours(store: TrackerStore | None) -> WordlessTrackerStore:
    """Find our store inside the wrappers that Rasa puts around it.

    Raises:
        StoreError: where it is another one, such as the one in memory that Rasa falls back to.
    """
    inner: Any = store
    while inner is not None and not isinstance(inner, WordlessTrackerStore):
        store, inner = inner, getattr(inner, "_tracker_store", None)
    if inner is None:
        found = type(store).__name__
        raise StoreError(f"tracker store: found {found}, expected {WordlessTrackerStore.__name__}. See endpoints.yml.")
    return inner


def _check_settings(dialect: str, event_broker: Any, settings: Mapping[str, Any]) -> None:
    if event_broker is not None:
        raise StoreError("endpoints.yml: event_broker: found one, expected none: a broker is sent every word typed.")
    if dialect not in ("sqlite", "postgresql"):
        raise StoreError(f"endpoints.yml: tracker_store.dialect: found {dialect}, expected sqlite or postgresql.")
    known = ("port", "username", "password", "login_db", "query")
    unknown = sorted(set(settings) - set(known))
    if unknown:
        expected = ", ".join(("dialect", "db", "url", *known))
        raise StoreError(f"endpoints.yml: tracker_store: found {', '.join(unknown)}, expected only: {expected}.")


def _login(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {key: settings.get(key) for key in ("username", "password", "login_db", "query")}


def _check_reachable(url: Any) -> None:
    """Rasa tries for ever to reach a database; a person at a terminal would see nothing happen."""
    try:
        engine = sa.create_engine(url)
        with engine.connect():
            pass
        engine.dispose()
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        where = "endpoints.yml: tracker_store"
        raise StoreError(f"{where}: the database cannot be reached ({type(error).__name__}). Is it running?") from error


def _claim(file: Path) -> IO[str]:
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


def _set_pragmas(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
