"""Rebuilds a Rasa event from what may be kept of it: a list of fields for each kind, and the closed words.

A list of what is kept, not of what is dropped: a field that Rasa adds later is left out, not in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.exceptions import RasaException

# What Rasa needs of each kind of event to take up the conversation again; texts and metadata are in none.
KEPT: Mapping[str, tuple[str, ...]] = {
    "action": ("name", "policy", "confidence", "hide_rule_turn"),
    "action_execution_rejected": ("name", "policy", "confidence"),
    "active_loop": ("name",),
    "bot": (),
    "followup": ("name",),
    "loop_interrupted": ("is_loop_interrupted",),
    "pause": (),
    "reset_slots": (),
    "restart": (),
    "resume": (),
    "rewind": (),
    "session_started": (),
    "slot": ("name",),
    "undo": (),
    "user": ("input_channel",),
    "user_featurization": ("use_text_for_featurization",),
}
# A count is kept; a collar number or a telephone number is longer.
LARGEST_COUNT = 999


class StoreError(RasaException):
    """The store cannot be used as configured; says what is wrong and what to do.

    Never an ImportError or AttributeError: Rasa would answer those by quietly keeping everything in memory.
    """


def wordless(event: Mapping[str, Any], words: frozenset[str]) -> dict[str, Any]:
    """Rebuild an event from what may be kept of it.

    Args:
        event: an event as Rasa writes it.
        words: the closed words that values may consist of.

    Raises:
        StoreError: for a kind of event that nothing is known of.
    """
    kind = event["event"]
    if kind not in KEPT:
        raise StoreError(f"tracker store: found an event of the kind {kind}, expected one of: {', '.join(KEPT)}.")
    kept = {"event": kind, "timestamp": event.get("timestamp"), **{key: event.get(key) for key in KEPT[kind]}}
    if kind == "slot":
        kept["value"] = closed(event.get("value"), words)
    if kind == "user":
        kept.update(_user(event, words))
    return kept


def closed(value: Any, words: frozenset[str]) -> Any:
    """Give a value with everything outside the closed words taken out of it; None where nothing is left."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if value in words else None
    if isinstance(value, (int, float)):
        return value if 0 <= value <= LARGEST_COUNT else None
    if isinstance(value, (list, tuple)):
        return [item for item in (closed(item, words) for item in value) if item is not None]
    if isinstance(value, Mapping):
        return {key: closed(item, words) for key, item in value.items() if key in words}
    return None


def _user(event: Mapping[str, Any], words: frozenset[str]) -> dict[str, Any]:
    parsed = event.get("parse_data") or {}
    intent = parsed.get("intent") or {}
    entities = [
        {"entity": found["entity"], "value": closed(found.get("value"), words)}
        for found in parsed.get("entities") or ()
        if found.get("entity") in words
    ]
    kept_metadata = closed({"force": (event.get("metadata") or {}).get("force")}, words)
    metadata = {key: value for key, value in kept_metadata.items() if value is not None}
    return {
        "text": None,
        "parse_data": {
            "intent": {"name": intent.get("name"), "confidence": intent.get("confidence")},
            "entities": entities,
            "text": None,
            "metadata": metadata,
        },
        "metadata": metadata,
    }
