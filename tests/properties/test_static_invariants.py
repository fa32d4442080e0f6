"""Invariants that hold of the data themselves, whatever is told (docs/reference/invariants.md)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from signpost.model import KnowledgeBase, Rulebook

KENT_ONLY = ("01622", "P01", "Prevent team", "FIMU", "Kent Police support pages", "anonymous e-mail system")
ESSEX_ONLY = ("Support Zone", "Fairplay")
DYFED_POWYS_ONLY = ("DPP-", "Live Fear Free", "Fairness at Work", "People Services", "TRiM")
JOINT_ONLY = ("L1760", "L1640", "L1420", "L1200")
OUTSIDE = ("Samaritans", "crisis line", "Protect")


def words(book: Rulebook) -> Iterator[str]:
    """Yield everything a rulebook can show to a person, and the ids of the policies it cites."""
    for concept in book.concepts:
        yield from (concept.title, concept.definition, *(t for e in concept.elements for t in e.text.values()))
        yield from (c.policy for e in concept.elements for c in (*e.citations, *concept.citations))
    for route in book.routes:
        yield route.title
        for case in route.cases:
            yield from (case.why, case.who_will_know, *(c.policy for c in case.citations))
        for use in route.contacts:
            yield from (use.contact.name, use.contact.value, use.contact.purpose, use.contact.confirm or "")
    for entry in (*book.duties, *book.notices):
        yield from (entry.title, entry.text, *(c.policy for c in entry.citations))


@pytest.mark.parametrize(
    ("force", "foreign"),
    [
        (None, (*KENT_ONLY, *ESSEX_ONLY, *DYFED_POWYS_ONLY, *JOINT_ONLY)),
        ("essex", (*KENT_ONLY, *DYFED_POWYS_ONLY)),
        ("kent", (*ESSEX_ONLY, *DYFED_POWYS_ONLY)),
        ("dyfed_powys", (*KENT_ONLY, *ESSEX_ONLY, *JOINT_ONLY)),
    ],
)
def test_nothing_of_another_force_is_ever_shown(kb: KnowledgeBase, force: str | None, foreign: tuple[str, ...]) -> None:
    """No line, name, document or network of one force stands in the rulebook of another (3)."""
    found = [(mark, text) for text in words(kb.rulebooks[force]) for mark in foreign if mark in text]

    assert found == []


def test_every_limit_of_secrecy_names_somewhere_outside_it(kb: KnowledgeBase) -> None:
    """In the same breath as the limits of confidence, somewhere outside that duty is named (5)."""
    for book in kb.rulebooks.values():
        for notice in book.notices:
            if notice.id in ("mandatory_referral", "confidentiality_limits"):
                assert all(line in notice.text for line in OUTSIDE), (book.force, notice.id)


def test_managers_and_hr_are_never_called_confidential_alone(kb: KnowledgeBase) -> None:
    """Essex and Kent: who will know of a talk with a manager or HR says that it must be referred (6)."""
    for force in ("essex", "kent"):
        for route in kb.rulebooks[force].routes:
            if route.id in ("line_manager", "another_manager", "senior_manager_or_hr", "hr", "grievance"):
                assert all("refer" in c.who_will_know or "have to act" in c.who_will_know for c in route.cases), (
                    route.id
                )


def test_every_route_and_duty_rests_on_a_paragraph(kb: KnowledgeBase) -> None:
    """Each route, each duty and each element of a definition names its source (19)."""
    for book in kb.rulebooks.values():
        for route in book.routes:
            assert all(case.citations for case in route.cases), route.id
        for duty in book.duties:
            assert duty.citations, duty.id
        for concept in book.concepts:
            assert all(element.citations for element in concept.elements), concept.id


def test_a_substitute_is_never_the_forces_own_words(kb: KnowledgeBase) -> None:
    """What fills a lost list is labelled, and comes from the law or from guidance (20)."""
    for book in kb.rulebooks.values():
        for policy in book.policies.values():
            for paragraph in policy.paragraphs.values():
                if paragraph.substitute:
                    label = paragraph.substitute.label.lower()
                    assert paragraph.lost, (policy.id, paragraph.key)
                    assert label.startswith("not "), (policy.id, paragraph.key)


def test_no_tribunal_date_is_worked_out(kb: KnowledgeBase) -> None:
    """The notice on tribunals gives no number of days, weeks or months, and sends to advice today (22)."""
    for book in kb.rulebooks.values():
        text = next(n.text for n in book.notices if n.id == "time_limits")

        assert not any(unit in text for unit in ("month", "week", "days"))
        assert "today" in text


def test_law_not_seen_in_force_is_marked(kb: KnowledgeBase) -> None:
    """What was planned for October 2026 is said to be unconfirmed (23)."""
    for book in kb.rulebooks.values():
        text = next(n.text for n in book.notices if n.id == "law_changing")

        assert "check" in text


def test_a_fits_finding_needs_every_element_told(kb: KnowledgeBase) -> None:
    """Harassment, sexual harassment, bullying and victimisation can never be more than "may fit" (9)."""
    judged = ("harassment", "sexual_harassment", "bullying", "upward_bullying", "victimisation", "discrimination")
    for book in kb.rulebooks.values():
        for concept in book.concepts:
            if concept.id in judged:
                assert any(element.when is None for element in concept.elements), concept.id
