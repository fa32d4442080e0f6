"""What our NLU components hand to one another on a message, and how each of them writes entities."""

from __future__ import annotations

import re
from typing import Any

from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from signpost.reading import Mention

MEANING = "meaning"
READING = "reading"
MENTIONS = "mentions"
# What a button sends. Everything else that starts with a slash is something typed, and is read.
_PAYLOAD = re.compile(r"/\w+(\{.*)?", re.DOTALL)


def typed_text(message: Message) -> str | None:
    """Give what a person typed; None for what a button sent, and for training examples without text."""
    text = message.get(TEXT)
    return None if text is None or _PAYLOAD.fullmatch(text) else str(text)


def not_held(message: Message) -> bool:
    """Say whether a training message is a question that the policies held do not settle (`held: "no"`)."""
    return ((message.get("metadata") or {}).get("intent") or {}).get("held") == "no"


def add_entities(message: Message, mentions: list[Mention], extractor: str) -> None:
    """Write mentions as entities beside those that stand there; a value that was found already is not written twice."""
    before = message.get(ENTITIES, [])
    known = {(entity[ENTITY_ATTRIBUTE_TYPE], entity.get(ENTITY_ATTRIBUTE_VALUE)) for entity in before}
    found = [_entity(m, extractor) for m in mentions if (m.fact, m.value) not in known]
    message.set(ENTITIES, before + found, add_to_output=True)


def _entity(mention: Mention, extractor: str) -> dict[str, Any]:
    return {
        ENTITY_ATTRIBUTE_TYPE: mention.fact,
        ENTITY_ATTRIBUTE_VALUE: mention.value,
        ENTITY_ATTRIBUTE_START: mention.start,
        ENTITY_ATTRIBUTE_END: mention.end,
        EXTRACTOR: extractor,
    }
