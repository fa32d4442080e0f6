"""The classifier learns several labels at once, is calibrated on what it has not seen, and can be kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signpost.classifier import NOT_SAID, SAID, Group, TextClassifier
from signpost.likeness import learn
from signpost.reading import Meaning, Reading

WORDS = ("shouts", "grabs", "lies", "smiles", "walks", "sits")


def reading(*words: str, seed: int = 0) -> Reading:
    """Make a reading whose meaning says nothing: only its words tell messages apart."""
    noise = np.random.default_rng(seed).normal(size=(2, 384)).astype(np.float32)
    unit = noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return Reading(frozenset(words), frozenset(), frozenset(), Meaning(unit[0], unit[1:]))


def examples() -> tuple[list[Reading], list[Group]]:
    """Make two hundred messages in which a word says a label: `shouts` threats, `grabs` physical."""
    readings, targets = [], []
    for n in range(200):
        words = {WORDS[n % 6], WORDS[(n // 6) % 6]}
        readings.append(reading(*words, seed=n))
        targets.append({"threats": SAID if "shouts" in words else NOT_SAID, "force": SAID if "grabs" in words else 0})
    other = [{"asks": SAID if n % 2 else NOT_SAID} if n < 50 else None for n in range(200)]
    return readings, [Group(targets, 1.0), Group(other, 1.0)]


@pytest.fixture(scope="module")
def classifier() -> TextClassifier:
    return TextClassifier.train(*examples())


def test_a_message_gets_every_label_that_its_words_say(classifier: TextClassifier) -> None:
    for words, label in (
        (("shouts", "grabs"), "threats"),
        (("shouts", "grabs"), "force"),
        (("grabs", "sits"), "force"),
    ):
        found = classifier.probabilities(reading(*words, seed=999))
        assert found[label] >= classifier.thresholds[label], label


def test_a_message_gets_no_label_that_its_words_do_not_say(classifier: TextClassifier) -> None:
    found = classifier.probabilities(reading("smiles", "sits", seed=998))

    assert found["threats"] < classifier.thresholds["threats"]
    assert found["force"] < classifier.thresholds["force"]


def test_words_that_nobody_has_seen_are_no_crash(classifier: TextClassifier) -> None:
    assert all(0 <= p <= 1 for p in classifier.probabilities(reading("qwertz", seed=997)).values())


def test_a_group_learns_from_its_own_messages_only(classifier: TextClassifier) -> None:
    column = classifier.labels.index("asks")

    assert not classifier._arrays["alphas"][50:, column].any()
    assert classifier._arrays["alphas"][:50, column].any()


def test_what_was_left_out_is_what_training_without_it_says() -> None:
    """The closed form of leave-one-out agrees with really leaving one message out."""
    readings, (group, _) = examples()
    kernel = learn(readings).kernel
    wanted = np.array([[2 * t["threats"] - 1] for t in group.targets], np.float64)
    mean = wanted.mean()
    rest = np.arange(1, 200)
    inner = kernel[np.ix_(rest, rest)] + 0.5 * np.eye(199)
    really = kernel[0, rest] @ np.linalg.solve(inner, wanted[rest] - mean) + mean

    kept = TextClassifier.train(readings, [group])._arrays
    column = 1
    expected = 1 / (1 + np.exp(-(kept["slopes"][column] * float(really[0]) + kept["offsets"][column])))
    assert kept["unseen"][0, column] == pytest.approx(expected, abs=1e-3)


def test_what_is_kept_says_the_same_when_loaded(classifier: TextClassifier, tmp_path: Path) -> None:
    classifier.save(tmp_path / "kept.npz")
    loaded = TextClassifier.load(tmp_path / "kept.npz")

    message = reading("shouts", "lies", seed=5)
    assert loaded.probabilities(message) == pytest.approx(classifier.probabilities(message), abs=1e-5)
    assert loaded.thresholds == classifier.thresholds


def test_a_label_that_was_never_said_is_never_said() -> None:
    readings, _ = examples()
    never = TextClassifier.train(readings, [Group([{"x": NOT_SAID}] * 200, 1.0)])

    assert never.probabilities(readings[0])["x"] < 1e-6
