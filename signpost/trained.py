"""Says whether the file of a trained model is whole, before anything slow tries to load it."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from pathlib import Path

# Rasa writes it into every model.
INSIDE = "metadata.json"
PIECE = 1 << 20


def flaw(model: Path) -> str | None:
    """Say what is wrong with the file of a model; None where it is whole."""
    try:
        with gzip.open(model) as packed, tarfile.open(fileobj=packed) as archive:
            names = archive.getnames()
            # To the very end, where the checksum stands.
            while packed.read(PIECE):
                pass
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        return f"found a file that is broken off, changed or no model ({type(error).__name__})"
    return None if INSIDE in names else f"found an archive without {INSIDE}, which is no model"
