from itertools import combinations
from math import comb
from statistics import median as middle

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from crowd.stats import AGGREGATORS, Undefined, crowd_size_curve, median_interval
from crowd.stats.aggregate import median
from crowd.stats.crowd_size import CrowdSize, crowd_enough, typical_crowd_size_curve
from crowd.stats.groups import effective_n
from crowd.stats.influence import INFLUENCE
from crowd.stats.uncertainty import (
    INTERVALS,
    geometric_mean_interval,
    log_odds_mean_interval,
    mean_interval,
    trimmed_mean_interval,
)

quickly = settings(max_examples=25, deadline=None)
crowds = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80)


def seeded():
    return np.random.default_rng(1906)


def trim_mean(x, cut, axis):
    ordered = np.sort(x, axis=axis)
    return ordered[..., cut : x.shape[axis] - cut].mean(axis=axis)


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


def test_interval_of_a_crowd_in_branches_is_that_of_fewer_people():
    x = np.arange(400.0)
    assert median_interval(x, effective_n=400) == median_interval(x)
    # Quantiles 1/2 -/+ 2.2622 sqrt(1 / 40) of 0 to 399.
    low, high = median_interval(x, effective_n=10)
    assert (low, high) == pytest.approx((199.5 - 399 * 0.35769, 199.5 + 399 * 0.35769), abs=0.01)
    assert median_interval(x, effective_n=3) == (0, 399)
    with pytest.raises(Undefined, match="2 people"):
        median_interval(x, effective_n=2)


@pytest.mark.parametrize("branches", [5, 10])
def test_interval_of_a_crowd_in_branches_holds_the_median(branches):
    """As often as it says, or more; without the branches in it, in half of the crowds."""
    rng = np.random.default_rng(12)
    labels = np.repeat(np.arange(branches), 200 // branches)
    held = {"aware": 0, "unaware": 0}
    for _ in range(300):
        common = rng.normal(scale=np.sqrt(0.3), size=branches)
        x = common[labels] + rng.normal(scale=np.sqrt(0.7), size=200)
        n = effective_n(x - 10, labels)
        for name, count in {"aware": n, "unaware": None}.items():
            low, high = median_interval(x, effective_n=max(n, 2.1) if count else None)
            held[name] += low <= 0 <= high
    assert held["aware"] / 300 > 0.92
    assert held["unaware"] / 300 < 0.75


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


@pytest.mark.parametrize("n", range(1, 9))
def test_typical_curve_is_the_median_over_all_crowds(n):
    values = np.random.default_rng(n).integers(0, 12, n).astype(float)
    for truth in (-1, 0, 5, 20):
        for k, error in typical_crowd_size_curve(values, truth):
            errors = sorted(abs(np.median(crowd) - truth) for crowd in combinations(values, k))
            assert error == errors[(len(errors) + 1) // 2 - 1]


def test_typical_curve_of_a_large_crowd():
    errors = dict(typical_crowd_size_curve(np.arange(-3000, 3001), 0))
    assert (errors[1], errors[6001]) == (1500, 0)
    # The median of 1,001 is normal with this deviation; half are within .6745 of it.
    deviation = 6001 / 2 / np.sqrt(1003) * np.sqrt(1 - 1001 / 6001)
    assert errors[1001] == pytest.approx(0.6745 * deviation, rel=0.02)


def test_crowd_enough_by_hand():
    curve = [CrowdSize(*point) for point in ((1, 9.0), (3, 4.4), (5, 4.2), (7, 4.0), (9, 0.5))]
    assert crowd_enough(curve) == (3, 4.4, 7, 4.0)
    assert crowd_enough(crowd_size_curve([5] * 9, 5)) == (1, 0, 7, 0)


def test_crowd_enough_of_a_biased_crowd_is_a_handful():
    found = crowd_enough(crowd_size_curve(np.random.default_rng(1).normal(100, 5, 999), 0))
    assert (found.k, found.largest) == (1, 501)


def test_crowd_enough_needs_three_points_in_order():
    with pytest.raises(Undefined, match="at least 5"):
        crowd_enough(crowd_size_curve([1, 2, 3, 4], 2))
    with pytest.raises(ValueError, match="ascend"):
        crowd_enough(crowd_size_curve(range(9), 2)[::-1])


# On logarithms, a large crowd takes the same way as a plain one; the fast tests take that alone.
@pytest.mark.parametrize(
    ("method", "n"),
    [
        pytest.param(
            method,
            n,
            marks=[pytest.mark.exhaustive]
            if n == 500 or (n == 2500 and method is not mean_interval)
            else [],
        )
        for method in INTERVALS.values()
        for n in (17, 40, 500, 2500)
    ],
)
def test_resampled_interval_equals_scipy(method, n):
    x = np.sort(np.random.default_rng(n).lognormal(5, 0.7, n))
    on_logs = method is geometric_mean_interval
    expected = scipy.stats.bootstrap(
        (np.log(x) if on_logs else x,),
        (lambda x, axis: trim_mean(x, n // 10, axis)) if "trimmed" in method.__name__ else np.mean,
        n_resamples=min(9_999, 10_000_000 // n),
        method="BCa",
        rng=seeded(),
        batch=500_000 // n,
    ).confidence_interval
    ends = np.exp(expected) if on_logs else tuple(expected)
    assert method(x, seeded()) == pytest.approx(ends, rel=1e-9)


@pytest.mark.parametrize("method", INTERVALS.values())
def test_resampled_interval_does_not_hang_on_the_order_of_the_answers(method):
    x = np.random.default_rng(1).lognormal(5, 1, 60)
    assert method(x, seeded()) == method(np.sort(x), seeded()) == method(x[::-1], seeded())


@pytest.mark.parametrize("method", INTERVALS.values())
def test_resampled_interval_of_wild_answers_hardly_hangs_on_the_seed(method):
    # With 2,000 resamples the ends stray by up to 2.1 % of the width, with 9,999 by up to 1.5 %.
    x = np.random.default_rng(1).lognormal(5, 1, 30)
    ends = np.array([method(x, np.random.default_rng(seed)) for seed in range(12)])
    widths = ends[:, 1] - ends[:, 0]
    assert np.max(np.std(ends, axis=0)) < 0.017 * np.mean(widths)


@pytest.mark.parametrize("method", INTERVALS.values())
@pytest.mark.parametrize("n", [10, 12, 17])
def test_interval_follows_shift_and_unit_though_resamples_tie_with_the_crowd(method, n):
    x = np.random.default_rng(n).lognormal(5, 0.7, n)
    low, high = method(x, seeded())
    assert method(0.3 * x, seeded()) == pytest.approx((0.3 * low, 0.3 * high), rel=1e-9)
    if method is not geometric_mean_interval:
        assert method(x + 77, seeded()) == pytest.approx((low + 77, high + 77), rel=1e-9)


@pytest.mark.parametrize("method", INTERVALS.values())
def test_formula_agrees_with_resampling(method):
    x = np.random.default_rng(1).lognormal(5, 0.7, 5001)
    below, above = method(x[:5000], seeded()), method(x, seeded())
    assert above == pytest.approx(below, rel=0.003)


def test_formula_of_the_mean_by_hand():
    x = np.arange(6000.0)
    reach = scipy.stats.norm.ppf(0.975) * np.std(x, ddof=1) / np.sqrt(6000)
    assert mean_interval(x, seeded()) == pytest.approx((2999.5 - reach, 2999.5 + reach))


def test_formula_of_the_trimmed_mean_by_hand():
    x = np.append(np.arange(5999.0), 1e9)
    winsorized = scipy.stats.mstats.winsorize(x, (0.1, 0.1))
    reach = scipy.stats.norm.ppf(0.975) * np.std(winsorized, ddof=1) / (0.8 * np.sqrt(6000))
    middle = scipy.stats.trim_mean(x, 0.1)
    assert trimmed_mean_interval(x, seeded()) == pytest.approx((middle - reach, middle + reach))


INTERVAL_METHODS = [*INTERVALS.values(), log_odds_mean_interval]


@pytest.mark.parametrize("method", INTERVAL_METHODS)
def test_interval_of_a_few_is_undefined_and_of_equal_answers_a_point(method):
    for values in ([], [0.4], np.linspace(0.1, 0.9, 9)):
        with pytest.raises(Undefined):
            method(values, seeded())
    for n in (10, 40, 6000):
        assert method([0.4] * n, seeded()) == pytest.approx((0.4, 0.4), rel=1e-12)


@pytest.mark.parametrize("method", INTERVAL_METHODS)
@pytest.mark.parametrize("confidence", [0, 1, 95, float("nan")])
def test_intervals_refuse_confidence_that_is_none(method, confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        method([0.1, 0.2, 0.3] * 4, seeded(), confidence)


@pytest.mark.parametrize("method", INTERVAL_METHODS)
def test_intervals_widen_with_the_confidence_and_repeat_with_the_seed(method):
    x = np.random.default_rng(2).uniform(0.1, 0.9, 60)
    narrow, wide = method(x, seeded(), 0.8), method(x, seeded(), 0.99)
    assert wide.low < narrow.low < narrow.high < wide.high
    assert method(x, seeded(), 0.8) == narrow


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", INTERVALS.values())
def test_interval_of_tied_answers_is_finite(method):
    chance = np.random.default_rng(4)
    for _ in range(60):
        x = chance.integers(1, chance.integers(3, 6), chance.integers(10, 40))
        low, high = method(x, chance)
        assert x.min() <= low <= high <= x.max()


@pytest.mark.exhaustive
def test_interval_of_the_mean_holds_it_about_as_often_as_it_says():
    chance = np.random.default_rng(6)
    intervals = [mean_interval(chance.normal(size=40), chance) for _ in range(400)]
    assert np.mean([low <= 0 <= high for low, high in intervals]) == pytest.approx(0.94, abs=0.035)


def test_log_odds_interval_needs_probabilities():
    with pytest.raises(ValueError, match="from 0 to 1"):
        log_odds_mean_interval([0.2, 1.2] * 5, seeded())


def test_geometric_interval_needs_numbers_above_zero():
    with pytest.raises(Undefined, match="above zero"):
        geometric_mean_interval([0, 1] * 5, seeded())


def test_influence_by_hand():
    assert INFLUENCE["mean"]([1, 2, 9]) == 2.5
    assert INFLUENCE["median"]([1, 2, 9]) == 3.5
    assert INFLUENCE["median"]([1, 5, 7, 100]) == 1
    assert INFLUENCE["trimmed_mean"]([*range(1, 11), 1000]) == 0.5


@pytest.mark.parametrize("name", INFLUENCE)
@quickly
@given(values=st.lists(st.integers(-99, 99), min_size=2, max_size=45))
def test_influence_is_the_largest_move_that_one_person_makes(name, values):
    aggregate = AGGREGATORS[name]
    moves = [
        abs(aggregate(values[:i] + values[i + 1 :]) - aggregate(values)) for i in range(len(values))
    ]
    assert INFLUENCE[name](values) == pytest.approx(max(moves), abs=1e-12)


@pytest.mark.parametrize("name", INFLUENCE)
def test_influence_of_one_person_alone_is_undefined(name):
    with pytest.raises(Undefined, match="at least 2"):
        INFLUENCE[name]([4])
    assert INFLUENCE[name]([0.1] * 30) == 0
