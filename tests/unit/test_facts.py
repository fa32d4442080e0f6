"""Facts take the values of the vocabulary, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from signpost.errors import FactError
from signpost.facts import Facts
from signpost.model import KnowledgeBase


def test_a_single_value_may_be_text_or_a_list_of_one(tiny_kb: KnowledgeBase) -> None:
    """Other people's tools may send either form, and both mean the same."""
    facts = tiny_kb.vocabulary.facts

    assert facts({"force": "north"}) == facts({"force": ["north"]}) == {"force": ("north",)}


def test_values_come_in_the_order_of_the_vocabulary(tiny_kb: KnowledgeBase) -> None:
    """The order in which a person names things changes nothing, and a repeat is dropped."""
    given = tiny_kb.vocabulary.facts({"conduct": ["theft", "shouting", "theft"]})

    assert given["conduct"] == ("shouting", "theft")


def test_facts_come_in_the_order_of_the_vocabulary(tiny_kb: KnowledgeBase) -> None:
    """The order of the keys sent changes nothing either."""
    given = tiny_kb.vocabulary.facts({"wish": "talk", "purpose": "policy_question", "force": "south"})

    assert list(given) == ["purpose", "force", "wish"]


@pytest.mark.parametrize("value", ["unsure", "declined", ["unsure"], ["declined"]])
@pytest.mark.parametrize("fact", ["force", "conduct"])
def test_unsure_and_declined_are_values_of_every_fact(fact: str, value: Any, tiny_kb: KnowledgeBase) -> None:
    """Not knowing and not saying are answers; the fact is told, but not known."""
    given = tiny_kb.vocabulary.facts({fact: value})

    assert fact in given
    assert not given.known(fact)


@pytest.mark.parametrize(
    ("fact", "value", "says"),
    [
        ("force", "east", "force: found east, expected one of: north, south, unsure, declined"),
        ("conduct", ["theft", "arson", "libel"], "found arson, libel"),
        ("force", ["north", "south"], "force: found north, south, expected one value"),
        ("force", ["north", "unsure"], "expected one value"),
        ("conduct", ["theft", "unsure"], "conduct: found theft, unsure, expected unsure or declined to stand alone"),
        ("conduct", ["unsure", "declined"], "to stand alone"),
        ("ground", ["age", "none"], "ground: found age, none, expected unsure or declined or none to stand alone"),
        ("force", "unasked", "found unasked"),
        ("force", "North", "found North"),
        ("force", "", "found "),
        ("force", None, "force: found None, expected one of: north, south"),
        ("force", 3, "found 3"),
        ("danger", True, "found True"),
        ("force", {"north": 1}, "expected one of: north, south"),
        ("force", [["north"]], "expected one of: north, south"),
        ("force", b"north", "expected one of: north, south"),
        ("conduct", [], "conduct: found [], expected one of"),
        ("conduct", [None], "found [None]"),
    ],
)
def test_what_the_vocabulary_does_not_have_is_refused(fact: str, value: Any, says: str, tiny_kb: KnowledgeBase) -> None:
    """The error names the fact, what was found and what was expected."""
    with pytest.raises(FactError) as caught:
        tiny_kb.vocabulary.facts({fact: value})

    assert says in str(caught.value)


def test_an_unknown_fact_is_refused_by_name(tiny_kb: KnowledgeBase) -> None:
    """A misspelt fact is an error that lists the facts there are, not a fact that is ignored."""
    with pytest.raises(FactError, match="forse: no such fact, expected one of: purpose, danger, force"):
        tiny_kb.vocabulary.facts({"forse": "north"})


@pytest.mark.parametrize("given", [None, "north", ["force"], 3])
def test_facts_must_be_an_object(given: Any, tiny_kb: KnowledgeBase) -> None:
    """Something that is not an object of facts is refused in words."""
    with pytest.raises(FactError, match="expected an object of facts and values"):
        tiny_kb.vocabulary.facts(given)


def test_a_fact_has_three_states_beside_its_values(tiny_kb: KnowledgeBase) -> None:
    """Absence is "not asked yet"; unsure and declined are answers."""
    facts = tiny_kb.vocabulary.facts({"danger": "unsure", "role": "declined", "force": "north"})

    assert facts.state("wish") == ("unasked",)
    assert facts.state("danger") == ("unsure",)
    assert facts.state("role") == ("declined",)
    assert [name for name in ("wish", "danger", "role", "force") if facts.known(name)] == ["force"]


def test_a_changed_copy_leaves_the_first_as_it_was() -> None:
    """Facts never change; adding and leaving out give new ones."""
    first = Facts({"force": ("north",), "role": ("staff",)})
    second = first.adding({"force": ("south",), "wish": ("talk",)})
    third = second.without("role", "nothing_of_the_kind")

    assert first == {"force": ("north",), "role": ("staff",)}
    assert second == {"force": ("south",), "role": ("staff",), "wish": ("talk",)}
    assert third == {"force": ("south",), "wish": ("talk",)}


def test_facts_do_not_share_the_mapping_they_were_made_from() -> None:
    """Changing the mapping afterwards does not reach in."""
    answers = {"force": ("north",)}
    facts = Facts(answers)
    answers["force"] = ("south",)

    assert facts["force"] == ("north",)


def test_equal_facts_have_one_hash_whatever_their_order() -> None:
    """They may be kept in sets and as keys."""
    one = Facts({"force": ("north",), "role": ("staff",)})
    other = Facts({"role": ("staff",), "force": ("north",)})

    assert one == other
    assert len({one, other}) == 1
    assert Facts() == {}
    assert repr(Facts({"force": ("north",)})) == "Facts({'force': ('north',)})"


def test_plain_values_survive_a_round_trip(tiny_kb: KnowledgeBase) -> None:
    """A fact of many values is written as a list, also of one; the others as text."""
    vocabulary = tiny_kb.vocabulary
    plain = {"danger": "unsure", "force": "north", "conduct": ["theft"], "ground": ["declined"]}

    assert vocabulary.plain(vocabulary.facts(plain)) == plain


def test_the_vocabulary_lists_its_facts_in_order(tiny_kb: KnowledgeBase) -> None:
    """The order of the file is the order of every listing."""
    vocabulary = tiny_kb.vocabulary

    assert [fact.id for fact in vocabulary] == ["purpose", "danger", "force", "role", "conduct", "ground", "wish"]
    assert "force" in vocabulary
    assert "forse" not in vocabulary
    assert vocabulary.fact("force").titles == {"north": "North Police", "south": "South Police"}
