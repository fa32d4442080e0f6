"""Measures our own trained model: on the validation messages, and on each training message as though left out."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts import nlu_peer
from scripts.nlu_measures import Case, Sign, fact_of
from signpost.classifier import SAID, UNSURE, TextClassifier
from signpost.extraction import facts_said
from signpost.kb import PROJECT
from signpost.safety import SafetyReader
from signpost.understanding import FACTS
from signpost.word_lists import read_folder

MODEL = PROJECT / "models" / "signpost.tar.gz"
DATA = PROJECT / "data" / "nlu"
WORDS, TIMES = 40, 50
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ours:
    """What was measured of our own model.

    Attributes:
        messages: how many training messages there are.
        accounts: the facts of the validation messages; `left_out`: of the training messages, each left out in turn.
        acts: for each message of every act, the acts that are right and the one found; `account_acts`: of the accounts.
        signs: the signs of crisis that the model shows; `signs_by_words`: that its word lists alone find.
        learned: the facts that the model learns; the others are read by name.
    """

    messages: int
    accounts: Sequence[Case]
    acts: Sequence[tuple[Sequence[str], str]]
    account_acts: Sequence[tuple[Sequence[str], str]]
    signs: Sequence[Sign]
    signs_by_words: Sequence[Sign]
    left_out: Sequence[Case]
    learned: Sequence[str]
    cost: nlu_peer.Cost


@dataclass(frozen=True, slots=True)
class Training:
    """The training messages: their texts, and what each is an example of (facts only)."""

    texts: Sequence[str]
    targets: Sequence[nlu_peer.Target]


def training_messages() -> Training:
    """Read the training messages in the order in which Rasa trains on them."""
    from rasa.shared.importers.rasa import RasaFileImporter

    from signpost.plugins.message_reader import MessageReader
    from signpost.plugins.parts import READING, not_held
    from signpost.plugins.training_targets import groups

    given = RasaFileImporter(training_data_paths=[str(DATA)]).get_nlu_data().training_examples
    messages = [message for message in given if not not_held(message)]
    # Only what the reader reads is learned from; which messages these are does not hang on the word lists.
    MessageReader.create({}, None, None, None).process(messages)
    messages = [message for message in messages if message.get(READING) is not None]
    return Training([message.get("text") for message in messages], groups(messages)[0].targets)


def measured(given: Mapping[str, Sequence[Entry]], training: Training) -> Ours:
    """Measure the trained model on the messages of tests/nlu (by file name); it must be of this training data."""
    accounts, crisis, intents = given["accounts"], given["crisis"], given["intents"]
    texts = [entry["text"] for entry in (*accounts, *crisis, *intents)]
    results, cost = nlu_peer.apart(nlu_peer.read, MODEL, texts, timed(texts[: len(accounts)]))
    read = iter(results)
    classifier, probabilities = _probabilities([entry["text"] for entry in accounts])
    of_accounts, of_crisis, of_intents = ([next(read) for _ in part] for part in (accounts, crisis, intents))
    words, spelling = read_folder(DATA / "words")
    by_words = SafetyReader(words["safety"], spelling)
    return Ours(
        messages=len(training.texts),
        accounts=[_case(*one) for one in zip(accounts, of_accounts, probabilities, strict=True)],
        acts=[_act(*one) for one in zip(intents, of_intents, strict=True)],
        account_acts=[_act(*one) for one in zip(accounts, of_accounts, strict=True)],
        signs=[_sign(entry, _safety(found)) for entry, found in zip(crisis, of_crisis, strict=True)],
        signs_by_words=[_sign(entry, by_words.read_safety(entry["text"])) for entry in crisis],
        left_out=_left_out(classifier, training),
        learned=sorted({fact_of(label) for label in classifier.labels} & FACTS),
        cost=cost,
    )


def timed(texts: Sequence[str]) -> list[str]:
    """Give messages of forty words: the beginnings of the longer texts."""
    words = [text.split() for text in texts]
    return [" ".join(given[:WORDS]) for given in words if len(given) >= WORDS][:TIMES]


def _probabilities(texts: Sequence[str]) -> tuple[TextClassifier, list[dict[str, float]]]:
    """Give the classifier of the trained model, and how probable each fact seems to it in each text."""
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.shared.nlu.training_data.message import Message

    from signpost.plugins.message_classifier import MessageClassifier
    from signpost.plugins.message_reader import MessageReader
    from signpost.plugins.parts import READING
    from signpost.plugins.sentence_featurizer import SentenceFeaturizer

    messages = [Message({"text": text}) for text in texts]
    with TemporaryDirectory() as folder:
        storage, metadata = LocalModelStorage.from_model_archive(Path(folder), MODEL)
        nodes = {node.uses: node for node in metadata.predict_schema.nodes.values()}
        context = ExecutionContext(metadata.predict_schema)
        for part in (SentenceFeaturizer, MessageReader):
            part.load(nodes[part].config, storage, nodes[part].resource, context).process(messages)
        with storage.read_from(nodes[MessageClassifier].resource) as kept:
            classifier = TextClassifier.load(kept / "classifier.npz")
    return classifier, [_facts_of(classifier.probabilities(message.get(READING))) for message in messages]


def _facts_of(probabilities: Mapping[str, float]) -> dict[str, float]:
    return {label: given for label, given in probabilities.items() if fact_of(label) in FACTS}


def _case(entry: Mapping[str, Any], result: Mapping[str, Any], probabilities: Mapping[str, float]) -> Case:
    said, left_open = (
        frozenset(f"{fact}.{value}" for fact, values in entry.get(key, {}).items() for value in values)
        for key in ("facts", "may")
    )
    found = frozenset(f"{e['entity']}.{e['value']}" for e in result["entities"] if e["entity"] in FACTS)
    return Case(entry["text"], said, left_open, found, probabilities)


def _act(entry: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[Sequence[str], str]:
    """Give the acts that are right and the one found; where nothing fits, not knowing is right."""
    right = [entry["intent"]] if isinstance(entry["intent"], str) else entry["intent"]
    found = result["intent"]["name"]
    return right, "out_of_scope" if found == "nlu_fallback" and "out_of_scope" in right else found


def _safety(result: Mapping[str, Any]) -> list[str]:
    return [entity["value"] for entity in result["entities"] if entity["entity"] == "safety"]


def _sign(entry: Mapping[str, Any], found: Sequence[str]) -> Sign:
    return Sign(frozenset(entry["safety"]), frozenset(found), entry.get("how"))


def _left_out(classifier: TextClassifier, training: Training) -> list[Case]:
    """Give what would be understood of each training message, had it been left out of the training."""
    columns = [at for at, label in enumerate(classifier.labels) if fact_of(label) in FACTS]
    labels = [classifier.labels[at] for at in columns]
    kept = classifier.unseen[:, columns]
    if [bool(row.any()) for row in kept] != [target is not None for target in training.targets]:
        sys.exit("nlu_report: the model was not trained on data/nlu as it is now; run: make train")
    found = []
    for text, target, row in zip(training.texts, training.targets, kept, strict=True):
        if target is not None:
            probabilities = dict(zip(labels, map(float, row), strict=True))
            mentions = facts_said(probabilities, classifier.thresholds, (), len(text))
            said = frozenset(label for label, state in target.items() if state == SAID)
            unsure = frozenset(label for label in labels if target.get(label, UNSURE) == UNSURE)
            heard = frozenset(f"{mention.fact}.{mention.value}" for mention in mentions)
            found.append(Case(text, said, unsure, heard, probabilities))
    return found
