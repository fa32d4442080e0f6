"""Writes down what was searched and found: for the terminal, and as docs/reference/proof.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scripts.prove_record import Proof
from scripts.prove_words import KINDS
from scripts.tables import table
from signpost.kb import PROJECT

PAGE = PROJECT / "docs" / "reference" / "proof.md"
OPENING = """# Proof

That nothing typed is kept, tried on running services. Written by `make prove ARGS=--write`, so do not mend it by hand.
How to repeat it, also against your own installation: [prove it](../how-to/prove.md).

Words that nobody can guess are made anew for each run and put into every kind of turn. Then everything the service
can write is searched for them, in UTF-8, UTF-16, small letters, with accents apart, as in JSON, in Python and in a
URL, in hexadecimal, in base64, and for their MD5, SHA-1 and SHA-256. So are the ids of conversations that are over, and
the address that the requests came from. **Not searched is the memory of the live process**: while a turn is worked on,
its words are there, and for a while afterwards in memory that was freed and not used again."""
PLACES = """## Places

- The folder of the service, whole: what it said (output and errors), its store as bytes and every table row by row,
  its home, its temporary files, its dumps, the record of its system calls. `HOME`, `TMPDIR` and `XDG_*` point into it.
- The checkout, `/tmp`, `/var/tmp`, `/dev/shm` and `/var/log`: every file changed since the search before, and at the
  end every file changed since the start.
- Wherever they are: files that it opened for writing, and files that it holds open, also deleted ones.
- Every answer it gave, head and body: nothing that was sent is repeated."""
STAGES = """## Stages

The usual service first, then one with `LOG_LEVEL=DEBUG` and every other switch for a louder log, telemetry switched
on from outside, then one whose parts were made to raise and log the message itself."""


def summary(proof: Proof) -> Iterator[str]:
    """Yield what stands at the end in the terminal."""
    yield from proof.notes
    yield from (f"FAILED: {line}" for line in proof.failures)
    found = sum(len(result.found) for result in proof.stages.values())
    yield "Not searched: the memory of the live process."
    yield f"{turns(proof)} turns, {len(proof.words)} kinds of words, {len(proof.stages)} searches; {found} found"


def turns(proof: Proof) -> int:
    """Count the requests."""
    return sum(sum(counts.values()) for client in proof.clients for counts in client.statuses.values())


def page(proof: Proof) -> Iterator[str]:
    """Yield the lines of the page."""
    yield OPENING
    yield "\n## Words\n"
    yield from table(("word", "is"), KINDS.items())
    yield "\n## Turns\n"
    yield from table(("turn", "times", "answered"), _turns(proof))
    yield f"\n{PLACES}\n\n{STAGES}\n"
    heads = ("searched", "files", "MB", "tables", "rows", "found")
    rows = (
        (name, f"{r.files:,}", f"{r.size / 1e6:,.1f}", str(r.tables), f"{r.rows:,}", f"**{len(r.found)}**")
        for name, r in proof.stages.items()
    )
    yield from table(heads, rows)
    yield "\nEvery spelling of every word was also planted in a file first, and found there.\n\n## Network\n"
    yield from (f"- {note}" for note in proof.notes)


def _turns(proof: Proof) -> Iterator[tuple[str, str, str]]:
    together: dict[str, Counter[str]] = {}
    for client in proof.clients:
        for name, counts in client.statuses.items():
            together.setdefault(name, Counter()).update(counts)
    for name, counts in together.items():
        yield name, str(counts.total()), ", ".join(sorted(counts))
