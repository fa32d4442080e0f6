"""Learns from labelled messages what a message says: one classifier per label, all solved at once, each calibrated.

Kernel ridge regression (C. Saunders and others, 1998). One inverse gives the classifiers of all labels of a group, and
with it what each would say of every message had that message been left out (G. Cawley, N. Talbot, 2003): so
probabilities and thresholds are fitted on messages that the classifier has not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack
from sklearn.linear_model import LogisticRegression

from signpost.likeness import Learned, MessageSpace, learn
from signpost.reading import Reading

Array = npt.NDArray[np.float32]
Target = Mapping[str, int]
SAID, NOT_SAID, UNSURE = 1, 0, -1
_RIDGE = 0.5
_NEVER = 20.0


@dataclass(frozen=True, slots=True)
class Group:
    """Labels that are learned from the same messages.

    Attributes:
        targets: for each message what is said and not said in it (a label left out is unsure); None where the message
            is nothing to learn these labels from.
        beta: how much finding all counts against finding nothing wrong; 1 is even, less prefers being right.
    """

    targets: Sequence[Target | None]
    beta: float


class TextClassifier:
    """Says of a message how probable each label is.

    Attributes:
        labels: what can be said of a message.
        thresholds: label -> the probability from which on it counts as said.
    """

    def __init__(self, labels: Sequence[str], space: MessageSpace, arrays: Mapping[str, Array]) -> None:
        self.labels = tuple(labels)
        self._space = space
        self._arrays = dict(arrays)
        self.thresholds = dict(zip(self.labels, map(float, arrays["thresholds"]), strict=True))

    @classmethod
    def train(cls, readings: Sequence[Reading], groups: Sequence[Group]) -> TextClassifier:
        """Learn the labels of all groups."""
        learned = learn(readings)
        solved = [_solved(learned, group) for group in groups]
        labels = [label for names, _ in solved for label in names]
        parts = {name: np.concatenate([arrays[name] for _, arrays in solved], axis=-1) for name in solved[0][1]}
        alphas = parts["alphas"]
        arrays = {**parts, "by_gram": learned.grams.T @ alphas, "by_stated": learned.stated.T @ alphas}
        return cls(labels, learned.space, {name: array.astype(np.float32) for name, array in arrays.items()})

    @property
    def unseen(self) -> Array:
        """Give for each training message (row) the probability of each label, had the message been left out."""
        return self._arrays["unseen"]

    def probabilities(self, reading: Reading) -> dict[str, float]:
        """Give the probability of each label for a message."""
        kept = self._arrays
        places, weights = self._space.gram_row(reading)
        score = weights @ kept["by_gram"][places] + self._space.stated_row(reading) @ kept["by_stated"]
        score = score + self._space.in_meaning(reading) @ kept["alphas"] + kept["means"]
        return dict(zip(self.labels, map(float, _sigmoid(kept["slopes"] * score + kept["offsets"])), strict=True))

    def save(self, path: Path) -> None:
        """Keep the classifier in one file: numbers and names, nothing that runs."""
        np.savez(path, labels=np.array(self.labels), **self._space.arrays(), **self._arrays)

    @classmethod
    def load(cls, path: Path) -> TextClassifier:
        """Read a classifier that was kept."""
        with np.load(path, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        labels = [str(label) for label in arrays.pop("labels")]
        space = MessageSpace.from_arrays(arrays)
        return cls(labels, space, arrays)


def _solved(learned: Learned, group: Group) -> tuple[list[str], dict[str, Array]]:
    """Solve for the labels of a group; messages that are nothing to learn them from get no say."""
    rows = [row for row, target in enumerate(group.targets) if target is not None]
    labels = sorted({label for target in group.targets for label in target or ()})
    targets = np.array([[(group.targets[row] or {}).get(label, UNSURE) for label in labels] for row in rows], np.int8)
    means = np.array([_mean(column) for column in targets.T], np.float32)
    wanted = np.where(targets == UNSURE, 0, 2 * targets - 1 - means).astype(np.float32)
    inverse = _inverse(learned.kernel[np.ix_(rows, rows)])
    solution = inverse @ wanted
    scores = wanted - solution / np.diag(inverse)[:, None] + means
    fitted = [_fitted(scores[:, j], targets[:, j], group.beta) for j in range(len(labels))]
    slopes, offsets, thresholds = np.array(fitted, np.float32).T
    alphas, unseen = np.zeros((2, len(group.targets), len(labels)), np.float32)
    alphas[rows] = solution
    unseen[rows] = _sigmoid(scores * slopes + offsets)
    fits = {"means": means, "slopes": slopes, "offsets": offsets, "thresholds": thresholds}
    return labels, {"alphas": alphas, "unseen": unseen, **fits}


def _inverse(kernel: Array) -> Array:
    """Give the inverse of a kernel with the ridge added. Raises ValueError where it has none."""
    kernel[np.diag_indices_from(kernel)] += _RIDGE
    factor, failed = lapack.spotrf(kernel, lower=True, overwrite_a=True)
    lower, failed_too = lapack.spotri(factor, lower=True, overwrite_c=True) if not failed else (factor, failed)
    if failed or failed_too:
        raise ValueError("TextClassifier: found messages that cannot be compared, expected numbers in every meaning")
    whole: Array = np.tril(lower) + np.tril(lower, -1).T
    return whole


def _fitted(scores: Array, targets: npt.NDArray[np.int8], beta: float) -> tuple[float, float, float]:
    """Fit a probability to the scores (J. Platt, 1999), and the threshold with the best F-measure (C. van Rijsbergen).

    A label that was always, or never, said stays what it was.
    """
    known = targets != UNSURE
    said = targets[known] == SAID
    if said.all() or not said.any():
        return 0.0, _NEVER if said.any() else -_NEVER, 0.5
    fitted = LogisticRegression(C=100.0).fit(scores[known, None], said)
    slope, offset = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    probabilities = _sigmoid(scores[known] * slope + offset)
    order = np.argsort(-probabilities)
    right = np.cumsum(said[order])
    precision, recall = right / np.arange(1, len(order) + 1), right / said.sum()
    measure = (1 + beta**2) * precision * recall / np.maximum(beta**2 * precision + recall, 1e-9)
    # Half way to the next message, so that what is just as clear does not fall short by a hair.
    ranked, last = probabilities[order], int(measure.argmax())
    return slope, offset, float((ranked[last] + ranked[min(last + 1, len(ranked) - 1)]) / 2)


def _mean(column: npt.NDArray[np.int8]) -> float:
    known = column[column != UNSURE]
    return float((2.0 * known - 1).mean()) if len(known) else -1.0


def _sigmoid(values: Array) -> Array:
    found: Array = 1 / (1 + np.exp(-values))
    return found
