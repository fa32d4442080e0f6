"""Forgetting under ids that the server never made."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("session", ["\ud800" * 30, "", "a", "../" * 20, "x" * 5_000])
def test_an_id_that_cannot_be_ours_is_forgotten_without_being_looked_up(service: Any, session: str) -> None:
    """There is nothing to forget, which is what was asked for; and the service goes on, however the id is written."""
    kept = service.open()

    assert service.post("forget", {"session": session}).status_code == 204
    assert service.post("messages", {"session": kept, "text": "hello"}).status_code == 200
