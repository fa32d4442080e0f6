"""Finds the definition, route or paragraph that a question names, in the rulebook of the person's force."""

from __future__ import annotations

import re

from signpost import plain
from signpost.facts import Facts
from signpost.messages import Message, spoken
from signpost.model import Citation, Concept, KnowledgeBase, Policy, Rulebook

ASKING = re.compile(
    r"\?\s*$|^\W*(what|whats|what's|which|who|how|is|are|does|do|can|define|explain|tell me)\b(?!['’])", re.IGNORECASE
)


def is_question(text: str) -> bool:
    """Say whether a text reads like a question rather than an answer."""
    return bool(ASKING.search(text.strip()))


def asks_for_entry(text: str, facts: Facts, kb: KnowledgeBase) -> bool:
    """Say whether a text names a paragraph of the person's rulebook, or is a question that names a definition."""
    rulebook = kb.rulebook(facts)
    if _paragraph_named(text, rulebook):
        return True
    return is_question(text) and _concept_named(text, rulebook) is not None


def answer(text: str, facts: Facts, kb: KnowledgeBase) -> Message:
    """Answer from the rulebook, or say that the policies held do not say."""
    rulebook = kb.rulebook(facts)
    paragraph = _paragraph_named(text, rulebook)
    if paragraph:
        return _from_paragraph(*paragraph)
    concept = _concept_named(text, rulebook)
    if concept:
        payload = {"kind": "answer", "answer": concept.id, "citations": plain.citations(concept.citations)}
        return Message(payload, text=concept.definition)
    return spoken("utter_policy_unknown")


def _paragraph_named(text: str, rulebook: Rulebook) -> tuple[Policy, str] | None:
    """Find a policy named by its id, and a numbered paragraph of it where one is named too."""
    for policy in rulebook.policies.values():
        if re.search(rf"(?<![\w-]){re.escape(policy.id)}(?![\w-])", text, re.IGNORECASE):
            numbers = re.findall(r"\d+(?:\.\d+)+", text)
            key = next((number for number in numbers if number in policy.paragraphs), None)
            return policy, key or next(iter(policy.paragraphs))
    return None


def _from_paragraph(policy: Policy, key: str) -> Message:
    paragraph = policy.paragraphs[key]
    parts = [paragraph.says, paragraph.lost, paragraph.doubt]
    payload = {
        "kind": "answer",
        "answer": f"{policy.id}:{key}",
        "citations": plain.citations((Citation(policy.id, key),)),
    }
    return Message(payload, text=" ".join(part for part in parts if part))


def _concept_named(text: str, rulebook: Rulebook) -> Concept | None:
    """Find the concept whose name stands in the text; the longest name counts."""
    said = text.lower()
    named = [concept for concept in rulebook.concepts if concept.id.replace("_", " ") in said.replace("-", " ")]
    return max(named, key=lambda concept: len(concept.id), default=None)
