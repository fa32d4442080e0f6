"""Whether a turn costs more once the knowledge base has grown: 100 policies and 50 forces, generated from today's.

Only the work of the rules is measured, in the core, without Rasa: what understanding costs does not hang on the rules.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from ruamel.yaml import YAML

from scripts.bench_people import answers_of
from signpost import messages
from signpost.dialogue import respond, step
from signpost.facts import Facts
from signpost.kb import DEFAULT_FOLDER, load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.state import Heard, State
from signpost.triage import assess

POLICIES, FORCES = 100, 50
PEOPLE, ROUNDS = 60, 9

Sizes = dict[str, int]
Work = Callable[[KnowledgeBase], float]


def grown(folder: Path, policies: int = POLICIES, forces: int = FORCES) -> Path:
    """Copy the knowledge base and let it grow: copies of today's forces, and policies that every force may see."""
    root = Path(shutil.copytree(DEFAULT_FOLDER, folder / "policies_kb"))
    today = sorted(entry for entry in (root / "forces").iterdir() if entry.is_dir())
    for number in range(forces - len(today)):
        model = today[number % len(today)]
        name = f"{model.name}_{number}"
        copy = Path(shutil.copytree(model, model.with_name(name)))
        _change(copy / "force.yml", id=name, name=f"Force {name}", aliases=[name])
    (root / "national" / "policies").mkdir(exist_ok=True)
    document = root / "joint" / "essex_kent" / "policies" / "L1.yml"
    for number in range(policies):
        copy = Path(shutil.copy(document, root / "national" / "policies" / f"X{number}.yml"))
        _change(copy, id=copy.stem)
    return root


def compared() -> dict[str, object]:
    """Measure `assess` and the rule work of a turn with today's knowledge base and with the grown one, in turns."""
    with TemporaryDirectory() as folder:
        now, later = load_knowledge_base(), load_knowledge_base(grown(Path(folder)))
    found: dict[str, object] = {"now": sizes(now), "grown": sizes(later)}
    for name, work in (("assess", assessing), ("turn", conversing)):
        pairs = [(work(now), work(later)) for _ in range(ROUNDS)]
        found[f"{name}_now_ms"], found[f"{name}_grown_ms"] = (median(times) for times in zip(*pairs, strict=True))
        # Each pair was measured in one go, so that what else the machine does weighs on both.
        found[f"{name}_ratio"] = median(after / before for before, after in pairs)
    return found


def sizes(kb: KnowledgeBase) -> Sizes:
    """Count the forces, and the documents that somebody of Kent may see."""
    return {"forces": len(kb.forces), "policies": len(kb.rulebooks["kent"].policies)}


def assessing(kb: KnowledgeBase) -> float:
    """Give the milliseconds of processor time that `assess` takes, on average."""
    people = [kb.vocabulary.facts(answers_of(number)) for number in range(PEOPLE)]
    start = time.process_time()
    for facts in people:
        assess(facts, kb, date.today())
    return 1000 * (time.process_time() - start) / PEOPLE


def conversing(kb: KnowledgeBase) -> float:
    """Give the milliseconds of processor time that the rules take of a turn, on average over whole conversations."""
    start = time.process_time()
    turns = sum(_conversation(number, kb) for number in range(PEOPLE))
    return 1000 * (time.process_time() - start) / turns


def _conversation(number: int, kb: KnowledgeBase) -> int:
    """Answer every question as the actions would have it asked, up to the outcome, and give the number of turns."""
    state, turns = State(), 0
    while (following := step(state, kb)).kind == "question" and (question := kb.question(following.fact)):
        messages.question(question, state, kb)
        given = Facts(kb.vocabulary.facts({question.fact: answers_of(number)[question.fact]}))
        state, _ = respond(state, Heard("choose", given), kb)
        turns += 1
    messages.outcome(assess(state.facts, kb, date.today()), state.facts, kb, date.today())
    return turns


def _change(file: Path, **values: object) -> None:
    yaml = YAML()
    data = yaml.load(file)
    data.update(values)
    yaml.dump(data, file)
