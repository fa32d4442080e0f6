"""The real service with the trained model, started once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from signpost.client import Conversation, serving
from signpost.kb import PROJECT


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Give the address of a running service. `make test` trains before; without a model this fails and says so."""
    if not list((PROJECT / "models").glob("*.tar.gz")):
        pytest.fail("no trained model in models/: run make train, or make test, which trains first")
    with serving() as running:
        yield running


@pytest.fixture
def conversation(address: str) -> Conversation:
    """Give a conversation that was not opened yet."""
    return Conversation(address)
