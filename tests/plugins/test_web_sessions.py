"""One session never reads, continues or ends another."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest


def held(service: Any, session: str) -> int:
    """Count what the store holds of a session."""
    tracker = asyncio.run(service.store.retrieve(session))
    return len(tracker.events) if tracker else 0


def likenesses(session: str) -> list[str]:
    """Give ids that are nearly one that is open, and patterns that a careless query would take for it."""
    swapped = session.swapcase()
    return [
        *(name for name in (session.upper(), session.lower(), swapped) if name != session),
        session[:-1],
        session[:22],
        session[1:],
        session + "A",
        session * 2,
        f" {session}",
        f"{session} ",
        f"{session}\n",
        session[:-1] + "%",
        session[:-1] + "_",
        "%",
        "_" * 43,
        "*",
        f"web:{session}",
        session[:21] + "\x00" + session[22:],
        session.replace(session[0], chr(ord(session[0]) + 0xFEE0), 1),
        session + "\u200b",
        "check",
        "",
        "null",
    ]


@pytest.mark.parametrize("message", [{"text": "hello"}, {"choose": {"fact": "crime", "values": ["yes"]}}])
def test_only_the_very_id_finds_a_session(service: Any, message: dict[str, Any]) -> None:
    """Not its beginning, not another case, not a pattern, not with something before or behind it."""
    session = service.open()
    for name in likenesses(session):
        answer = service.post("messages", {"session": name, **message})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_such_session"), name
    assert service.bot.heard == []


def test_forgetting_what_is_nearly_another_leaves_that(service: Any) -> None:
    """It is 204 whatever is named, so nobody learns which sessions there are; only the very one is gone."""
    session, other = service.open(), service.open()
    before = held(service, session)
    for name in (*likenesses(session), other):
        answer = service.post("forget", {"session": name})
        assert (answer.status_code, answer.content) == (204, b""), name

    assert before
    assert (held(service, session), held(service, other)) == (before, 0)
    assert service.post("messages", {"session": session, "text": "hello"}).status_code == 200


def test_an_answer_is_for_the_session_that_asked(service: Any) -> None:
    """Two sessions in turn: each message reaches the bot under its own id, and is held under that alone."""
    one, other = service.open(), service.open()
    before = held(service, other)
    service.post("messages", {"session": one, "text": "mine"})

    assert [(message.sender_id, message.text) for message in service.bot.heard] == [(one, "mine")]
    assert held(service, one) > before == held(service, other)


def test_ids_have_nothing_in_common(service: Any) -> None:
    """No counter, no time, no part that stays: the next cannot be told from the last."""
    ids = [service.open() for _ in range(100)]

    assert len(set(ids)) == 100
    for place in range(42):
        assert len({session[place] for session in ids}) > 25, f"character {place} is nearly always the same"
