"""Finds which answer a question wants: kernel ridge regression on the ways in which each answer is asked.

How alike two questions are is taken from their meaning and from their words. Every answer is weighed against every
other (C. Saunders and others, 1998). What asks for none of them is learned beside them, as one more thing to want, and
its score is taken off: an answer must score more than nothing does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from signpost.likeness import gaussian, known_grams, unit

Array = npt.NDArray[np.float32]
_RIDGE = 0.5
_WIDTH = 2.0
_WORDS_COUNT = 0.5
# A question is turned away only by what clearly does so; else it is simply not answered.
_CLEARLY = 0.2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts, and their meanings: a row of 384 numbers of length 1 for each."""

    texts: Sequence[str]
    meanings: Array


@dataclass(frozen=True, slots=True)
class AnswerFinder:
    """What was learned.

    Attributes:
        names: the answers. turns_away: for each, 1 where it turns a question away, else 0.
        centre: the mean meaning of the ways of asking (384 numbers), taken off before anything is compared.
        known: the meaning of each text learned from, a row each; `weights`: what each says for each answer.
        grams: run of words -> its place; `rarity`: how much it counts; `by_gram`: what it says for each answer.
        means: the share of each answer among the texts learned from.

    The last column of weights, `by_gram` and means is for wanting none of them.
    """

    names: tuple[str, ...]
    grams: Mapping[str, int]
    centre: Array
    known: Array
    weights: Array
    rarity: Array
    by_gram: Array
    means: Array
    turns_away: Array

    @classmethod
    def train(
        cls, asks: Texts, wants: Sequence[str], others: Texts, refused: Texts, refusals: Sequence[str]
    ) -> AnswerFinder:
        """Learn which answer is wanted.

        Args:
            asks: ways of asking; `wants`: the answer that each of them wants.
            others: what people say that wants no answer.
            refused: questions to which there is no answer, but that one of `refusals` may serve.
            refusals: the answers that turn such questions away.
        """
        names = tuple(sorted(set(wants)))
        places = {name: at for at, name in enumerate(names)}
        texts = [*asks.texts, *others.texts, *refused.texts]
        centre = asks.meanings.mean(axis=0)
        known = unit(np.vstack([asks.meanings, others.meanings, refused.meanings]) - centre)
        grams, rarity = known_grams([set(_runs(text)) for text in texts])
        words = _as_words(texts, grams, rarity)
        targets = np.zeros((len(texts), len(names) + 1), np.float32)
        targets[np.arange(len(asks.texts)), [places[name] for name in wants]] = 1
        targets[len(asks.texts) :, -1] = 1
        means = targets.mean(axis=0)
        targets -= means
        # Whether a question outside the policies is turned away by this refusal or by another is left open.
        targets[len(texts) - len(refused.texts) :, [places[name] for name in refusals]] = 0
        kernel = gaussian(known @ known.T, _WIDTH)
        kernel += _WORDS_COUNT * (words @ words.T).toarray()
        kernel[np.diag_indices_from(kernel)] += _RIDGE
        weights = cho_solve(cho_factor(kernel, overwrite_a=True), targets, overwrite_b=True).astype(np.float32)
        turns_away = np.array([name in refusals for name in names], np.float32)
        return cls(names, grams, centre, known, weights, rarity, _WORDS_COUNT * (words.T @ weights), means, turns_away)

    def scores(self, given: Texts) -> Array:
        """Give for each text (row) the score of each answer: about 1 for the one asked for, 0 and less for others."""
        found: Array = gaussian(unit(given.meanings - self.centre) @ self.known.T, _WIDTH) @ self.weights + self.means
        found += _as_words(given.texts, self.grams, self.rarity) @ self.by_gram
        scores, nothing = found[:, :-1], found[:, -1]
        away = self.turns_away[scores.argmax(axis=1)] > 0
        less: Array = scores - np.where(away, _CLEARLY, nothing)[:, None]
        return less

    def best(self, given: Texts, count: int) -> list[list[tuple[str, float]]]:
        """Give for each text the answers with the highest scores, best first."""
        scores = self.scores(given)
        order = np.argsort(-scores, axis=1)[:, :count]
        return [[(self.names[at], float(row[at])) for at in places] for row, places in zip(scores, order, strict=True)]

    def save(self, path: Path) -> None:
        """Keep it in one file: numbers in half precision, and names."""
        numbers = {name: getattr(self, name).astype(np.float16) for name in _NUMBERS}
        np.savez(path, names=np.array(self.names), grams=np.array(list(self.grams)), **numbers)

    @classmethod
    def load(cls, path: Path) -> AnswerFinder:
        """Read what was kept."""
        with np.load(path, allow_pickle=False) as kept:
            grams = {str(gram): at for at, gram in enumerate(kept["grams"])}
            numbers = {name: kept[name].astype(np.float32) for name in _NUMBERS}
            return cls(tuple(map(str, kept["names"])), grams, **numbers)


_NUMBERS = ("centre", "known", "weights", "rarity", "by_gram", "means", "turns_away")


def _runs(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    return [*words, *(" ".join(pair) for pair in pairwise(words))]


def _as_words(texts: Sequence[str], grams: Mapping[str, int], rarity: Array) -> sparse.csr_matrix:
    """Write each text as a row of weights of its runs of words, of length 1 together."""
    found = [Counter(grams[gram] for gram in _runs(text) if gram in grams) for text in texts]
    rows = [np.array([(1 + np.log(n)) * rarity[at] for at, n in counts.items()], np.float32) for counts in found]
    rows = [row / max(float(np.linalg.norm(row)), 1e-9) for row in rows]
    bounds = np.cumsum([0, *map(len, rows)])
    places = np.array([at for counts in found for at in counts], np.int64)
    weights = np.concatenate(rows) if rows else np.zeros(0, np.float32)
    return sparse.csr_matrix((weights, places, bounds), shape=(len(texts), len(grams)))
