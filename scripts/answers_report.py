"""Writes docs/reference/answers.md: how well questions are answered. Run by `make answers-report`."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ruamel.yaml import YAML

from scripts.answers_measures import NEAR, REFUSED, RIGHT, VERDICTS, WRONG, Judged, counts, judged
from scripts.tables import table
from signpost.answers import written
from signpost.kb import PROJECT, load_knowledge_base
from signpost.plugins.answering_batch import Answering

PAGE = PROJECT / "docs" / "reference" / "answers.md"
TESTS = PROJECT / "tests" / "nlu"
SETS = {
    "questions": "validation: the two scores from which an answer is given or offered were chosen on these",
    "questions_last": (
        "last set: written by somebody who had seen neither the asks nor the validation questions; "
        "it was looked at when the way of scoring was chosen"
    ),
}
GOAL_RIGHT, GOAL_REFUSED, GOAL_MS = 0.90, 0.95, 25
WORST, TIMED = 40, 60
OPENING = """# Answers

How well questions are answered, measured on questions that were written apart from the `asks` of the answers.
Written by `make answers-report`, so do not mend it by hand. Times are those of the machine of that run.

- *Right*: the answer that serves. Where the policies held do not say, saying so (or one of the answers of the topic
  `limits`, which turn a question away civilly) is right.
- *Near*: no answer, but two or three are offered, and one of them serves. Where the policies
  do not say: some are offered.
- *Wrong*: another answer is given.
- *Refused*: the policies answer it, but the person is told that they do not say."""


def main() -> None:
    """Measure and write the page."""
    kb = load_knowledge_base()
    topics = kb.topics()
    answering = Answering(PROJECT / "models", date.today())
    found = {name: _asked(name, answering, topics) for name in SETS if (TESTS / f"{name}.yml").is_file()}
    texts = [one.text for judgements in found.values() for one in judgements][:TIMED]
    parts: Iterable[Iterator[str]] = (
        *(_set(name, judgements) for name, judgements in found.items()),
        _by_topic([one for judgements in found.values() for one in judgements]),
        _worst([one for judgements in found.values() for one in judgements]),
        _cost(answering, texts),
        _words(),
    )
    PAGE.write_text("\n".join([OPENING, *(line for part in parts for line in part), ""]), "utf-8")
    print(PAGE.read_text("utf-8"))


def _asked(name: str, answering: Answering, topics: Mapping[str, str]) -> list[Judged]:
    questions = YAML(typ="safe").load(TESTS / f"{name}.yml")["messages"]
    said: Sequence[Any] = answering.of(questions)
    return [judged(question, answer, topics) for question, answer in zip(questions, said, strict=True)]


def _set(name: str, found: Sequence[Judged]) -> Iterator[str]:
    yield from ("", f"## `tests/nlu/{name}.yml`", "", f"{SETS[name].capitalize()}.", "")
    held, others = [one for one in found if one.held], [one for one in found if not one.held]
    rows = []
    for words, part in (("the policies answer it", held), ("they do not", others)):
        tally = counts(part)
        rows.append((words, str(len(part)), *(_share(tally[verdict], len(part)) for verdict in VERDICTS)))
    yield from table(("", "questions", *VERDICTS), rows)
    right, refused = counts(held)[RIGHT] / len(held), counts(others)[RIGHT] / len(others)
    offered = counts(held)[NEAR] / len(held)
    yield from (
        "",
        f"- Right and cited, goal {GOAL_RIGHT:.0%}: {right:.1%}, {'met' if right >= GOAL_RIGHT else 'missed'} "
        f"(with those offered among two or three: {right + offered:.1%}).",
        f'- "Not in the policies" where it is not, goal {GOAL_REFUSED:.0%}: {refused:.1%}, '
        f"{'met' if refused >= GOAL_REFUSED else 'missed'}; another answer given: "
        f"{counts(others)[WRONG] / len(others):.1%}.",
    )


def _by_topic(found: Sequence[Judged]) -> Iterator[str]:
    yield from ("", "## By topic", "")
    topics = sorted({one.topic for one in found})
    rows = []
    for topic in topics:
        tally = counts([one for one in found if one.topic == topic])
        rows.append((topic, str(sum(tally.values())), *(str(tally[verdict]) for verdict in VERDICTS)))
    yield from table(("topic", "questions", *VERDICTS), rows)


def _worst(found: Sequence[Judged]) -> Iterator[str]:
    yield from ("", "## The worst", "", "Wrong answers first, then refusals.", "")
    bad = [one for verdict in (WRONG, REFUSED) for one in found if one.verdict == verdict]
    rows = [(one.text.replace("|", "/"), _ids(one.wanted), _ids(one.given)) for one in bad[:WORST]]
    yield from table(("question", "would be right", "given"), rows)
    if len(bad) > WORST:
        yield from ("", f"And {len(bad) - WORST} more.")


def _cost(answering: Answering, texts: Sequence[str]) -> Iterator[str]:
    yield from ("", "## What an answer costs", "")
    answering.of([{"text": text} for text in texts[:5]])
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    for text in texts:
        answering.of([{"text": text, "force": "kent"}])
    after, wall = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - start
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    each = 1000 * cpu / len(texts)
    yield (
        f"{len(texts)} questions one by one, everything included (meaning, facts, crisis, retrieval, words): "
        f"{1000 * wall / len(texts):.0f} ms on the clock and {each:.0f} ms of processor time each; goal "
        f"{GOAL_MS} ms of one core: {'met' if each <= GOAL_MS else 'missed'}."
    )


def _words() -> Iterator[str]:
    yield from ("", "## How long answers are", "")
    kb = load_knowledge_base()
    lengths = [
        len(written(case, book, kb, date.today()).split())
        for book in kb.rulebooks.values()
        for answer in book.answers.values()
        for case in answer.cases
    ]
    ways = kb.ways_of_asking()
    yield f"{len(ways)} answers, asked in {sum(map(len, ways.values())):,} ways. The longest has {max(lengths)} words,"
    middle = sorted(lengths)[len(lengths) // 2]
    yield f"the warning that a policy is past its review included; half have {middle} or fewer."


def _ids(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "not held"


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else "0"


if __name__ == "__main__":
    main()
