"""It is a plain Rasa project all the same: Rasa's own commands run on the checkout as they are."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig

from signpost.client import free_port
from signpost.kb import PROJECT

RASA = Path(sys.executable).with_name("rasa")
QUIET = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of Rasa to its end."""
    command = [str(RASA), *arguments]
    return subprocess.run(command, cwd=PROJECT, env=QUIET, capture_output=True, text=True, timeout=300, check=False)


@contextmanager
def action_server() -> Iterator[int]:
    """Run the actions as a server of their own, as Rasa usually does, and give its port."""
    port = free_port()
    command = [str(RASA), "run", "actions", "--port", str(port)]
    process = subprocess.Popen(command, cwd=PROJECT, env=QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_the_data_are_valid() -> None:
    """`rasa data validate` finds no conflict and no mistake."""
    result = run("data", "validate")

    assert result.returncode == 0, result.stderr[-2000:]


def test_the_stories_are_predicted(tmp_path: Path) -> None:
    """`rasa test` predicts every turn of the stories beside this file."""
    stories = str(Path(__file__).parent)
    result = run(
        "test", "core", "--stories", stories, "--model", "models", "--out", str(tmp_path), "--fail-on-prediction-errors"
    )

    assert result.returncode == 0, result.stderr[-2000:]
    assert "all good" in (tmp_path / "failed_test_stories.yml").read_text("utf-8")


def test_an_agent_talks_with_a_separate_action_server() -> None:
    """Rasa's own agent, with `rasa run actions` beside it, holds the same conversation in words and buttons."""
    with action_server() as port:
        endpoint = EndpointConfig(f"http://127.0.0.1:{port}/webhook", enable_selective_domain=True)
        agent = Agent.load(str(PROJECT / "models"), action_endpoint=endpoint)
        opening = asyncio.run(agent.handle_text("hello", sender_id="someone"))
        ending = asyncio.run(agent.handle_text("enough, show me what you have", sender_id="someone"))

    assert "call 999" in opening[0]["text"]
    assert opening[-1]["buttons"][0]["payload"] == '/choose{"purpose": "something_happened"}'
    assert any("Ways open to you" in message["text"] for message in ending)
