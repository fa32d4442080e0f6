"""The turn that is tried before anybody comes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from signpost.plugins.web_errors import RefusalError
from signpost.plugins.web_turns import REHEARSED, rehearse


def test_a_turn_is_tried_and_nothing_is_left_of_it(service: Any) -> None:
    """It passes through every part, and its conversation is forgotten."""
    asyncio.run(rehearse(service.app.ctx.agent))

    assert [message.text for message in service.bot.heard] == [REHEARSED]
    assert asyncio.run(service.store.count()) == 0


@pytest.mark.parametrize("fault", [{"says": []}, {"raises": ValueError("Zebedee")}])
def test_a_part_that_fails_is_found_before_anybody_comes(service: Any, fault: dict[str, Any]) -> None:
    """Whatever it is that does not answer whole."""
    vars(service.bot).update(fault)

    with pytest.raises((RefusalError, ValueError)):
        asyncio.run(rehearse(service.app.ctx.agent))
