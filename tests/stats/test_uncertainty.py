from itertools import combinations
from math import comb
from statistics import median as middle

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import AGGREGATORS, Undefined, crowd_size_curve, median_interval
from crowd.stats.aggregate import median
from crowd.stats.crowd_size import CrowdSize, crowd_enough, typical_crowd_size_curve
from crowd.stats.groups import effective_n
from crowd.stats.influence import INFLUENCE
from crowd.stats.mean_intervals import (
    INTERVALS,
    geometric_mean_interval,
    log_odds_mean_interval,
    mean_interval,
    trimmed_mean_interval,
)

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


@given(values=crowds, truth=st.floats(-1e6, 1e6))
def test_curve_begins_with_a_person_and_ends_with_the_median(values, truth):
    curve = dict(crowd_size_curve(values, truth))
    x = np.array(values)
    scale = 1e-12 * (np.abs(x).max() + abs(truth))
    assert curve[1] == pytest.approx(np.mean(np.abs(x - truth)), rel=1e-12, abs=scale)
    if x.size % 2:
        assert curve[x.size] == pytest.approx(abs(median(x) - truth), rel=1e-12, abs=scale)


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


INTERVAL_METHODS = [*INTERVALS.values(), log_odds_mean_interval]
every_interval = pytest.mark.parametrize("method", INTERVAL_METHODS)


def on_scale_of(method, values):
    """Chances for the interval that needs them."""
    return np.clip(values, 0, 1000) / 1000 if method is log_odds_mean_interval else values


def hall(x, centre=None):
    """Hall's interval by the definition of his transformation, which a search inverts."""
    n, t = len(x), scipy.stats.t.ppf(0.975, (len(x) - 1) / (1 + max(kurtosis(x), 0) / 2))
    g, s = scipy.stats.skew(x, bias=False), np.std(x, ddof=1)

    def transform(error):
        return error + g / 3 * error**2 + g**2 / 27 * error**3 + g / (6 * n)

    centre = np.mean(x) if centre is None else centre
    ends = [
        scipy.optimize.brentq(lambda e, y=y: transform(e) - y, -50, 50)
        for y in (t / n**0.5, -t / n**0.5)
    ]
    return tuple(centre - s * np.array(ends))


def kurtosis(x):
    return scipy.stats.kurtosis(x, bias=False)


@pytest.mark.parametrize("n", [30, 50, 501])
def test_intervals_of_means_undo_the_transformation_of_hall(n):
    x = np.random.default_rng(n).lognormal(5, 0.7, n)
    assert kurtosis(x) > 0
    assert mean_interval(x) == pytest.approx(hall(x), rel=1e-9)
    assert mean_interval(-x) == pytest.approx(tuple(-end for end in hall(x)[::-1]), rel=1e-9)
    logs = np.log(x)
    assert geometric_mean_interval(x) == pytest.approx(tuple(np.exp(hall(logs))), rel=1e-9)
    assert log_odds_mean_interval(x / 1e4) == pytest.approx(
        tuple(scipy.special.expit(hall(scipy.special.logit(np.clip(x / 1e4, 0.01, 0.99))))),
        rel=1e-9,
    )


@pytest.mark.parametrize("n", [50, 59, 501])
def test_interval_of_the_trimmed_mean_is_that_of_winsorized_answers(n):
    x = np.random.default_rng(n).lognormal(5, 0.7, n)
    winsorized = np.asarray(scipy.stats.mstats.winsorize(x, (0.1, 0.1)))
    expected = hall(winsorized / (1 - 2 * (n // 10) / n), scipy.stats.trim_mean(x, 0.1))
    assert trimmed_mean_interval(x) == pytest.approx(expected, rel=1e-9)


def test_interval_without_skewness_is_that_of_student():
    x = np.arange(-30.0, 31.0)
    assert kurtosis(x) < 0
    reach = scipy.stats.t.ppf(0.975, 60) * np.std(x, ddof=1) / np.sqrt(61)
    assert mean_interval(x + 7) == pytest.approx((7 - reach, 7 + reach), rel=1e-12)


def test_interval_of_a_mean_in_branches_is_that_of_fewer_people():
    x = np.arange(-30.0, 31.0)
    reach = scipy.stats.t.ppf(0.975, 11) * np.std(x, ddof=1) / np.sqrt(12)
    assert mean_interval(x, effective_n=12) == pytest.approx((-reach, reach), rel=1e-12)


@every_interval
def test_interval_in_branches_widens_and_ends_at_two_people(method):
    x = on_scale_of(method, np.random.default_rng(3).lognormal(5, 0.7, 90))
    assert method(x, effective_n=90) == method(x, effective_n=91) == method(x)
    ends = [method(x, effective_n=n) for n in (60, 20, 5)]
    widths = [high - low for low, high in (method(x), *ends)]
    assert widths == sorted(widths)
    with pytest.raises(Undefined, match="2 people"):
        method(x, effective_n=2)


@every_interval
def test_interval_does_not_hang_on_the_order_of_the_answers(method):
    x = on_scale_of(method, np.random.default_rng(1).lognormal(5, 1, 60))
    first = pytest.approx(method(x), rel=1e-12)
    assert (method(np.sort(x)), method(x[::-1])) == (first, first)


@pytest.mark.parametrize("method", INTERVALS.values())
@pytest.mark.parametrize("n", [50, 57, 2001])
def test_interval_follows_shift_and_unit(method, n):
    x = np.random.default_rng(n).lognormal(5, 0.7, n)
    low, high = method(x)
    assert method(0.3 * x) == pytest.approx((0.3 * low, 0.3 * high), rel=1e-9)
    if method is not geometric_mean_interval:
        assert method(x + 77) == pytest.approx((low + 77, high + 77), rel=1e-9)


@every_interval
def test_interval_of_a_few_is_undefined(method):
    for values in ([], [0.4], np.linspace(0.1, 0.9, 9)):
        with pytest.raises(Undefined, match=r"no answers|at least 10"):
            method(values)
    assert method(np.linspace(0.1, 0.9, 10)).low < 0.5


@every_interval
def test_interval_needs_ten_answers_that_differ_from_the_most_frequent_one(method):
    """The trimmed mean needs them where nothing is left out."""
    cut = 6 if method is trimmed_mean_interval else 0
    for different in (0, 9):
        values = [0.4] * (60 - different - cut) + [0.5] * (different + cut)
        with pytest.raises(Undefined, match="ewer than 10 answers differ"):
            method(values)
    low, high = method([0.4] * (50 - cut) + [0.5] * (10 + cut))
    assert 0.4 <= low < high < 0.5


@every_interval
@pytest.mark.parametrize("confidence", [0, 1, 95, float("nan")])
def test_intervals_refuse_confidence_that_is_none(method, confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        method([0.1, 0.2, 0.3] * 20, confidence)


@every_interval
def test_intervals_widen_with_the_confidence(method):
    x = np.random.default_rng(2).uniform(0.1, 0.9, 60)
    narrow, wide = method(x, 0.8), method(x, 0.99)
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.filterwarnings("error")
@every_interval
def test_interval_stays_within_the_answers(method):
    """So that no average of percentages is said to be below 0."""
    one_joke = on_scale_of(method, np.array([*range(1, 100), 1e9]))
    low, high = method(one_joke)
    assert one_joke.min() <= low <= high <= one_joke.max()
    chance = np.random.default_rng(4)
    for _ in range(60):
        x = chance.integers(1, chance.integers(3, 6), chance.integers(60, 90)) / 10
        low, high = method(x)
        assert x.min() <= low <= high <= x.max()


@pytest.mark.parametrize("method", [mean_interval, trimmed_mean_interval, geometric_mean_interval])
def test_interval_of_nearly_equal_numbers_keeps_its_digits(method):
    ends = np.array(method(1e15 + np.arange(100.0))) - 1e15
    assert ends == pytest.approx(method(1e9 + np.arange(100.0)) - np.float64(1e9), abs=0.3)


def test_log_odds_interval_needs_probabilities():
    with pytest.raises(ValueError, match="from 0 to 1"):
        log_odds_mean_interval([0.2, 1.2] * 15)


def test_geometric_interval_needs_numbers_above_zero():
    with pytest.raises(Undefined, match="above zero"):
        geometric_mean_interval([0, 1] * 15)


def test_influence_by_hand():
    assert INFLUENCE["mean"]([1, 2, 9]) == 2.5
    assert INFLUENCE["median"]([1, 2, 9]) == 3.5
    assert INFLUENCE["median"]([1, 5, 7, 100]) == 1
    assert INFLUENCE["trimmed_mean"]([*range(1, 11), 1000]) == 0.5


@pytest.mark.parametrize("name", INFLUENCE)
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
