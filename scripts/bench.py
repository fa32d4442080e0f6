"""Measures Signpost side by side with a stock Rasa bot, on this machine, in one run. Run by `make bench`."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts import bench_kb
from scripts.bench_people import Greeted, Guided
from scripts.bench_report import page
from scripts.bench_runs import Figures, Kind, measured, middle, stages
from scripts.bench_servers import Bot, ours_in, stock_in, train
from signpost.kb import PROJECT

LATEST = PROJECT / "bench" / "latest.json"
PAGE = PROJECT / "docs" / "reference" / "bench.md"
ROUNDS = 3


def main() -> None:
    """Measure everything, one server at a time, and write the figures and the page."""
    options = _options()
    machine = {**_machine(), "rounds": options.rounds}
    with _prepared(ours_in) as ours, _prepared(stock_in) as stock:
        _progress("training the stock bot")
        stock_train = train(stock, stock.folder / "models")
        ours_train, machine["train_from"] = _training(ours, options.train)
        figures = _figures({Guided: ours, Greeted: stock}, options.rounds)
    figures["signpost"]["train_s"], figures["stock"]["train_s"] = ours_train, stock_train
    figures["machine"] = machine
    _progress("growing the knowledge base")
    figures["rules"] = bench_kb.compared()
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    PAGE.write_text(page(figures), "utf-8")
    print(page(figures))


def _figures(bots: Mapping[Kind, Bot], rounds: int) -> Figures:
    """Measure the bots by turns, so that what else the machine does over the minutes weighs on all of them."""
    measures: dict[str, list[Figures]] = {bot.name: [] for bot in bots.values()}
    for number in range(rounds):
        for kind, bot in bots.items():
            _progress(f"measuring {bot.name}, {number + 1} of {rounds}")
            measures[bot.name].append(measured(bot, kind))
    figures = {name: middle(found) for name, found in measures.items()}
    for kind, bot in bots.items():
        _progress(f"timing the stages of {bot.name}")
        figures[bot.name]["stages"] = stages(bot, kind, bot.folder / "stages.log")
    return figures


def _training(ours: Bot, wanted: bool) -> tuple[float | None, str]:
    """Give the seconds that our own training takes, and whence they are known."""
    if wanted:
        _progress("training Signpost (four to eight minutes)")
        return train(ours, ours.folder / "trained"), "measured in this run"
    known = last_training(LATEST)
    if known is None:
        return None, 'not measured; `make bench ARGS="--train"` measures it'
    return (
        known,
        "measured in an earlier run and kept in `bench/latest.json`; the ratio is to the stock training of this run",
    )


def last_training(latest: Path) -> float | None:
    """Give the seconds that our training took when it was last measured, or None where it never was."""
    try:
        seconds = json.loads(latest.read_text("utf-8"))["signpost"]["train_s"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return float(seconds) if seconds is not None else None


@contextmanager
def _prepared(prepare: Callable[[Path], Bot]) -> Iterator[Bot]:
    with TemporaryDirectory() as folder:
        yield prepare(Path(folder))


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    facts = {"cores": os.cpu_count(), "memory_gb": memory, "python": platform.python_version()}
    return {**facts, "load": os.getloadavg()[0]}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--train", action="store_true", help="train Signpost too, which takes four to eight minutes")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each bot is started and measured")
    return parser.parse_args()


def _progress(doing: str) -> None:
    print(f"{doing}...", flush=True)


if __name__ == "__main__":
    main()
