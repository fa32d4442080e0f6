"""Trains and runs NLU models, each in a process of its own; among them Rasa's default pipeline, once for each fact."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, TypeVar

Target = Mapping[str, int] | None
Result = TypeVar("Result")
_SAID, _UNSURE = 1, -1
_NONE = "none_stated"
_WARM_UP = 5
BATCH = 64
_KIB_IN_MB = 1e6 / 1024
# What `rasa init` of Rasa 3.6 writes, without the response selector, which has nothing to select here.
_PIPELINE = """recipe: default.v1
language: en
assistant_id: peer
pipeline:
- name: WhitespaceTokenizer
  intent_tokenization_flag: true
  intent_split_symbol: "+"
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: {epochs}
  constrain_similarities: true
- name: EntitySynonymMapper
- name: FallbackClassifier
  threshold: 0.3
  ambiguity_threshold: 0.1
"""


@dataclass(frozen=True, slots=True)
class Trained:
    """How long training took, reading the data included, and the most memory that it held."""

    seconds: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading costs: the median of one message at a time, messages a second in batches, memory of the process."""

    wall_ms: float
    process_ms: float
    per_second: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Peer:
    """Rasa's default pipeline trained on one fact: what it finds in each text, and what that costs."""

    fact: str
    examples: int
    found: tuple[frozenset[str], ...]
    trained: Trained
    cost: Cost


def apart(function: Callable[..., Result], *arguments: Any) -> Result:
    """Call a function in a new process that ends with it, so that time and memory are its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_hush) as pool:
        return pool.submit(function, *arguments).result()


def train(config: Path, data: Path, folder: Path) -> Trained:
    """Train an NLU model as `model.tar.gz` in a folder, from nothing: Rasa's cache of earlier trainings is not used."""
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    from rasa.model_training import train_nlu

    start = perf_counter()
    if not train_nlu(str(config), str(data), str(folder), fixed_model_name="model"):
        raise RuntimeError(f"training on {data.name} gave no model")
    return Trained(perf_counter() - start, _memory_mb("VmHWM"))


def read(model: Path, texts: Sequence[str], timed: Sequence[str]) -> tuple[list[dict[str, Any]], Cost]:
    """Read texts with a model, in batches, and time others one at a time."""
    from signpost.plugins.batch_reader import BatchReader

    reader = BatchReader(model)
    for text in timed[:_WARM_UP]:
        reader.read([text])
    walls, processes = [], []
    for text in timed:
        wall, process = perf_counter(), process_time()
        reader.read([text])
        walls.append(perf_counter() - wall)
        processes.append(process_time() - process)
    start = perf_counter()
    found = [entry for at in range(0, len(texts), BATCH) for entry in reader.read(texts[at : at + BATCH])]
    rate = len(texts) / (perf_counter() - start)
    return found, Cost(1000 * median(walls), 1000 * median(processes), rate, _memory_mb("VmRSS"))


def examples(fact: str, texts: Sequence[str], targets: Sequence[Target]) -> dict[str, list[str]]:
    """Sort training messages by what they state of a fact (values joined with "+"); leave out where that is open."""
    labels = sorted({label for target in targets for label in target or () if label.partition(".")[0] == fact})
    found: dict[str, list[str]] = {}
    for text, target in zip(texts, targets, strict=True):
        told = {label: target.get(label, _UNSURE) for label in labels} if target is not None else {}
        if told and _UNSURE not in told.values():
            values = [label.partition(".")[2] for label, state in told.items() if state == _SAID]
            found.setdefault("+".join(values) or _NONE, []).append(" ".join(text.split()))
    return found


def peer(
    fact: str, given: Mapping[str, Sequence[str]], texts: Sequence[str], timed: Sequence[str], epochs: int
) -> Peer:
    """Train Rasa's default pipeline on one fact and read texts with it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        config, data = folder / "config.yml", folder / "nlu.yml"
        config.write_text(_PIPELINE.format(epochs=epochs), "utf-8")
        data.write_text(_nlu(given), "utf-8")
        trained = apart(train, config, data, folder)
        results, cost = apart(read, folder / "model.tar.gz", texts, timed)
    known = given.keys() - {_NONE}
    found = tuple(_labels(fact, result["intent"]["name"], known) for result in results)
    return Peer(fact, sum(map(len, given.values())), found, trained, cost)


def _labels(fact: str, intent: str | None, known: set[str]) -> frozenset[str]:
    return frozenset(f"{fact}.{value}" for value in intent.split("+")) if intent in known else frozenset()


def _nlu(given: Mapping[str, Sequence[str]]) -> str:
    lines = ['version: "3.1"', "nlu:"]
    for intent, texts in given.items():
        lines += [f"- intent: {json.dumps(intent)}", "  examples: |", *(f"    - {text}" for text in texts)]
    return "\n".join([*lines, ""])


def _hush() -> None:
    """Keep what Rasa and TensorFlow print off the terminal; what goes wrong comes back as an exception."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def _memory_mb(entry: str) -> float:
    """Give `VmRSS`, the memory held now, or `VmHWM`, the most that was held, as Linux tells it."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{entry}:")) / _KIB_IN_MB
