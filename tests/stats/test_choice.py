import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import Undefined
from crowd.stats.choice import plurality, surprisingly_popular


def test_plurality_by_hand():
    assert plurality([3, 7, 5]) == 1
    assert plurality([0, 0.1]) == 1


@pytest.mark.parametrize("counts", [[4, 4], [5, 1, 5], [0.5, 0.5]])
def test_plurality_says_when_votes_tie(counts):
    with pytest.raises(Undefined, match="same number of votes"):
        plurality(counts)


def test_nobody_voted():
    with pytest.raises(Undefined, match=r"^There are no answers\.$"):
        plurality([0, 0, 0])


def test_surprisingly_popular_by_hand():
    assert surprisingly_popular([0.65, 0.35], [0.75, 0.25]) == 1
    assert surprisingly_popular([0.5, 0.3, 0.2], [0.4, 0.35, 0.25]) == 0


@given(share=st.floats(0, 1), predicted=st.floats(0, 1))
def test_surprisingly_popular_of_two_is_who_has_more_than_predicted(share, predicted):
    pairs = [share, 1 - share], [predicted, 1 - predicted]
    if abs(share - predicted) < 1e-9:
        return
    assert surprisingly_popular(*pairs) == (0 if share > predicted else 1)
    assert surprisingly_popular(*(pair[::-1] for pair in pairs)) == (1 if share > predicted else 0)


def test_surprisingly_popular_says_when_options_tie_but_for_rounding():
    with pytest.raises(Undefined, match="equally surprising"):
        surprisingly_popular([0.3, 0.7], [0.1 + 0.2, 0.7])
    with pytest.raises(Undefined, match="equally surprising"):
        surprisingly_popular([0.4, 0.4, 0.2], [0.3, 0.3, 0.4])


@pytest.mark.parametrize("values", [[1], [], [-1, 2], [float("nan"), 1], [[1, 2], [3, 4]]])
def test_options_that_are_none_are_refused(values):
    with pytest.raises(ValueError, match="must"):
        plurality(values)
    with pytest.raises(ValueError, match="must"):
        surprisingly_popular([0.5, 0.5], values)


def test_shares_are_shares_of_one_and_as_many():
    with pytest.raises(ValueError, match="shares of 1"):
        surprisingly_popular([65, 35], [75, 25])
    with pytest.raises(ValueError, match="2 options, not 3"):
        surprisingly_popular([0.6, 0.4], [0.3, 0.3, 0.4])
