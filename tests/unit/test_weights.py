"""The sentence model is the expected one, or nothing is trained or served."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from signpost import weights
from signpost.errors import WeightsError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with every file but the right weights."""
    for name in weights.NEEDED:
        (tmp_path / name).write_bytes(b"other weights")
    return tmp_path


def test_the_installed_weights_are_the_expected_ones() -> None:
    assert (weights.checked_weights() / weights.FILE).is_file()


def test_other_weights_are_refused_with_what_was_found(folder: Path) -> None:
    with pytest.raises(WeightsError, match=r"found weights with SHA-256 \w{12}\.\.\., expected 53aa51172d14"):
        weights.checked_weights(folder)


@pytest.mark.parametrize("name", weights.NEEDED)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(WeightsError, match=f"{name}: no such file, expected the sentence model"):
        weights.checked_weights(folder)


def test_another_folder_with_the_same_weights_will_do(tmp_path: Path) -> None:
    copied = shutil.copytree(weights.checked_weights(), tmp_path / "elsewhere")

    assert weights.checked_weights(copied) == copied


def test_a_package_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package")

    with pytest.raises(WeightsError, match=r"no_such_package: found no such package.*make install"):
        weights.checked_weights()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("pipeline:\n- name: a\n- name: b\n  weights: here\n", "here"), ("pipeline:\n- name: a\n", None), ("{}", None)],
)
def test_the_setting_is_read_from_the_pipeline(tmp_path: Path, text: str, expected: str | None) -> None:
    config = tmp_path / "config.yml"
    config.write_text(text, "utf-8")

    assert weights.configured_weights(config) == expected
