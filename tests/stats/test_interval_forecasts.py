"""The crowd's own range: by hand, by its invariances, and how often it holds the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import Undefined
from crowd.stats.interval_forecasts import (
    CROWD_RANGE,
    range_of_means,
    range_of_medians,
    range_of_quartiles,
    range_of_trimmed_means,
)

NAN = float("nan")
people = st.lists(
    st.tuples(st.integers(-1000, 1000), st.integers(0, 100)), min_size=5, max_size=40
).map(lambda ranges: np.array(ranges, dtype=float).T)
LOWS, HIGHS = [5, 1, 4, 2, 3], [90, 6, 9, 7, 8]
every_range = pytest.mark.parametrize("range_of", CROWD_RANGE.values(), ids=CROWD_RANGE)


def test_ranges_by_hand():
    assert range_of_quartiles(LOWS, HIGHS) == (2, 9)
    assert range_of_medians(LOWS, HIGHS) == (3, 8)
    assert range_of_means(LOWS, HIGHS) == (3, 24)
    # Without the low end 5 and the high end 6.
    assert range_of_trimmed_means(LOWS, HIGHS) == (2.5, 28.5)


@every_range
def test_people_without_both_ends_are_skipped(range_of):
    assert range_of([*LOWS, NAN, -50], [*HIGHS, 70, NAN]) == range_of(LOWS, HIGHS)


@every_range
@given(crowd=people, rng=st.randoms(use_true_random=False))
def test_ranges_follow_order_shift_and_scale(range_of, crowd, rng):
    lows, widths = crowd
    highs = lows + widths
    low, high = range_of(lows, highs)
    order = rng.sample(range(lows.size), lows.size)
    assert low <= high
    assert np.min(lows) <= low <= np.max(lows)
    assert np.min(highs) <= high <= np.max(highs)
    assert range_of(lows[order], highs[order]) == pytest.approx((low, high), abs=1e-9)
    shifted = 4 * low + 7, 4 * high + 7
    assert range_of(4 * lows + 7, 4 * highs + 7) == pytest.approx(shifted, abs=1e-9)
    assert range_of(-highs, -lows) == pytest.approx((-high, -low), abs=1e-9)


@given(crowd=people)
def test_wider_rules_hold_narrower_ones(crowd):
    lows, highs = crowd[0], crowd[0] + crowd[1]
    for wide, narrow in (
        (range_of_quartiles, range_of_medians),
        (range_of_trimmed_means, range_of_means),
    ):
        outer, inner = wide(lows, highs), narrow(lows, highs)
        assert outer.low <= inner.low + 1e-9
        assert outer.high >= inner.high - 1e-9


@every_range
@pytest.mark.parametrize("value", [7, 0.1, 1 / 3, 1e-300, 1e150, -1e150])
def test_range_of_equal_ends_is_that_value(range_of, value):
    assert range_of([value] * 7, [value] * 7) == (value, value)


@every_range
def test_ends_of_any_size_stay_in_range(range_of):
    lows, highs = [-1e150, -1e-300, 0, 1e-300, 5], [1e150, 1e150, 1e-300, 1e-300, 6]
    with np.errstate(over="raise", invalid="raise"):
        low, high = range_of(lows, highs)
    assert np.isfinite([low, high]).all()
    assert low < high


@every_range
def test_zero_has_no_sign(range_of):
    assert [str(end) for end in range_of([-0.0] * 5, [-0.0] * 5)] == ["0.0", "0.0"]


@every_range
@pytest.mark.parametrize("given", [0, 1, 4])
def test_too_few_ranges(range_of, given):
    nobody = [NAN] * (5 - given)
    for missing in (([], []), (nobody, nobody), (nobody, HIGHS[given:])):
        with pytest.raises(Undefined, match="Too few people gave a range: this needs at least 5"):
            range_of([*LOWS[:given], *missing[0]], [*HIGHS[:given], *missing[1]])


@every_range
@pytest.mark.parametrize(
    ("lows", "highs", "reason"),
    [
        ([2] * 5, [3, 3, 3, 3, 1], "low end"),
        ([2] * 5, [3] * 6, "highs"),
        ([2] * 5, [3, 3, 3, 3, float("inf")], "highs"),
        ([float("-inf")] * 5, [3] * 5, "lows"),
    ],
)
def test_ranges_that_are_none_are_refused(range_of, lows, highs, reason):
    with pytest.raises(ValueError, match=reason):
        range_of(lows, highs)


COMMON_ERROR = 0.82
"""Error that all share, in standard deviations of one person's: .49 / .60 in 195 real questions."""


def exterior_trimming(lows, highs):
    """The range of the mean ends without the outer fifth of each, which is not offered."""
    trimmed = lows.size // 5
    return np.mean(np.sort(lows)[trimmed:]), np.mean(np.sort(highs)[: lows.size - trimmed])


def coverage(people, crowds, rng):
    """The shares of crowds whose ranges hold the truth, 0, by rule; "alone" for one person's."""
    shape = crowds, people
    own = rng.normal(size=shape) * np.sqrt(1 - COMMON_ERROR**2)
    errors = COMMON_ERROR * rng.normal(size=(crowds, 1)) + own
    half_widths = 0.6 * np.exp(0.6 * rng.normal(size=shape) - 0.18)
    lows, highs = np.exp(errors - half_widths), np.exp(errors + half_widths)
    held = {"alone": float(np.mean((lows <= 1) & (highs >= 1)))}
    for name, range_of in (CROWD_RANGE | {"exterior": exterior_trimming}).items():
        ends = np.array([range_of(*crowd) for crowd in zip(lows, highs, strict=True)])
        held[name] = float(np.mean((ends[:, 0] <= 1) & (ends[:, 1] >= 1)))
    return held


@pytest.mark.parametrize("people", [10, pytest.param(200, marks=pytest.mark.exhaustive)])
def test_range_of_quartiles_holds_the_truth_most_often(people):
    """The shares that the docstrings tell, give or take four standard errors of 2,000 crowds."""
    held = coverage(people, 2000, np.random.default_rng(people))
    assert held["alone"] == pytest.approx(0.42, abs=0.03)
    assert held["medians"] == pytest.approx(0.5, abs=0.055)
    assert held["means"] == pytest.approx(0.52, abs=0.055)
    assert held["trimmed_means"] == pytest.approx(0.675, abs=0.07)
    assert held["exterior"] == pytest.approx(0.32, abs=0.055)
    assert held["quartiles"] == pytest.approx(0.775, abs=0.06)
