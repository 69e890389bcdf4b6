from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import (
    Undefined,
    closer_than,
    closer_than_log,
    closest,
    log_error,
    percent_error,
    signed_error,
)
from crowd.stats.scoring_rules import (
    brier,
    brier_options,
    calibration,
    crps,
    interval_coverage,
    winkler,
)

people = st.lists(st.integers(1, 1000), min_size=1, max_size=60)
numbers = st.integers(1, 1000)


def test_closer_than_by_hand():
    assert closer_than([80, 95, 105, 150], 105, 100) == (0.5, 0.5)
    assert closer_than([100, 100], 101, 100) == (0, 0)
    assert closer_than([100, 100], 100, 100) == (0, 1)
    assert closer_than([7], 7, 9) == (0, 1)


def test_closer_than_takes_mirror_images_for_ties_despite_rounding():
    assert abs(1.1 - 1) != abs(0.9 - 1), "the rounding that must not count"
    assert closer_than([1.1, 1.2], 0.9, 1) == (0.5, 0.5)


def test_closer_than_log_by_hand():
    assert closer_than_log([10, 50, 150, 250], 200, 100) == (0.5, 0.25)
    assert closer_than([10, 50, 150, 250], 200, 100) == (0.25, 0)


@given(values=people, aggregate=numbers, truth=numbers)
def test_closer_than_counts_people(values, aggregate, truth):
    gap = abs(aggregate - truth)
    farther = sum(abs(value - truth) > gap for value in values)
    tied = sum(abs(value - truth) == gap for value in values)
    expected = (farther / len(values), tied / len(values))
    assert closer_than(values, aggregate, truth) == expected


@given(values=people, aggregate=numbers, truth=numbers, data=st.data())
def test_closer_than_does_not_depend_on_order_shift_or_scale(values, aggregate, truth, data):
    x = np.array(values)
    shares = closer_than(x, aggregate, truth)
    assert closer_than(data.draw(st.permutations(values)), aggregate, truth) == shares
    assert closer_than(x + 0.1, aggregate + 0.1, truth + 0.1) == shares
    assert closer_than(x * -0.1, aggregate * -0.1, truth * -0.1) == shares
    on_logs = closer_than_log(x, aggregate, truth)
    assert closer_than_log(x * 0.1, aggregate * 0.1, truth * 0.1) == on_logs
    assert closer_than_log(1 / x, 1 / aggregate, 1 / truth) == on_logs


def test_closer_than_of_nobody_is_undefined():
    for function in (closer_than, closer_than_log):
        with pytest.raises(Undefined, match=r"^There are no answers\.$"):
            function([], 1, 1)


@pytest.mark.parametrize(
    ("values", "aggregate", "truth", "reason"),
    [([0, 1], 1, 1, "every answer"), ([1], -1, 1, "aggregate"), ([1], 1, 0, "truth")],
)
def test_closer_than_log_is_undefined_at_and_below_zero(values, aggregate, truth, reason):
    with pytest.raises(Undefined, match=reason):
        closer_than_log(values, aggregate, truth)


def test_errors_by_hand():
    assert signed_error(86, 100) == -14
    assert percent_error(86, 100) == -14
    assert percent_error(-86, -100) == 14, "above a negative truth is a positive error"
    assert log_error(200, 100) == pytest.approx(log(2))
    assert log_error(50, 100) == pytest.approx(-log(2))
    assert signed_error(5, 5) == percent_error(5, 5) == log_error(5, 5) == 0


def test_percent_error_is_undefined_at_a_truth_of_zero():
    with pytest.raises(Undefined, match="The truth is zero"):
        percent_error(1, 0)
    with pytest.raises(Undefined, match="too close to zero"):
        percent_error(1, 5e-324)


@pytest.mark.parametrize(("aggregate", "truth"), [(0, 1), (1, 0), (-1, 1), (1, -1)])
def test_log_error_is_undefined_at_and_below_zero(aggregate, truth):
    with pytest.raises(Undefined, match="above zero"):
        log_error(aggregate, truth)


@pytest.mark.parametrize("function", [signed_error, percent_error, log_error])
def test_errors_refuse_what_is_not_finite(function):
    with pytest.raises(ValueError, match="aggregate must be finite"):
        function(float("nan"), 1)
    with pytest.raises(ValueError, match="truth must be finite"):
        function(1, float("inf"))


def test_closest_by_hand():
    values = [90, 110, 99, 110, 300, 100]
    assert closest(values, 100) == [(100, 1), (99, 1), (90, 1), (110, 2), (300, 1)]
    assert closest(values, 100, max_count=2) == [(100, 1), (99, 1)]
    assert closest([5], 100) == [(5, 1)]
    assert closest([4, 4], 100) == [(4, 2)]


def test_closest_shows_ten_values_at_most():
    assert [value for value, _ in closest(range(50), 0)] == list(range(10))


@given(values=people, truth=numbers, data=st.data())
def test_closest_leaves_nobody_closer_out(values, truth, data):
    chosen = closest(values, truth, max_count=5)
    inside = {value for value, _ in chosen}
    farthest = max(abs(value - truth) for value in inside)
    assert all(abs(value - truth) >= farthest for value in set(values) - inside)
    assert all(values.count(value) == times for value, times in chosen)
    assert closest(data.draw(st.permutations(values)), truth, max_count=5) == chosen


def test_closest_of_nobody_is_undefined():
    with pytest.raises(Undefined, match=r"^There are no answers\.$"):
        closest([], 1)


def test_closest_refuses_less_than_one():
    with pytest.raises(ValueError, match="at least 1"):
        closest([1], 1, max_count=0)


def test_crps_by_hand():
    assert crps([1, 3], 3) == pytest.approx(1 - 1 / 2)
    assert crps([7], 9) == 2
    assert crps([9, 9], 9) == 0


@given(values=people, truth=numbers)
def test_crps_by_sorting_is_its_definition(values, truth):
    x = np.array(values, dtype=float)
    quarrel = np.abs(x[:, None] - x).mean()
    assert crps(x, truth) == pytest.approx(np.abs(x - truth).mean() - quarrel / 2, abs=1e-9)
    # And the area between the crowd's share up to each value and the step at the truth.
    grid = np.arange(0, 1001)
    shares = np.searchsorted(np.sort(x), grid, side="right") / x.size
    assert crps(x, truth) == pytest.approx(np.sum((shares - (grid >= truth))[:-1] ** 2), abs=1e-8)


@given(values=people, truth=numbers, data=st.data())
def test_crps_follows_order_shift_and_unit(values, truth, data):
    x, expected = np.array(values, dtype=float), crps(values, truth)
    assert crps(data.draw(st.permutations(values)), truth) == pytest.approx(expected)
    assert crps(x + 1000, truth + 1000) == pytest.approx(expected)
    assert crps(-4 * x, -4 * truth) == pytest.approx(4 * expected)


def test_brier_by_hand():
    assert brier(0.75, outcome=True) == 0.0625
    assert brier(0.75, outcome=False) == 0.5625
    assert brier(1, outcome=True) == 0
    assert brier_options([3, 1], 0) == pytest.approx(1 / 8)
    assert brier_options([0, 5, 0], 2) == 2
    # With two options it is twice the penalty of the probability.
    assert brier_options([0.3, 0.7], 1) == pytest.approx(2 * brier(0.7, outcome=True))


def test_brier_refuses_what_is_no_probability_outcome_or_option():
    for probability in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="probability must be"):
            brier(probability, outcome=True)
    with pytest.raises(ValueError, match="outcome must be"):
        brier(0.5, 0.5)
    for truth in (-1, 2):
        with pytest.raises(ValueError, match="one of 2 options"):
            brier_options([1, 1], truth)
    with pytest.raises(ValueError, match="negative"):
        brier_options([1, -1], 0)
    with pytest.raises(Undefined, match="Nobody"):
        brier_options([0, 0], 0)


def test_ranges_by_hand():
    lows, highs = [10, 20, np.nan, 40], [30, 25, 99, np.nan]
    assert winkler(lows, highs, truth=27) == pytest.approx((20 + 5 + 20 * 2) / 2)
    assert winkler(lows, highs, truth=27, alpha=0.5) == pytest.approx((20 + 5 + 4 * 2) / 2)
    assert interval_coverage(lows, highs, truth=27) == 0.5
    assert interval_coverage(lows, highs, truth=25) == 1, "the ends belong to the range"


@pytest.mark.parametrize("method", [winkler, interval_coverage])
def test_ranges_that_are_none(method):
    for lows, highs in (([], []), ([np.nan, 1], [2, np.nan])):
        with pytest.raises(Undefined, match="Nobody gave a range"):
            method(lows, highs, 1)
    with pytest.raises(ValueError, match="above its high"):
        method([3], [2], 1)
    with pytest.raises(ValueError, match="as many lows as highs"):
        method([1, 2], [3], 1)
    with pytest.raises(ValueError, match="finite"):
        method([1], [np.inf], 1)
    with pytest.raises(ValueError, match="truth must be finite"):
        method([1], [2], np.nan)


def test_winkler_refuses_alpha_that_is_none():
    for alpha in (0, 1, 90):
        with pytest.raises(ValueError, match="alpha must be"):
            winkler([1], [2], 1, alpha)


def test_calibration_by_hand():
    assert calibration([0.9, 0.1, 0.8, 0.2], [1, 0, 0, 0], bins=2) == [
        (2, pytest.approx(0.15), 0),
        (2, pytest.approx(0.85), 0.5),
    ]
    # Equal probabilities share a bin, whatever their order; an empty bin is left out.
    assert calibration([0.5] * 4, [1, 0, 1, 1]) == [(4, 0.5, 0.75)]


@given(chances=st.lists(st.floats(0, 1), min_size=1, max_size=60), data=st.data())
def test_calibration_holds_everybody_once_in_any_order(chances, data):
    answers = [(chance, data.draw(st.booleans())) for chance in chances]
    bins = calibration(*zip(*answers, strict=True), bins=5)
    assert sum(n for n, _, _ in bins) == len(chances)
    assert sum(n * share for n, _, share in bins) == pytest.approx(sum(y for _, y in answers))
    assert [p for _, p, _ in bins] == sorted(p for _, p, _ in bins)
    shuffled = data.draw(st.permutations(answers))
    again = calibration(*zip(*shuffled, strict=True), bins=5)
    assert [tuple(each) for each in again] == [pytest.approx(tuple(each)) for each in bins]


def test_calibration_in_bins_of_equal_size():
    found = calibration(np.linspace(0, 1, 100), np.arange(100) % 2)
    assert [n for n, _, _ in found] == [10] * 10


def test_calibration_refuses_what_is_none():
    with pytest.raises(Undefined):
        calibration([], [])
    with pytest.raises(ValueError, match="from 0 to 1"):
        calibration([1.2], [1])
    for outcomes in ([1, 0], [2], [np.nan]):
        with pytest.raises(ValueError, match="outcomes must be"):
            calibration([0.2], outcomes)
    with pytest.raises(ValueError, match="bins must be"):
        calibration([0.2], [1], bins=0)
