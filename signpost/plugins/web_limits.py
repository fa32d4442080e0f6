"""What the channel asks of a connection before anything is read from it, where Sanic 21.12 asks too little.

Two of its faults are grave. A `Content-Length` below zero makes it read nothing, for ever, with the whole server. And
it counts the time of a request from the last byte, so that one byte now and then holds a place as long as one likes.
"""

from __future__ import annotations

import re
from typing import Any

from httptools import HttpParserInvalidURLError
from sanic import Sanic
from sanic.compat import Header
from sanic.exceptions import InvalidUsage
from sanic.http import Stage
from sanic.request import Request
from sanic.server.protocols.http_protocol import HttpProtocol

from signpost.plugins.web_requests import BODY_LIMIT

HEADER_SECONDS = 20
# Longer than a proxy keeps a connection, which is 60 with nginx: it must not be closed while a turn is on its way.
IDLE_SECONDS = 75

_LENGTH = re.compile(r"[0-9]{1,18}")
# The method of the request that Sanic makes up to answer what it could not read.
_STAND_IN = "NONE"


class SoundRequest(Request):
    """A request that says in one way how long its body is, and asks for nothing that is not offered here."""

    def __init__(self, **given: Any) -> None:
        """Read the head. Raises InvalidUsage, which is answered, where Sanic would fail, hang or never let go."""
        if given["method"] == _STAND_IN:
            given["url_bytes"] = b"*"
        try:
            super().__init__(**given)
        except HttpParserInvalidURLError:
            raise InvalidUsage("no address") from None
        if not _sound(self.headers):
            raise InvalidUsage("no sound head")


def _sound(headers: Header) -> bool:
    lengths, coding = headers.getall("content-length", []), headers.getall("transfer-encoding", [])
    # Both at once, or one of them twice, is how a request is hidden from a proxy inside another.
    told_once = coding == ["chunked"] if coding and not lengths else len(lengths) <= 1 and not coding
    measured = all(_LENGTH.fullmatch(length.strip()) for length in lengths)
    expected = headers.get("expect", "100-continue").lower() == "100-continue"
    # Sanic would stop to watch the time.
    return told_once and measured and expected and headers.get("upgrade", "").lower() != "websocket"


class PatientProtocol(HttpProtocol):
    """Counts the time of a request from its first byte."""

    _time: float

    def data_received(self, data: bytes) -> None:
        """Take some bytes; only the first of a request set the clock."""
        began, http = self._time, getattr(self, "_http", None)
        super().data_received(data)
        if http is not None and (http.stage is not Stage.IDLE or http.request_body):
            self._time = began


def set_limits(app: Sanic) -> None:
    """Set what holds for every connection. The protocol is not among it: Sanic takes that where it is run."""
    app.request_class = SoundRequest
    app.config.REQUEST_MAX_SIZE = BODY_LIMIT
    app.config.REQUEST_TIMEOUT = HEADER_SECONDS
    app.config.KEEP_ALIVE_TIMEOUT = IDLE_SECONDS
