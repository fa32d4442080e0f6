"""Turns questions into vectors in which questions that want the same answer lie close together.

The lower half of the sentence model reads the words; its upper half is trained further on the ways of asking, so that
each lies near the mean of its own answer (a softmax over cosines, F. Wang and others, "NormFace", 2017).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from transformers.models.bert.modeling_tf_bert import TFBertLayer

from signpost.likeness import unit
from signpost.plugins.sentence_model import SentenceModel, by_length, padded

Array = npt.NDArray[np.float32]
_READ_AS_IT_IS = 3
_PIECES = 64
_READ_AT_ONCE = 64
_LEARNED_AT_ONCE = 32
_ROUNDS = 2
_RATE = 2e-4
_SCALE = 20.0
_SEED = 5
# Texts of about the same length are learned together, so that little is spent on filling up the shorter ones.
_LIKE_LENGTH = 4
_MASK = tf.TensorSpec((None, None), tf.int32)


class QuestionEncoder:
    """Reads short texts.

    Args:
        model: the sentence model, whose lower half it shares.
        weights: what `learned` gave; without it, the upper half is as the sentence model has it.
    """

    def __init__(self, model: SentenceModel, weights: Sequence[npt.NDArray[Any]] | None = None) -> None:
        bert = model.bert
        self._model = model
        self._shape = tf.TensorSpec((None, None, bert.config.hidden_size), tf.float32)
        self._top = [TFBertLayer(bert.config, name=f"question_{k}") for k in range(_READ_AS_IT_IS)]
        below = bert.encoder.layer[: -len(self._top)]
        self._low = tf.function(
            lambda ids, mask: _through(below, bert.embeddings(input_ids=ids, training=False), mask, False),
            input_signature=[_MASK, _MASK],
            autograph=False,
        )
        self._high = tf.function(
            lambda states, mask: _pooled(_through(self._top, states, mask, False), mask),
            input_signature=[self._shape, _MASK],
            autograph=False,
        )
        self._build(bert.encoder.layer[-len(self._top) :], weights)

    def _build(self, originals: Sequence[Any], weights: Sequence[npt.NDArray[Any]] | None) -> None:
        self.read(["a"])
        given = iter(weights) if weights is not None else None
        for layer, original in zip(self._top, originals, strict=True):
            own = original.get_weights()
            layer.set_weights([next(given).astype(np.float32) for _ in own] if given else own)

    def learned(self) -> list[npt.NDArray[np.float16]]:
        """Give the weights of the upper half in half precision, to be kept."""
        return [array.astype(np.float16) for layer in self._top for array in layer.get_weights()]

    def read(self, texts: Sequence[str]) -> Array:
        """Give the meaning of each text, a row of 384 numbers of length 1."""
        return self._pooled_states(self._states(texts))

    def train(self, texts: Sequence[str], labels: Sequence[int]) -> None:
        """Bring texts of the same label together. Labels are numbers from 0."""
        tf.random.set_seed(_SEED)
        chance = random.Random(_SEED)
        states, wanted = self._states(texts), np.array(labels, np.int32)
        meanings = self._pooled_states(states)
        means = np.stack([meanings[wanted == label].mean(axis=0) for label in range(wanted.max() + 1)])
        centres = tf.Variable(unit(means))
        step = self._step(centres)
        for _ in range(_ROUNDS):
            order = sorted(range(len(texts)), key=lambda at: (len(states[at]) // _LIKE_LENGTH, chance.random()))
            batches = [order[at : at + _LEARNED_AT_ONCE] for at in range(0, len(order), _LEARNED_AT_ONCE)]
            chance.shuffle(batches)
            for batch in batches:
                step(*padded([states[at] for at in batch]), tf.constant(wanted[batch]))

    def _step(self, centres: Any) -> Any:
        optimizer = tf.keras.optimizers.Adam(_RATE)
        trained = [*(variable for layer in self._top for variable in layer.trainable_variables), centres]

        @tf.function(input_signature=[self._shape, _MASK, tf.TensorSpec((None,), tf.int32)], autograph=False)
        def step(states: Any, mask: Any, wanted: Any) -> None:
            with tf.GradientTape() as tape:
                meanings = _pooled(_through(self._top, states, mask, True), mask)
                scores = _SCALE * meanings @ tf.transpose(tf.math.l2_normalize(centres, 1))
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(wanted, scores))
            optimizer.apply_gradients(zip(tape.gradient(loss, trained), trained, strict=True))

        return step

    def _states(self, texts: Sequence[str]) -> list[Array]:
        """Read texts up to the middle of the model: for each, a row for each piece of a word."""
        ids = [np.array(pieces[:_PIECES], np.int32) for pieces in self._model.pieces(texts)]
        found: list[Array] = [np.zeros((0, 0), np.float32)] * len(texts)
        for batch in by_length(ids, _READ_AT_ONCE):
            states = self._low(*padded([ids[at] for at in batch])).numpy()
            for at, row in zip(batch, states, strict=True):
                found[at] = row[: len(ids[at])]
        return found

    def _pooled_states(self, states: Sequence[Array]) -> Array:
        meanings = np.zeros((len(states), self._shape.shape[-1]), np.float32)
        for batch in by_length(states, _READ_AT_ONCE):
            meanings[batch] = self._high(*padded([states[at] for at in batch])).numpy()
        return meanings


def save(weights: Sequence[npt.NDArray[Any]], path: Path) -> None:
    """Keep the weights of an encoder in one file."""
    np.savez(path, *weights)


def load(path: Path) -> list[npt.NDArray[Any]]:
    """Read the weights of an encoder."""
    with np.load(path, allow_pickle=False) as kept:
        return [kept[name] for name in kept.files]


def _through(layers: Sequence[Any], states: Any, mask: Any, training: bool) -> Any:
    """Run states through layers; what is not real is not looked at."""
    unseen = (1.0 - tf.cast(mask, tf.float32))[:, None, None, :] * -10_000.0
    for layer in layers:
        states = layer(states, unseen, None, None, None, None, False, training=training)[0]
    return states


def _pooled(states: Any, mask: Any) -> Any:
    real = tf.cast(mask, tf.float32)[:, :, None]
    return tf.math.l2_normalize(tf.reduce_sum(states * real, 1) / tf.reduce_sum(real, 1), 1)
