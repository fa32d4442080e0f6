"""Rasa component: which answers of the knowledge base a message may want."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.answer_finder import AnswerFinder, Texts
from signpost.asking import questions_in
from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.plugins import question_encoder
from signpost.plugins.parts import READING, not_held, typed_text
from signpost.plugins.question_encoder import QuestionEncoder
from signpost.plugins.sentence_featurizer import sentence_model
from signpost.retrieval import ASKING, RANKING, Ranking, may_ask

_ENCODER, _FINDER = "encoder.npz", "answers.npz"
_BEST = 8
_LIMITS = "limits"
# There are thousands of accounts; so many messages of one kind say enough of what wants no answer.
_MOST_OF_ONE = 400
# Longer messages are accounts: their questions are read one by one.
_LONGEST_QUESTION = 300


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerRetriever(GraphComponent):
    """Ranks the answers of the knowledge base for each typed message, and for each question in it.

    It learns from the `asks` of the answers, and from training messages that want none; those whose block has the
    metadata `held: "no"` are questions that the policies do not settle.

    Configuration: `knowledge_base`, its folder; `weights`, as for SentenceFeaturizer.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        encoder: QuestionEncoder | None = None,
        finder: AnswerFinder | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._encoder = encoder
        self._finder = finder

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings: the folder from where Rasa is started, and the installed weights."""
        return {"knowledge_base": "policies_kb", "weights": None}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Make Rasa train this component anew when an answer changes."""
        kb = _knowledge_base({**cls.get_default_config(), **config})
        return repr((kb.ways_of_asking(), kb.topics()))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerRetriever:
        """Make the component as it is before training."""
        return cls({**cls.get_default_config(), **config}, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerRetriever:
        """Make the component from what training kept. Raises ValueError where the model holds nothing of it."""
        settings = {**cls.get_default_config(), **config}
        with model_storage.read_from(resource) as folder:
            weights = question_encoder.load(folder / _ENCODER)
            finder = AnswerFinder.load(folder / _FINDER)
        encoder = QuestionEncoder(sentence_model(settings["weights"]), weights)
        return cls(settings, model_storage, resource, encoder, finder)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the ways of asking, and keep what was learned."""
        kb = _knowledge_base(self._config)
        asks = [(text, name) for name, ways in kb.ways_of_asking().items() for text in ways]
        others, refused = _wanting_nothing(training_data.training_examples)
        names = sorted({name for _, name in asks})
        encoder = QuestionEncoder(sentence_model(self._config["weights"]))
        encoder.train(
            [*(text for text, _ in asks), *refused],
            [*(names.index(name) for _, name in asks), *(len(names) for _ in refused)],
        )
        finder = AnswerFinder.train(
            _read(encoder, [text for text, _ in asks]),
            [name for _, name in asks],
            _read(encoder, others),
            _read(encoder, refused),
            [name for name, topic in kb.topics().items() if topic == _LIMITS],
        )
        with self._storage.write_to(self._resource) as folder:
            question_encoder.save(encoder.learned(), folder / _ENCODER)
            finder.save(folder / _FINDER)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the answers for each message that a person typed."""
        for message in messages:
            text = typed_text(message)
            if self._encoder and self._finder and text is not None and message.get(READING) is not None:
                message.set(RANKING, self._ranked(message, text, self._encoder, self._finder), add_to_output=True)
        return messages

    def _ranked(self, message: Message, text: str, encoder: QuestionEncoder, finder: AnswerFinder) -> Ranking:
        """Rank for the whole message, where it may ask something, and for each question in it."""
        whole = [text[:_LONGEST_QUESTION]] if may_ask(text, (message.get(INTENT) or {}).get(INTENT_NAME_KEY)) else []
        parts = [*whole, *questions_in(text)]
        found = finder.best(_read(encoder, parts), _BEST) if parts else []
        return found if whole else [[], *found]


def _knowledge_base(config: dict[str, Any]) -> KnowledgeBase:
    return load_knowledge_base(Path(config["knowledge_base"]).resolve())


def _wanting_nothing(messages: Sequence[Message]) -> tuple[list[str], list[str]]:
    """Give the texts that ask nothing, some of each act, and the questions that the policies do not settle."""
    by_act: dict[str, list[str]] = {}
    refused = []
    for message in messages:
        text, act = message.get(TEXT), message.get(INTENT)
        if text is None or act is None:
            continue
        if not_held(message):
            refused.append(text)
        elif act not in ASKING:
            by_act.setdefault(act, []).append(text)
    return [text for texts in by_act.values() for text in texts[:: -(-len(texts) // _MOST_OF_ONE)]], refused


def _read(encoder: QuestionEncoder, texts: Sequence[str]) -> Texts:
    return Texts(texts, encoder.read(texts))
