"""The language of `when:` in the knowledge base: three-valued truth, told by tables."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from signpost.conditions import NO, UNKNOWN, YES, AllOf, Always, AnyOf, ConceptMayFit, FactIs, Not, parse, walk
from signpost.facts import Facts

SIGNS = (NO, UNKNOWN, YES)
# A concept of each standing, so that a condition of any truth can be written down.
STANDINGS = {"no": NO, "open": UNKNOWN, "yes": YES}
NAMES = {sign: name for name, sign in STANDINGS.items()}


def truth(raw: Any, facts: Mapping[str, Any] | None = None, situations: Mapping[str, Any] | None = None) -> int:
    """Read a condition from plain data and say how it stands."""
    told = Facts({name: (v,) if isinstance(v, str) else tuple(v) for name, v in (facts or {}).items()})
    named = {name: parse(when) for name, when in (situations or {}).items()}
    return parse(raw, named).truth(told, STANDINGS)


def of(sign: int) -> dict[str, str]:
    """Give a condition that stands as asked."""
    return {"concept": NAMES[sign]}


@pytest.mark.parametrize(("one", "other"), product(SIGNS, SIGNS))
def test_all_is_the_least_of_its_parts(one: int, other: int) -> None:
    """One false part makes it false; else one open part leaves it open."""
    assert truth({"all": [of(one), of(other)]}) == min(one, other)


@pytest.mark.parametrize(("one", "other"), product(SIGNS, SIGNS))
def test_any_is_the_greatest_of_its_parts(one: int, other: int) -> None:
    """One true part makes it true; else one open part leaves it open."""
    assert truth({"any": [of(one), of(other)]}) == max(one, other)


@pytest.mark.parametrize(("sign", "opposite"), [(NO, YES), (UNKNOWN, UNKNOWN), (YES, NO)])
def test_not_turns_the_sign_and_leaves_open_what_is_open(sign: int, opposite: int) -> None:
    """What nobody knows is not made known by asking for the contrary."""
    assert truth({"not": of(sign)}) == opposite
    assert truth({"not": {"not": of(sign)}}) == sign


@pytest.mark.parametrize("signs", product(SIGNS, SIGNS, SIGNS))
def test_all_and_any_mirror_each_other(signs: tuple[int, ...]) -> None:
    """Not all is any not, for three parts in every order."""
    parts = [of(sign) for sign in signs]
    opposites = [{"not": part} for part in parts]

    assert truth({"not": {"all": parts}}) == truth({"any": opposites})
    assert truth({"not": {"any": parts}}) == truth({"all": opposites})


def test_always_holds_whatever_was_told() -> None:
    """It needs no facts."""
    assert truth("always") == YES


@pytest.mark.parametrize(
    ("told", "any_of", "none_of"),
    [
        ("kent", YES, NO),
        ("essex", NO, YES),
        ("unsure", UNKNOWN, UNKNOWN),
        ("declined", UNKNOWN, UNKNOWN),
        (None, UNKNOWN, UNKNOWN),
    ],
)
def test_a_fact_of_one_value(told: str | None, any_of: int, none_of: int) -> None:
    """A value is in the list or it is not; unsure, declined and not asked leave it open."""
    facts = {"force": told} if told else {}

    assert truth({"fact": "force", "any_of": ["kent", "wales"]}, facts) == any_of
    assert truth({"fact": "force", "only": ["kent", "wales"]}, facts) == any_of
    assert truth({"fact": "force", "none_of": ["kent", "wales"]}, facts) == none_of


@pytest.mark.parametrize(
    ("told", "any_of", "only", "none_of"),
    [
        (["sexual"], YES, YES, NO),
        (["sexual", "physical"], YES, YES, NO),
        (["sexual", "theft"], YES, NO, NO),
        (["theft"], NO, NO, YES),
        (["theft", "fraud"], NO, NO, YES),
        (["unsure"], UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_a_fact_of_many_values(told: list[str], any_of: int, only: int, none_of: int) -> None:
    """`any_of` asks for some value, `only` for all of them, `none_of` for none."""
    facts = {"conduct": told}
    listed = ["sexual", "physical"]

    assert truth({"fact": "conduct", "any_of": listed}, facts) == any_of
    assert truth({"fact": "conduct", "only": listed}, facts) == only
    assert truth({"fact": "conduct", "none_of": listed}, facts) == none_of


@pytest.mark.parametrize("word", ["any_of", "only", "none_of"])
@pytest.mark.parametrize("told", [None, "unsure", "declined"])
@pytest.mark.parametrize(("if_open", "sign"), [("yes", YES), ("no", NO), ("unsure", UNKNOWN)])
def test_if_open_says_what_an_open_fact_counts_as(word: str, told: str | None, if_open: str, sign: int) -> None:
    """The default holds for the condition as written, whichever of the three words it uses."""
    facts = {"danger": told} if told else {}

    assert truth({"fact": "danger", word: ["yes"], "if_open": if_open}, facts) == sign


@pytest.mark.parametrize("if_open", ["yes", "no"])
def test_if_open_does_not_touch_what_was_told(if_open: str) -> None:
    """A real value is judged by the list alone."""
    assert truth({"fact": "danger", "any_of": ["yes"], "if_open": if_open}, {"danger": "yes"}) == YES
    assert truth({"fact": "danger", "any_of": ["yes"], "if_open": if_open}, {"danger": "no"}) == NO
    assert truth({"fact": "danger", "none_of": ["yes"], "if_open": if_open}, {"danger": "yes"}) == NO
    assert truth({"fact": "danger", "none_of": ["yes"], "if_open": if_open}, {"danger": "no"}) == YES


@pytest.mark.parametrize("state", ["unsure", "declined", "unasked"])
def test_an_open_state_may_stand_in_a_list(state: str) -> None:
    """`unsure`, `declined` and `unasked` beside real values make the open fact count as found."""
    facts = {} if state == "unasked" else {"crime": state}
    listed = ["yes", state]

    assert truth({"fact": "crime", "any_of": listed}, facts) == YES
    assert truth({"fact": "crime", "any_of": listed, "if_open": "no"}, facts) == YES
    assert truth({"fact": "crime", "none_of": listed}, facts) == NO
    assert truth({"fact": "crime", "any_of": listed}, {"crime": "no"}) == NO


def test_a_listed_open_state_stands_for_itself_only() -> None:
    """A condition that asks for unsure is not met by declined, nor by a question that was not asked."""
    when = {"fact": "crime", "any_of": ["yes", "unsure"], "if_open": "no"}

    assert truth(when, {"crime": "unsure"}) == YES
    assert truth(when, {"crime": "declined"}) == NO
    assert truth(when) == NO


def test_a_situation_is_the_condition_of_that_name() -> None:
    """A name stands for what it means, also inside other conditions."""
    situations = {"safe": {"fact": "danger", "none_of": ["yes"]}}

    assert truth({"situation": "safe"}, {"danger": "no"}, situations) == YES
    assert truth({"not": {"situation": "safe"}}, {"danger": "no"}, situations) == NO
    assert truth({"all": [{"situation": "safe"}, "always"]}, {}, situations) == UNKNOWN


def test_walking_visits_every_part_once() -> None:
    """A condition is taken apart down to its last part, so that names can be collected."""
    when = parse({"all": ["always", {"not": {"any": [{"fact": "force", "any_of": ["kent"]}, {"concept": "yes"}]}}]})

    assert [type(part) for part in walk(when)] == [AllOf, Always, Not, AnyOf, FactIs, ConceptMayFit]


def test_what_is_no_condition_is_refused() -> None:
    """The schema refuses it first; should it come this far, it is an error and not a silent no."""
    with pytest.raises(ValueError, match="not a condition"):
        parse({"some": []})
