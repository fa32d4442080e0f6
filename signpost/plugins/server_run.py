"""Serves the assistant: one process, one channel, the actions inside it, and nothing sent anywhere.

It puts together what `rasa run` does, without Rasa's HTTP API, without its other channels, and without the fallback
to a store in memory, which would keep words.
"""

from __future__ import annotations

import socket
from functools import partial
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels import channel as channels
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import SessionConfig
from rasa.shared.exceptions import RasaException
from sanic import Sanic
from sanic.http import Stage

from signpost.kb import load_knowledge_base
from signpost.plugins import rasa_event_kinds, rasa_schema_check
from signpost.plugins.inprocess_actions import ActionsError, InProcessActions
from signpost.plugins.listening import ServeError
from signpost.plugins.quiet_logging import QuietFormatter
from signpost.plugins.sealed import seal
from signpost.plugins.server_checks import checked_channel, checked_endpoints, newest_model
from signpost.plugins.shared_locks import SharedLockStore
from signpost.plugins.tracker_store import WordlessTrackerStore, ours
from signpost.plugins.web_channel import WebChannel
from signpost.plugins.web_errors import for_exceptions
from signpost.plugins.web_limits import PatientProtocol
from signpost.plugins.web_pages import PREFIX
from signpost.plugins.web_turns import rehearse
from signpost.weights import checked_weights, configured_weights

CONFIG = "config.yml"
# So long turns under way may take once the server was told to stop; systemd ends it after fifteen.
SHUTDOWN_SECONDS = 10.0
# A turn that takes longer is given up. Sooner than the page and nginx do, after 30: so the answer is ours.
TURN_SECONDS = 20.0
# Connections that wait to be taken: with 260 people at once, Sanic's hundred were too few.
BACKLOG = 1_024


class DrainingProtocol(PatientProtocol):
    """Answers what is under way when the server stops, and takes nothing more.

    Sanic closes the connections that are idle at that moment and waits for the others, which a browser keeps open
    after its answer. And it counts its own naps in place of the time, which under load goes on for much longer.
    """

    def close_if_idle(self) -> bool:
        """Close at once, or with the answer, or when the time is up. Sanic calls this once, when it stops."""
        http = getattr(self, "_http", None)
        if http is None or http.stage is Stage.IDLE:
            self.close()
            return True
        http.keep_alive = False
        self.loop.call_later(SHUTDOWN_SECONDS, self.abort)
        return False


def run(sock: socket.socket, model_dir: str, endpoints: str, credentials: str, formatter: QuietFormatter) -> None:
    """Serve until told to stop.

    Args:
        sock: the bound socket to listen at.
        model_dir: the folder of the trained models.
        endpoints: the file that names the tracker store.
        credentials: the file that names the channel.
        formatter: that of the log, to be hushed before anybody is served.

    Raises:
        SignpostError: if it cannot serve.
    """
    seal()
    load_knowledge_base()
    checked_weights(configured_weights(Path(CONFIG)))
    channel, places, model = checked_channel(credentials), checked_endpoints(endpoints), newest_model(model_dir)
    agent = _load(model, places)
    try:
        app = _app(agent, channel, formatter, _address(sock))
        app.run(sock=sock, protocol=DrainingProtocol, backlog=BACKLOG, access_log=False, debug=False, motd=False)
    finally:
        ours(agent.tracker_store).close()


def _load(model: str, endpoints: AvailableEndpoints) -> Agent:
    """Load the model, with the actions in this process and our store not wrapped."""
    rasa_schema_check.install()
    rasa_event_kinds.install()
    try:
        store: WordlessTrackerStore = ours(TrackerStore.create(endpoints.tracker_store))
        locks = LockStore.create(endpoints.lock_store)
        agent = Agent.load(model, tracker_store=store, lock_store=locks, action_endpoint=InProcessActions())
    except (RasaException, ActionsError) as error:
        raise ServeError(str(error)) from error
    # Rasa wraps a store so that, when a write fails, everything goes to one in memory, words included, and stays.
    agent.tracker_store = store
    if agent.processor is None:
        raise ServeError(f"{model}: found a model that does not load. Run: make train")
    agent.processor.tracker_store = store
    # The sweep ends a conversation, as a whole. Rasa would begin anew in the middle of one, and say nothing of that.
    agent.processor.domain.session_config = SessionConfig(session_expiration_time=0, carry_over_slots=False)
    return agent


def _app(agent: Agent, channel: WebChannel, formatter: QuietFormatter, address: str) -> Sanic:
    app = Sanic("signpost", configure_logging=False)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = SHUTDOWN_SECONDS
    app.config.RESPONSE_TIMEOUT = TURN_SECONDS
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.agent = agent
    channels.register([channel], app, route="/")
    # Nothing else is served here, so nothing else answers errors either.
    app.error_handler.default = for_exceptions("", app.error_handler.default)
    app.register_listener(_rehearse, "before_server_start")
    app.register_listener(partial(_ready, formatter, address), "after_server_start")
    app.register_listener(_hang_up, "after_server_stop")
    return app


async def _rehearse(app: Sanic, _: Any) -> None:
    try:
        await rehearse(app.ctx.agent)
    except Exception as error:
        reason = "a turn was tried before anybody comes, and failed; the log above says where"
        raise ServeError(f"signpost serve: {reason} ({type(error).__name__}). Try: signpost doctor") from error


def _ready(formatter: QuietFormatter, address: str, _: Sanic, __: Any) -> None:
    formatter.hush()
    print(f"Signpost is ready: {address}", flush=True)


async def _hang_up(app: Sanic, _: Any) -> None:
    if isinstance(app.ctx.agent.lock_store, SharedLockStore):
        await app.ctx.agent.lock_store.close()


def _address(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{PREFIX}/"
