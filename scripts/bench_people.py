"""The people of `make bench`: each holds conversations with one of the two bots and notes how long every turn took."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from typing import Any

from aiohttp import ClientSession

from signpost import plain
from signpost.kb import load_knowledge_base
from signpost.triage import assess

OPEN, BUTTON, TEXT, OUTCOME = "open", "button", "text", "outcome"
FORCES = ("essex", "kent", "dyfed_powys")
ROLES = ("police_officer", "special_constable", "police_staff", "volunteer", "contractor")
CONDUCT = ("offensive_or_insulting", "sexual", "exclusion_or_undermining", "unfair_decision")
ANSWERS = {
    "purpose": "something_happened",
    "danger": "no",
    "crime": "no",
    "position": "affected",
    "who": "colleague",
    "characteristic": "sex",
    "prior_complaint": "no",
    "wish": "informal",
    "pattern": "repeated",
    "raised": "no",
    "rank_band": "up_to_chief_inspector",
}
# As many as a whole conversation with ours takes, so that both are asked for about as much. Its stories and rules name
# an answer to each of these; to others it has one or none, as its training falls out.
STOCK_BUTTONS = ("/mood_unhappy", "/affirm", *("/bot_challenge", "/goodbye") * 3)
_names = itertools.count()


class WrongAnswerError(Exception):
    """A bot answered with an error, with nothing, or with what it should not."""


@dataclass
class Notes:
    """What was measured: kind and milliseconds of each turn in the order they ended, and what went wrong."""

    turns: list[tuple[str, float]] = field(default_factory=list)
    errors: int = 0
    mixed: int = 0

    def of(self, *kinds: str) -> list[float]:
        """Give the times of some kinds of turn."""
        return [ms for kind, ms in self.turns if kind in kinds]


class Person:
    """Somebody who talks to a bot, one turn after another."""

    def __init__(self, http: ClientSession, address: str, number: int, notes: Notes) -> None:
        """Set whom to talk to, who of many this is, and where times are noted."""
        self._http, self._address, self._number, self._notes = http, address, number, notes

    async def open(self) -> None:
        """Begin a conversation."""
        raise NotImplementedError

    async def press(self) -> bool:
        """Press the next button, and say whether another follows."""
        raise NotImplementedError

    async def type(self, text: str) -> None:
        """Type something."""
        raise NotImplementedError

    async def press_again(self, turn: int) -> None:
        """Press a button of one kind, as often as wanted."""
        raise NotImplementedError

    async def whole(self) -> None:
        """Hold a whole conversation by buttons, and note an error where a turn fails."""
        try:
            await self.open()
            while await self.press():
                pass
        except (WrongAnswerError, OSError, TimeoutError):
            self._notes.errors += 1

    async def _ask(self, path: str, body: Any) -> tuple[Any, float]:
        """Give an answer and the milliseconds it took. Raises WrongAnswerError where it is an error."""
        start = perf_counter()
        async with self._http.post(f"{self._address}{path}", json=body) as answer:
            said = await answer.json(content_type=None)
        if answer.status >= 300:
            raise WrongAnswerError(f"{path}: {answer.status}: {said}")
        return said, 1000 * (perf_counter() - start)


class Guided(Person):
    """Somebody who talks to Signpost; their force, role and matter follow from their number."""

    async def open(self) -> None:
        """Begin a conversation."""
        opened, ms = await self._ask("/signpost/sessions", {})
        self._notes.turns.append((OPEN, ms))
        self._session, self._messages = opened["session"], opened["messages"]
        self._told: dict[str, str] = {}

    async def press(self) -> bool:
        """Answer the question on screen. Once nothing is left to ask, note whether the outcome is this person's own."""
        fact = next(message["fact"] for message in self._messages if message["kind"] == "question")
        self._told[fact] = answers_of(self._number)[fact]
        ms = await self._say({"choose": {"fact": fact, "values": [self._told[fact]]}})
        outcome = next((message for message in self._messages if message["kind"] == "outcome"), None)
        self._notes.turns.append((OUTCOME if outcome else BUTTON, ms))
        self._notes.mixed += bool(outcome and not own(outcome, self._told))
        return outcome is None

    async def type(self, text: str) -> None:
        """Type something."""
        self._notes.turns.append((TEXT, await self._say({"text": text})))

    async def press_again(self, turn: int) -> None:
        """Change one's role, again and again: each such turn does the same work."""
        role = ROLES[turn % 2]
        self._notes.turns.append((BUTTON, await self._say({"choose": {"fact": "role", "values": [role]}})))

    async def _say(self, words: dict[str, Any]) -> float:
        said, ms = await self._ask("/signpost/messages", {"session": self._session, **words})
        self._messages = said["messages"]
        return ms


class Greeted(Person):
    """Somebody who talks to the stock bot by its buttons, which send intents."""

    async def open(self) -> None:
        """Begin a conversation, as this bot does at the first message."""
        self._sender, self._left = f"person-{next(_names)}", list(STOCK_BUTTONS)
        await self._say(OPEN, "/greet")

    async def press(self) -> bool:
        """Press the next button."""
        await self._say(BUTTON, self._left.pop(0))
        return bool(self._left)

    async def type(self, text: str) -> None:
        """Type something."""
        await self._say(TEXT, text)

    async def press_again(self, turn: int) -> None:
        """Ask whether it is a bot, again and again."""
        await self._say(BUTTON, "/bot_challenge")

    async def _say(self, kind: str, text: str) -> None:
        said, ms = await self._ask("/webhooks/rest/webhook", {"sender": self._sender, "message": text})
        # It may have nothing to say to an account; a button without an answer is a failure, which it does not tell.
        if not said and kind != TEXT:
            raise WrongAnswerError(f"{text}: no answer")
        self._notes.turns.append((kind, ms))


def answers_of(number: int) -> dict[str, str]:
    """Give what a person answers: neighbours are of different forces, and sixty of them differ in something."""
    force, role = FORCES[number % len(FORCES)], ROLES[number % len(ROLES)]
    return {**ANSWERS, "force": force, "role": role, "conduct": CONDUCT[number % len(CONDUCT)]}


def own(outcome: dict[str, Any], told: dict[str, str]) -> bool:
    """Say whether an outcome offers what `assess` offers for what this person told, in the words of their force."""
    kb = load_knowledge_base()
    # Anything a change of day at midnight could change is left out: routes and duties do not hang on the day.
    due = plain.outcome(assess(kb.vocabulary.facts(told), kb, date.today()))
    return all(outcome[part] == due[part] for part in ("routes", "duties"))
