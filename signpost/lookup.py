"""Finds the paragraph that a question names by its number, in the rulebook of the person's force."""

from __future__ import annotations

import re

from signpost import plain
from signpost.facts import Facts
from signpost.messages import Message
from signpost.model import Citation, KnowledgeBase, Policy, Rulebook


def names_paragraph(text: str, facts: Facts, kb: KnowledgeBase) -> bool:
    """Say whether a text names a paragraph of the person's rulebook: a policy and a number or topic of it."""
    return _paragraph_named(text, kb.rulebook(facts)) is not None


def answer(text: str, facts: Facts, kb: KnowledgeBase) -> Message | None:
    """Give the paragraph that a text names, or None where it names none."""
    paragraph = _paragraph_named(text, kb.rulebook(facts))
    return _from_paragraph(*paragraph) if paragraph else None


def _paragraph_named(text: str, rulebook: Rulebook) -> tuple[Policy, str] | None:
    named = (p for p in rulebook.policies.values() if re.search(_alone(p.id), text, re.IGNORECASE))
    found = ((p, key) for p in named for key in p.paragraphs if re.search(_alone(key), text, re.IGNORECASE))
    return max(found, key=lambda pair: len(pair[1]), default=None)


def _alone(name: str) -> str:
    return rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\d)"


def _from_paragraph(policy: Policy, key: str) -> Message:
    paragraph = policy.paragraphs[key]
    parts = [paragraph.says, paragraph.lost, paragraph.doubt]
    payload = {
        "kind": "answer",
        "answer": f"{policy.id}:{key}",
        "citations": plain.citations((Citation(policy.id, key),)),
    }
    return Message(payload, text=" ".join(part for part in parts if part))
