"""What `signpost answer` says to questions: the answer that the service would give, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from signpost import answers, lookup
from signpost.errors import FactError, SignpostError
from signpost.facts import Facts
from signpost.hearing import heard_in
from signpost.kb import load_knowledge_base
from signpost.messages import Message
from signpost.plugins.understanding_batch import reader_of
from signpost.retrieval import RANKING, asked
from signpost.state import Heard, State

_OF_WHOM = ("force", "role", "rank_band", "position")


class Answering:
    """Keeps one loaded model and the knowledge base.

    Args:
        model: a trained model, or a folder of which the newest is taken.
        today: the day on which reviews are overdue or not.

    Raises:
        SignpostError: there is no model, or it does not load.
    """

    def __init__(self, model: Path, today: date) -> None:
        self._read = reader_of(model)
        self._kb = load_knowledge_base()
        self._today = today

    def of(self, records: Sequence[dict[str, Any]]) -> list[dict[str, Any] | SignpostError]:
        """Give for each record (`text`, and `force` and `role` where they are known) its answer."""
        parsed = iter(self._read([record["text"] for record in records if isinstance(record["text"], str)]))
        return [
            self._answered(record, next(parsed))
            if isinstance(record["text"], str)
            else SignpostError("found no words in text")
            for record in records
        ]

    def _answered(self, record: dict[str, Any], parsed: dict[str, Any]) -> dict[str, Any] | SignpostError:
        try:
            told = self._kb.vocabulary.facts({k: record[k] for k in ("force", "role") if record.get(k) is not None})
        except FactError as error:
            return error
        state = State(facts=told.adding({"purpose": ("policy_question",)}))
        heard = heard_in(parsed["intent"]["name"], parsed["entities"], self._kb)
        force = Facts({} if told.known("force") else heard.facts.only("force"))
        known = told.adding(force)
        by_number = lookup.answer(record["text"], known, self._kb)
        if by_number:
            return _plain([by_number], heard, True)
        if RANKING in parsed:
            heard = asked(heard, record["text"], parsed[RANKING], state, self._kb.rulebook(known))
        known = heard.facts.only(*_OF_WHOM).adding(heard.about).adding(known)
        if not heard.answers:
            near = answers.near(heard.near, known, self._kb) if heard.near else answers.not_held(self._kb)
            return _plain([near], heard, False)
        parts = [self._given(name, known) for name in heard.answers]
        settled = all(any(message.payload.get("settled") for message in part) for part in parts)
        given = [message for part in parts for message in part]
        return {**_plain(given, heard, settled), "answer": heard.answers[0]}

    def _given(self, name: str, known: Facts) -> list[Message]:
        if known.known("force") or name not in self._kb.rulebook(known).answers:
            return [answers.given(name, known, self._kb, self._today)]
        national = answers.case_of(self._kb.rulebook(known).answers[name], known)
        said = [answers.given(name, known, self._kb, self._today)] if national else []
        together = list(answers.shared(name, known, self._kb, self._today))
        if national and not national.settled and any(message.payload["settled"] for message in together):
            # What several forces settle says more than that the law does not.
            said = []
        return [*said, *together] or [answers.needs_force(self._kb)]


def _plain(messages: Sequence[Message], heard: Heard, answered: bool) -> dict[str, Any]:
    """Write answers as docs/reference/interfaces.md fixes it."""
    citations = [citation for message in messages for citation in message.payload.get("citations", ())]
    return {
        "answered": answered,
        "answer": messages[0].payload.get("answer"),
        "text": "\n\n".join(message.text or message.fills["answer"] for message in messages),
        "citations": [citation for at, citation in enumerate(citations) if citation not in citations[:at]],
        "words": [word for message in messages for word in message.payload.get("words", ())],
        "near": list(heard.near),
        "safety": list(heard.safety),
    }
