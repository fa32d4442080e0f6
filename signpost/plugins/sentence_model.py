"""Turns sentences into vectors of meaning with all-MiniLM-L6-v2, run by TensorFlow.

The model: N. Reimers, I. Gurevych, "Sentence-BERT" (2019), and W. Wang and others, "MiniLM" (2020).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from tokenizers import Tokenizer
from transformers.models.bert.modeling_tf_bert import TFBertModel
from transformers.utils import logging

from signpost.likeness import unit
from signpost.reading import Meaning, sentence_ends
from signpost.weights import checked_weights

# The model was trained on 256 pieces of words; what is longer is read in windows, and no more of them than this.
_PIECES = 254
_WINDOWS = 6
_BATCH = 16
Array = npt.NDArray[np.float32]


class SentenceModel:
    """Gives the meaning of texts: one vector for the whole, and one for each sentence, each of 384 numbers of length 1.

    Args:
        folder: the folder of the weights; without it, that of the installed package.

    Attributes:
        bert: the layers of the model, which others may share.

    Raises:
        WeightsError: the weights are missing or not the expected ones.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        place = checked_weights(folder)
        self._tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.bert = _bert(place)
        self._run = _traced(self.bert)

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Give the numbers of the pieces of words of each text."""
        return [encoded.ids for encoded in self._tokenizer.encode_batch(list(texts))]

    def read(self, texts: Sequence[str]) -> list[Meaning]:
        """Give the meaning of each text, in order."""
        windows = [(at, window) for at, text in enumerate(texts) for window in self._windows(text)]
        states: dict[int, list[tuple[int, Any, Array]]] = {}
        for batch in by_length([window.ids for _, window in windows], _BATCH):
            for k, found in zip(batch, self._states([windows[k][1] for k in batch]), strict=True):
                states.setdefault(windows[k][0], []).append((k, windows[k][1], found))
        return [_meaning(text, sorted(states[at], key=lambda part: part[0])) for at, text in enumerate(texts)]

    def _windows(self, text: str) -> Iterator[Any]:
        whole = self._tokenizer.encode(text)
        whole.truncate(_PIECES + 2, stride=0)
        yield from [whole, *whole.overflowing][:_WINDOWS]

    def _states(self, encoded: Sequence[Any]) -> Iterator[Array]:
        found = self._run(*padded([np.array(piece.ids, np.int32) for piece in encoded])).numpy()
        for row, piece in enumerate(encoded):
            yield found[row, : len(piece.ids)]


def by_length(items: Sequence[Sized], count: int) -> Iterator[list[int]]:
    """Yield the places of items in batches of like length, so that little is spent on filling up the shorter ones."""
    order = sorted(range(len(items)), key=lambda at: len(items[at]))
    yield from (order[start : start + count] for start in range(0, len(order), count))


def padded(rows: Sequence[npt.NDArray[Any]]) -> tuple[Any, Any]:
    """Fill rows of different lengths up with nothing, and give with them a mask of what is real."""
    width = max(len(row) for row in rows)
    filled = np.zeros((len(rows), width, *rows[0].shape[1:]), rows[0].dtype)
    mask = np.zeros((len(rows), width), np.int32)
    for at, row in enumerate(rows):
        filled[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return tf.constant(filled), tf.constant(mask)


def _bert(folder: Path) -> Any:
    logging.set_verbosity_error()
    return TFBertModel.from_pretrained(str(folder), local_files_only=True).bert


def _traced(model: Any) -> Any:
    shape = tf.TensorSpec((None, None), tf.int32)

    @tf.function(input_signature=[shape, shape], autograph=False)
    def run(ids: Any, mask: Any) -> Any:
        return model(input_ids=ids, attention_mask=mask, training=False).last_hidden_state

    run(tf.constant([[101, 102]]), tf.constant([[1, 1]]))
    return run


def _meaning(text: str, parts: Sequence[tuple[int, Any, Array]]) -> Meaning:
    """Average the states: of all pieces for the whole, as the model was trained, and of each sentence's own."""
    states = np.concatenate([found for _, _, found in parts])
    offsets = [offset for _, encoded, _ in parts for offset in encoded.offsets]
    real = [k for k, (start, end) in enumerate(offsets) if end > start]
    whole = unit(states.mean(axis=0))
    if not real:
        return Meaning(whole, whole[None, :])
    at = np.searchsorted(sentence_ends(text), [offsets[k][0] for k in real], side="right")
    return Meaning(whole, np.stack([unit(states[real][at == sentence].mean(axis=0)) for sentence in np.unique(at)]))
