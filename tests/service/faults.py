"""A service that can be broken, and a person who tells it something before, meanwhile and afterwards."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scripts.cluster_parts import Part, Worker
from signpost.client import Conversation, Messages, RefusedError, endpoints_in

WITHIN_SECONDS = 60.0
HOST = "127.0.0.1"
# What everybody here tells, button by button; each is a turn.
ANSWERS = (("purpose", "something_happened"), ("danger", "no"), ("crime", "no"), ("role", "police_officer"))


class Service(Worker):
    """A `signpost serve` with a store in a folder of its own."""

    def __init__(self, folder: Path, program: Sequence[str] = (), endpoints: Path | None = None) -> None:
        """Take what is run in place of `signpost serve`, and the endpoints in place of a SQLite file."""
        self.file = folder / "store" / "conversations.db"
        self._program = list(program) or [str(Path(sys.executable).with_name("signpost")), "serve"]
        self.file.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
        super().__init__("service", folder, HOST, endpoints or endpoints_in(folder, "store/conversations.db"))

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://{self.host}:{self.port}"

    def command(self) -> list[str]:
        """Give what is run."""
        return [*self._program, *super().command()[2:]]

    def ended(self) -> int:
        """Ask it to end, and give what it ended with."""
        assert self._process is not None
        self._process.send_signal(self.stopped_by)
        return self._process.wait(WITHIN_SECONDS)

    def takes_nobody(self) -> bool:
        """Say whether it has stopped to take connections."""
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) != 0

    def health(self) -> tuple[int, list[str]]:
        """Ask whether it is well: the status, and the parts that are down."""
        try:
            with urllib.request.urlopen(f"{self.address}/signpost/health", timeout=WITHIN_SECONDS) as answer:
                return answer.status, json.loads(answer.read()).get("down", [])
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())["down"]


class Person(Conversation):
    """Somebody who presses the same buttons as everybody."""

    def __init__(self, service: Service, turns: int = 2) -> None:
        """Open a conversation and tell so much."""
        super().__init__(service.address)
        self.start(force="kent")
        self.told: list[str] = ["force"]
        for _ in range(turns):
            self.goes_on()

    def goes_on(self) -> None:
        """Answer the next question, and see that everything told until now is still known, each once."""
        fact, _ = self._next
        messages = self.press()
        assert sorted(known(messages)) == sorted([*self.told, fact])
        self.told.append(fact)

    def press(self) -> Messages:
        """Answer the next question, whatever comes of it."""
        return self.choose(*self._next)

    @property
    def _next(self) -> tuple[str, str]:
        return ANSWERS[len(self.told) - 1]


def revive(part: Part) -> None:
    """Start a part unless it runs."""
    if part._process is None or part._process.poll() is not None:
        part.start()


def known(messages: Messages) -> list[str]:
    """Give the facts that the service says were told until now."""
    return [told["fact"] for told in [message for message in messages if message["kind"] == "question"][-1]["so_far"]]


def is_told_that_a_part_is_down(do: Callable[[], object]) -> None:
    """See that what is tried is answered by the contract: a plain sentence with the emergency number."""
    with pytest.raises(RefusedError) as refused:
        do()
    assert (refused.value.status, refused.value.code) == (503, "part_down")
    assert "999" in refused.value.message
    assert "Traceback" not in refused.value.message


def is_told_that_it_ended(do: Callable[[], object]) -> None:
    """See that the person is told that nothing is held of the conversation any more."""
    with pytest.raises(RefusedError) as refused:
        do()
    assert (refused.value.status, refused.value.code) == (404, "no_such_session")


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    end = time.monotonic() + WITHIN_SECONDS
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


@contextmanager
def meanwhile(do: Callable[[], Any]) -> Iterator[list[Any]]:
    """Have something done beside; afterwards the list holds what came of it, or the error."""
    came: list[Any] = []

    def run() -> None:
        try:
            came.append(do())
        except Exception as error:
            came.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield came
    thread.join(WITHIN_SECONDS)
    assert came, "no answer came"
