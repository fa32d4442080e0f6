"""The parts of a small cluster: PostgreSQL, Redis, nginx and workers, each with a folder and a port of its own.

They run with the configuration of deploy/, with addresses, passwords and certificates filled in.
"""

from __future__ import annotations

import ctypes
import grp
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import redis
from ruamel.yaml import YAML

from signpost.client import free_port, healthy
from signpost.errors import SignpostError
from signpost.kb import PROJECT

DEPLOY = PROJECT / "deploy"
PASSWORD = "only-for-this-test"
START_WITHIN_SECONDS = 400.0
STOP_WITHIN_SECONDS = 20.0
DIE_WITH_PARENT = 1


class Part:
    """A process that is started, stopped, killed and started again, and says what it has to say into a file."""

    stopped_by = signal.SIGTERM

    def __init__(self, name: str, folder: Path, host: str = "127.0.0.1") -> None:
        """Take the name, the folder for its files, and the address it listens at."""
        self.name, self.folder, self.host, self.port = name, folder, host, free_port(host)
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def command(self) -> list[str]:
        """Give what is run."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Say whether it works."""
        raise NotImplementedError

    def user(self) -> str | None:
        """Give the user it runs as; None for whoever runs this."""
        return None

    def start(self) -> None:
        """Start it and wait until it works."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it. From the main thread only: the process ends with the thread that started it."""
        group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name if (user := self.user()) else None
        with (self.folder / f"{self.name}.out").open("ab") as out:
            self._process = subprocess.Popen(
                self.command(),
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                user=user,
                group=group,
                extra_groups=[] if user else None,
                preexec_fn=_die_with_parent(self.stopped_by),
            )

    def wait(self) -> None:
        """Wait until it works. Raises SignpostError where it ends or takes too long, with what it said."""
        until = time.monotonic() + START_WITHIN_SECONDS
        while time.monotonic() < until and self._process and self._process.poll() is None:
            if self.answers():
                return
            time.sleep(0.2)
        raise SignpostError(f"{self.name} did not start: {(self.folder / f'{self.name}.out').read_text()[-2000:]}")

    def stop(self) -> None:
        """Ask it to end, and see to it."""
        self._end(self.stopped_by)

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def memory(self) -> int:
        """Give how many bytes it holds in memory."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return 1024 * int(status.split("VmRSS:")[1].split()[0])


class Database(Part):
    """PostgreSQL, as a user of its own where this runs as root, which PostgreSQL refuses."""

    # A fast shutdown: sessions are ended, what is held is kept.
    stopped_by = signal.SIGINT

    def user(self) -> str | None:
        """Give Debian's user."""
        return "postgres" if os.getuid() == 0 else None

    def prepare(self) -> None:
        """Make a data folder."""
        self.folder.chmod(0o755)
        data, word = self.folder / "data", self.folder / "password"
        data.mkdir(mode=0o700)
        word.write_text(PASSWORD)
        if user := self.user():
            shutil.chown(data, user)
        command = [_postgres("initdb"), "-D", str(data), "-U", "postgres", "-A", "scram-sha-256", "--locale=C.UTF-8"]
        run([*command, f"--pwfile={word}"], user=self.user())
        settings = (DEPLOY / "postgresql.conf").read_text("utf-8")
        mine = f"listen_addresses = '{self.host}'\nport = {self.port}\nunix_socket_directories = ''\n"
        with (data / "postgresql.conf").open("a") as file:
            file.write(settings + mine)

    def fill(self) -> None:
        """Make the database and its table, as the runbook does."""
        with closing(self.connect("postgres")) as connection:
            connection.cursor().execute("CREATE DATABASE signpost")
        there = ["-h", self.host, "-p", str(self.port), "-U", "postgres", "-d", "signpost"]
        asked = [_postgres("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-v", f"password={PASSWORD}"]
        run([*asked, *there, "-f", str(DEPLOY / "postgresql.sql")], env={**os.environ, "PGPASSWORD": PASSWORD})

    def command(self) -> list[str]:
        """Give what is run."""
        return [_postgres("postgres"), "-D", str(self.folder / "data")]

    def answers(self) -> bool:
        """Say whether somebody can log in."""
        try:
            self.connect("postgres").close()
        except psycopg2.Error:
            return False
        return True

    def connect(self, name: str = "signpost") -> Any:
        """Connect as its administrator."""
        words = {"user": "postgres", "password": PASSWORD, "connect_timeout": 5}
        connection = psycopg2.connect(host=self.host, port=self.port, dbname=name, **words)
        connection.autocommit = True
        return connection

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask in SQL, and give the rows of the answer, if there are any."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(question, values)
            return list(cursor.fetchall()) if cursor.description else []


class Redis(Part):
    """Redis with the configuration of deploy/."""

    def command(self) -> list[str]:
        """Give what is run."""
        settings = ["--port", str(self.port), "--bind", self.host, "--requirepass", PASSWORD, "--dir", str(self.folder)]
        return ["redis-server", str(DEPLOY / "redis.conf"), *settings]

    def client(self) -> redis.Redis[bytes]:
        """Connect."""
        return redis.Redis(self.host, self.port, db=1, password=PASSWORD)

    def answers(self) -> bool:
        """Say whether it answers."""
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False


class Worker(Part):
    """One `signpost serve`."""

    def __init__(self, name: str, folder: Path, host: str, endpoints: Path) -> None:
        """Take also the file that names the database and Redis."""
        super().__init__(name, folder, host)
        self._endpoints = endpoints

    def command(self) -> list[str]:
        """Give what is run."""
        program = str(Path(sys.executable).with_name("signpost"))
        return [program, "serve", "--host", self.host, "--port", str(self.port), "--endpoints", str(self._endpoints)]

    def answers(self) -> bool:
        """Say whether it is healthy."""
        return healthy(f"http://{self.host}:{self.port}")


def endpoints_file(folder: Path, database: Database, locks: Redis) -> Path:
    """Write deploy/endpoints.yml with the addresses of this cluster, and without TLS, which loopback does not need."""
    endpoints = YAML(typ="safe").load((DEPLOY / "endpoints.yml").read_text("utf-8"))
    store, lock_store = endpoints["tracker_store"], endpoints["lock_store"]
    store.update(url=database.host, port=database.port, password=PASSWORD)
    for key in ("sslmode", "sslrootcert"):
        del store["query"][key]
    lock_store.update(url=locks.host, port=locks.port, password=PASSWORD)
    for key in ("use_ssl", "ssl_ca_certs"):
        del lock_store[key]
    path = folder / "endpoints.yml"
    path.write_text(json.dumps(endpoints), "utf-8")
    return path


def run(command: list[str], **settings: Any) -> None:
    """Run a command to its end. Raises SignpostError where it fails, with what it said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **settings)
    if done.returncode:
        raise SignpostError(f"{Path(command[0]).name}: {done.stdout[-2000:]}")


def _postgres(program: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}")) or [Path(shutil.which(program) or program)]
    return str(found[-1])


def _die_with_parent(how: signal.Signals) -> Callable[[], None]:
    library = ctypes.CDLL(None)
    return lambda: library.prctl(DIE_WITH_PARENT, int(how)) and None
