"""Judges answers to validation questions: right, near, wrong or refused, and what refusing costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RIGHT, NEAR, WRONG, REFUSED = "right", "near", "wrong", "refused"
VERDICTS = (RIGHT, NEAR, WRONG, REFUSED)


@dataclass(frozen=True, slots=True)
class Judged:
    """One question: what would have been right, what was given, and the verdict.

    Attributes:
        held: whether the policies held answer it; where they do not, refusing is right.
        topic: of the answer that is right, else `not held`.
    """

    text: str
    force: str | None
    wanted: Sequence[str]
    given: Sequence[str]
    verdict: str
    held: bool
    topic: str


def judged(question: Mapping[str, Any], said: Mapping[str, Any], topics: Mapping[str, str]) -> Judged:
    """Judge one answer.

    Args:
        question: `text`, `right`, and `force` where it is known.
        said: what `signpost answer` says to it.
        topics: answer -> its topic.
    """
    wanted = list(question["right"])
    held = any(topics[name] != "limits" for name in wanted)
    given = [said["answer"]] if said["answer"] else list(said["near"])
    verdict = _of_held(wanted, said) if held else _of_others(wanted, said, topics)
    topic = next((topics[name] for name in wanted), "not held")
    return Judged(question["text"], question.get("force"), wanted, given, verdict, held, topic)


def _of_held(wanted: Sequence[str], said: Mapping[str, Any]) -> str:
    if said["answer"]:
        return RIGHT if said["answer"] in wanted else WRONG
    return NEAR if set(said["near"]) & set(wanted) else REFUSED


def _of_others(wanted: Sequence[str], said: Mapping[str, Any], topics: Mapping[str, str]) -> str:
    """Saying that the policies do not say is right, by whichever refusal; offering to choose is no answer yet."""
    if said["answer"]:
        return RIGHT if topics.get(said["answer"]) == "limits" or said["answer"] in wanted else WRONG
    return NEAR if said["near"] else RIGHT


def counts(found: Sequence[Judged]) -> dict[str, int]:
    """Count the verdicts."""
    return {verdict: sum(one.verdict == verdict for one in found) for verdict in VERDICTS}
