"""One patch of Rasa: check what an action answers without first checking the schema, which never changes.

Why: `RemoteAction._validate_action_result` calls `jsonschema.validate`, which checks the constant schema against its
meta-schema at every answer, twice a turn. Measured with Rasa 3.6.21, jsonschema 4.17.3, Python 3.11, on two cores,
for a turn's usual answer: 14.6 ms a call before, 1.8 ms after (medians of 60 and 500 calls). The checks on the answer
itself are the same, and a wrong answer is still refused by Rasa's own code, in Rasa's own words. What our own process
answers is not checked at all: `rasa_sdk` made it of our actions a line before, and no wire was in between.

Until when: `tests/plugins/test_rasa_schema_check.py` fails once Rasa no longer checks the schema at every call.
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

from signpost.plugins.inprocess_actions import InProcessActions

_of_rasa = RemoteAction._validate_action_result


def install() -> None:
    """Put the faster check in place. A second call changes nothing."""
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def check(action: RemoteAction, result: dict[str, Any]) -> bool:
        if isinstance(action.action_endpoint, InProcessActions) or validator.is_valid(result):
            return True
        return _of_rasa(action, result)

    RemoteAction._validate_action_result = check
