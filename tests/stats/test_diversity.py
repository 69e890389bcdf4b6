from math import log

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import SPREAD, Undefined, bracketing, diversity_prediction_theorem
from crowd.stats.aggregate import mean
from crowd.stats.diversity import gini, group_diversity, shannon_bins
from crowd.stats.groups import between_groups, intraclass_correlation
from crowd.stats.multimodality import dip, dip_p, sarle

crowds = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)
truths = st.floats(-1e6, 1e6)


def test_spread_by_hand():
    values = [2, 4, 4, 4, 5, 5, 7, 9]
    assert {name: statistic(values) for name, statistic in SPREAD.items()} == pytest.approx(
        {
            "minimum": 2,
            "quartile_1": 4,
            "quartile_3": 5.5,
            "maximum": 9,
            "standard_deviation": 2,
            "coefficient_of_variation": 0.4,
            "quartile_dispersion": 1.5 / 9.5,
        }
    )


def test_theorem_by_hand():
    crowd_error, average_error, diversity = diversity_prediction_theorem([48, 47, 51], 49)
    assert crowd_error == pytest.approx(1 / 9)
    assert average_error == pytest.approx(3)
    assert diversity == pytest.approx(26 / 9)


@given(values=crowds, truth=truths)
def test_theorem_holds_to_nine_digits(values, truth):
    terms = diversity_prediction_theorem(values, truth)
    assert terms.crowd_error + terms.prediction_diversity == pytest.approx(
        terms.average_error, rel=1e-9, abs=1e-18 * (max(map(abs, values)) + abs(truth)) ** 2
    )


@given(values=crowds, truth=truths)
def test_theorem_terms_are_what_they_are_called(values, truth):
    terms = diversity_prediction_theorem(values, truth)
    assert terms.crowd_error == pytest.approx((mean(values) - truth) ** 2)
    assert terms.prediction_diversity == pytest.approx(SPREAD["standard_deviation"](values) ** 2)


def test_theorem_does_not_depend_on_order_or_shift():
    values = np.array([3.0, 9.0, 1.0, 40.0])
    terms = diversity_prediction_theorem(values, 7)
    assert diversity_prediction_theorem(values[::-1], 7) == pytest.approx(terms)
    assert diversity_prediction_theorem(values + 100, 107) == pytest.approx(terms)
    assert diversity_prediction_theorem(values * 3, 21) == pytest.approx([9 * t for t in terms])


def test_bracketing_by_hand():
    assert bracketing([90, 95, 120], 100) == pytest.approx(2 / 3)
    assert bracketing([90, 120], 100) == 1
    assert bracketing([90, 95], 100) == 0
    assert bracketing([90, 100, 120], 100) == pytest.approx(1 / 3), "exactly right brackets nobody"


@given(values=st.lists(st.integers(-9, 9), min_size=2, max_size=15), truth=st.integers(-9, 9))
def test_bracketing_counts_pairs(values, truth):
    pairs = [(a, b) for i, a in enumerate(values) for b in values[:i]]
    between = sum(min(pair) < truth < max(pair) for pair in pairs)
    assert bracketing(values, truth) == pytest.approx(between / len(pairs))


def test_bracketing_of_fewer_than_two_is_undefined():
    with pytest.raises(Undefined, match="at least 2"):
        bracketing([5], 4)
    with pytest.raises(Undefined, match="at least 2"):
        bracketing([], 4)


def test_theorem_of_nobody_is_undefined():
    with pytest.raises(Undefined):
        diversity_prediction_theorem([], 4)


@pytest.mark.parametrize("function", [bracketing, diversity_prediction_theorem])
def test_truth_must_be_finite(function):
    with pytest.raises(ValueError, match="truth must be finite"):
        function([1, 2, 3], float("nan"))


def test_shannon_by_hand():
    # Quartiles 1.75 and 3.25, so a width of 2 * 1.5 / 2 and two bins, half of the people in each.
    assert shannon_bins([1, 1, 2, 2, 3, 3, 4, 4]) == pytest.approx(log(2))
    assert shannon_bins([5] * 9) == 0
    # The quartiles are equal: the distinct values are the classes.
    assert shannon_bins([5] * 6 + [1, 9]) == pytest.approx(0.75 * log(8 / 6) + 0.25 * log(8))


@pytest.mark.parametrize("n", [5, 50, 1000, 20_000])
@pytest.mark.parametrize("on_logs", [False, True])
def test_shannon_is_the_entropy_of_the_histogram(n, on_logs):
    values = np.random.default_rng(n).lognormal(5, 0.5, n)
    counts, _ = np.histogram(np.log(values) if on_logs else values, bins="fd")
    expected = scipy.stats.entropy(counts)
    assert shannon_bins(values, on_logs=on_logs) == pytest.approx(expected, rel=1e-12)


def test_shannon_is_not_troubled_by_an_outlier():
    values = np.random.default_rng(1).normal(100, 10, 1000)
    far = shannon_bins(np.append(values, 1e9))
    assert far == pytest.approx(shannon_bins(values), abs=0.05)


def test_shannon_on_logs_needs_numbers_above_zero():
    with pytest.raises(Undefined, match="above zero"):
        shannon_bins([0, 1, 2], on_logs=True)


def test_gini_by_hand():
    assert gini([1, 3]) == pytest.approx(0.25)
    assert gini([0, 0, 0, 8]) == pytest.approx(3 / 4)
    assert gini([7, 7, 7]) == 0
    assert gini([7]) == 0


@given(values=st.lists(st.integers(0, 99), min_size=1, max_size=30).filter(any))
def test_gini_is_half_the_mean_difference_over_the_mean(values):
    differences = np.mean([abs(a - b) for a in values for b in values])
    assert gini(values) == pytest.approx(differences / (2 * np.mean(values)), abs=1e-12)


def test_group_diversity_by_hand():
    assert group_diversity([5, 5]) == (2, 2, 0.5)
    assert group_diversity([9]) == (1, 1, 0)
    assert group_diversity([3, 1, 0]) == pytest.approx(
        (np.exp(0.75 * log(4 / 3) + 0.25 * log(4)), 1 / 0.625, 0.375)
    )
    assert group_diversity([1] * 7) == pytest.approx((7, 7, 6 / 7))


def test_group_diversity_of_nobody():
    for counts in ([], [0, 0]):
        with pytest.raises(Undefined, match="Nobody"):
            group_diversity(counts)
    with pytest.raises(ValueError, match="negative"):
        group_diversity([1, -1])


@pytest.mark.parametrize("n", [4, 5, 20, 500])
def test_sarle_equals_its_formula(n):
    values = np.random.default_rng(n).normal(size=n)
    skewness = scipy.stats.skew(values, bias=False)
    kurtosis = scipy.stats.kurtosis(values, bias=False)
    expected = (skewness**2 + 1) / (kurtosis + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))
    assert sarle(values, on_logs=False) == pytest.approx(expected, rel=1e-10)
    assert sarle(np.exp(values)) == pytest.approx(expected, rel=1e-10)
    assert sarle(np.exp(values), on_logs=False) != pytest.approx(expected)


def test_sarle_of_an_even_spread_and_of_two_camps():
    assert sarle(np.arange(-5000, 5000)) == pytest.approx(5 / 9, abs=0.001)
    assert sarle([-1, 1] * 5000) == pytest.approx(1, abs=0.001)


def test_sarle_says_what_it_lacks():
    with pytest.raises(Undefined, match="at least 4"):
        sarle([1, 2, 3])
    with pytest.raises(Undefined, match="All answers are equal"):
        sarle([0.1] * 10)
    with pytest.raises(Undefined, match="above zero"):
        sarle([0, 1, 2, 3], on_logs=True)


def test_dip_by_hand():
    # Two camps of equal size at two points: the largest dip there is.
    assert dip([10] * 10 + [20] * 10) == pytest.approx(1 / 4)
    assert dip([*range(19), 18]) == pytest.approx(1 / 40)
    for smooth in ([5] * 20, range(20)):
        assert (dip(smooth), dip_p(smooth)) == (0, 1)


def test_dip_tells_two_camps_from_one():
    chance = np.random.default_rng(3)
    one, two = chance.normal(size=200), chance.normal(size=200) + [0, 6] * 100
    assert dip_p(one) > 0.1
    assert dip_p(two) < 0.001


def test_dip_p_ends_with_its_table():
    chance = np.random.default_rng(3)
    assert 0 <= dip_p(chance.normal(size=72_000)) <= 1
    with pytest.raises(Undefined, match=r"^The table of this test ends at 72,000 answers\.$"):
        dip_p(chance.normal(size=72_001))
    assert 0 < dip(chance.normal(size=72_001)) < 0.01
    for method in (dip, dip_p):
        with pytest.raises(Undefined, match="at least 20"):
            method(range(19))


@given(
    values=st.lists(st.integers(-99, 99), min_size=20, max_size=60).filter(
        lambda x: min(x) < max(x)
    )
)
def test_shapes_do_not_depend_on_order_shift_or_unit(values):
    x = np.array(values, dtype=float)
    for method in (dip, dip_p, lambda x: sarle(x, on_logs=False), shannon_bins):
        expected = method(x)
        assert method(x[::-1]) == pytest.approx(expected)
        assert method(x + 1024) == pytest.approx(expected)
        assert method(4 * x) == pytest.approx(expected)


def test_between_groups_equals_scipy():
    values = np.round(np.random.default_rng(2).lognormal(5, 1, 60))
    labels = np.arange(60) % 4
    parts = [values[labels == label] for label in range(4)]
    expected = scipy.stats.kruskal(*parts).pvalue
    assert between_groups(values, labels) == pytest.approx(expected, rel=1e-12)
    names = np.array(["ann", "bob", "cid", "dan"])[labels]
    assert between_groups(values, names) == pytest.approx(expected, rel=1e-12)
    # A group of two more is left out, and so are the answers that it gave.
    with_more = between_groups([*values, 1, 1], [*labels, 99, 99])
    assert with_more == pytest.approx(expected, rel=1e-12)


def test_intraclass_correlation_by_hand():
    # MSB = 6 * 5^2 = 150, MSW = 4 / 4 = 1: 149 / (150 + 2).
    assert intraclass_correlation([1, 2, 3, 11, 12, 13], list("aaabbb")) == pytest.approx(149 / 152)
    # Sizes 3 and 5: n0 = 8 - 34 / 8 = 3.75; MSB = 3 * 1.25^2 + 5 * 0.75^2 = 7.5, MSW = 12 / 6.
    values, labels = [1, 2, 3, 2, 3, 4, 5, 6], [1] * 3 + [2] * 5
    assert intraclass_correlation(values, labels) == pytest.approx(5.5 / (7.5 + 2.75 * 2))


@pytest.mark.parametrize("method", [between_groups, intraclass_correlation])
def test_groups_that_are_none(method):
    with pytest.raises(Undefined, match="at least 2 groups of at least 3"):
        method([1, 2, 3, 4, 5], [1, 1, 1, 2, 2])
    with pytest.raises(Undefined, match="All answers are equal"):
        method([4] * 6, [1, 1, 1, 2, 2, 2])
    with pytest.raises(Undefined, match="no answers"):
        method([], [])
    with pytest.raises(ValueError, match="one for each value"):
        method([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="text or whole numbers"):
        method([1, 2, 3], [1.0, 2.0, float("nan")])


@pytest.mark.parametrize("method", [between_groups, intraclass_correlation])
def test_groups_do_not_depend_on_order_shift_unit_or_names(method):
    values = np.random.default_rng(4).normal(size=30)
    labels = np.arange(30) % 3
    expected = method(values, labels)
    assert method(values[::-1], labels[::-1]) == pytest.approx(expected)
    assert method(8 * values + 100, labels) == pytest.approx(expected)
    assert method(values, 10**12 * (2 - labels)) == pytest.approx(expected)
