"""What becomes of people where PostgreSQL or Redis is gone, or a worker dies, with the settings of deploy/."""

from __future__ import annotations

import asyncio
import http.client
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scripts.cluster_parts import Database, Redis, endpoints_file
from signpost.plugins.tracker_store import WordlessTrackerStore
from tests.service.faults import Person, Service, is_told_that_a_part_is_down, meanwhile, revive, until


class Cluster:
    """A database, Redis and one worker."""

    def __init__(self, folder: Path) -> None:
        """Start them."""
        self.database, self.redis = Database("database", folder / "database"), Redis("redis", folder / "redis")
        self.database.prepare()
        self.database.start()
        self.database.fill()
        self.redis.start()
        self.endpoints = endpoints_file(folder, self.database, self.redis)
        self.worker = Service(folder / "worker", endpoints=self.endpoints)

    def doctor(self) -> tuple[int, list[str]]:
        """Have the installation examined: the status, and what is missing."""
        program = [str(Path(sys.executable).with_name("signpost")), "doctor", "--endpoints", str(self.endpoints)]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        return done.returncode, [line for line in done.stdout.splitlines() if line.startswith("MISSING")]

    def stop(self) -> None:
        """End them all."""
        for part in (self.worker, self.redis, self.database):
            part.stop()


@pytest.fixture(scope="module")
def made() -> Iterator[Cluster]:
    """The parts of this file, in a folder that the database's own user can reach."""
    if not shutil.which("redis-server") or not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("no PostgreSQL or Redis here: sh scripts/services.sh")
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    folder.chmod(0o755)
    cluster = Cluster(folder)
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


@pytest.fixture
def cluster(made: Cluster) -> Cluster:
    """The parts, all of them running."""
    for part in (made.database, made.redis, made.worker):
        revive(part)
    return made


@pytest.mark.parametrize(("part", "named"), [("database", "store"), ("redis", "locks")])
def test_a_part_that_is_gone_and_back_loses_nothing(cluster: Cluster, part: str, named: str) -> None:
    """Whatever is tried meanwhile is answered with 999, `health` and the doctor name the part; then all goes on."""
    person, gone = Person(cluster.worker), getattr(cluster, part)
    assert cluster.doctor() == (0, [])
    gone.stop()
    for tried in (person.press, person.forget, lambda: Person(cluster.worker)):
        is_told_that_a_part_is_down(tried)
    assert cluster.worker.health() == (503, [named])
    status, (line,) = cluster.doctor()
    assert (status, f" {named}: " in line) == (1, True)
    gone.start()
    person.goes_on()
    Person(cluster.worker).goes_on()
    assert cluster.worker.health() == (200, [])
    person.forget()


def test_what_the_database_refuses_does_not_end_the_service(cluster: Cluster) -> None:
    """Rasa's store ends the process at an error of this kind, such as for a name with a null in it."""
    settings = json.loads(cluster.endpoints.read_text("utf-8"))["tracker_store"]
    store = WordlessTrackerStore(host=settings.pop("url"), **{key: settings[key] for key in settings if key != "type"})
    with pytest.raises(ValueError, match="NUL"):
        asyncio.run(store.forget("\0"))
    assert asyncio.run(store.exists("another")) is False
    store.close()


def test_after_a_kill_in_mid_turn_the_conversation_goes_on(cluster: Cluster) -> None:
    """Killed as it writes, a worker loses the turn that nobody had an answer to; started again, it goes on."""
    person = Person(cluster.worker)
    with closing(cluster.database.connect()) as holder:
        # Whoever writes waits for this, so the turn comes to its very end and no further.
        holder.cursor().execute("BEGIN; LOCK TABLE conversations IN EXCLUSIVE MODE")
        with meanwhile(person.press) as came:
            until(lambda: bool(cluster.database.ask("SELECT 1 FROM pg_locks WHERE NOT granted")))
            cluster.worker.kill()
    assert isinstance(came[0], (OSError, http.client.HTTPException))
    cluster.worker.start()
    person.goes_on()
