import numpy as np
import pytest

from crowd.stats import AGGREGATORS, SPREAD, Undefined
from crowd.stats.validation import (
    aligned_values,
    as_ascending,
    as_number,
    as_values,
    count_distinct,
)

STATISTICS = [*AGGREGATORS.items(), *SPREAD.items()]
names = pytest.mark.parametrize(("name", "statistic"), STATISTICS)

# What every figure of the registries is for nobody, one person, two people, ties.
EXPECTED = {
    "median": ([5], 5, [2, 8], 5, [4, 4, 4], 4),
    "mean": ([5], 5, [2, 8], 5, [4, 4, 4], 4),
    "trimmed_mean": ([5], 5, [2, 8], 5, [4, 4, 4], 4),
    "winsorized_mean": ([5], 5, [2, 8], 5, [4, 4, 4], 4),
    "geometric_mean": ([5], 5, [2, 8], 4, [4, 4, 4], 4),
    "hodges_lehmann": ([5], 5, [2, 8], 5, [4, 4, 4], 4),
    "half_sample_mode": ([5], 5, [2, 8], 5, [4, 4, 4], 4),
    # Two equally high bumps, each pulled a little to the other: the lower one is the mode.
    "kde_mode": ([5], 5, [2, 8], 2.007615681998505, [4, 4, 4], 4),
    "percentile_60": ([5], 5, [2, 8], 5.6, [4, 4, 4], 4),
    "minimum": ([5], 5, [2, 8], 2, [4, 4, 4], 4),
    "quartile_1": ([5], 5, [2, 8], 3.5, [4, 4, 4], 4),
    "quartile_3": ([5], 5, [2, 8], 6.5, [4, 4, 4], 4),
    "maximum": ([5], 5, [2, 8], 8, [4, 4, 4], 4),
    "standard_deviation": ([5], 0, [2, 8], 3, [4, 4, 4], 0),
    "coefficient_of_variation": ([5], 0, [2, 8], 0.6, [4, 4, 4], 0),
    "quartile_dispersion": ([5], 0, [2, 8], 0.3, [4, 4, 4], 0),
}

# They need counts of things: their figures are in test_bias.py.
COUNTS = {"kao_median", "kao_mean", "kao_maximum_likelihood"}


def test_every_statistic_has_expected_values():
    assert set(EXPECTED) == (set(AGGREGATORS) | set(SPREAD)) - COUNTS


@pytest.mark.parametrize("name", EXPECTED)
def test_statistic_of_one_two_and_tied(name):
    statistic = (AGGREGATORS | SPREAD)[name]
    one, of_one, two, of_two, tied, of_tied = EXPECTED[name]
    assert statistic(one) == pytest.approx(of_one, rel=1e-12)
    assert statistic(two) == pytest.approx(of_two, rel=1e-12)
    assert statistic(tied) == pytest.approx(of_tied, rel=1e-12)


@names
def test_statistic_is_a_plain_float(name, statistic):
    assert type(statistic(np.array([20, 30, 50]))) is float


@names
def test_statistic_of_nobody_is_undefined(name, statistic):
    with pytest.raises(Undefined, match=r"^There are no answers\.$"):
        statistic([])


@pytest.mark.parametrize(
    "values",
    [[1, float("nan")], [1, float("inf")], [-1e151], [[1, 2], [3, 4]], 7, ["1", "2"], [True]],
)
def test_statistics_refuse_what_is_not_a_row_of_finite_numbers(values):
    for statistic in (*AGGREGATORS.values(), *SPREAD.values()):
        with pytest.raises(ValueError, match=r"^values must be") as caught:
            statistic(values)
        assert not isinstance(caught.value, Undefined)


@names
@pytest.mark.parametrize("size", [1e150, 5e-324])
def test_statistic_at_the_ends_of_the_range_is_finite(name, statistic, size):
    if name not in COUNTS:
        assert np.isfinite(statistic([size] * 12))


def test_statistic_leaves_its_input_alone():
    values = np.array([30.0, 10.0, 20.0] * 10)
    before = values.copy()
    for statistic in (*AGGREGATORS.values(), *SPREAD.values()):
        statistic(values)
    assert values.tolist() == before.tolist()


@pytest.mark.parametrize("values", [[0, 1, 2], [-1, 1, 2]])
def test_geometric_mean_is_undefined_at_and_below_zero(values):
    with pytest.raises(Undefined, match="every answer to be above zero"):
        AGGREGATORS["geometric_mean"](values)


@pytest.mark.parametrize("name", ["coefficient_of_variation", "quartile_dispersion"])
def test_relative_spread_is_undefined_off_the_ratio_scale(name):
    with pytest.raises(Undefined, match="below zero"):
        SPREAD[name]([-1, 5, 9])
    with pytest.raises(Undefined, match="All answers are zero"):
        SPREAD[name]([0, 0, 0])


def test_quartile_dispersion_is_undefined_where_three_quarters_are_zero():
    with pytest.raises(Undefined, match="Three quarters"):
        SPREAD["quartile_dispersion"]([0, 0, 0, 0, 1])


def test_reasons_are_plain_sentences():
    reasons = []
    for statistic, values in [
        (as_values, []),
        (AGGREGATORS["geometric_mean"], [0]),
        (SPREAD["coefficient_of_variation"], [-1]),
        (SPREAD["quartile_dispersion"], [0, 0, 0, 0, 1]),
    ]:
        with pytest.raises(Undefined) as caught:
            statistic(values, min_size=1) if statistic is as_values else statistic(values)
        reasons.append(str(caught.value))
    assert all(reason[0].isupper() and reason.endswith(".") for reason in reasons)


def test_as_values_keeps_float64_arrays_as_they_are():
    values = np.array([1.0, 2.0])
    assert as_values(values) is values


def test_as_values_turns_integers_into_floats():
    assert as_values([1, 2]).dtype == np.float64
    assert as_values(np.array([1, 2], dtype=np.uint8)).tolist() == [1.0, 2.0]


def test_as_values_says_how_many_are_needed():
    with pytest.raises(Undefined, match=r"^Too few answers: this needs at least 6\.$"):
        as_values([1, 2], min_size=6)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1e151])
def test_as_number_refuses_what_is_not_finite(number):
    with pytest.raises(ValueError, match=r"^truth must be finite"):
        as_number(number, "truth")


def test_aligned_values_keeps_nan_and_turns_integers_into_floats():
    assert aligned_values([1, 2], 2, "lows").dtype == np.float64
    np.testing.assert_array_equal(aligned_values([1, np.nan], 2, "lows"), [1, np.nan])


@pytest.mark.parametrize("values", [[1], [[1, 2]], 7, [1, np.inf], [-1e151, 1], ["1", "2"]])
def test_aligned_values_refuses_what_is_not_one_number_a_person(values):
    with pytest.raises(ValueError, match=r"^lows must"):
        aligned_values(values, 2, "lows")


def test_ascending_values_are_not_copied():
    values = np.array([3.0, -1.0, 3.0, 2.0])
    ordered = as_ascending(values)
    assert ordered.tolist() == [-1, 2, 3, 3]
    assert as_ascending(ordered) is ordered
    assert values.tolist() == [3, -1, 3, 2]


@pytest.mark.parametrize("values", [[5.0], [5.0, 5.0], [-0.0, 0.0, 1.0], [1.0, 2.0, 2.0, 3.0]])
def test_distinct_values_are_those_of_numpy(values):
    found, times = np.unique(values, return_counts=True)
    distinct = count_distinct(np.array(values))
    assert distinct.values.tolist() == found.tolist()
    assert distinct.times.tolist() == times.tolist()
    assert distinct.before.tolist() == [0, *np.cumsum(times)]
