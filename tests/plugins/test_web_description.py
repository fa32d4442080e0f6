"""docs/reference/openapi.yml says the same as the code, the vocabulary and the types of the widget."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from signpost.model import KnowledgeBase
from signpost.plugins.web_errors import PRIVATE_HEADERS, STATUS
from signpost.plugins.web_requests import TEXT_LIMIT
from tests.description import ERRORS, codes, description, faults

TYPES = (Path(__file__).parents[2] / "widget" / "types.d.ts").read_text("utf-8")
INTERFACE = re.compile(r"export interface (\w+Message|Route|Duty|Finding|Contact|Source) \{(.*?)\n?\}\n", re.DOTALL)
FIELD = re.compile(r"(?:^|;)\s*(\w+)(\??):")
SCHEMAS = description()["components"]["schemas"]


def test_every_error_code_stands_under_its_status() -> None:
    """Each code is described once, and every answer that has it is filed under the status that it is sent with."""
    found = {code: name for name, listed in codes().items() for code in listed}
    status = {name: {STATUS[code] for code in listed} for name, listed in codes().items()}

    assert set(found) == set(STATUS)
    assert {name: len(statuses) for name, statuses in status.items()} == dict.fromkeys(ERRORS, 1)
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            for given, answer in operation["responses"].items() if method != "parameters" else ():
                name = answer.get("$ref", "").rpartition("/")[2]
                assert not name or status[name] == {int(given)}, f"{method} {path} {given}"


def test_the_facts_are_those_of_the_vocabulary(real_kb: KnowledgeBase) -> None:
    """A fact that is added is described."""
    assert set(SCHEMAS["Fact"]["enum"]) == {fact.id for fact in real_kb.vocabulary}


def test_the_limits_are_those_of_the_code() -> None:
    """The longest text and the headers of an answer are what the code has."""
    headers = description()["paths"]["/signpost/health"]["get"]["responses"]["200"]["headers"]

    assert SCHEMAS["Typed"]["properties"]["text"]["maxLength"] == TEXT_LIMIT
    assert set(headers) == set(PRIVATE_HEADERS)


@pytest.mark.parametrize(("name", "body"), INTERFACE.findall(TYPES), ids=lambda part: part.strip()[:20])
def test_the_widget_knows_the_same_fields(name: str, body: str) -> None:
    """What the widget relies on is described, under the same names, and nothing that is described is unknown to it."""
    fields = dict(FIELD.findall(re.sub(r"\{[^{}]*\}", "", body)))
    schema = SCHEMAS[name]

    assert set(fields) == set(schema["properties"])
    assert {field for field, doubt in fields.items() if not doubt} <= set(schema["required"])


def test_a_field_too_many_is_found() -> None:
    """The check that other tests rest on does see what is not described, deep inside as well."""
    option = {"value": "a", "title": "b"}
    whole = {"kind": "end", "text": "c", "options": [{"value": "stop", "title": "b"}]}

    assert faults("Message", whole) == []
    assert faults("Message", {**whole, "more": 1})
    assert faults("Message", {**whole, "options": [{**option, "more": 1}]})
    assert faults("Message", {"kind": "text"})
    assert faults("Message", {"kind": "other", "text": "c"})
    assert faults("Message", [])
