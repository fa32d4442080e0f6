"""Reads what arrives at the web channel: bounded, checked, and turned into what Rasa may be given.

Typed text is never a command. Rasa runs any message whose first visible character is a slash, so none is left there.
"""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from typing import Any

from sanic.request import Request

from signpost.errors import FactError
from signpost.facts import Vocabulary
from signpost.plugins.web_errors import RefusalError
from signpost.state import ANSWER, CONFIRM, UNDERSTOOD

TEXT_LIMIT = 4_000
# JSON may write one character as twelve (an emoji escaped), so 16 KiB would refuse texts within the limit.
BODY_LIMIT = 64 * 1024
BODY_SECONDS = 20.0
NOTHING_LEFT = "."

_SESSION = re.compile(r"[A-Za-z0-9_-]{22,64}")
_COMMAND = re.compile(r"[\w@.-]*(\s*\{.*)?", re.DOTALL)
_NOT_AT_ALL = re.compile(r"q\s*=\s*0(\.0*)?")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp")


def accepts(request: Request, header: str, name: str) -> bool:
    """Say whether `Accept` or `Accept-Encoding` names something, and not with a `q` of 0."""
    for part in listed(request, header):
        named, *settings = (piece.strip().lower() for piece in part.split(";"))
        if named == name:
            return not any(_NOT_AT_ALL.fullmatch(setting) for setting in settings)
    return False


def listed(request: Request, header: str) -> list[str]:
    """Give the entries of a header that is a list; it may be sent in several lines."""
    return [part.strip() for line in request.headers.getall(header, []) for part in line.split(",")]


async def read_object(request: Request, allowed: Sequence[str]) -> dict[str, Any]:
    """Read the body as a JSON object.

    Args:
        request: a request of a route declared with `stream=True`, so that nothing beyond the limit is held.
        allowed: the keys it may have.

    Raises:
        RefusalError: `too_long`, `timeout`, `not_json` or `wrong_shape`.
    """
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _read_body(request)
    except TimeoutError:
        raise RefusalError("timeout") from None
    try:
        data = json.loads(body.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RefusalError("not_json") from None
    if not isinstance(data, dict) or not set(data) <= set(allowed):
        raise RefusalError("wrong_shape")
    return data


async def _read_body(request: Request) -> bytearray:
    body = bytearray()
    while request.stream and (chunk := await request.stream.read()) is not None:
        body += chunk
        if len(body) > BODY_LIMIT:
            raise RefusalError("too_long")
    return body


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs. With a key twice, a proxy that looks inside may see another message than we do."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise RefusalError("wrong_shape")
    return dict(pairs)


def _no_number(name: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError


def can_be_ours(session: str) -> bool:
    """Say whether a session id is such as the server makes. No other is ever looked up."""
    return _SESSION.fullmatch(session) is not None


def session_of(data: Mapping[str, Any]) -> str:
    """Give the session id. Raises RefusalError where it is not text, or cannot be one the server made."""
    session = data.get("session")
    if not isinstance(session, str):
        raise RefusalError("wrong_shape")
    if not can_be_ours(session):
        raise RefusalError("no_such_session")
    return session


def force_of(data: Mapping[str, Any], vocabulary: Vocabulary) -> str | None:
    """Give the force that the page already knows, or None. Raises RefusalError for anything but a force."""
    if "force" not in data:
        return None
    if not isinstance(data["force"], str):
        raise RefusalError("wrong_shape")
    return _accepted("force", [data["force"]], vocabulary)[0]


def message_of(data: Mapping[str, Any], vocabulary: Vocabulary, answers: Container[str]) -> str:
    """Give the text Rasa is handed: cleaned words, or `/choose{…}` for a choice.

    Args:
        data: the body of the request.
        vocabulary: the facts that may be chosen, with their values.
        answers: the ids of the answers that may be chosen.

    Raises:
        RefusalError: unless there is exactly one of `text` and `choose`, of the right shape, within the vocabulary.
    """
    if ("text" in data) == ("choose" in data):
        raise RefusalError("wrong_shape")
    if "text" in data:
        return _typed(data["text"])
    return _chosen(data["choose"], vocabulary, answers)


def clean(text: str) -> str:
    """Take out what nobody can see, and every slash and space before the first word; never give empty text.

    What looks like a command, a slash with a single word or braces behind it, says nothing: not even that word.
    """
    seen = "".join(
        " " if c in "\t\r" else c for c in text if c in "\n\t\r" or unicodedata.category(c) not in ("Cc", "Cs")
    )
    start = 0
    while start < len(seen) and (
        seen[start] == "/" or unicodedata.category(seen[start]) in _UNSEEN or seen[start].isspace()
    ):
        start += 1
    rest = seen[start:].rstrip()
    return NOTHING_LEFT if "/" in seen[:start] and _COMMAND.fullmatch(rest) else rest or NOTHING_LEFT


def _typed(text: Any) -> str:
    if not isinstance(text, str):
        raise RefusalError("wrong_shape")
    if len(text) > TEXT_LIMIT:
        raise RefusalError("too_long")
    return clean(text)


def _chosen(choice: Any, vocabulary: Vocabulary, answers: Container[str]) -> str:
    if not isinstance(choice, dict) or set(choice) != {"fact", "values"}:
        raise RefusalError("wrong_shape")
    fact, values = choice["fact"], choice["values"]
    if not isinstance(fact, str) or not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise RefusalError("wrong_shape")
    accepted = _accepted(fact, values, vocabulary, answers)
    return "/choose" + json.dumps({fact: accepted[0] if len(accepted) == 1 else list(accepted)})


def _accepted(
    fact: str, values: Sequence[str], vocabulary: Vocabulary, answers: Container[str] = ()
) -> tuple[str, ...]:
    if fact == ANSWER:
        if len(values) != 1 or values[0] not in answers:
            raise RefusalError("not_in_vocabulary")
        return tuple(values)
    if fact == UNDERSTOOD:
        if len(values) != 1 or not (values[0] == CONFIRM or values[0] in vocabulary):
            raise RefusalError("not_in_vocabulary")
        return tuple(values)
    try:
        return vocabulary.fact(fact).accept(values)
    except FactError:
        raise RefusalError("not_in_vocabulary") from None
