"""The proof against a deployment with PostgreSQL: it reads rows, views and files, and sees what it must see."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from scripts import prove
from scripts.cluster_parts import PASSWORD, Database, Part, Redis, Worker, endpoints_file
from scripts.prove_search import Search
from scripts.prove_words import Word, new_words
from signpost.client import Conversation
from signpost.doctor_reach import TABLE
from signpost.kb import PROJECT

EAGER = "autovacuum_analyze_threshold = 1, autovacuum_analyze_scale_factor = 0"


class Deployment(NamedTuple):
    """A worker, the database behind it, and the folder of both."""

    folder: Path
    database: Database
    address: str

    @property
    def data(self) -> Path:
        """Where the database has its files."""
        return self.database.folder / "data"

    def url(self, role: str = "postgres") -> str:
        """Give the database as SQLAlchemy names it."""
        return f"postgresql://{role}:{PASSWORD}@{self.database.host}:{self.database.port}/signpost"


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployment]:
    """PostgreSQL, Redis and a worker with the configuration of deploy/, where PostgreSQL's user can get to."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or not shutil.which("redis-server"):
        pytest.skip("no PostgreSQL or no Redis here: sh scripts/services.sh")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="signpost-prove-")))
        folder.chmod(0o755)

        def started(part: Part) -> None:
            # The worker takes its time to stop, for turns under way.
            stack.callback(part.kill if isinstance(part, Worker) else part.stop)
            part.start()

        database, redis = Database("postgresql", folder / "postgresql"), Redis("redis", folder / "redis")
        database.prepare()
        started(database)
        database.fill()
        # So often that it surely happens in the middle of the conversations.
        database.ask("ALTER SYSTEM SET autovacuum_naptime = 1")
        database.ask("SELECT pg_reload_conf()")
        database.ask(f"ALTER TABLE {TABLE} SET ({EAGER})")
        started(redis)
        worker = Worker("worker", folder / "worker", "127.0.0.1", endpoints_file(folder, database, redis))
        started(worker)
        yield Deployment(folder, database, f"http://{worker.host}:{worker.port}")


def _take_no_samples(database: Database) -> None:
    """Do what the page for administrators says."""
    page = (PROJECT / "docs" / "how-to" / "prove.md").read_text("utf-8")
    for statement in page.partition("```sql\n")[2].partition("```")[0].split(";\n"):
        if statement:
            database.ask(statement)


def _searched(deployment: Deployment, word: Word, *folders: Path) -> set[str]:
    """Look for a word in the database and in folders, and say where it is."""
    search = Search([word])
    search.database(deployment.url(), "database")
    for folder in folders:
        search.folder(folder, folder.name)
    return {line.partition(": ")[0] for line in search.result.found}


def test_a_deployment_on_postgresql_keeps_nothing(deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither words nor ids in any row, view or file of the database, though it took samples of its rows meanwhile."""
    database = deployment.database
    server = f"postgresql://postgres:{PASSWORD}@{database.host}:{database.port}/signpost"
    # As deploy/systemd/signpost-vacuum.service does.
    then = f"psql -q {server} --command='VACUUM (FULL) {TABLE}' --command=CHECKPOINT"
    places = [deployment.data, deployment.folder / "postgresql" / "postgresql.out", deployment.folder / "worker"]
    named = ["--search", *map(str, places), "--database", deployment.url(), "--then", then]
    status = prove.main(["--address", deployment.address, *named])
    said = capsys.readouterr().out

    assert "FOUND" not in said
    assert status == 0, said
    assert f"an open conversation was seen in database signpost, table {TABLE}\n" in said
    assert all(said.count(f"  {place}: ") == 2 for place in places)
    assert database.ask("SELECT last_autoanalyze FROM pg_stat_user_tables") != [(None,)]
    assert PASSWORD not in said


def test_a_database_that_samples_rows_is_found_out(deployment: Deployment) -> None:
    """PostgreSQL keeps its samples when the rows are gone: ids of conversations that are over, and when they were."""
    database, talks = deployment.database, [Conversation(deployment.address) for _ in range(2)]
    database.ask(f"ALTER TABLE {TABLE} ALTER id SET STATISTICS 100")
    try:
        for talk in talks:
            talk.start()
        database.ask(f"ANALYZE {TABLE}")
        for talk in talks:
            talk.forget()
        found = _searched(deployment, Word("session id", talks[0].session))
    finally:
        _take_no_samples(database)

    assert "database, table pg_statistic" in found
    assert f"database, table {TABLE}" not in found
    assert database.ask(f"SELECT count(*) FROM pg_stats WHERE tablename = '{TABLE}'") == [(0,)]


def test_a_word_in_the_database_is_found_wherever_it_is(deployment: Deployment) -> None:
    """In a row, as bytes, through a view, in the samples, in the table's file, and in the log of what was written."""
    word = new_words()["plain"]
    database = deployment.database
    database.ask("CREATE SCHEMA other")
    database.ask("CREATE TABLE other.planted AS SELECT %s::text AS text FROM generate_series(1, 2)", word.text)
    database.ask("CREATE TABLE other.bytes AS SELECT %s::bytea AS bytes", word.text.encode())
    database.ask("CREATE VIEW other.view AS SELECT upper(text) AS text FROM other.planted")
    database.ask("ANALYZE other.planted")
    database.ask("CHECKPOINT")
    try:
        found = _searched(deployment, word, deployment.data)
    finally:
        database.ask("DROP SCHEMA other CASCADE")

    tables = {f"database, table {name}" for name in ("planted", "bytes", "view", "pg_statistic", "pg_stats")}
    assert tables <= found
    assert any(place.startswith("data/base/") for place in found)
    assert any(place.startswith("data/pg_wal/") for place in found)


def test_a_role_that_may_not_see_everything_is_no_proof(deployment: Deployment) -> None:
    """What it may not read is named, and so is what PostgreSQL hides from it without an error."""
    with closing(deployment.database.connect()):
        search = Search(new_words().values())
        search.database(deployment.url("signpost"), "database")

    assert "database, table pg_statistic: InsufficientPrivilege" in search.result.unread
    assert "database, table pg_stat_activity: InsufficientPrivilege" in search.result.unread
    assert search.result.tables > 0
