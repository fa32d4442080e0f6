"""Starts a service whose every file can be searched, and makes its parts fail from outside."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ruamel.yaml import YAML

from signpost.client import endpoints_in, free_port, healthy
from signpost.doctor_reach import TABLE
from signpost.errors import SignpostError
from signpost.kb import PROJECT

READY_SECONDS, STOP_SECONDS = 180, 30
IDLE_MINUTES = 1
CHANNEL = "signpost.plugins.web_channel.WebChannel"
# Everything by which Rasa, Sanic, Python or TensorFlow can be told to talk, or to send.
TALKATIVE = {
    **{f"LOG_LEVEL{name}": "DEBUG" for name in ("", "_RASA", "_LIBRARIES", "_MATPLOTLIB", "_RABBITMQ", "_KAFKA")},
    **{"RASA_TELEMETRY_ENABLED": "true", "RASA_TELEMETRY_DEBUG": "true", "RASA_TELEMETRY_WRITE_KEY": "none"},
    **{"SANIC_ACCESS_LOG": "true", "SANIC_DEBUG": "true", "SANIC_NOISY_EXCEPTIONS": "true"},
    **{"PYTHONDEVMODE": "1", "PYTHONASYNCIODEBUG": "1", "PYTHONFAULTHANDLER": "1"},
    **{"TF_CPP_MIN_LOG_LEVEL": "0", "TF_CPP_MAX_VLOG_LEVEL": "1", "TRANSFORMERS_VERBOSITY": "debug"},
}
TRACED = "openat,creat,connect,sendto,sendmsg,sendmmsg"
OPENED = re.compile(r'openat\([^"]*"([^"]+)", [A-Z_|]*(?:O_WRONLY|O_RDWR|O_CREAT)')
INTERNET = re.compile(r"sa_family=AF_INET6?, .*")
# Whoever is not root cannot read the arguments of a process that is closed to others.
UNREAD = re.compile(r"connect\(\d+, 0x.*")
HERE = re.compile(r'inet_addr\("127\.|inet_pton\(AF_INET6, "::1"')


class Service:
    """A service in a folder of its own: its home, its temporary files, its store, its output and its dumps."""

    def __init__(self, folder: Path, traced: bool = True) -> None:
        """Lay the folder out. `traced` counts what it opens and connects to, where strace is installed."""
        self.folder = folder
        self.store = folder / "store" / "conversations.db"
        self._strace = shutil.which("strace") if traced else None
        self._runs = 0
        for name in ("home", "tmp", "store", "run"):
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("config.yml", "models"):
            (folder / name).symlink_to(PROJECT / name)
        endpoints_in(folder, "store/conversations.db")
        credentials = YAML(typ="safe").load(PROJECT / "credentials.yml")
        credentials[CHANNEL]["idle_minutes"] = IDLE_MINUTES
        # JSON is YAML too.
        (folder / "credentials.yml").write_text(json.dumps(credentials), "utf-8")

    def start(self, program: Sequence[str] = (), **environment: str) -> str:
        """Start it, with every way open to write a dump, and give its address once it is ready."""
        self._runs += 1
        port = free_port()
        command = list(program) or [str(Path(sys.executable).with_name("signpost")), "serve"]
        command += ["--port", str(port), "--endpoints", "endpoints.yml"]
        if self._strace:
            trace = str(self.folder / f"trace-{self._runs}")
            command = [
                self._strace,
                "-f",
                "-qq",
                "-s0",
                "--seccomp-bpf",
                "-e",
                f"trace={TRACED}",
                "-o",
                trace,
                *command,
            ]
        with (self.folder / f"output-{self._runs}").open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environment() | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_dumps_allowed,
            )
        address = f"http://127.0.0.1:{port}"
        self._await(address)
        return address

    @property
    def pid(self) -> int:
        """Give the process of the service itself, which is a child where it is traced."""
        if not self._strace:
            return self._process.pid
        return int(Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()[0])

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it by a signal and wait until it is gone."""
        if self._process.poll() is None:
            os.kill(self.pid, how)
            self._process.wait(STOP_SECONDS)

    def opened_files(self) -> set[Path]:
        """Give every file it opened for writing, as far as it was traced, and all it holds open, also deleted."""
        found = self.written()
        if self._process.poll() is None:
            held = Path(f"/proc/{self.pid}/fd")
            found |= set(held.iterdir()) if os.access(held, os.R_OK) else set()
        return {path for path in found if path.is_file()}

    def written(self) -> set[Path]:
        """Give every file it was seen to open for writing, also those that are gone."""
        return {self.folder / name for name in OPENED.findall(self._traces())}

    def outward(self) -> tuple[int, set[str]] | None:
        """Give how often it turned to an address, and to which outside this machine. None where it is not traced."""
        if not self._strace:
            return None
        traces = self._traces()
        turned = INTERNET.findall(traces)
        return len(turned), {line for line in turned if not HERE.search(line)} | set(UNREAD.findall(traces))

    def rows(self) -> int:
        """Say how many conversations the store holds."""
        with _closing(self.store) as store:
            return int(store.execute(f"SELECT count(*) FROM {TABLE}").fetchone()[0])

    @contextmanager
    def refusing_writes(self) -> Iterator[None]:
        """Let the store be read but not written to: the turn fails at its very end."""
        for what in ("INSERT", "UPDATE"):
            refusal = "BEGIN SELECT RAISE(ABORT, 'refused'); END"
            self._change(f"CREATE TRIGGER refuse_{what} BEFORE {what} ON {TABLE} {refusal}")
        yield
        for what in ("INSERT", "UPDATE"):
            self._change(f"DROP TRIGGER refuse_{what}")

    @contextmanager
    def without_table(self) -> Iterator[None]:
        """Take the table away."""
        self._change(f"ALTER TABLE {TABLE} RENAME TO away")
        yield
        self._change(f"ALTER TABLE away RENAME TO {TABLE}")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the store for longer than the service waits."""
        with _closing(self.store) as store:
            store.execute("BEGIN EXCLUSIVE")
            yield
            store.rollback()

    @contextmanager
    def without_files(self) -> Iterator[None]:
        """Let it open no file but the connection itself, so the store cannot be opened."""
        before = resource.prlimit(self.pid, resource.RLIMIT_NOFILE)
        used = {int(name.name) for name in Path(f"/proc/{self.pid}/fd").iterdir()}
        # The first free number is for the connection; there is no second.
        limit = sorted(set(range(len(used) + 2)) - used)[1]
        resource.prlimit(self.pid, resource.RLIMIT_NOFILE, (limit, before[1]))
        yield
        resource.prlimit(self.pid, resource.RLIMIT_NOFILE, before)

    def spoil(self, session: str) -> None:
        """Put a value into a conversation that no action can read."""
        event = json.dumps({"event": "slot", "name": "force", "value": "spoilt", "timestamp": time.time()})
        self._change(f"UPDATE {TABLE} SET events = json_insert(events, '$[#]', json(?)) WHERE id = ?", event, session)

    def _change(self, statement: str, *values: object) -> None:
        with _closing(self.store) as store:
            store.execute(statement, values)
            store.commit()

    def _traces(self) -> str:
        return "".join(path.read_text("utf-8", "replace") for path in self.folder.glob("trace-*"))

    def _environment(self) -> dict[str, str]:
        home = self.folder / "home"
        folders = {"HOME": str(home), "XDG_RUNTIME_DIR": str(self.folder / "run")}
        folders |= {name: str(self.folder / "tmp") for name in ("TMPDIR", "TMP", "TEMP")}
        folders |= {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "DATA", "STATE")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("RASA_", "TF_", "XDG_"))}
        return kept | folders

    def _await(self, address: str) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            if healthy(address):
                return
            time.sleep(0.2)
        self.end(signal.SIGKILL)
        said = (self.folder / f"output-{self._runs}").read_text("utf-8", "replace")
        raise SignpostError(f"the service did not start: {said.strip()}")


@contextmanager
def _closing(path: Path) -> Iterator[sqlite3.Connection]:
    store = sqlite3.connect(path, timeout=10, isolation_level=None)
    try:
        yield store
    finally:
        store.close()


def _dumps_allowed() -> None:
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
