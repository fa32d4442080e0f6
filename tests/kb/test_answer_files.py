"""The answers: each paragraph of the five documents is answered for, in few plain words, for every force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from wordfreq import zipf_frequency

from signpost.answers import case_of, written
from signpost.facts import Facts
from signpost.language import word_set
from signpost.model import AnswerCase, KnowledgeBase, Rulebook
from signpost.words import explained

FIVE = ("L1760", "L1", "P01", "L1640", "DPP-SH")
TODAY = date(2026, 11, 22)
LONGEST, SENTENCE = 90, 20
# A word that is met once in ten thousand or seldomer; below that a sixteen-year-old may have to look it up.
RARE = 3.45
# Rare in print, but everyday in speech, or plain from their parts.
EVERYDAY = word_set(
    "advises anonymously approves behaviours binds carer chats competently erases foresee froze harass harasses harms "
    "helpers helpline helplines humiliates investigates lengthened mistreated mistreating mocked overheard pranks "
    "recognises refresher sensitively settles socials suitably tolerates unfairly unintentional uninvited unskilled "
    "unsuitable unwelcome"
)
# Names, which explain themselves or are explained by the answer they stand in.
NAMES = frozenset({"dpp", "dyfed", "fairplay", "powys"})


def cases(kb: KnowledgeBase) -> Iterator[tuple[str, Rulebook, AnswerCase]]:
    """Yield every case of every answer, in each rulebook that may show it."""
    for book in kb.rulebooks.values():
        for answer in book.answers.values():
            for case in answer.cases:
                yield f"{answer.id} ({book.force.id if book.force else 'no force'})", book, case


@pytest.mark.parametrize("document", FIVE)
def test_every_paragraph_is_answered_for_or_marked_as_not_for_staff(document: str, real_kb: KnowledgeBase) -> None:
    """What a paragraph says reaches whoever asks; the few that answer nothing say why."""
    cited = {
        citation.paragraph
        for _, _, case in cases(real_kb)
        for citation in case.citations
        if citation.policy == document
    }
    policy = next(book.policies[document] for book in real_kb.rulebooks.values() if document in book.policies)
    uncovered = [
        f"{p.key}: {p.title}" for p in policy.paragraphs.values() if p.key not in cited and not p.not_for_staff
    ]

    assert not uncovered, "\n".join(uncovered)


def test_every_force_has_something_true_for_every_answer(real_kb: KnowledgeBase) -> None:
    """Whoever names a force is answered, if only that the documents do not say; no fact beside the force is needed."""
    wrong = [
        f"{answer.id}: {force}"
        for force in real_kb.forces
        for answer in real_kb.rulebooks[force].answers.values()
        if case_of(answer, Facts({"force": (force,)})) is None
    ]

    assert not wrong, "\n".join(wrong)


def test_answers_are_short(real_kb: KnowledgeBase) -> None:
    """At most ninety words, the warning that a policy is past its review included; short sentences."""
    wrong = []
    for name, book, case in cases(real_kb):
        text = written(case, book, real_kb, TODAY)
        sentences = [part for part in re.split(r"(?<=[.?:])\s+", text) if re.search(r"\w", part)]
        if len(text.split()) > LONGEST or len(text.split()) > SENTENCE * len(sentences):
            wrong.append(f"{name}: {len(text.split())} words, {len(sentences)} sentences: {text}")

    assert not wrong, "\n".join(wrong)


def test_no_word_is_left_unexplained(real_kb: KnowledgeBase) -> None:
    """A rare word is explained beneath the answer, or is one that people say every day."""
    wrong: dict[str, str] = {}
    for name, book, case in cases(real_kb):
        text = written(case, book, real_kb, TODAY)
        plain = text
        for word in real_kb.words:
            for form in sorted(word.forms, key=len, reverse=True):
                as_written = form != form.lower()
                plain = re.sub(rf"\b{re.escape(form)}\b", " ", plain, flags=0 if as_written else re.IGNORECASE)
        for word in re.findall(r"[A-Za-z][A-Za-z’']+", plain):
            base = re.sub(r"['’]s$", "", word.lower().replace("’", "'"))
            if zipf_frequency(base, "en") < RARE and base not in EVERYDAY | NAMES:
                wrong.setdefault(base, name)

    assert not wrong, "\n".join(f"{word}: {name}" for word, name in sorted(wrong.items()))


def test_words_are_explained_where_they_stand(real_kb: KnowledgeBase) -> None:
    """Each word of the list can be found in a text by each of its forms."""
    wrong = [
        form
        for word in real_kb.words
        for form in word.forms
        if {"word": word.name, "means": word.means} not in explained(form, real_kb)
    ]

    assert not wrong, "\n".join(wrong)


def test_no_way_of_asking_stands_under_two_answers(real_kb: KnowledgeBase) -> None:
    """What is asked in the same words wants the same answer."""
    seen: dict[str, str] = {}
    twice = []
    for name, ways in real_kb.ways_of_asking().items():
        for way in ways:
            other = seen.setdefault(re.sub(r"\W+", " ", way.lower()).strip(), name)
            if other != name:
                twice.append(f"{way}: {other} and {name}")

    assert not twice, "\n".join(twice)


def test_nobody_is_asked_for_a_fact_that_changes_nothing(real_kb: KnowledgeBase) -> None:
    """A case asks for a fact only where an answer to it leads to another case."""
    wrong = []
    for book in real_kb.rulebooks.values():
        for answer in book.answers.values():
            asking = [case for case in answer.cases if case.ask]
            force = Facts({"force": (book.force.id,)}) if book.force else Facts()
            for case in asking:
                values = real_kb.vocabulary.fact(case.ask or "").values
                reached = {id(case_of(answer, force.adding({case.ask or "": (value,)}))) for value in values}
                if reached <= {id(case)}:
                    wrong.append(f"{answer.id} ({force}): {case.ask}")

    assert not wrong, "\n".join(wrong)


def test_an_answer_never_shows_a_contact_of_another_force(real_kb: KnowledgeBase) -> None:
    """A name or number of one force is in no answer that a member of another can be given."""
    own = {
        "essex": ("Support Zone", "Fairplay", "PFCC"),
        "kent": ("01622", "P01", "Prevent team", "FIMU", "Kent Police support", "wrongdoing policy (P01)"),
        "dyfed_powys": ("DPP-SH", "People Services", "Fairness at Work", "Live Fear Free"),
    }
    wrong = [
        f"{name}: {word}"
        for name, book, case in cases(real_kb)
        for force, names in own.items()
        if book.force and book.force.id != force
        for word in names
        if word in written(case, book, real_kb, TODAY)
    ]

    assert not wrong, "\n".join(wrong)
