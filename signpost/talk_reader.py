"""Reads what is typed: at a prompt with editing, or as plain lines. Nothing typed is kept or written anywhere."""

from __future__ import annotations

from typing import Protocol, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style


class Reader(Protocol):
    """Something to read from. It raises EOFError or KeyboardInterrupt where the person leaves."""

    def read(self, prompt: str, default: str = "", erase: bool = False) -> str:
        """Wait for one thing to be typed.

        Args:
            prompt: what stands before it.
            default: what stands there already and can be changed.
            erase: whether the line goes away afterwards, where that can be done.
        """

    def leave(self) -> None:
        """Leave from within a signal handler."""


class PromptReader:
    """A prompt with editing, paste of several lines, and a bar beneath it. It has no history."""

    def __init__(self, bar: str) -> None:
        self._session: PromptSession[str] = PromptSession(
            history=DummyHistory(),
            key_bindings=_keys(),
            bottom_toolbar=bar,
            prompt_continuation="  ",
            style=Style.from_dict({"bottom-toolbar": "bold"}),
        )

    def read(self, prompt: str, default: str = "", erase: bool = False) -> str:
        self._session.app.erase_when_done = erase
        return self._session.prompt(prompt, default=default)

    def leave(self) -> None:
        app = self._session.app
        if not app.is_running or app.loop is None:
            raise SystemExit
        # The prompt has to give the terminal back as it was, so it is ended from inside.
        app.loop.call_soon_threadsafe(lambda: app.exit(exception=EOFError))


class LineReader:
    """Lines of a file or of a simple terminal. A script's lines are written out, so that the whole can be read."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self._stdin, self._stdout = stdin, stdout

    def read(self, prompt: str, default: str = "", erase: bool = False) -> str:
        self._stdout.write(f"\n{prompt}")
        self._stdout.flush()
        line = self._stdin.readline()
        if not line:
            raise EOFError
        if not self._stdin.isatty():
            self._stdout.write("".join(char for char in line if char.isprintable()) + "\n")
        return line.rstrip("\n") or default

    def leave(self) -> None:
        raise SystemExit


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("escape", "enter")
    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-d")
    def leave(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    return keys
