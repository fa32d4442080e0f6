"""Writes down what was searched and found: for the terminal, and as docs/reference/proof.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from scripts.prove_record import Proof
from scripts.prove_search import Result
from scripts.prove_words import KINDS
from scripts.tables import table
from signpost.kb import PROJECT

PAGE = PROJECT / "docs" / "reference" / "proof.md"
OPENING = """# Proof

Does Signpost keep what people type? To find out, a program talked to it the way people do, {turns:,} times, and put
made-up words that stand nowhere else into everything it said. Signpost was told to say as much as it can in its logs,
its parts were made to fail in the middle of an answer, and it was stopped, killed and made to crash. After each step
the program looked for those words in everything that Signpost can write: {files:,} files and {rows:,} rows of tables,
in {stages} searches. {found}
How it is known that it did not simply overlook them: {planted} times such a word was hidden in a file on purpose, and
it found each one.
Anybody can repeat this, also with the Signpost that a force runs: [prove it](../how-to/prove.md).

The rest of this page says it exactly. `make prove ARGS=--write` writes it, so do not mend it by hand."""
NOWHERE = "**It found them nowhere.**"
SOMEWHERE = "**Found: {found}. Gone wrong: {failures}. So nothing is proven.**"
WORDS = """## Words

The words are made anew for each run. They are looked for in UTF-8, UTF-16, small letters, with accents apart, as in
JSON, in Python and in a URL, in hexadecimal, in base64, and as their MD5, SHA-1 and SHA-256. So are the ids of
conversations that are over, and the address that the requests came from."""
PLACES = """## Where

- Its folder, whole: what it said (output and errors), its store as bytes and every table row by row, its home, its
  temporary files, its dumps, the record of its system calls. `HOME`, `TMPDIR` and `XDG_*` point into it.
- The checkout, and what programs share (`/tmp`, `/var/tmp`, `/dev/shm`, `/var/log`): every file changed since the
  search before, and at the end every file changed since the start.
- Files that it opened for writing, and files that it holds open, also deleted ones.
- Every answer it gave, head and body: nothing that was sent is repeated.

All searches together; a file that was searched after several steps counts each time:"""
STAGES = """## When

The usual service first, then one with `LOG_LEVEL=DEBUG` and every other switch for a louder log, telemetry switched
on from outside, then one whose parts were made to raise and log the message itself."""
SIGHT = """## How it is known that the search is not blind

- Every spelling of every word was planted in a file first, {planted} in all, and every word in a table. Each was found.
- While conversations go on, their ids must be in the store, and nothing else may be said of them. The same search that
  found no word saw those ids in {seen} searches where they had to be. Once the conversations were over, it saw none.
- Every turn was answered as it must be, so the words did reach the part they were meant for.
- The tests of this program keep a word on purpose, and it finds that: `tests/service/test_prove.py`,
  `tests/service/test_prove_database.py`."""
LIMITS = """## What it does not show

- **The memory of the live process is not searched.** While a turn is worked on its words are there, and for a while
  afterwards in memory that was freed and not used again.
- What remains is no word and no time, but it is something: the empty SQLite file has the size it once needed, and
  counts how often it was written to. Its times are those of 1970, and of the sweep that comes every minute.
- PostgreSQL is not part of this run. `tests/service/test_prove_database.py` proves a deployment with it. It
  counts the rows it wrote and deleted, and says when it last cleaned up, for whoever administers it."""
# How the names of such turns begin.
FAILING = ("a turn with the ", "a turn in which ")
HEADS = ("files", "MB", "tables", "rows", "found")


def summary(proof: Proof) -> Iterator[str]:
    """Yield what stands at the end in the terminal."""
    yield from proof.notes
    yield from (f"FAILED: {line}" for line in proof.failures)
    yield "Not searched: the memory of the live process."
    words = f"{turns(proof)} turns, {len(proof.words)} kinds of words, {len(proof.stages)} searches"
    yield f"{words}; {len(total(proof).found)} found"


def turns(proof: Proof) -> int:
    """Count the requests."""
    return sum(counts.total() for counts in _statuses(proof).values())


def total(proof: Proof) -> Result:
    """Add up all searches."""
    result = Result()
    for stage in proof.stages.values():
        result.add(stage)
    return result


def page(proof: Proof) -> Iterator[str]:
    """Yield the lines of the page."""
    yield _opening(proof)
    yield f"\n{WORDS}\n"
    yield from table(("word", "is"), KINDS.items())
    yield "\n## What was said\n"
    yield from table(("turn", "times", "answered"), _turns(proof))
    yield f"\n{PLACES}\n"
    yield from table(("place", *HEADS), _figures(proof.looked.items()))
    yield f"\n{STAGES}\n"
    yield from table(("searched", *HEADS), _figures(proof.stages.items()))
    seen = sum(bool(result.seen) for result in proof.stages.values())
    yield f"\n{SIGHT.format(planted=proof.planted, seen=seen)}"
    yield "\n## Network\n"
    yield from (f"- {note}" for note in proof.notes)
    yield f"\n{LIMITS}"


def _opening(proof: Proof) -> str:
    result = total(proof)
    found = NOWHERE if proof.clean else SOMEWHERE.format(found=len(result.found), failures=len(proof.failures))
    figures = {"files": result.files, "rows": result.rows, "stages": len(proof.stages), "planted": proof.planted}
    return OPENING.format(turns=turns(proof), found=found, **figures)


def _figures(results: Iterable[tuple[str, Result]]) -> Iterator[tuple[str, ...]]:
    for name, r in results:
        yield name, f"{r.files:,}", f"{r.size / 1e6:,.1f}", str(r.tables), f"{r.rows:,}", f"**{len(r.found)}**"


def _turns(proof: Proof) -> Iterator[tuple[str, str, str]]:
    for name, counts in _statuses(proof).items():
        yield name, str(counts.total()), ", ".join(sorted(counts))
    failing = sum(counts.total() for name, counts in _statuses(proof).items() if name.startswith(FAILING))
    yield "**all**", f"**{turns(proof)}**", f"{failing} of them while a part fails"


def _statuses(proof: Proof) -> dict[str, Counter[str]]:
    together: dict[str, Counter[str]] = {}
    for client in proof.clients:
        for name, counts in client.statuses.items():
            together.setdefault(name, Counter()).update(counts)
    return together
