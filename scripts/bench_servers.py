"""The two servers that `make bench` measures: our own and a stock Rasa bot, each started, timed and weighed alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
from ruamel.yaml import YAML

from signpost.client import endpoints_in, free_port
from signpost.kb import PROJECT
from signpost.plugins.server import ENVIRONMENT

READY_WITHIN_SECONDS = 180
STOP_WITHIN_SECONDS = 30
POLL_SECONDS = 0.02
# A person never presses so fast as the bench does, so what bounds a person would bound the measurement.
ROOMIER = 1_000
OWN_FILES = ("credentials.yml", "endpoints.yml", "var")
_PROGRAMS = Path(sys.executable).parent
_KIB_IN_MB = 1e6 / 1024


@dataclass(frozen=True)
class Bot:
    """A bot that can be served: what it is called, where it is started, and how; `{port}` stands for the port.

    `settings` are those that the program makes for itself before it imports Rasa.
    """

    name: str
    folder: Path
    command: tuple[str, ...]
    settings: Mapping[str, str] = field(default_factory=dict)

    def watched(self, log: Path) -> Bot:
        """Give the same bot, with the stages of each turn written to a file."""
        # Who watches imports Rasa first, so what must be set before is set here.
        watcher = ("env", *(f"{name}={value}" for name, value in self.settings.items()))
        return replace(self, command=(*watcher, sys.executable, "-m", "scripts.bench_watch", str(log), *self.command))


@dataclass(frozen=True)
class Server:
    """A running bot: where it is, the process, and how long it was until it could be asked."""

    bot: Bot
    address: str
    process: subprocess.Popen[bytes]
    began: float

    def memory_mb(self) -> float:
        """Give the most memory that its processes have held until now, as Linux tells it."""
        return sum(_peak_kib(process) for process in family(self.process.pid)) / _KIB_IN_MB

    def processor_s(self) -> float:
        """Give the seconds of processor time that its processes have taken until now."""
        return sum(_ticks(process) for process in family(self.process.pid)) / os.sysconf("SC_CLK_TCK")


def ours_in(folder: Path) -> Bot:
    """Prepare our own service: the project as it is, with a store and limits of its own."""
    for entry in PROJECT.iterdir():
        if entry.name not in OWN_FILES and not entry.name.startswith("."):
            (folder / entry.name).symlink_to(entry)
    endpoints_in(folder)
    credentials = YAML(typ="safe").load((PROJECT / "credentials.yml").read_text("utf-8"))
    # JSON is YAML too.
    (folder / "credentials.yml").write_text(json.dumps(roomier(credentials)), "utf-8")
    return Bot("signpost", folder, (program("signpost"), "serve", "--port", "{port}"), ENVIRONMENT)


def stock_in(folder: Path) -> Bot:
    """Prepare the files that `rasa init` writes; it is trained by `train`."""
    scaffold = f"from rasa.cli.scaffold import create_initial_project; create_initial_project({str(folder)!r})"
    subprocess.run([sys.executable, "-c", scaffold], env=environment(), check=True, capture_output=True)
    return Bot("stock", folder, (program("rasa"), "run", "-i", "127.0.0.1", "--port", "{port}"))


def roomier(credentials: dict[str, Any]) -> dict[str, Any]:
    """Give credentials whose limits by the minute the bench does not reach."""
    return {
        channel: {key: value * ROOMIER if key.endswith("_per_minute") else value for key, value in settings.items()}
        for channel, settings in credentials.items()
    }


def train(bot: Bot, out: Path) -> float:
    """Train a bot from nothing, without Rasa's cache of earlier trainings, and give the seconds it took."""
    command = (program("rasa"), "train", "--skip-validation", "--fixed-model-name", bot.name, "--out", str(out))
    surroundings = {**environment(), "RASA_CACHE_DIRECTORY": str(out / "cache")}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=bot.folder, env=surroundings, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"training {bot.name} failed: {done.stderr[-2000:]}")
    return time.perf_counter() - start


@contextmanager
def running(bot: Bot) -> Iterator[Server]:
    """Start a bot; whoever asks finds out when it answers. It is stopped at the end, with all that it started."""
    port = free_port()
    command = [part.format(port=port) for part in bot.command]
    with (bot.folder / "server.log").open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=bot.folder, env=environment(), stdout=log, stderr=subprocess.STDOUT)
        try:
            yield Server(bot, f"http://127.0.0.1:{port}", process, began)
        finally:
            process.terminate()
            try:
                process.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def still_coming(server: Server) -> None:
    """Raise RuntimeError where the server has ended, or has taken too long to answer."""
    if server.process.poll() is not None or time.perf_counter() - server.began > READY_WITHIN_SECONDS:
        said = (server.bot.folder / "server.log").read_text("utf-8", "replace")
        raise RuntimeError(f"{server.bot.name} did not start: {said[-2000:]}")


# What a server that is still loading does to whoever asks it.
NOT_YET = (aiohttp.ClientError, ConnectionError, TimeoutError)


def family(process: int) -> Iterator[int]:
    """Yield a process and all that it started."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in children.read_text("utf-8").split():
            yield from family(int(child))


def environment() -> dict[str, str]:
    """Give the surroundings of both: telemetry off, and compiled files kept, as after any first start."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", "PYTHONPATH": str(PROJECT)}


def program(name: str) -> str:
    """Give the path of a program of the project's environment."""
    return str(_PROGRAMS / name)


def _peak_kib(process: int) -> float:
    lines: Sequence[str] = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next((float(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0.0)


def _ticks(process: int) -> int:
    # The name of the program, in brackets, may hold anything; what comes after it is counted from there.
    after_name = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])
