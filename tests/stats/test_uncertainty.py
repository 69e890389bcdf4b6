from itertools import combinations
from math import comb
from statistics import median as middle

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from crowd.stats import Undefined, crowd_size_curve, median_interval
from crowd.stats.aggregate import median

quickly = settings(max_examples=25, deadline=None)
crowds = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80)


def exact_curve(values, truth):
    """The formula with whole numbers."""
    x, n, points = sorted(values), len(values), {}
    for k in [k for k in (*range(1, 52, 2), 101, 251, 501, 1001) if k <= n] + [n - 1 + n % 2]:
        m = (k + 1) // 2
        ways = [comb(i - 1, m - 1) * comb(n - i, k - m) for i in range(1, n + 1)]
        assert sum(ways) == comb(n, k)
        points[k] = sum(w / comb(n, k) * abs(v - truth) for w, v in zip(ways, x, strict=True))
    return sorted(points.items())


def test_interval_by_hand():
    # Six people: all on one side of the median once in 2^5 = 32 times, 3 % at most.
    assert median_interval([6, 1, 5, 2, 4, 3]) == (1, 6)
    assert median_interval(range(9)) == (1, 7)


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95, 0.99])
def test_interval_equals_scipy(confidence):
    rng = np.random.default_rng(7)
    for n in [*range(1, 60), 99, 100, 101, 1000, 1001, 54_321, 100_000]:
        x = np.round(rng.lognormal(5, 1, n))
        # A median of 0 is tested; the interval does not depend on it.
        test = scipy.stats.quantile_test(x, q=0.0, p=0.5)
        expected = test.confidence_interval(confidence_level=confidence)
        if np.isnan(expected.low) or np.isnan(expected.high):
            with pytest.raises(Undefined, match="Too few answers"):
                median_interval(x, confidence)
        else:
            assert median_interval(x, confidence) == (expected.low, expected.high)


def test_interval_of_too_few_is_undefined_and_says_what_is_needed():
    with pytest.raises(Undefined, match=r"^There are no answers\.$"):
        median_interval([])
    for n in range(1, 6):
        with pytest.raises(Undefined, match="at least 6"):
            median_interval(range(n))
    with pytest.raises(Undefined, match="at least 8"):
        median_interval(range(7), confidence=0.99)
    assert median_interval(range(8), confidence=0.99) == (0, 7)


def test_interval_of_ties_is_a_point():
    assert median_interval([3] * 20) == (3, 3)


@pytest.mark.parametrize("confidence", [0, 1, 95, float("nan")])
def test_interval_refuses_confidence_that_is_none(confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        median_interval(range(10), confidence)


@quickly
@given(values=st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=80), data=st.data())
def test_interval_follows_order_shift_and_scale(values, data):
    x = np.array(values)
    low, high = median_interval(x)
    assert low <= median(x) <= high
    assert median_interval(data.draw(st.permutations(values))) == (low, high)
    assert median_interval(4 * x) == (4 * low, 4 * high)
    assert median_interval(-x) == (-high, -low)
    assert median_interval(x + 1000) == (low + 1000, high + 1000)


def test_interval_holds_the_median_as_often_as_it_says():
    rng = np.random.default_rng(3)
    intervals = [median_interval(rng.exponential(size=25)) for _ in range(2000)]
    covered = np.mean([low <= np.log(2) <= high for low, high in intervals])
    # Exactly 1 - 2 P(B <= 7), B of 25 fair coins: 0.9567; four standard errors about it.
    assert covered == pytest.approx(0.9567, abs=0.018)


def test_curve_by_hand():
    assert crowd_size_curve([7], 5) == [(1, 2)]
    assert crowd_size_curve([4, 8], 5) == [(1, 2)]
    assert crowd_size_curve([1, 4, 10], 3) == [(1, pytest.approx(10 / 3)), (3, 1)]
    assert crowd_size_curve([5, 5, 5, 5], 5) == [(1, 0), (3, 0)]


def test_curve_is_the_mean_over_all_groups():
    values, truth = [1, 1, 4, 9, 16, 30, 31, 64], 12
    for k, error in crowd_size_curve(values, truth):
        errors = [abs(middle(group) - truth) for group in combinations(values, k)]
        assert error == pytest.approx(np.mean(errors), rel=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 50, 51, 52, 103, 505])
def test_curve_equals_the_formula_in_whole_numbers(n):
    values = np.random.default_rng(n).lognormal(6, 2, n).tolist()
    expected = exact_curve(values, 400)
    curve = crowd_size_curve(values, 400)
    assert [k for k, _ in curve] == [k for k, _ in expected]
    assert [error for _, error in curve] == pytest.approx([e for _, e in expected], rel=1e-11)


@quickly
@given(values=crowds, truth=st.floats(-1e6, 1e6))
def test_curve_begins_with_a_person_and_ends_with_the_median(values, truth):
    curve = dict(crowd_size_curve(values, truth))
    x = np.array(values)
    scale = 1e-12 * (np.abs(x).max() + abs(truth))
    assert curve[1] == pytest.approx(np.mean(np.abs(x - truth)), rel=1e-12, abs=scale)
    if x.size % 2:
        assert curve[x.size] == pytest.approx(abs(median(x) - truth), rel=1e-12, abs=scale)


@quickly
@given(values=crowds, data=st.data())
def test_curve_follows_order_shift_and_scale(values, data):
    x = np.array(values)
    curve = dict(crowd_size_curve(x, 5))
    size = 1e-9 * (np.abs(x).max() + 1000)
    assert dict(crowd_size_curve(data.draw(st.permutations(values)), 5)) == curve
    assert dict(crowd_size_curve(x + 100, 105)) == pytest.approx(curve, rel=1e-9, abs=size)
    assert dict(crowd_size_curve(-4 * x, -20)) == pytest.approx(
        {k: 4 * error for k, error in curve.items()}, rel=1e-9, abs=size
    )


def test_curve_sizes_of_a_large_crowd():
    sizes = [k for k, _ in crowd_size_curve(range(5000), 1)]
    assert sizes == [*range(1, 52, 2), 101, 251, 501, 1001, 4999]


def test_curve_of_a_large_crowd_keeps_its_digits():
    # The median of k of the numbers 1..n has the mean (n + 1) / 2; all are above the truth 0.
    n = 50_001
    errors = [error for _, error in crowd_size_curve(np.arange(1, n + 1), 0)]
    assert errors == pytest.approx([(n + 1) / 2] * len(errors), rel=1e-11)


def test_curve_of_nobody_is_undefined():
    with pytest.raises(Undefined, match=r"^There are no answers\.$"):
        crowd_size_curve([], 1)


def test_curve_refuses_a_truth_that_is_not_finite():
    with pytest.raises(ValueError, match="truth must be finite"):
        crowd_size_curve([1], float("inf"))
