"""What the two components that read lookup tables share: how they train, are kept and load."""

from __future__ import annotations

import json
from abc import abstractmethod
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.word_lists import Phrases

_FILE = "word_lists.json"


class LookupComponent(GraphComponent):
    """Keeps the lookup tables it needs with the model."""

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
