"""A conversation in the terminal, with a service that only writes down what it was asked."""

from __future__ import annotations

import io
from typing import Any

import pytest

from signpost.client import Conversation, Messages, RefusedError
from signpost.talk import Talk
from signpost.talk_reader import LineReader
from signpost.talk_screen import Screen
from signpost.talk_words import terminal_words

WORDS = terminal_words()
QUESTION = {
    "kind": "question",
    "fact": "danger",
    "text": "Is anyone in danger?",
    "why": "Help comes first.",
    "options": [{"value": "yes", "title": "Yes"}, {"value": "no", "title": "No, nobody"}],
    "multiple": False,
    "progress": {"asked": 1, "at_most": 8},
    "so_far": [{"fact": "who", "text": "it was a colleague"}],
}
END = {
    "kind": "end",
    "text": "You can go on.",
    "options": [{"value": "change", "title": "Change an answer"}, {"value": "start_again", "title": "Start again"}],
}


class Service(Conversation):
    """Answers everything with the same message, or refuses the first thing that is said."""

    def __init__(self, message: dict[str, Any], refusing: Exception | None = None) -> None:
        super().__init__("http://nowhere.example")
        self.asked: list[tuple[str, ...]] = []
        self._message, self._refusing = message, refusing

    def start(self, force: str | None = None) -> Messages:
        self.asked.append(("start",))
        return [self._message]

    def say(self, text: str) -> Messages:
        self.asked.append(("say", text))
        if self._refusing:
            error, self._refusing = self._refusing, None
            raise error
        return [self._message]

    def choose(self, fact: str, *values: str) -> Messages:
        self.asked.append(("choose", fact, *values))
        return [self._message]

    def forget(self) -> None:
        self.asked.append(("forget",))


def held(service: Service, *typed: str) -> str:
    """Type the lines, then let the input end; give what was shown."""
    shown = io.StringIO()
    reader = LineReader(io.StringIO("".join(f"{line}\n" for line in typed)), shown)
    with pytest.raises(EOFError):
        Talk(service, Screen(shown), reader, WORDS).hold()
    return shown.getvalue()


@pytest.mark.parametrize("word", ["exit", "Exit", "quit.", " exit "])
def test_a_word_leaves_and_is_not_sent(word: str) -> None:
    """What comes after it is not read either."""
    service = Service(QUESTION)
    held(service, word, "more")

    assert service.asked == [("start",)]


@pytest.mark.parametrize("words", ["/exit", "/restart", '/inform{"force": "kent"}', "why", "change", "help"])
def test_everything_else_is_words_for_the_service(words: str) -> None:
    """A slash commands nothing, here or there."""
    service = Service(QUESTION)
    held(service, words)

    assert service.asked[1:] == [("say", words)]


def test_a_number_is_sent_as_a_choice_and_said_back() -> None:
    """Whoever reads the conversation again sees what was chosen."""
    service = Service(QUESTION)

    assert "You: No, nobody" in held(service, "2")
    assert service.asked[1:] == [("choose", "danger", "no")]


def test_nothing_typed_is_not_sent() -> None:
    """Enter alone says what to do."""
    service = Service(QUESTION)

    assert WORDS.says["empty"] in held(service, "", "   ")
    assert service.asked == [("start",)]


def test_an_ending_is_answered_by_its_title() -> None:
    """As the interfaces say."""
    service = Service(END)
    held(service, "1")

    assert service.asked[1:] == [("say", "Change an answer")]


@pytest.mark.parametrize(("message", "typed"), [(QUESTION, "start again"), (END, "2")])
def test_starting_again_forgets_the_old_and_opens_the_new(message: dict[str, Any], typed: str) -> None:
    """It is asked once; then both sides are cleared."""
    service = Service(message)
    held(service, typed, "yes")

    assert service.asked == [("start",), ("forget",), ("start",)]


def test_starting_again_can_be_thought_better_of() -> None:
    """Anything but a yes keeps everything, and the question is shown again."""
    service = Service(QUESTION)
    shown = held(service, "start again", "2")

    assert service.asked == [("start",)]
    assert shown.count(QUESTION["text"]) == 2


def test_the_answers_so_far_are_listed_and_a_number_changes_one() -> None:
    """The list is the terminal's own; the change is the service's."""
    service = Service(QUESTION)
    shown = held(service, "your answers", "1")

    assert "1. it was a colleague" in shown
    assert service.asked[1:] == [("choose", "understood", "who")]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RefusedError(429, {"code": "too_many_messages", "message": "Please wait a minute."}), "Please wait a minute."),
        (ConnectionRefusedError(), WORDS.says["unreachable"]),
    ],
)
def test_a_failure_keeps_the_words_and_names_who_can_be_called(error: Exception, reason: str) -> None:
    """Enter sends them again; 999 and the crisis lines need no service."""
    service = Service(QUESTION, error)
    shown = held(service, "he shouted at me", "")

    assert f"Error: {reason}" in shown
    assert WORDS.says["emergency"] in shown
    assert service.asked[1:] == [("say", "he shouted at me")] * 2
