"""One turn of a conversation: started alone, heard whole, and refused where a part of the service failed."""

from __future__ import annotations

import logging
import secrets
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from sanic.request import Request

from signpost.plugins.inprocess_actions import failed_actions
from signpost.plugins.tracker_store import ours
from signpost.plugins.web_errors import RefusalError

logger = logging.getLogger(__name__)

NAME = "signpost"
LOCK_POLL_SECONDS = 0.05
# A person waits for one answer; a page that was reloaded, or a second press, for some more.
PLACES_OF_A_SESSION = 5
# Every part that understands words has a part in it.
REHEARSED = "somebody shouted at me and i do not know what to do"

Turn = Callable[[UserMessage], Awaitable[Any]]
Message = dict[str, Any]


class ContractOutput(OutputChannel):
    """Collects what the bot says in one turn, in the shapes of the contract."""

    def __init__(self) -> None:
        """Start with nothing said."""
        self.messages: list[Message] = []

    @classmethod
    def name(cls) -> str:
        """Give the name by which responses can be written for this channel."""
        return NAME

    async def send_response(self, recipient_id: str, message: Message) -> None:
        """Take one message. An action puts all but its text under `signpost`."""
        payload = message.get("signpost") or {"kind": "text"}
        text = message.get("text") or payload.get("text") or ""
        if text or "signpost" in message:
            await self.take({**payload, "text": text})

    async def take(self, message: Message) -> None:
        """Take one message in the shape of the contract."""
        self.messages.append(message)


class Meter:
    """Counts what happened for a key in the last minute, in this process, and holds nothing older."""

    def __init__(self, at_most: int, seconds: float = 60) -> None:
        """Set the most of one key, and how long a minute is."""
        self._at_most = at_most
        self._seconds = seconds
        self._times: dict[str, deque[float]] = {}

    async def take(self, key: str) -> bool:
        """Count one more. False, and not counted, where the most has been reached."""
        since = time.monotonic() - self._seconds
        self._times = {name: times for name, times in self._times.items() if times[-1] > since}
        times = self._times.get(key, deque())
        while times and times[0] <= since:
            times.popleft()
        if len(times) >= self._at_most:
            return False
        times.append(time.monotonic())
        self._times[key] = times
        return True

    async def drop(self, key: str) -> None:
        """Hold nothing of a key any more."""
        self._times.pop(key, None)


class Places:
    """As many turns as may be worked on, or wait for the one before them, at once; of one session only a few."""

    def __init__(self, at_most: int) -> None:
        """Set how many."""
        self._free = at_most
        self._of_session: Counter[str] = Counter()

    @asynccontextmanager
    async def one(self, session: str) -> AsyncIterator[None]:
        """Take a place. Raises RefusalError where none is free: soon refused is better than never answered."""
        if not self._free or self._of_session[session] >= PLACES_OF_A_SESSION:
            raise RefusalError("too_busy")
        self._free -= 1
        self._of_session[session] += 1
        try:
            yield
        finally:
            self._free += 1
            self._of_session[session] -= 1
            # Nothing is held of a session that waits for nothing.
            self._of_session += Counter()


@asynccontextmanager
async def working() -> AsyncIterator[None]:
    """Turn any failure inside into `part_down`, and log its type: its message may hold what a person wrote."""
    try:
        yield
    except RefusalError:
        raise
    except Exception as error:
        logger.error("A turn failed with %s", type(error).__name__)
        raise RefusalError("part_down") from None


@asynccontextmanager
async def alone(request: Request, session: str) -> AsyncIterator[None]:
    """Let one request of a session through at a time, so that nothing is written after it was forgotten."""
    # Rasa locks the session's own id inside the turn, and its locks cannot be taken twice: hence another name.
    async with request.app.ctx.agent.lock_store.lock(f"web:{session}", wait_time_in_seconds=LOCK_POLL_SECONDS):
        yield


async def open_session(agent: Agent, session: str, force: str | None) -> list[Message]:
    """Start a conversation and give its first messages.

    Sending `/session_start` would run `action_session_start` twice, once because the conversation is new and once for
    the intent, and the second run would lose the metadata. So the processor is asked to begin.
    """
    output = ContractOutput()
    async with agent.lock_store.lock(session), _heard(output):
        metadata = {"force": force} if force else None
        tracker = await agent.processor.fetch_tracker_with_initial_session(session, output, metadata)
    # Saved only once it was heard whole: nobody is told the id of a session that failed to start.
    await agent.processor.save_tracker(tracker)
    return output.messages


async def run_turn(on_new_message: Turn, session: str, text: str, output: ContractOutput) -> None:
    """Hand a message to Rasa, which answers to `output`. Raises RefusalError where it did not answer whole."""
    async with _heard(output):
        await on_new_message(UserMessage(text, output, session, input_channel=NAME))


async def rehearse(agent: Agent) -> None:
    """Hold a conversation of one turn before anybody comes: the first who does shall not wait for what loads late.

    Raises RefusalError where it was not answered whole, as everybody's would not be.
    """
    session = secrets.token_urlsafe(32)
    await open_session(agent, session, None)
    await run_turn(agent.handle_message, session, REHEARSED, ContractOutput())
    await ours(agent.tracker_store).forget(session)


@asynccontextmanager
async def _heard(output: ContractOutput) -> AsyncIterator[None]:
    """Make sure that the bot answered whole. Rasa logs a failed action and goes on; silence is a failure too."""
    failed: list[str] = []
    token = failed_actions.set(failed)
    try:
        yield
    finally:
        failed_actions.reset(token)
    if failed or not output.messages:
        logger.error(
            "A turn gave %d messages; actions that failed: %s", len(output.messages), ", ".join(failed) or "none"
        )
        raise RefusalError("part_down")
