import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats.hodges_lehmann import (
    MAX_DIRECT_SIZE,
    _median_by_selection,
    _median_of_all_pairs,
    _middle_float,
    hodges_lehmann,
)

wild = st.floats(-1e150, 1e150)
numbers = st.one_of(
    st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=40),
    st.lists(st.integers(-30, 30).map(lambda tenths: tenths * 0.1), min_size=1, max_size=40),
    st.lists(st.floats(0.01, 1e6), min_size=1, max_size=40),
    st.lists(wild, min_size=1, max_size=40),
    st.lists(st.sampled_from([-1e100, 0.0, 5e-324, 1.0, 3.0, 1e100]), min_size=1, max_size=40),
)


def test_hodges_lehmann_by_hand():
    # The ten midpoints of 1, 2, 4, 100: 1, 1.5, 2, 2.5, 3, 4, 50.5, 51, 52, 100.
    assert hodges_lehmann([100, 1, 4, 2]) == 3.5
    assert hodges_lehmann([7]) == 7
    assert hodges_lehmann([-8, 2]) == -3


@given(values=numbers, listed=st.sampled_from([1, 3, 10, 100]))
def test_selection_equals_the_direct_formula(values, listed):
    ordered = np.sort(np.array(values))
    assert _median_by_selection(ordered, listed) == _median_of_all_pairs(ordered)


@pytest.mark.parametrize(
    "n",
    [
        *(MAX_DIRECT_SIZE, MAX_DIRECT_SIZE + 1),
        *(pytest.param(n, marks=pytest.mark.exhaustive) for n in (MAX_DIRECT_SIZE - 1, 2999)),
    ],
)
def test_both_ways_agree_where_one_takes_over(n):
    rng = np.random.default_rng(n)
    for values in (rng.normal(size=n), np.round(rng.lognormal(5, 1, n)), rng.standard_cauchy(n)):
        ordered = np.sort(values)
        expected = np.median(np.concatenate([x + ordered[at:] for at, x in enumerate(ordered)]) / 2)
        assert hodges_lehmann(values) == expected
        assert _median_by_selection(ordered, 1000) == expected


def test_large_crowds_with_known_middles():
    n = 200_001
    assert hodges_lehmann(np.arange(n)) == (n - 1) / 2
    assert hodges_lehmann(np.full(n, 0.1)) == 0.1
    # Of all pairs a quarter are (0, 0), a half (0, 1e100): the middle is among the latter.
    assert hodges_lehmann(np.repeat([0, 1e100], 100_000)) == 5e99


def test_outliers_do_not_stop_the_search():
    rng = np.random.default_rng(5)
    bulk = rng.normal(size=100_000)
    x = np.concatenate((bulk, 1e100 * rng.random(5000), -1e100 * rng.random(5000)))
    begun = time.process_time()
    assert hodges_lehmann(x) == pytest.approx(0, abs=0.02)
    # Far above what it takes: this is a guard against rounds without end.
    assert time.process_time() - begun < 10


@given(low=wild, high=wild)
def test_halfway_lies_between_and_halvings_end(low, high):
    low, high = min(low, high), max(low, high)
    for _ in range(66):
        middle = _middle_float(low, high)
        assert low <= middle <= high
        if middle == low:
            break
        low = middle
    assert np.nextafter(low, np.inf) >= high or low == high
