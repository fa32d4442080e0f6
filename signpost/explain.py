"""Writes a readable page about a concept, a route, a policy or one of its paragraphs, as each force has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from signpost.errors import UnknownNameError
from signpost.model import Citations, Concept, KnowledgeBase, Paragraph, Policy, Route, Rulebook

Found = Concept | Route | Policy


def page(name: str, kb: KnowledgeBase) -> str:
    """Write the page for `name`: a concept, a route, a policy, or a policy and paragraph such as L1760:3.11.3.

    Raises:
        UnknownNameError: when no rulebook has it; the message lists what there is.
    """
    policy, paragraph = _policy_named(name, kb)
    if policy:
        return "\n".join(_policy(policy) if paragraph is None else _one_paragraph(policy, paragraph))
    finders: tuple[tuple[Callable[[Rulebook], tuple[Found, ...]], Callable[..., Iterator[str]]], ...] = (
        (lambda book: book.concepts, _concept),
        (lambda book: book.routes, _route),
    )
    for entries, write in finders:
        versions = _versions(name, kb, entries)
        if versions:
            return "\n".join(line for names, entry in versions for line in (*write(entry, names), ""))
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
    return f"Concepts: {', '.join(concepts)}. Routes: {', '.join(routes)}. Policies: {', '.join(policies)}."


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
