"""The widget's channel: contract section 3, served under /signpost by Rasa's own server.

The session id is made here, of 256 random bits, and travels in bodies only. A session is known if the tracker store
holds it, so several servers over one store agree. Words that were typed are handed to Rasa and to nobody else.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from signpost.facts import Vocabulary
from signpost.kb import PROJECT, load_knowledge_base
from signpost.plugins.shared_locks import SharedLockStore
from signpost.plugins.shared_meter import SharedMeter
from signpost.plugins.tracker_store import ours
from signpost.plugins.web_errors import PRIVATE_HEADERS, RefusalError, as_json, for_exceptions, refusal, sentences
from signpost.plugins.web_events import EVENTS, answer_in_events
from signpost.plugins.web_limits import set_limits
from signpost.plugins.web_pages import PREFIX, add_files, add_health, blank_root
from signpost.plugins.web_requests import accepts, can_be_ours, force_of, message_of, read_object, session_of
from signpost.plugins.web_turns import NAME, ContractOutput, Meter, Places, Turn, alone, open_session, run_turn, working

SWEEP_SECONDS = 60.0

logger = logging.getLogger(__name__)


class WebChannel(InputChannel):
    """What the widget talks to."""

    def __init__(
        self,
        messages_per_minute: int = 120,
        sessions_at_once: int = 5_000,
        turns_at_once: int = 100,
        idle_minutes: float = 30,
        vocabulary: Vocabulary | None = None,
        widget: Path = PROJECT / "widget",
    ) -> None:
        """Set the channel up, as Rasa does from `credentials.yml`.

        Args:
            messages_per_minute: the most one session may send.
            sessions_at_once: the most that may be held; past it new ones are refused.
            turns_at_once: the most this process works on at once, those that wait counted; past it they are refused.
            idle_minutes: after so long without a message a session is forgotten.
            vocabulary: what may be chosen; the knowledge base's where none is given.
            widget: the folder of the page and its files.
        """
        self._messages_per_minute = messages_per_minute
        self._meter: Meter | SharedMeter = Meter(messages_per_minute)
        self._sessions_at_once = sessions_at_once
        self._places = Places(turns_at_once)
        self._idle_seconds = idle_minutes * 60
        self._vocabulary = vocabulary
        self._widget = widget

    @classmethod
    def name(cls) -> str:
        """Give the channel's name."""
        return NAME

    def url_prefix(self) -> str:
        """Give the absolute path: Rasa joins it to /webhooks/, and a leading slash replaces that."""
        return PREFIX

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        """Make the channel from its block in `credentials.yml`. Raises RasaException for a wrong setting."""
        settings = credentials or {}
        known = ("messages_per_minute", "sessions_at_once", "turns_at_once", "idle_minutes")
        for key, value in settings.items():
            if key not in known or not isinstance(value, int) or value < 1:
                expected = f"one of {', '.join(known)}, each a number from 1"
                raise RasaException(f"credentials.yml: {cls.__name__}: {key}: found {value!r}, expected {expected}.")
        return cls(**settings)

    def blueprint(self, on_new_message: Turn) -> Blueprint:
        """Give the routes. Raises KnowledgeBaseError where the words or the vocabulary are broken."""
        sentences()
        kb = load_knowledge_base()
        vocabulary = self._vocabulary or kb.vocabulary
        routes = Blueprint("signpost_web", strict_slashes=True)
        self._add_conversation(routes, on_new_message, vocabulary, frozenset(kb.topics()))
        self._add_forgetting(routes)
        add_health(routes)
        add_files(routes, self._widget)

        @routes.exception(RefusalError)
        def refuse(_: Request, error: RefusalError) -> HTTPResponse:
            return refusal(error.code)

        @routes.listener("before_server_start")
        def take_the_rest(app: Sanic, _: Any) -> None:
            # Sanic's own refusals, such as 404 and 405, belong to no route and so to no blueprint; nor does the root.
            app.error_handler.default = for_exceptions(PREFIX, app.error_handler.default)
            app.register_middleware(blank_root, "request")
            set_limits(app)
            if isinstance(locks := app.ctx.agent.lock_store, SharedLockStore):
                self._meter = SharedMeter(locks.redis, self._messages_per_minute)

        @routes.listener("after_server_start")
        async def start_sweeping(app: Sanic, loop: Any) -> None:
            app.ctx.sweep = loop.create_task(self._sweep(app))

        @routes.listener("before_server_stop")
        async def stop_sweeping(app: Sanic, _: Any) -> None:
            app.ctx.sweep.cancel()

        return routes

    def _add_conversation(
        self, routes: Blueprint, on_new_message: Turn, vocabulary: Vocabulary, answers: frozenset[str]
    ) -> None:
        @routes.post("/sessions", stream=True)
        async def start(request: Request) -> HTTPResponse:
            force = force_of(await read_object(request, ("force",)), vocabulary)
            session = secrets.token_urlsafe(32)
            async with working(), self._places.one(session):
                await self._make_room(request)
                messages = await open_session(request.app.ctx.agent, session, force)
                return as_json({"session": session, "messages": messages}, 201)

        @routes.post("/messages", stream=True)
        async def say(request: Request) -> HTTPResponse | None:
            data = await read_object(request, ("session", "text", "choose"))
            session, text = session_of(data), message_of(data, vocabulary, answers)

            async def turn(output: ContractOutput) -> None:
                async with working(), self._places.one(session), alone(request, session):
                    if not await ours(request.app.ctx.agent.tracker_store).exists(session):
                        raise RefusalError("no_such_session")
                    if not await self._meter.take(session):
                        raise RefusalError("too_many_messages")
                    await run_turn(on_new_message, session, text, output)

            if accepts(request, "Accept", EVENTS):
                await answer_in_events(request, turn)
                return None
            output = ContractOutput()
            await turn(output)
            return as_json({"messages": output.messages})

    def _add_forgetting(self, routes: Blueprint) -> None:
        @routes.post("/forget", stream=True)
        async def forget(request: Request) -> HTTPResponse:
            session = (await read_object(request, ("session",))).get("session")
            if not isinstance(session, str):
                raise RefusalError("wrong_shape")
            # Nothing is held under an id that cannot be ours, and a store may stumble over what it is written with.
            if can_be_ours(session):
                await self._forget(request, session)
            return empty(204, PRIVATE_HEADERS)

    async def _forget(self, request: Request, session: str) -> None:
        async with working(), alone(request, session):
            await ours(request.app.ctx.agent.tracker_store).forget(session)
            await self._meter.drop(session)

    async def _make_room(self, request: Request) -> None:
        """Raise RefusalError where too many sessions are open."""
        if await ours(request.app.ctx.agent.tracker_store).count() >= self._sessions_at_once:
            raise RefusalError("too_many_sessions")

    async def _sweep(self, app: Any) -> None:
        """Forget idle sessions, again and again, whether or not anybody comes."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await ours(app.ctx.agent.tracker_store).forget_idle(self._idle_seconds)
            except Exception as error:
                logger.error("Forgetting idle sessions failed with %s", type(error).__name__)
