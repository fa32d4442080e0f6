"""What the web channel refuses, and the one shape in which it says so: a code and a sentence for people.

The sentences are data, in `policies_kb/channel.yml`. Nothing that was sent is ever repeated in an answer or in a log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from signpost.errors import KnowledgeBaseError, Problem
from signpost.kb import DEFAULT_FOLDER

logger = logging.getLogger(__name__)

STATUS = {
    "not_json": 400,
    "wrong_shape": 400,
    "not_in_vocabulary": 400,
    "no_such_session": 404,
    "not_found": 404,
    "wrong_method": 405,
    "timeout": 408,
    "too_long": 413,
    "too_many_messages": 429,
    "too_many_sessions": 429,
    "failed": 500,
    "part_down": 503,
    "too_busy": 503,
}
# After how many seconds it is worth trying again, for what passes by itself.
RETRY_AFTER = {"too_many_messages": 60, "too_many_sessions": 300, "too_busy": 5}
# Sanic's own refusals, by status; whatever is not listed is a failure of ours.
OF_SANIC = {400: "not_json", 404: "not_found", 405: "wrong_method", 408: "timeout", 413: "too_long", 503: "part_down"}

# What a person is told is for this request alone.
PRIVATE_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}

Fallback = Callable[[Request, BaseException], HTTPResponse]


class RefusalError(Exception):
    """A request that is turned down, by its code in STATUS."""

    def __init__(self, code: str) -> None:
        """Take the code."""
        self.code = code
        super().__init__(code)


@lru_cache(maxsize=4)
def sentences(path: Path = DEFAULT_FOLDER / "channel.yml") -> Mapping[str, str]:
    """Read the sentence for each code.

    Raises:
        KnowledgeBaseError: where the file is missing, or its keys are not exactly the codes.
    """
    if not path.is_file():
        raise KnowledgeBaseError([Problem(path.name, "file", "no such file", "a sentence for each error code")])
    words = YAML(typ="safe").load(path.read_text("utf-8"))
    wrong = sorted(set(words) ^ set(STATUS))
    if wrong:
        raise KnowledgeBaseError(
            [Problem(path.name, code, "missing or unknown", f"exactly {', '.join(STATUS)}") for code in wrong]
        )
    return {code: sentence.strip() for code, sentence in words.items()}


def written(body: Any) -> bytes:
    """Write data as JSON in UTF-8, on one line."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def as_json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer in JSON, UTF-8, never kept by a cache."""
    together = {**PRIVATE_HEADERS, **(headers or {})}
    return HTTPResponse(written(body), status, together, "application/json; charset=utf-8")


def told(code: str) -> dict[str, str]:
    """Give an error of the contract: its code and its sentence."""
    return {"code": code, "message": sentences()[code]}


def refusal(code: str, headers: Mapping[str, str] | None = None, **more: Any) -> HTTPResponse:
    """Answer with an error of the contract; `more` stands beside it in the body."""
    wait = {"Retry-After": str(RETRY_AFTER[code])} if code in RETRY_AFTER else {}
    return as_json({**more, "error": told(code)}, STATUS[code], {**wait, **(headers or {})})


def for_exceptions(prefix: str, otherwise: Fallback) -> Fallback:
    """Make the default exception handler of a Sanic app: ours under `prefix`, `otherwise` elsewhere."""

    def handle(request: Request, exception: BaseException) -> HTTPResponse:
        # A request too broken to be parsed has no path; it is answered here too, since Sanic would show a page.
        path = request.path if request is not None else "*"
        if path.startswith("/") and not f"{path}/".startswith(f"{prefix}/"):
            return otherwise(request, exception)
        if isinstance(exception, RefusalError):
            return refusal(exception.code)
        status = getattr(exception, "status_code", 500) if isinstance(exception, SanicException) else 500
        code = OF_SANIC.get(status, "failed")
        if code == "failed":
            # The type alone: the message of an exception may hold what a person wrote.
            logger.error("The web channel failed with %s", type(exception).__name__)
        allow = getattr(exception, "headers", None) or {}
        return refusal(code, {name: value for name, value in allow.items() if name == "Allow"})

    return handle
