"""Schemathesis makes up requests from docs/reference/openapi.yml and sends them to the running service.

Well-formed and ill-formed ones, with the same seed each time. Whatever comes back is described, says nothing of what
was sent, and is no failure. Sessions that it makes up are exchanged for one that is open, or no turn would be reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from signpost.client import Conversation
from signpost.plugins.web_errors import STATUS, sentences
from tests.description import FILE, description

# Schemathesis does not count 413 among the ways to refuse; and 5xx, which it does, is never one here.
REFUSED = {"expected-statuses": [400, 404, 405, 408, 413, 429]}
SCHEMA = schemathesis.openapi.from_path(
    FILE, config=schemathesis.Config.from_dict({"seed": 6, "checks": {"negative_data_rejection": REFUSED}})
)
CHECKS = [
    not_a_server_error, content_type_conformance, negative_data_rejection, response_headers_conformance,
    response_schema_conformance, status_code_conformance, unsupported_method,
]  # fmt: skip
BOUNDED = settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
# Below the 120 of a minute.
TURNS_OF_A_SESSION = 100
# A shorter text may well stand in an answer by chance, and the names of facts do.
LONG_ENOUGH = 12
OURS = set(description()["components"]["schemas"]["Fact"]["enum"])
SESSION = re.compile(r"[A-Za-z0-9_-]{43}")
TRACE = re.compile(r"Traceback|File \"|\.py\b|Error:|Exception")


class Sessions:
    """Open sessions, a new one before the last has sent as much as it may."""

    def __init__(self, address: str) -> None:
        self._address, self._left, self._session = address, 0, ""

    def one(self) -> str:
        """Give a session that is open."""
        if not self._left:
            conversation = Conversation(self._address)
            conversation.start()
            self._session, self._left = conversation.session, TURNS_OF_A_SESSION
        self._left -= 1
        return self._session


@pytest.fixture(scope="module")
def sessions(address: str) -> Sessions:
    """Give open sessions."""
    return Sessions(address)


def strings(value: Any) -> Iterator[str]:
    """Give every string inside a value, names of fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in strings(part))


def check(case: schemathesis.Case, response: schemathesis.Response) -> None:
    """Check an answer by the description, and that it gives nothing away."""
    case.validate_response(response, checks=CHECKS)
    text = response.text
    assert not TRACE.search(text) or response.headers["content-type"][0].startswith("text/")
    if response.status_code in STATUS.values() and case.method != "HEAD":
        # Nothing but the sentence for people: so nothing of what was sent.
        error = response.json()["error"]
        assert error == {"code": error["code"], "message": sentences()[error["code"]]}
        assert STATUS[error["code"]] == response.status_code
    sent = {part for part in strings(case.body) if len(part) > LONG_ENOUGH} - OURS
    assert [part for part in sent if part in text] == []


@SCHEMA.parametrize()
@BOUNDED
def test_every_answer_to_a_made_up_request_is_described(
    case: schemathesis.Case, address: str, sessions: Sessions
) -> None:
    """No failure, no trace, no echo, no status, header or field that the description does not have."""
    if isinstance(case.body, dict) and SESSION.fullmatch(str(case.body.get("session"))):
        case.body["session"] = sessions.one()
    check(case, case.call(base_url=address))


def test_every_answer_on_a_made_up_way_is_described(address: str) -> None:
    """The same along the links of the description: what a session answers once it was spoken to and forgotten."""

    class Ways(SCHEMA.as_state_machine()):  # type: ignore[misc]
        """Calls one thing after another, with ids out of earlier answers."""

        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            return {"base_url": address}

        def validate_response(self, response: Any, case: schemathesis.Case, **_: Any) -> None:
            check(case, response)

    run_state_machine_as_test(Ways, settings=settings(BOUNDED, max_examples=20, stateful_step_count=8))
