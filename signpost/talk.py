"""The assistant in a terminal: `python -m signpost.talk`. It runs a service of its own and ends with it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from signpost.client import Conversation, Messages, RefusedError, serving
from signpost.errors import SignpostError
from signpost.talk_choices import Choice, chosen
from signpost.talk_pages import failure, opening, pages, so_far, starting_again
from signpost.talk_reader import LineReader, PromptReader, Reader
from signpost.talk_screen import Screen, can_prompt
from signpost.talk_words import Words, terminal_words


class Talk:
    """One conversation in one terminal, until the person leaves."""

    def __init__(self, conversation: Conversation, screen: Screen, reader: Reader, words: Words) -> None:
        self._conversation = conversation
        self._screen = screen
        self._reader = reader
        self._words = words
        self._says = words.says
        self._shown: Messages = []
        self._told: list[dict[str, str]] = []
        # What was typed already: in a pause, or before a failure.
        self._typed = ""
        self._unsent = ""

    def hold(self) -> None:
        """Talk. Ends with EOFError or KeyboardInterrupt only."""
        self._show(self._conversation.start())
        while True:
            typed = self._typed or self._read(self._says["prompt"], self._unsent)
            self._typed = self._unsent = ""
            self._take(typed)

    def _read(self, prompt: str, default: str = "", erase: bool = False) -> str:
        typed = self._reader.read(prompt, default, erase)
        if self._words.means(typed, "exit"):
            raise EOFError
        return typed

    def _take(self, typed: str) -> None:
        if not typed.strip():
            self._screen.say(self._says["empty"])
        elif self._words.means(typed, "start_again"):
            self._start_again()
        elif self._words.means(typed, "answers"):
            self._show([*self._shown, so_far(self._told, self._says)], only_last=True)
        elif choice := chosen(self._shown, typed):
            self._choose(choice, typed)
        else:
            self._turn(lambda: self._conversation.say(typed), typed)

    def _choose(self, choice: Choice, typed: str) -> None:
        if choice.values == ("start_again",):
            self._start_again()
            return
        title = "; ".join(choice.titles)
        self._screen.say(self._says["you"].format(title=title))
        if choice.fact == "end":
            self._turn(lambda: self._conversation.say(title), typed)
        else:
            self._turn(lambda: self._conversation.choose(choice.fact, *choice.values), typed)

    def _start_again(self) -> None:
        """Clear both sides, once that is confirmed: a new session, and nothing left of the old one."""
        self._screen.show(starting_again(self._says))
        if not self._words.means(self._read(self._says["prompt"]), "yes"):
            self._show(self._shown, only_last=True)
            return
        self._turn(self._begin_anew)

    def _begin_anew(self) -> Messages:
        self._conversation.forget()
        messages = self._conversation.start()
        self._told = []
        self._screen.clear()
        return messages

    def _turn(self, ask: Callable[[], Messages], typed: str = "") -> None:
        """Ask the service and show what it says; on a failure, keep what was typed for the next prompt."""
        try:
            messages = ask()
        except RefusedError as error:
            self._fail(error.message, typed)
        except OSError:
            self._fail(self._says["unreachable"], typed)
        else:
            self._show(messages)

    def _fail(self, reason: str, typed: str) -> None:
        self._screen.show(failure(reason, self._says))
        self._unsent = typed

    def _show(self, messages: Messages, only_last: bool = False) -> None:
        self._shown = messages
        for message in messages:
            self._told = message.get("so_far", self._told)
        self._typed = self._screen.show(pages(messages[-1:] if only_last else messages, self._says), self._pause)

    def _pause(self) -> str:
        typed = self._read(self._says["more"], erase=True)
        if typed:
            self._screen.say(self._says["prompt"] + typed)
        return typed


def main() -> int:
    """Talk until the person leaves: by a word, a key, the end of a script or a signal."""
    words, screen = terminal_words(), Screen(sys.stdout)
    reader: Reader = LineReader(sys.stdin, sys.stdout)
    if can_prompt(sys.stdin, screen):
        reader = PromptReader(words.says["bar"])
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: reader.leave())
    try:
        _run(screen, reader, words)
    except (EOFError, KeyboardInterrupt, SystemExit):
        screen.clear()
    except SignpostError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(screen: Screen, reader: Reader, words: Words) -> None:
    screen.show(opening(words.says, can_clear=not screen.plain))
    screen.say(words.says["starting"])
    with serving() as address:
        conversation = Conversation(address)
        try:
            Talk(conversation, screen, reader, words).hold()
        finally:
            # Once is enough: another Ctrl-C must not stop the leaving.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            screen.clear()
            with suppress(OSError, SignpostError):
                conversation.forget()


if __name__ == "__main__":
    sys.exit(main())
