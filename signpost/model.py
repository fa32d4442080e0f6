"""The value types of the knowledge base. They hold; they decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from signpost.conditions import Condition
from signpost.facts import Facts, Vocabulary


@dataclass(frozen=True, slots=True)
class Citation:
    """A paragraph of a policy, an act or a piece of guidance."""

    policy: str
    paragraph: str

    def plain(self) -> dict[str, str]:
        """Give the citation as the contract writes it."""
        return {"policy": self.policy, "paragraph": self.paragraph}


Citations = tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Substitute:
    """What may stand where the published page lost a list: never the force's own words."""

    label: str
    text: str
    source: Citation


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph in our own words, with what is lost or in doubt about it."""

    key: str
    title: str
    says: str
    lost: str | None
    substitute: Substitute | None
    doubt: str | None
    not_for_staff: str | None


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """When a policy is due for review, on what ground, and how sure that is."""

    by: date
    basis: str
    certainty: str

    def overdue(self, today: date) -> bool:
        """Say whether the day, or the whole month where only that is known, has gone by."""
        return today > self.by


@dataclass(frozen=True, slots=True)
class Policy:
    """A document: its header and its paragraphs."""

    id: str
    title: str
    publisher: str
    forces: tuple[str, ...]
    address: str
    last_reviewed: str | None
    review_due: ReviewDue | None
    contact_point: str | None
    notes: tuple[str, ...]
    paragraphs: Mapping[str, Paragraph]
    read_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to reach, how, when, and what must be checked first."""

    id: str
    name: str
    kind: str
    value: str
    hours: str
    purpose: str
    source: str
    checked: str
    confirm: str | None


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a definition asks for. Without a condition it is for others to judge, so always open.

    While a `needed` element is open the finding stays undecided, whatever else is met.
    """

    id: str
    when: Condition | None
    needed: bool
    text: Mapping[str, str]
    citations: Citations


@dataclass(frozen=True, slots=True)
class Concept:
    """A definition in a policy: all its elements must be met."""

    id: str
    title: str
    order: int
    definition: str
    citations: Citations
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One situation in which a route is offered. The first that holds counts."""

    when: Condition
    rank: int
    why: str
    who_will_know: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class ContactUse:
    """A contact of a route, and when it is shown."""

    contact: Contact
    when: Condition


@dataclass(frozen=True, slots=True)
class Route:
    """A way forward that a force, or the country, offers."""

    id: str
    title: str
    reports: bool
    sets_off: tuple[str, ...]
    cases: tuple[Case, ...]
    contacts: tuple[ContactUse, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """What a policy asks of someone, by when, and our suggestions: words to say, and words to avoid."""

    id: str
    title: str
    order: int
    time: str
    when: Condition
    text: str
    say: tuple[str, ...]
    avoid: tuple[str, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person must know beside the routes; `first` means before them."""

    id: str
    title: str
    order: int
    first: bool
    only_with_routes: bool
    when: Condition
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """What is answered in one situation; the first case that holds counts.

    Attributes:
        says: the answer. next: what to do next. not_known: what is lost, doubtful or not said.
        settled: whether the documents settle the question.
        ask: the one fact that would change the answer, while it is not known.
    """

    when: Condition
    says: str
    next: str | None
    not_known: str | None
    settled: bool
    ask: str | None
    contacts: tuple[Contact, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that people ask: how they ask it, and the cases of its answer that one force may see.

    Attributes:
        act: the act of a message that asks it by itself, such as `privacy`.
        weighs: whether it asks how what was told stands against the definitions.
    """

    id: str
    topic: str
    title: str
    asks: tuple[str, ...]
    related: tuple[str, ...]
    act: str | None
    weighs: bool
    cases: tuple[AnswerCase, ...]


@dataclass(frozen=True, slots=True)
class Force:
    """A police force, the names people call it by, and the joint sets it builds on."""

    id: str
    name: str
    nation: str
    uses: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Everything that may be shown to members of one force, and nothing of another's. Equal only to itself."""

    force: Force | None
    policies: Mapping[str, Policy]
    contacts: Mapping[str, Contact]
    concepts: tuple[Concept, ...]
    routes: tuple[Route, ...]
    duties: tuple[Duty, ...]
    notices: tuple[Notice, ...]
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that may be asked, when it makes sense to ask it, and the words for it.

    It is asked only while fewer than `while_fewer_than` facts before it are known.
    """

    fact: str
    ask_when: Condition
    while_fewer_than: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word that somebody new to police work would have to look up, the forms it takes, and what it means."""

    name: str
    forms: tuple[str, ...]
    means: str


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """The whole of `policies_kb/`, ready to use."""

    vocabulary: Vocabulary
    open_titles: Mapping[str, str]
    open_phrases: Mapping[str, str]
    questions: tuple[Question, ...]
    at_most: int
    phrases: Mapping[str, str]
    words: tuple[Word, ...]
    forces: Mapping[str, Force]
    rulebooks: Mapping[str | None, Rulebook]

    def rulebook(self, facts: Facts) -> Rulebook:
        """Give the rulebook of the person's force, or the national one where the force is not known."""
        return self.rulebooks[facts["force"][0] if facts.known("force") else None]

    def ways_of_asking(self) -> dict[str, tuple[str, ...]]:
        """Give for each answer its title and how people ask it, in whichever force, each once."""
        ways: dict[str, tuple[str, ...]] = {}
        for answer in (answer for book in self.rulebooks.values() for answer in book.answers.values()):
            ways[answer.id] = tuple(dict.fromkeys((*ways.get(answer.id, ()), answer.title, *answer.asks)))
        return ways

    def topics(self) -> dict[str, str]:
        """Give the topic of each answer, whichever force may see it."""
        return {name: answer.topic for book in self.rulebooks.values() for name, answer in book.answers.items()}

    def question(self, fact: str | None) -> Question | None:
        """Give the question for a fact, or None where there is none."""
        return next((question for question in self.questions if question.fact == fact), None)
