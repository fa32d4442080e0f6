"""What several workers share: locks and counts in a real Redis, and the files of deploy/."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa.core.lock_store import LockError
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from ruamel.yaml import YAML

from scripts.cluster_parts import DEPLOY, PASSWORD, Redis
from signpost.kb import PROJECT
from signpost.plugins import shared_locks
from signpost.plugins.listening import ServeError
from signpost.plugins.server_checks import LOCKS, checked_endpoints
from signpost.plugins.shared_locks import SharedLockStore
from signpost.plugins.shared_meter import SharedMeter

SESSION = "a-session-id-of-somebody"
Opener = Callable[[], AbstractAsyncContextManager[SharedLockStore]]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis of these tests' own, with the configuration of deploy/."""
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server here: sh scripts/services.sh")
    part = Redis("redis", tmp_path_factory.mktemp("redis"))
    part.start()
    yield part
    part.stop()


@pytest.fixture
def worker(redis: Redis) -> Opener:
    """Opens the locks as one more worker does."""
    redis.client().flushall()
    config = EndpointConfig(redis.host, type=LOCKS, port=redis.port, db=1, password=PASSWORD)

    @asynccontextmanager
    async def _open() -> AsyncIterator[SharedLockStore]:
        locks = SharedLockStore(config)
        try:
            yield locks
        finally:
            await locks.close()

    return _open


def test_two_workers_never_hold_one_conversation_at_once(worker: Opener) -> None:
    """Each of three workers takes the lock twenty times; nobody is ever inside with somebody else."""
    inside, most = 0, 0

    async def turns() -> None:
        nonlocal inside, most
        async with worker() as locks:
            for _ in range(20):
                async with locks.lock(SESSION):
                    inside += 1
                    most = max(most, inside)
                    await asyncio.sleep(0.001)
                    inside -= 1

    async def all_of_them() -> None:
        await asyncio.gather(turns(), turns(), turns())

    asyncio.run(all_of_them())
    assert most == 1


def test_a_killed_worker_holds_a_conversation_for_its_lifetime_only(
    worker: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock that nobody renews ends; one that is renewed outlives its lifetime, and whoever waits too long is told."""
    monkeypatch.setattr(shared_locks, "LIFETIME_SECONDS", 0.4)
    monkeypatch.setattr(shared_locks, "RENEWAL_SECONDS", 0.1)
    monkeypatch.setattr(shared_locks, "WAIT_SECONDS", 0.8)

    async def killed() -> float:
        async with worker() as first, worker() as second, AsyncExitStack() as stack:
            await stack.enter_async_context(first.lock(SESSION))
            with pytest.raises(LockError):
                async with second.lock(SESSION):
                    pass
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            begun = time.monotonic()
            async with second.lock(SESSION):
                return time.monotonic() - begun

    assert asyncio.run(killed()) < 0.6


def test_who_leaves_in_the_middle_of_a_turn_does_not_wait_for_the_next(worker: Opener, redis: Redis) -> None:
    """The turn is cancelled with the request; its lock is let go all the same, long before it would end by itself."""

    async def left() -> None:
        async with worker() as locks:

            async def turn() -> None:
                async with locks.lock(SESSION):
                    await asyncio.sleep(60)

            going = asyncio.create_task(turn())
            while not redis.client().keys("*"):
                await asyncio.sleep(0.01)
            going.cancel()
            async with asyncio.timeout(shared_locks.LIFETIME_SECONDS / 2), locks.lock(SESSION):
                pass

    asyncio.run(left())


def test_redis_is_told_no_id_and_keeps_nothing(worker: Opener, redis: Redis) -> None:
    """The names are digests, they end by themselves, and after a turn and a `forget` there are none."""

    async def turn() -> list[bytes]:
        async with worker() as locks:
            meter = SharedMeter(locks.redis, 5)
            async with locks.lock(SESSION):
                await meter.take(SESSION)
                names = list(redis.client().keys("*"))
                assert all(0 < redis.client().ttl(name) <= 60 for name in names)
            await meter.drop(SESSION)
            return names

    names = asyncio.run(turn())
    assert len(names) == 2
    assert not any(SESSION.encode() in name for name in names)
    assert redis.client().keys("*") == []


def test_messages_are_counted_for_all_workers_together(worker: Opener) -> None:
    """Three may be sent, whichever worker they reach; another session is not concerned; later there is room."""

    async def send() -> list[bool]:
        async with worker() as first, worker() as second:
            meters = [SharedMeter(locks.redis, 3, seconds=1) for locks in (first, second)]
            taken = [await meters[number % 2].take(SESSION) for number in range(5)]
            taken.append(await meters[0].take("another"))
            await asyncio.sleep(1.1)
            return [*taken, await meters[1].take(SESSION)]

    assert asyncio.run(send()) == [True, True, True, False, False, True, True]


@pytest.mark.parametrize(
    ("settings", "named"), [({"port": 1}, "cannot be reached"), ({"key_prefix": "x"}, "key_prefix")]
)
def test_a_wrong_lock_store_is_refused_by_name(settings: dict[str, Any], named: str) -> None:
    """The sentence names what was found."""
    with pytest.raises(RasaException, match=named):
        SharedLockStore(EndpointConfig("127.0.0.1", type=LOCKS, **settings))


def test_rasas_own_locks_in_redis_are_refused(tmp_path: Path) -> None:
    """They let two workers answer one person at once, and keep the ids of sessions."""
    store = "tracker_store: {type: signpost.plugins.tracker_store.WordlessTrackerStore}\n"
    (tmp_path / "endpoints.yml").write_text(f"{store}lock_store: {{type: redis, url: localhost}}\n", "utf-8")
    with pytest.raises(ServeError, match=r"lock_store\.type: found redis"):
        checked_endpoints(str(tmp_path / "endpoints.yml"))


def test_the_endpoints_of_deploy_are_allowed() -> None:
    """What the runbook tells people to copy passes the checks at the start."""
    endpoints = checked_endpoints(str(DEPLOY / "endpoints.yml"))
    assert endpoints.lock_store.type == LOCKS
    assert endpoints.tracker_store.kwargs["dialect"] == "postgresql"


def test_nginx_refuses_in_the_words_of_the_channel() -> None:
    """Each refusal of nginx' own is an error of the contract, with the sentence of the knowledge base."""
    sentences = YAML(typ="safe").load(PROJECT / "policies_kb" / "channel.yml")
    written = (DEPLOY / "nginx" / "signpost-locations.conf").read_text("utf-8")
    found = re.findall(r'\{"error":\{"code":"(\w+)","message":"([^"]+)"\}\}', written)
    assert {code for code, _ in found} == {"part_down", "too_long", "too_many_messages", "too_many_sessions"}
    assert [code for code, words in found if words != sentences[code].strip()] == []
