"""A broken knowledge base is refused with a message that names file, key, what was found and what was expected.

Each folder in `invalid/` holds one mistake: the file as somebody might have written it. It is laid over a copy of the
small knowledge base, which is in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from signpost.errors import KnowledgeBaseError, Problem
from signpost.kb import load_knowledge_base

INVALID = Path(__file__).with_name("invalid")
UNREAD = ("a file that nothing reads", "contacts.yml or a .yml file in one of the folders answers, concepts")
A_CONDITION = "a condition: always, {all: [..]}"
NO_CONCEPT = "no concept: only facts here"
IN_QUOTES = "text, in quotes if it looks like a number or a date"
A_DAY = "a day or month that exists"


class Expected(NamedTuple):
    """What the message must say. `found` and `expected` need only be parts of what it says."""

    file: str
    key: str
    found: str
    expected: str


HELP_LINE = "national/routes/help_line.yml"
REPORT_IT = "national/routes/report_it.yml"
WRONGDOING = "national/concepts/wrongdoing.yml"
WHO_HEARS = "answers/who_hears.yml"
MISTAKES = {
    "address_without_https": Expected(
        "forces/south/policies/S1.yml", "address", "'example.org/s1'", "begins with https://"
    ),
    "answer_asked_in_few_ways": Expected(WHO_HEARS, "asks", "['who hears of it'", "entries: 8 or more"),
    "answer_for_an_unknown_force": Expected(WHO_HEARS, "cases.2.forces", "'sowth'", "one of: north, south"),
    "answer_from_another_force": Expected(
        WHO_HEARS, "cases.2.citations.0.policy", "'N1'", "one of: S1, law:example-act"
    ),
    "answer_related_to_nothing": Expected(WHO_HEARS, "related", "'where_to_run'", "one of: where_to_go, who_hears"),
    "answer_with_an_unknown_contact": Expected(WHO_HEARS, "cases.2.contacts.0", "'desk'", "one of: line, text_line"),
    "concept_that_rests_on_a_concept": Expected(WRONGDOING, "elements.0.when.concept", "'harassment'", NO_CONCEPT),
    "condition_with_two_words": Expected(HELP_LINE, "cases.1.when", "'none_of': ['yes']", A_CONDITION),
    "contact_of_another_layer": Expected(REPORT_IT, "contacts.0", "'desk'", "one of: line, text_line"),
    "data_outside_every_layer": Expected("regional/coast/contacts.yml", "file", *UNREAD),
    "date_without_quotes": Expected("national/contacts.yml", "line.checked", "2026-11-21", IN_QUOTES),
    "duplicate_key": Expected(HELP_LINE, "line 3", 'duplicate key "title"', "YAML 1.2, each key once"),
    "element_without_unsure": Expected(WRONGDOING, "elements.0.text", "no unsure", "the keys unsure"),
    "empty_file": Expected(HELP_LINE, "file", "nothing", "keys and values"),
    "ending_yaml": Expected("national/routes/letter.yaml", "file", *UNREAD),
    "fact_asked_twice": Expected("questions.yml", "questions.3.fact", "'force' again", "each fact once"),
    "file_that_nothing_reads": Expected("question.yml", "file", "a file that nothing reads", "questions.yml"),
    "folder_inside_a_folder": Expected("national/old/routes/help_line.yml", "file", *UNREAD),
    "folder_that_nothing_reads": Expected("national/ways/help_line.yml", "file", *UNREAD),
    "force_file_outside_forces": Expected("joint/pair/force.yml", "file", UNREAD[0], "force.yml in forces/<id>/ only"),
    "force_id_is_not_the_folder": Expected("forces/south/force.yml", "id", "'sout'", "'south', the name of the folder"),
    "force_values_by_hand": Expected("vocabulary.yml", "facts.force.values", "a list of values", "the word forces"),
    "force_without_force_file": Expected(
        "forces/west", "force.yml", "no such file", "id, name, nation, uses and aliases"
    ),
    "id_is_not_the_file_name": Expected(HELP_LINE, "id", "'helpline'", "'help_line', the name of the file"),
    "impossible_date": Expected("national/contacts.yml", "line.checked", "'2026-02-30'", A_DAY),
    "impossible_month": Expected("joint/pair/policies/J1.yml", "last_reviewed", "'2024-13'", A_DAY),
    "impossible_review_date": Expected("forces/north/policies/N1.yml", "review_due.date", "'2026-06-31'", A_DAY),
    "joint_set_that_nobody_uses": Expected(
        "joint/spare", "folder", "a set that no force uses", "under uses: in a force.yml"
    ),
    "limit_of_no_questions": Expected("questions.yml", "at_most", "0", "1 or more"),
    "misspelt_word_deep_in_a_condition": Expected(
        "joint/pair/routes/manager.yml", "cases.0.when.all.1", "'anyof': ['formal']", A_CONDITION
    ),
    "missing_key": Expected(HELP_LINE, "file", "no who_will_know", "the keys id, title, reports, who_will_know"),
    "name_with_capitals": Expected("national/contacts.yml", "file", "'TextLine'", "small letters, digits and _"),
    "not_yaml": Expected(HELP_LINE, "line 4", "unexpected end of stream", "YAML 1.2"),
    "paragraph_without_quotes": Expected("joint/pair/policies/J1.yml", "paragraphs", "2.1", IN_QUOTES),
    "policy_for_an_unknown_force": Expected(
        "forces/south/policies/S1.yml", "forces", "'sowth'", "one of: north, south"
    ),
    "policy_of_another_force": Expected(
        "forces/north/duties/tell_someone.yml", "citations.0.policy", "'S1'", "one of: J1, N1, law:example-act"
    ),
    "question_for_an_unknown_fact": Expected("questions.yml", "questions.3.fact", "'rank'", "one of: conduct, danger"),
    "question_that_rests_on_a_concept": Expected(
        "questions.yml", "questions.5.ask_when.concept", "'harassment'", NO_CONCEPT
    ),
    "questions_without_a_limit": Expected("questions.yml", "file", "no at_most", "the keys at_most, questions"),
    "route_without_cases": Expected(REPORT_IT, "cases", "[]", "entries: 1 or more"),
    "situation_that_rests_on_a_concept": Expected(
        "situations.yml", "mistreatment.when.concept", "'harassment'", NO_CONCEPT
    ),
    "situation_used_before_it_is_defined": Expected(
        "situations.yml", "unsafe.when.all.0.situation", "'mistreatment'", "a situation defined further up"
    ),
    "status_word_as_true": Expected(REPORT_IT, "reports", "True", "one of: yes, no"),
    "substitute_from_an_unknown_paragraph": Expected(
        "forces/north/policies/N1.yml",
        "paragraphs.1.substitute.source.paragraph",
        "law:example-act s.22",
        "one of: s.1, s.2",
    ),
    "substitute_without_lost": Expected(
        "forces/north/policies/N1.yml", "paragraphs.1", "a substitute without the key lost", "together with lost"
    ),
    "text_without_words": Expected("national/notices/not_a_report.yml", "text", "''", "text that is not empty"),
    "top_file_in_a_layer": Expected("national/situations.yml", "file", UNREAD[0], "at the top only phrases.yml"),
    "unknown_concept": Expected(
        "national/duties/tell_someone.yml", "when.concept", "'wrong_doing'", "one of: harassment, wrongdoing"
    ),
    "unknown_contact": Expected(REPORT_IT, "contacts.0", "'the_line'", "one of: line, text_line"),
    "unknown_fact": Expected(HELP_LINE, "contacts.1.when.fact", "'dangr'", "one of: conduct, danger, force"),
    "unknown_joint_set": Expected("forces/south/force.yml", "uses", "'pare'", "one of: pair"),
    "unknown_key": Expected(HELP_LINE, "file", "unknown key 'colour'", "one of: id, title, reports"),
    "unknown_nation": Expected("forces/south/force.yml", "nation", "'cymru'", "one of: england, wales"),
    "unknown_notice": Expected(
        REPORT_IT, "sets_off.0", "'who_listens'", "one of: not_a_report, overdue_policy, who_hears"
    ),
    "unknown_paragraph": Expected(
        "joint/pair/notices/who_hears.yml", "citations.0.paragraph", "J1 2.2", "one of: 2.1, 2.10"
    ),
    "unknown_policy": Expected("forces/north/duties/tell_someone.yml", "citations.0.policy", "'N2'", "one of: J1, N1"),
    "unknown_situation": Expected(
        "joint/pair/routes/manager.yml", "cases.2.when.situation", "'unsure_of_it'", "one of: mistreatment, unsafe"
    ),
    "unknown_time": Expected("national/duties/tell_someone.yml", "time", "'tomorrow'", "one of: now, today, this_week"),
    "unknown_value": Expected(
        HELP_LINE, "cases.0.when.any_of", "'maybe' for danger", "declined, no, unasked, unsure, yes"
    ),
    "value_alone_that_is_no_value": Expected(
        "vocabulary.yml", "facts.ground.alone", "'nothing'", "one of: age, race, none"
    ),
    "value_without_quotes": Expected("vocabulary.yml", "facts.conduct.values", "{1: ", "a list of values with title"),
    "vocabulary_without_declined": Expected("vocabulary.yml", "open", "no declined", "the keys unsure, declined"),
    "vocabulary_without_force": Expected("vocabulary.yml", "facts", "no force", "the facts purpose and force"),
    "wrong_date_form": Expected("national/contacts.yml", "line.checked", "'21 November 2026'", 'such as "2026-11-21"'),
    "wrong_type": Expected(WRONGDOING, "order", "'second'", "a whole number"),
}


def problems_of(root: Path) -> tuple[Problem, ...]:
    """Load a broken knowledge base and give what was found wrong in it."""
    with pytest.raises(KnowledgeBaseError) as caught:
        load_knowledge_base(root)
    return caught.value.problems


def test_the_base_of_all_mistakes_is_in_order(tiny_folder: Path) -> None:
    """Without a mistake laid over it, the small knowledge base loads."""
    kb = load_knowledge_base(tiny_folder)

    assert list(kb.forces) == ["north", "south"]


def test_every_example_has_its_message() -> None:
    """No mistake lies in the folder without a test, and no test lacks its file."""
    assert sorted(folder.name for folder in INVALID.iterdir()) == sorted(MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(mistake: str, laid_over: Callable[[Path], Path]) -> None:
    """One mistake gives one problem, which says where it is, what was found and what was expected."""
    problems = problems_of(laid_over(INVALID / mistake))

    wanted = MISTAKES[mistake]
    assert len(problems) == 1, "\n".join(map(str, problems))
    assert (problems[0].file, problems[0].key) == (wanted.file, wanted.key)
    assert wanted.found in problems[0].found
    assert wanted.expected in problems[0].expected
    assert str(problems[0]).startswith(f"{wanted.file}: {wanted.key}: found ")


@pytest.mark.parametrize("name", ["situations.yml", "questions.yml", "phrases.yml"])
def test_a_top_file_that_is_missing_is_named(name: str, tiny_folder: Path) -> None:
    """A half-written knowledge base is told which of its files are not there yet."""
    (tiny_folder / name).unlink()

    problems = problems_of(tiny_folder)

    assert [(p.file, p.found) for p in problems] == [(name, "no such file")]


def test_a_phrase_that_is_missing_is_named(tiny_folder: Path) -> None:
    """A message never meets a phrase that is not there, because the knowledge base is refused before."""
    path = tiny_folder / "phrases.yml"
    path.write_text(re.sub(r"^stop: .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")

    problems = problems_of(tiny_folder)

    assert [(p.file, p.found) for p in problems] == [("phrases.yml", "no stop")]


def test_a_folder_that_is_no_knowledge_base_is_named(tmp_path: Path) -> None:
    """A folder without a vocabulary is refused with its own name, not with a stack of errors."""
    problems = problems_of(tmp_path)

    assert [(p.file, p.key, p.found) for p in problems] == [(str(tmp_path), "vocabulary.yml", "no such file")]


def test_a_file_that_is_not_utf_8_is_named(tiny_folder: Path) -> None:
    """A file saved in another encoding is named with the place of the first byte that cannot be read."""
    path = tiny_folder / HELP_LINE
    before = path.read_bytes()
    path.write_bytes(before.replace(b"help line", b"help l\xefne"))

    problems = problems_of(tiny_folder)

    place = before.index(b"help line") + len(b"help l")
    assert [str(p) for p in problems] == [
        f"{HELP_LINE}: byte {place}: found text that is not UTF-8, expected a file saved as UTF-8"
    ]


def test_all_mistakes_of_form_are_reported_at_once(laid_over: Callable[[Path], Path]) -> None:
    """A broken file, a file that nothing reads and a wrong type are three problems, not the first of three."""
    laid_over(INVALID / "unknown_key")
    laid_over(INVALID / "folder_that_nothing_reads")

    problems = problems_of(laid_over(INVALID / "wrong_type"))

    assert {p.file for p in problems} == {HELP_LINE, WRONGDOING, "national/ways/help_line.yml"}


def test_all_mistakes_of_meaning_are_reported_at_once(laid_over: Callable[[Path], Path]) -> None:
    """Names that do not resolve are all reported, wherever they stand."""
    laid_over(INVALID / "unknown_fact")
    laid_over(INVALID / "unknown_joint_set")

    problems = problems_of(laid_over(INVALID / "unknown_contact"))

    assert {p.file for p in problems} == {HELP_LINE, "forces/south/force.yml", REPORT_IT}
    assert len(problems) == 3


def test_what_is_in_order_beside_a_mistake_is_not_blamed(laid_over: Callable[[Path], Path]) -> None:
    """A mistake in a file that several forces share is said once, not once a force."""
    problems = problems_of(laid_over(INVALID / "unknown_contact"))

    assert [str(problem) for problem in problems] == sorted({str(problem) for problem in problems})
    assert len(problems) == 1


def test_every_message_stands_in_the_error(laid_over: Callable[[Path], Path]) -> None:
    """The words of the error are all its problems, a line each."""
    laid_over(INVALID / "unknown_fact")
    root = laid_over(INVALID / "unknown_contact")

    with pytest.raises(KnowledgeBaseError) as caught:
        load_knowledge_base(root)

    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]


def test_a_mistake_mended_is_a_mistake_gone(laid_over: Callable[[Path], Path], tiny_folder: Path) -> None:
    """After the broken file is put right the same folder loads."""
    good = (tiny_folder / HELP_LINE).read_bytes()
    problems_of(laid_over(INVALID / "unknown_key"))
    (tiny_folder / HELP_LINE).write_bytes(good)

    assert load_knowledge_base(tiny_folder).rulebooks[None].routes


def test_several_missing_keys_are_one_problem(tiny_folder: Path) -> None:
    """A file that was only begun is told once what it lacks."""
    (tiny_folder / HELP_LINE).write_text("id: help_line\ntitle: The help line\n", "utf-8")

    problems = problems_of(tiny_folder)

    assert [problem.found for problem in problems] == ["no reports, who_will_know, citations, contacts, cases"]
