"""The bench counts what it says it counts, and tells a missed goal plainly."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scripts import bench_kb
from scripts.bench import last_training
from scripts.bench_people import FORCES, Greeted, Guided, Notes, WrongAnswerError, answers_of, own
from scripts.bench_report import goals, page
from scripts.bench_runs import by_stage, middle, p95, typed_messages
from scripts.bench_servers import family, roomier
from scripts.bench_watch import Stopwatch, timed
from signpost import plain
from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.triage import assess

CROWD = {"turns": 90, "turns_per_s": 40.0, "median_ms": 20.0, "p95_ms": 900.0, "errors": 0, "mixed": 0}
SPENT = {"NLU": 1.0, "NLU: Reader": 0.5, "whole": 9.0}


def bot(button: float) -> dict[str, Any]:
    """Give the figures of a bot whose turns take so long."""
    times = dict.fromkeys(("turn_button_ms", "turn_text_ms", "turn_5_ms", "turn_20_ms", "turn_60_ms"), button)
    people = {count: dict(CROWD) for count in ("1", "10", "50")}
    stages = {kind: dict(SPENT) for kind in ("button", "text", "outcome")}
    return {**times, "memory_mb": 800.0, "start_s": 4.0, "train_s": None, "people": people, "stages": stages}


@pytest.fixture
def figures() -> dict[str, Any]:
    """Give figures in which everything measured is met."""
    rules = {"now": {"forces": 3, "policies": 42}, "grown": {"forces": 50, "policies": 142}}
    rules |= {f"{name}_{of}": 1.0 for name in ("assess", "turn") for of in ("now_ms", "grown_ms", "ratio")}
    stock = {**bot(20.0), "memory_mb": 1200.0, "start_s": 16.0, "train_s": 60.0}
    machine = {
        "cores": 2,
        "memory_gb": 24.0,
        "python": "3.11.7",
        "load": 0.1,
        "rounds": 3,
        "train_from": "not measured",
    }
    return {"signpost": bot(10.0), "stock": stock, "rules": rules, "machine": machine}


def verdicts(figures: dict[str, Any]) -> dict[str, str]:
    """Give the verdict on each goal by the first words of what it is about."""
    return {goal.what.partition(",")[0]: goal.verdict for goal in goals(figures)}


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_stage_is_not_charged_with_what_it_calls() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    with watch.stage("actions"):
        clock.now = 2
        with watch.stage("store"):
            clock.now = 5
        with watch.stage("store"):
            clock.now = 6
        clock.now = 7

    assert watch.taken() == {"store": 4_000, "actions": 3_000}
    assert watch.taken() == {}


def test_a_component_is_noted_under_the_stage_that_it_runs_in() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    with watch.stage("NLU"), watch.stage("Reader", part=True), watch.stage("Inner", part=True):
        clock.now = 1

    assert watch.taken() == {"NLU: Inner": 1_000, "NLU: Reader": 0, "NLU": 0}


def test_what_is_timed_does_what_it_did_and_may_fail() -> None:
    watch = Stopwatch()

    async def later(number: int) -> int:
        return number + 1

    def fails() -> None:
        raise ValueError("as before")

    assert asyncio.run(timed(later, watch, "store")(1)) == 2
    with pytest.raises(ValueError, match="as before"):
        timed(fails, watch, "NLU")()
    assert watch.taken().keys() == {"store", "NLU"}


def test_the_channel_is_charged_with_what_no_stage_took() -> None:
    turns = [("button", 10.0), ("open", 99.0), ("button", 30.0), ("text", 8.0), ("button", 20.0)]
    spent = [{"store": 1.0, "NLU": 2.0, "NLU: Reader": 1.0}, {}, {"store": 9.0}, {"NLU": 5.0}, {"store": 3.0}]

    found = by_stage(turns, spent)

    assert found["button"] == {"store": 3, "NLU": 0, "NLU: Reader": 0, "channel and HTTP": 17, "whole": 20}
    assert found["text"] == {"NLU": 5, "channel and HTTP": 3, "whole": 8}
    assert "outcome" not in found


def test_turns_that_do_not_match_the_log_are_not_guessed_at() -> None:
    with pytest.raises(RuntimeError, match="found 1 turns in the log, expected 2"):
        by_stage([("button", 1.0), ("button", 1.0)], [{}])


def test_rounds_are_joined_by_their_medians_and_nothing_that_went_wrong_is_lost() -> None:
    rounds = [{"start_s": start, "people": {"50": {"p95_ms": 1.0, "errors": start == 3}}} for start in (9, 1, 3)]

    assert middle(rounds) == {"start_s": 3, "people": {"50": {"p95_ms": 1, "errors": 1}}}


def test_nineteen_of_twenty_stay_within_the_p95() -> None:
    assert p95([float(ms) for ms in range(1, 102)]) == 96
    assert p95([7.0]) == 7


def test_everything_within_its_goal_is_met_and_what_was_not_measured_says_so(figures: dict[str, Any]) -> None:
    found = verdicts(figures)

    assert found.pop("training") == "not measured"
    assert set(found.values()) == {"met"}
    assert "| training, against stock | – | ≤ 1.00 × | not measured |" in page(figures)


@pytest.mark.parametrize(
    ("path", "value", "goal"),
    [
        (("signpost", "turn_button_ms"), 10.1, "a turn by button"),
        (("signpost", "turn_text_ms"), 20.1, "a message of 40 words"),
        (("signpost", "memory_mb"), 961.0, "memory"),
        (("signpost", "start_s"), 8.1, "start"),
        (("signpost", "train_s"), 61.0, "training"),
        (("signpost", "turn_60_ms"), 13.1, "turn 60 against turn 5"),
        (("signpost", "people", "50", "p95_ms"), 1_501.0, "p95 with 50 people at once"),
        (("signpost", "people", "50", "errors"), 1, "errors with 50 people at once"),
        (("signpost", "people", "50", "mixed"), 1, "mixed with 50 people at once"),
        (("rules", "assess_ratio"), 1.11, "`assess`"),
        (("rules", "turn_ratio"), 1.11, "rule work of a turn"),
    ],
)
def test_whatever_is_past_its_goal_is_missed_and_nothing_else(
    figures: dict[str, Any], path: tuple[str, ...], value: float, goal: str
) -> None:
    changed = copy.deepcopy(figures)
    *above, last = path
    part = changed
    for name in above:
        part = part[name]
    part[last] = value

    assert {name for name, verdict in verdicts(changed).items() if verdict == "missed"} == {goal}
    assert " missed |" in page(changed)


def test_the_outcome_of_another_force_is_found_out(real_kb: KnowledgeBase) -> None:
    def outcome(number: int) -> dict[str, Any]:
        return plain.outcome(assess(real_kb.vocabulary.facts(answers_of(number)), real_kb, date.today()))

    assert own(outcome(1), answers_of(1))
    for other in FORCES:
        told = {**answers_of(1), "force": other}
        assert own(outcome(1), told) == (other == answers_of(1)["force"])


def test_neighbours_are_of_different_forces_and_fifty_people_are_not_all_alike() -> None:
    people = [tuple(answers_of(number).items()) for number in range(50)]

    assert all(dict(one)["force"] != dict(other)["force"] for one, other in pairwise(people))
    assert len(set(people)) == 50


def test_a_turn_that_fails_is_noted_and_ends_that_conversation_only() -> None:
    class Failing(Guided):
        async def open(self) -> None:
            raise WrongAnswerError("500")

    notes = Notes()
    asyncio.run(Failing(None, "", 0, notes).whole())  # type: ignore[arg-type]

    assert (notes.errors, notes.turns) == (1, [])


def test_the_stock_bot_may_have_nothing_to_say_to_an_account_but_not_to_a_button() -> None:
    class Silent(Greeted):
        async def _ask(self, path: str, body: Any) -> tuple[Any, float]:
            return [], 5.0

    notes = Notes()
    person = Silent(None, "", 0, notes)  # type: ignore[arg-type]
    asyncio.run(person.whole())
    asyncio.run(person.type("my day was horrible"))

    assert (notes.errors, notes.turns) == (1, [("text", 5.0)])


def test_the_typed_messages_have_about_forty_words() -> None:
    lengths = [len(text.split()) for text in typed_messages()]

    assert len(lengths) >= 20
    assert 38 <= sum(lengths) / len(lengths) <= 42


def test_only_limits_by_the_minute_are_lifted() -> None:
    given = {"channel": {"messages_per_minute": 120, "sessions_at_once": 5_000}}

    assert roomier(given) == {"channel": {"messages_per_minute": 120_000, "sessions_at_once": 5_000}}


def test_the_memory_of_what_a_server_starts_is_counted_too() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert {os.getpid(), child.pid} <= set(family(os.getpid()))
        child.communicate(b"\n")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"signpost": {"train_s": null}}'])
def test_a_training_time_that_is_not_there_is_not_made_up(tmp_path: Path, text: str) -> None:
    latest = tmp_path / "latest.json"
    assert last_training(latest) is None
    latest.write_text(text, "utf-8")

    assert last_training(latest) is None


def test_the_last_training_time_is_taken_over(tmp_path: Path) -> None:
    latest = tmp_path / "latest.json"
    latest.write_text(json.dumps({"signpost": {"train_s": 250}}), "utf-8")

    assert last_training(latest) == 250


def test_the_grown_knowledge_base_is_one_that_loads_and_every_conversation_in_it_ends(tmp_path: Path) -> None:
    grown = load_knowledge_base(bench_kb.grown(tmp_path, policies=4, forces=5))
    now = load_knowledge_base()

    assert bench_kb.sizes(grown) == {"forces": 5, "policies": bench_kb.sizes(now)["policies"] + 4}
    assert bench_kb.conversing(grown) > 0
    assert bench_kb.assessing(grown) > 0
