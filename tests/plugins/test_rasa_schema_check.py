"""The patch of Rasa's check on what actions answer: still needed, still as strict."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

from signpost.plugins import rasa_schema_check
from signpost.plugins.inprocess_actions import InProcessActions

ANSWER: dict[str, Any] = {"events": [{"event": "slot", "timestamp": None, "name": "a", "value": 1}], "responses": []}


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Records each time a schema, not an answer, is checked; takes the patch off again."""
    seen: list[Any] = []
    cls = validator_for(RemoteAction.action_response_format_spec())
    real = cls.check_schema
    monkeypatch.setattr(cls, "check_schema", lambda schema, **more: (seen.append(schema), real(schema, **more))[1])
    monkeypatch.setattr(RemoteAction, "_validate_action_result", rasa_schema_check._of_rasa)
    return seen


def test_rasa_still_needs_the_patch(checked: list[Any]) -> None:
    """If this fails, Rasa no longer checks the schema at every answer: take `rasa_schema_check` out."""
    for _ in range(2):
        RemoteAction("a", None)._validate_action_result(ANSWER)
    assert len(checked) == 2


def test_the_patch_checks_no_schema(checked: list[Any]) -> None:
    """A right answer passes without the schema being looked at."""
    rasa_schema_check.install()
    assert RemoteAction("a", None)._validate_action_result(ANSWER) is True
    assert checked == []


def test_what_our_own_process_answers_is_not_checked(checked: list[Any]) -> None:
    """No wire was in between; an action server's answer still is."""
    rasa_schema_check.install()
    assert RemoteAction("a", InProcessActions())._validate_action_result({"events": 1}) is True
    with pytest.raises(ValidationError):
        RemoteAction("a", EndpointConfig("http://localhost"))._validate_action_result({"events": 1})


@pytest.mark.parametrize("wrong", [{"events": 1}, {"events": [{"event": "slot"}]}, {"responses": ["text"]}, [], None])
def test_a_wrong_answer_is_refused_as_before(checked: list[Any], wrong: Any) -> None:
    """The patch refuses what Rasa refuses, in Rasa's own words."""
    with pytest.raises(ValidationError) as before:
        RemoteAction("a", None)._validate_action_result(wrong)
    rasa_schema_check.install()
    with pytest.raises(ValidationError) as after:
        RemoteAction("a", None)._validate_action_result(wrong)
    assert after.value.message == before.value.message
