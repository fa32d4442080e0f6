"""Rasa component: facts that a message states, as entities named after the facts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.plugins.lookup_component import LookupComponent
from signpost.understanding import FACTS, FactReader, Mention
from signpost.word_lists import Phrases, by_fact, force_names


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FactExtractor(LookupComponent):
    """Reads facts with the lookup tables `<fact>.<value>` and the names of the forces.

    Configuration: `knowledge_base`, the folder that holds `forces/<id>/force.yml`.
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
        """Take the tables of facts, and the forces from the knowledge base."""
        tables = by_fact((table["name"], table["elements"]) for table in training_data.lookup_tables)
        phrases = {fact: values for fact, values in tables.items() if fact in FACTS}
        return {**phrases, "force": force_names(Path(self._config["knowledge_base"]))}

    def prepare(self, phrases: Phrases, spelling: dict[str, str]) -> None:
        """Build the reader of facts."""
        self._reader = FactReader(phrases, spelling)

    def mentions(self, text: str) -> Iterable[Mention]:
        """Give the facts that a text states."""
        return self._reader.mentions(text)
