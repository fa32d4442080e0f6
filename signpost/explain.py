"""Writes a readable page about a concept, a route, an answer, a policy or a paragraph of one, as each force has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from signpost.conditions import AllOf, Always, AnyOf, Condition, FactIs, Not
from signpost.errors import UnknownNameError
from signpost.model import Answer, Citations, Concept, KnowledgeBase, Paragraph, Policy, Route, Rulebook

Found = Concept | Route | Answer


def page(name: str, kb: KnowledgeBase) -> str:
    """Write the page for `name`: a concept, route or answer, a policy, or a policy and paragraph such as L1760:3.11.3.

    A name that several kinds share, such as `grievance`, gives them all.

    Raises:
        UnknownNameError: when no rulebook has it; the message lists what there is.
    """
    policy, paragraph = _policy_named(name, kb)
    if policy:
        return "\n".join(_policy(policy) if paragraph is None else _one_paragraph(policy, paragraph))
    finders: tuple[tuple[Callable[[Rulebook], tuple[Found, ...]], Callable[..., Iterator[str]]], ...] = (
        (lambda book: book.concepts, _concept),
        (lambda book: book.routes, _route),
        (lambda book: tuple(book.answers.values()), _answer),
    )
    found = [(write, names, entry) for entries, write in finders for names, entry in _versions(name, kb, entries)]
    if found:
        return "\n".join(line for write, names, entry in found for line in (*write(entry, names), ""))
    raise UnknownNameError(f"{name}: nothing of that name. {_known(kb)}")


def _policy_named(name: str, kb: KnowledgeBase) -> tuple[Policy | None, str | None]:
    policies = {key: policy for book in kb.rulebooks.values() for key, policy in book.policies.items()}
    if name in policies:
        return policies[name], None
    head, _, tail = name.rpartition(":")
    if head in policies:
        if tail not in policies[head].paragraphs:
            known = ", ".join(policies[head].paragraphs)
            raise UnknownNameError(f"{name}: {head} has no paragraph {tail}. It has: {known}")
        return policies[head], tail
    return None, None


def _versions(
    name: str, kb: KnowledgeBase, entries: Callable[[Rulebook], tuple[Found, ...]]
) -> list[tuple[list[str], Found]]:
    """Group the forces that share one version of an entry. The national version stands under "no force named"."""
    versions: list[tuple[list[str], Found]] = []
    for book in kb.rulebooks.values():
        label = book.force.name if book.force else "no force named"
        for entry in entries(book):
            if entry.id == name:
                same = next((names for names, other in versions if other == entry), None)
                if same is None:
                    versions.append(([label], entry))
                else:
                    same.append(label)
    return versions


def _known(kb: KnowledgeBase) -> str:
    books = kb.rulebooks.values()
    concepts = sorted({entry.id for book in books for entry in book.concepts})
    routes = sorted({entry.id for book in books for entry in book.routes})
    policies = sorted({name for book in books for name in book.policies})
    answers = sorted(kb.topics())
    kinds = {"Concepts": concepts, "Routes": routes, "Policies": policies, "Answers": answers}
    return " ".join(f"{kind}: {', '.join(names)}." for kind, names in kinds.items())


def _cited(citations: Citations) -> str:
    return "; ".join(f"{c.policy} {c.paragraph}" for c in citations)


def _concept(concept: Concept, names: list[str]) -> Iterator[str]:
    yield f"{concept.title} ({concept.id}), for {', '.join(names)}"
    yield f"  {concept.definition} [{_cited(concept.citations)}]"
    for element in concept.elements:
        words = element.text.get("yes", element.text["unsure"])
        yield f"  - {element.id}: {words} [{_cited(element.citations)}]"


def _route(route: Route, names: list[str]) -> Iterator[str]:
    yield f"{route.title} ({route.id}), for {', '.join(names)}"
    for case in route.cases:
        yield f"  - {case.why} [{_cited(case.citations)}]"
    for known in dict.fromkeys(case.who_will_know for case in route.cases):
        yield f"  Who will know: {known}"
    for use in route.contacts:
        contact = use.contact
        confirm = f" Check first: {contact.confirm}" if contact.confirm else ""
        yield f"  {contact.name}: {contact.value} ({contact.hours}; read on {contact.checked}).{confirm}"


def _answer(answer: Answer, names: list[str]) -> Iterator[str]:
    yield f"{answer.title} ({answer.id}), for {', '.join(names)}"
    if not answer.cases:
        yield "  Nothing is held on it."
    for case in answer.cases:
        parts = (case.says, case.next, case.not_known)
        yield f"  - {_when(case.when)}{' '.join(part.strip() for part in parts if part)} [{_cited(case.citations)}]"
        for contact in case.contacts:
            yield f"    {contact.name}: {contact.value} ({contact.hours}; read on {contact.checked})"
    yield f"  Asked for example: {'; '.join(answer.asks[:5])}"


def _when(condition: Condition) -> str:
    return "" if isinstance(condition, Always) else f"Where {_said(condition)}: "


def _said(condition: Condition) -> str:
    """Say a condition in the words of the vocabulary."""
    match condition:
        case FactIs(fact=fact, values=values):
            return f"{fact} is {' or '.join(sorted(values))}"
        case Not(part=part):
            return f"not ({_said(part)})"
        case AllOf(of=parts):
            return " and ".join(map(_said, parts))
        case AnyOf(of=parts):
            return " or ".join(map(_said, parts))
    return str(condition)


def _policy(policy: Policy) -> Iterator[str]:
    yield f"{policy.title} ({policy.id}), {policy.publisher}"
    yield f"  Published at {policy.address}"
    if policy.last_reviewed:
        yield f"  Last reviewed {policy.last_reviewed}"
    if policy.review_due:
        yield f"  Review due by {policy.review_due.by} ({policy.review_due.certainty}): {policy.review_due.basis}"
    if policy.contact_point:
        yield f"  Contact point: {policy.contact_point}"
    for note in policy.notes:
        yield f"  Note: {note}"
    for paragraph in policy.paragraphs.values():
        yield ""
        yield from _paragraph(paragraph)


def _one_paragraph(policy: Policy, key: str) -> Iterator[str]:
    yield f"{policy.title} ({policy.id}), {policy.publisher}"
    yield f"  Published at {policy.address}"
    yield ""
    yield from _paragraph(policy.paragraphs[key])


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    yield f"{paragraph.key}  {paragraph.title}"
    yield f"  {paragraph.says}"
    if paragraph.lost:
        yield f"  Missing from the published page: {paragraph.lost}"
    if paragraph.substitute:
        source = paragraph.substitute.source
        yield f"  {paragraph.substitute.label} {paragraph.substitute.text} [{source.policy} {source.paragraph}]"
    if paragraph.doubt:
        yield f"  In doubt: {paragraph.doubt}"
