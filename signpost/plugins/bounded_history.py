"""What of a conversation is needed to go on with it: where it stands, and its last turns.

Rasa reads every event of a conversation at every turn, several times over, so a turn grows dearer with each that went
before. What happened long ago counts only by what it left: slots, and the form that is open. So it is replaced by that,
and how somebody came to where they stand, what they took back included, is not held either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)

# A rule holds one turn of the user's; the one before it is kept for whatever else looks back.
TURNS = 2


def bounded(events: Sequence[Event]) -> list[Event]:
    """Give the shortest history that leads to where a conversation stands.

    Args:
        events: the conversation so far, from its start or from an earlier call.

    Returns:
        All events where there are no more than `TURNS` turns, or where something was taken back, which none of our
        rules does; else a start, what was told before, and those turns.
    """
    if any(isinstance(event, (ActionReverted, UserUtteranceReverted)) for event in events):
        return list(events)
    turns = [at for at, (event, after) in enumerate(pairwise(events)) if _listens(event) and _said(after)]
    if len(turns) <= TURNS:
        return list(events)
    cut = turns[-TURNS]
    return [*_standing(events[: cut + 1]), *events[cut:]]


def _listens(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def _said(event: Event) -> bool:
    return isinstance(event, UserUttered)


def _standing(events: Iterable[Event]) -> Iterator[Event]:
    """Give events after which slots and form are as they are after these, in as few as can be."""
    slots: dict[str, SlotSet] = {}
    loop: dict[type[Event], Event] = {}
    began: SessionStarted | None = None
    for event in events:
        if isinstance(event, (AllSlotsReset, Restarted, SessionStarted)):
            slots.clear()
        if isinstance(event, (ActiveLoop, Restarted, SessionStarted)):
            loop.clear()
        if isinstance(event, SessionStarted):
            began = event
        elif isinstance(event, SlotSet):
            slots[event.key] = event
        elif isinstance(event, (ActiveLoop, LoopInterrupted)):
            loop[type(event)] = event
    yield ActionExecuted(ACTION_SESSION_START_NAME)
    yield began or SessionStarted()
    yield from slots.values()
    yield from loop.values()
