"""What must be true before anybody is served. Each refusal names the thing, what was found and what to do."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from rasa.core.utils import AvailableEndpoints
from rasa.model import get_latest_model
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from signpost.plugins.listening import ServeError
from signpost.plugins.shared_locks import SharedLockStore
from signpost.plugins.tracker_store import WordlessTrackerStore
from signpost.plugins.web_channel import WebChannel
from signpost.trained import flaw

CHANNEL = f"{WebChannel.__module__}.{WebChannel.__name__}"
STORE = f"{WordlessTrackerStore.__module__}.{WordlessTrackerStore.__name__}"
LOCKS = f"{SharedLockStore.__module__}.{SharedLockStore.__name__}"
# Each of these sends what people type to another program, or fetches what answers them; key -> attribute.
NOT_ALLOWED = {"event_broker": "event_broker", "nlu": "nlu", "nlg": "nlg", "models": "model"}


def newest_model(folder: str) -> str:
    """Give the newest trained model in a folder. Raises ServeError where there is none, or it is not whole."""
    found = get_latest_model(folder)
    if not found:
        raise ServeError(f"{folder}: found no trained model, expected one. Run: make train")
    if wrong := flaw(Path(found)):
        raise ServeError(f"{found}: {wrong}, expected a trained model. Copy it here again, or run: make train")
    return str(found)


def checked_channel(path: str) -> WebChannel:
    """Read the credentials and make the one channel. Raises ServeError where another channel is enabled."""
    wanted = _read_yaml(path)
    others = sorted(set(wanted) - {CHANNEL})
    if others:
        reason = "Channels of Rasa's own let the caller choose the session and run typed commands"
        raise ServeError(f"{path}: found the channel {', '.join(others)}, expected only {CHANNEL}. {reason}.")
    if CHANNEL not in wanted:
        raise ServeError(f"{path}: found no channel, expected {CHANNEL}.")
    return WebChannel.from_credentials(wanted[CHANNEL])


def checked_endpoints(path: str) -> AvailableEndpoints:
    """Read the endpoints. Raises ServeError where words would be stored or sent away."""
    _read_yaml(path)
    endpoints = AvailableEndpoints.read_endpoints(path)
    for name, attribute in NOT_ALLOWED.items():
        if getattr(endpoints, attribute) is not None:
            raise ServeError(f"{path}: found {name}, expected none: what people type would be sent there.")
    kind = endpoints.tracker_store.type if endpoints.tracker_store else None
    if not _is_ours(kind):
        hint = "Rasa would keep every word, in memory, without saying so"
        raise ServeError(f"{path}: tracker_store.type: found {kind or 'nothing'}, expected {STORE}. {hint}.")
    locks = endpoints.lock_store.type if endpoints.lock_store else None
    if locks not in (None, "in_memory", LOCKS):
        hint = "Others keep the ids of sessions, or let two workers answer one person at once"
        raise ServeError(f"{path}: lock_store.type: found {locks}, expected {LOCKS}. {hint}.")
    return endpoints


def _is_ours(path: str | None) -> bool:
    module, _, name = (path or "").rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name) if module else None
    except (ImportError, AttributeError):
        return False
    return isinstance(found, type) and issubclass(found, WordlessTrackerStore)


def _read_yaml(path: str) -> dict[str, Any]:
    file = Path(path)
    if not file.is_file():
        raise ServeError(f"{path}: found no such file, expected it in {Path.cwd().name}/, where the server is started.")
    try:
        data = YAML(typ="safe").load(file.read_text("utf-8"))
    except YAMLError as error:
        raise ServeError(f"{path}: found text that is not YAML: {error}") from error
    if not isinstance(data, dict):
        raise ServeError(f"{path}: found {type(data).__name__}, expected keys and values.")
    return data
