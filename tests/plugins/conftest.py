"""Real parts for the plugins' tests: a small vocabulary, a tracker store on disk, and a Sanic server on a free port."""

from __future__ import annotations

import asyncio
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from rasa.core.channels.channel import OutputChannel, UserMessage, register
from rasa.core.lock_store import InMemoryLockStore
from rasa.server import add_root_route
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from signpost.facts import Fact, Vocabulary
from signpost.plugins.closed_words import of_vocabulary
from signpost.plugins.tracker_store import WordlessTrackerStore
from signpost.plugins.web_channel import WebChannel

DOMAIN = """
version: "3.1"
intents: [choose, describe]
entities: [conduct, force]
slots:
  conduct: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  force: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  asked: {type: any, influence_conversation: false, mappings: [{type: custom}]}
actions: [action_outcome]
forms: {triage_form: {required_slots: [conduct]}}
"""


def _fact(name: str, values: str, many: bool = False) -> Fact:
    titles = {value: value.title() for value in values.split()}
    return Fact(name, titles, titles, many, None)


@pytest.fixture
def vocabulary() -> Vocabulary:
    """Three facts are enough: one of them holds many values."""
    return Vocabulary(
        [_fact("force", "essex kent"), _fact("conduct", "sexual physical", many=True), _fact("crime", "yes no")]
    )


@pytest.fixture
def open_store(tmp_path: Path, vocabulary: Vocabulary) -> Iterator[Callable[..., WordlessTrackerStore]]:
    """Opens stores on one file in a folder of the test's own, and closes what was opened."""
    opened: list[WordlessTrackerStore] = []

    def _open(**settings: Any) -> WordlessTrackerStore:
        given = {"db": str(tmp_path / "var" / "talk.db"), "words": of_vocabulary(vocabulary), **settings}
        opened.append(WordlessTrackerStore(Domain.from_yaml(DOMAIN), **given))
        return opened[-1]

    yield _open
    for store in opened:
        store.close()


class Bot:
    """Stands in for Rasa: keeps a tracker as Rasa does, records what it is handed, and says what it is told to."""

    def __init__(self, store: WordlessTrackerStore) -> None:
        """Start with a border notice to say."""
        self.store = store
        self.heard: list[UserMessage] = []
        self.metadata: list[Any] = []
        self.says: list[dict[str, Any]] = [{"text": "Hello", "signpost": {"kind": "notice", "notice": "border"}}]
        self.raises: Exception | None = None
        self.pause = 0.0

    async def fetch_tracker_with_initial_session(
        self, session: str, output: OutputChannel, metadata: Any
    ) -> DialogueStateTracker:
        """Begin a conversation, as Rasa's processor does."""
        self.metadata.append(metadata)
        return await self._answer(session, output, ActionExecuted("action_session_start"))

    async def save_tracker(self, tracker: DialogueStateTracker) -> None:
        """Save a conversation, as Rasa's processor does."""
        await self.store.save(tracker)

    async def hear(self, message: UserMessage) -> None:
        """Handle a message, as Rasa's agent does."""
        self.heard.append(message)
        uttered = UserUttered(message.text, {"name": "describe"}, metadata=message.metadata)
        tracker = await self._answer(message.sender_id, message.output_channel, uttered)
        await asyncio.sleep(self.pause)
        await self.save_tracker(tracker)

    async def _answer(self, session: str, output: OutputChannel, event: Any) -> DialogueStateTracker:
        if self.raises:
            raise self.raises
        tracker = await self.store.get_or_create_tracker(session, append_action_listen=False)
        tracker.update(event)
        for message in self.says:
            await output.send_response(session, dict(message))
        return tracker


# Sanic rewrites its own methods at the first start in a process, and would fail at a second without this.
Sanic.test_mode = True


class Service:
    """The channel under a real Sanic server, and a client for it."""

    def __init__(self, channel: WebChannel, store: WordlessTrackerStore) -> None:
        """Start serving on a free port."""
        self.store, self.bot = store, Bot(store)
        self._ready = threading.Event()
        self._sock = socket.create_server(("127.0.0.1", 0))
        self.port = self._sock.getsockname()[1]
        self.app = Sanic(f"test-{uuid.uuid4().hex}", configure_logging=False)
        self.app.ctx.agent = SimpleNamespace(
            tracker_store=store,
            lock_store=InMemoryLockStore(),
            processor=self.bot,
            is_ready=lambda: True,
            action_endpoint=None,
            handle_message=self.bot.hear,
        )
        register([channel], self.app, route="/webhooks/")
        add_root_route(self.app)
        self.app.register_listener(self._started, "after_server_start")
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10), "the server did not start"

    def _run(self) -> None:
        self.app.run(sock=self._sock, register_sys_signals=False, access_log=False, motd=False)

    def _started(self, app: Sanic, loop: Any) -> None:
        self._loop = loop
        self._ready.set()

    def stop(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def call(self, method: str, path: str, **given: Any) -> requests.Response:
        """Send any request."""
        return requests.request(
            method, f"http://127.0.0.1:{self.port}{path}", timeout=10, allow_redirects=False, **given
        )

    def post(self, path: str, body: Any) -> requests.Response:
        """Send JSON to a path of the API."""
        return self.call("POST", f"/signpost/{path}", json=body)

    def open(self, **body: str) -> str:
        """Start a session and give its id."""
        answer = self.post("sessions", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["session"])


@pytest.fixture
def serve(open_store: Callable[..., WordlessTrackerStore], vocabulary: Vocabulary) -> Iterator[Callable[..., Service]]:
    """Starts a service; settings are those of the channel."""
    running: list[Service] = []

    def _serve(**settings: Any) -> Service:
        running.append(Service(WebChannel(vocabulary=vocabulary, **settings), open_store()))
        return running[-1]

    yield _serve
    for service in running:
        service.stop()


@pytest.fixture
def service(serve: Callable[..., Service]) -> Service:
    """A service with the usual settings."""
    return serve()
