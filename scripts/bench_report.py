"""Writes docs/reference/bench.md: the figures of one run of `make bench`, and which goals they meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.bench_people import BUTTON, TEXT
from scripts.bench_runs import CHANNEL, CROWDS, KINDS, WHOLE
from scripts.bench_watch import PART, REST, STAGES
from scripts.tables import table

NEITHER = "–"
MS, MB, SECONDS = "ms", "MB", "s"
ROWS = (
    ("a turn by button, median", "turn_button_ms", MS),
    ("the same, p95", "turn_button_p95_ms", MS),
    ("a message of 40 words, median", "turn_text_ms", MS),
    ("the same, p95", "turn_text_p95_ms", MS),
    ("processor time of a turn by button", "turn_button_cpu_ms", MS),
    ("processor time of a message of 40 words", "turn_text_cpu_ms", MS),
    ("a turn that shows the outcome, median", "turn_outcome_ms", MS),
    ("the same, p95", "turn_outcome_p95_ms", MS),
    ("start, until the first good answer", "start_s", SECONDS),
    ("processor time of the start", "start_cpu_s", SECONDS),
    ("training", "train_s", SECONDS),
    ("most memory held", "memory_mb", MB),
    ("turn 5 of one conversation", "turn_5_ms", MS),
    ("turn 20", "turn_20_ms", MS),
    ("turn 60", "turn_60_ms", MS),
)
LIMITS = (
    ("a turn by button", "turn_button_ms", 0.5),
    ("a message of 40 words", "turn_text_ms", 1.0),
    ("memory", "memory_mb", 0.8),
    ("start", "start_s", 0.5),
    ("training", "train_s", 1.0),
)
LATE, CROWD, CROWD_MS, GROWN = 1.3, "50", 1_500.0, 1.1
SHOWN_PARTS, LEAST_MS = 12, 0.05
OPENING = """# Bench

How fast Signpost is, beside a stock Rasa bot: the files that `rasa init` writes, trained and served as they are, asked
over Rasa's REST channel. Written by `make bench`, so do not mend it by hand. Both ran on the same machine in the same
run, one after the other; whatever else the machine did weighs on both, and not always alike."""
HOW = """\
- *A turn by button* is a question answered by `choose`; for the stock bot, an intent sent as `/mood_unhappy`.
- *A message of 40 words* is an account of 36 to 44 words from `tests/nlu/accounts.yml`, typed at the door; both bots
  get the same.
- Each bot was started and measured {rounds} times, by turns with the other. Here stand the medians of the rounds.
- *Start* is the time from the command to the first good answer to a button, asked for every 20 ms.
- *Processor time* is that of the server, whole conversations with their openings and outcomes counted. It says what a
  turn costs even where others keep the machine busy.
- *Training* is `rasa train --skip-validation` from nothing, with the threads that it takes by default.
- *Memory* is the most that the process and its children ever held, after everything else was measured.
- *Turn 5, 20, 60* are turns of one kind in long conversations: a role changed again and again; `/bot_challenge`.
- *At once* means that everybody presses the next button as soon as an answer is there. *Mixed* counts outcomes other
  than what `signpost assess` gives for the facts of that person; the stock bot has nothing to compare.
- Limits by the minute were lifted for the run. The one who asks runs on the same processors."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What was to be reached and what was found; `found` is None where it was not measured."""

    what: str
    found: float | None
    at_most: float
    unit: str

    @property
    def verdict(self) -> str:
        """Say plainly whether it was met."""
        if self.found is None:
            return "not measured"
        return "met" if self.found <= self.at_most else "missed"


def goals(figures: Mapping[str, Any]) -> list[Goal]:
    """Judge every goal of the bench."""
    ours, stock = figures["signpost"], figures["stock"]
    found = [Goal(f"{what}, against stock", _ratio(ours[key], stock[key]), limit, "×") for what, key, limit in LIMITS]
    found.append(Goal("turn 60 against turn 5", _ratio(ours["turn_60_ms"], ours["turn_5_ms"]), LATE, "×"))
    crowd = ours["people"][CROWD]
    found.append(Goal(f"p95 with {CROWD} people at once", crowd["p95_ms"], CROWD_MS, MS))
    found += [Goal(f"{what} with {CROWD} people at once", crowd[what], 0, "") for what in ("errors", "mixed")]
    rules = figures["rules"]
    what = f"{rules['grown']['policies']} documents and {rules['grown']['forces']} forces against today's"
    names = (("assess", "`assess`"), ("turn", "rule work of a turn"))
    return found + [Goal(f"{title}, {what}", rules[f"{name}_ratio"], GROWN, "×") for name, title in names]


def page(figures: Mapping[str, Any]) -> str:
    """Write the page."""
    parts = (_machine(figures), _goals(figures), _figures(figures), _people(figures), _stages(figures), _rules(figures))
    lines = [line for part in parts for line in part]
    how = ["", "## How it was measured", "", HOW.format(rounds=figures["machine"]["rounds"])]
    return "\n".join([OPENING, *lines, *how, ""])


def _machine(figures: Mapping[str, Any]) -> Iterator[str]:
    machine = figures["machine"]
    yield from ("", f"{machine['cores']} cores, {machine['memory_gb']:.0f} GB of memory, Python {machine['python']}.")
    yield f"When the run began, {machine['load']:.1f} processes of others were running or waiting (load over a minute)."


def _goals(figures: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", "## Goals", "")
    rows = [
        (goal.what, _number(goal.found, goal.unit), f"≤ {_number(goal.at_most, goal.unit)}", goal.verdict)
        for goal in goals(figures)
    ]
    yield from table(("what", "found", "goal", "verdict"), rows)


def _figures(figures: Mapping[str, Any]) -> Iterator[str]:
    ours, stock = figures["signpost"], figures["stock"]
    yield from ("", "## Side by side", "")
    rows = [
        (what, _number(ours.get(key), unit), _number(stock.get(key), unit), _number(_of(ours, stock, key), "×"))
        for what, key, unit in ROWS
    ]
    yield from table(("", "Signpost", "stock", "Signpost to stock"), rows)
    yield from ("", f"Our training time: {figures['machine']['train_from']}.")


def _people(figures: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", "## People at once", "")
    heads = ("people", "bot", "turns", "turns a second", "median", "p95", "errors", "mixed")
    rows = []
    for count in map(str, CROWDS):
        for name in ("signpost", "stock"):
            crowd = figures[name]["people"][count]
            speed = (f"{crowd['turns_per_s']:.0f}", _number(crowd["median_ms"], MS), _number(crowd["p95_ms"], MS))
            mixed = str(crowd["mixed"]) if name == "signpost" else NEITHER
            rows.append((count, name, str(crowd["turns"]), *speed, str(crowd["errors"]), mixed))
    yield from table(heads, rows)


def _stages(figures: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", "## Where the time of a turn goes", "")
    yield "Medians in milliseconds, from a run in which each stage is timed; medians do not add up to the whole."
    yield ""
    columns = [("signpost", kind) for kind in KINDS] + [("stock", kind) for kind in (BUTTON, TEXT)]
    heads = ("stage", *(f"{name}, {kind}" for name, kind in columns))
    spent = [figures[name]["stages"][kind] for name, kind in columns]
    names = (*STAGES, REST, CHANNEL, WHOLE)
    yield from table(heads, [(name, *(_ms(column.get(name)) for column in spent)) for name in names])
    yield from ("", "The dearest components of the two models inside these stages:", "")
    yield from table(heads, _parts(spent))


def _parts(spent: Sequence[Mapping[str, float]]) -> list[tuple[str, ...]]:
    parts = dict.fromkeys(name for column in spent for name in column if PART in name)
    dearest = sorted(parts, key=lambda name: -max(column.get(name, 0.0) for column in spent))
    return [(name, *(_ms(column.get(name)) for column in spent)) for name in dearest[:SHOWN_PARTS]]


def _rules(figures: Mapping[str, Any]) -> Iterator[str]:
    rules = figures["rules"]
    yield from ("", "## A larger knowledge base", "")
    yield (
        f"Generated from today's files: {rules['grown']['forces']} forces, copies of the {rules['now']['forces']} of "
        f"today, and {rules['grown']['policies']} documents that somebody of Kent may see, law and guidance included, "
        f"against {rules['now']['policies']}. Processor time of the rules alone. Copies of a force decide alike, which "
        "is the dearest case for choosing the next question."
    )
    yield ""
    names = (("assess", "`assess`"), ("turn", "the rules in one turn"))
    found = [(title, [rules[f"{name}_{of}"] for of in ("now_ms", "grown_ms", "ratio")]) for name, title in names]
    yield from table(
        ("", "today, ms", "grown, ms", "ratio"),
        [(title, *(f"{value:.2f}" for value in values)) for title, values in found],
    )


def _of(ours: Mapping[str, Any], stock: Mapping[str, Any], key: str) -> float | None:
    return _ratio(ours.get(key), stock.get(key))


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return NEITHER
    digits = {MS: 1 if value < 100 else 0, SECONDS: 1, "×": 2}.get(unit, 0)
    return f"{value:,.{digits}f} {unit}".rstrip()


def _ms(value: float | None) -> str:
    return f"{value:.1f}" if value is not None and value >= LEAST_MS else NEITHER
