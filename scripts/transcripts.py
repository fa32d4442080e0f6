"""Makes docs/examples/ anew: conversations with the running service, written down as they happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from signpost.client import Conversation, Messages, serving
from signpost.kb import PROJECT

FOLDER = PROJECT / "docs" / "examples"
Line = str | tuple[str, str]


@dataclass(frozen=True)
class Example:
    """A conversation: its file, its title, and what the person types, or presses as (fact, value)."""

    file: str
    title: str
    lines: tuple[Line, ...]


EXAMPLES = (
    Example(
        "kent-questions.md",
        "Somebody in Kent who has questions and tells nothing",
        (
            ("purpose", "policy_question"),
            ("force", "kent"),
            "if i tell HR does it stay between us",
            "can i do it without giving my name",
            "whats the email address for that",
            "can i use the EAP",
            ("role", "special_constable"),
            "how many days does HR have to answer a grievance",
            "is there a prayer room at headquarters",
            "stop",
        ),
    ),
    Example(
        "kent-officer-witness.md",
        "A Kent officer who saw sexual images sent by her own inspector",
        (
            "my inspector keeps sending sexual pictures to one of the girls on our team, i saw them on her phone",
            ("understood", "confirm"),
            "no",
            "not sure",
            "why do you ask",
            "kent",
            "I'm a PC",
            ("understood", "confirm"),
            "what does P01 3.4 say?",
            "stop",
        ),
    ),
    Example(
        "essex-volunteer-counselling.md",
        "An Essex volunteer who would like counselling",
        (
            ("purpose", "wellbeing"),
            ("danger", "no"),
            ("force", "essex"),
            ("role", "volunteer"),
        ),
    ),
    Example(
        "dyfed-powys-manager.md",
        "A Dyfed-Powys manager who was told of harassment",
        (
            ("purpose", "manager_duties"),
            ("danger", "no"),
            ("crime", "no"),
            "dyfed powys",
            "police officer",
            ("conduct", "sexual"),
            "is it confidential what she told me?",
            "a colleague of hers",
            "that's wrong, it was a superintendent",
        ),
    ),
)


def main() -> None:
    """Hold every conversation and write it down."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving() as address:
        for example in EXAMPLES:
            written = "\n".join(_written(example, Conversation(address)))
            (FOLDER / example.file).write_text(f"{written}\n", "utf-8")
            print(f"docs/examples/{example.file}")


def _written(example: Example, conversation: Conversation) -> Iterator[str]:
    yield f"# {example.title}"
    yield ""
    yield "Held with the running service by `make transcripts`. What the person typed or pressed is bold."
    messages = conversation.start()
    yield from _said(messages)
    for line in example.lines:
        words = line if isinstance(line, str) else _title(messages, line)
        yield f"\n**{words}**"
        messages = conversation.say(line) if isinstance(line, str) else conversation.choose(*line)
        yield from _said(messages)
    conversation.forget()


def _said(messages: Messages) -> Iterator[str]:
    for message in messages:
        yield ""
        yield from (f"> {line}".rstrip() for line in _as_lines(message))


def _as_lines(message: dict[str, Any]) -> Iterator[str]:
    """Write a message as plain lines: its text, what an answer rests on, then its options by number."""
    if message["kind"] == "question" and message["fact"] != "purpose":
        progress = message["progress"]
        yield f"({progress['asked']} of at most {progress['at_most']})"
    yield from message["text"].splitlines()
    if message["kind"] == "answer" and message["citations"]:
        yield "[" + "; ".join(f"{cited['policy']} {cited['paragraph']}" for cited in message["citations"]) + "]"
    for number, option in enumerate(message.get("options", ()), 1):
        yield f"  {number}. {option['title']}"


def _title(messages: Messages, line: tuple[str, str]) -> str:
    options = {option["value"]: option["title"] for message in messages for option in message.get("options", ())}
    return f"[{options[line[1]]}]"


if __name__ == "__main__":
    main()
