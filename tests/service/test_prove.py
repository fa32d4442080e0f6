"""The proof finds what it must: a word in every spelling, and a service that keeps one. And a service that does not."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts import prove, prove_own, prove_page, prove_search
from scripts.prove_record import Place, Proof
from scripts.prove_search import Result, Search
from scripts.prove_service import Service
from scripts.prove_words import KINDS, PIECE, new_words, spellings
from signpost.errors import SignpostError

WORDS = new_words()


@pytest.fixture
def search() -> Callable[[Path], Result]:
    """Searches a folder for the words, anew each time."""

    def _search(folder: Path) -> Result:
        search = Search(WORDS.values())
        search.folder(folder, "here")
        return search.result

    return _search


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """A running service in a folder of its own, with its address."""
    running = Service(tmp_path_factory.mktemp("service"), traced=False)
    try:
        yield running, running.start()
    finally:
        running.end()


def test_words_are_new_in_each_run() -> None:
    """Nothing that stands in a file from before can be taken for one of them."""
    assert {word.kind for word in WORDS.values()} == set(KINDS)
    assert not {word.text for word in WORDS.values()} & {word.text for word in new_words().values()}
    assert len(WORDS["long"].text) == 3_900


@pytest.mark.parametrize("kind", KINDS)
def test_every_spelling_is_found(kind: str, tmp_path: Path, search: Callable[[Path], Result]) -> None:
    """Each alone in a file, between other bytes; and the word is not said."""
    for number, (_, coded) in enumerate(spellings(WORDS[kind])):
        (tmp_path / "file").write_bytes(b"\x00before" + coded + b"after")
        found = search(tmp_path).found

        assert any(f"file: {kind}, " in line for line in found), number
        assert WORDS[kind].text not in "".join(found)


def test_nothing_is_found_where_nothing_is(tmp_path: Path, search: Callable[[Path], Result]) -> None:
    """It says what it read, and finds nothing in it."""
    (tmp_path / "file").write_bytes(b"Kent, sexual, own_line_manager" * 1000)
    result = search(tmp_path)

    assert (result.files, result.found, result.unread) == (1, set(), set())
    assert result.size >= 30_000
    assert (search(tmp_path / "file").files, search(tmp_path / "file").unread) == (1, set())


def test_capitals_names_and_packed_files_are_searched(tmp_path: Path, search: Callable[[Path], Result]) -> None:
    """A word in capitals, one that is the name of a file, and one in a log that was rotated and packed."""
    (tmp_path / "capitals").write_text(WORDS["plain"].text.upper(), "utf-8")
    (tmp_path / f"log-{WORDS['number'].text}").touch()
    (tmp_path / "log.gz").write_bytes(gzip.compress(WORDS["umlauts"].text.encode()))
    found = "\n".join(search(tmp_path).found)

    assert "here/capitals: plain" in found
    assert "number" in found
    assert "here/log.gz (unpacked): umlauts" in found


def test_tables_are_read_row_by_row(tmp_path: Path, search: Callable[[Path], Result]) -> None:
    """Also in UTF-16, which SQLite may be told to write."""
    store = sqlite3.connect(tmp_path / "store")
    store.execute("PRAGMA encoding = 'UTF-16'")
    store.execute("CREATE TABLE said (text)")
    store.execute("INSERT INTO said VALUES (?)", (WORDS["mail"].text,))
    store.commit()
    store.close()
    result = search(tmp_path)

    assert (result.tables, result.rows) == (1, 1)
    assert {"here/store, table said: mail, UTF-8", "here/store: mail, UTF-16"} <= result.found


def test_a_word_across_two_reads_is_found(
    tmp_path: Path, search: Callable[[Path], Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large files are read in parts, and a word may lie on the border."""
    monkeypatch.setattr(prove_search, "CHUNK", 2_000)
    (tmp_path / "file").write_bytes(b"x" * 1_990 + WORDS["plain"].text.encode() + b"x" * 3_000)

    assert search(tmp_path).found


def test_a_part_of_the_long_word_is_enough(tmp_path: Path, search: Callable[[Path], Result]) -> None:
    """Whoever cuts what they log still keeps words."""
    (tmp_path / "file").write_text(WORDS["long"].text[: PIECE + 8], "utf-8")

    assert search(tmp_path).found


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, search: Callable[[Path], Result]) -> None:
    """What was not searched is not silently taken for clean."""
    (tmp_path / "broken.gz").write_bytes(b"\x1f\x8bnot packed at all")

    assert search(tmp_path).unread == {"here/broken.gz: BadGzipFile"}


def test_what_could_not_be_read_of_the_services_own_is_no_success(tmp_path: Path) -> None:
    """In a folder that was named it counts; in one that others share it does not."""
    (tmp_path / "broken.gz").write_bytes(b"\x1f\x8bnot packed at all")
    for whole, clean in ((True, False), (False, True)):
        proof = Proof(places=[Place(tmp_path, "logs", whole)])
        proof.search("with a broken file")

        assert proof.clean is clean


def test_files_from_before_are_left_out_where_only_changes_count(tmp_path: Path) -> None:
    """A shared folder holds much that is not the service's."""
    (tmp_path / "old").write_text(WORDS["plain"].text, "utf-8")
    changed = (tmp_path / "old").stat().st_ctime
    search = Search(WORDS.values())
    search.folder(tmp_path, "here", since=changed + 1)
    assert search.result.files == 0

    search.folder(tmp_path, "here", since=changed - 1)
    assert search.result.found


def test_a_running_service_keeps_nothing(service: tuple[Service, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Against its address and its folder, as anyone would run it against their own."""
    running, address = service
    status = prove.main(["--address", address, "--search", str(running.folder)])
    said = capsys.readouterr().out

    assert "FOUND" not in said
    assert f"{running.folder}: " in said.partition("conversations open\n")[2].partition("after forget\n")[2]
    assert said.count("control: an open conversation was seen in") == 2, "in the bytes and in the table of its store"
    assert status == 0
    assert running.rows() == 0


def test_what_is_to_be_done_before_the_last_search_is_done(
    service: tuple[Service, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What it leaves is searched, and where it fails nothing is proven."""
    running, address = service
    made = running.folder / "journal"
    named = ["--address", address, "--search", str(running.store), str(running.folder / "output-1")]
    assert prove.main([*named, "--then", f"echo said > {made}; exit 3"]) == 1

    assert "FAILED: the command of --then failed" in capsys.readouterr().out
    assert made.read_text("utf-8") == "said\n"


def test_a_leak_is_found_and_ends_badly(
    service: tuple[Service, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One word and one id of a conversation in a log: said where and which kind, and not clean."""
    proof = Proof(places=[Place(tmp_path, "logs")], ended=["session-of-somebody"])
    (tmp_path / "access.log").write_text(f"{proof.words['header'].text} session-of-somebody", "utf-8")
    proof.search("with a leak")
    said = capsys.readouterr().out

    assert "FOUND in logs/access.log: header, UTF-8" in said
    assert "FOUND in logs/access.log: session id, UTF-8" in said
    assert proof.words["header"].text not in said
    assert not proof.clean


def test_a_search_that_sees_no_open_conversation_is_blind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever named the wrong folder is not told that all is well. The same ids are a finding once they are over."""
    proof = Proof(places=[Place(tmp_path, "store")], open=["session-of-somebody"])
    proof.search("nothing there")
    assert not proof.clean
    proof.failures.clear()

    (tmp_path / "table").write_text("session-of-somebody", "utf-8")
    proof.search("open")
    assert "an open conversation was seen in store/table" in capsys.readouterr().out
    assert proof.clean

    proof.close()
    proof.search("over")
    assert "FOUND in store/table: session id, UTF-8" in capsys.readouterr().out
    assert not proof.clean


@pytest.mark.skipif(os.getuid() != 0, reason="becoming somebody else takes root")
def test_a_folder_that_may_not_be_listed_is_named(tmp_path: Path, search: Callable[[Path], Result]) -> None:
    """To somebody without rights a folder looks empty, which is no proof."""
    tmp_path.chmod(0o700)
    os.seteuid(65_534)
    try:
        result = search(tmp_path)
    finally:
        os.seteuid(0)

    assert result.unread == {f"here: {tmp_path.name}: PermissionError"}


def test_what_proves_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No place to search, a place, a service or a database that is not there."""
    for arguments in (["--address", "http://127.0.0.1:9"], ["--address", "http://127.0.0.1:9", "--search", "/absent"]):
        assert prove.main(arguments) == 1
        assert "--search" in capsys.readouterr().err
    assert prove.main(["--address", "http://127.0.0.1:9", "--search", str(tmp_path)]) == 1
    assert "no service" in capsys.readouterr().err
    absent = "postgresql://somebody:secret@127.0.0.1:1/signpost"
    assert prove.main(["--address", "http://127.0.0.1:9", "--database", absent]) == 1
    said = capsys.readouterr().err
    assert "--database: number 1 cannot be read" in said
    assert "secret" not in said


def test_at_the_end_what_changed_earlier_is_searched_again(tmp_path: Path) -> None:
    """Each search reads what changed since the one before; an id that ended later is looked for in all of it."""
    proof = Proof(places=[Place(tmp_path, "shared", whole=False)])
    (tmp_path / "log").write_text("session-of-somebody", "utf-8")
    proof.search("open")
    proof._searched = (tmp_path / "log").stat().st_ctime + 1
    proof.ended.append("session-of-somebody")
    proof.search("later")
    proof.search("at the end", since=proof.began)

    assert [len(result.found) > 0 for result in proof.stages.values()] == [False, False, True]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed here")
def test_turning_to_an_address_elsewhere_is_counted(tmp_path: Path) -> None:
    """Also by UDP, which sends nothing yet, and also where it fails. To this machine it may turn."""
    service = Service(tmp_path)
    code = "from socket import *\nfor a in ('127.0.0.1', '192.0.2.1'): socket(type=SOCK_DGRAM).connect_ex((a, 9))"
    with pytest.raises(SignpostError, match="did not start"):
        service.start([sys.executable, "-c", code])
    count, outside = service.outward() or (0, set())

    assert count == 2
    assert ["192.0.2.1" in line for line in outside] == [True]


def test_without_a_record_of_system_calls_nothing_is_said_of_them(tmp_path: Path) -> None:
    """Where strace is missing that is said, and is no failure; where it is there and saw nothing, it is blind."""
    proof, blind, service = Proof(), Proof(), Service(tmp_path, traced=False)
    prove_own._network(proof, [service])
    assert proof.notes == ["Outward calls were not counted: strace is not installed here."]
    assert proof.clean

    service._strace = "strace"
    prove_own._network(blind, [service])
    assert not blind.clean


def test_the_page_begins_with_what_came_of_it(tmp_path: Path) -> None:
    """In plain words, and nobody is told that all is well where one word was found or one part was not searched."""
    proof = Proof(places=[Place(tmp_path, "logs")])
    proof.search("at the end")
    first = "\n".join(prove_page.page(proof)).split("\n\n")[1]
    assert "found them nowhere" in first
    proof.failures.append("a turn did not happen")
    first = "\n".join(prove_page.page(proof)).split("\n\n")[1]
    assert "nothing is proven" in first
    assert "nowhere." not in first


def test_a_crash_leaves_no_dump(service: tuple[Service, str]) -> None:
    """No memory in a file, though the service was started with no limit on dumps. Last, since it ends the service."""
    running, _ = service
    running.end(signal.SIGABRT)

    assert [path for path in running.folder.rglob("core*") if path.is_file()] == []
