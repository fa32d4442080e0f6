"""Rasa component: the words of a message in one spelling, and what the word lists find in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.plugins.lookup_component import LookupComponent
from signpost.plugins.parts import MEANING, MENTIONS, READING, typed_text
from signpost.reading import Reading
from signpost.safety import SafetyReader
from signpost.understanding import FACTS, FactReader
from signpost.word_lists import Phrases, by_fact, force_names

SAFETY = "safety"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MessageReader(LookupComponent):
    """Reads messages with the lookup tables `<fact>.<value>`, `safety.<kind>` and the names of the forces.

    It stands after SentenceFeaturizer. Configuration: `knowledge_base`, the folder that holds `forces/<id>/force.yml`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the folder of the knowledge base, from the folder that Rasa is started in."""
        return {"knowledge_base": "policies_kb"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Make Rasa train this component anew when a force or one of its names changes."""
        folder = Path(config.get("knowledge_base", cls.get_default_config()["knowledge_base"]))
        return repr(force_names(folder))

    def choose(self, training_data: TrainingData) -> Phrases:
        """Take the tables of facts and safety, and the forces from the knowledge base.

        Raises ValueError where there are no words of crisis: the reader must never be blind to them.
        """
        tables = by_fact((table["name"], table["elements"]) for table in training_data.lookup_tables)
        if SAFETY not in tables:
            found = "MessageReader: found no lookup table named safety.<kind> in the NLU data"
            raise ValueError(f"{found}; expected data/nlu/words/safety_*.yml")
        phrases = {fact: values for fact, values in tables.items() if fact in FACTS or fact == SAFETY}
        return {**phrases, "force": force_names(Path(self._config["knowledge_base"]))}

    def prepare(self, phrases: Phrases, spelling: dict[str, str]) -> None:
        """Build the readers of facts and of words of crisis."""
        facts = {fact: values for fact, values in phrases.items() if fact != SAFETY}
        self._facts = FactReader(facts, spelling)
        self._safety = SafetyReader(phrases.get(SAFETY, {}), spelling)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Read every training example."""
        self.process(training_data.training_examples)
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
