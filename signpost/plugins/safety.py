"""Rasa component: words of crisis, as entities named `safety`, whatever the intent of the message."""

from __future__ import annotations

from collections.abc import Iterable

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.plugins.lookup_component import LookupComponent
from signpost.safety import SafetyReader
from signpost.understanding import Mention
from signpost.word_lists import Phrases, by_fact

_TABLES = "safety"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class SafetyDetector(LookupComponent):
    """Reads danger, self-harm and sexual assault with the lookup tables `safety.<kind>`."""

    def choose(self, training_data: TrainingData) -> Phrases:
        """Take the tables of safety words. Raises ValueError where there are none: it must never be blind."""
        tables = by_fact((table["name"], table["elements"]) for table in training_data.lookup_tables)
        if _TABLES not in tables:
            raise ValueError(
                "SafetyDetector: no lookup table named safety.<kind> in the NLU data; expected data/nlu/safety_*.yml"
            )
        return {_TABLES: tables[_TABLES]}

    def prepare(self, phrases: Phrases, spelling: dict[str, str]) -> None:
        """Build the reader of safety words."""
        self._reader = SafetyReader(phrases.get(_TABLES, {}), spelling)

    def mentions(self, text: str) -> Iterable[Mention]:
        """Give the words of crisis in a text."""
        return self._reader.mentions(text)
