"""One patch of Rasa: find the class of an event by its name without looking through all classes each time.

Why: `Event.resolve_by_type` walks every class of events, and asks each whether it is abstract, for every event that is
read: those of the conversation, and those of each action. Measured with Rasa 3.6.21, Python 3.11, on two cores, for 86
events, as many as eight turns have: 1.8 ms before, 0.01 ms after (medians of 50).

Until when: `tests/plugins/test_rasa_event_kinds.py` fails once Rasa no longer walks the classes for every event.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from rasa.shared.core.events import Event

_of_rasa = Event.resolve_by_type


@cache
def _resolved(name: str, default: Any = None) -> Any:
    return _of_rasa(name, default)


def install() -> None:
    """Put the faster search in place. A second call changes nothing."""
    Event.resolve_by_type = staticmethod(_resolved)
