"""A tracker store that keeps where a conversation stands and none of its words.

Rasa stores every event whole: the text typed, the words entities were found in, what the bot said. Here each event
is rebuilt without them, and of what happened long ago only what it left is kept. That is enough to go on: facts,
slots, the form, and the last turns.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import declarative_base

from signpost.plugins.bounded_history import bounded
from signpost.plugins.closed_words import closed_words
from signpost.plugins.kept_file import claim, keep
from signpost.plugins.wordless import StoreError, wordless

# How often a tracker had been saved when it was read: an attribute that Rasa hands through the turn with it.
SAVES = "saves"
# More than a conversation takes.
ROOM = 20_000

Base: Any = declarative_base()


class Conversation(Base):
    """A row of the only table: one for each conversation, overwritten at every turn."""

    __tablename__ = "conversations"

    id = sa.Column(sa.Text, primary_key=True)
    spoken_at = sa.Column(sa.Float, nullable=False, index=True)
    saves = sa.Column(sa.Integer, nullable=False)
    events = sa.Column(sa.Text, nullable=False)


class WordlessTrackerStore(SQLTrackerStore):
    """Rasa's SQL store without words, and with a way to forget. SQLite for one process, PostgreSQL for several."""

    Base = Base
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
            self._held = claim(Path(db))
        _check_reachable(self.get_db_url(dialect, host, settings.get("port"), db, **_login(settings)))
        try:
            SQLTrackerStore.__init__(self, domain, dialect=dialect, host=host, db=db, **settings)
            if dialect == "postgresql":
                self._notice_restarts()
            self.engine.hide_parameters = True
            if dialect == "sqlite":
                keep(self.engine, Base.metadata)
                self._erase()
        except (AttributeError, ImportError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise StoreError(f"tracker store: {dialect} cannot be used here ({reason}).") from error
        except sa.exc.DatabaseError as error:
            found = f"{db}, which {dialect} cannot read ({type(error).__name__})"
            raise StoreError(f"tracker store: found {found}. Delete that file and start again.") from error
        self.check_writable()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write where a conversation stands, without its words.

        Raises:
            StoreError: where it was forgotten or written to meanwhile: nothing comes back, and no turn is overwritten.
        """
        if not tracker.events:
            # Rasa saves a conversation before it begins; one that then fails to begin must leave nothing.
            return
        words, saves = self._known_words(), getattr(tracker, SAVES, 0)
        kept = [wordless(event.as_dict(), words) for event in bounded(tuple(tracker.events))]
        values = {"spoken_at": time.time(), "saves": saves + 1, "events": json.dumps(kept, separators=(",", ":"))}
        with self.session_scope() as session:
            if not saves:
                session.execute(sa.insert(Conversation).values(id=tracker.sender_id, **values))
            elif not session.execute(_held(tracker.sender_id, saves).values(**values)).rowcount:
                raise StoreError("tracker store: a conversation was changed by somebody else in the middle of a turn.")
            session.commit()
        setattr(tracker, SAVES, saves + 1)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Read a conversation; None where nothing is held of it."""
        with self.session_scope() as session:
            asked = sa.select([Conversation.saves, Conversation.events]).where(Conversation.id == sender_id)
            row = session.execute(asked).first()
        if row is None or self.domain is None:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, json.loads(row.events), self.domain.slots)
        setattr(tracker, SAVES, row.saves)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Read a conversation: no more is held of it."""
        return await self.retrieve(conversation_id)

    async def keys(self) -> list[str]:
        """Give the ids of all conversations."""
        with self.session_scope() as session:
            return [name for (name,) in session.query(Conversation.id)]

    async def exists(self, conversation_id: str) -> bool:
        """Say whether anything is held of a conversation."""
        with self.session_scope() as session:
            return session.query(Conversation.id).filter_by(id=conversation_id).first() is not None

    async def forget(self, sender_id: str) -> None:
        """Delete everything that is held of a conversation. Nothing happens where nothing is held."""
        self._erase(Conversation.id == sender_id)

    async def forget_idle(self, seconds: float) -> None:
        """Delete every conversation in which nothing has happened for so many seconds."""
        # Where the clock was set back, they would otherwise be held for as long as it had been wrong.
        with self.session_scope() as session:
            ahead = session.query(Conversation).filter(Conversation.spoken_at > (now := time.time()))
            ahead.update({"spoken_at": now}, synchronize_session=False)
            session.commit()
        self._erase(Conversation.spoken_at < time.time() - seconds)

    async def count(self) -> int:
        """Say how many conversations are held."""
        with self.session_scope() as session:
            return int(session.query(Conversation.id).count())

    @contextmanager
    def session_scope(self) -> Iterator[Any]:
        """Give a session, and close it. Rasa's ends the process at a ValueError, whatever raised it."""
        session = self.sessionmaker()
        try:
            yield session
        finally:
            session.close()

    def check_writable(self) -> None:
        """Write as much as a conversation and take it away. Raises StoreError where that fails."""
        # SQLite notices a full disk when it commits, and not before. Where this ends in between, the sweep clears up.
        name = f"check-{secrets.token_hex(8)}"
        try:
            with self.session_scope() as session:
                session.add(Conversation(id=name, spoken_at=0, saves=0, events=" " * ROOM))
                session.commit()
            self._erase(Conversation.id == name)
        except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
            raise StoreError(f"tracker store: it cannot be written to ({type(error).__name__}).") from error

    def close(self) -> None:
        """Let go of the database. With SQLite the conversations end with the process, so they are erased first."""
        if self._held:
            self._erase()
        self.engine.dispose()
        self._release()

    def _notice_restarts(self) -> None:
        """Try a connection before it is used: one from before a restart of the database would cost somebody a turn."""
        self.engine.dispose()
        self.engine = sa.create_engine(self.engine.url, pool_pre_ping=True)
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

    def _erase(self, *which: Any) -> None:
        """Delete conversations, all where none are named. Then an empty file does not tell when the last one was."""
        with self.session_scope() as session:
            session.query(Conversation).filter(*which).delete(synchronize_session=False)
            session.commit()
            empty = self._held and session.query(Conversation.id).first() is None
        # A file that belongs to somebody else keeps its times. The time of this change itself cannot be set: the sweep
        # makes it anew every minute, whether or not anybody was there.
        if empty:
            with suppress(OSError):
                os.utime(self.engine.url.database, (0, 0))


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


def _held(sender_id: str, saves: int) -> Any:
    return sa.update(Conversation).where(Conversation.id == sender_id, Conversation.saves == saves)


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
