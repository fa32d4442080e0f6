"""People who talk to a cluster, each from an address of their own, and try again where they are told to."""

from __future__ import annotations

import http.client
import json
import random
import select
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Messages = list[dict[str, Any]]
Body = dict[str, Any]

ANSWER_WITHIN_SECONDS = 60.0
TRY_AGAIN_AFTER_SECONDS = 1.0
GIVE_UP_AFTER_SECONDS = 90.0
MOST_TURNS = 20
# What is answered with these was not the person's fault, so they try again. 0: the connection broke.
BROKEN = (0, 500, 502, 503, 504)
ACCOUNT = "my inspector keeps sending sexual pictures to one of the girls on our team, i saw them on her phone"
# Told in different mixtures, so that one person's answers cannot pass for another's.
ANSWERS: dict[str, tuple[str, ...]] = {
    "purpose": ("something_happened",),
    "danger": ("no",),
    "crime": ("no", "yes", "unsure"),
    "force": ("kent", "essex", "dyfed_powys"),
    "role": ("police_officer", "police_staff", "special_constable", "volunteer", "contractor"),
    "position": ("affected", "witness", "told"),
    "conduct": ("sexual", "offensive_or_insulting", "unwanted_contact", "exclusion_or_undermining"),
    "who": ("own_line_manager", "colleague", "more_senior", "junior", "group"),
    "wish": ("anonymous", "formal", "talk", "informal"),
}


@dataclass(frozen=True)
class Address:
    """Where a person reaches the service: nginx by TLS, or a worker itself without."""

    host: str
    port: int
    trust: ssl.SSLContext | None = None


class Line:
    """A person's connection, kept open as a browser does, from an address of its own."""

    def __init__(self, address: Address, own: str = "127.0.0.1") -> None:
        """Take where to, and from which address."""
        self._address, self._own = address, own
        self._open: http.client.HTTPConnection | None = None

    def post(self, path: str, body: Body | bytes, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """Post JSON, or bytes as they are; give the status, 0 where the connection broke, and what was answered."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            connection = self._still_open() or self._connect()
            connection.request("POST", path, data, {"Content-Type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, None
        try:
            return answer.status, json.loads(text) if text else None
        except ValueError:
            return answer.status, text.decode("utf-8", "replace")

    def close(self) -> None:
        """Hang up."""
        if self._open:
            self._open.close()
        self._open = None

    def _still_open(self) -> http.client.HTTPConnection | None:
        """Give the open connection, unless the other side has hung up meanwhile, which a browser notices too."""
        if self._open and (self._open.sock is None or select.select([self._open.sock], [], [], 0)[0]):
            self.close()
        return self._open

    def _connect(self) -> http.client.HTTPConnection:
        host, port, trust = self._address.host, self._address.port, self._address.trust
        words: dict[str, Any] = {"timeout": ANSWER_WITHIN_SECONDS, "source_address": (self._own, 0)}
        self._open = (
            http.client.HTTPSConnection(host, port, context=trust, **words)
            if trust
            else http.client.HTTPConnection(host, port, **words)
        )
        return self._open


@dataclass
class Talk:
    """What became of one conversation."""

    session: str = ""
    turns: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    unkind: int = 0
    """Refusals that were not in the form of the contract, or told nobody about 999."""
    longest_wait: float = 0.0
    so_far: Any = None
    """What the outcome says that was told; None where the conversation came to no outcome."""
    ended_by: str = ""

    @property
    def sent_again(self) -> int:
        """How often the person had to try again."""
        return sum(self.refused.values())


class Person:
    """Somebody who answers what is asked, always the same for the same number."""

    def __init__(
        self, number: int, lines: Sequence[Line], think: tuple[float, float] = (0, 0), words: str = ""
    ) -> None:
        """Take a number, the lines that turns are sent over in turn, how long to think, and a word of their own."""
        self._number, self._lines, self._think, self._words = number, lines, think, words
        self._sent = 0

    def talk(self, until: threading.Event | None = None) -> Talk:
        """Hold one conversation to its outcome; leave it where told to."""
        talk = Talk()
        opened = self._send(talk, "sessions", {})
        if opened is None:
            return talk
        talk.session, messages = opened["session"], opened["messages"]
        body = {"text": f"{ACCOUNT} {self._words}".strip()} if self._number % 2 else self._next(messages)
        for _ in range(MOST_TURNS):
            if until is not None and until.is_set():
                talk.ended_by = "left"
                return talk
            time.sleep(random.uniform(*self._think))
            answer = self._send(talk, "messages", {"session": talk.session, **body})
            if answer is None:
                return talk
            outcomes = [message for message in answer["messages"] if message["kind"] == "outcome"]
            if outcomes:
                talk.so_far, talk.ended_by = outcomes[-1]["so_far"], "outcome"
                return talk
            body = self._next(answer["messages"])
        talk.ended_by = "no outcome"
        return talk

    def forget(self, talk: Talk) -> None:
        """Have a conversation erased."""
        self._send(talk, "forget", {"session": talk.session})

    def _send(self, talk: Talk, path: str, body: Body) -> Any:
        """Send, and again while the service is broken. None where it is refused for good."""
        begun = time.monotonic()
        while time.monotonic() - begun < GIVE_UP_AFTER_SECONDS:
            line = self._lines[self._sent % len(self._lines)]
            self._sent += 1
            asked = time.monotonic()
            status, answer = line.post(f"/signpost/{path}", body)
            if status < 300 and status:
                talk.turns.append(time.monotonic() - asked)
                talk.longest_wait = max(talk.longest_wait, time.monotonic() - begun)
                return answer or {}
            error = answer.get("error", {}) if isinstance(answer, dict) else {}
            talk.refused[error.get("code") or f"status {status}"] += 1
            if status not in BROKEN:
                talk.ended_by = error.get("code") or f"status {status}"
                return None
            talk.unkind += "999" not in error.get("message", "")
            time.sleep(TRY_AGAIN_AFTER_SECONDS)
        talk.ended_by = "gave up"
        return None

    def _next(self, messages: Messages) -> Body:
        """Answer what is asked."""
        if any(message["kind"] == "understood" for message in messages):
            return _choice("understood", "confirm")
        question = [message for message in messages if message["kind"] == "question"][-1]
        fact, offered = question["fact"], [option["value"] for option in question["options"]]
        wanted = ANSWERS.get(fact, ("unsure",))
        value = wanted[self._number % len(wanted)]
        return _choice(fact, value if value in offered else "unsure" if "unsure" in offered else offered[0])


class Crowd:
    """Many people at once, each holding one conversation after another until told to stop."""

    def __init__(self, address: Address, people: int, think: tuple[float, float] = (0, 0), words: str = "") -> None:
        """Take where to, how many, how long they think, and a word that they type."""
        self.talks: list[tuple[int, Talk]] = []
        self._stop, self._leave = threading.Event(), threading.Event()
        self._persons = [
            (number, Person(number, [Line(address, f"127.0.1.{number + 1}")], think, words)) for number in range(people)
        ]

    @contextmanager
    def talking(self, to_the_end: bool = True) -> Iterator[None]:
        """Have them talk meanwhile; afterwards wait until each has ended the conversation, or left it where told to."""
        threads = [threading.Thread(target=self._talk, args=person, daemon=True) for person in self._persons]
        for thread in threads:
            thread.start()
        try:
            yield
        except BaseException:
            to_the_end = False
            raise
        finally:
            self._stop.set()
            if not to_the_end:
                self._leave.set()
        for thread in threads:
            thread.join()

    @property
    def turns(self) -> list[float]:
        """How long each turn took, in seconds."""
        return [seconds for _, talk in self.talks for seconds in talk.turns]

    def refused(self) -> Counter[str]:
        """What was refused, by code."""
        return sum((talk.refused for _, talk in self.talks), Counter())

    def _talk(self, number: int, person: Person) -> None:
        while not self._stop.is_set():
            self.talks.append((number, person.talk(self._leave)))


def _choice(fact: str, value: str) -> Body:
    return {"choose": {"fact": fact, "values": [value]}}
