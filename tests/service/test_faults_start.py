"""A service that cannot work does not start, and says in one sentence what was found, where, and what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from signpost.kb import PROJECT
from signpost.plugins.listening import ServeError
from signpost.plugins.server_checks import newest_model
from signpost.trained import INSIDE

TRAINED = PROJECT / "models" / "signpost.tar.gz"


def cut_off(model: Path) -> None:
    """Write the first half of the real model, as a copy does that is broken off."""
    with TRAINED.open("rb") as whole:
        model.write_bytes(whole.read(TRAINED.stat().st_size // 2))


def changed(model: Path) -> None:
    """Write the real model with one bit that is another."""
    data = bytearray(TRAINED.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)


def no_archive(model: Path) -> None:
    """Write something else under the name of a model."""
    model.write_bytes(b"no model")


def another_archive(model: Path) -> None:
    """Write an archive of something else."""
    with tarfile.open(model, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("letter.txt"))


@pytest.mark.parametrize("broken", [cut_off, changed, no_archive, another_archive])
def test_a_model_that_is_not_whole_is_refused(broken: Callable[[Path], None], tmp_path: Path) -> None:
    """The sentence names the file, what was found, what was expected, and the command that makes another."""
    model = tmp_path / "signpost.tar.gz"
    broken(model)
    with pytest.raises(ServeError) as refused:
        newest_model(str(tmp_path))
    said = str(refused.value)
    assert said.startswith(f"{model}: found an archive without {INSIDE}" if broken is another_archive else str(model))
    assert "expected a trained model" in said
    assert said.endswith("run: make train")


def test_a_whole_model_is_taken() -> None:
    """The trained model of this project is not refused, or the tests above would prove nothing."""
    assert newest_model(str(TRAINED.parent)) == str(TRAINED)


def test_serve_says_so_in_one_line(tmp_path: Path) -> None:
    """With half a model `signpost serve` ends at once, with that sentence last and without a stack trace."""
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        shutil.copy(PROJECT / name, tmp_path)
    (tmp_path / "models").mkdir()
    cut_off(tmp_path / "models" / "signpost.tar.gz")
    program = [str(Path(sys.executable).with_name("signpost")), "serve", "--port", "0"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("models/signpost.tar.gz: found a file that is broken off")
    assert "Traceback" not in done.stdout + done.stderr
    assert "ready" not in done.stdout
