"""Every kind of message as blocks for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from signpost.talk_outcome import outcome
from signpost.talk_parts import (
    ALARM,
    ASK,
    BLANK,
    BULLET,
    SAY,
    Block,
    Entry,
    Line,
    Titles,
    contact,
    finding,
    options,
    paragraph,
    paragraphs,
    sources,
    titles_of,
)
from signpost.talk_words import Says


def pages(messages: Iterable[Entry], says: Says) -> list[Block]:
    """Give the blocks of some messages."""
    messages = list(messages)
    # A notice before an outcome cites what only the outcome lists.
    titles = titles_of(messages, says)
    return [block for message in messages for block in WRITERS[message["kind"]](message, says, titles)]


def opening(says: Says, can_clear: bool) -> list[Block]:
    """Say who can be called and what leaving can and cannot do, before anything is asked or even running."""
    leaving = says["leaving_can" if can_clear else "leaving_can_plain"]
    lines = (Line(leaving), BLANK, Line(says["leaving_cannot"]), BLANK, Line(says["typing"]))
    return [Block(says["name"], (Line(says["emergency"]),), ALARM), Block(says["leaving"], lines)]


def failure(reason: str, says: Says) -> list[Block]:
    """Say what went wrong, and who can be called without this program."""
    return [Block("", (Line(says["failed"].format(reason=reason), strong=True), Line(says["emergency"])), SAY)]


def starting_again(says: Says) -> list[Block]:
    """Ask once before everything is cleared."""
    choices = (Line(says["start_again_yes"], "1"), Line(says["start_again_no"], "2"))
    return [Block(says["start_again_title"], (Line(says["start_again"]), BLANK, *choices), ASK)]


def so_far(told: Iterable[Mapping[str, str]], says: Says) -> dict[str, Any]:
    """Give what was told as a message of the terminal's own, with one option for each item."""
    items = [{"value": entry["fact"], "title": entry["text"]} for entry in told]
    return {"kind": "so_far", "text": says["so_far_change" if items else "so_far_none"], "options": items}


def _text(message: Entry, says: Says, titles: Titles) -> Iterator[Block]:
    yield Block("", tuple(paragraphs(message["text"])), SAY)


def _notice(message: Entry, says: Says, titles: Titles) -> Iterator[Block]:
    first, *others = paragraphs(message["text"])
    lines = [Line(first.text, strong="title" not in message)]
    lines += chain.from_iterable((BLANK, line) for line in others)
    yield Block(message.get("title", says["border"]), (*lines, *paragraph(message["citations"], titles, says)))


def _question(message: Entry, says: Says, titles: Titles) -> Iterator[Block]:
    progress = (message["progress"]["asked"], message["progress"]["at_most"])
    at_door = message["fact"] == "purpose"
    hint = says["choose_many" if message["multiple"] else "choose_one"]
    why = says["why"].format(why=message["why"])
    lines = (Line(message["text"], strong=True), BLANK, *options(message), BLANK, Line(why), Line(hint))
    title = says["door"] if at_door else says["question"].format(asked=progress[0], at_most=progress[1])
    yield Block(title, lines, ASK, None if at_door else progress)


def _understood(message: Entry, says: Says, titles: Titles) -> Iterator[Block]:
    lines = (Line(message["text"], strong=True), BLANK, *options(message), BLANK, Line(says["correct"]))
    yield Block(says["understood"], lines, ASK)


def _so_far(message: Entry, says: Says, titles: Titles) -> Iterator[Block]:
    listed = (*options(message), BLANK) if message["options"] else ()
    yield Block(says["so_far"], (*listed, Line(message["text"])), ASK)


def _crisis(message: Entry, says: Says, titles: Titles) -> Iterator[Block]:
    said = (Line(line.text, strong=True) for line in paragraphs(message["text"], message["contacts"]))
    listed = chain.from_iterable(contact(entry, says) for entry in message["contacts"])
    yield Block(says["crisis"], (*said, BLANK, *listed), ALARM)


def _answer(message: Entry, says: Says, titles: Titles) -> Iterator[Block]:
    contacts = message.get("contacts", ())
    lines = list(paragraphs(message["text"], contacts))
    if message["answer"] and not message.get("settled", True):
        lines.append(Line(says["unsettled"], strong=True))
    lines += chain.from_iterable(contact(entry, says, 1) for entry in contacts)
    lines += paragraph(message["citations"], titles, says)
    for name, part in (
        ("words", [Line(f"{word['word']}: {word['means']}", BULLET) for word in message.get("words", ())]),
        ("criteria", [line for entry in message.get("findings", ()) for line in finding(entry, titles, says)]),
        ("sources", list(sources(message, says))),
        ("related", list(options(message))),
    ):
        lines += [BLANK, Line(says[name], strong=True), *part] if part else []
    yield Block(message.get("title") or says["answer"], tuple(lines))


def _end(message: Entry, says: Says, titles: Titles) -> Iterator[Block]:
    yield Block(says["end"], (*paragraphs(message["text"]), BLANK, *options(message)), ASK)


WRITERS: Mapping[str, Callable[[Entry, Says, Titles], Iterator[Block]]] = {
    "text": _text,
    "notice": _notice,
    "question": _question,
    "understood": _understood,
    "so_far": _so_far,
    "crisis": _crisis,
    "outcome": outcome,
    "answer": _answer,
    "end": _end,
}
