"""What the terminal shows of every kind of message: with colour, without, narrow, and as plain lines."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from signpost.model import KnowledgeBase
from signpost.talk_choices import chosen
from signpost.talk_pages import opening, pages, so_far
from signpost.talk_screen import CLEAR, Screen
from signpost.talk_words import terminal_words

SAYS = terminal_words().says
PROJECT = Path(__file__).parents[2]
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR = re.compile(r"\x1b\[[0-9;]*[34][0-9;]+m")
CITED = [{"policy": "L1760", "paragraph": "3.11.3"}]
SAMARITANS = {"name": "Samaritans", "kind": "phone", "value": "116 123", "hours": "Day and night", "for": "Anyone"}
QUESTION = {
    "kind": "question",
    "fact": "conduct",
    "text": "What was it about?",
    "why": "The definitions differ.",
    "options": [{"value": "sexual", "title": "Something sexual"}, {"value": "physical", "title": "Pushing"}],
    "multiple": True,
    "progress": {"asked": 2, "at_most": 8},
}
CRISIS = {
    "kind": "crisis",
    "text": "If you are in danger, call 999.\nSamaritans: 116 123 (Day and night)",
    "contacts": [SAMARITANS],
}
ANSWER = {
    "kind": "answer",
    "answer": "eap",
    "title": "Can I use the EAP?",
    "text": "It does not say.\nSamaritans: 116 123 (Day and night)",
    "settled": False,
    "citations": CITED,
    "sources": [
        {
            "policy": "L1760",
            "title": "Personal harassment protocol",
            "publisher": "Kent Police",
            "address": "https://kent.example/l1760",
            "reviewed": "2022-09",
            "overdue": True,
        }
    ],
    "contacts": [SAMARITANS],
    "options": [{"value": "eap_family", "title": "Can my family?"}],
    "words": [{"word": "EAP", "means": "a support service"}],
}
OUTCOME: dict[str, Any] = {
    "kind": "outcome",
    "now": [{"title": "Report it", "text": "It is your choice."}],
    "findings": [
        {
            "title": "Harassment",
            "status": "may_fit",
            "text": "Unwanted conduct.",
            "citations": CITED,
            "reasons": [
                {"met": "yes", "text": "It was sexual.", "citations": CITED},
                {"met": "no", "text": "It was not repeated.", "citations": []},
                {"met": "unsure", "text": "Was it unwanted?", "citations": []},
            ],
        }
    ],
    "routes": [
        {
            "title": "Somebody of a staff association with a long name",
            "rank": 1,
            "why": "You need no reason.",
            "contacts": [{**SAMARITANS, "confirm": "Check the hours."}],
            "who_will_know": "The person who answers.",
            "read_first": ["mandatory_referral"],
            "citations": CITED,
        }
    ],
    "duties": [
        {"title": "Speak up", "time": "no_time", "text": "Raise it.", "say": [], "avoid": [], "citations": CITED},
        {
            "title": "Say what you must pass on",
            "time": "now",
            "text": "Before they go on.",
            "say": ["I may have to tell HR."],
            "avoid": ["I promise."],
            "citations": CITED,
        },
    ],
    "notices": [
        {"notice": "mandatory_referral", "title": "Before you tell HR", "first": True, "text": "…", "citations": []},
        {
            "notice": "not_a_report",
            "title": "Not a report",
            "first": False,
            "text": "Nobody was told.",
            "citations": [],
        },
    ],
    "unknown": [{"fact": "wish", "text": "What would help you?"}],
}
MESSAGES: list[dict[str, Any]] = [CRISIS, QUESTION, ANSWER, OUTCOME]


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Terminal]:
    """Draw messages in a terminal of the given width, height and settings, and give what it holds."""

    def draw(messages: list[dict[str, Any]], width: int = 80, height: int = 24, **environment: str) -> Terminal:
        settings = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": str(width), "LINES": str(height)}
        for name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**settings, **environment}.items():
            monkeypatch.setenv(name, value)
        file = Terminal()
        Screen(file).show(pages(messages, SAYS))
        return file

    return draw


def words_of(file: io.StringIO) -> str:
    """Give the words alone: no colour, no frame, no line breaks."""
    bare = re.sub(r"[│┃║╭╮╰╯┏┓┗┛╔╗╚╝─━═]", " ", ESCAPE.sub("", file.getvalue()))
    return " ".join(bare.split())


def plainly(messages: list[dict[str, Any]]) -> list[str]:
    """Give the lines that a file gets."""
    file = io.StringIO()
    Screen(file).show(pages(messages, SAYS))
    return file.getvalue().splitlines()


def test_a_question_has_numbers_its_reason_and_its_progress(terminal: Callable[..., Terminal]) -> None:
    """A person sees what can be typed, why it is asked and how far it goes."""
    words = words_of(terminal([QUESTION]))

    assert "Question 2 of at most 8 ■■□□□□□□" in words
    assert "1 Something sexual 2 Pushing" in words
    assert "Why we ask: The definitions differ." in words
    assert "several such as 1 3" in words


def test_a_crisis_brings_its_own_ground_in_every_colour_scheme(terminal: Callable[..., Terminal]) -> None:
    """The lines to call are bright on a dark and on a light terminal, and each is named once."""
    file = terminal([CRISIS])

    assert "48;2;164;0;29" in file.getvalue()
    assert words_of(file).count("116 123") == 1
    assert "Samaritans: call 116 123 (Day and night)" in words_of(file)


def test_without_colour_nothing_is_coloured_and_nothing_is_lost(terminal: Callable[..., Terminal]) -> None:
    """NO_COLOR takes the colour and leaves every word, the double frame of a crisis too."""
    plain = terminal(MESSAGES, NO_COLOR="1")

    assert not COLOUR.search(plain.getvalue())
    assert COLOUR.search(terminal(MESSAGES).getvalue())
    assert "╔" in plain.getvalue()
    assert words_of(plain) == words_of(terminal(MESSAGES))


@pytest.mark.parametrize("width", [40, 60, 200])
def test_no_line_is_wider_than_the_terminal_and_no_title_is_cut(terminal: Callable[..., Terminal], width: int) -> None:
    """Forty columns are enough, and two hundred are not all used."""
    file = terminal(MESSAGES, width=width)

    assert max(cell_len(line) for line in ESCAPE.sub("", file.getvalue()).splitlines()) <= min(width, 92)
    assert "Way 1 of 1: Somebody of a staff association with a long name" in words_of(file)


def test_what_is_piped_is_plain_lines() -> None:
    """A file gets no escape, no frame and no broken paragraph."""
    lines = plainly(MESSAGES)

    assert not re.search(r"[\x1b│┃║╭━═]", "".join(lines))
    assert "1. Something sexual" in lines
    assert "a. Can my family?" in lines


def test_a_dumb_terminal_gets_plain_lines_and_is_not_cleared(terminal: Callable[..., Terminal]) -> None:
    """Where nothing can be erased nothing is sent that would be, and the person is told."""
    file = terminal([QUESTION], TERM="dumb")
    screen = Screen(file)
    screen.clear()

    assert "\x1b" not in file.getvalue()
    assert screen.plain
    assert any(SAYS["leaving_can_plain"] == line.text for block in opening(SAYS, False) for line in block.lines)


def test_an_element_has_a_sign_and_a_word() -> None:
    """Nothing is said by a sign or a colour alone."""
    lines = plainly([OUTCOME])

    assert "  ✓ yes: It was sexual. [L1760 3.11.3]" in lines
    assert "  ✗ no: It was not repeated." in lines
    assert "  ? open: Was it unwanted?" in lines


def test_a_way_says_how_when_who_will_know_and_where_it_is_written() -> None:
    """A card holds all that is needed to choose it, and what to read before."""
    lines = plainly([OUTCOME])
    card = lines[lines.index("Way 1 of 1: Somebody of a staff association with a long name") :]

    assert card[1:8] == [
        "You need no reason.",
        "  Samaritans: call 116 123 (Day and night)",
        "    For: Anyone",
        "    Check first: Check the hours.",
        "Who will know: The person who answers.",
        "Read first: Before you tell HR",
        "Source: L1760 3.11.3",
    ]


def test_duties_stand_by_time_with_words_to_say_and_to_avoid() -> None:
    """What cannot wait stands first."""
    lines = plainly([OUTCOME])
    now, later = lines.index("• Now: Say what you must pass on"), lines.index("• At any time: Speak up")

    assert now < later
    assert lines[now + 2 : now + 4] == ["  You could say: I may have to tell HR.", "  Better not: I promise."]


def test_the_outcome_is_in_the_order_in_which_it_matters() -> None:
    """What to do now, why, the ways, the duties, then the rest; notices said before are not said twice."""
    lines = plainly([OUTCOME])
    heads = [SAYS[name] for name in ("now", "findings", "duties", "notices", "unknown")]

    assert [line for line in lines if line in heads] == heads
    assert "• Before you tell HR" not in lines


def test_an_answer_names_its_paragraph_its_document_and_its_words() -> None:
    """Whoever doubts an answer can look it up."""
    lines = plainly([ANSWER])

    assert "Source: L1760 3.11.3" in lines
    assert "• L1760: Personal harassment protocol, Kent Police" in lines
    assert "  Last reviewed 2022-09. Past its review date, so check first." in lines
    assert "• EAP: a support service" in lines
    assert SAYS["unsettled"] in lines
    assert sum("116 123" in line for line in lines) == 1


def test_a_page_longer_than_the_screen_waits_and_what_is_typed_then_counts(
    terminal: Callable[..., Terminal],
) -> None:
    """An outcome is read from its beginning, and can be left in the middle."""
    file = terminal([], height=16)
    screen = Screen(file)
    seen: list[int] = []

    def pause() -> str:
        seen.append(len(file.getvalue().splitlines()))
        return "2" if len(seen) == 2 else ""

    assert screen.show(pages([OUTCOME], SAYS), pause) == "2"
    assert seen[0] <= 16
    assert seen[1] - seen[0] <= 16
    assert SAYS["notices"] not in file.getvalue()


def test_leaving_clears_the_screen_and_what_can_be_scrolled_back_to(terminal: Callable[..., Terminal]) -> None:
    """Both are sent: erase the screen, and erase the lines above it."""
    file = terminal([QUESTION])
    Screen(file).clear()

    assert file.getvalue().endswith(CLEAR)
    assert "\x1b[2J" in CLEAR
    assert "\x1b[3J" in CLEAR


@pytest.mark.parametrize(
    ("messages", "typed", "expected"),
    [
        ([QUESTION], "2", ("conduct", ("physical",))),
        ([QUESTION], "1, 2", ("conduct", ("sexual", "physical"))),
        ([QUESTION], "2)", ("conduct", ("physical",))),
        ([QUESTION], "3", None),
        ([QUESTION], "/2", None),
        ([QUESTION], "two of them", None),
        ([{**QUESTION, "multiple": False}], "1 2", None),
        ([ANSWER, QUESTION], "a", ("answer", ("eap_family",))),
        ([ANSWER, QUESTION], "1", ("conduct", ("sexual",))),
        ([QUESTION, so_far([{"fact": "who", "text": "a colleague"}], SAYS)], "1", ("understood", ("who",))),
        ([QUESTION, so_far([], SAYS)], "1", ("conduct", ("sexual",))),
        ([], "1", None),
    ],
)
def test_numbers_and_letters_choose_what_was_shown_last(
    messages: list[dict[str, Any]], typed: str, expected: tuple[str, tuple[str, ...]] | None
) -> None:
    """What is no option is left to the service as words."""
    choice = chosen(messages, typed)

    assert (choice and (choice.fact, choice.values)) == expected


def test_the_lines_that_stand_there_from_the_start_are_those_of_the_knowledge_base(real_kb: KnowledgeBase) -> None:
    """Written in the terminal's words so that they need no service; the contacts are held elsewhere."""
    books = real_kb.rulebooks.values()
    held = {use.contact.value for book in books for route in book.routes for use in route.contacts}
    numbers = re.findall(r"\d[\d ]*\d", SAYS["emergency"] + SAYS["bar"])

    assert len(numbers) == 6
    assert set(numbers) <= held


def test_every_word_of_the_terminal_is_used() -> None:
    """A sentence that nobody says is not kept for people to translate and approve."""
    source = "".join(path.read_text("utf-8") for path in (PROJECT / "signpost").glob("talk*.py"))
    built = ("met_", "time_", "fits", "may_fit", "undecided", "does_not_fit")

    assert [name for name in SAYS if f'"{name}"' not in source and not name.startswith(built)] == []
