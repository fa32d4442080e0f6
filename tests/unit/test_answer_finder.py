"""Which answer a question wants is found by its words and its meaning, and where nothing is near nothing scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signpost.answer_finder import AnswerFinder, Texts

CHANCE = np.random.default_rng(7)


def texts(*given: str, around: int) -> Texts:
    """Give texts whose meanings lie around one of several directions."""
    meanings = CHANCE.normal(0, 0.15, (len(given), 24)).astype(np.float32)
    meanings[:, around] += 1
    return Texts(given, meanings / np.linalg.norm(meanings, axis=1, keepdims=True))


def joined(*parts: Texts) -> Texts:
    return Texts([text for part in parts for text in part.texts], np.vstack([part.meanings for part in parts]))


@pytest.fixture(scope="module")
def finder() -> AnswerFinder:
    lunch = texts("who pays for lunch", "is lunch paid", "lunch money", "do we get lunch", around=0)
    parking = texts("where can i park", "is there parking", "car park", "parking space", around=1)
    no = texts("no chat here", "never mind that", around=2)
    others = texts("he shouted at me", "she left me out", "they laughed at me", around=3)
    refused = texts("who won the match", "what is the weather", around=4)
    wants = ["lunch"] * 4 + ["parking"] * 4 + ["no"] * 2
    return AnswerFinder.train(joined(lunch, parking, no), wants, others, refused, ["no"])


def test_what_is_near_is_found(finder: AnswerFinder) -> None:
    [[first, second, *_]] = finder.best(texts("lunch please", around=0), 3)

    assert first[0] == "lunch"
    assert first[1] > 0.5 > second[1] + 0.2


def test_what_is_near_nothing_scores_next_to_nothing(finder: AnswerFinder) -> None:
    [ranked] = finder.best(texts("tell me a story", around=9), 3)

    assert ranked[0][1] < 0.3


def test_what_was_refused_wants_no_answer(finder: AnswerFinder) -> None:
    """A question like those that are not held scores low for every answer but a refusal."""
    [ranked] = finder.best(texts("what was the weather", around=4), 3)

    assert all(score < 0.2 for name, score in ranked if name != "no")


def test_words_count_beside_meaning(finder: AnswerFinder) -> None:
    """Of two texts that mean nothing known, the one with known words scores higher."""
    [with_words], [without] = (finder.scores(texts(text, around=9)) for text in ("parking space", "quiet place"))

    assert with_words[finder.names.index("parking")] > without[finder.names.index("parking")] + 0.05


def test_it_is_the_same_after_it_was_kept(finder: AnswerFinder, tmp_path: Path) -> None:
    """Half precision is enough."""
    finder.save(tmp_path / "answers.npz")
    given = texts("who pays for lunch", "parking", around=0)

    assert AnswerFinder.load(tmp_path / "answers.npz").scores(given) == pytest.approx(finder.scores(given), abs=5e-3)
