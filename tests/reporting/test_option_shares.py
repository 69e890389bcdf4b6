"""Shares of options in whole percent: they add up, and none is told as nobody or everybody."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from crowd.kinds import Choice
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import ChoiceFigures, Option
from crowd.reporting.choice_sentences import choice_sentences
from crowd.reporting.finding import finding
from crowd.reporting.option_shares import ranked_options, share_texts, whole_percents
from tests.reporting.test_sentences import ReportedCrowd


def choice_of(*counts: int) -> ChoiceFigures:
    total = sum(counts) or 1
    options = [
        Option(option=float(place), count=count, share=count / total)
        for place, count in enumerate(counts)
    ]
    return ChoiceFigures(options=options, plurality=None, surprisingly_popular=None)


@pytest.mark.parametrize(
    ("counts", "percents"),
    [
        ([1, 1, 1], [34, 33, 33]),
        ([335, 335, 330], [34, 33, 33]),
        ([1, 1, 1, 1, 1, 1], [17, 17, 17, 17, 16, 16]),
        ([999, 1], [100, 0]),
        ([0, 0], [0, 0]),
        ([7], [100]),
    ],
)
def test_shares_add_up_by_largest_remainders(counts: list[int], percents: list[int]) -> None:
    assert whole_percents(counts) == percents


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any))
def test_each_share_is_rounded_up_or_down(counts: list[int]) -> None:
    percents = whole_percents(counts)
    assert sum(percents) == 100
    for count, percent in zip(counts, percents, strict=True):
        assert abs(percent * sum(counts) - 100 * count) < sum(counts)


def test_few_are_not_nobody_and_almost_all_not_everybody() -> None:
    formatter = ValueFormatter(Choice(options=["a", "b", "c"]), Locale("de"))
    texts = share_texts(choice_of(0, 1, 999), formatter)
    assert [texts[place].replace("\xa0", " ") for place in (0, 1, 2)] == ["0 %", "<1 %", ">99 %"]
    assert share_texts(choice_of(0, 0, 5), formatter)[2].replace("\xa0", " ") == "100 %"


def test_equal_options_stay_in_the_order_of_the_organizer() -> None:
    assert [entry.option for entry in ranked_options(choice_of(2, 5, 2, 5))] == [1, 3, 0, 2]


def test_sentences_tell_the_shares_of_the_bars() -> None:
    """Of 34.5 and 65.5 percent, rounding each would tell 35 and 66."""
    counts = [*[0] * 69, *[1] * 131]
    reported = ReportedCrowd([float(value) for value in counts], Choice(options=["a", "b"]), 0)
    choice = reported.results.choice
    assert choice is not None
    shares = share_texts(choice, reported.formatter)
    assert (shares[0], shares[1]) == ("34%", "66%")
    assert finding(reported.results, reported.formatter).startswith("66% chose b")
    assert "34% chose the correct answer." in [
        *choice_sentences(reported.results, choice, reported.formatter)
    ]
