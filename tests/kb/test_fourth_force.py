"""A fourth force is a folder: no line of Python, no change elsewhere, and nothing changes for the other three."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from signpost import messages, plain
from signpost.facts import Facts
from signpost.kb import load_knowledge_base
from signpost.model import KnowledgeBase, Rulebook
from signpost.questions import next_question
from signpost.state import State
from signpost.triage import assess

TODAY = date(2026, 11, 21)
NEW = "gwent_test"
FILES = {
    "force.yml": """
id: gwent_test
name: Gwent Test Police
nation: wales
uses: []
aliases: [gwent test]
""",
    "policies/GT-1.yml": """
id: GT-1
title: Policy of the fourth force
publisher: Gwent Test Police
forces: [gwent_test]
address: https://example.org/gt-1
paragraphs:
  "1.1": {title: Whom to tell, says: Anyone may go to the listening desk.}
""",
    "contacts.yml": """
listening_desk:
  name: The listening desk
  kind: in_person
  value: Ask at the front office
  hours: Office hours
  for: Anyone who works for the fourth force
  source: https://example.org/gt-1
  checked: "2026-11-21"
""",
    "routes/support_services.yml": """
id: support_services
title: The listening desk
reports: "no"
sets_off: [desk_hours]
who_will_know: The person at the desk.
citations: [{policy: GT-1, paragraph: "1.1"}]
contacts: [listening_desk]
cases:
  - {when: always, rank: 60, why: It is there for everybody in your force.}
""",
    "notices/desk_hours.yml": """
id: desk_hours
title: When the desk is open
order: 75
first: "no"
only_with_routes: "yes"
when: always
text: The listening desk is open in office hours.
citations: [{policy: GT-1, paragraph: "1.1"}]
""",
}


@pytest.fixture(scope="module")
def with_fourth(tmp_path_factory: pytest.TempPathFactory, real_folder: Path) -> KnowledgeBase:
    """Load a copy of the real knowledge base to which nothing but one folder was added."""
    root = Path(shutil.copytree(real_folder, tmp_path_factory.mktemp("fourth") / "kb"))
    for name, text in FILES.items():
        path = root / "forces" / NEW / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return load_knowledge_base(root)


@pytest.fixture(scope="module")
def others(real_kb: KnowledgeBase) -> list[str]:
    """Give the forces that were there before."""
    return list(real_kb.forces)


def entries(book: Rulebook) -> dict[tuple[str, str], Any]:
    """Give everything a rulebook holds, by kind and id."""
    kinds = {"concept": book.concepts, "route": book.routes, "duty": book.duties, "notice": book.notices}
    found = {(kind, entry.id): entry for kind, of_kind in kinds.items() for entry in of_kind}
    found |= {("policy", name): policy for name, policy in book.policies.items()}
    return found | {("contact", name): contact for name, contact in book.contacts.items()}


def some_facts(kb: KnowledgeBase, rng: random.Random, force: str) -> Facts:
    """Give facts at random for a member of one force."""
    given: dict[str, Any] = {"force": force}
    for fact in kb.vocabulary:
        if fact.id != "force" and rng.random() < 0.8:
            count = rng.randint(1, 2) if fact.many else 1
            values = [value for value in fact.values if value != fact.alone]
            given[fact.id] = rng.sample(values, count) if rng.random() < 0.85 else "unsure"
    return kb.vocabulary.facts(given)


def test_it_loads_and_stands_in_the_vocabulary(with_fourth: KnowledgeBase, others: list[str]) -> None:
    """The values of the fact `force` are the folders there are."""
    assert set(with_fourth.forces) == {*others, NEW}
    assert set(with_fourth.vocabulary.fact("force").values) == {*others, NEW}
    assert with_fourth.vocabulary.fact("force").titles[NEW] == "Gwent Test Police"


def test_it_is_an_option_of_the_question_for_the_force(with_fourth: KnowledgeBase) -> None:
    """Whoever is asked for the force can choose it."""
    question = next(question for question in with_fourth.questions if question.fact == "force")
    options = messages.question(question, State(), with_fourth).payload["options"]

    assert {"value": NEW, "title": "Gwent Test Police"} in options


def test_its_rulebook_is_the_nation_s_and_its_own(with_fourth: KnowledgeBase) -> None:
    """Everything in it is the folder's own or word for word the national entry; of the others there is nothing."""
    book, national = entries(with_fourth.rulebooks[NEW]), entries(with_fourth.rulebooks[None])
    own = {key for key, entry in book.items() if national.get(key) != entry}

    assert own == {
        ("contact", "listening_desk"),
        ("notice", "desk_hours"),
        ("policy", "GT-1"),
        ("route", "support_services"),
    }


def test_its_members_get_its_route_and_nothing_of_the_others(with_fourth: KnowledgeBase, others: list[str]) -> None:
    """Over many facts: its own route is offered, and no name, paper or number of another force is said."""
    national = with_fourth.rulebooks[None]
    foreign = {with_fourth.forces[name].name for name in others}
    for name in others:
        book = with_fourth.rulebooks[name]
        foreign |= {f'"{policy}"' for policy in book.policies if policy not in national.policies}
        held = {words for contact in national.contacts.values() for words in (contact.name, contact.value)}
        lines = [contact for contact in book.contacts.values() if contact.kind in ("phone", "text", "web", "email")]
        foreign |= {words for contact in lines for words in (contact.name, contact.value)} - held
    assert {"Kent Police", '"DPP-SH"', "01622 636363"} <= foreign
    rng = random.Random(1)
    for _ in range(100):
        result = plain.outcome(assess(some_facts(with_fourth, rng, NEW), with_fourth, TODAY))
        text = json.dumps(result, ensure_ascii=False)

        assert "support_services" in [route["route"] for route in result["routes"]]
        assert "desk_hours" in [notice["notice"] for notice in result["notices"]]
        assert [words for words in sorted(foreign) if words in text] == []


def test_nothing_changes_for_the_members_of_the_others(
    real_kb: KnowledgeBase, with_fourth: KnowledgeBase, others: list[str]
) -> None:
    """Over a few hundred facts at random their outcomes and their next questions are what they were before."""
    rng = random.Random(2)
    for force in others:
        for _ in range(60):
            facts = some_facts(real_kb, rng, force)
            before, after = (next_question(facts, kb) for kb in (real_kb, with_fourth))

            assert plain.outcome(assess(facts, real_kb, TODAY)) == plain.outcome(assess(facts, with_fourth, TODAY))
            assert (before and before.fact) == (after and after.fact)


def test_their_rulebooks_are_what_they_were(
    real_kb: KnowledgeBase, with_fourth: KnowledgeBase, others: list[str]
) -> None:
    """Entry by entry the other rulebooks, and the national one, are equal before and after."""
    for name in (None, *others):
        assert entries(with_fourth.rulebooks[name]) == entries(real_kb.rulebooks[name])


def test_a_force_in_wales_is_offered_what_the_nation_s_layer_has_for_everyone(with_fourth: KnowledgeBase) -> None:
    """Before its own folder says anything about it, a new force has crisis lines, the IOPC and a union."""
    routes = {route.id for route in with_fourth.rulebooks[NEW].routes}

    assert {"emergency", "crisis_support", "report_crime", "iopc", "crimestoppers", "staff_association"} <= routes
