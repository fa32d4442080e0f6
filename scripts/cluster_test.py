"""Starts PostgreSQL, Redis, nginx and two hosts' worth of workers, has people talk, and breaks one thing after another.

Everything is in a temporary folder, at free ports of loopback; whatever happens, everything ends with this program.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from scripts.cluster_checks import (
    Cluster,
    Row,
    database_gone,
    every_turn_elsewhere,
    forgotten,
    idle_swept,
    killed,
    redis_gone,
    restarted,
    throughput,
    two_at_once,
    upgraded,
)
from scripts.cluster_nginx import Nginx
from scripts.cluster_parts import Database, Part, Redis, Worker, endpoints_file
from scripts.cluster_words import counted_together, limited, nowhere, odd_requests
from scripts.tables import table
from signpost.errors import SignpostError
from signpost.kb import PROJECT

PAGE = PROJECT / "docs" / "reference" / "cluster.md"
# Both are this machine; a worker knows no difference.
HOSTS = ("127.0.0.1", "127.0.0.2")
WORKER_BYTES = 1.5e9
HEAD = """# Several workers on several hosts

Written by `make cluster-test ARGS=--write`; do not edit. PostgreSQL, Redis, nginx, the workers and the people of the
test all ran on one machine, with the configuration of `deploy/`: {machine}.
"""
FOOT = """
- **Told to try again**: the answer was `part_down`, with 999 in it. **Worked on**: the store has the message, though
  its sender was told to try again. nginx never sends a message on twice.
- **Amiss**: dropped, mixed with somebody else's, with a lost turn, or with a turn run twice that its sender does not
  know of.
- A turn is one answer, from the request to its last byte, through TLS and nginx. A worker that starts takes most of a
  processor, and turns take longer meanwhile.
- A processor works on one turn at a time. With more workers than processors nothing grows; here the database, Redis,
  nginx and the people take their share of the same processors."""
BRIEF = (every_turn_elsewhere, two_at_once, forgotten, odd_requests, limited, counted_together, killed, upgraded)
CHECKS = (*BRIEF, restarted)
BRIEF_PEOPLE, BRIEF_SECONDS = 8, 5.0


def main(words: list[str] | None = None) -> int:
    """Run everything, print the table and write it where asked to; 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table to docs/reference/cluster.md")
    parser.add_argument("--brief", action="store_true", help="two workers, fewer people, and no plain restart")
    asked = parser.parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    rows: list[Row] = []
    try:
        with _cluster(asked.brief) as cluster:
            for row in _rows(cluster, BRIEF if asked.brief else CHECKS):
                print(f"{'ok  ' if row.good else 'BAD '} {row.shown}: {row.seen}", flush=True)
                rows.append(row)
            machine = _machine(cluster)
    except SignpostError as error:
        print(f"cluster: {error}", file=sys.stderr)
        return 1
    if asked.write:
        PAGE.write_text("\n".join(_page(rows, machine)) + "\n", "utf-8")
        print(f"written: {PAGE.relative_to(PROJECT)}")
    return 0 if all(row.good for row in rows) else 1


def _rows(cluster: Cluster, checks: Iterable[Callable[[Cluster], Row]]) -> Iterator[Row]:
    for check in checks:
        yield check(cluster)
    swept: list[Row] = []
    with idle_swept(cluster, swept):
        yield from throughput(cluster)
        yield redis_gone(cluster)
    yield from swept
    yield database_gone(cluster)
    yield nowhere(cluster)


@contextmanager
def _cluster(brief: bool) -> Iterator[Cluster]:
    """Start every part; end every part."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="signpost-cluster-")))
        # PostgreSQL runs as a user of its own and must get to its data.
        folder.chmod(0o755)

        def started(part: Part) -> None:
            stack.callback(part.stop)
            part.start()

        database, redis = Database("postgresql", folder / "postgresql"), Redis("redis", folder / "redis")
        database.prepare()
        started(database)
        database.fill()
        started(redis)
        endpoints = endpoints_file(folder, database, redis)
        workers = [
            Worker(f"worker-{n}", folder / "workers", HOSTS[n % 2], endpoints)
            for n in range(2 if brief else _how_many())
        ]
        for worker in workers:
            stack.callback(worker.stop)
            worker.launch()
        for worker in workers:
            worker.wait()
        nginx = Nginx("nginx", folder / "nginx")
        nginx.prepare(workers)
        started(nginx)
        nginx.forbid_files()
        cluster = Cluster(folder, database, redis, workers, nginx, f"zq{secrets.token_hex(7)}")
        yield replace(cluster, people=BRIEF_PEOPLE, seconds=BRIEF_SECONDS) if brief else cluster


def _how_many() -> int:
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 4 if free > 4 * WORKER_BYTES else 2


def _machine(cluster: Cluster) -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {len(cluster.workers)} workers at {len(HOSTS)} addresses"


def _page(rows: Iterable[Row], machine: str) -> Iterator[str]:
    yield HEAD.format(machine=machine)
    yield from table(("shown", "seen", ""), ((row.shown, row.seen, "yes" if row.good else "**no**") for row in rows))
    yield FOOT


if __name__ == "__main__":
    sys.exit(main())
