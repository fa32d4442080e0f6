"""Health of the real knowledge base and of the words that stand beside it in data/responses/.

Each test collects every offender and shows the whole list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from ruamel.yaml import YAML

from signpost.kb import load_knowledge_base
from signpost.model import Citation, KnowledgeBase

# The five documents, and the forces each is for.
DOCUMENTS = {
    "L1760": {"essex", "kent"},
    "L1": {"essex", "kent"},
    "L1640": {"essex", "kent"},
    "P01": {"kent"},
    "DPP-SH": {"dyfed_powys"},
}

# Every number of five digits or more that may stand in the knowledge base, and where it was read. A number that is
# not in this list is refused: nobody may add one from memory.
NUMBERS = {
    "01267226044": "dyfed-powys.police.uk, complaints and feedback, an old public page",
    "01622636363": "P01 3.4",
    "02031172520": "protect-advice.org.uk",
    "03000120030": "policecare.org.uk, mental health strategy for policing",
    "03000200096": "IOPC switchboard, a copy of its contact page of 2023",
    "03001231100": "Acas, in a ministerial statement of March 2015",
    "03001312789": "the policing crisis line, polfed.org/notts, July 2025",
    "07860077333": "gov.wales/live-fear-free, sexual violence",
    "08000684141": "papyrus-uk.org, questions about the line",
    "08000850000": "Crimestoppers police line, dyfedpowys-pcc.org.uk",
    "08000857857": "UNISONdirect, staffordshireunison.org.uk",
    "08082000247": "gov.uk, the national domestic abuse helpline",
    "08085002222": "Rape Crisis, the number commonly published; to be confirmed",
    "08088000082": "EASS, a page of the Equality and Human Rights Commission of 2019",
    "08088010327": "Men's Advice Line, centre56.org.uk",
    "08088010800": "gov.wales/live-fear-free, sexual violence",
    "08088020300": "National Stalking Helpline, the House of Commons, 23 November 2018",
    "08458770061": "IOPC report line, a copy of its contact page of 2023",
    "116123": "samaritans.org",
    "85258": "Shout, crisistextline.uk",
    "2026323": "SI 2026/323, in its address",
    "11180": "L1 1.1 names the protocol L11180",
    "01640": "L1 1.1 writes L1640 as L01640",
    "11687734": "in the address of the Home Office guidance at docslib.org",
    "54611": "in the address of a parliamentary question on the IOPC",
    "5172025": "freedom of information request 517/2025, in its address",
}
# Short numbers that people call or text; listed because they carry too few digits to be caught above.
SHORT_NUMBERS = {"999": "emergency", "101": "police, not an emergency", "111": "NHS, option 2", "18000": "999 by text"}

BANNED = (
    "just one incident",
    "not serious",
    "too late",
    "is harassment",
    "is a crime",
    "don't worry",
    "calm down",
    "overreact",
    "banter",
)
# To ask whether it is, or to say back what a person thinks, is no verdict.
ASKED = r"(?<!whether it )(?<!if it )(?<!do not think it )"
SHOWN = ("notices", "duties", "routes", "concepts", "answers")


def texts(folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield each YAML file of a folder, with its data."""
    for path in sorted(folder.rglob("*.yml")):
        yield path.relative_to(folder.parent).as_posix(), YAML(typ="safe").load(path.read_text("utf-8"))


def words(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in plain data with the key it stands under; ids and conditions are no words for people."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in (
                "id",
                "when",
                "policy",
                "paragraph",
                "contacts",
                "sets_off",
                "source",
                "address",
                "checked",
            ):
                yield from words(value, f"{key}.{name}".lstrip("."))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from words(value, f"{key}.{index}")
    elif isinstance(data, str):
        yield key, data


@pytest.fixture(scope="module")
def files(real_folder: Path) -> dict[str, Any]:
    """Read every YAML file of the knowledge base, once."""
    return dict(texts(real_folder))


@pytest.fixture(scope="module")
def sentences(real_folder: Path, files: dict[str, Any]) -> dict[str, str]:
    """Give every text that an outcome or a message is made of, by file and key."""
    shown = {name: data for name, data in files.items() if Path(name).parent.name in SHOWN}
    shown |= dict(texts(real_folder.parent / "data" / "responses"))
    found = {f"{name}: {key}": text for name, data in shown.items() for key, text in words(data)}
    # How people ask is theirs; what they are answered is ours.
    asked = re.compile(r"/answers/.*: (asks\.|title$)")
    return {key: text for key, text in found.items() if " " in text and not asked.search(key)}


def citations(kb: KnowledgeBase) -> Iterator[tuple[str, str, Citation]]:
    """Yield every citation with the rulebook it is read in and the entry it stands in."""
    for name, book in kb.rulebooks.items():
        force = name or "no force"
        for concept in book.concepts:
            cited = [*concept.citations, *(c for element in concept.elements for c in element.citations)]
            yield from ((force, concept.id, citation) for citation in cited)
        for route in book.routes:
            yield from ((force, route.id, citation) for case in route.cases for citation in case.citations)
        for entry in (*book.duties, *book.notices):
            yield from ((force, entry.id, citation) for citation in entry.citations)
        for answer in book.answers.values():
            yield from ((force, answer.id, citation) for case in answer.cases for citation in case.citations)
        for policy in book.policies.values():
            for paragraph in policy.paragraphs.values():
                if paragraph.substitute:
                    yield force, f"{policy.id} {paragraph.key}", paragraph.substitute.source


def test_it_loads_without_a_problem(real_folder: Path) -> None:
    """Read afresh, without the cache, every file passes its schema and every name resolves."""
    kb = load_knowledge_base.__wrapped__(real_folder)

    assert set(kb.forces) >= {"essex", "kent", "dyfed_powys"}


def test_ids_are_file_names(files: dict[str, Any]) -> None:
    """A file is found by the id that stands in it."""
    wrong = [
        name
        for name, data in files.items()
        if "id" in data
        and data["id"] != (Path(name).parent.name if Path(name).name == "force.yml" else Path(name).stem)
    ]

    assert not wrong, "\n".join(wrong)


def test_every_citation_resolves_in_every_rulebook(real_kb: KnowledgeBase) -> None:
    """Whoever reads a reference can read the paragraph, in their own force's rulebook."""
    wrong = [
        f"{force}: {entry}: {citation.policy} {citation.paragraph}"
        for force, entry, citation in citations(real_kb)
        if citation.paragraph
        not in real_kb.rulebooks[None if force == "no force" else force].policies[citation.policy].paragraphs
    ]

    assert not wrong, "\n".join(wrong)


def test_no_rulebook_cites_a_document_of_another_force(real_kb: KnowledgeBase) -> None:
    """A policy of the five shows for the forces it was written for, and for nobody else."""
    for document, forces in DOCUMENTS.items():
        holders = {name for name, book in real_kb.rulebooks.items() if document in book.policies}

        assert holders == forces, document


def test_a_policy_names_the_forces_that_can_see_it(real_kb: KnowledgeBase) -> None:
    """`forces:` in a policy says the same as the folder it lies in."""
    wrong = []
    policies = {policy.id: policy for book in real_kb.rulebooks.values() for policy in book.policies.values()}
    for policy in policies.values():
        holders = {name for name, book in real_kb.rulebooks.items() if policy.id in book.policies}
        named = set(policy.forces) or {None, *real_kb.forces}
        if holders != named:
            wrong.append(f"{policy.id}: names {sorted(map(str, named))}, is held by {sorted(map(str, holders))}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_paragraph_of_the_five_documents_says_something(document: str, real_kb: KnowledgeBase) -> None:
    """Each has a title and a sentence that ends; what is lost and what is in doubt are sentences too."""
    policy = next(book.policies[document] for book in real_kb.rulebooks.values() if document in book.policies)
    wrong = []
    for key, paragraph in policy.paragraphs.items():
        parts = {"title": paragraph.title, "says": paragraph.says, "lost": paragraph.lost, "doubt": paragraph.doubt}
        parts["not_for_staff"] = paragraph.not_for_staff
        for name, text in parts.items():
            ends = name == "title" or (text or ".").rstrip().endswith((".", "?", ")"))
            if text is not None and (not ends or len(text.split()) < (1 if name == "title" else 3)):
                wrong.append(f"{document} {key}: {name}: {text!r}")

    assert len(policy.paragraphs) > 10
    assert not wrong, "\n".join(wrong)


def test_the_five_documents_have_a_header(real_kb: KnowledgeBase) -> None:
    """When last reviewed, when due and on what ground, whom to ask: each is given, or a note says that it is not."""
    wrong = []
    for document in DOCUMENTS:
        policy = next(book.policies[document] for book in real_kb.rulebooks.values() if document in book.policies)
        for name in ("last_reviewed", "review_due", "contact_point"):
            if getattr(policy, name) is None and not policy.notes:
                wrong.append(f"{document}: {name}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("document", "overdue"), [("L1760", False), ("L1", False), ("P01", True), ("L1640", True), ("DPP-SH", True)]
)
def test_reviews_are_overdue_where_they_are_known_to_be(document: str, overdue: bool, real_kb: KnowledgeBase) -> None:
    """On 21 November 2026 three of the five documents were past their review."""
    policy = next(book.policies[document] for book in real_kb.rulebooks.values() if document in book.policies)

    assert policy.review_due
    assert policy.review_due.overdue(date(2026, 11, 21)) is overdue


def test_a_substitute_says_whose_words_it_is_not(real_kb: KnowledgeBase) -> None:
    """The label of every substitute begins by saying so, and its source is not the policy with the hole."""
    wrong = []
    for book in real_kb.rulebooks.values():
        for policy in book.policies.values():
            for paragraph in policy.paragraphs.values():
                sub = paragraph.substitute
                if sub and (
                    not sub.label.startswith("Not ")
                    or (sub.source.policy, sub.source.paragraph) == (policy.id, paragraph.key)
                ):
                    wrong.append(f"{policy.id} {paragraph.key}: {sub.label}")

    assert not wrong, "\n".join(wrong)


def test_no_protected_address_is_taken_for_an_address(real_folder: Path) -> None:
    """The published pages hide e-mail addresses behind a placeholder, which must never be printed."""
    placeholder = re.compile(r"\[?email[\s\xa0]*protected\]?", re.IGNORECASE)
    folders = (real_folder, real_folder.parent / "data")
    wrong = [
        str(p) for folder in folders for p in sorted(folder.rglob("*.yml")) if placeholder.search(p.read_text("utf-8"))
    ]

    assert not wrong, "\n".join(wrong)


def test_no_number_stands_there_without_a_source(real_folder: Path) -> None:
    """Five digits or more in a row, spaces, hyphens and brackets between them aside, must be in the list above."""
    # A bracket may stand round an area code, but not before a paragraph such as L1760 (3.1).
    pattern = re.compile(r"(?<![A-Za-z\d])\d(?:[ -]|\d|\) ?|\((?!\d+\.))*\d")
    wrong = []
    for path in sorted(real_folder.rglob("*.yml")):
        for count, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for found in pattern.findall(re.sub(r"\b\d{4}-\d{2}(-\d{2})?\b", "", line)):
                digits = re.sub(r"\D", "", found)
                if len(digits) >= 5 and digits not in NUMBERS:
                    wrong.append(f"{path.relative_to(real_folder)}:{count}: {found.strip()}")

    assert not wrong, "\n".join(wrong)


def test_every_number_of_the_list_still_stands_there(real_folder: Path) -> None:
    """A number that was taken out of the knowledge base is taken out of the list, so that it cannot slip back."""
    held = re.sub(r"[\s()-]", "", "\n".join(p.read_text("utf-8") for p in sorted(real_folder.rglob("*.yml"))))
    gone = [number for number in NUMBERS if number not in held]

    assert not gone, "\n".join(gone)
    assert all(NUMBERS.values())


def test_every_contact_number_is_one_we_have_read(real_kb: KnowledgeBase) -> None:
    """What people are told to call or text is a number of the two lists, as it stands."""
    wrong = []
    for book in real_kb.rulebooks.values():
        for contact in book.contacts.values():
            digits = re.sub(r"\D", "", contact.value)
            if contact.kind in ("phone", "text") and digits not in {**NUMBERS, **SHORT_NUMBERS}:
                wrong.append(f"{contact.id}: {contact.value}")

    assert not wrong, "\n".join(wrong)


def test_a_number_in_doubt_says_so(real_kb: KnowledgeBase) -> None:
    """The Kent line, the Rape Crisis digits and old pages carry what must be checked first."""
    contacts = {c.value.replace(" ", ""): c for book in real_kb.rulebooks.values() for c in book.contacts.values()}
    doubtful = ["01622636363", "08085002222", "01267226044", "08458770061", "08088020300", "02031172520", "03001231100"]

    assert [number for number in doubtful if not contacts[number].confirm] == []


def test_every_number_in_the_responses_stands_in_a_contacts_file(real_folder: Path, real_kb: KnowledgeBase) -> None:
    """The words of the conversation promise no number that nobody looks after."""
    held = {re.sub(r"\D", "", c.value) for book in real_kb.rulebooks.values() for c in book.contacts.values()}
    # Press 55 after dialling 999 without speaking: part of that contact's own words.
    held |= set(re.findall(r"\d+", " ".join(c.purpose for c in real_kb.rulebooks[None].contacts.values())))
    wrong = []
    for name, data in texts(real_folder.parent / "data" / "responses"):
        for key, text in words(data.get("responses", {})):
            wrong += [
                f"{name}: {key}: {n}" for n in re.findall(r"\d[\d ]*\d|\d", text) if n.replace(" ", "") not in held
            ]

    assert not wrong, "\n".join(wrong)


def test_no_sentence_shouts(sentences: dict[str, str]) -> None:
    """There is no exclamation mark in anything shown."""
    wrong = [f"{key}: {text}" for key, text in sentences.items() if "!" in text]

    assert not wrong, "\n".join(wrong)


def test_no_sentence_judges_or_belittles(sentences: dict[str, str]) -> None:
    """No verdict, nothing that makes light of what happened, nothing that tells a person how to feel."""
    wrong = [
        f"{key}: {word!r} in: {text}"
        for key, text in sentences.items()
        for word in BANNED
        if re.search(rf"{ASKED}\b{re.escape(word)}", text.replace("’", "'"), re.IGNORECASE)
    ]

    assert not wrong, "\n".join(wrong)


def test_sentences_are_short(sentences: dict[str, str]) -> None:
    """In no file do the sentences run to more than twenty words on average, and no single one to more than forty."""
    lengths: dict[str, list[int]] = {}
    for key, text in sentences.items():
        if not key.endswith("title"):
            parts = [part for part in re.split(r"(?<=[.?:])\s+|\n+", text) if re.search(r"\w", part)]
            lengths.setdefault(key.split(": ")[0], []).extend(len(part.split()) for part in parts)
    wrong = [
        f"{name}: {counts}" for name, counts in lengths.items() if sum(counts) > 20 * len(counts) or max(counts) > 40
    ]

    assert not wrong, "\n".join(wrong)


def test_no_text_has_a_brace_that_nobody_fills(real_kb: KnowledgeBase) -> None:
    """Only the notice on overdue reviews is a pattern, and only these words can be filled in."""
    wrong = []
    for book in real_kb.rulebooks.values():
        for notice in book.notices:
            named = {
                field for text in (notice.title, notice.text) for _, field, _, _ in Formatter().parse(text) if field
            }
            allowed = {"title", "policy", "basis", "contact_point"} if notice.id == "overdue_policy" else set()
            wrong += [f"{notice.id}: {name}" for name in named - allowed]

    assert not wrong, "\n".join(wrong)


def test_every_rulebook_has_the_notices_of_the_contract(real_kb: KnowledgeBase) -> None:
    """What other tools look for by name is there for members of every force, as far as it concerns them."""
    everywhere = {"confidentiality_limits", "no_detriment", "not_a_report", "overdue_policy"}
    forces = {
        "essex": {"mandatory_referral", "local_list_missing"},
        "kent": {"mandatory_referral", "local_list_missing"},
    }
    forces["dyfed_powys"] = {"local_list_missing"}
    missing = [
        f"{name}: {notice}"
        for name, book in real_kb.rulebooks.items()
        for notice in sorted((everywhere | forces.get(name or "", set())) - {entry.id for entry in book.notices})
    ]

    assert not missing, "\n".join(missing)


def test_what_a_route_sets_off_can_be_shown(real_kb: KnowledgeBase) -> None:
    """A notice shown only with routes is set off by one of them in each rulebook that holds it."""
    idle = []
    for name, book in real_kb.rulebooks.items():
        set_off = {notice for route in book.routes for notice in route.sets_off}
        idle += [f"{name}: {n.id}" for n in book.notices if n.only_with_routes and n.id not in set_off]

    assert not idle, "\n".join(idle)


def test_a_route_that_reports_comes_with_the_protection_of_who_reports(real_kb: KnowledgeBase) -> None:
    """Each way of reporting sets off a statement that nobody should suffer for it."""
    wrong = [
        f"{name}: {route.id}"
        for name, book in real_kb.rulebooks.items()
        for route in book.routes
        if route.reports and not any(notice.startswith("no_detriment") for notice in route.sets_off)
    ]

    assert not wrong, "\n".join(wrong)


def test_who_may_have_to_pass_it_on_comes_with_a_notice_that_stands_first(real_kb: KnowledgeBase) -> None:
    """Before anybody is invited to tell a manager, HR or Professional Standards they read what may be passed on."""
    tellers = {"line_manager", "another_manager", "senior_manager_or_hr", "hr", "psd", "grievance", "fairness_at_work"}
    tellers |= {"people_services", "informal_resolution"}
    wrong = []
    for name, book in real_kb.rulebooks.items():
        first = {notice.id for notice in book.notices if notice.first}
        wrong += [f"{name}: {r.id}" for r in book.routes if r.id in tellers and not first & set(r.sets_off)]

    assert not wrong, "\n".join(wrong)


def test_every_question_has_words_and_a_reason(real_kb: KnowledgeBase) -> None:
    """Each ends in a question mark and says why it is asked."""
    wrong = [q.fact for q in real_kb.questions if "?" not in q.text or not q.why.endswith(".")]

    assert not wrong
    assert [q.fact for q in real_kb.questions][:2] == ["purpose", "danger"]
    assert "self_harm" not in {q.fact for q in real_kb.questions}
