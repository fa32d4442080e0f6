"""The two components that read word lists: trained, kept, loaded, and silent for buttons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from signpost.plugins.fact_extractor import FactExtractor
from signpost.plugins.lookup_component import LookupComponent
from signpost.plugins.safety import SafetyDetector

ROOT = Path(__file__).parents[2]
CONTEXT = ExecutionContext(GraphSchema({}), "test")


@pytest.fixture(scope="module")
def data() -> TrainingData:
    return RasaFileImporter(training_data_paths=[str(ROOT / "data" / "nlu")]).get_nlu_data()


def trained_and_loaded(kind: type[LookupComponent], data: TrainingData, folder: Path) -> LookupComponent:
    config = {"knowledge_base": str(ROOT / "policies_kb")}
    storage, resource = LocalModelStorage.create(folder), Resource("component")
    kind.create(config, storage, resource, CONTEXT).train(data)
    return kind.load(config, storage, resource, CONTEXT)


def entities(component: LookupComponent, text: str) -> list[dict[str, Any]]:
    message = Message({"text": text, "entities": [{"entity": "earlier"}]})
    found: list[dict[str, Any]] = component.process([message])[0].get("entities")
    assert found[0] == {"entity": "earlier"}
    return found[1:]


def test_facts_are_entities_with_their_place(data: TrainingData, tmp_path: Path) -> None:
    component = trained_and_loaded(FactExtractor, data, tmp_path)
    found = entities(component, "my skipper, kent")
    assert found == [
        {"entity": "force", "value": "kent", "start": 12, "end": 16, "extractor": "FactExtractor"},
        {"entity": "who", "value": "own_line_manager", "start": 0, "end": 10, "extractor": "FactExtractor"},
    ]


def test_buttons_are_left_alone(data: TrainingData, tmp_path: Path) -> None:
    component = trained_and_loaded(FactExtractor, data, tmp_path)
    assert entities(component, '/choose{"force": "kent"}') == []
    assert entities(component, "/ kent") != []


def test_safety_is_heard_beside_what_others_found(data: TrainingData, tmp_path: Path) -> None:
    component = trained_and_loaded(SafetyDetector, data, tmp_path)
    assert [entity["value"] for entity in entities(component, "my boss shouts, i want to die")] == ["self_harm"]
    assert entities(component, "this job is killing me") == []


def test_safety_refuses_to_train_blind(tmp_path: Path) -> None:
    component = SafetyDetector.create({}, LocalModelStorage.create(tmp_path), Resource("component"), CONTEXT)
    with pytest.raises(ValueError, match="no lookup table named safety"):
        component.train(TrainingData())
