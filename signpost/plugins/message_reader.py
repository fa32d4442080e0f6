"""Rasa component: the words of a message in one spelling, and what the word lists find in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.plugins.parts import MEANING, MENTIONS, READING, typed_text
from signpost.reading import Reading
from signpost.safety import SafetyReader
from signpost.understanding import FACTS, FactReader
from signpost.word_lists import Phrases, by_fact, force_names

SAFETY = "safety"
_FILE = "word_lists.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MessageReader(GraphComponent):
    """Reads messages with the lookup tables `<fact>.<value>`, `safety.<kind>` and the names of the forces.

    It stands after SentenceFeaturizer. Configuration: `knowledge_base`, the folder that holds `forces/<id>/force.yml`.
    """

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
        self._prepare(phrases, spelling)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the folder of the knowledge base, from the folder that Rasa is started in."""
        return {"knowledge_base": "policies_kb"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Make Rasa train this component anew when a force or one of its names changes."""
        folder = Path(config.get("knowledge_base", cls.get_default_config()["knowledge_base"]))
        return repr(force_names(folder))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageReader:
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
    ) -> MessageReader:
        """Make the component from what training kept. Raises ValueError where the model holds nothing of it."""
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / _FILE).read_text("utf-8"))
        return cls({**cls.get_default_config(), **config}, model_storage, resource, kept["phrases"], kept["spelling"])

    def train(self, training_data: TrainingData) -> Resource:
        """Take the lookup tables and spellings out of the training data and keep them with the model.

        Raises ValueError where there are no words of crisis: the reader must never be blind to them.
        """
        phrases, spelling = self._choose(training_data), dict(training_data.entity_synonyms)
        self._prepare(phrases, spelling)
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps({"phrases": phrases, "spelling": spelling}), "utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Read every training example whose meaning was read."""
        self.process([message for message in training_data.training_examples if message.get(MEANING) is not None])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Put on each typed message what is read in it; what buttons send, and what has no word, is left alone."""
        for message in messages:
            text = typed_text(message)
            if text is not None and any(letter.isalnum() for letter in text):
                facts, denied, grams = self._facts.read(text)
                mentions = [*facts, *self._safety.mentions(text)]
                stated = frozenset(f"{mention.fact}.{mention.value}" for mention in mentions)
                message.set(MENTIONS, mentions)
                message.set(READING, Reading(grams, stated, denied, message.get(MEANING)))
        return messages

    def _choose(self, training_data: TrainingData) -> Phrases:
        """Take the tables of facts and safety, and the forces from the knowledge base."""
        tables = by_fact((table["name"], table["elements"]) for table in training_data.lookup_tables)
        if SAFETY not in tables:
            found = "MessageReader: found no lookup table named safety.<kind> in the NLU data"
            raise ValueError(f"{found}; expected data/nlu/words/safety_*.yml")
        phrases = {fact: values for fact, values in tables.items() if fact in FACTS or fact == SAFETY}
        return {**phrases, "force": force_names(Path(self._config["knowledge_base"]))}

    def _prepare(self, phrases: Phrases, spelling: dict[str, str]) -> None:
        """Build the readers of facts and of words of crisis."""
        facts = {fact: values for fact, values in phrases.items() if fact != SAFETY}
        self._facts = FactReader(facts, spelling)
        self._safety = SafetyReader(phrases.get(SAFETY, {}), spelling)
