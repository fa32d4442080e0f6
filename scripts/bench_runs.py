"""What `make bench` measures on a running bot: the start, single turns, long conversations, many people at once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from ruamel.yaml import YAML

from scripts.bench_people import BUTTON, OPEN, OUTCOME, TEXT, Guided, Notes, Person, WrongAnswerError
from scripts.bench_servers import NOT_YET, POLL_SECONDS, Bot, Server, running, still_coming
from scripts.bench_watch import PART
from signpost.kb import PROJECT

CHANNEL, WHOLE = "channel and HTTP", "whole"
KINDS = (BUTTON, TEXT, OUTCOME)
WARM_UP, CONVERSATIONS, TYPED = 3, 6, 15
WORDS = range(36, 45)
LONG, LONG_CONVERSATIONS, AT = 61, 5, (5, 20, 60)
CROWDS = {1: 4, 10: 2, 50: 1}
STAGED, STAGED_TYPED = 5, 10
COUNTED = ("turns", "errors", "mixed")
ANSWER_WITHIN_SECONDS = 60

Figures = dict[str, Any]
Kind = type[Person]


def measured(bot: Bot, kind: Kind) -> Figures:
    """Start a bot and measure everything that one running server can show."""
    with running(bot) as server:
        figures: Figures = {"start_s": asyncio.run(_first_answer(server, kind)), "start_cpu_s": server.processor_s()}
        figures |= asyncio.run(_pressed(server, kind)) | asyncio.run(_typed(server, kind))
        figures |= asyncio.run(_long(server, kind))
        figures["people"] = {str(count): asyncio.run(_crowd(server, kind, count)) for count in CROWDS}
        return {**figures, "memory_mb": server.memory_mb()}


def middle(rounds: Sequence[Figures]) -> Figures:
    """Join the figures of several rounds: the median of each; what went wrong, and what was done, is added up."""
    found: Figures = {}
    for name, first in rounds[0].items():
        values = [figures[name] for figures in rounds]
        found[name] = middle(values) if isinstance(first, dict) else sum(values) if name in COUNTED else median(values)
    return found


def stages(bot: Bot, kind: Kind, log: Path) -> dict[str, dict[str, float]]:
    """Start a bot that is watched, and give the medians of each stage for each kind of turn, in milliseconds."""
    log.touch()
    with running(bot.watched(log)) as server:
        asyncio.run(_first_answer(server, kind))
        # Written whole before each answer, so what stands here is of the start.
        before = len(log.read_text("utf-8").splitlines())
        notes = asyncio.run(_staged(server, kind))
        lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()[before:]]
    return by_stage([turn for turn in notes.turns if turn[0] != OPEN or kind is not Guided], lines)


def by_stage(turns: Sequence[tuple[str, float]], lines: Sequence[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Give the median of each stage, and of each part of one, for each kind of turn.

    What passed between the person and the stages, such as HTTP and the checks of the channel, is a stage too.
    """
    if len(turns) != len(lines):
        raise RuntimeError(f"stages: found {len(lines)} turns in the log, expected {len(turns)}")
    found: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        of_kind = [_with_sums(ms, spent) for (name, ms), spent in zip(turns, lines, strict=True) if name == kind]
        names = dict.fromkeys(name for spent in of_kind for name in spent)
        if of_kind:
            found[kind] = {name: median(spent.get(name, 0.0) for spent in of_kind) for name in names}
    return found


def _with_sums(whole: float, spent: dict[str, float]) -> dict[str, float]:
    """Count the parts of each stage into it, and add the channel and the whole."""
    stages: dict[str, float] = {}
    for name, ms in spent.items():
        stage = name.partition(PART)[0]
        stages[stage] = stages.get(stage, 0.0) + ms
    parts = {name: ms for name, ms in spent.items() if PART in name}
    return {**stages, **parts, CHANNEL: whole - sum(stages.values()), WHOLE: whole}


async def _first_answer(server: Server, kind: Kind) -> float:
    async with _client() as http:
        while True:
            person = kind(http, server.address, 0, Notes())
            try:
                await person.open()
                await person.press()
                return time.perf_counter() - server.began
            except (*NOT_YET, WrongAnswerError):
                still_coming(server)
                await asyncio.sleep(POLL_SECONDS)


async def _pressed(server: Server, kind: Kind) -> Figures:
    """Time the turns of one person alone, in whole conversations by buttons."""
    async with _client() as http:
        for number in range(WARM_UP):
            await kind(http, server.address, number, Notes()).whole()
        notes, before = Notes(), server.processor_s()
        for number in range(CONVERSATIONS):
            await kind(http, server.address, number, notes).whole()
        spent = server.processor_s() - before
    if notes.errors or notes.mixed:
        raise RuntimeError(f"{server.bot.name}: {notes.errors} turns failed and {notes.mixed} outcomes were wrong")
    return {**_times(notes, BUTTON), **_times(notes, OUTCOME), "turn_button_cpu_ms": 1000 * spent / len(notes.turns)}


async def _typed(server: Server, kind: Kind) -> Figures:
    """Time accounts that are typed at the door, each in a conversation of its own."""
    texts, notes = typed_messages(), Notes()
    async with _client() as http:
        people = [kind(http, server.address, number, notes) for number in range(WARM_UP + TYPED)]
        for person in people:
            await person.open()
        for number, person in enumerate(people):
            if number == WARM_UP:
                notes.turns.clear()
                before = server.processor_s()
            await person.type(texts[number % len(texts)])
    return {**_times(notes, TEXT), "turn_text_cpu_ms": 1000 * (server.processor_s() - before) / TYPED}


def _times(notes: Notes, kind: str) -> Figures:
    times = notes.of(kind)
    return {f"turn_{kind}_ms": median(times), f"turn_{kind}_p95_ms": p95(times)} if times else {}


async def _long(server: Server, kind: Kind) -> Figures:
    """Time the same turn early and late in long conversations; the turns beside it count too."""
    conversations = []
    async with _client() as http:
        for number in range(LONG_CONVERSATIONS):
            notes = Notes()
            person = kind(http, server.address, number, notes)
            await person.open()
            for turn in range(LONG):
                await person.press_again(turn)
            conversations.append(notes.of(BUTTON))
    return {f"turn_{at}_ms": median(ms for times in conversations for ms in times[at - 2 : at + 1]) for at in AT}


async def _crowd(server: Server, kind: Kind, count: int) -> Figures:
    """Let so many people hold whole conversations at once, without a pause for thought."""
    notes = Notes()

    async def talks(http: ClientSession, number: int) -> None:
        for again in range(CROWDS[count]):
            await kind(http, server.address, number + again * count, notes).whole()

    async with _client() as http:
        start = time.perf_counter()
        await asyncio.gather(*(talks(http, number) for number in range(count)))
        seconds = time.perf_counter() - start
    times = [ms for _, ms in notes.turns]
    return {
        "turns": len(times),
        "turns_per_s": len(times) / seconds,
        "median_ms": median(times),
        "p95_ms": p95(times),
        "errors": notes.errors,
        "mixed": notes.mixed,
    }


async def _staged(server: Server, kind: Kind) -> Notes:
    notes = Notes()
    async with _client() as http:
        for number in range(STAGED):
            await kind(http, server.address, number, notes).whole()
        for text in typed_messages()[:STAGED_TYPED]:
            person = kind(http, server.address, 0, notes)
            await person.open()
            await person.type(text)
    return notes


def typed_messages() -> list[str]:
    """Give accounts of about forty words from those that the model is measured by, and never trained on."""
    messages = YAML(typ="safe").load(PROJECT / "tests" / "nlu" / "accounts.yml")["messages"]
    return [message["text"] for message in messages if len(message["text"].split()) in WORDS]


def p95(times: Sequence[float]) -> float:
    """Give the time that nineteen of twenty stay within."""
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def _client() -> ClientSession:
    return ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(total=ANSWER_WITHIN_SECONDS))
