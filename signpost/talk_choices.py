"""Reads what is typed in the terminal as options of what was shown last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from signpost.talk_parts import Entry, keys

# What a choice is sent as, where it is not the fact that was asked.
SENT_AS = {"understood": "understood", "so_far": "understood", "answer": "answer", "end": "end"}


@dataclass(frozen=True)
class Choice:
    """Options that were chosen: what they are sent as, their values and their titles."""

    fact: str
    values: tuple[str, ...]
    titles: tuple[str, ...]


def chosen(messages: Iterable[Entry], typed: str) -> Choice | None:
    """Read "2", "1, 3" or "b" as options of the last messages that have some; None where it is something else.

    What is no option is left to the service, which reads numbers too: to "how often?" a 3 may be an answer.
    """
    parts = [part.strip(".)").casefold() for part in typed.replace(",", " ").split()]
    # Of several messages with numbers, the last one is meant.
    by_keys = {message["kind"] == "answer": message for message in messages if message.get("options")}
    for message in by_keys.values():
        offered = dict(zip(keys(message), message["options"], strict=True))
        several = len(parts) > 1 and not message.get("multiple")
        if parts and not several and all(part in offered for part in parts):
            picked = [offered[part] for part in dict.fromkeys(parts)]
            fact = SENT_AS.get(message["kind"]) or message["fact"]
            return Choice(fact, tuple(o["value"] for o in picked), tuple(o["title"] for o in picked))
    return None
