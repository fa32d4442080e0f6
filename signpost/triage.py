"""Facts in, outcome out. Pure: same facts, same day, same outcome in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from signpost.conditions import YES
from signpost.facts import Facts
from signpost.model import Citation, KnowledgeBase, Notice, Rulebook
from signpost.outcome import Outcome, ShownNotice
from signpost.questions import still_open
from signpost.weighing import OVERDUE, STATUSES, TRUTH, Standing, weigh


def assess(facts: Facts, kb: KnowledgeBase, today: date) -> Outcome:
    """Weigh what was told against the definitions and routes of the person's force.

    Args:
        facts: what was told, in the vocabulary of `kb`.
        kb: the knowledge base.
        today: the day on which reviews are overdue or not.
    """
    rulebook = kb.rulebook(facts)
    standing = weigh(facts, rulebook)
    findings = sorted(standing.findings, key=lambda f: (STATUSES.index(f.status), f.concept.order, f.concept.id))
    notices = [_shown(notice) for notice in standing.notices]
    notices += _overdue(rulebook, standing, today)
    return Outcome(tuple(findings), standing.routes, standing.duties, tuple(notices), still_open(facts, kb))


def _shown(notice: Notice) -> ShownNotice:
    return ShownNotice(notice.id, notice.title, notice.first, notice.text, notice.citations)


def _cited(standing: Standing) -> dict[str, Citation]:
    """Collect one citation for each policy that the outcome rests on, in the order of its first use."""
    citations = [c for f in standing.findings if TRUTH[f.status] == YES for r in f.reasons for c in r.citations]
    citations += [c for offered in standing.routes for c in offered.case.citations]
    citations += [c for duty in standing.duties for c in duty.citations]
    citations += [c for notice in standing.notices for c in notice.citations]
    first: dict[str, Citation] = {}
    for citation in citations:
        first.setdefault(citation.policy, citation)
    return first


def _overdue(rulebook: Rulebook, standing: Standing, today: date) -> Iterator[ShownNotice]:
    """Yield one warning for each cited policy whose review is past."""
    template = next((notice for notice in rulebook.notices if notice.id == OVERDUE), None)
    for name, citation in _cited(standing).items():
        policy = rulebook.policies[name]
        if template and policy.review_due and policy.review_due.overdue(today):
            words = {
                "title": policy.title,
                "policy": policy.id,
                "basis": policy.review_due.basis,
                "contact_point": policy.contact_point or policy.publisher,
            }
            text, title = template.text.format(**words), template.title.format(**words)
            yield ShownNotice(OVERDUE, title, template.first, text, (citation,))
