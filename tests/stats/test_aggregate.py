import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import AGGREGATORS, SPREAD

# Modes jump when an answer moves a little, and the corrections of counts have limits to their
# domain: both have tests of their own.
JUMPING = {"half_sample_mode", "kde_mode"}
COUNTS = {"kao_median", "kao_mean", "kao_maximum_likelihood"}
CENTRES = {name: f for name, f in AGGREGATORS.items() if name not in JUMPING | COUNTS}
ALL = CENTRES | SPREAD
SCALE_FREE = {"coefficient_of_variation", "quartile_dispersion"}
SHIFT_FREE = {"standard_deviation"}

crowds = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=60)


def close(value, size):
    return pytest.approx(value, rel=1e-9, abs=1e-9 * size)


def test_aggregates_by_hand():
    values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 101]
    assert AGGREGATORS["median"](values) == 6
    assert AGGREGATORS["mean"](values) == pytest.approx(246 / 11, rel=1e-15)
    assert AGGREGATORS["trimmed_mean"](values) == pytest.approx(144 / 9, rel=1e-15)
    assert AGGREGATORS["winsorized_mean"](values) == pytest.approx((2 + 144 + 100) / 11, rel=1e-15)
    assert AGGREGATORS["hodges_lehmann"]([1, 5, 20]) == 5.0 + 2.75
    assert AGGREGATORS["percentile_60"](values) == 7
    assert AGGREGATORS["geometric_mean"]([1, 3, 9]) == pytest.approx(3, rel=1e-15)


def test_aggregators_stand_in_the_order_of_the_documentation():
    assert list(AGGREGATORS) == [
        "median",
        "mean",
        "trimmed_mean",
        "winsorized_mean",
        "geometric_mean",
        "hodges_lehmann",
        "half_sample_mode",
        "kde_mode",
        "percentile_60",
        "kao_median",
        "kao_mean",
        "kao_maximum_likelihood",
    ]


def test_winsorized_mean_changes_nobody_below_ten_people():
    assert AGGREGATORS["winsorized_mean"]([1] * 8 + [1000]) == pytest.approx(112)
    assert AGGREGATORS["winsorized_mean"]([1] * 9 + [1000]) == 1


def test_trimmed_mean_cuts_nobody_below_ten_people():
    assert AGGREGATORS["trimmed_mean"]([1] * 8 + [1000]) == pytest.approx(112)
    assert AGGREGATORS["trimmed_mean"]([1] * 9 + [1000]) == 1


@pytest.mark.parametrize("n", [1, 2, 9, 10, 11, 19, 20, 30, 70, 99, 1000])
def test_statistics_equal_scipy(n):
    x = np.round(np.random.default_rng(n).lognormal(5, 1, n)) + 1
    reference = {
        "median": np.percentile(x, 50),
        "mean": np.mean(x),
        "trimmed_mean": scipy.stats.trim_mean(x, 0.1),
        "winsorized_mean": scipy.stats.mstats.winsorize(x, (0.1, 0.1)).mean(),
        "hodges_lehmann": np.median(np.add.outer(x, x)[np.triu_indices(n)]) / 2,
        "percentile_60": scipy.stats.mstats.mquantiles(x, 0.6, 1, 1)[0],
        "geometric_mean": scipy.stats.gmean(x),
        "minimum": min(x),
        "quartile_1": scipy.stats.mstats.mquantiles(x, 0.25, 1, 1)[0],
        "quartile_3": scipy.stats.mstats.mquantiles(x, 0.75, 1, 1)[0],
        "maximum": max(x),
        "standard_deviation": scipy.stats.tstd(x, ddof=0),
        "coefficient_of_variation": scipy.stats.variation(x),
        "quartile_dispersion": scipy.stats.iqr(x) / np.quantile(x, (0.25, 0.75)).sum(),
    }
    assert {name: statistic(x) for name, statistic in ALL.items()} == pytest.approx(
        reference, rel=1e-12
    )


@given(values=crowds, rng=st.randoms(use_true_random=False))
def test_statistics_do_not_depend_on_the_order(values, rng):
    shuffled = rng.sample(values, len(values))
    for name, statistic in ALL.items():
        assert statistic(shuffled) == close(statistic(values), max(values)), name


@given(values=crowds, factor=st.floats(0.001, 1000))
def test_statistics_follow_a_change_of_unit(values, factor):
    x = np.array(values)
    for name, statistic in ALL.items():
        unit = 1 if name in SCALE_FREE else factor
        assert statistic(factor * x) == close(unit * statistic(x), unit * max(values)), name


@given(values=crowds, shift=st.floats(-1e6, 1e6))
def test_statistics_follow_a_shift(values, shift):
    x = np.array(values)
    for name in sorted(set(ALL) - SCALE_FREE - {"geometric_mean"}):
        moved = 0 if name in SHIFT_FREE else shift
        size = max(values) + abs(shift)
        assert ALL[name](x + shift) == close(ALL[name](x) + moved, size), name


@given(values=crowds)
def test_aggregates_lie_within_the_answers(values):
    low, high = min(values) * (1 - 1e-12), max(values) * (1 + 1e-12)
    assert all(low <= aggregate(values) <= high for aggregate in CENTRES.values())


@given(values=crowds)
def test_geometric_mean_is_at_most_the_mean(values):
    assert AGGREGATORS["geometric_mean"](values) <= AGGREGATORS["mean"](values) * (1 + 1e-12)
