"""The page and its files over real HTTP: which there are, under which policy, how they are kept and compressed."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WRITTEN = {
    "index.html": b"<!doctype html><title>Guide</title>",
    "widget.js": b"/** @type {string} */\nexport const words = 'caf\xc3\xa9'; // for people\n" * 40,
    "style.css": b"/* Calm. */ p { margin: 0 }",
}
# As they are sent: a browser needs no comments.
SCRIPT = b"const words='caf\xc3\xa9';" * 40
FILES = {"index.html": WRITTEN["index.html"], "widget.js": SCRIPT, "style.css": b"p{margin:0}"}
NOT_SERVED = ("types.d.ts", "notes.md", "package.json", "words.js")


@pytest.fixture
def pages(serve: Callable[..., Any], tmp_path: Path) -> Any:
    """A service with a page of three files, among others."""
    folder = tmp_path / "widget"
    (folder / "inner").mkdir(parents=True)
    for name, body in {**WRITTEN, **dict.fromkeys((*NOT_SERVED, "inner/deep.js"), b"{}")}.items():
        (folder / name).write_bytes(body)
    return serve(widget=folder)


def fetch(pages: Any, path: str, method: str = "GET", **headers: str) -> Any:
    """Ask for a file, and for nothing else unless told so."""
    named = {name.replace("_", "-"): value for name, value in {"Accept_Encoding": "identity", **headers}.items()}
    return pages.call(method, f"/signpost/{path}", headers=named)


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("", "index.html", "text/html"), ("index.html", "index.html", "text/html"),
        ("widget.js", "widget.js", "text/javascript"), ("style.css", "style.css", "text/css"),
    ],
)  # fmt: skip
def test_page_and_files_are_served_under_a_strict_policy(pages: Any, path: str, name: str, kind: str) -> None:
    """The page and what it loads come with their type, a content policy and what else keeps others out."""
    answer = fetch(pages, path)

    assert (answer.status_code, answer.content) == (200, FILES[name])
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"


def test_the_address_without_its_last_slash_leads_to_the_page(service: Any) -> None:
    """Without the slash the page would look for its files in the wrong place, so one is sent on."""
    answer = service.call("GET", "/signpost")

    assert (answer.status_code, answer.headers["Location"]) == (308, "/signpost/")


def test_the_projects_own_page_is_served(service: Any) -> None:
    """Unless told otherwise, the folder is the project's."""
    assert "signpost-chat" in service.call("GET", "/signpost/").text
    assert service.call("GET", "/signpost/widget.js").status_code == 200


@pytest.mark.parametrize(
    "path", ["../README.md", "..%2Fpyproject.toml", "%2e%2e/pyproject.toml", "inner/deep.js", ".git", *NOT_SERVED]
)
def test_no_other_file_can_be_reached(pages: Any, path: str) -> None:
    """Names outside the widget's folder, and kinds of files that no browser needs, are not found."""
    with socket.create_connection(("127.0.0.1", pages.port), timeout=10) as raw:
        raw.sendall(f"GET /signpost/{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b"")).decode()

    assert answer.startswith("HTTP/1.1 404")
    assert "[build-system]" not in answer


@pytest.mark.parametrize("wanted", ["{tag}", "W/{tag}", '"other", {tag}', '"other",W/{tag}', "*"])
def test_what_the_client_has_is_not_sent_again(pages: Any, wanted: str) -> None:
    """The tag of a file, alone, weak or in a list, is answered by 304 and nothing more."""
    tag = fetch(pages, "widget.js").headers["ETag"]
    answer = fetch(pages, "widget.js", If_None_Match=wanted.format(tag=tag))

    assert (answer.status_code, answer.content) == (304, b"")
    assert (answer.headers["ETag"], answer.headers["Vary"]) == (tag, "Accept-Encoding")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert not {"Content-Type", "Content-Encoding"} & set(answer.headers)


@pytest.mark.parametrize("wanted", ['"other"', 'W/"other"', "", "{bare}"])
def test_what_the_client_has_of_another_version_is_sent_anew(pages: Any, wanted: str) -> None:
    """Only the very tag counts."""
    bare = fetch(pages, "widget.js").headers["ETag"].strip('"')

    assert fetch(pages, "widget.js", If_None_Match=wanted.format(bare=bare)).content == SCRIPT


def test_the_tag_changes_with_the_file_and_is_strong(pages: Any) -> None:
    """Two files never share a tag, and none is weak."""
    tags = [fetch(pages, name).headers["ETag"] for name in FILES]

    assert len(set(tags)) == len(FILES)
    assert all(tag[0] == tag[-1] == '"' and len(tag) == 34 for tag in tags)


@pytest.mark.parametrize("accepted", ["gzip", "br, GZIP;q=0.5", "gzip;q=1.0, identity; q=0.5", "deflate,gzip"])
def test_who_reads_gzip_gets_gzip(pages: Any, accepted: str) -> None:
    """The compressed form is smaller, holds the same, and has a tag of its own."""
    plain, packed = fetch(pages, "widget.js"), fetch(pages, "widget.js", Accept_Encoding=accepted)

    assert (packed.headers["Content-Encoding"], packed.content) == ("gzip", SCRIPT)
    assert int(packed.headers["Content-Length"]) == len(gzip.compress(SCRIPT, 9)) < len(SCRIPT)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    again = fetch(pages, "widget.js", Accept_Encoding=accepted, If_None_Match=packed.headers["ETag"])
    assert again.status_code == 304
    assert fetch(pages, "widget.js", If_None_Match=packed.headers["ETag"]).status_code == 200


@pytest.mark.parametrize("accepted", ["gzip;q=0", "gzip; q=0.000, br", "identity", "br", "", "gzipped"])
def test_who_does_not_read_gzip_gets_the_file_as_it_is(pages: Any, accepted: str) -> None:
    """A refusal by `q=0` counts as one."""
    answer = fetch(pages, "widget.js", Accept_Encoding=accepted)

    assert "Content-Encoding" not in answer.headers
    assert answer.content == SCRIPT


@pytest.mark.parametrize("path", ["", "widget.js"])
def test_the_head_of_a_file_is_that_of_the_file(pages: Any, path: str) -> None:
    """`HEAD` gives the same headers and no body; for a name that is not there it gives 404."""
    whole, head = fetch(pages, path), fetch(pages, path, method="HEAD")

    assert (head.status_code, head.content, head.headers) == (200, b"", whole.headers)
    assert fetch(pages, path, method="HEAD", If_None_Match="*").status_code == 304
    assert fetch(pages, "nothing.js", method="HEAD").status_code == 404


def test_the_root_of_the_server_says_nothing(service: Any) -> None:
    """Exit may lead there: a blank page in place of Rasa's, which names its version; other requests are Rasa's."""
    answer = service.call("GET", "/")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert "<title>Page</title></html>" in answer.text
    assert "Rasa" not in answer.text
    assert service.call("HEAD", "/").status_code == 200
    assert service.call("POST", "/").status_code == 405
