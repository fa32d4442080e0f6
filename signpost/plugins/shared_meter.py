"""Counts messages in Redis, so that a session may send no more by reaching another worker each time."""

from __future__ import annotations

from hashlib import sha256

from redis.asyncio import Redis


class SharedMeter:
    """Counts what happened for a key within a minute, for all workers together; Redis drops the count by itself."""

    def __init__(self, redis: Redis, at_most: int, seconds: int = 60) -> None:
        """Set the most of one key, and how long a minute is."""
        self._redis = redis
        self._at_most = at_most
        self._seconds = seconds

    async def take(self, key: str) -> bool:
        """Count one more. False where the most has been reached."""
        name = _name(key)
        async with self._redis.pipeline(transaction=True) as steps:
            counted, _ = await steps.incr(name).expire(name, self._seconds, nx=True).execute()
        return int(counted) <= self._at_most

    async def drop(self, key: str) -> None:
        """Hold nothing of a key any more."""
        await self._redis.delete(_name(key))


def _name(key: str) -> str:
    """Give the name of a count: a digest, since whoever reads Redis must not learn the id of a session."""
    return f"signpost:count:{sha256(key.encode('utf-8', 'replace')).hexdigest()}"
