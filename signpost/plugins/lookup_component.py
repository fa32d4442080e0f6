"""What the two components that read lookup tables share: how they train, are kept, load, and write entities."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
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
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.understanding import Mention
from signpost.word_lists import Phrases

_FILE = "word_lists.json"
# What a button sends. Everything else that starts with a slash is something typed, and is read.
_PAYLOAD = re.compile(r"/\w+(\{.*)?", re.DOTALL)


class LookupComponent(GraphComponent):
    """Keeps the lookup tables it needs with the model, and writes what it reads in a message as entities."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        phrases: Phrases,
        spelling: dict[str, str],
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self.prepare(phrases, spelling)

    @abstractmethod
    def choose(self, training_data: TrainingData) -> Phrases:
        """Give the phrases that this component wants of the training data."""

    @abstractmethod
    def prepare(self, phrases: Phrases, spelling: dict[str, str]) -> None:
        """Build the reader."""

    @abstractmethod
    def mentions(self, text: str) -> Iterable[Mention]:
        """Give what is read in a text."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LookupComponent:
        """Make the component as it is before training."""
        return cls({**cls.get_default_config(), **config}, model_storage, resource, {}, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LookupComponent:
        """Make the component from what training kept. Raises ValueError where the model holds nothing of it."""
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / _FILE).read_text("utf-8"))
        return cls({**cls.get_default_config(), **config}, model_storage, resource, kept["phrases"], kept["spelling"])

    def train(self, training_data: TrainingData) -> Resource:
        """Take the lookup tables and spellings out of the training data and keep them with the model."""
        phrases, spelling = self.choose(training_data), dict(training_data.entity_synonyms)
        self.prepare(phrases, spelling)
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps({"phrases": phrases, "spelling": spelling}), "utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add an entity for everything that is read in the messages; what buttons send is left alone."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = [] if _PAYLOAD.fullmatch(text) else [self._entity(mention) for mention in self.mentions(text)]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _entity(self, mention: Mention) -> dict[str, Any]:
        return {
            ENTITY_ATTRIBUTE_TYPE: mention.fact,
            ENTITY_ATTRIBUTE_VALUE: mention.value,
            ENTITY_ATTRIBUTE_START: mention.start,
            ENTITY_ATTRIBUTE_END: mention.end,
            EXTRACTOR: type(self).__name__,
        }
