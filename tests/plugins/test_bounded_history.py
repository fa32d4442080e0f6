"""How a history is shortened: what it leads to stays the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from signpost.plugins.bounded_history import TURNS, bounded

START = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
SLOTS = [AnySlot(name, []) for name in ("conduct", "force", REQUESTED_SLOT)]
CHANGES = st.one_of(
    st.builds(SlotSet, st.sampled_from([slot.name for slot in SLOTS]), st.sampled_from([None, "kent", ["a", "b"]])),
    st.builds(ActiveLoop, st.sampled_from([None, "triage_form"])),
    st.builds(LoopInterrupted, st.booleans()),
    st.builds(AllSlotsReset),
    st.builds(ActionExecuted, st.sampled_from(["triage_form", "action_outcome"])),
)


def _turn(changes: Sequence[Event]) -> list[Event]:
    return [UserUttered("", {"name": "choose"}), *changes, ActionExecuted("action_listen")]


def _after(events: Sequence[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("s", list(events), SLOTS)


@given(st.lists(st.lists(CHANGES, max_size=6), max_size=7))
@settings(max_examples=300, deadline=None)
def test_a_shortened_history_leads_to_the_same_state(turns: list[list[Event]]) -> None:
    """Slots, form, latest message and action are as with all of it, whether it is shortened once or every turn."""
    whole: list[Event] = list(START)
    kept: list[Event] = list(START)
    for changes in turns:
        whole += _turn(changes)
        kept = bounded([*kept, *_turn(changes)])
    for short in (kept, bounded(whole)):
        now, then = _after(short), _after(whole)
        assert now.current_slot_values() == then.current_slot_values()
        assert now.active_loop_name == then.active_loop_name
        assert now.is_active_loop_interrupted == then.is_active_loop_interrupted
        assert now.latest_action_name == then.latest_action_name
        assert now.latest_message == then.latest_message


def test_a_long_conversation_is_no_longer_than_a_short_one() -> None:
    """After sixty turns as many events are kept as after three."""
    lengths, events = [], list[Event](START)
    for number in range(60):
        events = bounded([*events, *_turn([SlotSet("conduct", [str(number)])])])
        lengths.append(len(events))
    assert lengths[-1] == lengths[TURNS + 1]
    assert sum(isinstance(event, UserUttered) for event in events) == TURNS


@pytest.mark.parametrize("taken_back", [UserUtteranceReverted()])
def test_a_history_in_which_something_was_taken_back_is_kept_whole(taken_back: Event) -> None:
    """Rasa replays it, and needs all of it to know what to undo."""
    events = [*START, *_turn([SlotSet("force", "kent")]) * 4, taken_back]
    assert bounded(events) == events
