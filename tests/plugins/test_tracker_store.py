"""The wordless tracker store on a real SQLite file, with real Rasa events and trackers."""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, TrackerStore
from rasa.shared.core import events
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from signpost.plugins.tracker_store import WordlessTrackerStore, ours
from signpost.plugins.wordless import StoreError

Opener = Callable[..., WordlessTrackerStore]
SECRET = "Zebedee"


def _turn() -> list[events.Event]:
    """A turn as Rasa leaves it: typed words in the text, the parse, the entities and the bot's answer."""
    text = f"{SECRET} put his hand on me"
    entity = {"entity": "conduct", "value": "physical", "start": 0, "end": 7, "text": SECRET, "extractor": "e"}
    stray = {"entity": "conduct", "value": f"{SECRET} put"}
    parsed = {"intent": {"name": "describe", "confidence": 0.9}, "entities": [entity, stray], "text": text}
    said = {"signpost": {"kind": "understood", "quote": text}, "utter_action": "utter_x"}
    return [
        events.ActionExecuted("action_session_start"),
        events.SessionStarted(),
        events.SlotSet("session_started_metadata", {"force": "kent", "who": SECRET}),
        events.ActionExecuted("action_listen"),
        events.UserUttered(
            text, parsed["intent"], [entity, stray], parsed, None, "signpost", "1", {"force": "kent", "x": SECRET}
        ),
        events.DefinePrevUserUtteredFeaturization(False),
        events.ActionExecuted("triage_form", "RulePolicy", 1.0),
        events.ActiveLoop("triage_form"),
        events.SlotSet("conduct", ["physical", SECRET]),
        events.SlotSet("asked", 3),
        events.SlotSet(REQUESTED_SLOT, "conduct"),
        events.BotUttered(f"You said: {text}", {"buttons": [{"title": SECRET}]}, said),
        events.ActionExecuted("action_listen", "RulePolicy", 1.0),
    ]


def _keep(store: WordlessTrackerStore, name: str = "s", *more: events.Event) -> DialogueStateTracker:
    """Save a conversation and read it back."""
    tracker = DialogueStateTracker.from_events(name, [*_turn(), *more], store.domain.slots)
    asyncio.run(store.save(tracker))
    read = asyncio.run(store.retrieve(name))
    assert read is not None
    return read


def test_no_word_reaches_the_file(open_store: Opener, tmp_path: Path) -> None:
    """After a turn full of a name, no file in the folder holds that name, and the bot's words are gone too."""
    _keep(open_store())
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"physical" in held, "the fact itself is kept, or this test would prove nothing"
    assert SECRET.encode() not in held
    assert b"hand on me" not in held
    assert b"You said" not in held


def test_the_conversation_can_go_on(open_store: Opener) -> None:
    """Slots, the form, the requested slot, the intent and the last action are as they were."""
    read = _keep(open_store())
    assert read.get_slot("conduct") == ["physical"]
    assert read.get_slot("asked") == 3
    assert read.get_slot(REQUESTED_SLOT) == "conduct"
    assert read.active_loop_name == "triage_form"
    assert read.latest_action_name == "action_listen"
    assert read.latest_message is not None
    assert read.latest_message.intent_name == "describe"
    assert read.latest_message.entities == [
        {"entity": "conduct", "value": "physical"},
        {"entity": "conduct", "value": None},
    ]
    assert read.latest_message.metadata == {"force": "kent"}
    assert read.latest_message.use_text_for_featurization is False


def test_saving_again_adds_only_what_is_new(open_store: Opener) -> None:
    """A second save of the same conversation, as Rasa does each turn, repeats no event and loses none."""
    store = open_store()
    read = _keep(store)
    before = len(read.events)
    read.update(events.SlotSet("force", "kent"))
    asyncio.run(store.save(read))
    again = asyncio.run(store.retrieve("s"))
    assert again is not None
    assert len(again.events) == before + 1
    assert again.get_slot("force") == "kent"


def test_forgetting_deletes_the_bytes(open_store: Opener, tmp_path: Path) -> None:
    """A forgotten conversation is unknown, its neighbour is not, and its id is in no file any more."""
    store = open_store()
    _keep(store, "forgotten-id")
    _keep(store, "other-id")
    asyncio.run(store.forget("forgotten-id"))
    assert not asyncio.run(store.exists("forgotten-id"))
    assert asyncio.run(store.exists("other-id"))
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"other-id" in held
    assert b"forgotten-id" not in held
    asyncio.run(store.forget("never-was"))


def test_idle_conversations_are_forgotten_and_counted(open_store: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those in which nothing was said for so long go."""
    store, now = open_store(), time.time()
    monkeypatch.setattr(time, "time", lambda: now - 100)
    _keep(store, "old")
    monkeypatch.setattr(time, "time", lambda: now)
    _keep(store, "new")
    assert asyncio.run(store.count()) == 2
    asyncio.run(store.forget_idle(50))
    assert asyncio.run(store.count()) == 1
    assert asyncio.run(store.exists("new"))


@pytest.mark.parametrize("meanwhile", ["forgotten", "written"])
def test_a_turn_overwrites_nothing_that_happened_meanwhile(open_store: Opener, meanwhile: str) -> None:
    """What was forgotten does not come back, and another worker's turn is not lost: the later one fails."""
    store = open_store()
    mine, others = _keep(store), asyncio.run(store.retrieve("s"))
    assert others is not None
    if meanwhile == "forgotten":
        asyncio.run(store.forget("s"))
    else:
        others.update(events.SlotSet("force", "kent"))
        asyncio.run(store.save(others))
    mine.update(events.SlotSet("asked", 4))
    with pytest.raises(StoreError, match="somebody else"):
        asyncio.run(store.save(mine))
    held = asyncio.run(store.retrieve("s"))
    assert held is None if meanwhile == "forgotten" else held is not None and held.get_slot("asked") == 3


def test_what_was_taken_back_is_held_no_longer(open_store: Opener, tmp_path: Path) -> None:
    """Two turns later no file tells that it was ever said."""
    store = open_store()
    read = _keep(store)
    for said in ("sexual", None, None, None):
        read.update(events.UserUttered("x", {"name": "choose"}, [{"entity": "conduct", "value": said}]))
        read.update(events.SlotSet("conduct", said and [said]))
        read.update(events.ActionExecuted("action_listen"))
        asyncio.run(store.save(read))
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"conduct" in held
    assert b"sexual" not in held


def test_an_empty_file_does_not_tell_when_the_last_conversation_was(open_store: Opener, tmp_path: Path) -> None:
    """Its times are those of 1970 once nothing is held: from the start, by `forget`, by the sweep and at the end."""
    file = tmp_path / "var" / "talk.db"

    def told() -> tuple[float, float]:
        return file.stat().st_mtime, file.stat().st_atime

    store = open_store()
    assert told()[0] == 0, "it was read since, to see that it can be"
    _keep(store, "one")
    _keep(store, "other")
    asyncio.run(store.forget("one"))
    assert told()[0] > 0, "one is still held"
    asyncio.run(store.forget("other"))
    assert told() == (0, 0)
    _keep(store)
    asyncio.run(store.forget_idle(-1))
    assert told() == (0, 0)
    _keep(store)
    store.close()
    assert told() == (0, 0)


def test_the_sweep_hides_when_the_last_conversation_was_forgotten(open_store: Opener, tmp_path: Path) -> None:
    """The file's own record of its last change cannot be set, so every sweep makes it anew, with nothing to forget."""
    store = open_store()
    before = (tmp_path / "var" / "talk.db").stat().st_ctime_ns
    time.sleep(0.05)
    asyncio.run(store.forget_idle(60))
    assert (tmp_path / "var" / "talk.db").stat().st_ctime_ns > before


def test_what_is_left_over_is_erased_at_the_start_and_at_the_end(open_store: Opener, tmp_path: Path) -> None:
    """A crash may leave conversations; the next start erases them. An orderly end leaves none."""
    store = open_store()
    _keep(store)
    held = store._held
    assert held is not None
    held.close()  # as a crash would: the lock is gone, the rows are not
    store._held = None
    second = open_store()
    assert asyncio.run(second.count()) == 0
    _keep(second, "closing-id")
    second.close()
    assert b"closing-id" not in (tmp_path / "var" / "talk.db").read_bytes()


def test_the_file_is_its_owners_alone(open_store: Opener, tmp_path: Path) -> None:
    """The folder is made for the owner alone, and so is the file."""
    open_store()
    assert stat.S_IMODE(os.stat(tmp_path / "var").st_mode) == 0o700
    assert stat.S_IMODE(os.stat(tmp_path / "var" / "talk.db").st_mode) == 0o600


def test_a_second_process_is_refused(open_store: Opener) -> None:
    """It would erase the first one's conversations, so it is told to go away."""
    open_store()
    with pytest.raises(StoreError, match="another process is using"):
        open_store()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"dialect": "mysql"}, "dialect"),
        ({"record_exp": 3}, "record_exp"),
        ({"event_broker": object()}, "event_broker"),
        ({"dialect": "postgresql", "host": "127.0.0.1", "port": 1, "db": "x"}, "cannot be reached"),
        ({"db": "/proc/nowhere/talk.db"}, "/proc/nowhere"),
    ],
)
def test_a_wrong_configuration_is_refused_by_name(open_store: Opener, settings: dict[str, Any], named: str) -> None:
    """The sentence names the setting, and Rasa does not mistake the error for a missing class."""
    with pytest.raises(StoreError, match=named) as raised:
        open_store(**settings)
    assert not isinstance(raised.value, (ImportError, AttributeError))


def test_a_broken_file_is_refused(open_store: Opener, tmp_path: Path) -> None:
    """A file that is no database is named, with what to do about it."""
    (tmp_path / "broken.db").write_bytes(b"not a database" * 500)
    with pytest.raises(StoreError, match=r"broken\.db.*Delete that file"):
        open_store(db=str(tmp_path / "broken.db"))


def test_rasa_opens_it_by_its_dotted_path(open_store: Opener, tmp_path: Path, vocabulary: Any) -> None:
    """As endpoints.yml names it, Rasa finds this class, calls it asynchronous, and passes the settings on."""
    path = f"{WordlessTrackerStore.__module__}.{WordlessTrackerStore.__name__}"
    config = EndpointConfig(type=path, db=str(tmp_path / "rasa.db"), words=frozenset({"force"}))
    store = TrackerStore.create(config, Domain.empty())
    assert type(store) is WordlessTrackerStore
    assert ours(FailSafeTrackerStore(store)) is store
    store.close()


def test_the_store_in_memory_is_found_out() -> None:
    """Rasa falls back to it without a word where an import fails; nothing of ours accepts it."""
    for store in (
        None,
        InMemoryTrackerStore(Domain.empty()),
        FailSafeTrackerStore(InMemoryTrackerStore(Domain.empty())),
    ):
        with pytest.raises(StoreError, match="expected WordlessTrackerStore"):
            ours(store)
