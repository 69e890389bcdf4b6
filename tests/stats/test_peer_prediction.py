import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crowd.stats import Undefined
from crowd.stats.peer_prediction import (
    influential,
    knowledge_weighted,
    knowledge_weights,
    leave_one_out_changes,
    minimal_pivot,
)

NAN = float("nan")
DAM = [50, 134, 206, 290, 326, 374], [26, 92, 116, 218, 218, 206]
crowds = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=6, max_size=30
).map(lambda people: np.array(people, dtype=float).T)


def by_the_formula(estimates, predictions):
    """The weights from the whole J x J system, with the multiplier of their sum."""
    size = np.std(estimates)
    e, p = np.array(estimates) / size, np.array(predictions) / size
    n, mean, v = e.size, np.mean(e), np.var(e)
    slope, intercept = np.polyfit(e, p, 1)
    residuals = p - intercept - slope * e
    s2 = residuals @ residuals / (n - 2)
    u = e / n + (n - 1) / n * p - (n - 1) / n * residuals
    k = ((n - 1) / n) ** 2 * (n - 2) * s2 / (n * (n - 4) * v)
    system = np.ones((n + 1, n + 1))
    system[:n, :n] = np.outer(u, u) + k * np.outer(e, e)
    system[n, n] = 0
    right = np.append(mean * u + k * mean * e, 1)
    return np.linalg.lstsq(system, right, rcond=1e-10)[0][:n]


def test_minimal_pivot_by_hand():
    assert minimal_pivot([10, 20, 30], [12, 15, 18]) == 25
    # Who made no prediction is left out of both means.
    assert minimal_pivot([10, 20, 30, 1000], [12, 15, 18, NAN]) == 25
    assert minimal_pivot([10, 20, 30], [12, 15, 18], high=22) == 22
    assert minimal_pivot([10, 20, 30], [40, 40, 40], low=1.5) == 1.5
    assert minimal_pivot([7], [6]) == 8


@given(crowd=crowds, rng=st.randoms(use_true_random=False))
def test_minimal_pivot_follows_order_shift_and_scale(crowd, rng):
    x, others = crowd
    pivot = minimal_pivot(x, others)
    order = rng.sample(range(x.size), x.size)
    assert minimal_pivot(x[order], others[order]) == pytest.approx(pivot, abs=1e-9)
    assert minimal_pivot(4 * x - 9, 4 * others - 9) == pytest.approx(4 * pivot - 9, abs=1e-9)
    assert minimal_pivot(x, np.full(x.size, np.mean(x))) == pytest.approx(np.mean(x))


def test_minimal_pivot_without_predictions():
    with pytest.raises(Undefined, match="at least 1"):
        minimal_pivot([1, 2], [NAN, NAN])
    with pytest.raises(Undefined):
        minimal_pivot([], [])
    with pytest.raises(ValueError, match="low must be at most high"):
        minimal_pivot([1, 2], [1, 2], low=3, high=2)
    with pytest.raises(ValueError, match=r"^others must have one entry a person"):
        minimal_pivot([1, 2], [1])


@given(crowd=crowds)
def test_weights_are_those_of_the_formula(crowd):
    estimates, predictions = crowd
    slope = np.cov(estimates, predictions)[0, 1] / max(np.var(estimates), 1)
    # Where the formula's minimum is flat, the large system has no digits left to compare with.
    assume(np.var(estimates) > 100 and abs(slope) > 0.05)
    weights = knowledge_weights(estimates, predictions)
    expected = by_the_formula(estimates, predictions)
    assert weights == pytest.approx(expected, rel=1e-5, abs=1e-6)
    assert np.sum(weights) == pytest.approx(1)
    assert weights @ estimates == pytest.approx(knowledge_weighted(estimates, predictions))


def test_weights_of_people_without_a_prediction_are_zero():
    estimates, predictions = [9999, *DAM[0]], [NAN, *DAM[1]]
    weights = knowledge_weights(estimates, predictions)
    assert weights[0] == 0
    assert weights[1:].tolist() == knowledge_weights(*DAM).tolist()
    assert knowledge_weighted(estimates, predictions) == knowledge_weighted(*DAM)
    assert leave_one_out_changes(estimates, predictions).tolist() == [
        0,
        *leave_one_out_changes(*DAM).tolist(),
    ]


@given(crowd=crowds, rng=st.randoms(use_true_random=False), shift=st.integers(-1000, 1000))
def test_knowledge_weighted_follows_order_shift_and_scale(crowd, rng, shift):
    e, p = crowd
    slope = np.cov(e, p)[0, 1] / max(np.var(e), 1)
    assume(np.var(e) > 100 and abs(slope) > 0.05)
    estimate = knowledge_weighted(e, p)
    close = pytest.approx(estimate, rel=1e-6, abs=1e-6)
    order = rng.sample(range(e.size), e.size)
    assert knowledge_weighted(e[order], p[order]) == close
    assert knowledge_weighted(e + shift, p + shift) - shift == close
    assert knowledge_weighted(e * 1000, p * 1000) / 1000 == close


def test_predictions_that_equal_the_mean_of_all_change_nothing():
    estimates = np.array([1.0, 4, 6, 9, 30])
    predictions = np.array([9.0, 8, 11, 10, 12])
    assert np.mean(predictions) == np.mean(estimates)
    assert knowledge_weighted(estimates, predictions) == pytest.approx(10)


@pytest.mark.parametrize("far", [(1000, 400), (1e9, 5), (1e9, 1e9), (300, 1e12)])
def test_influence_is_what_leaving_out_changes(far):
    estimates = np.array([*DAM[0], far[0]], dtype=float)
    predictions = np.array([*DAM[1], far[1]], dtype=float)
    whole = knowledge_weighted(estimates, predictions)
    expected = [
        abs(knowledge_weighted(np.delete(estimates, i), np.delete(predictions, i)) - whole)
        for i in range(estimates.size)
    ]
    scale = max(map(abs, far))
    assert leave_one_out_changes(estimates, predictions) == pytest.approx(
        expected, rel=1e-6, abs=1e-9 * scale
    )
    assert leave_one_out_changes(estimates, predictions)[-1] == pytest.approx(
        expected[-1], rel=1e-12
    )


def test_influence_without_whom_nothing_is_left_does_not_exist():
    estimates, predictions = [5, 5, 5, 5, 5, 9], [1, 2, 3, 4, 5, 6]
    with pytest.raises(Undefined, match="Without one of them"):
        leave_one_out_changes(estimates, predictions)
    assert influential(estimates, predictions).tolist() == [False] * 5 + [True]


@pytest.mark.parametrize("scale", [1, 1e-140, 1e140])
@pytest.mark.parametrize("other", [1, 1e-140, 1e140])
def test_estimates_and_predictions_of_any_size_stay_in_range(scale, other):
    estimates, predictions = np.array(DAM[0]) * scale, np.array(DAM[1]) * other
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        estimate = knowledge_weighted(estimates, predictions)
        found = leave_one_out_changes(np.append(estimates, 0), np.append(predictions, 0))
    assert np.isfinite(estimate)
    assert np.all(np.isfinite(found))
    if scale == other:
        assert estimate == pytest.approx(knowledge_weighted(*DAM) * scale)


@pytest.mark.parametrize("far", [9, 1e100])
def test_influence_of_the_only_other_estimate_stays_in_range(far):
    estimates, predictions = [5, 5, 5, 5, 5, far], [1, 2, 3, 4, 5, 6]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert influential(estimates, predictions).tolist() == [False] * 5 + [True]


def test_nobody_is_flagged_in_an_even_crowd():
    assert not influential(*DAM).any()


@pytest.mark.parametrize("people", [0, 1, 4])
def test_too_few_for_knowledge_weights(people):
    for statistic in (knowledge_weighted, knowledge_weights):
        with pytest.raises(Undefined, match="at least 5"):
            statistic(DAM[0][:people], DAM[1][:people])
    with pytest.raises(Undefined, match="at least 6"):
        leave_one_out_changes(DAM[0][:5], DAM[1][:5])


def test_equal_estimates_leave_nobody_to_prefer():
    with pytest.raises(Undefined, match="All estimates are the same"):
        knowledge_weighted([0.1] * 7, range(7))


def test_limits_of_knowledge_weighted():
    free = knowledge_weighted(*DAM)
    assert knowledge_weighted(*DAM, low=0, high=1000) == free
    assert knowledge_weighted(*DAM, high=free - 1) == free - 1
    assert knowledge_weighted(*DAM, low=free + 1) == free + 1
    with pytest.raises(ValueError, match="low must be at most high"):
        knowledge_weighted(*DAM, low=3, high=2)


def test_predictions_that_say_nothing():
    # On the line with slope -1/4 the five predictions imply the same of everybody: c = k = 0.
    estimates = np.array([0.0, 4, 8, 12, 16])
    for scale in (1, 0.1, 1 / 3, 1e-9, 1e9):
        with pytest.raises(Undefined, match="every aggregate"):
            knowledge_weighted(scale * estimates, 20 - scale * estimates / 4)


@pytest.mark.parametrize("values", [[1, NAN, 3, 4, 5, 6], [1, float("inf"), 3, 4, 5, 6]])
def test_estimates_must_be_finite(values):
    with pytest.raises(ValueError, match=r"^values must be finite"):
        knowledge_weighted(values, DAM[1])
