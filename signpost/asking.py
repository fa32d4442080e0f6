"""Tells what reads like a question, in a text and in its clauses."""

from __future__ import annotations

import re

# "Where I work" and "did it again" ask nothing; "where can I" and "did they" do.
_QUESTION = re.compile(
    r"\?\s*$|^\W*(?:what|whats|what's|which|who|how|is|are|does|do|can|define|explain|tell me|am i"
    r"|(?:will|would|should|could) (?:i|he|she|they|it|we|you|this|that|the|my|hr|psd|any\w+|some\w+|no\w+)"
    r"|(?:when|where|why) (?:can|could|do|does|did|will|would|should|is|are|was|am|has|have|cant|dont|wont)"
    r"|did (?:i|he|she|they|we|you)|has (?:he|she|any\w+|some\w+)|was i)\b(?!['’])",
    re.IGNORECASE,
)
# Clauses: "is it confidential and who will know" asks two things.
_CLAUSE = re.compile(
    r"[.!?]+\s+|\n+|(?:[,;:-]\s*|[,;]?\s+(?:and|also|or|but|then|plus)\s+)(?=(?:also |then )?"
    r"(?:who|what|whats|when|where|why|how|which|can|could|do|does|did|will|would|should|is|are|am|has|have)\b)",
    re.IGNORECASE,
)


def is_question(text: str) -> bool:
    """Say whether a text reads like a question rather than an answer."""
    return bool(_QUESTION.search(text.strip()))


def questions_in(text: str) -> list[str]:
    """Give the clauses of a text that read like questions, where it has more than one clause."""
    clauses = [clause.strip() for clause in _CLAUSE.split(text) if clause.strip()]
    return [clause for clause in clauses if is_question(clause)] if len(clauses) > 1 else []
