"""Gives the answer to a question as the person's force and role have it, with its source and what is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from signpost import outcome_text, plain
from signpost.conditions import YES
from signpost.facts import Facts
from signpost.messages import Message, contact_lines
from signpost.model import Answer, AnswerCase, Citations, Force, KnowledgeBase, Policy, Rulebook
from signpost.outcome import Finding
from signpost.state import ANSWER
from signpost.weighing import DOES_NOT_FIT, STATUSES, weigh
from signpost.words import explained

_CRITERIA = 2


def case_of(answer: Answer, facts: Facts) -> AnswerCase | None:
    """Give the case of an answer that holds, or None where nothing is held for this person."""
    return next((case for case in answer.cases if case.when.truth(facts, {}) == YES), None)


def given(name: str, facts: Facts, kb: KnowledgeBase, today: date) -> Message:
    """Answer a question, or say that the policies held do not say.

    Args:
        name: the id of the answer.
        facts: what is known of the person, and what the question supposes.
        kb: the knowledge base.
        today: the day on which reviews are overdue or not.
    """
    rulebook = kb.rulebook(facts)
    answer = rulebook.answers[name]
    case = case_of(answer, facts)
    if case is None:
        return not_held(kb)
    says = written(case, rulebook, kb, today)
    payload = {
        "kind": ANSWER,
        "answer": answer.id,
        "title": answer.title,
        "settled": case.settled,
        "citations": plain.citations(case.citations),
        "sources": [plain.source(policy, today) for policy in _policies(case.citations, rulebook)],
        "contacts": [plain.contact(entry) for entry in case.contacts],
        "options": offered(answer.related, facts, kb),
        "words": explained(says, kb),
        "says": says,
    }
    lines = contact_lines(case.contacts, kb)
    findings = criteria(facts, rulebook) if answer.weighs else []
    if not findings:
        return Message(payload, text="\n".join(part for part in (says, lines) if part))
    payload["findings"] = [plain.finding(finding) for finding in findings]
    against = outcome_text.lines((outcome_text.finding(f, kb.phrases) for f in findings), kb.phrases)
    return Message(payload, response="utter_criteria", fills={"answer": says, "findings": against})


def written(case: AnswerCase, rulebook: Rulebook, kb: KnowledgeBase, today: date) -> str:
    """Write a case out: the answer, the next step, what is not known, and that a policy is past its review."""
    late = _late(_policies(case.citations, rulebook), kb, today)
    return " ".join(part.strip() for part in (case.says, case.next, case.not_known, *late) if part)


def shared(name: str, facts: Facts, kb: KnowledgeBase, today: date) -> Iterator[Message]:
    """Answer, without knowing the force, as several forces have it alike; what is one force's alone is left out."""
    together: dict[AnswerCase, list[Force]] = {}
    for force in kb.forces.values():
        told = facts.adding({"force": (force.id,)})
        answer = kb.rulebook(told).answers.get(name)
        if answer and (case := case_of(answer, told)):
            together.setdefault(case, []).append(force)
    national = case_of(kb.rulebook(facts).answers[name], facts)
    for case, forces in together.items():
        if len(forces) > 1 and case != national:
            message = given(name, facts.adding({"force": (forces[0].id,)}), kb, today)
            said = message.text or message.fills["answer"]
            names = ", ".join(force.name for force in forces)
            yield replace(message, text=kb.phrases["shared"].format(forces=names, text=said))


def text_of(name: str, facts: Facts, kb: KnowledgeBase, today: date) -> str:
    """Give the text of an answer as this person has it; empty where nothing is held."""
    rulebook = kb.rulebook(facts)
    case = case_of(rulebook.answers[name], facts) if name in rulebook.answers else None
    return written(case, rulebook, kb, today) if case else ""


def offered(names: tuple[str, ...], facts: Facts, kb: KnowledgeBase) -> list[dict[str, str]]:
    """Give answers as options to choose from: those that hold something for this person."""
    answers = kb.rulebook(facts).answers
    held = (answers[name] for name in names if name in answers)
    return [{"value": a.id, "title": a.title} for a in held if case_of(a, facts) or not facts.known("force")]


def near(names: tuple[str, ...], facts: Facts, kb: KnowledgeBase) -> Message:
    """Ask which of several answers is meant."""
    payload: dict[str, Any] = {"kind": ANSWER, "answer": None, "citations": [], "options": offered(names, facts, kb)}
    return Message(payload, text=kb.phrases["did_you_mean"])


def not_held(kb: KnowledgeBase) -> Message:
    """Say that the policies held do not say, and whom to ask."""
    return Message({"kind": ANSWER, "answer": None, "citations": [], "options": []}, text=kb.phrases["not_held"])


def needs_force(kb: KnowledgeBase) -> Message:
    """Say that the answer differs between forces, and which is not known."""
    return Message({"kind": "text"}, text=kb.phrases["needs_force"])


def criteria(facts: Facts, rulebook: Rulebook) -> list[Finding]:
    """Give the definitions of which something was told, the nearest first; never those that do not fit."""
    told = [
        finding
        for finding in weigh(facts, rulebook).findings
        if finding.status != DOES_NOT_FIT and any(reason.met == "yes" for reason in finding.reasons)
    ]
    return sorted(told, key=lambda finding: (STATUSES.index(finding.status), finding.concept.order))[:_CRITERIA]


def _policies(citations: Citations, rulebook: Rulebook) -> Iterator[Policy]:
    yield from (rulebook.policies[name] for name in dict.fromkeys(citation.policy for citation in citations))


def _late(policies: Iterable[Policy], kb: KnowledgeBase, today: date) -> Iterator[str]:
    """Warn of policies that are past their review, those of which it is sure apart from the others."""
    late: dict[str, list[str]] = {}
    for policy in policies:
        if policy.review_due and policy.review_due.overdue(today):
            late.setdefault(policy.review_due.certainty, []).append(policy.id)
    yield from (kb.phrases[f"late_{certainty}"].format(policies=", ".join(names)) for certainty, names in late.items())
