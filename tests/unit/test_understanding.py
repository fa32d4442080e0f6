"""Facts are taken from words as people type them, and only where the words state them."""

from __future__ import annotations

from pathlib import Path

import pytest

from signpost.language import PhraseBook
from signpost.replies import ReplyReader
from signpost.understanding import FactReader
from signpost.word_lists import force_names, read_folder

ROOT = Path(__file__).parents[2]

STATED = [
    ("it was my inspector", {"who": ["own_line_manager"]}),
    ("no it was not my sergeant it was a colleague", {"who": ["colleague"]}),
    ("he's a DCI on another team", {"who": ["more_senior"]}),
    ("a superintendent keeps shouting at me", {"who": ["more_senior"], "conduct": ["intimidation_or_threats"]}),
    ("my sergeant's been picking on me", {"who": ["own_line_manager"], "position": ["affected"]}),
    ("the lads on my shift call me grandad", {"who": ["group"], "characteristic": ["age"]}),
    ("skipper keeps taking the mick out of my accent", {"who": ["own_line_manager"]}),
    ("sarge had a go at me in front of everyone", {"who": ["own_line_manager"]}),
    ("DS shouted at us", {"who": ["own_line_manager"]}),
    ("guv told me I was useless", {"who": ["own_line_manager"]}),
    ("skip called me thick", {"who": ["own_line_manager"]}),
    ("supervisor keeps shouting at me", {"who": ["own_line_manager"]}),
    ("line manager ignores me", {"who": ["own_line_manager"]}),
    ("Inspector screams at me most days", {"who": ["own_line_manager"]}),
    ("someone in PSD threatened me", {"who": ["psd_or_hr"]}),
    ("complaint against the chief constable", {"who": ["chief_officer"]}),
    ("someone junior to me", {"who": ["junior"]}),
    ("I'm a special", {"role": ["special_constable"]}),
    ("PCSO here, Essex", {"role": ["police_staff"], "force": ["essex"]}),
    ("I am a sergeant", {"role": ["police_officer"], "rank_band": ["up_to_chief_inspector"]}),
    ("I'm an ACC", {"role": ["police_officer"], "rank_band": ["chief_officer"]}),
    ("special sergeant here", {"role": ["special_constable"]}),
    ("not kent, essex", {"force": ["essex"]}),
    ("Dyfed-Powys", {"force": ["dyfed_powys"]}),
    ("about three times", {"pattern": ["repeated"]}),
    ("just the once", {"pattern": ["single"]}),
    ("it wasn't just the once", {"pattern": ["repeated"]}),
    ("he keeps messaging me at night", {"pattern": ["repeated"], "conduct": ["unwanted_contact"]}),
    ("they called me a paki", {"characteristic": ["race"], "conduct": ["offensive_or_insulting"]}),
    ("sooooo many racist jokes", {"characteristic": ["race"], "conduct": ["offensive_or_insulting"]}),
    ("He grabbed my breast", {"conduct": ["sexual"], "position": ["affected"]}),
    ("i saw a PC punch a prisoner in the cells", {"position": ["witness"], "conduct": ["excessive_force"]}),
    ("she told me that he groped her", {"position": ["told"], "conduct": ["sexual"]}),
    ("one of my team came to me about it", {"position": ["manager"]}),
    ("I've been accused of bullying", {"position": ["accused"]}),
    ("reported it to HR and nothing was done", {"raised": ["yes"]}),
    ("I havent told anyone", {"raised": ["no"], "prior_complaint": ["no"]}),
    ("since I put in a grievance I've been ignored", {"prior_complaint": ["yes"], "conduct": ["retaliation"]}),
    ("nobody talks to me since I complained", {"prior_complaint": ["yes"], "conduct": ["exclusion_or_undermining"]}),
    ("I want to make a formal complaint", {"wish": ["formal"]}),
    ("I dont want to make a formal complaint", {"wish": ["informal"]}),
    ("can I report it anonymously", {"wish": ["anonymous"]}),
    ("am I obliged to pass it on", {"wish": ["know_duties"]}),
    ("nothing to do with my race", {"characteristic": ["none"]}),
    ("passed over for promotion because I'm a woman", {"conduct": ["unfair_decision"], "characteristic": ["sex"]}),
]

NOT_STATED = [
    ("my sergeant's mate called me thick", "who"),
    ("my sergeants mate called me thick", "who"),
    ("I told my sergeant about it", "who"),
    ("my inspector saw it and did nothing", "who"),
    ("i never said it was my sergeant", "who"),
    ("told the guv and he laughed", "who"),
    ("told skipper he keeps calling me names", "who"),
    ("inspector told me to report it", "who"),
    ("guv knows he keeps calling me names", "who"),
    ("a different sergeant had a go at me", "who"),
    ("DS in another team shouted at me", "who"),
    ("skipper's mate called me thick", "who"),
    ("sergeants keep shouting at me", "who"),
    ("sergeant exam was unfair", "who"),
    ("Sergeant here, my colleague and DS keep shouting", "who"),
    ("my sergeant and two colleagues keep laughing at my accent", "who"),
    ("he never touched me", "conduct"),
    ("nobody called me names", "conduct"),
    ("he said he would have hit me", "physical"),
    ("what is bullying", "conduct"),
    ("does one racist joke count", "characteristic"),
    ("does one racist joke count", "pattern"),
    ("I transferred from Kent to Essex", "force"),
    ("my husband is a sergeant", "role"),
    ("my husband's a sergeant here", "rank_band"),
    ("a sergeant keeps shouting", "role"),
    ("I asked her four times", "pattern"),
    ("black coffee please", "characteristic"),
    ("she slapped him two times", "pattern"),
    ("how am I meant to use this", "wish"),
]

ODD = ["", " ", "\U0001f600", "\x00\x07", "a" * 10_000, "def f(): return 1", "Mae hi'n braf heddiw", "مدد"]

OPTIONS = {
    "pattern": {
        "single": "Once",
        "repeated": "More than once",
        "unsure": "I am not sure",
        "declined": "I would rather not say",
    },
    "danger": {"yes": "Yes, someone is in danger now", "no": "No, nobody is in danger now"},
    "who": {
        "colleague": "A colleague",
        "own_line_manager": "My own line manager",
        "more_senior": "Someone more senior, not my line manager",
        "chief_officer": "A chief officer: assistant chief constable or above",
    },
    "characteristic": {
        "race": "Race, colour, nationality",
        "religion_belief": "Religion or belief",
        "none": "None of these",
    },
    "wish": {
        "talk": "Talk it through first",
        "formal": "Make a formal complaint",
        "anonymous": "Report it without giving my name",
    },
    "role": {
        "police_officer": "Police officer",
        "special_constable": "Special constable",
        "police_staff": "Police staff",
    },
}

REPLIES = [
    ("pattern", "about 3 times", ["repeated"]),
    ("pattern", "nah just the once", ["single"]),
    ("pattern", "more than once", ["repeated"]),
    ("pattern", "don't know", ["unsure"]),
    ("pattern", "rather not say", ["declined"]),
    ("pattern", "skip", ["declined"]),
    ("pattern", "2", ["repeated"]),
    ("pattern", "the first one", ["single"]),
    ("pattern", "the weather is nice", None),
    ("danger", "nah", ["no"]),
    ("danger", "yep", ["yes"]),
    ("danger", "no I'm safe", ["no"]),
    ("danger", "I don't think so", ["no"]),
    ("danger", "not sure", ["unsure"]),
    ("danger", "yes please hurry", ["yes"]),
    ("who", "my skipper", ["own_line_manager"]),
    ("who", "he's a DCI on another team", ["more_senior"]),
    ("who", "not my sergeant, another PC", ["colleague"]),
    ("who", "line manager", ["own_line_manager"]),
    ("who", "option 3", ["more_senior"]),
    ("who", "last one", ["chief_officer"]),
    ("characteristic", "both", ["race", "religion_belief"]),
    ("characteristic", "none of those", ["none"]),
    ("characteristic", "religion", ["religion_belief"]),
    ("characteristic", "no", ["none"]),
    ("wish", "anonymously please", ["anonymous"]),
    ("wish", "complaint", ["formal"]),
    ("role", "pcso", ["police_staff"]),
    ("role", "sc", ["special_constable"]),
    ("role", "Police officer", ["police_officer"]),
]


@pytest.fixture(scope="module")
def facts() -> FactReader:
    phrases, spelling = read_folder(ROOT / "data" / "nlu" / "words")
    return FactReader({**phrases, "force": force_names(ROOT / "policies_kb")}, spelling)


@pytest.fixture(scope="module")
def replies(facts: FactReader) -> ReplyReader:
    phrases, spelling = read_folder(ROOT / "data" / "nlu" / "words")
    return ReplyReader(phrases, spelling, facts)


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_what_is_stated_is_taken(facts: FactReader, text: str, expected: dict[str, list[str]]) -> None:
    found = facts.read_facts(text)
    assert all(set(found.get(fact, [])) >= set(values) for fact, values in expected.items()), found


@pytest.mark.parametrize(("text", "absent"), NOT_STATED)
def test_what_is_not_stated_is_left_out(facts: FactReader, text: str, absent: str) -> None:
    found = facts.read_facts(text)
    assert absent not in found
    assert not any(absent in values for values in found.values())


@pytest.mark.parametrize("text", ODD)
def test_odd_input_states_nothing(facts: FactReader, text: str) -> None:
    assert facts.read_facts(text) == {}


def test_the_place_of_the_words_is_given(facts: FactReader) -> None:
    text = "Well\u2026 it\u2019s my skipper\u2019s fault? No: it was MY   SKIPPER"
    mention = next(mention for mention in facts.mentions(text) if mention.fact == "who")
    assert text[mention.start : mention.end] == "MY   SKIPPER"


@pytest.mark.parametrize(("fact", "text", "expected"), REPLIES)
def test_typed_answers(replies: ReplyReader, fact: str, text: str, expected: list[str] | None) -> None:
    assert replies.read_answer(text, fact, OPTIONS[fact]) == expected


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("touch me", "he touched me", True),
        ("=training day", "he trains day and night", False),
        ("told a/my big_boss", "told my big boss", True),
        ("so very? sad", "so sad", True),
        ("told ... nothing", "told him again and nothing", True),
        ("told ... nothing", "told him. nothing", False),
        ("keeps ~ing", "keeps shouting", True),
    ],
)
def test_the_notation_of_phrases(phrase: str, text: str, found: bool) -> None:
    book = PhraseBook({"x": [phrase, "train", "day"]}, {})
    with book.forgetting():
        assert any(match.end - match.start > 1 for match in book.find(book.read(text))) is found
