import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import Undefined
from crowd.stats.aggregate import log_odds_mean, select_crowd
from crowd.stats.interval_forecasts import interval_weighted

NAN = float("nan")
probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=40)
people = st.lists(
    st.tuples(st.floats(-1e6, 1e6), st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=40
)


def test_log_odds_mean_by_hand():
    # Odds 1 : 1, 4 : 1 and 9 : 1; their geometric mean is the cube root of 36.
    odds = 36 ** (1 / 3)
    assert log_odds_mean([0.5, 0.8, 0.9]) == pytest.approx(odds / (1 + odds), rel=1e-14)
    assert log_odds_mean([0.8], alpha=2) == pytest.approx(16 / 17, rel=1e-14)
    assert log_odds_mean([1]) == pytest.approx(0.99, rel=1e-14)
    assert log_odds_mean([0, 1], clip=0.2) == pytest.approx(0.5, rel=1e-14)
    assert log_odds_mean([0, 1, 1], clip=0.5) == 0.5


@given(values=probabilities, alpha=st.floats(0.1, 10), rng=st.randoms(use_true_random=False))
def test_log_odds_mean_is_fair_to_yes_and_no(values, alpha, rng):
    mean = log_odds_mean(values, alpha)
    shuffled = rng.sample(values, len(values))
    assert log_odds_mean(shuffled, alpha) == pytest.approx(mean, abs=1e-12)
    assert log_odds_mean(1 - np.array(values), alpha) == pytest.approx(1 - mean, abs=1e-12)


def test_log_odds_mean_refuses_what_is_no_probability():
    for values in ([0.5, 1.01], [-0.01], [50]):
        with pytest.raises(Undefined, match="probability from 0 to 1"):
            log_odds_mean(values)
    with pytest.raises(Undefined, match="no answers"):
        log_odds_mean([])
    for options in ({"alpha": 0}, {"alpha": NAN}, {"clip": 0}, {"clip": 0.6}, {"clip": NAN}):
        with pytest.raises(ValueError, match=r"^(alpha|clip) must"):
            log_odds_mean([0.5], **options)


def test_interval_weighted_by_hand():
    # Widths 2, 4 and 1: weights 1/4, 1/16 and 1.
    estimate = interval_weighted([10, 20, 40], [9, 18, 40], [11, 22, 41])
    assert estimate == pytest.approx((10 / 4 + 20 / 16 + 40) / (1 / 4 + 1 / 16 + 1), rel=1e-14)


def test_nobody_is_taken_as_certain_without_limit():
    lows, highs = [0, 0, 5, 5], [10, 10, 5, 5.5]
    # The median of 10, 10 and 0.5 is 10, so that no width counts as less than 1.
    assert interval_weighted([1, 1, 5, 5], lows, highs) == pytest.approx(
        (0.01 + 0.01 + 5 + 5) / 2.02, rel=1e-14
    )
    assert interval_weighted([1, 2, 6], [1, 2, 6], [1, 2, 6]) == 3


def test_people_without_a_range_are_skipped():
    assert interval_weighted([10, 20, 99, 99], [9, 18, NAN, 0], [11, 22, NAN, NAN]) == 12
    with pytest.raises(Undefined, match="Nobody gave a range"):
        interval_weighted([1, 2], [NAN, NAN], [NAN, NAN])


@given(crowd=people, rng=st.randoms(use_true_random=False), shift=st.floats(-1e6, 1e6))
def test_interval_weighted_follows_order_shift_and_scale(crowd, rng, shift):
    values, down, up = np.array(crowd).T
    size = 1e-9 * (np.max(np.abs(values)) + abs(shift) + 100)
    estimate = interval_weighted(values, values - down, values + up)
    close = pytest.approx(estimate, rel=1e-6, abs=max(size, 1e-6))
    assert np.min(values) - size <= estimate <= np.max(values) + size
    x, low, high = 4 * values, 4 * (values - down), 4 * (values + up)
    assert interval_weighted(x, low, high) / 4 == close
    order = rng.sample(range(values.size), values.size)
    assert interval_weighted(x[order], low[order], high[order]) / 4 == close
    # The shift is not added to the ends: their widths would be rounded.
    assert interval_weighted(x + shift, low, high) == pytest.approx(
        4 * estimate + shift, rel=1e-6, abs=max(4 * size, 1e-5)
    )


@pytest.mark.parametrize(
    ("lows", "highs", "reason"),
    [([2, 2], [1, 3], "low end"), ([1], [2, 3], "lows"), ([1, 2], [3, float("inf")], "highs")],
)
def test_interval_weighted_refuses_ranges_that_are_none(lows, highs, reason):
    with pytest.raises(ValueError, match=reason):
        interval_weighted([1, 2], lows, highs)


def test_select_crowd_by_hand():
    errors = np.repeat([[3.0], [1.0], [2.0], [9.0]], 10, axis=1)
    assert select_crowd([30, 10, 20, 90], errors, k=1) == 10
    assert select_crowd([30, 10, 20, 90], errors, k=3) == 20
    # An equal record with the last one who is in: both are in, whoever comes first.
    assert select_crowd([30, 10, 20, 90], errors[[0, 1, 1, 3]], k=1) == 15


def test_select_crowd_takes_those_only_who_have_a_record():
    errors = np.ones((3, 12))
    errors[0, 2:] = NAN
    errors[0, :2] = 0
    errors[1, 2:] = 2
    assert select_crowd([1, 50, 70], errors, k=1) == 70
    assert select_crowd([1, 50, 70], errors, k=2) == 60
    with pytest.raises(Undefined, match="at least 3"):
        select_crowd([1, 50, 70], errors, k=3)
    with pytest.raises(Undefined, match="at least 20"):
        select_crowd([1, 50, 70], errors)


@pytest.mark.parametrize(
    ("errors", "k", "reason"),
    [
        ([[-1.0] * 10] * 2, 1, "not negative"),
        ([[float("inf")] * 10] * 2, 1, "finite"),
        ([[1.0] * 10], 1, "shape"),
        ([1.0, 2.0], 1, "shape"),
        ([[1.0] * 10] * 2, 0, "at least 1"),
    ],
)
def test_select_crowd_refuses_records_that_are_none(errors, k, reason):
    with pytest.raises(ValueError, match=reason):
        select_crowd([1, 2], errors, k)


@given(st.integers(20, 60), st.randoms(use_true_random=False))
def test_select_crowd_follows_order_shift_and_scale(n, rng):
    random = np.random.default_rng(n)
    values, errors = random.normal(size=n), random.integers(0, 3, (n, 12)).astype(float)
    selected = select_crowd(values, errors)
    order = rng.sample(range(n), n)
    assert select_crowd(values[order], errors[order]) == selected
    assert select_crowd(4 * values, 4 * errors) == 4 * selected
    assert select_crowd(values + 5, errors) == pytest.approx(selected + 5)
