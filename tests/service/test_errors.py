"""What the running service answers to bad input: a clear error that names the thing, never what was sent."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from signpost.client import Conversation, RefusedError, post

SECRET = "xylophone-9317"


def raw(address: str, path: str, body: bytes) -> tuple[int, Any]:
    """Post bytes and give the status and the parsed answer."""
    request = urllib.request.Request(f"{address}/signpost/{path}", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("messages", b"not json xylophone-9317", 400),
        ("messages", b"[]", 400),
        ("messages", b'{"session": 1, "text": "xylophone-9317"}', 400),
        ("messages", b'{"session": "short", "text": "xylophone-9317"}', 404),
        ("sessions", b'{"force": "xylophone-9317"}', 400),
        ("sessions", b'{"name": "xylophone-9317"}', 400),
        ("nothing-here", b"{}", 405),
    ],
)
def test_bad_requests_are_refused_in_words(address: str, path: str, body: bytes, status: int) -> None:
    """Each mistake has its status, a code and a sentence, and nothing of what was sent."""
    got, answer = raw(address, path, body)

    assert got == status
    assert set(answer["error"]) == {"code", "message"}
    assert SECRET not in json.dumps(answer)


def test_an_unknown_session_is_named(address: str) -> None:
    """A session that nobody opened, or that was forgotten, is not found."""
    with pytest.raises(RefusedError) as refused:
        post(address, "messages", {"session": "A" * 43, "text": "hello"})

    assert refused.value.status == 404


def test_a_value_outside_the_vocabulary_is_refused(conversation: Conversation) -> None:
    """A choice must be one of the closed values."""
    conversation.start()
    with pytest.raises(RefusedError) as refused:
        conversation.choose("force", "narnia")

    assert refused.value.status == 400


def test_too_long_a_text_is_refused(conversation: Conversation) -> None:
    """More than the limit is refused with 413."""
    conversation.start()
    with pytest.raises(RefusedError) as refused:
        conversation.say("a" * 5000)

    assert refused.value.status == 413


def test_forget_leaves_nothing(conversation: Conversation) -> None:
    """After forget the session is unknown; forgetting twice is no error."""
    conversation.start()
    conversation.forget()
    conversation.forget()
    with pytest.raises(RefusedError) as refused:
        conversation.say("hello")

    assert refused.value.status == 404
