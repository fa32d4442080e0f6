"""Locks in Redis for several workers: one turn of a conversation at a time, whichever worker it reached.

Rasa's own `RedisLockStore` reads a lock, changes it and writes it back, so two workers may both believe they hold it; a
worker that is killed leaves the conversation locked for a minute; and its keys, the ids of sessions, never expire. Here
Redis takes a lock in one step, under a digest of the id, and lets go of it soon after its worker has gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from typing import Any

import redis
import redis.asyncio
from rasa.core.lock_store import LockError, LockStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio.lock import Lock

KNOWN = ("port", "db", "username", "password", "use_ssl", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
# So long a conversation waits after its worker was killed.
LIFETIME_SECONDS = 10.0
RENEWAL_SECONDS = 2.0
# Longer than a killed worker's lock lives, so that who tries again gets through.
WAIT_SECONDS = 20.0
ANSWER_WITHIN_SECONDS = 3.0


class SharedLockStore(LockStore):
    """A lock for each conversation, in Redis."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Reach Redis, as Rasa does from the block `lock_store` of `endpoints.yml`.

        Raises:
            RasaException: if a setting is unknown, or Redis does not answer.
        """
        settings = dict(endpoint_config.kwargs)
        unknown = sorted(set(settings) - set(KNOWN))
        if unknown:
            expected = ", ".join(("url", *KNOWN))
            raise RasaException(f"endpoints.yml: lock_store: found {', '.join(unknown)}, expected only: {expected}.")
        settings["ssl"] = settings.pop("use_ssl", False)
        settings.update(host=endpoint_config.url or "localhost", socket_timeout=ANSWER_WITHIN_SECONDS)
        _check_reachable(settings)
        self.redis = redis.asyncio.Redis(**settings)
        super().__init__()

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LIFETIME_SECONDS, wait_time_in_seconds: float = 0.05
    ) -> AsyncIterator[Lock]:
        """Hold the lock of a conversation, and renew it for as long as the turn takes.

        Raises:
            LockError: where another turn holds it for too long.
        """
        name = f"signpost:lock:{sha256(conversation_id.encode('utf-8', 'replace')).hexdigest()}"
        lock = self.redis.lock(name, LIFETIME_SECONDS, min(wait_time_in_seconds, 0.05), blocking_timeout=WAIT_SECONDS)
        if not await lock.acquire():
            raise LockError("A lock was held for too long by another turn.")
        renewal = asyncio.create_task(_renew(lock))
        try:
            yield lock
        finally:
            renewal.cancel()
            # The turn is done, or was cancelled because its person left, who must not wait for it with the next one.
            # Where Redis has gone meanwhile, the lock ends by itself.
            with suppress(redis.RedisError):
                await asyncio.shield(lock.release())

    async def answers(self) -> bool:
        """Say whether Redis answers."""
        try:
            return bool(await self.redis.ping())
        except redis.RedisError:
            return False

    async def close(self) -> None:
        """Hang up, before the loop ends that the connections belong to."""
        await self.redis.close()


async def _renew(lock: Lock) -> None:
    while True:
        await asyncio.sleep(RENEWAL_SECONDS)
        with suppress(redis.RedisError):
            await lock.reacquire()


def _check_reachable(settings: dict[str, Any]) -> None:
    """Say at the start that Redis is missing, and not to the first person who comes."""
    client = redis.Redis(**settings)
    try:
        client.ping()
    except redis.RedisError as error:
        where = "endpoints.yml: lock_store"
        raise RasaException(f"{where}: Redis cannot be reached ({type(error).__name__}). Is it running?") from error
    finally:
        client.close()
