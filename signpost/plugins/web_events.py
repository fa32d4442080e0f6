"""A turn as server-sent events: each message as soon as the bot says it, then the end or what went wrong.

Rasa saves a turn once, after all of it was said. Whoever leaves before that has it cancelled, so none is half taken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse

from signpost.plugins.web_errors import PRIVATE_HEADERS, RefusalError, told, written
from signpost.plugins.web_turns import ContractOutput, Message

EVENTS = "text/event-stream"
# The last keeps nginx from holding events back until there are many.
EVENT_HEADERS = {**PRIVATE_HEADERS, "X-Accel-Buffering": "no"}


class EventOutput(ContractOutput):
    """Sends what the bot says at once. The answer begins with the first message, so a turn can be refused before."""

    def __init__(self, request: Request) -> None:
        """Take the request that is answered."""
        super().__init__()
        self._request = request
        self._response: HTTPResponse | None = None

    async def take(self, message: Message) -> None:
        """Send one message."""
        await super().take(message)
        await self.send("message", message)

    async def send(self, event: str, data: Any) -> None:
        """Send one event."""
        if self._response is None:
            kind = f"{EVENTS}; charset=utf-8"
            self._response = await self._request.respond(headers=EVENT_HEADERS, content_type=kind)
        await self._response.send(b"event: %b\ndata: %b\n\n" % (event.encode(), written(data)))


async def answer_in_events(request: Request, turn: Callable[[ContractOutput], Awaitable[None]]) -> None:
    """Answer a request with the events of a turn. Raises RefusalError where it is refused before anything was said."""
    output = EventOutput(request)
    try:
        await turn(output)
    except RefusalError as error:
        if not output.messages:
            raise
        await output.send("error", told(error.code))
    else:
        await output.send("end", {})
