"""The conversation in a terminal: the real program in a real terminal, and as lines of a script."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signpost.client import Conversation
from signpost.kb import PROJECT
from signpost.talk import Talk
from signpost.talk_reader import LineReader
from signpost.talk_screen import CLEAR, Screen
from signpost.talk_words import terminal_words

WORDS = terminal_words()
WITHIN_SECONDS = 120
ROWS, COLUMNS = 60, 100
UNLIKELY = "quagmarine"
ENTER, CTRL_C = "\r", "\x03"
# A terminal answers this, and is told how much room there is by it.
WHERE_IS_THE_CURSOR = "\x1b[6n"


class Program:
    """`python -m signpost.talk` in a terminal of its own."""

    def __init__(self, home: Path) -> None:
        self.shown = ""
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            # Where tests run side by side these two tell another terminal's size.
            inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
            environment = {**inherited, "TERM": "xterm-256color", "HOME": str(home)}
            os.chdir(PROJECT)
            os.execve(sys.executable, [sys.executable, "-m", "signpost.talk"], environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def until(self, words: str) -> str:
        """Wait until words are shown, and give what was shown since the last time."""
        before, shown = len(self.shown), ""
        ends = time.monotonic() + WITHIN_SECONDS
        while words not in shown and time.monotonic() < ends and self._read():
            shown = self.shown[before:]
        assert words in shown
        return shown

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._terminal, keys.encode())

    def end(self) -> int:
        """Wait for the end and give the exit status."""
        while self._read():
            pass
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def children(self) -> list[int]:
        """Give the processes that it started."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("utf-8")
        return [int(child) for child in listed.split()]

    def _read(self) -> bool:
        if not select.select([self._terminal], [], [], WITHIN_SECONDS)[0]:
            return False
        try:
            read = os.read(self._terminal, 65536).decode("utf-8", "replace")
        except OSError:
            # So Linux says that nobody holds the other end any more.
            return False
        self.shown += read
        if WHERE_IS_THE_CURSOR in read:
            self.type(f"\x1b[{ROWS // 2};1R")
        return True


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """Start the program; whatever happens, it does not outlive the test."""
    started = Program(tmp_path)
    yield started
    try:
        os.kill(started.pid, signal.SIGTERM)
    except ProcessLookupError:
        return


def leave_by_key(program: Program) -> None:
    program.type(CTRL_C)


def leave_by_signal(program: Program) -> None:
    os.kill(program.pid, signal.SIGTERM)


@pytest.mark.parametrize("leave", [leave_by_key, leave_by_signal])
def test_leaving_clears_the_terminal_and_leaves_nothing_behind(
    program: Program, tmp_path: Path, leave: Callable[[Program], None]
) -> None:
    """Said before the first question; afterwards the screen is empty, the service gone, and no file has the words."""
    before_the_question = program.until(WORDS.says["bar"])
    assert before_the_question.index(WORDS.says["leaving"]) < before_the_question.index(WORDS.says["door"])

    program.type(f"my sergeant {UNLIKELY} shouts at me{ENTER}")
    assert WORDS.says["understood"] in program.until(WORDS.says["bar"])
    (service,) = program.children()

    leave(program)

    assert program.end() == 0
    assert program.shown.endswith(CLEAR)
    assert not Path(f"/proc/{service}").exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file() and UNLIKELY.encode() in path.read_bytes()] == []


def test_the_same_conversation_can_be_held_by_a_script(address: str) -> None:
    """Lines in, plain lines out, to an outcome; afterwards the service has forgotten it."""
    typed = "\n".join(["my sergeant groped me at Kent, I'm a constable", "1", "2", "show me", "your answers"])
    shown, conversation = io.StringIO(), Conversation(address)
    with pytest.raises(EOFError):
        Talk(conversation, Screen(shown), LineReader(io.StringIO(typed), shown), WORDS).hold()
    conversation.forget()

    text = shown.getvalue()
    assert text.index(WORDS.says["crisis"]) < text.index(WORDS.says["understood"])
    assert text.index(WORDS.says["now"]) < text.index("Way 1 of ") < text.index(WORDS.says["notices"])
    assert "✓ yes: " in text
    assert WORDS.says["so_far"] in text
    assert "\x1b" not in text
