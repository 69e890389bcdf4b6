"""Charts: every coordinate inside its frame, labels apart, whatever the answers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.analysis.histogram import make_histogram
from crowd.charts.axis import CHARACTER_WIDTH, ChartLayout
from crowd.charts.dot_plot import stack_dots
from crowd.charts.histogram import Chart, draw_histogram
from crowd.charts.marks import MarkedValue
from crowd.kinds.date import Date
from crowd.model.results import Bin, Histogram

LAYOUT = ChartLayout()


def drawn(values: list[float], truth: float | None = None, *, ratio_scale: bool = False) -> Chart:
    bars = make_histogram(np.sort(values), whole=False, ratio_scale=ratio_scale)
    assert bars is not None
    marked = [MarkedValue(name="crowd", value=float(np.median(values)), label="middle")]
    if truth is not None:
        marked.append(MarkedValue(name="truth", value=truth, label="truth"))
    return draw_histogram(bars, marked, None, lambda value: f"{value:g}", LAYOUT)


def test_bars_of_a_hand_made_histogram() -> None:
    bins = [Bin(low=0, high=10, count=1), Bin(low=10, high=20, count=4)]
    chart = draw_histogram(
        Histogram(scale="linear", bins=bins), [], (5, 15), lambda value: f"{value:g}", LAYOUT
    )
    first, second = chart.bars
    assert (second.height, first.height) == (118, 29.5)
    assert (first.x, second.x) == (0.5, 330.5)
    assert chart.middle_half == (165.0, 330.0)
    assert [tick.label for tick in chart.ticks] == ["5", "10", "15"]


@given(
    st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60),
    st.one_of(st.none(), st.floats(-1e12, 1e12)),
)
def test_drawing_stays_inside_its_frame(values: list[float], truth: float | None) -> None:
    chart = drawn(values, truth)
    for bar in chart.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= LAYOUT.width + 0.01
        assert LAYOUT.top - 0.01 <= bar.y <= bar.y + bar.height <= LAYOUT.baseline + 0.01
    for mark in chart.marks:
        assert 0 <= mark.x <= LAYOUT.width


@given(st.lists(st.floats(0.001, 1e12), min_size=1, max_size=60))
def test_tick_labels_do_not_touch(values: list[float]) -> None:
    chart = drawn(values, ratio_scale=True)
    for one, other in itertools.pairwise(chart.ticks):
        room = (len(one.label) + len(other.label)) / 2 * CHARACTER_WIDTH
        assert other.x - one.x >= room


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80))
def test_every_answer_is_in_a_bar_or_beyond(values: list[float]) -> None:
    bars = make_histogram(np.sort(values), whole=False, ratio_scale=False)
    assert bars is not None
    assert sum(entry.count for entry in bars.bins) + bars.below + bars.above == len(values)


@pytest.mark.parametrize(
    ("values", "scale"),
    [([1, 100], "linear"), ([1, 101], "log"), ([0, 101], "linear"), ([-5, 1000], "linear")],
)
def test_scale_by_the_ratio_of_the_ends(values: list[float], scale: str) -> None:
    bars = make_histogram(np.array(values, dtype=float), whole=False, ratio_scale=min(values) > 0)
    assert bars is not None
    assert bars.scale == scale


def test_histogram_of_nobody() -> None:
    assert make_histogram(np.array([]), whole=False, ratio_scale=True) is None


def test_whole_numbers_fall_between_edges() -> None:
    bars = make_histogram(np.array([1.0, 2.0, 2.0, 3.0]), whole=True, ratio_scale=True)
    assert bars is not None
    assert [(entry.low, entry.count) for entry in bars.bins] == [(0.5, 1), (1.5, 2), (2.5, 1)]


def test_far_outlier_is_counted_beyond_the_edge() -> None:
    values = np.array([*range(-50, 50), 1_000_000], dtype=float)
    bars = make_histogram(values, whole=False, ratio_scale=False)
    assert bars is not None
    assert (bars.above, bars.below) == (1, 0)
    assert bars.bins[-1].high < 1000


@pytest.mark.parametrize(
    ("low", "high", "count"), [(0, 365 * 6, 6), (0, 200, 7), (0, 10, 0), (-700_000, 700_000, 3)]
)
def test_calendar_ticks_are_firsts_of_months(low: float, high: float, count: int) -> None:
    ticks = Date().ticks("linear", low, high, 7)
    assert len(ticks) == count
    assert all(low <= tick <= high for tick in ticks)


@pytest.mark.parametrize(("truth", "beyond"), [(1000, "high"), (-1000, "low"), (62, "")])
def test_mark_beyond_the_axis_says_so(truth: float, beyond: str) -> None:
    values = [float(value) for value in range(40, 60)]
    assert {mark.name: mark.beyond for mark in drawn(values, truth).marks} == {
        "crowd": "",
        "truth": beyond,
    }


def test_few_answers_are_dots_that_do_not_overlap() -> None:
    layout = ChartLayout()
    room = layout.width, layout.top, layout.baseline
    dots, radius = stack_dots([100, 101, 102, 300, 660], *room)
    assert radius == 6
    assert len({(dot.x, dot.y) for dot in dots}) == 5
    assert [dot.y for dot in dots[:3]] == sorted((dot.y for dot in dots[:3]), reverse=True)
    crowded, smaller = stack_dots([100.0] * 60, *room)
    assert smaller == 2
    assert min(dot.y for dot in crowded) > 0
    assert all(radius <= dot.x <= layout.width for dot in dots)
