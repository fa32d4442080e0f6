"""The closed list of words that may be stored: ids of facts, values and entries of the knowledge base.

None of them was typed by a person. Whatever is not on the list does not reach the tracker store.
"""

from __future__ import annotations

from signpost.facts import OPEN, Vocabulary
from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase
from signpost.state import ANSWER, CONFIRM, UNDERSTOOD

SAFETY = ("immediate_danger", "self_harm", "sexual_assault")


def of_vocabulary(vocabulary: Vocabulary) -> frozenset[str]:
    """Give the ids of facts and their values, the open values, and the words of safety and confirmation."""
    facts = {fact.id for fact in vocabulary}
    values = {value for fact in vocabulary for value in fact.values}
    return frozenset({*facts, *values, *OPEN, *SAFETY, "safety", UNDERSTOOD, CONFIRM, ANSWER})


def of_knowledge_base(kb: KnowledgeBase) -> frozenset[str]:
    """Give the words of its vocabulary, and the ids of everything an action may want to remember."""
    entries: set[str] = set()
    for book in kb.rulebooks.values():
        entries.update(book.policies)
        entries.update(book.answers)
        for named in (book.concepts, book.routes, book.duties, book.notices):
            entries.update(entry.id for entry in named)
    return of_vocabulary(kb.vocabulary) | entries


def closed_words() -> frozenset[str]:
    """Give the words of the project's own knowledge base. Raises KnowledgeBaseError if it is broken."""
    return of_knowledge_base(load_knowledge_base())
