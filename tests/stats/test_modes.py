import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import Undefined
from crowd.stats.modes import STEPS_PER_BANDWIDTH, half_sample_mode, kde_mode

# Whole numbers, shifts and factors of two: what ties in them ties after the change as well.
whole = st.lists(st.integers(-500, 500).map(float), min_size=1, max_size=60)
shifts, factors = st.integers(-1000, 1000), st.sampled_from([0.125, 0.5, 4.0, 1024.0])


@pytest.mark.parametrize(
    ("values", "mode"),
    [
        ([5], 5),
        ([2, 8], 5),
        ([1, 2, 9], 1.5),
        ([1, 8, 9], 8.5),
        # Evenly spaced: the one in the middle.
        ([1, 2, 3], 2),
        # Halves (1, 2), (2, 3), (3, 4) tie: the middle one.
        ([4, 3, 2, 1], 2.5),
        # Halves (1, 2) and (8, 9) tie: the lower one.
        ([1, 2, 8, 9], 1.5),
        # Half of eight are 10, 10, 11, 13, of these 10, 10.
        ([1, 10, 10, 11, 13, 20, 30, 90], 10),
        ([7, 7, 7, 1e100], 7),
    ],
)
def test_half_sample_mode_by_hand(values, mode):
    assert half_sample_mode(values) == mode
    assert half_sample_mode(values[::-1]) == mode


def test_half_sample_mode_ties_are_not_broken_by_rounding():
    # 0.1 + 0.2 is not 0.3, so that one of these three steps is a little wider than the others.
    assert half_sample_mode([0.1, 0.2, 0.1 + 0.2, 0.4]) == pytest.approx(0.25)


@given(values=whole, rng=st.randoms(use_true_random=False), shift=shifts, factor=factors)
def test_half_sample_mode_follows_order_shift_and_scale(values, rng, shift, factor):
    mode = half_sample_mode(values)
    assert min(values) <= mode <= max(values)
    assert half_sample_mode(rng.sample(values, len(values))) == mode
    assert half_sample_mode(np.array(values) + shift) == mode + shift
    assert half_sample_mode(np.array(values) * factor) == mode * factor


def bandwidth(values):
    spread = scipy.stats.iqr(values)
    return 0.9 * min(np.std(values, ddof=1), spread / 1.349) * len(values) ** -0.2


CROWDS = {
    "normal": lambda rng: rng.normal(50, 10, 300),
    "log-normal": lambda rng: rng.lognormal(3, 1, 300),
    "rounded": lambda rng: np.round(rng.lognormal(4, 1, 300)),
    "two heaps": lambda rng: np.concatenate((rng.normal(0, 1, 100), rng.normal(9, 1, 140))),
    "few": lambda rng: rng.normal(size=5),
}


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in (1, 2, 3))]
)
@pytest.mark.parametrize("kind", CROWDS)
def test_kde_mode_is_the_highest_place_of_scipys_density(kind, seed):
    x = CROWDS[kind](np.random.default_rng(seed))
    step = bandwidth(x) / STEPS_PER_BANDWIDTH
    density = scipy.stats.gaussian_kde(x, bandwidth(x) / np.std(x, ddof=1))
    grid = np.arange(np.min(x), np.max(x), step / 3)
    heights = density(grid)
    mode = kde_mode(x, on_logs=False)
    assert mode == pytest.approx(grid[np.argmax(heights)], abs=step)
    assert density(mode)[0] >= np.max(heights) * (1 - 1e-12)


def test_kde_mode_takes_logarithms_of_what_is_above_zero():
    x = np.random.default_rng(1).lognormal(3, 1, 400)
    assert kde_mode(x) == pytest.approx(np.exp(kde_mode(np.log(x), on_logs=False)))
    assert kde_mode(x) == kde_mode(x, on_logs=True) > 1.2 * kde_mode(x, on_logs=False)
    assert kde_mode(x - 1000) == kde_mode(x - 1000, on_logs=False)


@pytest.mark.parametrize("far", [1e6, 1e12, 1e100, -1e100])
def test_kde_mode_keeps_its_grid_with_outliers(far):
    x = np.random.default_rng(2).normal(100, 1, 2000)
    # The quartiles move by three ranks, the mode hardly.
    expected = kde_mode(x, on_logs=False)
    assert kde_mode([*x, far, far, far], on_logs=False) == pytest.approx(expected, abs=0.02)


def test_kde_mode_of_answers_that_are_mostly_one():
    assert kde_mode([5] * 6 + [1, 9, 1000]) == 5
    assert kde_mode([0, 0, 0]) == 0
    assert kde_mode([1e150, -1e150]) < 0
    assert kde_mode([0, 5e-324, 5e-324, 0, 1], on_logs=False) <= 5e-324


def test_kde_mode_of_two_equal_heaps_is_the_lower_one():
    heap = np.array([-1.0, -0.5, 0, 0.5, 1])
    both = np.concatenate((heap, heap + 64))
    mode = kde_mode(both, on_logs=False)
    assert mode == pytest.approx(0, abs=5)
    assert kde_mode(both + 0.37, on_logs=False) == pytest.approx(mode + 0.37)


@given(values=whole, rng=st.randoms(use_true_random=False), shift=shifts, factor=factors)
def test_kde_mode_follows_order_shift_and_scale(values, rng, shift, factor):
    x, size = np.array(values), 1e-6 * (np.max(np.abs(values)) + abs(shift) + 1)
    mode = kde_mode(x, on_logs=False)
    assert min(values) <= mode <= max(values)
    close = pytest.approx(mode, abs=size)
    assert kde_mode(rng.sample(values, len(values)), on_logs=False) == close
    assert kde_mode(x + shift, on_logs=False) - shift == close
    assert kde_mode(x * factor, on_logs=False) / factor == close


def test_kde_mode_on_logs_is_undefined_at_and_below_zero():
    with pytest.raises(Undefined, match="every answer to be above zero"):
        kde_mode([0, 1, 2], on_logs=True)
