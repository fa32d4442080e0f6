"""JSON Lines in, JSON Lines out: what the batch commands share.

Lines are taken as bytes and written as plain ASCII, so that no letter and no setting of the terminal ends the run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from signpost.errors import SignpostError

Record = dict[str, Any]
# Answers records in their order; a record that cannot be answered gets an error in place of an answer.
Work = Callable[[Sequence[Record]], Sequence[Record | SignpostError]]


def answer_lines(lines: Iterable[bytes], needed: str, example: str, work: Work, at_once: int = 1) -> int:
    """Answer each line of JSON with a line of JSON on standard output, in order.

    Args:
        lines: the input; empty lines are passed over.
        needed: the key that every record must have, beside `id`.
        example: a line that is right, for the message when one is not.
        work: answers several records.
        at_once: how many lines are answered together.

    Returns:
        The exit status: 1 where a line was bad. The others are answered all the same.
    """
    full = (line for line in lines if line.strip())
    status = 0
    while batch := list(islice(full, at_once)):
        read = [_record(line, needed, example) for line in batch]
        answers = iter(work([record for _, record in read if isinstance(record, dict)]))
        for name, record in read:
            answer = next(answers) if isinstance(record, dict) else record
            if isinstance(answer, SignpostError):
                answer, status = {"error": str(answer)}, 1
            sys.stdout.write(json.dumps({"id": name, **answer}) + "\n")
        sys.stdout.flush()
    return status


def _record(line: bytes, needed: str, example: str) -> tuple[Any, Record | SignpostError]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, SignpostError(f"not JSON: {error}")
    if not isinstance(record, dict) or needed not in record:
        name = record.get("id") if isinstance(record, dict) else None
        return name, SignpostError(f"found no {needed}, expected a line such as {example}")
    return record.get("id"), record
