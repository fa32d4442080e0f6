"""Draws blocks in the terminal: panels with Rich, or plain lines where there is no terminal that can do more."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.segment import Segment, SegmentLines
from rich.table import Table
from rich.text import Text

from signpost.talk_parts import ALARM, ASK, CARD, SAY, Block, Line

WIDEST = 92
# Narrower than this, the sides of a card cost more than they give.
NARROW = 50
INDENT = 2
# What a frame needs beside its title.
ROUND_A_TITLE = 6
# The lines of a screen that a page leaves free for the prompt and the bar beneath it.
BELOW = 3
# An alarm brings its own ground, so that it is as bright in a light scheme as in a dark one.
GROUND = "#ffffff on #a4001d"
STYLES = {ALARM: GROUND, ASK: "none", CARD: "none"}
BORDERS = {ALARM: f"bold {GROUND}", ASK: "bold cyan", CARD: "none"}
OF_MARKS = {"✓": "bold green", "✗": "bold red", "?": "bold magenta"}
BOXES = {ALARM: box.DOUBLE, ASK: box.HEAVY, CARD: box.ROUNDED}
# Home, erase the screen, erase what can be scrolled back to.
CLEAR = "\x1b[H\x1b[2J\x1b[3J"
WITHOUT_SIGNS = str.maketrans("✓✗•", "+x*")


class Screen:
    """A place to draw on: a terminal or a file."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._console = Console(file=file, markup=False, highlight=False, emoji=False)
        self._signs = (getattr(file, "encoding", None) or "utf-8").lower().startswith("utf")
        self.plain = not self._console.is_terminal or self._console.is_dumb_terminal

    def show(self, blocks: Iterable[Block], pause: Callable[[], str] | None = None) -> str:
        """Draw blocks. With `pause`, wait whenever a screen is full, and stop at the first thing typed then.

        Returns:
            what was typed in a pause; nothing where everything was drawn.
        """
        if self.plain:
            text = "".join(f"{line}\n" for block in blocks for line in plain_lines(block))
            self._file.write(self._as_signs(text))
            self._file.flush()
            return ""
        for lines in self._screenfuls(blocks):
            if lines:
                self._console.print(SegmentLines(lines, new_lines=True), end="")
            elif pause and (typed := pause()):
                return typed
        return ""

    def _screenfuls(self, blocks: Iterable[Block]) -> Iterator[list[list[Segment]]]:
        """Give the lines to draw, and an empty list wherever a screen is full. A block is broken only if it must be."""
        room, drawn = self._console.height - BELOW, 0
        for block in blocks:
            lines = self._console.render_lines(self._panel(block), pad=False)
            if drawn and drawn + len(lines) > room:
                yield []
                drawn = 0
            for start in range(0, len(lines), room):
                if start:
                    yield []
                yield lines[start : start + room]
            drawn += len(lines)

    def say(self, text: str) -> None:
        """Write one line."""
        self.show([Block("", (Line(text),), SAY)])

    def clear(self) -> None:
        """Empty the screen, and what can be scrolled back to."""
        if not self.plain:
            self._file.write(CLEAR)
            self._file.flush()

    def _as_signs(self, text: str) -> str:
        return text if self._signs else text.translate(WITHOUT_SIGNS)

    def _panel(self, block: Block) -> RenderableType:
        width = min(self._console.width, WIDEST)
        lines = [self._line(line, block) for line in block.lines]
        if block.tone == SAY:
            return Padding(Group(*lines), (1, 1, 0, 1), expand=False)
        panel = Panel(Group(*lines), BOXES[block.tone], title_align="left", width=width, style=STYLES[block.tone])
        panel.border_style = BORDERS[block.tone]
        if width < NARROW and block.tone == CARD:
            panel.box = box.HORIZONTALS
        title = Text(f"{block.title}{self._bar(block)}", style="bold")
        if title.cell_len > width - ROUND_A_TITLE:
            # A frame would cut it off.
            panel.renderable = Group(title, *lines)
        else:
            panel.title = title
        return panel

    def _bar(self, block: Block) -> str:
        if not block.progress or not self._signs:
            return ""
        asked, at_most = block.progress
        return f"  {'■' * asked}{'□' * (at_most - asked)}"

    def _line(self, line: Line, block: Block) -> RenderableType:
        """Set the mark before its paragraph, so that the paragraph hangs beside it."""
        text = Text(line.text, style="bold" if line.strong else "")
        if not line.mark:
            return Padding(text, (0, 0, 0, INDENT * line.level))
        beside = [other.mark for other in block.lines if other.level == line.level]
        grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
        grid.add_column(width=max(map(cell_len, beside)), justify="right", no_wrap=True)
        grid.add_column(ratio=1)
        grid.add_row(Text(self._as_signs(line.mark), style=OF_MARKS.get(line.mark, "bold")), text)
        return Padding(grid, (0, 0, 0, INDENT * line.level))


def plain_lines(block: Block) -> Iterable[str]:
    """Give a block as lines without colour, frame or breaks: to be read aloud, searched or kept in a file."""
    yield ""
    if block.title:
        yield block.title
    for line in block.lines:
        mark = f"{line.mark}. " if line.mark.isalnum() else line.mark and f"{line.mark} "
        yield f"{' ' * INDENT * line.level}{mark}{line.text}"


def can_prompt(stdin: TextIO, screen: Screen) -> bool:
    """Say whether lines can be edited: people sit at both ends, and the terminal can do it."""
    return stdin.isatty() and not screen.plain and os.environ.get("TERM", "") not in ("", "dumb", "unknown")
