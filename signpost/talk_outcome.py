"""The outcome as pages for the terminal: what to do now first, then why, then every way in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from signpost.talk_parts import BLANK, BULLET, Block, Entry, Line, Titles, contact, finding, paragraph, sources
from signpost.talk_words import Says

TIMES = ("now", "today", "this_week", "no_time")


def outcome(message: Entry, says: Says, titles: Titles) -> Iterator[Block]:
    """Give the blocks of an outcome, in the order in which they matter."""
    yield _block("now", (_step(step) for step in message["now"]), says)
    yield _block("findings", (finding(entry, titles, says) for entry in message["findings"]), says)
    yield from (_route(route, message, says, titles) for route in message["routes"])
    yield _block("duties", _duties(message["duties"], titles, says), says)
    later = [notice for notice in message["notices"] if not notice["first"]]
    yield _block("notices", (_notice(notice, titles, says) for notice in later), says)
    if message["unknown"]:
        yield Block(says["unknown"], tuple(Line(entry["text"], BULLET) for entry in message["unknown"]))
    if message.get("sources"):
        yield Block(says["sources"], tuple(sources(message, says)))


def _block(name: str, entries: Iterable[Iterable[Line]], says: Says) -> Block:
    """Set entries apart by a blank line."""
    lines = [line for entry in entries for line in (*entry, BLANK)]
    return Block(says[name], tuple(lines[:-1]) or (Line(says["nothing"]),))


def _step(step: Entry) -> Iterator[Line]:
    yield Line(step["title"], BULLET, strong=True)
    yield Line(step["text"], level=1)


def _route(route: Entry, message: Entry, says: Says, titles: Titles) -> Block:
    """Give a way as a card: why, how and when, who will know, what to read first, and where it is written."""
    read_first = [notice["title"] for notice in message["notices"] if notice["notice"] in route["read_first"]]
    lines = [Line(route["why"])]
    lines += chain.from_iterable(contact(entry, says, 1) for entry in route["contacts"])
    lines.append(Line(says["who_will_know"].format(who=route["who_will_know"])))
    if read_first:
        lines.append(Line(says["read_first"].format(notices="; ".join(read_first))))
    lines += paragraph(route["citations"], titles, says)
    title = says["route"].format(rank=route["rank"], count=len(message["routes"]), title=route["title"])
    return Block(title, tuple(lines))


def _duties(duties: Iterable[Entry], titles: Titles, says: Says) -> Iterator[list[Line]]:
    """Give the duties by their time, the soonest first."""
    by_time = sorted(duties, key=lambda duty: TIMES.index(duty["time"]))
    for duty in by_time:
        lines = [Line(f"{says['time_' + duty['time']]}: {duty['title']}", BULLET, strong=True)]
        lines.append(Line(duty["text"], level=1))
        lines += [Line(says["say"].format(words=words), level=1) for words in duty["say"]]
        lines += [Line(says["avoid"].format(words=words), level=1) for words in duty["avoid"]]
        yield [*lines, *paragraph(duty["citations"], titles, says, level=1)]


def _notice(notice: Entry, titles: Titles, says: Says) -> Iterator[Line]:
    yield Line(notice["title"], BULLET, strong=True)
    yield Line(notice["text"], level=1)
    yield from paragraph(notice["citations"], titles, says, level=1)
