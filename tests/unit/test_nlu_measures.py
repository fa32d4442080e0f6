"""The measures of understanding count what they say they count."""

from __future__ import annotations

import pytest

from scripts.nlu_measures import (
    Bin,
    Case,
    Miss,
    Score,
    Sign,
    bins,
    calibration_error,
    confused,
    facts_in,
    false_alarms,
    kind_score,
    most_missed,
    most_wrong,
    pairs,
    score,
    unheard,
)


def case(
    said: str = "", left_open: str = "", found: str = "", probabilities: dict[str, float] | None = None, text: str = "x"
) -> Case:
    """Make a case from labels parted by blanks."""
    labels = (frozenset(given.split()) for given in (said, left_open, found))
    return Case(text, *labels, probabilities or {})


def sign(said: str = "", found: str = "", how: str | None = None) -> Sign:
    """Make a sign from kinds parted by blanks."""
    return Sign(frozenset(said.split()), frozenset(found.split()), how)


def test_a_score_counts_right_wrong_and_missed_of_the_facts_asked_for() -> None:
    cases = [
        case(said="who.group conduct.sexual", found="who.group conduct.retaliation"),
        case(said="who.junior", found="who.group"),
        case(found="role.police_staff"),
    ]

    assert score(cases, {"who"}) == Score(right=1, wrong=1, missed=1)
    assert score(cases, {"who", "conduct"}) == Score(right=1, wrong=2, missed=2)
    assert score(cases, {"role"}) == Score(right=0, wrong=1, missed=0)
    assert facts_in(cases) == ["conduct", "role", "who"]


def test_what_is_left_open_is_neither_asked_nor_wrong() -> None:
    open_only = case(left_open="who.group", found="who.group")
    not_found = case(left_open="who.group")
    stated_as_well = case(said="who.group", left_open="who.group")

    assert score([open_only, not_found], {"who"}) == Score(0, 0, 0)
    assert score([stated_as_well], {"who"}) == Score(0, 0, 1)


def test_an_open_value_found_in_place_of_the_stated_one_still_misses_it() -> None:
    assert score([case("who.group", "who.junior", "who.junior")], {"who"}) == Score(0, 0, 1)


def test_precision_recall_and_f_are_shares() -> None:
    given = Score(right=6, wrong=2, missed=4)

    assert given.stated == 10
    assert given.precision == pytest.approx(0.75)
    assert given.recall == pytest.approx(0.6)
    assert given.f == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))
    assert given + Score(1, 1, 1) == Score(7, 3, 5)


def test_there_is_no_share_of_nothing() -> None:
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall, Score(0, 0, 0).f) == (None, None, None)
    assert (Score(0, 0, 3).precision, Score(0, 0, 3).recall) == (None, 0.0)


def test_pairs_leave_out_other_facts_and_what_is_left_open() -> None:
    probabilities = {"who.group": 0.9, "who.junior": 0.4, "who.public": 0.1, "role.police_staff": 0.5}
    given = case(said="who.group", left_open="who.group who.junior", probabilities=probabilities)

    assert pairs([given], {"who"}) == [(0.9, True), (0.1, False)]


def test_bins_hold_their_count_mean_and_share() -> None:
    found = bins([(0.72, True), (0.05, False), (0.78, False), (0.0, False), (1.0, True)])

    assert [(entry.low, entry.high, entry.count, entry.share) for entry in found] == [
        (0.0, 0.1, 2, 0.0),
        (0.7, 0.8, 2, 0.5),
        (0.9, 1.0, 1, 1.0),
    ]
    assert [entry.probability for entry in found] == pytest.approx([0.025, 0.75, 1.0])
    assert bins([]) == []
    assert bins([(1.0, True)]) == [Bin(0.9, 1.0, 1, 1.0, 1.0)]


def test_calibration_error_is_nought_where_probabilities_hold_and_weighs_bins_by_count() -> None:
    holds = [(0.75, True), (0.75, True), (0.75, True), (0.75, False)]
    too_sure = [(0.95, True), (0.95, False)]

    assert calibration_error(holds) == pytest.approx(0)
    assert calibration_error(too_sure) == pytest.approx(0.45)
    assert calibration_error(holds + too_sure) == pytest.approx(0.45 * 2 / 6)
    assert calibration_error([]) is None


def test_the_worst_are_the_most_confident_and_name_what_is_read_by_name_certain() -> None:
    cases = [
        case(said="who.group", found="who.junior", probabilities={"who.group": 0.2, "who.junior": 0.7}, text="a"),
        case(said="role.public", found="force.kent", probabilities={"role.public": 0.1}, text="b"),
        case(left_open="who.group", found="who.group", probabilities={"who.group": 0.99}, text="c"),
    ]

    assert most_wrong(cases, 5) == [Miss("force.kent", 1.0, "b"), Miss("who.junior", 0.7, "a")]
    assert most_missed(cases, 5) == [Miss("role.public", 0.1, "b"), Miss("who.group", 0.2, "a")]
    assert most_wrong(cases, 1) == [Miss("force.kent", 1.0, "b")]
    assert len(most_missed(cases, 1)) == 1


def test_acts_are_confused_only_where_none_of_the_right_ones_was_found() -> None:
    acts = [
        (["stop"], "stop"),
        (["deny", "change"], "change"),
        (["deny", "change"], "skip"),
        (["deny", "change"], "skip"),
    ]

    assert confused(acts) == {("deny or change", "skip"): 2}


def test_a_sign_is_missed_only_where_none_at_all_was_shown() -> None:
    signs = [
        sign("self_harm", "self_harm", "direct"),
        sign("self_harm", "immediate_danger", "direct"),
        sign("self_harm", "", "direct"),
        sign("sexual_assault", "", "indirect"),
        sign("", "self_harm"),
        sign(""),
    ]

    assert unheard(signs, "direct") == (1, 3)
    assert unheard(signs, "indirect") == (1, 1)
    assert false_alarms(signs) == (1, 2)
    assert kind_score(signs, "self_harm") == Score(right=1, wrong=1, missed=2)
    assert kind_score(signs, "immediate_danger") == Score(right=0, wrong=1, missed=0)
