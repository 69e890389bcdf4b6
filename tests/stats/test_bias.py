import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import Undefined
from crowd.stats.bias import (
    B_MU,
    B_SIGMA,
    M_MU,
    M_SIGMA,
    kao_maximum_likelihood,
    kao_mean,
    kao_median,
    percentile_60,
)

guesses = st.lists(st.floats(15, 1e6), min_size=1, max_size=40)
CORRECTIONS = [kao_median, kao_mean, kao_maximum_likelihood]
corrections = pytest.mark.parametrize("correction", CORRECTIONS)


def parameters(count):
    return M_MU * np.log(count) + B_MU, M_SIGMA * np.log(count) + B_SIGMA


@pytest.mark.parametrize("count", [54, 659, 27852])
def test_corrections_find_the_count_that_a_crowd_of_the_model_guessed(count):
    mu, sigma = parameters(count)
    # Quantiles of the model, evenly spaced: its median exactly, its moments nearly.
    crowd = np.exp(mu + sigma * scipy.stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000))
    assert kao_median(crowd) == pytest.approx(count, rel=1e-6)
    assert kao_mean([np.exp(mu + sigma**2 / 2)]) == pytest.approx(count, rel=1e-12)
    assert kao_mean(crowd) == pytest.approx(count, rel=0.01)
    assert kao_maximum_likelihood(crowd) == pytest.approx(count, rel=0.001)


@pytest.mark.parametrize("values", [[50], [50, 50], [50, 50, 50, 50]])
def test_corrections_of_one_guess_however_often(values):
    # By hand: ln 50 = 3.912023, less 0.68 and by 0.87 it is 3.714969.
    assert kao_median(values) == pytest.approx(np.exp(3.714969), rel=1e-6)
    mu, sigma = parameters(kao_mean(values))
    assert mu + sigma**2 / 2 == pytest.approx(np.log(50), rel=1e-12)
    # d = 3.912023 - 2.31125 = 1.600773, so sigma = d (sqrt(a^2 + 4) - a) / 2 with a = 5.4375.
    mu, sigma = parameters(kao_maximum_likelihood(values))
    assert sigma == pytest.approx(1.600773 * (33.56640625**0.5 - 5.4375) / 2, rel=1e-6)


@given(values=guesses)
def test_maximum_likelihood_equals_a_search(values):
    logs = np.log(values)

    def loss(log_count):
        sigma = M_SIGMA * log_count + B_SIGMA
        return -np.sum(scipy.stats.norm.logpdf(logs, M_MU * log_count + B_MU, sigma))

    found = np.log(kao_maximum_likelihood(values))
    best = scipy.optimize.minimize_scalar(
        loss, bounds=(-B_SIGMA / M_SIGMA + 1e-9, 60), method="bounded"
    )
    assert loss(found) <= best.fun + 1e-9 * abs(best.fun) + 1e-9
    assert loss(found) <= min(loss(found * (1 + 1e-4)), loss(found + 1e-4))


@given(values=guesses, rng=st.randoms(use_true_random=False))
def test_corrections_do_not_depend_on_the_order(values, rng):
    for correction in CORRECTIONS:
        shuffled = correction(rng.sample(values, len(values)))
        assert shuffled == pytest.approx(correction(values), rel=1e-9)


@corrections
@pytest.mark.parametrize("values", [[0, 5, 9], [-1, 50, 60]])
def test_corrections_are_undefined_at_and_below_zero(correction, values):
    with pytest.raises(Undefined, match="every answer to be above zero"):
        correction(values)


def test_corrections_are_undefined_where_no_count_fits():
    with pytest.raises(Undefined, match="mean is too small"):
        kao_mean([1e-6])
    with pytest.raises(Undefined, match="answers are too small"):
        kao_maximum_likelihood([9, 10, 11])
    with pytest.raises(Undefined, match="too large for any number"):
        kao_median([1e150])
    with pytest.raises(Undefined, match="too large for any number"):
        kao_maximum_likelihood([1e150])
    assert kao_mean([1e150]) < 1e150


def test_percentile_60_by_hand():
    assert percentile_60([1, 2]) == pytest.approx(1.6)
    assert percentile_60([10, 0, 5]) == pytest.approx(6)
