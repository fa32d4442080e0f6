"""Talks to a running Signpost over its channel: for the terminal, for the transcripts and for the tests."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from signpost.errors import SignpostError
from signpost.kb import PROJECT

READY_WITHIN_SECONDS = 120
ANSWER_WITHIN_SECONDS = 30
HEALTHY_WITHIN_SECONDS = 5

Messages = list[dict[str, Any]]


class RefusedError(SignpostError):
    """The channel refused a request; carries the status and the error of the contract."""

    def __init__(self, status: int, error: dict[str, str]) -> None:
        self.status = status
        self.code = error.get("code", "")
        self.message = error.get("message", "")
        super().__init__(f"{status} {self.code}: {self.message}")


class Conversation:
    """One conversation with a service at `address`, such as http://127.0.0.1:5005."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.session = ""

    def start(self, force: str | None = None) -> Messages:
        """Open the conversation and give the first messages."""
        opened = post(self._address, "sessions", {"force": force} if force else {})
        self.session = opened["session"]
        return list(opened["messages"])

    def say(self, text: str) -> Messages:
        """Type something."""
        return list(post(self._address, "messages", {"session": self.session, "text": text})["messages"])

    def choose(self, fact: str, *values: str) -> Messages:
        """Press a button, or several boxes."""
        choice = {"fact": fact, "values": list(values)}
        return list(post(self._address, "messages", {"session": self.session, "choose": choice})["messages"])

    def forget(self) -> None:
        """Have everything erased."""
        post(self._address, "forget", {"session": self.session})


def post(address: str, path: str, body: Any) -> Any:
    """Post JSON to the channel and give the answer. Raises RefusedError for an error of the contract."""
    request = urllib.request.Request(
        f"{address}/signpost/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_WITHIN_SECONDS) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            raise RefusedError(error.code, json.loads(error.read())["error"]) from None


@contextmanager
def serving(project: Path = PROJECT) -> Iterator[str]:
    """Run a service of its own, on a free port and with a store of its own, and give its address.

    Raises:
        SignpostError: if it is not ready in time; with what it said.
    """
    port = free_port()
    program = Path(sys.executable).with_name("signpost")
    with tempfile.TemporaryDirectory() as folder:
        endpoints = endpoints_in(Path(folder), project=project)
        command = [str(program), "serve", "--port", str(port), "--endpoints", str(endpoints)]
        process = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        address = f"http://127.0.0.1:{port}"
        try:
            _await_health(address, process)
            yield address
        finally:
            process.terminate()
            process.communicate(timeout=ANSWER_WITHIN_SECONDS)


def endpoints_in(folder: Path, db: str = "conversations.db", project: Path = PROJECT) -> Path:
    """Write the project's endpoints with the store moved to `folder`, so that another service may run beside it."""
    endpoints = YAML(typ="safe").load((project / "endpoints.yml").read_text("utf-8"))
    endpoints["tracker_store"]["db"] = str(folder / db)
    path = folder / "endpoints.yml"
    # JSON is YAML too.
    path.write_text(json.dumps(endpoints), "utf-8")
    return path


def free_port(host: str = "127.0.0.1") -> int:
    """Find a port that is free."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def healthy(address: str) -> bool:
    """Say whether a service answers that it is well."""
    try:
        with urllib.request.urlopen(f"{address}/signpost/health", timeout=HEALTHY_WITHIN_SECONDS):
            return True
    except OSError:
        return False


def _await_health(address: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SignpostError(f"the service ended at once: {process.communicate()[0].strip()}")
        if healthy(address):
            return
        time.sleep(0.2)
    raise SignpostError(f"the service was not ready within {READY_WITHIN_SECONDS} seconds")
