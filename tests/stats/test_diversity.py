import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crowd.stats import SPREAD, Undefined, bracketing, diversity_prediction_theorem
from crowd.stats.aggregate import mean

quickly = settings(max_examples=25, deadline=None)
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


@quickly
@given(values=crowds, truth=truths)
def test_theorem_holds_to_nine_digits(values, truth):
    terms = diversity_prediction_theorem(values, truth)
    assert terms.crowd_error + terms.prediction_diversity == pytest.approx(
        terms.average_error, rel=1e-9, abs=1e-18 * (max(map(abs, values)) + abs(truth)) ** 2
    )


@quickly
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


@quickly
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
