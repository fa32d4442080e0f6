"""Answers are learned from their files: a new file is found after training, with no line of code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.plugins import question_encoder
from signpost.plugins.answer_retriever import AnswerRetriever
from signpost.plugins.parts import READING
from signpost.plugins.question_encoder import QuestionEncoder
from signpost.plugins.sentence_featurizer import sentence_model
from signpost.retrieval import RANKING, Ranking

CONTEXT = ExecutionContext(GraphSchema({}), "test")
LUNCH = """\
id: lunch
topic: limits
title: Who pays for lunch?
asks:
  [who pays for lunch, is lunch paid, do we get lunch money, what about lunch, lunch allowance, free lunch,
   is food paid for, canteen vouchers]
related: [who_hears]
cases:
  - text: Lunch is your own affair.
    citations: []
"""


def trained(knowledge_base: Path, tmp_path: Path) -> AnswerRetriever:
    """Train the component on a knowledge base and a few other messages, keep it and load it."""
    accounts = ["he shouted at me again", "she left me out of it", "they laughed at my accent", "he took my shift away"]
    examples = [Message({"text": text, "intent": "describe"}) for text in accounts]
    block = {"intent": {"held": "no"}}
    examples += [
        Message({"text": text, "intent": "ask_policy", "metadata": block})
        for text in ("who won the match", "what is the weather", "how tall is the tower")
    ]
    place = tmp_path / "model"
    place.mkdir()
    storage, resource = LocalModelStorage.create(place), Resource("component")
    config = {"knowledge_base": str(knowledge_base)}
    AnswerRetriever.create(config, storage, resource, CONTEXT).train(TrainingData(examples))
    return AnswerRetriever.load(config, storage, resource, CONTEXT)


def ranking(retriever: AnswerRetriever, text: str, act: str = "ask_policy") -> Ranking:
    message = Message({"text": text, "intent": {"name": act}, READING: object()})
    found: Ranking = retriever.process([message])[0].get(RANKING)
    return found


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> AnswerRetriever:
    folder = Path(__file__).parents[1] / "fixtures" / "kb"
    return trained(folder, tmp_path_factory.mktemp("retriever"))


def test_what_is_asked_in_other_words_is_found(retriever: AnswerRetriever) -> None:
    found = ranking(retriever, "will anybody hear about it")[0]

    assert found[0][0] == "who_hears"
    assert found[0][1] > found[1][1]


def test_each_question_of_a_text_is_ranked(retriever: AnswerRetriever) -> None:
    """The whole comes first, then the clauses that ask."""
    assert len(ranking(retriever, "who hears of it and where can i go")) == 3
    assert len(ranking(retriever, "who hears of it")) == 1


def test_a_long_account_is_ranked_for_the_questions_in_it_alone(retriever: AnswerRetriever) -> None:
    """Nothing reads the rank of the account itself, and reading it costs as much as understanding it."""
    account = (
        "my sergeant keeps on shouting at me in front of the whole team and has done so every day since last summer"
    )
    assert ranking(retriever, account, "describe") == [[]]
    assert ranking(retriever, account)[0]
    found = ranking(retriever, f"{account}. who hears of it", "describe")
    assert found[0] == []
    assert found[1][0][0] == "who_hears"


@pytest.mark.parametrize("text", ['/choose{"force": "kent"}', "..."])
def test_what_was_not_typed_or_not_read_is_not_ranked(retriever: AnswerRetriever, text: str) -> None:
    [message] = retriever.process([Message({"text": text})])

    assert message.get(RANKING) is None


def test_a_new_file_is_found_after_training(tiny_folder: Path, tmp_path: Path) -> None:
    """Nothing but the file is added."""
    (tiny_folder / "answers" / "lunch.yml").write_text(LUNCH)
    found = ranking(trained(tiny_folder, tmp_path), "do they pay for our lunch")[0]

    assert found[0][0] == "lunch"


def test_a_changed_answer_is_learned_anew(tiny_folder: Path) -> None:
    """Rasa keeps what it learned as long as this stays the same."""
    config: dict[str, Any] = {"knowledge_base": str(tiny_folder)}
    before = AnswerRetriever.fingerprint_addon(config)
    (tiny_folder / "answers" / "lunch.yml").write_text(LUNCH)
    after = AnswerRetriever.fingerprint_addon(
        {"knowledge_base": str(tiny_folder.rename(tiny_folder.with_name("other")))}
    )

    assert before != after


def test_an_encoder_that_learned_nothing_reads_like_the_sentence_model() -> None:
    text = "can my partner use it"
    meaning = sentence_model(None).read([text])[0].whole

    assert QuestionEncoder(sentence_model(None)).read([text])[0] == pytest.approx(meaning, abs=1e-4)


def test_learning_brings_texts_of_one_label_together_and_is_kept(tmp_path: Path) -> None:
    texts = [
        "who pays for lunch",
        "is food paid for",
        "canteen vouchers",
        "where can i park",
        "car spaces",
        "is there room for a van",
    ]
    encoder = QuestionEncoder(sentence_model(None))
    before = encoder.read(texts)
    encoder.train(texts * 16, [0, 0, 0, 1, 1, 1] * 16)
    after = encoder.read(texts)
    question_encoder.save(encoder.learned(), tmp_path / "encoder.npz")
    kept = QuestionEncoder(sentence_model(None), question_encoder.load(tmp_path / "encoder.npz")).read(texts)

    assert _apart(after) > _apart(before) + 0.1
    assert kept == pytest.approx(after, abs=1e-2)


def _apart(meanings: np.ndarray) -> float:
    """Give how much nearer texts lie to their own kind than to the other, of two kinds of three."""
    near = meanings @ meanings.T
    return float(near[:3, :3].mean() + near[3:, 3:].mean() - 2 * near[:3, 3:].mean())


def test_training_does_not_touch_the_sentence_model() -> None:
    """Its lower half is shared; what others read with it stays as it was."""
    model = sentence_model(None)
    before = model.read(["a question"])[0].whole
    QuestionEncoder(model).train(["one", "two"] * 16, [0, 1] * 16)

    assert model.read(["a question"])[0].whole == pytest.approx(before, abs=1e-6)
