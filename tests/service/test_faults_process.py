"""What becomes of people where an action fails or hangs, the store's file goes, the clock jumps, the process ends.

The service runs with its store in SQLite and its actions inside it, as `make serve` does. Actions that fail or wait are
brought about by `held_service.py`. An action server of its own (`rasa run actions`) is for development only, and is not
tried here: `signpost serve` does not use it. An action that computes for ever holds the whole process, and nothing
inside can help: that is not tried either.
"""

from __future__ import annotations

import http.client
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from scripts.cluster_people import Address, Line
from tests.service.faults import (
    Person,
    Service,
    is_told_that_a_part_is_down,
    is_told_that_it_ended,
    known,
    meanwhile,
    revive,
    until,
)

# Long enough that a turn on a busy machine is not given up, short enough to wait for.
TURN_SECONDS = 4.0


class Faulty:
    """The service, and what can be done to it."""

    def __init__(self, folder: Path) -> None:
        """Prepare it, with a clock that can be set where libfaketime is installed."""
        self._fault, self._clock = folder / "fault", folder / "clock"
        self._clock.write_text("+0")
        library = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        self.has_clock = bool(library)
        clock = ["env", f"LD_PRELOAD={library[0]}", f"FAKETIME_TIMESTAMP_FILE={self._clock}"] if library else []
        # The clock on the wall alone: the one that measures how long something takes never jumps.
        clock += ["FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1"] if library else []
        held = [sys.executable, "-m", "tests.service.held_service", str(self._fault), str(TURN_SECONDS)]
        self.service = Service(folder, [*clock, *held])

    @contextmanager
    def actions(self, how: str) -> Iterator[Callable[[], bool]]:
        """Let every action `fail` or `wait`; gives whether one has come to wait."""
        reached = self._fault.with_suffix(".reached")
        reached.unlink(missing_ok=True)
        self._fault.write_text(how)
        try:
            yield reached.exists
        finally:
            self._fault.unlink()

    @contextmanager
    def unswept(self) -> Iterator[None]:
        """Let idle conversations be for a while, as between two sweeps, which come once a minute."""
        still = self._fault.with_suffix(".unswept")
        still.touch()
        # One may have begun.
        time.sleep(0.1)
        try:
            yield
        finally:
            still.unlink()

    def set_clock(self, offset: str) -> None:
        """Let the clock on the wall jump, to so far from the true time."""
        if not self.has_clock:
            pytest.skip("no libfaketime here: sh scripts/services.sh")
        self._clock.write_text(offset)

    def rows(self) -> list[float]:
        """Give when each conversation that is held was last spoken in, as the service believes."""
        with closing(sqlite3.connect(self.service.file)) as store:
            return [when for (when,) in store.execute("SELECT spoken_at FROM conversations")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """The service of this file."""
    faulty = Faulty(tmp_path_factory.mktemp("faulty"))
    yield faulty
    faulty.service.kill()


@pytest.fixture
def faulty(made: Faulty) -> Faulty:
    """The service, running, and at the right time."""
    revive(made.service)
    if made.has_clock:
        made.set_clock("+0")
    return made


def test_an_action_that_fails_costs_one_turn(faulty: Faulty) -> None:
    """The person is told, also when opening a conversation; what they told before is known when they try again."""
    person = Person(faulty.service)
    with faulty.actions("fail"):
        is_told_that_a_part_is_down(person.press)
        is_told_that_a_part_is_down(lambda: Person(faulty.service))
    person.goes_on()


def test_an_action_that_never_returns_is_given_up(faulty: Faulty) -> None:
    """After the time a turn may take the person is told, others are answered meanwhile, and it goes on afterwards."""
    person = Person(faulty.service)
    with faulty.actions("wait") as reached, meanwhile(lambda: is_told_that_a_part_is_down(person.press)) as came:
        until(reached)
        assert faulty.service.health() == (200, [])
        until(lambda: bool(came))
    assert came == [None]
    person.goes_on()


def test_a_file_that_cannot_be_read_for_a_while_loses_nothing(faulty: Faulty) -> None:
    """Meanwhile everybody is told and `health` names the store; once it is back, the conversation goes on."""
    person, file = Person(faulty.service), faulty.service.file
    away = file.rename(file.with_name("away"))
    try:
        file.write_bytes(b"no database " * 1000)
        for tried in (person.press, person.forget, lambda: Person(faulty.service)):
            is_told_that_a_part_is_down(tried)
        assert faulty.service.health() == (503, ["store"])
    finally:
        away.rename(file)
    assert faulty.service.health() == (200, [])
    person.goes_on()


def test_a_file_that_is_taken_away_is_made_again(faulty: Faulty) -> None:
    """What was in it is lost and the person is told so; new conversations work at once, in a file nobody else reads."""
    person = Person(faulty.service)
    faulty.service.file.unlink()
    is_told_that_it_ended(person.press)
    assert faulty.service.health() == (200, [])
    Person(faulty.service).goes_on()
    assert stat.S_IMODE(faulty.service.file.stat().st_mode) == 0o600


def test_a_clock_that_is_set_back_loses_nothing_and_keeps_nothing(faulty: Faulty) -> None:
    """Five hours back, conversations go on; half an hour later those without a message are erased all the same."""
    person, silent = Person(faulty.service), Person(faulty.service)
    faulty.set_clock("-5h")
    person.goes_on()
    until(lambda: max(faulty.rows()) < time.time() - 4 * 3600)
    person.goes_on()
    faulty.set_clock("-260m")
    until(lambda: not faulty.rows())
    is_told_that_it_ended(silent.press)
    Person(faulty.service).goes_on()


def test_a_clock_that_is_set_forward_ends_conversations_as_idle(faulty: Faulty) -> None:
    """Nobody can tell that from hours of silence. Until the next sweep it goes on; then the person is told."""
    person = Person(faulty.service)
    with faulty.unswept():
        faulty.set_clock("+3h")
        person.goes_on()
        faulty.set_clock("+6h")
    until(lambda: not faulty.rows())
    is_told_that_it_ended(person.press)
    Person(faulty.service).goes_on()


def test_after_a_kill_in_mid_turn_nothing_of_it_is_left(faulty: Faulty) -> None:
    """The connection breaks. The next start erases what was in the file, and the person is told that it ended."""
    person = Person(faulty.service)
    with faulty.actions("wait") as reached, meanwhile(person.press) as came:
        until(reached)
        faulty.service.kill()
    assert isinstance(came[0], (OSError, http.client.HTTPException))
    assert len(faulty.rows()) >= 1
    faulty.service.start()
    assert faulty.rows() == []
    is_told_that_it_ended(person.press)
    Person(faulty.service).goes_on()


def test_a_turn_under_way_is_answered_before_the_service_ends(faulty: Faulty) -> None:
    """Told to end in mid-turn, it answers, and ends without an error: connections left open do not hold it up."""
    person, where = Person(faulty.service), Address(faulty.service.host, faulty.service.port)
    idle, waiting = Line(where), Line(where)
    assert idle.post("/signpost/forget", {"session": "none"})[0] == 204
    turn = {"session": person.session, "choose": {"fact": "crime", "values": ["no"]}}
    with ExitStack() as answered, faulty.actions("wait") as reached:
        came = answered.enter_context(meanwhile(lambda: waiting.post("/signpost/messages", turn)))
        until(reached)
        ended = answered.enter_context(meanwhile(faulty.service.ended))
        until(faulty.service.takes_nobody)
    ((status, answer),) = came
    assert (status, known(answer["messages"])) == (200, ["purpose", "danger", "crime", "force"])
    assert ended == [0]
    idle.close()
    waiting.close()
