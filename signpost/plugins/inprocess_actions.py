"""Runs the actions inside the server's own process, behind the face of Rasa's action endpoint.

It saves two hops over HTTP a turn and one process that can be down. What goes in and comes out passes through JSON, as
it would over the wire, so that an action and the tracker never share an object, and `rasa run actions` stays a
drop-in replacement.
"""

from __future__ import annotations

import json as jsonlib
from contextvars import ContextVar
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

# Rasa logs a failed action and goes on without it. Whoever runs a turn puts a list here to learn of it.
failed_actions: ContextVar[list[str] | None] = ContextVar("failed_actions", default=None)


class ActionsError(Exception):
    """The actions cannot be loaded; says which package and why."""


class InProcessActions(EndpointConfig):
    """Takes the calls that Rasa's RemoteAction would send to an action server."""

    def __init__(self, package: str = "actions") -> None:
        """Load every action of a package.

        Args:
            package: its name; plugins do not import it, so that actions stay free of Rasa.

        Raises:
            ActionsError: if it cannot be imported or holds no action.
        """
        # Without this setting Rasa sends the whole domain with every call.
        super().__init__(url=f"in-process:{package}", enable_selective_domain=True)
        self._executor = ActionExecutor()
        try:
            self._executor.register_package(package)
        except SystemExit as error:
            # rasa_sdk ends the process where an import fails.
            raise ActionsError(f"{package}: it cannot be imported; the log above says why.") from error
        if not self.names:
            raise ActionsError(f"{package}: found no action in it, expected at least one.")

    @property
    def names(self) -> tuple[str, ...]:
        """Give the names of the actions that can be run."""
        return tuple(self._executor.actions)

    async def request(self, method: str = "post", subpath: str | None = None, **kwargs: Any) -> Any:
        """Run one action.

        Args:
            method: not used; there is no HTTP here, so neither are timeouts and compression.
            subpath: not used.
            kwargs: `json`, the call as Rasa writes it, and what is not used.

        Raises:
            ClientResponseError: as an action server would answer: 400 for a rejection, 404 for an action
                that does not exist, 500 for one that failed.
        """
        call = jsonlib.loads(jsonlib.dumps(kwargs["json"]))
        name = str(call.get("next_action"))
        try:
            return jsonlib.loads(jsonlib.dumps(await self._executor.run(call)))
        except ActionExecutionRejection as error:
            body = jsonlib.dumps({"action_name": error.action_name, "error": error.message})
            raise ClientResponseError(400, "rejected", body) from error
        except ActionNotFoundException as error:
            _note(name)
            raise ClientResponseError(404, "no such action", jsonlib.dumps({"action_name": name})) from error
        except Exception as error:
            _note(name)
            raise ClientResponseError(500, type(error).__name__, jsonlib.dumps({"action_name": name})) from error


def _note(name: str) -> None:
    failed = failed_actions.get()
    if failed is not None:
        failed.append(name)
