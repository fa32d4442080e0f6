"""The doctor says what an installation has and what it lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from signpost import doctor, trained

ENDPOINTS = f"tracker_store:\n  type: {doctor.STORE}\n"


def put_model(path: Path, inside: str = trained.INSIDE) -> None:
    """Write an archive such as a model is."""
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo(inside))


@pytest.fixture
def installation(tmp_path: Path, tiny_folder: Path) -> Path:
    """Give a folder that has everything: a knowledge base, a model, a store."""
    project = tmp_path / "project"
    shutil.copytree(tiny_folder, project / "policies_kb")
    (project / "models").mkdir()
    put_model(project / "models" / "first.tar.gz")
    (project / "endpoints.yml").write_text(ENDPOINTS, "utf-8")
    (project / "config.yml").write_text("pipeline: []\n", "utf-8")
    return project


def missing(project: Path) -> list[str]:
    """Give what the doctor finds missing."""
    return [line.removeprefix("MISSING  ") for line in doctor.examine(project).lines if line.startswith("MISSING")]


def test_an_installation_that_has_everything_can_serve(installation: Path) -> None:
    """Packages, Python, forces, model and store are each named."""
    report = doctor.examine(installation)

    assert report.can_serve
    assert all(line.startswith("ok       ") for line in report.lines)
    for words in (
        "rasa 3.6",
        "jsonschema 4",
        "Python 3.11",
        "North Police, South Police",
        "expected weights",
        "first.tar.gz",
        doctor.STORE,
    ):
        assert any(words in line for line in report.lines), words


def test_the_newest_model_is_named(installation: Path) -> None:
    """The one that would be served is the one last made, whatever its name."""
    put_model(installation / "models" / "a.tar.gz")
    os.utime(installation / "models" / "first.tar.gz", (1, 1))

    assert any(line.endswith("model: a.tar.gz") for line in doctor.examine(installation).lines)


def test_a_missing_model_is_named_with_the_command_that_makes_one(installation: Path) -> None:
    """It cannot serve, and says how to mend that."""
    shutil.rmtree(installation / "models")

    assert missing(installation) == ["model: none in models/, run make train"]
    assert not doctor.examine(installation).can_serve


def test_a_model_that_is_not_whole_is_named_with_what_to_do(installation: Path) -> None:
    """Cut off, changed by a single bit, another archive, no archive: each is seen before anything tries to load it."""
    model = installation / "models" / "first.tar.gz"
    whole = model.read_bytes()
    changed = whole[:-6] + bytes([whole[-6] ^ 1]) + whole[-5:]
    for broken in (whole[:-20], b"", b"no model", changed):
        model.write_bytes(broken)
        assert missing(installation)[0].startswith("model: first.tar.gz: found a file that is broken off")
    put_model(model, "letter.txt")
    (line,) = missing(installation)
    assert line.startswith("model: first.tar.gz: found an archive without metadata.json")
    assert line.endswith("run make train")


def test_a_file_of_conversations_that_cannot_be_read_is_named(installation: Path) -> None:
    """Where it is not there yet, the first start makes it, so nothing is missing."""
    (installation / "var").mkdir()
    (installation / "var" / "conversations.db").write_bytes(b"no database " * 100)

    (line,) = missing(installation)
    assert line.startswith("store: ")
    assert "conversations.db cannot be read" in line


def test_a_broken_knowledge_base_is_counted_and_sent_to_check(installation: Path) -> None:
    """The doctor says how many problems there are; the check lists them."""
    (installation / "policies_kb" / "national" / "routes" / "help_line.yml").write_text("id: help_line\n", "utf-8")
    (installation / "policies_kb" / "phrases.yml").write_text("", "utf-8")

    assert missing(installation) == ["knowledge base: 2 problems, run signpost check"]


def test_a_folder_without_a_knowledge_base_is_no_installation(tmp_path: Path) -> None:
    """Everything that belongs to the project is missing, and nothing breaks."""
    assert [line.split(":")[0] for line in missing(tmp_path)] == ["knowledge base", "sentence model", "model", "store"]


@pytest.mark.parametrize(
    ("endpoints", "named"),
    [
        ("tracker_store:\n  type: SQL\n", "SQL"),
        ("tracker_store:\n  type: signpost.plugins.tracker_store.Wordless\n", "Wordless"),
        ("action_endpoint:\n  url: http://localhost:5055\n", "no tracker_store with a type"),
        ("tracker_store:\n", "no tracker_store with a type"),
        ("tracker_store: SQL\n", "no tracker_store with a type"),
        ("tracker_store: {}\n", "no tracker_store with a type"),
        ("- tracker_store\n", "no tracker_store with a type"),
        ("", "no tracker_store with a type"),
        ("tracker_store: [\n", "no tracker_store with a type"),
    ],
)
def test_a_store_that_keeps_words_is_refused(endpoints: str, named: str, installation: Path) -> None:
    """Rasa would fall back on a store that keeps what people typed; the doctor says so before."""
    (installation / "endpoints.yml").write_text(endpoints, "utf-8")
    (line,) = missing(installation)

    assert line.startswith("store: endpoints.yml names ")
    assert named in line
    assert "drops people's words" in line


def test_endpoints_in_another_encoding_are_no_crash(installation: Path) -> None:
    """A file that cannot be read is a store that is missing."""
    (installation / "endpoints.yml").write_bytes(b"tracker_store: \xff\n")

    assert len(missing(installation)) == 1


def test_a_package_that_is_not_installed_is_named(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line says which one, and the command that installs it."""
    monkeypatch.setattr(doctor, "NEEDED", ("jsonschema", "no-such-package-here"))

    assert missing(installation) == ["no-such-package-here is not installed: run make install"]


def test_the_doctor_loads_neither_rasa_nor_spacy() -> None:
    """It answers at once, also where they are broken."""
    code = (
        "import sys; from signpost import doctor, kb; doctor.examine(kb.PROJECT)\n"
        "print([n for n in ('rasa', 'rasa_sdk', 'spacy', 'tensorflow') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)

    assert done.stdout.splitlines()[-1] == b"[]"


def test_weights_that_are_missing_are_named_with_what_to_do(installation: Path) -> None:
    """The setting in config.yml names a folder; the doctor says what it lacks."""
    (installation / "config.yml").write_text("pipeline:\n- weights: no_such_folder\n", "utf-8")

    (found,) = missing(installation)
    assert "no_such_folder/model.safetensors: no such file" in found
    assert "`weights` in config.yml" in found
