"""What `signpost understand` says of messages: act, facts and signs of crisis, as the service takes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from signpost.doors import with_purpose
from signpost.errors import SignpostError
from signpost.hearing import heard_in
from signpost.kb import load_knowledge_base
from signpost.plugins import quiet_logging
from signpost.state import State

READ_AT_ONCE = 64


def reader_of(model: Path) -> Callable[[Sequence[str]], list[dict[str, Any]]]:
    """Load a model and give what reads messages with it, each cleaned as the channel does.

    Args:
        model: a trained model, or a folder of which the newest is taken.

    Raises:
        SignpostError: there is none, or it does not load.
    """
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
    quiet_logging.configure()
    # Imported here because TensorFlow reads the environment when it is imported.
    from signpost.plugins.batch_reader import BatchReader
    from signpost.plugins.server_checks import newest_model
    from signpost.plugins.web_requests import clean

    if not model.exists():
        raise SignpostError(f"{model}: found no such file or folder, expected a trained model. Run: make train")
    reader = BatchReader(model if model.is_file() else Path(newest_model(str(model))))
    return lambda texts: reader.read([clean(text) for text in texts])


class Understanding:
    """Keeps one loaded model and the vocabulary.

    Args:
        model: a trained model, or a folder of which the newest is taken.

    Raises:
        SignpostError: there is none, or it does not load.
    """

    def __init__(self, model: Path) -> None:
        self._read = reader_of(model)
        self._kb = load_knowledge_base()

    def of(self, records: Sequence[dict[str, Any]]) -> list[dict[str, Any] | SignpostError]:
        """Give for each record (`text`) the intent, its confidence, the facts and the signs of crisis."""
        texts = [record["text"] for record in records]
        found = iter(self._read([text for text in texts if isinstance(text, str)]))
        return [
            self._understood(next(found)) if isinstance(text, str) else SignpostError("found no words in text")
            for text in texts
        ]

    def _understood(self, parsed: dict[str, Any]) -> dict[str, Any]:
        intent = parsed["intent"]
        heard = heard_in(intent["name"], parsed["entities"], self._kb)
        return {
            "intent": intent["name"],
            "confidence": round(intent["confidence"], 4),
            "facts": self._kb.vocabulary.plain(with_purpose(State(), heard)),
            "safety": list(heard.safety),
        }
