from math import log

import numpy as np
import pytest
from hypothesis import given, settings
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

quickly = settings(max_examples=25, deadline=None)
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


@quickly
@given(values=people, aggregate=numbers, truth=numbers)
def test_closer_than_counts_people(values, aggregate, truth):
    gap = abs(aggregate - truth)
    farther = sum(abs(value - truth) > gap for value in values)
    tied = sum(abs(value - truth) == gap for value in values)
    expected = (farther / len(values), tied / len(values))
    assert closer_than(values, aggregate, truth) == expected


@quickly
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
    assert closest(values, 100, most=2) == [(100, 1), (99, 1)]
    assert closest([5], 100) == [(5, 1)]
    assert closest([4, 4], 100) == [(4, 2)]


def test_closest_shows_ten_values_at_most():
    assert [value for value, _ in closest(range(50), 0)] == list(range(10))


@quickly
@given(values=people, truth=numbers, data=st.data())
def test_closest_leaves_nobody_closer_out(values, truth, data):
    chosen = closest(values, truth, most=5)
    inside = {value for value, _ in chosen}
    farthest = max(abs(value - truth) for value in inside)
    assert all(abs(value - truth) >= farthest for value in set(values) - inside)
    assert all(values.count(value) == times for value, times in chosen)
    assert closest(data.draw(st.permutations(values)), truth, most=5) == chosen


def test_closest_of_nobody_is_undefined():
    with pytest.raises(Undefined, match=r"^There are no answers\.$"):
        closest([], 1)


def test_closest_refuses_less_than_one():
    with pytest.raises(ValueError, match="at least 1"):
        closest([1], 1, most=0)
