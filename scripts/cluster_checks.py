"""What the cluster test shows, one function for each row of its table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.cluster_nginx import Nginx
from scripts.cluster_parts import Database, Redis, Worker
from scripts.cluster_people import Address, Body, Crowd, Line, Person, Talk

SWEPT_WITHIN_SECONDS = 90
# Between two turns a person reads; faster than most, so that there are always turns under way.
READING_SECONDS = (1.0, 4.0)


@dataclass
class Cluster:
    """The parts, and what each person's answers come to where nothing goes wrong."""

    folder: Path
    database: Database
    redis: Redis
    workers: list[Worker]
    nginx: Nginx
    word: str
    people: int = 20
    seconds: float = 12.0
    """So long each throughput is measured."""
    told: dict[int, object] = field(default_factory=dict)

    @property
    def front(self) -> Address:
        """Where people reach it."""
        return Address(self.nginx.host, self.nginx.port, self.nginx.trust())

    def each(self) -> list[Line]:
        """Give a line to each worker itself."""
        return [Line(Address(worker.host, worker.port)) for worker in self.workers]

    def crowd(self, people: int, think: tuple[float, float] = READING_SECONDS) -> Crowd:
        """Give people who type the word that must be found nowhere."""
        return Crowd(self.front, people, think, self.word)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    shown: str
    seen: str
    good: bool


def every_turn_elsewhere(cluster: Cluster) -> Row:
    """People whose every turn reaches another worker, on another host; what they told is kept for comparison."""
    persons = [(number, Person(number, cluster.each(), words=cluster.word)) for number in range(cluster.people)]
    with ThreadPoolExecutor(4) as pool:
        talks = list(pool.map(lambda person: (person[0], person[1].talk()), persons))
    cluster.told.update({number: talk.so_far for number, talk in talks})
    turns = sum(len(talk.turns) for _, talk in talks)
    seen = (
        f"{len(talks)} conversations, {turns} turns, {_ends(talks)}; {len(set(map(str, cluster.told.values())))} differ"
    )
    good = all(talk.ended_by == "outcome" and not talk.refused for _, talk in talks) and not _amiss(cluster, talks)
    return Row("A conversation goes on when each turn reaches another worker", seen, good)


def two_at_once(cluster: Cluster) -> Row:
    """One person's turns at two workers in the same moment, and a turn beside `forget`."""
    lines, lost, left, failed = cluster.each(), 0, 0, 0
    for number in range(0, 2 * cluster.people, 2):
        talk = Person(number, [lines[0]]).talk()
        again = {"session": talk.session, "choose": {"fact": "understood", "values": ["force"]}}
        statuses = _together((lines[0], "messages", again), (lines[1], "messages", again))
        lost += _worked_on(cluster, talk) != len(statuses)
        statuses += _together((lines[0], "messages", again), (lines[-1], "forget", {"session": talk.session}))
        left += _rows(cluster, talk.session) > 0
        failed += any(status not in (200, 204, 404) for status in statuses)
    return Row(
        "Two turns of one person at two workers wait for each other; nothing is written after `forget`",
        f"{cluster.people} people: turns lost with {lost}, rows left with {left}, turns failed with {failed}",
        not (lost or left or failed),
    )


def _together(*requests: tuple[Line, str, Body]) -> list[int]:
    """Send requests in the same moment and give the status of each answer."""
    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(lambda asked: asked[0].post(f"/signpost/{asked[1]}", asked[2])[0], requests))


def killed(cluster: Cluster) -> Row:
    """A worker of each host is killed while people talk, and started again."""
    crowd, victims = cluster.crowd(cluster.people), cluster.workers[:2]
    with crowd.talking():
        for worker in victims:
            time.sleep(3)
            worker.kill()
            time.sleep(3)
            worker.start()
    amiss = _amiss(cluster, crowd.talks)
    return Row(
        f"No turn is lost, mixed or run twice unseen when a worker is killed ({len(victims)} times SIGKILL)",
        f"{_account(cluster, crowd)}; {amiss or 'nothing'} amiss",
        not amiss and not _unkind(crowd),
    )


def upgraded(cluster: Cluster) -> Row:
    """Each worker is taken out of nginx, ended, started anew and put back, while people talk."""
    crowd = cluster.crowd(cluster.people)
    with crowd.talking():
        for worker in cluster.workers:
            cluster.nginx.list_workers(cluster.workers, down=worker)
            cluster.nginx.reload()
            worker.stop()
            worker.start()
            cluster.nginx.list_workers(cluster.workers)
            cluster.nginx.reload()
    amiss = _amiss(cluster, crowd.talks)
    good = not amiss and not crowd.refused()
    return Row(
        "Rolling upgrade: no conversation is dropped, nobody has to try again",
        f"{_account(cluster, crowd)}; {amiss or 'nothing'} amiss",
        good,
    )


def restarted(cluster: Cluster) -> Row:
    """The same with a worker of each host, without telling nginx: what a plain restart costs."""
    crowd = cluster.crowd(cluster.people)
    with crowd.talking():
        for worker in cluster.workers[-2:]:
            worker.stop()
            worker.start()
    amiss = _amiss(cluster, crowd.talks)
    return Row(
        "Workers restarted one by one without telling nginx: no conversation is dropped",
        f"{_account(cluster, crowd)}; {amiss or 'nothing'} amiss",
        not amiss and not _unkind(crowd),
    )


def redis_gone(cluster: Cluster) -> Row:
    """Redis is killed while people talk, and comes back empty."""
    return _gone(cluster, "Redis", cluster.redis.kill, cluster.redis.start)


def database_gone(cluster: Cluster) -> Row:
    """PostgreSQL is stopped while people talk, and comes back."""
    return _gone(cluster, "PostgreSQL", cluster.database.stop, cluster.database.start)


def _gone(cluster: Cluster, name: str, stop: Callable[[], None], start: Callable[[], None]) -> Row:
    crowd = cluster.crowd(8)
    with crowd.talking():
        time.sleep(2)
        stop()
        time.sleep(5)
        start()
        time.sleep(3)
    amiss, refused = _amiss(cluster, crowd.talks), crowd.refused()
    good = not amiss and not _unkind(crowd) and set(refused) == {"part_down"}
    shown = f"{name} gone for five seconds and back: `part_down` with 999 meanwhile, and every conversation goes on"
    return Row(shown, f"{_account(cluster, crowd)}; {amiss or 'nothing'} amiss", good)


def forgotten(cluster: Cluster) -> Row:
    """What one worker forgot no other knows, and after a vacuum the files of the database hold no trace of it."""
    lines = cluster.each()
    talk = Person(0, [lines[0]]).talk()
    before = _files_with(cluster, talk.session)
    Person(0, [lines[-1]]).forget(talk)
    answers = {line.post("/signpost/messages", {"session": talk.session, "text": "hello"})[0] for line in lines}
    rows = _rows(cluster, talk.session)
    cluster.database.ask("VACUUM (FULL) conversations")
    after = _files_with(cluster, talk.session)
    return Row(
        "`forget` at one worker erases for all; the vacuum takes it out of the files, write-ahead log included",
        f"answers {sorted(answers)}, {rows} rows; its id in {before} files before, in {after} after the vacuum",
        answers == {404} and not rows and before > 0 and not after,
    )


def _files_with(cluster: Cluster, word: str) -> int:
    """Count the database's files that hold a word. It is stopped meanwhile, since only then all of it is in files."""
    cluster.database.stop()
    found = list(holding(cluster.database.folder / "data", word.encode()))
    cluster.database.start()
    return len(found)


@contextmanager
def idle_swept(cluster: Cluster, rows: list[Row]) -> Iterator[None]:
    """Conversations are made to look an hour old; meanwhile others talk; each worker sweeps once a minute."""
    persons = [Person(number, cluster.each()) for number in range(0, cluster.people, 2)]
    old = [person.talk().session for person in persons]
    cluster.database.ask("UPDATE conversations SET spoken_at = spoken_at - 3600 WHERE id = ANY(%s)", old)
    begun = time.monotonic()
    yield
    while time.monotonic() - begun < SWEPT_WITHIN_SECONDS and sum(_rows(cluster, name) for name in old):
        time.sleep(1)
    left = sum(_rows(cluster, name) > 0 for name in old)
    complaints = sum("Forgetting" in (worker.folder / f"{worker.name}.out").read_text() for worker in cluster.workers)
    seen = f"{len(old)} idle conversations, {left} left; {complaints} workers complained"
    rows.append(Row("The idle sweep of several workers does no harm", seen, not left and not complaints))


def throughput(cluster: Cluster) -> list[Row]:
    """How many turns a second, with one worker, two, and all."""
    rows = []
    for count in sorted({1, 2, len(cluster.workers)}):
        cluster.nginx.list_workers(cluster.workers[:count])
        cluster.nginx.reload()
        crowd = cluster.crowd(cluster.people, (0, 0))
        begun = time.monotonic()
        with crowd.talking(to_the_end=False):
            time.sleep(cluster.seconds)
        rate = len(crowd.turns) / (time.monotonic() - begun)
        median, late = statistics.median(crowd.turns), statistics.quantiles(crowd.turns, n=20)[-1]
        wrong = sum(talk.ended_by not in ("outcome", "left") for _, talk in crowd.talks)
        seen = f"{rate:.0f} turns a second; a turn takes {median * 1000:.0f} ms, 95 of 100 below {late * 1000:.0f} ms"
        rows.append(Row(f"{cluster.people} people without a pause, workers: {count}", seen, not wrong))
    cluster.nginx.list_workers(cluster.workers)
    cluster.nginx.reload()
    return rows


def holding(folder: Path, word: bytes) -> Iterator[Path]:
    """Yield the files below a folder whose bytes hold a word."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and word in path.read_bytes():
            yield path


def _amiss(cluster: Cluster, talks: Iterable[tuple[int, Talk]]) -> str:
    """Say what went wrong in conversations: dropped, mixed with another's, turns lost or run twice unseen."""
    dropped = mixed = lost = twice = 0
    for number, talk in talks:
        dropped += talk.ended_by != "outcome"
        mixed += talk.ended_by == "outcome" and talk.so_far != cluster.told[number]
        extra = _worked_on(cluster, talk)
        lost += extra < 0
        twice += extra > talk.sent_again
    counts = {"dropped": dropped, "mixed": mixed, "with a lost turn": lost, "with a turn run twice unseen": twice}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def _account(cluster: Cluster, crowd: Crowd) -> str:
    refused, extra = crowd.refused(), sum(_worked_on(cluster, talk) for _, talk in crowd.talks)
    named = ", ".join(f"{count} {code}" for code, count in sorted(refused.items())) or "nobody"
    again = f"{named}, {extra} of which had been worked on" if refused else named
    longest = max(talk.longest_wait for _, talk in crowd.talks)
    done = f"{len(crowd.talks)} conversations, {len(crowd.turns)} turns"
    return f"{done}; told to try again: {again}; longest wait {longest:.1f} s"


def _unkind(crowd: Crowd) -> int:
    return sum(talk.unkind for _, talk in crowd.talks)


def _worked_on(cluster: Cluster, talk: Talk) -> int:
    """Count messages that the store has and that the person was not answered; less than none where one was lost."""
    if not talk.session:
        return 0
    # Saved once when it was opened, and once for each message.
    saves = cluster.database.ask("SELECT saves FROM conversations WHERE id = %s", talk.session)
    return (saves[0][0] if saves else 0) - len(talk.turns)


def _rows(cluster: Cluster, session: str) -> int:
    return int(cluster.database.ask("SELECT count(*) FROM conversations WHERE id = %s", session)[0][0])


def _ends(talks: Iterable[tuple[int, Talk]]) -> str:
    ends = [talk.ended_by for _, talk in talks]
    return f"{ends.count('outcome')} to the outcome"
