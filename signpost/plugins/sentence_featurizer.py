"""Rasa component: the meaning of each message, as dense features and for the classifiers that follow."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.plugins.parts import MEANING, not_held, typed_text
from signpost.plugins.sentence_model import SentenceModel


@lru_cache(maxsize=1)
def sentence_model(weights: str | None) -> SentenceModel:
    """Give the sentence model, loaded once in a process."""
    return SentenceModel(weights)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(GraphComponent):
    """Reads what people type with the sentence model; what buttons send never reaches it.

    Configuration: `weights`, a folder with the files of all-MiniLM-L6-v2; without it, those of the installed package.
    Raises WeightsError, in training and in serving, where they are missing or not the expected ones.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._model = sentence_model(config["weights"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings: the weights of the installed package."""
        return {"weights": None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Make the component; it learns nothing, so training and serving make it alike."""
        return cls({**cls.get_default_config(), **config})

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Read every training example but the questions that are not held, which the retrieval reads in its own way."""
        self.process([message for message in training_data.training_examples if not not_held(message)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages, together where there are many."""
        typed = [message for message in messages if typed_text(message) is not None]
        meanings = self._model.read([message.get(TEXT) for message in typed])
        for message, meaning in zip(typed, meanings, strict=True):
            message.set(MEANING, meaning)
            features = Features(meaning.whole[None, :], FEATURE_TYPE_SENTENCE, TEXT, type(self).__name__)
            message.add_features(features)
        return messages
