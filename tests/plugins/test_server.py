"""What the server checks before it starts, and that its log carries no words. The whole service is tried elsewhere."""

from __future__ import annotations

import io
import logging
import re
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from rasa.shared.exceptions import RasaException

from signpost.plugins import quiet_logging
from signpost.plugins.listening import ServeError, bound_socket
from signpost.plugins.server_checks import checked_channel, checked_endpoints, newest_model
from signpost.plugins.web_channel import WebChannel

PROJECT = Path(__file__).parents[2]
CHANNEL = "signpost.plugins.web_channel.WebChannel:\n"
STORE = "tracker_store:\n  type: signpost.plugins.tracker_store.WordlessTrackerStore\n"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    """Writes a file and gives its path."""

    def _write(text: str) -> str:
        (tmp_path / "file.yml").write_text(text, "utf-8")
        return str(tmp_path / "file.yml")

    return _write


@pytest.fixture
def log() -> Iterator[tuple[quiet_logging.QuietFormatter, io.StringIO]]:
    """The server's logging into a text, put back afterwards as it was."""
    root, shown, stream = logging.getLogger(), warnings.showwarning, io.StringIO()
    handlers, level, raising = list(root.handlers), root.level, logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    root.handlers.clear()
    yield quiet_logging.configure(stream), stream
    root.handlers[:], root.level, warnings.showwarning = handlers, level, shown
    logging.raiseExceptions = raising
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


def test_the_projects_own_files_pass() -> None:
    """What `make serve` uses is allowed, or nobody could start it."""
    assert isinstance(checked_channel(str(PROJECT / "credentials.yml")), WebChannel)
    endpoints = checked_endpoints(str(PROJECT / "endpoints.yml"))
    assert endpoints.action.kwargs["enable_selective_domain"] is True


@pytest.mark.parametrize("channel", ["rest", "socketio", "rasa.core.channels.rest.RestInput"])
def test_another_channel_is_refused_by_name(written: Callable[[str], str], channel: str) -> None:
    """Rasa's own channels trust the caller and run typed commands."""
    with pytest.raises(ServeError, match=channel):
        checked_channel(written(f"{CHANNEL}{channel}:\n"))


def test_no_channel_at_all_is_refused(written: Callable[[str], str]) -> None:
    """An empty file would serve nobody."""
    with pytest.raises(ServeError, match="expected keys and values"):
        checked_channel(written(""))


@pytest.mark.parametrize(
    "text",
    [
        "action_endpoint: {url: 'http://localhost:5055/webhook'}\n",
        "tracker_store: {type: signpost.plugins.tracker_stor.WordlessTrackerStore}\n",
        "tracker_store: {type: signpost.plugins.tracker_store.Wordles}\n",
        "tracker_store: {type: rasa.core.tracker_store.SQLTrackerStore}\n",
        "tracker_store: {type: sql, dialect: sqlite}\n",
    ],
)
def test_a_store_that_would_keep_words_is_refused(written: Callable[[str], str], text: str) -> None:
    """None, another one, or a misspelt one, for which Rasa would quietly take the one in memory."""
    with pytest.raises(ServeError, match=r"tracker_store\.type"):
        checked_endpoints(written(text))


@pytest.mark.parametrize("name", ["event_broker", "nlu", "nlg", "models"])
def test_an_endpoint_that_is_sent_words_is_refused(written: Callable[[str], str], name: str) -> None:
    """What people type stays in this process."""
    with pytest.raises(ServeError, match=name):
        checked_endpoints(written(f"{STORE}{name}: {{url: 'http://localhost:1'}}\n"))


@pytest.mark.parametrize("check", [checked_channel, checked_endpoints])
def test_a_missing_or_broken_file_is_named(
    check: Callable[[str], object], written: Callable[[str], str], tmp_path: Path
) -> None:
    """The sentence says which file, and that it is not there or not YAML."""
    with pytest.raises(ServeError, match=r"absent\.yml: found no such file"):
        check(str(tmp_path / "absent.yml"))
    with pytest.raises(ServeError, match=r"file\.yml: found text that is not YAML"):
        check(written("a: [1\nb"))


def test_no_trained_model_is_refused(tmp_path: Path) -> None:
    """It says where it looked and what to run."""
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ServeError, match="make train"):
            newest_model(str(folder))


def test_a_taken_port_is_refused() -> None:
    """It names the address and shows how to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"127\.0\.0\.1:{port}.*PORT="):
            bound_socket("127.0.0.1", port)
    with pytest.raises(ServeError, match="99999"):
        bound_socket("127.0.0.1", 99999)


def test_once_people_talk_the_log_keeps_places_and_types_only(
    log: tuple[quiet_logging.QuietFormatter, io.StringIO], capfd: pytest.CaptureFixture[str]
) -> None:
    """Messages, tracebacks, chained causes, warnings and structured events of others lose every word."""
    formatter, stream = log
    formatter.hush()
    try:
        try:
            raise KeyError("Zebedee typed this")
        except KeyError as error:
            raise RasaException("Zebedee again") from error
    except RasaException:
        logging.getLogger("rasa.core.processor").exception("Zebedee said %s", "Zebedee")
    structlog.get_logger("rasa.x").warning("message.parsing.failed", user_text="Zebedee")
    structlog.get_logger("rasa.x").debug("processor.message.parse", parse_data_text="Zebedee")
    warnings.showwarning("Failed to parse 'Zebedee'", UserWarning, "file.py", 1)
    logging.getLogger("signpost.plugins.x").error("A turn failed with %s", "KeyError")
    logging.getLogger("rasa").error("%d", "Zebedee")
    written = stream.getvalue()
    assert "Zebedee" not in written + "".join(capfd.readouterr())
    assert "RasaException at test_server.py" in written
    assert "| KeyError at test_server.py" in written
    assert "A turn failed with KeyError" in written


def test_once_people_talk_no_line_says_when(log: tuple[quiet_logging.QuietFormatter, io.StringIO]) -> None:
    """Whoever reads the log later does not learn when somebody's turn failed. Before that, each line has its time."""
    formatter, stream = log
    logger = logging.getLogger("signpost.plugins.x")
    logger.error("The port is taken")
    formatter.hush()
    logger.error("A turn failed with %s", "KeyError")
    before, after = stream.getvalue().splitlines()
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", before)
    assert after == "ERROR signpost.plugins.x: A turn failed with KeyError"


def test_until_then_the_log_says_everything(log: tuple[quiet_logging.QuietFormatter, io.StringIO]) -> None:
    """While the server starts nobody has said anything, and whoever starts it needs the reason."""
    logging.getLogger("rasa_sdk.executor").error("Failed to register package 'actions'.")
    assert "Failed to register package 'actions'." in log[1].getvalue()
