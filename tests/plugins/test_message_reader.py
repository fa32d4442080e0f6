"""The reader keeps its word lists with the model, reads what people type, and is never blind to words of crisis."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.plugins.message_reader import MessageReader
from signpost.plugins.parts import MENTIONS, READING, add_entities
from signpost.reading import Mention

ROOT = Path(__file__).parents[2]
CONTEXT = ExecutionContext(GraphSchema({}), "test")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> MessageReader:
    """Give a reader that was trained on the word lists, kept and loaded."""
    data = RasaFileImporter(training_data_paths=[str(ROOT / "data" / "nlu" / "words")]).get_nlu_data()
    storage, resource = LocalModelStorage.create(tmp_path_factory.mktemp("model")), Resource("component")
    config = {"knowledge_base": str(ROOT / "policies_kb")}
    MessageReader.create(config, storage, resource, CONTEXT).train(data)
    loaded = MessageReader.load(config, storage, resource, CONTEXT)
    assert isinstance(loaded, MessageReader)
    return loaded


def read(reader: MessageReader, text: str) -> Message:
    return reader.process([Message({"text": text})])[0]


def test_what_is_stated_is_found_with_its_place(reader: MessageReader) -> None:
    message = read(reader, "my skipper, kent")

    assert Mention("force", "kent", 12, 16) in message.get(MENTIONS)
    assert message.get(READING).stated == {"force.kent", "who.own_line_manager"}


def test_words_of_crisis_are_found(reader: MessageReader) -> None:
    assert "safety.self_harm" in read(reader, "my boss shouts, i want to die").get(READING).stated
    assert read(reader, "this job is killing me").get(MENTIONS) == []


def test_people_and_traits_stand_as_classes(reader: MessageReader) -> None:
    grams = read(reader, "my skipper shouts").get(READING).grams

    assert {"skipper", "sergeant"} & grams
    assert any("@who.own_line_manager" in gram for gram in grams)


@pytest.mark.parametrize("text", ['/choose{"force": "kent"}', "", "...", "\U0001f622\U0001f622", "?!"])
def test_buttons_and_what_has_no_word_are_not_read(reader: MessageReader, text: str) -> None:
    assert read(reader, text).get(READING) is None


def test_a_slash_that_was_typed_is_read(reader: MessageReader) -> None:
    assert read(reader, "/ kent").get(READING) is not None


def test_it_refuses_to_train_blind(tmp_path: Path) -> None:
    component = MessageReader.create({}, LocalModelStorage.create(tmp_path), Resource("component"), CONTEXT)

    with pytest.raises(ValueError, match="no lookup table named safety"):
        component.train(TrainingData())


def test_an_entity_that_was_found_already_is_not_written_twice() -> None:
    message = Message({"text": "kent", "entities": [{"entity": "force", "value": "kent"}]})
    add_entities(message, [Mention("force", "kent", 0, 4), Mention("who", "junior", 0, 4)], "Test")

    assert [entity["entity"] for entity in message.get("entities")] == ["force", "who"]
