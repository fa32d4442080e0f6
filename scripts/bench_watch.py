"""Runs a server with its stages timed: `python -m scripts.bench_watch LOG PROGRAM ARGUMENT…`.

It writes one line of JSON for each turn: the milliseconds that each stage, and each component of the model inside it,
took itself, what it called aside. The timing costs a little, so nothing else is measured on such a server, and only
one person may talk to it at a time.
"""

from __future__ import annotations

import functools
import inspect
import json
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

# Stage -> methods of Rasa's that are it, each as module, class and name.
STAGES = {
    "NLU": (("rasa.core.processor", "MessageProcessor", "parse_message"),),
    "policies": (("rasa.core.processor", "MessageProcessor", "predict_next_with_tracker_if_should"),),
    "actions": (
        ("rasa.core.processor", "MessageProcessor", "_run_action"),
        ("rasa.core.processor", "MessageProcessor", "run_action_extract_slots"),
    ),
    "store": (
        ("rasa.core.processor", "MessageProcessor", "get_tracker"),
        ("rasa.core.processor", "MessageProcessor", "save_tracker"),
    ),
}
TURN = ("rasa.core.processor", "MessageProcessor", "handle_message")
NODE = ("rasa.engine.graph", "GraphNode", "__call__")
REST = "between them"
PART = ": "


class Stopwatch:
    """Adds up what each stage took itself, in one turn of one person after another."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        """Begin with nothing measured."""
        self._clock = clock
        self._around: list[str] = []
        self._inside: list[float] = []
        self.spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, part: bool = False) -> Iterator[None]:
        """Time what runs inside, and take it from the stage around it, under whose name a part of it is noted."""
        if part and self._around:
            name = f"{self._around[-1].partition(PART)[0]}{PART}{name}"
        start = self._clock()
        self._around.append(name)
        self._inside.append(0.0)
        try:
            yield
        finally:
            whole = self._clock() - start
            self._around.pop()
            self.spent[name] = self.spent.get(name, 0.0) + whole - self._inside.pop()
            if self._inside:
                self._inside[-1] += whole

    def taken(self) -> dict[str, float]:
        """Give what was measured since the last time, in milliseconds, and begin anew."""
        spent, self.spent = self.spent, {}
        return {name: 1000 * seconds for name, seconds in spent.items()}


def timed(function: Callable[..., Any], watch: Stopwatch, name: str) -> Callable[..., Any]:
    """Give a function that does the same and is timed as a stage."""
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def waited(*arguments: Any, **named: Any) -> Any:
            with watch.stage(name):
                return await function(*arguments, **named)

        return waited

    @functools.wraps(function)
    def called(*arguments: Any, **named: Any) -> Any:
        with watch.stage(name):
            return function(*arguments, **named)

    return called


def install(log: Path) -> None:
    """Time the stages of every turn from now on, and write them to a file."""
    watch = Stopwatch()
    for stage, methods in STAGES.items():
        for method in methods:
            _replace(method, functools.partial(timed, watch=watch, name=stage))
    _replace(NODE, lambda function: _by_component(function, watch))
    _replace(TURN, lambda function: _told(timed(function, watch, REST), watch, log))


def _by_component(call: Callable[..., Any], watch: Stopwatch) -> Callable[..., Any]:
    @functools.wraps(call)
    def called(node: Any, *inputs: Any) -> Any:
        with watch.stage(node._component_class.__name__, part=True):
            return call(node, *inputs)

    return called


def _told(turn: Callable[..., Any], watch: Stopwatch, log: Path) -> Callable[..., Any]:
    @functools.wraps(turn)
    async def told(*arguments: Any, **named: Any) -> Any:
        # What was timed before the turn, such as the opening of a conversation, is not of it.
        watch.taken()
        answer = await turn(*arguments, **named)
        with log.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(watch.taken()) + "\n")
        return answer

    return told


def _replace(method: tuple[str, str, str], change: Callable[[Any], Any]) -> None:
    module, owner, name = method
    holder = getattr(__import__(module, fromlist=[owner]), owner)
    setattr(holder, name, change(getattr(holder, name)))


def main() -> None:
    """Run the program that is named, as it would run by itself."""
    log, *command = sys.argv[1:]
    install(Path(log))
    sys.argv = command
    runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    main()
