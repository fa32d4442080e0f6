"""What is looked for, where, and what came of it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from scripts.prove_client import Client
from scripts.prove_search import Result, Search
from scripts.prove_words import Word, new_words, spellings

OPEN = "id of an open conversation"


@dataclass(frozen=True)
class Place:
    """A file or folder to be searched: what it is called, whether whole or what changed, and a folder to leave out."""

    path: Path
    name: str
    whole: bool = True
    but: Path | None = None


@dataclass
class Proof:
    """One run."""

    words: dict[str, Word] = field(default_factory=new_words)
    places: list[Place] = field(default_factory=list)
    databases: list[str] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    stages: dict[str, Result] = field(default_factory=dict)
    # The same, by place instead of by stage.
    looked: dict[str, Result] = field(default_factory=dict)
    # Ids of conversations: of those that go on, which must be seen where they are held, or the search is blind; and of
    # those that are over, which must be gone.
    open: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    # How many spellings were planted, to see that they are found.
    planted: int = 0
    # What was not as it must be, and what a reader should know.
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # File systems keep time more coarsely than the clock.
    began: float = field(default_factory=lambda: time.time() - 1)

    def __post_init__(self) -> None:
        """Begin with what changes from now on."""
        self._searched = self.began

    def client(self, address: str) -> Client:
        """Give somebody who talks to a service, and whose answers are searched too."""
        self.clients.append(Client(address, self.words))
        return self.clients[-1]

    def close(self) -> None:
        """From now on no conversation goes on."""
        self.ended += self.open
        self.open = []

    def search(self, stage: str, more: Iterable[Path] = (), since: float | None = None) -> None:
        """Search every place, and more files, and say what was found.

        Where only changes count, those since the last search; `since` goes further back.
        """
        print(stage, flush=True)
        since, self._searched = self._searched if since is None else since, time.time() - 1
        self.stages[stage] = Result()
        search = Search([*self.words.values(), *self._names()])
        for place in self.places:
            search.folder(place.path, place.name, 0 if place.whole else since, place.but)
            self._take(stage, place.name, search.taken(), own=place.whole)
        for url in self.databases:
            name = f"database {sa.engine.make_url(url).database}"
            search.database(url, name)
            self._take(stage, name, search.taken(), own=True)
        for path in more:
            search.file(path, f"a file it opened, {path.name}")
        self._take(stage, "files it opened, wherever they are", search.taken())
        answers = Search(self.words.values())
        for client in self.clients:
            answers.data(b"\n".join(client.answers), "what it answered")
        self._take(stage, "what it answered", answers.taken())
        if self.open and not self.stages[stage].seen:
            self.failures.append(f"{stage}: no open conversation was seen, so what holds them was not searched")

    def _names(self) -> Iterator[Word]:
        """Yield what else must not be kept: where requests came from, and the ids of conversations."""
        yield from (Word("address of the caller", client.caller) for client in self.clients)
        yield from (Word("session id", name) for name in self.ended)
        yield from (Word(OPEN, name) for name in self.open)

    def _take(self, stage: str, place: str, part: Result, own: bool = False) -> None:
        """Write down what a search of one place came to, and say it."""
        control = {line for line in part.found if f": {OPEN}, " in line}
        part.found -= control
        part.seen = {line.partition(f": {OPEN}, ")[0] for line in control}
        self.stages[stage].add(part)
        self.looked.setdefault(place, Result()).add(part)
        # A shared folder holds much that is not the service's; what is its own must all be read.
        if own:
            self.failures += [f"not readable: {line}" for line in sorted(part.unread)]
        print(f"  {place}: {counted(part)}", flush=True)
        print("".join(f"    FOUND in {line}\n" for line in sorted(part.found)), end="")
        print("".join(f"    not readable: {line}\n" for line in sorted(part.unread)), end="")
        print("".join(f"    control: an open conversation was seen in {name}\n" for name in sorted(part.seen)), end="")

    def control(self) -> None:
        """Plant every spelling in a file and every word in a table, and see each found: else nothing counts."""
        pairs = [(word, coded) for word in self.words.values() for _, coded in spellings(word)]
        with TemporaryDirectory() as name:
            for number, (word, coded) in enumerate(pairs):
                Path(name, str(number)).write_bytes(b"before " + coded + b" after")
                self._planted(word, Path(name, str(number)), "control: ")
            table = Path(name, "table")
            with closing(sqlite3.connect(table)) as store, store:
                store.execute("CREATE TABLE planted (text)")
                store.executemany("INSERT INTO planted VALUES (?)", [(word.text,) for word in self.words.values()])
            for word in self.words.values():
                self._planted(word, table, "control, table planted: ")
        self.planted = len(pairs)
        print(f"control: {len(pairs)} spellings planted, {len(self.failures)} not found", flush=True)

    def _planted(self, word: Word, path: Path, where: str) -> None:
        search = Search([word])
        search.file(path, "control")
        if not any(line.startswith(where) for line in search.result.found):
            self.failures.append(f"a planted word was not found: {word.kind}")

    def note_turns(self) -> None:
        """Take it as a failure where a turn did not happen as it must: it may not have reached what it is meant for."""
        self.failures += sorted({line for client in self.clients for line in client.surprises})

    @property
    def clean(self) -> bool:
        """Say whether nothing was found and everything went as it must."""
        return not self.failures and not any(result.found for result in self.stages.values())


def counted(result: Result) -> str:
    """Say how much was searched and how often something was found."""
    size = f"{result.size / 1e6:,.1f} MB"
    tables = f"{result.tables} tables, {result.rows:,} rows"
    return f"{result.files:,} files, {size}, {tables} searched; {len(result.found)} found"
