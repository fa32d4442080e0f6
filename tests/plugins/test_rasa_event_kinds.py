"""The patch of how Rasa finds the class of an event: still needed, still the same classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import rasa.shared.utils.common
from rasa.shared.core.events import Event

from signpost.plugins import rasa_event_kinds
from signpost.plugins.wordless import KEPT


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Records each walk through all classes; takes the patch off before and after."""
    seen: list[Any] = []
    real = rasa.shared.utils.common.all_subclasses

    def walk(cls: Any) -> Any:
        # It calls itself for each class below.
        if cls is Event:
            seen.append(cls)
        return real(cls)

    monkeypatch.setattr(rasa.shared.utils.common, "all_subclasses", walk)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(rasa_event_kinds._of_rasa))
    rasa_event_kinds._resolved.cache_clear()
    yield seen
    rasa_event_kinds._resolved.cache_clear()


def test_rasa_still_needs_the_patch(walks: list[Any]) -> None:
    """If this fails, Rasa no longer walks the classes for every event: take `rasa_event_kinds` out."""
    for _ in range(2):
        Event.from_parameters({"event": "slot", "name": "a", "value": 1})
    assert len(walks) == 2


def test_with_the_patch_it_walks_once_for_each_kind(walks: list[Any]) -> None:
    """However many events there are."""
    rasa_event_kinds.install()
    for _ in range(5):
        Event.from_parameters({"event": "slot", "name": "a", "value": 1})
        Event.from_parameters({"event": "bot"})
    assert len(walks) == 2


@pytest.mark.parametrize("kind", sorted(KEPT))
def test_the_class_is_the_same(walks: list[Any], kind: str) -> None:
    """Every kind of event that is kept is found as Rasa finds it; a name it does not know is still refused."""
    before = Event.resolve_by_type(kind)
    rasa_event_kinds.install()
    assert Event.resolve_by_type(kind) is before
    with pytest.raises(ValueError, match="no-such-kind"):
        Event.resolve_by_type("no-such-kind")
