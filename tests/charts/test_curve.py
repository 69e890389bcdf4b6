"""The crowd-size curve: both axes labelled to their ends, no wild error that flattens it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.charts.curve import Curve, CurvePoints, CurveWords, draw_curve, is_worth_drawing
from crowd.charts.round_axis import AxisRules
from tests.charts.measuring import outside, overlaps

WORDS = CurveWords(
    format_people=lambda people: f"{people:,}",
    format_error=lambda error: f"{error:,.6g}%",
    title="people · off by",
)


def drawn(points: CurvePoints) -> Curve:
    return draw_curve(points, WORDS, AxisRules())


def test_curve_falls_on_labelled_axes() -> None:
    curve = drawn([(1, 38.0), (5, 25.0), (11, 20.0), (101, 15.0), (2238, 14.0)])
    assert [label.text for label in curve.labels] == [
        *("0%", "20%", "40%", "1", "11", "101", "2,238", "people · off by")
    ]
    assert curve.line[0] == (curve.left, pytest.approx(12 + (curve.baseline - 12) * 2 / 40))
    assert curve.line[-1][0] == curve.right
    assert curve.dots == curve.line
    assert curve.grid == [(12 + curve.baseline) / 2, 12]


def test_wild_error_of_one_person_does_not_flatten_the_others() -> None:
    curve = drawn([(1, 9e9), (3, 40.0), (5, 25.0), (11, 20.0), (60, 14.0)])
    assert curve.labels[-1].text == "↑ 9e+09%"
    assert curve.line[0] == (curve.left, 12)
    assert len(curve.dots) == 3
    heights = [curve.baseline - y for _, y in curve.line[1:]]
    assert max(heights) > (curve.baseline - 12) / 4


def test_size_of_the_crowd_is_labelled_rather_than_one_beside_it() -> None:
    curve = drawn([(1, 38.0), (5, 25.0), (101, 20.0), (110, 15.0)])
    assert [label.text for label in curve.labels][3:-1] == ["1", "110"]


@pytest.mark.parametrize(
    ("points", "worth"),
    [
        ([(1, 30.0), (3, 20.0), (9, 10.0)], True),
        ([(1, 30.0), (3, 29.0), (9, 28.0)], False),
        ([(1, 0.0), (3, 0.0), (9, 0.0)], False),
        ([(1, 30.0), (3, 10.0)], False),
        ([(1, 10.0), (3, 20.0), (9, 30.0)], False),
    ],
)
def test_only_a_curve_that_falls_is_drawn(points: CurvePoints, worth: bool) -> None:
    assert is_worth_drawing(points) is worth


@given(
    st.lists(st.floats(0, 1e12), min_size=3, max_size=20),
    st.sets(st.integers(2, 10**6), min_size=20, max_size=20),
)
def test_labels_are_apart_and_on_the_paper(errors: list[float], sizes: set[int]) -> None:
    points = [*zip([1, *sorted(sizes)], errors, strict=False)]
    curve = drawn(points)
    assert outside(curve.labels, curve.width, curve.height) == []
    assert overlaps(curve.labels) == []
    for x, y in curve.line:
        assert curve.left <= x <= curve.right
        assert 12 <= y <= curve.baseline
