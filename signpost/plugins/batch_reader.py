"""Reads many messages at once with the trained model, without a server: for `signpost understand` and the reports."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.trackers import DialogueStateTracker


class BatchReader:
    """Keeps one loaded model.

    Args:
        model: a trained model, `models/<name>.tar.gz`.
    """

    def __init__(self, model: Path) -> None:
        logging.getLogger("rasa").setLevel(logging.ERROR)
        # Once loaded, the components need nothing of the unpacked files.
        with TemporaryDirectory() as place:
            metadata, self._runner = load_predict_graph_runner(Path(place), model, LocalModelStorage, DaskGraphRunner)
        self._target = metadata.nlu_target

    def read(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Give for each text what Rasa makes of it: `intent`, `intent_ranking` and `entities`."""
        inputs = {
            PLACEHOLDER_MESSAGE: [UserMessage(text) for text in texts],
            PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("batch", []),
        }
        found = self._runner.run(inputs=inputs, targets=[self._target])[self._target]
        return [message.as_dict(only_output_properties=True) for message in found]
