"""What the pages of the terminal are made of: blocks of lines, and the lines for contacts, paragraphs and documents.

A block knows nothing of colour, width or terminal. `signpost.talk_screen` draws it.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from signpost.talk_words import Says

Entry = Mapping[str, Any]
# What each document is called, by its id.
Titles = Mapping[str, str]
ALARM, ASK, CARD, SAY = "alarm", "ask", "card", "say"
MARKS = {"yes": "✓", "no": "✗", "unsure": "?"}
BULLET = "•"


@dataclass(frozen=True)
class Line:
    """One paragraph: what stands before it, how far in it stands, and whether it stands out."""

    text: str
    mark: str = ""
    level: int = 0
    strong: bool = False


@dataclass(frozen=True)
class Block:
    """Lines that belong together under a title. `progress` is how many of how many questions were asked."""

    title: str
    lines: tuple[Line, ...]
    tone: str = CARD
    progress: tuple[int, int] | None = None


BLANK = Line("")


def paragraphs(text: str, contacts: Iterable[Entry] = ()) -> Iterator[Line]:
    """Give the paragraphs of a text, without those that only repeat a contact."""
    repeated = tuple(f"{contact['name']}: {contact['value']} (" for contact in contacts)
    for paragraph in text.splitlines():
        if paragraph.strip() and not paragraph.startswith(repeated):
            yield Line(paragraph)


def keys(message: Entry) -> Sequence[str]:
    """Give what is typed for each option: numbers, but letters for answers, which may stand beside a question."""
    options = message.get("options", ())
    if message["kind"] == "answer":
        return string.ascii_lowercase[: len(options)]
    return [str(number) for number in range(1, len(options) + 1)]


def options(message: Entry) -> Iterator[Line]:
    """Give one line for each option."""
    for key, option in zip(keys(message), message.get("options", ()), strict=False):
        yield Line(option["title"], key)


def contact(entry: Entry, says: Says, level: int = 0) -> Iterator[Line]:
    """Say how to reach someone, when, what for, and what to check first."""
    how = entry["kind"] if entry["kind"] in ("phone", "text") else "other"
    reached = says[how].format(name=entry["name"], value=entry["value"])
    yield Line(says["hours"].format(contact=reached, hours=entry["hours"]), level=level, strong=True)
    if entry.get("for"):
        yield Line(says["for"].format(purpose=entry["for"]), level=level + 1)
    if entry.get("confirm"):
        yield Line(says["check_first"].format(confirm=entry["confirm"]), level=level + 1)


def paragraph(citations: Iterable[Entry], titles: Titles, says: Says, level: int = 0) -> Iterator[Line]:
    """Name the paragraphs that something rests on."""
    if named := _named(citations, titles):
        yield Line(says["paragraph"].format(sources=named), level=level)


def _named(citations: Iterable[Entry], titles: Titles) -> str:
    return "; ".join(dict.fromkeys(_cited(citation, titles) for citation in citations))


def _cited(citation: Entry, titles: Titles) -> str:
    """Name one paragraph; of an act or of guidance by its title, where that is known."""
    policy, place = citation["policy"], citation["paragraph"]
    if ":" not in policy:
        return f"{policy} {place}"
    title = titles.get(policy, policy.partition(":")[2])
    # Places without a number are names of our own, such as "what-for".
    return f"{title} {place}" if any(char.isdigit() for char in place) else title


def titles_of(messages: Iterable[Entry], says: Says) -> Titles:
    """Give what each document is called that the messages cite; guidance is called after its publisher too."""
    cited = {source["policy"]: source for message in messages for source in message.get("sources", ())}
    return {name: _called(name, source, says) for name, source in cited.items()}


def _called(name: str, source: Entry, says: Says) -> str:
    title: str = source["title"]
    known = not name.startswith("guidance:") or source["publisher"] in title
    return title if known else says["guidance"].format(**source)


def sources(message: Entry, says: Says) -> Iterator[Line]:
    """List the documents: title, publisher, where to read it, and how old it is."""
    for source in message.get("sources", ()):
        kind = "source_unnumbered" if ":" in source["policy"] else "source"
        yield Line(says[kind].format(**source), BULLET)
        age = [says["reviewed"].format(**source)] if source.get("reviewed") else []
        age += [says["overdue"]] if source.get("overdue") else []
        if age:
            yield Line(" ".join(age), level=1)
        if source.get("address"):
            yield Line(source["address"], level=1)


def finding(found: Entry, titles: Titles, says: Says) -> Iterator[Line]:
    """Say how a definition stands and what it is, then each of its elements with a mark, a word and its paragraphs."""
    yield Line(f"{found['title']}: {says[found['status']]}.", strong=True)
    yield Line(found["text"], level=1)
    yield from paragraph(found["citations"], titles, says, level=1)
    for reason in found["reasons"]:
        text = f"{says['met_' + reason['met']]} {reason['text']}"
        beside = says["paragraph_beside"].format(text=text, sources=_named(reason["citations"], titles))
        yield Line(beside if reason["citations"] else text, MARKS[reason["met"]], level=1)
