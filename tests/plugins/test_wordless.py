"""What may be kept of a value and of an event."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core import events

from signpost.plugins.wordless import KEPT, StoreError, closed, wordless

WORDS = frozenset({"conduct", "sexual", "physical", "force", "kent", "unsure"})
SECRET = "Zebedee"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("sexual", "sexual"), ("Sexual", None), (SECRET, None), (None, None), (True, True), (3, 3), (7700900123, None),
        (["sexual", SECRET, ["physical", 1]], ["sexual", ["physical", 1]]),
        ({"conduct": SECRET, SECRET: "kent"}, {"conduct": None}),
        (("sexual",), ["sexual"]), (object(), None), (b"kent", None), (-1, None), (float("inf"), None),
    ],
)  # fmt: skip
def test_only_closed_words_and_counts_are_kept_of_a_value(value: Any, kept: Any) -> None:
    """Everything else is taken out, at any depth, keys included."""
    assert closed(value, WORDS) == kept


@pytest.mark.parametrize("kind", sorted(KEPT))
def test_every_kind_of_event_that_is_kept_can_be_read_back(kind: str) -> None:
    """Rasa rebuilds each from what is left of it, and no field that could hold words is left."""
    full = {
        "event": kind,
        "timestamp": 1.0,
        "name": "conduct",
        "value": "sexual",
        "text": SECRET,
        "data": {"a": SECRET},
    }
    full |= {
        "metadata": {"force": SECRET, "a": SECRET},
        "action_text": SECRET,
        "parse_data": {"text": SECRET, "b": SECRET},
    }
    kept = wordless(full, WORDS)
    assert SECRET not in str(kept)
    assert events.Event.from_parameters(kept) is not None


def test_an_unknown_kind_of_event_is_refused() -> None:
    """What nothing is known of is not stored by guess."""
    with pytest.raises(StoreError, match="reminder"):
        wordless({"event": "reminder"}, WORDS)
