"""What can be wrong, each with a message that its reader can act on.

SignpostError
├── KnowledgeBaseError    a file of the knowledge base is broken: file, key, what was found, what was expected
├── FactError             a fact or value outside the vocabulary
├── WeightsError          the sentence model is missing or not the expected one
└── UnknownNameError      a concept, route, policy or paragraph that nobody has heard of
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SignpostError(Exception):
    """Anything Signpost refuses, said in a sentence a policy owner can read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the knowledge base: where, what was found, what was expected."""

    file: str
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: found {self.found}, expected {self.expected}"


class KnowledgeBaseError(SignpostError):
    """The knowledge base cannot be used; carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FactError(SignpostError):
    """A fact or a value that the vocabulary does not have."""


class UnknownNameError(SignpostError):
    """A name that is no concept, route, policy or paragraph of the knowledge base."""


class WeightsError(SignpostError):
    """The sentence model is missing, or is another one than Signpost was measured with."""
