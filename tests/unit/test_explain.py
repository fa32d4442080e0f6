"""Pages about a concept, a route, a policy or a paragraph, as each force has it."""

from __future__ import annotations

import pytest

from signpost import explain
from signpost.errors import UnknownNameError
from signpost.model import KnowledgeBase


def test_a_concept_shows_its_elements_with_their_paragraphs(tiny_kb: KnowledgeBase) -> None:
    """A reader sees what the definition asks for and where that is written."""
    page = explain.page("wrongdoing", tiny_kb).splitlines()

    assert page[0] == "Wrongdoing (wrongdoing), for no force named, North Police, South Police"
    assert page[1] == "  Conduct that is dishonest. [law:example-act s.2]"
    assert page[2] == "  - conduct: You told of theft. [law:example-act s.2]"


def test_versions_stand_apart_and_forces_that_share_one_together(tiny_kb: KnowledgeBase) -> None:
    """Where one force has a definition of its own, each version names those it is for."""
    heads = [line for line in explain.page("harassment", tiny_kb).splitlines() if line.startswith("Harassment")]

    assert heads == [
        "Harassment (harassment), for no force named, North Police",
        "Harassment, as the south has it (harassment), for South Police",
    ]


def test_an_element_for_others_to_judge_is_shown_by_its_open_words(tiny_kb: KnowledgeBase) -> None:
    """What no fact can settle is shown all the same."""
    assert "  - effect: The effect is for others to judge. [law:example-act s.1]" in explain.page("harassment", tiny_kb)


def test_a_route_shows_its_cases_its_contacts_and_who_will_know(tiny_kb: KnowledgeBase) -> None:
    """A contact that must be checked first says so."""
    page = explain.page("help_line", tiny_kb)

    assert "  - You said that someone is in danger. [law:example-act s.1]" in page
    assert "  Example line: 123 (Every day; read on 2026-11-21)." in page
    assert "Example text line: 456 (Every day; read on 2026-11-21). Check first: Check the number first." in page
    assert "Who will know: The emergency services." in page


def test_a_route_says_who_will_know_in_each_of_its_cases(tiny_kb: KnowledgeBase) -> None:
    """A case of its own may bring other people to know; each answer is on the page."""
    page = explain.page("help_line", tiny_kb)

    assert "The emergency services." in page
    assert "The person who answers." in page


def test_a_route_of_one_force_names_that_force_only(tiny_kb: KnowledgeBase) -> None:
    """The others do not have it."""
    assert explain.page("manager", tiny_kb).startswith("A manager (manager), for North Police\n")


def test_a_policy_shows_its_header_and_every_paragraph(tiny_kb: KnowledgeBase) -> None:
    """Title, publisher, address, reviews, contact point, then paragraph by paragraph."""
    page = explain.page("J1", tiny_kb)

    for words in (
        "Joint policy (J1), Both forces",
        "Published at https://example.org/j1",
        "Last reviewed 2024-03",
        "Review due by 2026-03-31 (stated): Reviewed every two years.",
        "Contact point: Head of Policy",
        "2.1  Raising it",
        "2.10  Who hears",
        "In doubt: It does not say to whom.",
    ):
        assert words in page


def test_a_paragraph_shows_what_is_lost_and_labels_what_stands_in_its_place(tiny_kb: KnowledgeBase) -> None:
    """The substitute never looks like the force's own words."""
    page = explain.page("N1:1", tiny_kb).splitlines()

    assert page[0] == "Policy of the north (N1), North Police"
    assert "  Missing from the published page: The list of examples is missing from the published page." in page
    assert "  Not the force's words. From the Example Act. Theft is an example. [law:example-act s.2]" in page


def test_law_is_found_under_its_full_name(tiny_kb: KnowledgeBase) -> None:
    """An id with a colon of its own can be followed by a paragraph."""
    assert explain.page("law:example-act", tiny_kb).startswith("Example Act (law:example-act), Parliament")
    assert "Wrongdoing is defined here." in explain.page("law:example-act:s.2", tiny_kb)
    assert "Harassment is defined here." not in explain.page("law:example-act:s.2", tiny_kb)


@pytest.mark.parametrize("name", ["", "nothing", "law:", "law:nothing", "HARASSMENT", "N2:1"])
def test_an_unknown_name_gets_a_list_of_what_there_is(name: str, tiny_kb: KnowledgeBase) -> None:
    """The error lists the concepts, routes and policies."""
    with pytest.raises(UnknownNameError) as caught:
        explain.page(name, tiny_kb)

    assert str(caught.value).startswith(f"{name}: nothing of that name.")
    for known in ("Concepts: harassment, wrongdoing.", "help_line, manager, report_it", "J1, N1, S1, law:example-act"):
        assert known in str(caught.value)


def test_an_unknown_paragraph_gets_a_list_of_those_there_are(tiny_kb: KnowledgeBase) -> None:
    """The policy is right, the paragraph is not: so only its paragraphs are listed."""
    with pytest.raises(UnknownNameError, match=r"J1:2\.2: J1 has no paragraph 2\.2\. It has: 2\.1, 2\.10"):
        explain.page("J1:2.2", tiny_kb)


def test_everything_in_the_real_knowledge_base_has_a_page(real_kb: KnowledgeBase) -> None:
    """Each concept, route, policy and paragraph of every force can be read."""
    for book in real_kb.rulebooks.values():
        names = [entry.id for entry in (*book.concepts, *book.routes)]
        names += book.policies
        names += [f"{name}:{key}" for name, policy in book.policies.items() for key in policy.paragraphs]
        for name in names:
            assert len(explain.page(name, real_kb).splitlines()) > 1


def test_an_answer_shows_its_cases_as_each_force_has_them(tiny_kb: KnowledgeBase) -> None:
    """Who it is for, what it hangs on, and where it is written."""
    page = explain.page("who_hears", tiny_kb)

    assert "Who hears of it? (who_hears), for North Police" in page
    assert "  - Where role is staff: Your manager hears of it. [N1 1]" in page
    assert "Who hears of it? (who_hears), for no force named\n  Nothing is held on it." in page


def test_a_name_of_several_kinds_shows_them_all(real_kb: KnowledgeBase) -> None:
    """A grievance is a route, and a question that people ask."""
    page = explain.page("grievance", real_kb)

    assert "How do I make a grievance" in page
    assert "Who will know" in page
