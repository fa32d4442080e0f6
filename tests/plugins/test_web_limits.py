"""Connections that are misused: lengths that are none, heads and bodies that dribble or break off, too many at once.

Each is answered by the contract or closed, in time, and the service goes on.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import conftest
import pytest

from signpost.plugins import web_limits, web_requests
from signpost.plugins.web_channel import WebChannel
from signpost.plugins.web_errors import PRIVATE_HEADERS, RETRY_AFTER, STATUS, sentences
from signpost.plugins.web_limits import PatientProtocol
from signpost.plugins.web_turns import PLACES_OF_A_SESSION

POST = b"POST /signpost/messages HTTP/1.1\r\nHost: Zebedee\r\n"
GET = b"GET /signpost/widget.js HTTP/1.1\r\nHost: Zebedee\r\n"
ANSWER = re.compile(rb"HTTP/1\.1 (\d{3}) ")
FULL = b'{"session": "S", "text": "Zebedee"}'


class Patient(conftest.Service):
    """The service with the protocol that the real one runs with."""

    def _run(self) -> None:
        self.app.run(
            sock=self._sock, protocol=PatientProtocol, register_sys_signals=False, access_log=False, motd=False
        )


@pytest.fixture
def patient(
    open_store: Callable[..., Any], vocabulary: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[conftest.Service]:
    """A service that waits a second for a head, and one for a body."""
    monkeypatch.setattr(web_limits, "HEADER_SECONDS", 1)
    monkeypatch.setattr(web_requests, "BODY_SECONDS", 1.0)
    running = Patient(WebChannel(vocabulary=vocabulary), open_store())
    yield running
    running.stop()


def talk(service: Any, sent: bytes) -> bytes:
    """Send bytes, and give what comes until the server closes or three seconds are up."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=3) as raw:
        got = b""
        try:
            raw.sendall(sent)
            while more := raw.recv(65536):
                got += more
        except TimeoutError:
            got = got or b"nothing, and the connection is open"
        except ConnectionError:
            pass
    return got


def dribble(service: Any, start: bytes, part: bytes) -> tuple[bytes, float]:
    """Send some bytes and then few now and then, until a refusal comes; give all that came, and after how long."""
    began, got = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", service.port), timeout=0.1) as raw:
        raw.sendall(start)
        while b'"error"' not in got and time.monotonic() - began < 8:
            raw.sendall(part)
            with contextlib.suppress(TimeoutError):
                got += raw.recv(65536)
    return got, time.monotonic() - began


def codes(got: bytes) -> list[int]:
    """Give the statuses of the answers in a row."""
    return [int(status) for status in ANSWER.findall(got)]


def lives(service: Any) -> bool:
    """Say whether somebody else is served, at once."""
    return service.call("GET", "/signpost/widget.js").status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: -5",
        b"Content-Length: Zebedee",
        b"Content-Length: +5",
        b"Content-Length: 1_0",
        b"Content-Length: ",
        b"Content-Length: " + b"9" * 5_000,
        "Content-Length: \u0665".encode(),
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: gzip",
        b"Transfer-Encoding: chunked, gzip",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        b"Content-Length: 5\r\nExpect: Zebedee",
        b"Upgrade: websocket\r\nConnection: Upgrade",
        b"Zebedee",
        b"X: a\r\n b",
        b"Content-Length: 5\r\nExpect: \xff",
    ],
)
@pytest.mark.parametrize("line", [POST, GET, b"POST /signpost/nothing/here HTTP/1.1\r\nHost: Zebedee\r\n"])
def test_a_head_that_is_not_sound_is_refused_and_hangs_nothing(service: Any, line: bytes, head: bytes) -> None:
    """One of these with five bytes behind it made Sanic read nothing for ever; others made it fail with 500."""
    got = talk(service, line + head + b"\r\n\r\n12345")

    assert codes(got)[:1] == [400], got
    assert b'"not_json"' in got
    assert b"Zebedee" not in got
    assert lives(service)


@pytest.mark.parametrize(
    "line",
    [
        b"GET http://[::Zebedee HTTP/1.1",
        b"GET Zebedee HTTP/1.1",
        b"GET /signpost/",
        b"GET /signpost/ HTTP/9.9",
        b"Zebedee",
        b"GET  /signpost/ HTTP/1.1",
        b"PRI * HTTP/2.0",
        b"GET /signpost/\xff HTTP/1.1",
        b"\x00\xff" * 50,
    ],
)
def test_what_is_no_request_is_refused_or_closed(service: Any, line: bytes) -> None:
    """An address that cannot be read, another protocol, noise; without an answer only where it is no text at all."""
    got = talk(service, line + b"\r\nHost: Zebedee\r\n\r\n")

    assert codes(got) == [400] or (b"\xff" in line and got == b""), got
    assert b"Zebedee" not in got
    assert lives(service)


@pytest.mark.parametrize("head", [b"X: " + b"a" * 65_536, b"X: a\r\n" * 5_000], ids=["one", "many"])
def test_a_head_beyond_the_limit_is_refused(service: Any, head: bytes) -> None:
    """One header of 64 KiB, or thousands: 8 KiB is all a head may have."""
    got = talk(service, POST + head + b"\r\n\r\n")

    assert (codes(got) or [413]) == [413], got
    assert lives(service)


@pytest.mark.parametrize(
    "body",
    [
        b"ZZ\r\n{}\r\n0\r\n\r\n",
        b"-2\r\n{}\r\n0\r\n\r\n",
        b"2" * 100,
        b"fffffff\r\n" + b"a" * 90_000,
        b"5\r\n{}\r\n0\r\n\r\n",
    ],
)
def test_chunks_that_are_wrong_are_refused(patient: Any, body: bytes) -> None:
    """Sizes that are none, below zero, without end, or larger than what follows."""
    got = talk(patient, POST + b"Transfer-Encoding: chunked\r\n\r\n" + body)

    assert codes(got)[:1] in ([400], [408], [413]), got
    assert lives(patient)


def test_requests_in_a_row_are_answered_in_a_row(service: Any) -> None:
    """Five on one connection without waiting; a refusal in between ends nothing, and HTTP/1.0 ends it."""
    session = service.open()
    body = json.dumps({"session": session, "text": "hello"}).encode()
    said = POST + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    refused = POST + b"Content-Length: 2\r\n\r\n{}"
    old = b"POST /signpost/sessions HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}"

    assert codes(talk(service, said + refused + GET + b"\r\n" + said + old + said)) == [200, 400, 200, 200, 201]
    assert len(service.bot.heard) == 2


def test_a_body_that_dribbles_is_given_up(patient: Any) -> None:
    """A byte now and then does not hold a place: the time of a body is counted from its first byte."""
    got, seconds = dribble(patient, POST + b"Content-Length: 100\r\n\r\n", b"a")

    assert codes(got) == [408], got
    assert 0.9 < seconds < 3


def test_a_body_that_breaks_off_holds_nothing(patient: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever goes in the middle leaves no trace of what they began to write."""
    with caplog.at_level(logging.DEBUG):
        with socket.create_connection(("127.0.0.1", patient.port)) as raw:
            raw.sendall(POST + b"Content-Length: 100\r\n\r\n" + FULL)
        time.sleep(0.2)

    assert "Zebedee" not in caplog.text
    assert patient.bot.heard == []
    assert lives(patient)


@pytest.mark.parametrize("start", [b"", GET + b"If-None-Match: *\r\n\r\n"], ids=["first", "after another"])
def test_a_head_that_dribbles_is_given_up(patient: Any, start: bytes) -> None:
    """The same for a head, on a connection that is new and on one that was used; the page goes on being served."""
    got, seconds = dribble(patient, start + POST, b"X: a\r\n")

    assert codes(got)[-1:] == [408], got
    assert 0.9 < seconds < 5
    assert lives(patient)


def test_turns_beyond_the_most_at_once_are_refused_and_the_next_is_not(serve: Callable[..., Any]) -> None:
    """With two under way a third is told to come back in seconds; when they are over there is room again."""
    service = serve(turns_at_once=2)
    sessions = [service.open() for _ in range(3)]
    service.bot.pause = 1.0
    with ThreadPoolExecutor(2) as pool:
        under_way = [pool.submit(service.post, "messages", {"session": s, "text": "a"}) for s in sessions[:2]]
        time.sleep(0.4)
        third = service.post("messages", {"session": sessions[2], "text": "a"})
        opening = service.post("sessions", {})
        assert service.post("forget", {"session": sessions[2]}).status_code == 204, "leaving is never refused"
        assert lives(service)
        assert [answer.result().status_code for answer in under_way] == [200, 200]

    for answer in (third, opening):
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "too_busy")
        assert answer.headers["Retry-After"] == str(RETRY_AFTER["too_busy"])
    service.bot.pause = 0
    assert service.post("messages", {"session": sessions[0], "text": "a"}).status_code == 200


def test_one_session_cannot_take_every_place(service: Any) -> None:
    """Of its messages a few wait for each other; the rest is refused, and somebody else is answered meanwhile."""
    mine, others = service.open(), service.open()
    service.bot.pause = 0.4
    with ThreadPoolExecutor(12) as pool:
        sent = [pool.submit(service.post, "messages", {"session": mine, "text": "a"}) for _ in range(12)]
        time.sleep(0.2)
        assert service.post("messages", {"session": others, "text": "a"}).status_code == 200
        statuses = [answer.result().status_code for answer in sent]
    assert statuses.count(200) == PLACES_OF_A_SESSION
    assert statuses.count(503) == 12 - PLACES_OF_A_SESSION


@pytest.mark.parametrize("ends", ["failure", "silence", "unknown"])
def test_a_turn_that_ends_badly_gives_its_place_back(serve: Callable[..., Any], ends: str) -> None:
    """Otherwise the service would fill up with turns that are long over."""
    service = serve(turns_at_once=1)
    session = service.open()
    said = list(service.bot.says)
    service.bot.raises = ValueError() if ends == "failure" else None
    service.bot.says = [] if ends == "silence" else said
    for _ in range(3):
        assert (
            service.post("messages", {"session": "A" * 43 if ends == "unknown" else session, "text": "a"}).status_code
            > 400
        )
    service.bot.raises, service.bot.says = None, said
    assert service.post("messages", {"session": session, "text": "a"}).status_code == 200


def test_who_must_wait_is_told_how_long(serve: Callable[..., Any]) -> None:
    """A limit that passes by itself says when; one that does not says nothing."""
    service = serve(messages_per_minute=1, sessions_at_once=1)
    session = service.open()
    answers = [service.post("messages", {"session": session, "text": "a"}) for _ in range(2)]

    assert answers[1].headers["Retry-After"] == str(RETRY_AFTER["too_many_messages"])
    assert service.post("sessions", {}).headers["Retry-After"] == str(RETRY_AFTER["too_many_sessions"])
    assert "Retry-After" not in service.post("messages", {}).headers
    assert set(RETRY_AFTER) <= set(STATUS)
    assert "999" in sentences()["too_busy"]


def test_every_answer_has_the_headers_that_keep_it_private(service: Any) -> None:
    """Not kept, not sniffed, not told to other pages, nothing loaded; those that refuse as well."""
    session = service.open()
    answers = [
        service.post("sessions", {}),
        service.post("messages", {"session": session, "text": "a"}),
        service.post("messages", {}),
        service.call(
            "POST",
            "/signpost/messages",
            json={"session": session, "text": "a"},
            headers={"Accept": "text/event-stream"},
        ),
        service.post("forget", {"session": session}),
        service.call("GET", "/signpost/health"),
        service.call("PUT", "/signpost/health"),
        service.call("GET", "/signpost/nothing"),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 400, 200, 204, 503, 405, 404]
    for answer in answers:
        assert PRIVATE_HEADERS.items() <= answer.headers.items()
