"""A turn as server-sent events over real HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from typing import Any

import pytest

from signpost.plugins.inprocess_actions import failed_actions
from signpost.plugins.web_errors import STATUS, sentences

SECRET = "my sergeant Zebedee cornered me"
FIRST = {"kind": "text", "text": "One.\nTwo é 🚓 \u2028 three"}
SECOND = {"kind": "question", "fact": "crime", "text": "Might it be?"}
EVENT = re.compile(r"event: (\w+)\ndata: (.*)\n\n")


def said(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    """Give messages as Rasa hands them over."""
    return [{"text": message["text"], "signpost": message} for message in messages]


def ask(service: Any, session: str, accept: str | None = "text/event-stream", **given: Any) -> Any:
    """Send words, and say what form of answer is read."""
    body = {"session": session, "text": SECRET}
    return service.call("POST", "/signpost/messages", json=body, headers={"Accept": accept}, **given)


def events(text: str) -> list[tuple[str, Any]]:
    """Read the events of an answer, which must hold nothing else."""
    assert EVENT.sub("", text) == ""
    return [(name, json.loads(data)) for name, data in EVENT.findall(text)]


def refuse_halfway(service: Any) -> None:
    """Let an action fail after the bot has spoken."""
    hear = service.bot.hear

    async def hear_and_fail(message: Any) -> None:
        await hear(message)
        failed = failed_actions.get()
        assert failed is not None
        failed.append("action_outcome")

    service.app.ctx.agent.handle_message = hear_and_fail


@pytest.mark.parametrize(
    "accept", ["text/event-stream", "Text/Event-Stream;charset=utf-8", "application/json;q=0.5, text/event-stream"]
)
def test_messages_come_as_events_in_order_and_then_the_end(service: Any, accept: str) -> None:
    """Each event is one message as the plain answer has it."""
    session = service.open()
    service.bot.says = said(FIRST, SECOND)
    answer = ask(service, session, accept)

    assert answer.status_code == 200
    assert events(answer.content.decode("utf-8")) == [("message", FIRST), ("message", SECOND), ("end", {})]
    assert ask(service, session, "application/json").json()["messages"] == [FIRST, SECOND]


def test_the_headers_keep_every_station_from_holding_events_back(service: Any) -> None:
    """The type, no cache, no buffer at a proxy, no sniffing, no cookie."""
    headers = ask(service, service.open()).headers

    assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert (headers["Cache-Control"], headers["X-Accel-Buffering"]) == ("no-store", "no")
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "text/*", "text/event-stream;q=0", "nonsense;;="])
def test_who_does_not_ask_for_events_gets_json(service: Any, accept: str | None) -> None:
    """Only the type by its name is a request for events."""
    answer = ask(service, service.open(), accept)

    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json()["messages"]


def test_a_message_is_sent_as_soon_as_it_is_said(service: Any) -> None:
    """It is not held back until the turn is over."""
    session = service.open()
    service.bot.pause = 1.0
    with ask(service, session, stream=True) as answer:
        before = time.monotonic()
        lines = answer.iter_lines(chunk_size=1)
        assert next(lines) == b"event: message"
        assert time.monotonic() - before < 0.5
        assert b"event: end" in list(lines)
        assert time.monotonic() - before > 0.5


@pytest.mark.parametrize(("session", "code"), [("A" * 43, "no_such_session"), (1, "wrong_shape")])
def test_a_refusal_before_the_turn_is_an_ordinary_error(service: Any, session: Any, code: str) -> None:
    """Whoever asks for events gets the status and the JSON of the contract all the same."""
    answer = ask(service, session)

    assert answer.status_code == STATUS[code]
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["error"]["code"] == code


def test_a_turn_that_fails_before_a_word_was_said_is_an_ordinary_error(service: Any) -> None:
    """Nothing was sent yet, so the status can still tell."""
    session = service.open()
    service.bot.raises = ValueError(SECRET)
    answer = ask(service, session)

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "part_down")
    assert "Zebedee" not in answer.text


def test_a_turn_that_fails_halfway_ends_with_an_error(service: Any, caplog: pytest.LogCaptureFixture) -> None:
    """What was said stands, and the last event is the error of the contract, with nothing of what was typed."""
    session = service.open()
    service.bot.says = said(FIRST)
    refuse_halfway(service)
    answer = ask(service, session)

    error = {"code": "part_down", "message": sentences()["part_down"]}
    assert events(answer.content.decode("utf-8")) == [("message", FIRST), ("error", error)]
    assert "Zebedee" not in answer.text + caplog.text


def test_who_leaves_midway_leaves_no_error_and_no_half_turn(service: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A turn that was not over is not held at all, and the next message finds the session free."""
    session = service.open()
    held = asyncio.run(service.store.retrieve(session))
    service.bot.pause = 0.5
    with caplog.at_level(logging.WARNING):
        with ask(service, session, stream=True) as answer:
            assert next(answer.iter_lines(chunk_size=1)) == b"event: message"
        time.sleep(0.8)

    assert caplog.records == []
    assert len(asyncio.run(service.store.retrieve(session)).events) == len(held.events)
    service.bot.pause = 0
    assert events(ask(service, session).content.decode("utf-8"))[-1] == ("end", {})
