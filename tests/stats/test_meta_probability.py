"""Meta-probability weighting: by hand, by its invariances, and where it does not exist."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crowd.stats import Undefined
from crowd.stats.peer_prediction import meta_probability_weighted

NAN = float("nan")
probabilities = st.integers(0, 100).map(lambda percent: percent / 100)
crowds = st.lists(st.tuples(probabilities, probabilities), min_size=5, max_size=30).map(
    lambda people: np.array(people).T
)
OWN, OTHERS = [0.9, 0.6, 0.6, 0.5, 0.7], [0.5, 0.6, 0.7, 0.6, 0.8]


def test_meta_probability_weighted_by_hand():
    # Weights .4, 0, .1, .1 and .1.
    by_hand = (0.4 * 0.9 + 0.1 * 0.6 + 0.1 * 0.5 + 0.1 * 0.7) / 0.7
    assert meta_probability_weighted(OWN, OTHERS) == pytest.approx(by_hand, rel=1e-14)


def test_people_without_a_prediction_are_skipped():
    assert meta_probability_weighted([*OWN, 0.01], [*OTHERS, NAN]) == meta_probability_weighted(
        OWN, OTHERS
    )


@given(crowd=crowds, rng=st.randoms(use_true_random=False))
def test_meta_probability_weighted_is_fair_to_order_and_to_yes_and_no(crowd, rng):
    own, others = crowd
    assume(np.any(own != others))
    weighted = meta_probability_weighted(own, others)
    order = rng.sample(range(own.size), own.size)
    assert np.min(own) <= weighted <= np.max(own)
    assert meta_probability_weighted(own[order], others[order]) == pytest.approx(weighted)
    assert meta_probability_weighted(1 - own, 1 - others) == pytest.approx(1 - weighted)
    twice = np.tile(own, 2), np.tile(others, 2)
    assert meta_probability_weighted(*twice) == pytest.approx(weighted)


def test_equal_distances_make_the_plain_mean():
    own = np.array([0.3, 0.4, 0.5, 0.6, 0.95])
    assert meta_probability_weighted(own, own - 0.25) == pytest.approx(np.mean(own))


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, 1e-300, 1.0])
def test_weighted_mean_of_equal_answers_is_the_answer(value):
    others = [0.5, 0.25, 0.2, 0.7, 0.9]
    assert meta_probability_weighted([value] * 5, others) == value


def test_zero_has_no_sign():
    assert str(meta_probability_weighted([-0.0] * 5, OTHERS)) == "0.0"


@pytest.mark.parametrize(
    "others",
    [OWN, np.array(OWN) + 1e-14, np.nextafter(OWN, 0)],
    ids=["the same", "a little more", "one step less"],
)
def test_rounding_is_no_difference(others):
    with pytest.raises(Undefined, match="Everybody expects of the others what they say themselves"):
        meta_probability_weighted(OWN, others)


@pytest.mark.parametrize("people", [0, 1, 4])
def test_too_few_people_with_a_prediction(people):
    with pytest.raises(Undefined, match=r"Too few people said what the others say.*at least 5"):
        meta_probability_weighted(OWN[:people], OTHERS[:people])
    with pytest.raises(Undefined, match="at least 5"):
        meta_probability_weighted(OWN, [*OTHERS[:4], NAN])


@pytest.mark.parametrize(
    ("own", "others"),
    [
        ([*OWN[:4], 1.01], OTHERS),
        ([*OWN[:4], -0.01], OTHERS),
        (OWN, [*OTHERS[:4], 50.0]),
        (OWN, [*OTHERS[:4], -1e300 / 1e200]),
    ],
)
def test_percentages_are_no_probabilities(own, others):
    with pytest.raises(Undefined, match="from 0 to 1"):
        meta_probability_weighted(own, others)
