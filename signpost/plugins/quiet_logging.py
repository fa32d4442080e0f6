"""Logging that cannot carry what a person wrote.

Rasa, Sanic and Python put messages, tracebacks and warnings into the log that may quote a text, an entity or a slot.
Once people can talk to the server, a line of theirs names the logger, the place in the code and the type of the
exception, and nothing else. Lines of Signpost's own loggers are kept: they are written with this in mind. None says
when it was written, since that would tell when somebody talked.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from types import TracebackType
from typing import Any, TextIO

import structlog

OWN = "signpost"


class QuietFormatter(logging.Formatter):
    """Writes whole lines until `hush` is called, then only the bones of other people's lines."""

    def __init__(self) -> None:
        """Start by writing whole lines."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._hushed = False

    def hush(self) -> None:
        """From now on somebody may be talking."""
        self._hushed = True

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        if not self._hushed:
            return super().format(record)
        own = record.name == OWN or record.name.startswith(f"{OWN}.")
        what = record.getMessage() if own else f"at {record.module}:{record.lineno}"
        return f"{record.levelname} {record.name}: {what}{_bones(record.exc_info)}"


def _bones(exc_info: Any) -> str:
    """Name the type of an exception and of what caused it, each with the place it was raised."""
    error = exc_info[1] if isinstance(exc_info, tuple) else None
    parts = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
        parts.append(f"{type(error).__name__}{place}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(f" | {part}" for part in parts)


def configure(stream: TextIO | None = None) -> QuietFormatter:
    """Send every log of the process, warnings and above, through one formatter to one stream.

    Args:
        stream: where to; standard error where none is given.

    Returns:
        The formatter, to be hushed before anybody is served.
    """
    formatter = QuietFormatter()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    # A handler that fails would print the whole record, message and all.
    logging.raiseExceptions = False
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # Rasa's structured events carry texts in their fields, down to debug level; only their names are let through.
    structlog.configure(
        processors=[lambda _, __, event: str(event["event"])],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    # What nobody caught is written by Python itself, message and all, unless it is told otherwise.
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda given: _log_uncaught(given.exc_type, given.exc_value, given.exc_traceback)
    sys.unraisablehook = lambda given: _log_uncaught(given.exc_type, given.exc_value, given.exc_traceback)
    # Rasa warns of input it cannot parse by quoting it. A filter would not do: libraries put their own before it.
    warnings.showwarning = _say_nothing
    return formatter


def _log_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Take the place of the functions that print an exception nobody caught."""
    logging.getLogger("uncaught").error("Nobody caught this", exc_info=(kind, error or kind(), trace))


def _say_nothing(*_: Any, **__: Any) -> None:
    """Take the place of the function that prints a warning."""
