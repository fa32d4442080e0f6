"""What is looked for, where, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.prove_client import Client
from scripts.prove_search import Result, Search
from scripts.prove_words import Word, new_words, spellings


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
    # Ids of conversations that are over, which must be gone as well.
    ended: list[str] = field(default_factory=list)
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

    def search(self, stage: str, more: Iterable[Path] = (), since: float | None = None) -> None:
        """Search every place, and more files, and say what was found.

        Where only changes count, those since the last search; `since` goes further back.
        """
        since, self._searched = self._searched if since is None else since, time.time() - 1
        callers = [Word("address of the caller", client.caller) for client in self.clients]
        search = Search([*self.words.values(), *callers, *(Word("session id", name) for name in self.ended)])
        for place in self.places:
            search.folder(place.path, place.name, 0 if place.whole else since, place.but)
        for url in self.databases:
            search.database(url, "the database")
        for path in more:
            search.file(path, f"a file it opened, {path.name}")
        answers = Search(self.words.values())
        for client in self.clients:
            answers.data(b"\n".join(client.answers), "what it answered")
        result = search.result
        result.size += answers.result.size
        result.found |= answers.result.found
        self.stages[stage] = result
        # A shared folder holds much that is not the service's; what is its own must all be read.
        own = ("the database", *(place.name for place in self.places if place.whole))
        self.failures += [f"not readable: {line}" for line in sorted(result.unread) if line.startswith(own)]
        print(f"{stage}: {counted(result)}", flush=True)
        for line in sorted(result.found):
            print(f"  FOUND in {line}", flush=True)
        for line in sorted(result.unread):
            print(f"  not readable: {line}", flush=True)

    def control(self) -> None:
        """Plant every spelling of every word, in a file and in a table, and see each found: else nothing counts."""
        with TemporaryDirectory() as name:
            pairs = [(word, coded) for word in self.words.values() for _, coded in spellings(word)]
            for number, (word, coded) in enumerate(pairs):
                planted = Path(name, str(number))
                planted.write_bytes(b"before " + coded + b" after")
                search = Search([word])
                search.file(planted, "control")
                if not search.result.found:
                    self.failures.append(f"a planted word was not found: {word.kind}")
            print(f"control: {len(pairs)} spellings planted, {len(self.failures)} not found", flush=True)

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
