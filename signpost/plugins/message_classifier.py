"""Rasa component: what a message does (its intent), the facts it states and the signs of crisis in it (as entities)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.classifier import TextClassifier
from signpost.extraction import facts_said, signs_said
from signpost.plugins.parts import MENTIONS, READING, add_entities
from signpost.plugins.training_targets import INTENTS, groups

_FILE = "classifier.npz"
_Type = DefaultV1Recipe.ComponentType


@DefaultV1Recipe.register([_Type.INTENT_CLASSIFIER, _Type.ENTITY_EXTRACTOR], is_trainable=True)
class MessageClassifier(GraphComponent):
    """Joins what the word lists find with what it has learned; stands after MessageReader."""

    def __init__(self, storage: ModelStorage, resource: Resource, classifier: TextClassifier | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._classifier = classifier

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageClassifier:
        """Make the component as it is before training."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageClassifier:
        """Make the component from what training kept. Raises ValueError where the model holds nothing of it."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, TextClassifier.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the training data and keep what was learned. Raises ValueError where nobody has read it."""
        messages = [message for message in training_data.training_examples if message.get(READING) is not None]
        if not messages:
            raise ValueError("MessageClassifier: found no message that was read, expected MessageReader before it")
        self._classifier = TextClassifier.train([message.get(READING) for message in messages], groups(messages))
        with self._storage.write_to(self._resource) as folder:
            self._classifier.save(folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and entities; what buttons send was not read, and says itself what it means."""
        for message in messages:
            reading = message.get(READING)
            found = self._classifier.probabilities(reading) if reading is not None and self._classifier else {}
            found.update(dict.fromkeys(reading.denied & found.keys() if found else (), 0.0))
            message.set(ENTITIES, message.get(ENTITIES, []), add_to_output=True)
            _set_intent(message, {k.partition(".")[2]: p for k, p in found.items() if k.startswith(f"{INTENTS}.")})
            if self._classifier and found:
                thresholds, mentions = self._classifier.thresholds, message.get(MENTIONS)
                length = len(message.get(TEXT))
                signs = signs_said(found, thresholds, mentions, length)
                add_entities(message, facts_said(found, thresholds, mentions, length) + signs, type(self).__name__)
        return messages


def _set_intent(message: Message, probabilities: Mapping[str, float]) -> None:
    total = sum(probabilities.values())
    ranking = [
        {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: probability / total}
        for name, probability in sorted(probabilities.items(), key=lambda pair: -pair[1])
    ]
    first = ranking[0] if ranking else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
    message.set(INTENT, first, add_to_output=True)
    message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
