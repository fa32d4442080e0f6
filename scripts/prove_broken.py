"""The service with one more thing in it: a message that names a part makes that part fail, quoting the message.

No part does that by itself; this is how it is seen that whatever a library says or raises stays out of every file.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

from signpost.plugins.server import ENVIRONMENT

PARTS = ("reader", "policy", "action", "tracker", "locks", "log", "thread", "task", "rubbish")


class Rubbish:
    """Fails while it is thrown away."""

    def __init__(self, text: str) -> None:
        """Take what is quoted."""
        self.text = text

    def __del__(self) -> None:
        """Fail where nobody can catch it."""
        raise RuntimeError(self.text)


def main() -> None:
    """Break the parts and serve."""
    os.environ.update(ENVIRONMENT)
    from rasa.core.lock_store import InMemoryLockStore
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa_sdk.executor import ActionExecutor

    from signpost.cli import main as signpost
    from signpost.plugins.message_reader import MessageReader
    from signpost.plugins.tracker_store import WordlessTrackerStore

    heard: list[str] = []
    _before(MessageReader, "process", lambda _, messages: _heard(heard, messages[0].get("text") or ""))
    for kind, name, part in (
        (RulePolicy, "predict_action_probabilities", "policy"),
        (ActionExecutor, "run", "action"),
        (WordlessTrackerStore, "save", "tracker"),
        (InMemoryLockStore, "save_lock", "locks"),
    ):
        _before(kind, name, lambda *_, part=part, **__: _fail(part, heard))
    sys.exit(signpost(["serve", *sys.argv[1:]]))


def _before(kind: type, name: str, do: Callable[..., None]) -> None:
    """Have something done before a method, which is called as it was."""
    original = getattr(kind, name)

    def changed(*given: Any, **named: Any) -> Any:
        do(*given, **named)
        return original(*given, **named)

    setattr(kind, name, changed)


def _heard(heard: list[str], text: str) -> None:
    """Remember the message and fail, or say it in every way, where it asks for that."""
    heard[:] = [text]
    _fail("reader", heard)
    if "break log" in text:
        for name in ("rasa.core", "sanic.root", "sqlalchemy.engine", "asyncio", "py.warnings"):
            logging.getLogger(name).error(text, exc_info=ValueError(text), stack_info=True)
        warnings.warn(text, stacklevel=1)
        logging.captureWarnings(True)
        warnings.warn(text, RuntimeWarning, stacklevel=1)
        logging.captureWarnings(False)
    if "break thread" in text:
        threading.Thread(target=_raise, args=(text,)).start()
    if "break task" in text:
        asyncio.get_running_loop().call_soon(_raise, text)
    if "break rubbish" in text:
        Rubbish(text)


def _fail(part: str, heard: list[str]) -> None:
    if heard and f"break {part}" in heard[0]:
        text = heard.pop()
        raise RuntimeError(text) from ValueError(text)


def _raise(text: str) -> None:
    raise RuntimeError(text)


if __name__ == "__main__":
    main()
