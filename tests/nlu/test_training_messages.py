"""The labelled messages: many, of every kind, within the vocabulary, and none of those that things are measured on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from signpost.kb import load_knowledge_base
from signpost.safety import KINDS

ROOT = Path(__file__).parents[2]
# No message says of itself that it must not be asked; purpose, danger and self-harm are read in other ways.
READ_OTHERWISE = {"purpose", "danger", "self_harm"}
# Said so rarely outright that forty different ways were not found.
RARE = {("crime", "no")}


def examples(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the messages of a file of NLU data, with what is noted beside each."""
    for item in YAML(typ="safe").load(path)["nlu"]:
        given = item.get("examples") if "intent" in item else ()
        if isinstance(given, str):
            yield from ((line.strip().removeprefix("- "), {}) for line in given.splitlines() if line.strip())
        else:
            yield from ((example["text"], example.get("metadata", {})) for example in given)


@pytest.fixture(scope="module")
def messages() -> list[tuple[str, dict[str, Any]]]:
    return [pair for path in sorted((ROOT / "data" / "nlu").glob("*.yml")) for pair in examples(path)]


def test_there_are_enough_of_every_value(messages: list[tuple[str, dict[str, Any]]]) -> None:
    """Every value of every fact stands in at least forty messages, of 2,500 and more."""
    counted = Counter((f, v) for _, noted in messages for f, vs in noted.get("facts", {}).items() for v in vs)
    kb = load_knowledge_base()
    wanted = {(fact.id, v) for fact in kb.vocabulary if fact.id not in READ_OTHERWISE for v in fact.titles}
    wanted -= {(fact, value) for fact, value in wanted if value in ("unsure", "declined")} | RARE

    assert sum("facts" in noted for _, noted in messages) >= 2500
    assert {pair: counted[pair] for pair in wanted if counted[pair] < 40} == {}


def test_labels_are_of_the_vocabulary(messages: list[tuple[str, dict[str, Any]]]) -> None:
    kb = load_knowledge_base()
    wrong = []
    for text, noted in messages:
        for fact, values in [*noted.get("facts", {}).items(), *noted.get("may", {}).items()]:
            if fact not in kb.vocabulary or not set(values) <= set(kb.vocabulary.fact(fact).titles):
                wrong.append((text, fact, values))
        if not set(noted.get("safety", ())) <= set(KINDS):
            wrong.append((text, "safety", noted["safety"]))

    assert wrong == []


def test_a_fact_of_one_value_has_one(messages: list[tuple[str, dict[str, Any]]]) -> None:
    kb = load_knowledge_base()
    wrong = [
        (text, fact, values)
        for text, noted in messages
        for fact, values in noted.get("facts", {}).items()
        if len(values) > 1 and not kb.vocabulary.fact(fact).many
    ]

    assert wrong == []


def test_no_message_stands_twice(messages: list[tuple[str, dict[str, Any]]]) -> None:
    counted = Counter(_plain(text) or text for text, _ in messages)
    twice = [text for text, count in counted.items() if count > 1]

    assert twice == []


def test_nothing_that_is_measured_on_is_trained_on(messages: list[tuple[str, dict[str, Any]]]) -> None:
    asks = (text for ways in load_knowledge_base().ways_of_asking().values() for text in ways)
    trained = {_plain(text) for text in (*(text for text, _ in messages), *asks)}
    measured = [
        entry["text"]
        for name in ("accounts", "crisis", "intents", "questions", "questions_last")
        for entry in YAML(typ="safe").load(Path(__file__).with_name(f"{name}.yml"))["messages"]
    ]

    assert len(measured) >= 300
    assert [text for text in measured if _plain(text) in trained and len(text.split()) > 3] == []


def test_questions_that_are_not_held_are_asked_of_no_answer(messages: list[tuple[str, dict[str, Any]]]) -> None:
    """The retrieval is never told of one text that it has an answer and that it has none."""
    kb = load_knowledge_base()
    limits = {name for name, topic in kb.topics().items() if topic == "limits"}
    asks = {_plain(text) for name, ways in kb.ways_of_asking().items() if name not in limits for text in ways}
    given = YAML(typ="safe").load(ROOT / "data" / "nlu" / "not_held.yml")["nlu"]
    refused = [example["text"] for block in given for example in block["examples"]]

    assert len(refused) > 2000
    assert [text for text in refused if _plain(text) in asks] == []


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
