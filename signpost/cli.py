"""The command line: check, assess, understand, answer, explain, doctor, serve.

Only `understand`, `answer` and `serve` import Rasa, and only when they run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from signpost import doctor, explain, plain
from signpost.batch import answer_lines
from signpost.errors import KnowledgeBaseError, SignpostError
from signpost.kb import DEFAULT_FOLDER, load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.questions import next_question
from signpost.triage import assess


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KnowledgeBaseError as error:
        print(error, file=sys.stderr)
        print(
            "The knowledge base cannot be used. Mend the files named above, then run: signpost check", file=sys.stderr
        )
        return 1
    except SignpostError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="signpost", description="From what happened at work to the right door.")
    commands = parser.add_subparsers(required=True, metavar="command")
    check = commands.add_parser("check", help="check the knowledge base")
    assess_ = commands.add_parser("assess", help="facts as JSON Lines in, outcomes out")
    understand = commands.add_parser("understand", help="messages as JSON Lines in, what is understood out")
    answer = commands.add_parser("answer", help="questions as JSON Lines in, answers out")
    for reads in (understand, answer):
        reads.add_argument("--model", type=Path, default=DEFAULT_FOLDER.parent / "models", metavar="FILE|DIR")
    explain_ = commands.add_parser("explain", help="a page on a concept, a route or a policy paragraph")
    explain_.add_argument("name", metavar="CONCEPT|ROUTE|POLICY[:PARAGRAPH]")
    doctor_ = commands.add_parser("doctor", help="what is installed, what is missing, what is down")
    doctor_.add_argument("--endpoints", type=Path, metavar="FILE", help="the file that names the store")
    serve = commands.add_parser("serve", help="start the service")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=5005)
    serve.add_argument("--endpoints", default="endpoints.yml", metavar="FILE", help="the file that names the store")
    for command in (check, assess_, explain_):
        command.add_argument("--kb", type=Path, default=DEFAULT_FOLDER, metavar="DIR", help="another knowledge base")
    for command in (check, assess_, answer):
        command.add_argument("--today", type=_day, default=None, metavar="YYYY-MM-DD", help="the day to go by")
    for command, run in (
        (check, _check),
        (assess_, _assess),
        (understand, _understand),
        (answer, _answer),
        (explain_, _explain),
        (doctor_, _doctor),
        (serve, _serve),
    ):
        command.set_defaults(run=run)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; expected YYYY-MM-DD, such as 2026-11-21") from None


def _check(options: argparse.Namespace) -> int:
    try:
        kb = load_knowledge_base(options.kb.resolve())
    except KnowledgeBaseError as error:
        print(error)
        return 1
    for warning in _overdue(kb, options.today or date.today()):
        print(warning)
    return 0


def _overdue(kb: KnowledgeBase, today: date) -> Iterator[str]:
    policies = {name: policy for book in kb.rulebooks.values() for name, policy in book.policies.items()}
    for name, policy in policies.items():
        due = policy.review_due
        if due and due.overdue(today):
            found = f"was due by {due.by} ({due.certainty})"
            yield f"{name}: review_due: warning: {found}, expected a review before {today}"


def _assess(options: argparse.Namespace) -> int:
    kb = load_knowledge_base(options.kb.resolve())
    today = options.today or date.today()
    example = '{"id": "1", "facts": {"force": "kent"}}'
    return answer_lines(sys.stdin.buffer, "facts", example, lambda records: [_assessed(r, kb, today) for r in records])


def _assessed(record: dict[str, Any], kb: KnowledgeBase, today: date) -> dict[str, Any] | SignpostError:
    try:
        facts = kb.vocabulary.facts(record["facts"])
    except SignpostError as error:
        return error
    question = next_question(facts, kb)
    return {"ask": question.fact if question else None, **plain.outcome(assess(facts, kb, today))}


def _understand(options: argparse.Namespace) -> int:
    # The model takes seconds to load, so it is loaded only here, and once for all lines.
    from signpost.plugins.understanding_batch import READ_AT_ONCE, Understanding

    understanding = Understanding(options.model)
    example = '{"id": "1", "text": "my sergeant shouts at me"}'
    return answer_lines(sys.stdin.buffer, "text", example, understanding.of, READ_AT_ONCE)


def _answer(options: argparse.Namespace) -> int:
    # The model takes seconds to load, so it is loaded only here, and once for all lines.
    from signpost.plugins.answering_batch import Answering
    from signpost.plugins.understanding_batch import READ_AT_ONCE

    answering = Answering(options.model, options.today or date.today())
    example = '{"id": "1", "text": "can my partner use the EAP", "force": "kent", "role": "special_constable"}'
    return answer_lines(sys.stdin.buffer, "text", example, answering.of, READ_AT_ONCE)


def _explain(options: argparse.Namespace) -> int:
    print(explain.page(options.name, load_knowledge_base(options.kb.resolve())))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    report = doctor.examine(DEFAULT_FOLDER.parent, options.endpoints)
    for line in report.lines:
        print(line)
    return 0 if report.can_serve else 1


def _serve(options: argparse.Namespace) -> int:
    # Rasa takes seconds to import, so it is loaded only here.
    from signpost.plugins.server import serve

    serve(host=options.host, port=options.port, endpoints=options.endpoints)
    return 0
