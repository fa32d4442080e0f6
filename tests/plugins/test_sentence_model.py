"""The sentence model gives the meaning of a text and of its sentences, whatever the text is."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from signpost.errors import WeightsError
from signpost.plugins.parts import MEANING
from signpost.plugins.sentence_featurizer import SentenceFeaturizer, sentence_model


def whole(text: str) -> np.ndarray:
    """Give the meaning of a text."""
    return sentence_model(None).read([text])[0].whole


def test_the_vector_is_the_published_models() -> None:
    """The first numbers that sentence-transformers gives for this sentence (to four places)."""
    vector = whole("This is an example sentence")

    assert vector.shape == (384,)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert vector[:4] == pytest.approx([0.0677, 0.0635, 0.0487, 0.0793], abs=2e-4)


def test_alike_in_meaning_is_near_and_unlike_is_far() -> None:
    insulted, mocked, parking = whole("he insulted me"), whole("she made fun of me"), whole("the car park is full")

    assert insulted @ mocked > insulted @ parking + 0.2


def test_each_sentence_has_a_meaning_of_its_own() -> None:
    found = sentence_model(None).read(["My boss shouts. I told HR! Nothing happened\nI am tired"])[0]

    assert found.sentences.shape == (4, 384)
    assert np.linalg.norm(found.sentences, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


def test_texts_read_together_mean_what_they_mean_alone() -> None:
    texts = ["short", "a much longer text about a sergeant who shouts at people " * 4, "", "three words here"]
    together = sentence_model(None).read(texts)

    for text, found in zip(texts, together, strict=True):
        assert found.whole == pytest.approx(whole(text), abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\U0001f622",
        "a" * 10_000,
        "word " * 2_000,
        "\x00\x07\u202e",
        "\u0627\u0631\u062f\u0648",
        "mae gen i broblem",
    ],
)
def test_any_text_has_a_meaning(text: str) -> None:
    found = sentence_model(None).read([text])[0]

    assert np.isfinite(found.whole).all()
    assert len(found.sentences) >= 1


def test_what_lies_beyond_the_first_window_is_read_too() -> None:
    filler = "the rota was late and the kit was old and " * 40
    plain, told = whole(filler), whole(filler + "he put his hand up my skirt. " * 10)

    assert told @ whole("he put his hand up my skirt") > plain @ whole("he put his hand up my skirt") + 0.05


def test_buttons_do_not_run_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    component = SentenceFeaturizer.create({}, None, Resource("x"), None)
    monkeypatch.setattr(component._model, "_run", None)

    message = component.process([Message({"text": '/choose{"force": "kent"}'})])[0]
    assert message.get(MEANING) is None


def test_rasa_gets_dense_features(tmp_path: Path) -> None:
    component = SentenceFeaturizer.create({}, None, Resource("x"), None)
    message = component.process([Message({"text": "he shouts"})])[0]
    _, sentence = message.get_dense_features("text", [])

    assert sentence is not None
    assert sentence.features.shape == (1, 384)


def test_wrong_weights_are_refused(tmp_path: Path) -> None:
    sentence_model.cache_clear()
    with pytest.raises(WeightsError, match="no such file, expected the sentence model"):
        SentenceFeaturizer.create({"weights": os.fspath(tmp_path)}, None, Resource("x"), None)
    sentence_model.cache_clear()
