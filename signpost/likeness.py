"""How alike two messages are: in their runs of words, in what the word lists state, in meaning, sentence by sentence.

The likeness of sets of sentences is the multi-instance kernel of T. Gärtner and others (2002), with a Gaussian between
sentences; so one sentence in a long account can be like one in another, whatever surrounds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from signpost.reading import Reading

Array = npt.NDArray[np.float32]
_STATED_WEIGHT = 0.3
_WHOLE_WIDTH = 1.0
_SENTENCE_WIDTH = 2.0
_SEEN_TWICE = 2
# Half of the 384 directions of meaning hold nearly all that differs between messages, and cost half the time.
_DIRECTIONS = 192
_ROWS = 1500
_LISTS = ("known_grams", "known_stated")


@dataclass(frozen=True, slots=True)
class MessageSpace:
    """What messages are compared with: runs of words and stated facts that are known, and the messages learned from.

    Attributes:
        known_grams: run of words -> its place. known_stated: stated fact -> its place.
        rarity: how much each run of words counts (inverse document frequency).
        whole_centre, sentence_centre: the mean meaning, taken off before anything is compared (384 numbers each).
        directions: the principal directions in which sentences differ (384 rows).
        wholes: the meaning of each message learned from, a row each; `sentences`: of all their sentences, in order.
        starts: at which row of `sentences` each message begins; `richness`: how alike each message is to itself.
    """

    known_grams: Mapping[str, int]
    known_stated: Mapping[str, int]
    rarity: Array
    whole_centre: Array
    sentence_centre: Array
    directions: Array
    wholes: Array
    sentences: Array
    starts: npt.NDArray[np.int64]
    richness: Array

    def gram_row(self, reading: Reading) -> tuple[list[int], Array]:
        """Give the places of the known runs of words of a message, and their weights (of length 1 together)."""
        places = sorted(self.known_grams[gram] for gram in reading.grams if gram in self.known_grams)
        weights = self.rarity[places]
        return places, weights / max(float(np.linalg.norm(weights)), 1e-9)

    def stated_row(self, reading: Reading) -> Array:
        """Give a weight for each fact that the word lists state."""
        row = np.zeros(len(self.known_stated), np.float32)
        row[[self.known_stated[label] for label in reading.stated if label in self.known_stated]] = _STATED_WEIGHT
        return row

    def in_meaning(self, reading: Reading) -> Array:
        """Give how alike in meaning a message is to each message learned from."""
        whole = unit((reading.meaning.whole - self.whole_centre) @ self.directions)
        alike = gaussian(self.wholes @ whole, _WHOLE_WIDTH)
        sentences = unit((reading.meaning.sentences - self.sentence_centre) @ self.directions)
        pairs = gaussian(self.sentences @ sentences.T, _SENTENCE_WIDTH).sum(axis=1)
        own = gaussian(sentences @ sentences.T, _SENTENCE_WIDTH).sum()
        alike += np.add.reduceat(pairs, self.starts) / (self.richness * np.sqrt(own))
        return alike

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Give everything as arrays, to be kept in a file."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: np.array("\n".join(part)) if name in _LISTS else part for name, part in parts.items()}

    @classmethod
    def from_arrays(cls, arrays: dict[str, npt.NDArray[np.generic]]) -> MessageSpace:
        """Take what `arrays` gave out of `arrays`."""
        parts: dict[str, Any] = {field.name: arrays.pop(field.name) for field in fields(cls)}
        for name in _LISTS:
            entries = str(parts[name])
            parts[name] = {entry: at for at, entry in enumerate(entries.split("\n") if entries else ())}
        return cls(**parts)


@dataclass(frozen=True, slots=True)
class Learned:
    """The messages learned from: their space, their runs of words and stated facts, and how alike any two are."""

    space: MessageSpace
    grams: sparse.csr_matrix
    stated: Array
    kernel: Array


def learn(readings: Sequence[Reading]) -> Learned:
    """Build the space of some messages and compare each with each."""
    space = _space(readings)
    rows = [space.gram_row(reading) for reading in readings]
    bounds = np.cumsum([0, *(len(places) for places, _ in rows)])
    places = np.concatenate([np.array(places, np.int64) for places, _ in rows])
    weights = np.concatenate([weights for _, weights in rows])
    grams = sparse.csr_matrix((weights, places, bounds), shape=(len(rows), len(space.known_grams)))
    stated = np.stack([space.stated_row(reading) for reading in readings])
    kernel = _between_sets(space)
    kernel += gaussian(space.wholes @ space.wholes.T, _WHOLE_WIDTH)
    kernel += stated @ stated.T
    kernel += (grams @ grams.T).toarray()
    return Learned(space, grams, stated, kernel)


def unit(vectors: Array) -> Array:
    """Bring vectors to length 1."""
    found: Array = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return found


def known_grams(grams: Sequence[AbstractSet[str]]) -> tuple[dict[str, int], Array]:
    """Give each run of words that stands in several texts its place, and how much it counts (inverse frequency)."""
    seen = Counter(gram for given in grams for gram in given)
    known = sorted(gram for gram, count in seen.items() if count >= _SEEN_TWICE)
    counts = np.array([seen[gram] for gram in known], np.float32)
    rarity: Array = np.log((1 + len(grams)) / (1 + counts)) + 1
    return {gram: at for at, gram in enumerate(known)}, rarity


def gaussian(cosines: Array, width: float) -> Array:
    """Turn cosines into likeness between 0 and 1, in place."""
    cosines -= 1
    cosines *= width
    return np.exp(cosines, out=cosines)


def _space(readings: Sequence[Reading]) -> MessageSpace:
    grams, rarity = known_grams([reading.grams for reading in readings])
    stated = sorted({label for reading in readings for label in reading.stated})
    wholes = np.stack([reading.meaning.whole for reading in readings])
    sentences = np.concatenate([reading.meaning.sentences for reading in readings])
    whole_centre, sentence_centre = wholes.mean(axis=0), sentences.mean(axis=0)
    sentences = sentences - sentence_centre
    directions = np.linalg.eigh(sentences.T @ sentences)[1][:, -_DIRECTIONS:]
    return MessageSpace(
        known_grams=grams,
        known_stated={label: at for at, label in enumerate(stated)},
        rarity=rarity,
        whole_centre=whole_centre,
        sentence_centre=sentence_centre,
        directions=directions,
        wholes=unit((wholes - whole_centre) @ directions),
        sentences=unit(sentences @ directions),
        starts=np.cumsum([0, *(len(reading.meaning.sentences) for reading in readings[:-1])]),
        richness=np.ones(len(readings), np.float32),
    )


def _between_sets(space: MessageSpace) -> Array:
    """Compare every two messages sentence by sentence; on the way, take down how rich in sentences each is."""
    count = len(space.starts)
    bounds = [*space.starts, len(space.sentences)]
    kernel = np.empty((count, count), np.float32)
    for first in range(0, count, _ROWS):
        last = min(first + _ROWS, count)
        pairs = gaussian(space.sentences[bounds[first] : bounds[last]] @ space.sentences.T, _SENTENCE_WIDTH)
        by_column = np.add.reduceat(pairs, space.starts, axis=1)
        kernel[first:last] = np.add.reduceat(by_column, space.starts[first:last] - bounds[first], axis=0)
    space.richness[:] = np.sqrt(np.diag(kernel))
    kernel /= space.richness[:, None]
    kernel /= space.richness[None, :]
    return kernel
