"""Charts: every coordinate inside its frame, labels apart, whatever the answers."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.analysis.histogram import make_histogram
from crowd.charts.axis import ChartLayout
from crowd.charts.chart import Chart
from crowd.charts.dot_plot import DOT_GAP, MAX_SHIFT, arrange_dots
from crowd.charts.histogram import draw_histogram
from crowd.charts.histogram_spec import HistogramSpec
from crowd.charts.marks import MarkedValue
from crowd.charts.ticks import tick_box
from crowd.kinds import Date, Duration, Number, Percentage, Probability
from crowd.kinds.date import day_number
from crowd.kinds.kind import Kind
from crowd.model.results import Bin, Histogram

LAYOUT = ChartLayout()
BOTH_SIGNS = Number()
AMOUNT = Number(minimum=0)


def histogram_of(values: list[float], kind: Kind = BOTH_SIGNS, *marked: float) -> Histogram:
    bars, _ = make_histogram(np.sort(np.array(values, dtype=float)), kind, marked)
    assert bars is not None
    return bars


def spec_of(histogram: Histogram, marked: list[MarkedValue], **more: object) -> HistogramSpec:
    return HistogramSpec(
        histogram=histogram,
        marked=marked,
        format_value=lambda value: f"{value:g}",
        choose_ticks=Number().ticks,
        **more,  # type: ignore[arg-type]
    )


def drawn(values: list[float], truth: float | None = None, kind: Kind = BOTH_SIGNS) -> Chart:
    median = float(np.median(values))
    bars = histogram_of(values, kind, median, *([] if truth is None else [truth]))
    marked = [MarkedValue(name="crowd", value=median, label="the crowd")]
    if truth is not None:
        marked.append(MarkedValue(name="truth", value=truth, label="correct"))
    return draw_histogram(spec_of(bars, marked), LAYOUT)


def test_bars_of_a_hand_made_histogram() -> None:
    bins = [Bin(low=0, high=10, count=1), Bin(low=10, high=20, count=4)]
    spec = spec_of(Histogram(scale="linear", bins=bins), [], middle_half=(5, 15))
    chart = draw_histogram(spec, LAYOUT)
    first, second = chart.bars
    assert (second.height, first.height) == (216, 54)
    assert (first.x, second.x) == (8.5, 330.5)
    assert chart.middle_half == (169.0, 322.0)
    assert [tick.label for tick in chart.ticks] == ["0", "5", "10", "15", "20"]
    assert (chart.start, chart.end, chart.low, chart.high) == (8, 652, 0, 20)


@given(
    st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60),
    st.one_of(st.none(), st.floats(-1e12, 1e12)),
)
def test_drawing_stays_inside_its_frame(values: list[float], truth: float | None) -> None:
    chart = drawn(values, truth)
    for bar in chart.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= LAYOUT.width + 0.01
        assert chart.top <= bar.y <= bar.y + bar.height <= chart.baseline + 0.01
    for mark in chart.marks:
        assert 0 <= mark.x <= LAYOUT.width
        assert 0 <= mark.label_x <= mark.label_x + mark.label_width <= LAYOUT.width


@given(st.lists(st.floats(0.001, 1e12), min_size=1, max_size=60))
def test_tick_labels_do_not_touch(values: list[float]) -> None:
    ticks = [tick for tick in drawn(values, kind=AMOUNT).ticks if tick.label]
    for one, other in itertools.pairwise(map(tick_box, ticks)):
        assert one[1] < other[0]
    assert tick_box(ticks[0])[0] >= 0
    assert tick_box(ticks[-1])[1] <= LAYOUT.width


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80))
def test_every_answer_is_in_a_bar_or_beyond(values: list[float]) -> None:
    bars = histogram_of(values)
    assert sum(entry.count for entry in bars.bins) + bars.below + bars.above == len(values)


def test_axis_is_logarithmic_only_where_most_answers_need_it() -> None:
    many_powers = [10 ** (place / 20) for place in range(101)]
    jokes = [*range(100, 160), 1e9, 1e10, 1e11]
    for values, kind, scales in [
        (many_powers, AMOUNT, ("log", "linear")),
        ([0, *many_powers], AMOUNT, ("log", "linear")),
        ([-5, *many_powers[:15]], AMOUNT, ("linear", None)),
        (many_powers, Date(), ("linear", None)),
        (jokes, AMOUNT, ("linear", None)),
        ([*range(10, 60), *range(100, 220)], AMOUNT, ("linear", "log")),
        ([1, 100], AMOUNT, ("linear", "log")),
    ]:
        found = make_histogram(np.array(values, dtype=float), kind)
        assert tuple(each and each.scale for each in found) == scales


def test_answers_of_zero_lie_below_a_logarithmic_axis() -> None:
    bars = histogram_of([0, *(10 ** (place / 20) for place in range(101))], AMOUNT)
    assert (bars.scale, bars.below, bars.bins[0].low) == ("log", 1, 1)


def test_histogram_of_nobody() -> None:
    assert make_histogram(np.array([]), AMOUNT) == (None, None)


def test_bars_of_few_whole_numbers_stand_on_them() -> None:
    bars = histogram_of([1.0, 2.0, 2.0, 3.0], Number(minimum=0, decimals=0))
    assert bars.is_discrete
    assert [((entry.low + entry.high) / 2, entry.count) for entry in bars.bins] == [
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 1),
    ]


@pytest.mark.parametrize(
    ("values", "kind", "width", "ends"),
    [
        (np.exp(np.linspace(5, 7, 400)), AMOUNT, 50, (0, 1250)),
        (np.linspace(-13, 6, 300), BOTH_SIGNS, 1, (-14, 6)),
        (np.linspace(1130, 1270, 300), AMOUNT, 5, (1125, 1275)),
        (np.linspace(0.31, 0.97, 300), Probability(), 0.05, (0, 1)),
        (np.linspace(31, 97, 300), Percentage(), 5, (0, 100)),
        (np.linspace(0.2, 9.7, 300), Number(minimum=0, maximum=10), 0.5, (0, 10)),
        (np.linspace(1700, 9100, 300), Duration(), 300, (0, 10800)),
    ],
)
def test_bars_have_round_edges_from_end_to_end(
    values: list[float], kind: Kind, width: float, ends: tuple[float, float]
) -> None:
    bins = histogram_of(list(values), kind).bins
    assert (bins[0].low, bins[-1].high) == ends
    assert all(math.isclose(entry.high - entry.low, width) for entry in bins)


def test_bars_of_dates_begin_on_firsts_of_months() -> None:
    start = day_number("1969-05-10")
    bins = histogram_of([start + 7.3 * place for place in range(300)], Date()).bins
    assert (bins[0].low, bins[-1].high) == (day_number("1969-01-01"), day_number("1976-01-01"))
    assert len({entry.low for entry in bins} & {day_number("1971-03-01"), day_number("1971-04-01")})


def test_bars_are_as_wide_as_the_steps_in_which_people_answer() -> None:
    """Bars of 25 would hold two or three multiples of ten, and go up and down."""
    values = np.round(np.exp(np.linspace(5, 7, 1000)) / 10) * 10
    bars = histogram_of(list(values), AMOUNT)
    assert bars.bins[0].high - bars.bins[0].low in {20, 50}


def test_far_outlier_is_counted_beyond_the_edge() -> None:
    bars = histogram_of([*range(-50, 50), 1_000_000])
    assert (bars.above, bars.below) == (1, 0)
    assert bars.bins[-1].high < 1000


@pytest.mark.parametrize(("truth", "shown"), [(75, True), (-10, True), (1000, False)])
def test_axis_extends_to_a_correct_answer_nearby(truth: float, *, shown: bool) -> None:
    bins = histogram_of([float(value) for value in range(20, 60)], BOTH_SIGNS, truth).bins
    assert (bins[0].low <= truth <= bins[-1].high) is shown


@pytest.mark.parametrize(
    ("low", "high", "count"),
    [
        ("1970-01-01", "1976-01-01", 7),
        ("1970-01-01", "1970-07-01", 7),
        ("1970-01-01", "1970-01-11", 3),
    ],
)
def test_calendar_ticks_are_firsts_of_months_or_round_days(low: str, high: str, count: int) -> None:
    ticks = Date().ticks("linear", day_number(low), day_number(high), 7)
    assert (len(ticks), ticks[0], ticks[-1]) == (count, day_number(low), day_number(high))


@pytest.mark.parametrize(
    ("truth", "beyond", "label"),
    [(1000, "high", "correct →"), (-1000, "low", "← correct"), (62, "", "correct")],
)
def test_mark_beyond_the_axis_says_so(truth: float, beyond: str, label: str) -> None:
    values = [float(value) for value in range(40, 60)]
    mark = next(mark for mark in drawn(values, truth).marks if mark.name == "truth")
    assert (mark.beyond, mark.label) == (beyond, label)
    assert bool(mark.lines) is not bool(beyond)


def test_few_answers_are_dots_in_a_row() -> None:
    plot = arrange_dots((0, 100, 300, 660), 660, 200)
    assert plot is not None
    assert [(dot.x, dot.y) for dot in plot.dots] == [
        (7.5, -7.5),
        (100, -7.5),
        (300, -7.5),
        (652.5, -7.5),
    ]
    assert (plot.radius, plot.height) == (7, 15)


def test_people_who_said_nearly_the_same_stand_on_each_other() -> None:
    plot = arrange_dots((100, 104, 108, 300), 660, 200)
    assert plot is not None
    assert [(dot.x, dot.y) for dot in plot.dots[:3]] == [(104, -7.5), (104, -22.5), (104, -37.5)]
    # Columns beside each other touch, and no dot leaves the chart.
    plot = arrange_dots(tuple(float(x) for x in range(0, 661, 4)), 660, 200)
    assert plot is not None
    xs = sorted({dot.x for dot in plot.dots})
    assert min(after - before for before, after in itertools.pairwise(xs)) >= 2 * plot.radius
    assert xs[0] >= plot.radius
    assert xs[-1] <= 660 - plot.radius


@given(st.lists(st.floats(0, 660), min_size=1, max_size=200))
def test_dots_do_not_overlap_and_stay_near_their_values(values: list[float]) -> None:
    plot = arrange_dots(tuple(sorted(values)), 660, 200)
    assert plot is not None
    assert plot.height <= 200
    for dot, value in zip(plot.dots, sorted(values), strict=True):
        assert abs(dot.x - value) <= MAX_SHIFT + plot.radius
    for one, other in itertools.combinations(plot.dots, 2):
        distance = math.hypot(one.x - other.x, one.y - other.y)
        assert distance >= 2 * plot.radius + DOT_GAP - 0.05


def test_dots_of_people_who_said_the_same_stand_in_columns_beside_each_other() -> None:
    plot = arrange_dots((100.0,) * 200, 660, 200)
    assert plot is not None
    assert len({dot.x for dot in plot.dots}) > 1
    assert arrange_dots((100.0,) * 2000, 660, 200) is None
