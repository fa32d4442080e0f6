"""The assistant in a terminal: `python -m signpost.talk`. It runs a service of its own and ends with it."""

from __future__ import annotations

import sys

from signpost.client import Conversation, Messages, RefusedError, as_lines, pick, serving
from signpost.errors import SignpostError


def main() -> int:
    """Talk until end of input or Ctrl-C."""
    try:
        with serving() as address:
            conversation = Conversation(address)
            messages = conversation.start()
            _show(messages)
            while (typed := _read()) is not None:
                messages = _turn(conversation, messages, typed)
                _show(messages)
            conversation.forget()
    except SignpostError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _turn(conversation: Conversation, before: Messages, typed: str) -> Messages:
    try:
        choice = pick(before[-1], typed) if before else None
        return conversation.choose(choice[0], *choice[1]) if choice else conversation.say(typed)
    except RefusedError as error:
        print(error, file=sys.stderr)
        return before


def _show(messages: Messages) -> None:
    for message in messages:
        print("\n" + "\n".join(as_lines(message)))


def _read() -> str | None:
    try:
        return input("\n> ")
    except (EOFError, KeyboardInterrupt):
        return None


if __name__ == "__main__":
    sys.exit(main())
