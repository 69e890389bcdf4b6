"""Parts of a crowd on one axis: text apart and on the paper, dots where their medians are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.charts.interval_frame import NARROW_PLOT, IntervalRow, MarkedLine, PlotLayout
from crowd.charts.interval_plot import IntervalPlot, draw_interval_plot
from crowd.charts.interval_ticks import AxisWords
from crowd.charts.placed_text import PlacedText
from crowd.charts.round_axis import AxisRules, make_axis, typical_limits
from crowd.kinds import Date, Duration, Kind, Number, Percentage
from tests.charts.measuring import outside, overlaps

WORDS = AxisWords(lambda value: f"{value:,.10g}", "pieces")
LAYOUTS = [PlotLayout(), NARROW_PLOT]
FROM_ZERO = AxisRules(whole=True, from_zero=True)


def row(name: str, low: float, middle: float, high: float, people: str = "12") -> IntervalRow:
    return IntervalRow(
        name=name, people=people, middle=middle, middle_label=f"{middle:g}", quartiles=(low, high)
    )


def mark(name: str, value: float) -> MarkedLine:
    label = {"truth": "correct", "crowd": "the crowd"}[name]
    return MarkedLine(name=name, value=value, label=label, far_label=f"{label}: {value:g} pieces")


def texts(plot: IntervalPlot, role: str) -> list[str]:
    return [label.text for label in plot.labels if role in label.role.split()]


def test_rows_and_the_correct_answer_share_an_axis_that_begins_at_zero() -> None:
    rows = [row("Teachers", 320, 432, 570), row("Pupils", 240, 402, 640, "1,386")]
    plot = draw_interval_plot(rows, [mark("truth", 467)], FROM_ZERO, WORDS, PlotLayout())
    assert texts(plot, "tick") == ["0", "200", "400", "600", "800\N{NO-BREAK SPACE}pieces"]
    scale = (plot.right - plot.left) / 800
    assert [drawn.x for drawn in plot.rows] == [
        pytest.approx(plot.left + scale * value, abs=0.01) for value in (432, 402)
    ]
    assert plot.marks[0].x == pytest.approx(plot.left + scale * 467, abs=0.01)
    assert plot.marks[0].segments == [(22, plot.baseline)]
    assert texts(plot, "row-people") == ["12", "1,386"]
    assert not plot.is_cut


def test_row_far_outside_does_not_squeeze_the_others() -> None:
    rows = [row("Sea", 300, 400, 500), row("Land", 310, 410, 520), row("Jokers", 9e11, 1e12, 1e12)]
    plot = draw_interval_plot(rows, [mark("crowd", 405)], FROM_ZERO, WORDS, PlotLayout())
    assert plot.is_cut
    sea, land, jokers = plot.rows
    assert (jokers.x, jokers.left, jokers.cut_high) == (None, None, True)
    assert texts(plot, "row-beyond") == ["1e+12 →"]
    for drawn in (sea, land):
        assert drawn.left is not None
        assert drawn.right is not None
        assert drawn.right - drawn.left > (plot.right - plot.left) / 6


@pytest.mark.parametrize(
    ("truth", "label"), [(90_000, "correct: 90000 pieces →"), (-90_000, "← correct: -90000 pieces")]
)
def test_correct_answer_far_outside_is_told_at_the_end(truth: float, label: str) -> None:
    plot = draw_interval_plot(
        [row("Sea", 300, 400, 500)], [mark("truth", truth)], FROM_ZERO, WORDS, PlotLayout()
    )
    assert texts(plot, "mark-truth-label") == [label]
    assert plot.marks == []


def test_labels_of_close_values_stand_on_both_sides_or_on_two_lines() -> None:
    rows = [row("Sea", 300, 400, 500)]
    beside = draw_interval_plot(
        rows, [mark("crowd", 400), mark("truth", 410)], FROM_ZERO, WORDS, PlotLayout()
    )
    lines = [label for label in beside.labels if "mark-label" in label.role]
    assert [label.anchor for label in lines] == ["end", "start"]
    assert {label.y for label in lines} == {13}
    equal = [row("Sea", 0, 0, 0), row("Land", 0, 0, 900)]
    stacked = draw_interval_plot(
        equal, [mark("crowd", 0), mark("truth", 0)], FROM_ZERO, WORDS, NARROW_PLOT
    )
    assert [label.y for label in stacked.labels if "mark-label" in label.role] == [13, 31]


def test_long_names_stand_above_their_rows_on_narrow_screens() -> None:
    name = "A group with a name of more than a hundred characters, which nobody can read on a phone"
    rows = [row(name, 300, 400, 500), row("\u202eB", 310, 410, 520)]
    narrow = draw_interval_plot(rows, [mark("truth", 467)], FROM_ZERO, WORDS, NARROW_PLOT)
    assert narrow.left < 20
    assert len(narrow.marks[0].segments) == 2
    first, second = texts(narrow, "row-name")
    assert first.endswith("…")
    assert len(first) > 30
    assert second == "B"
    assert next(label.title for label in narrow.labels if label.text == first) == name


def test_names_stand_at_the_right_where_lines_begin_there() -> None:
    rows = [row("البحر", 300, 400, 500)]
    plot = draw_interval_plot(rows, [], FROM_ZERO, WORDS, PlotLayout(), from_right=True)
    name, people = (label for label in plot.labels if label.role.startswith("row"))
    assert (name.x, name.anchor, people.x, people.anchor) == (660, "end", 0, "start")
    assert plot.tick_places == sorted(plot.tick_places)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(st.data())
def test_no_text_is_over_another_or_off_the_paper(layout: PlotLayout, data: st.DataObject) -> None:
    number = st.floats(-1e12, 1e12, allow_subnormal=False)
    name = st.one_of(st.text(max_size=40), st.sampled_from(["W" * 200, "", "س" * 90]))
    rows = []
    for _ in range(data.draw(st.integers(1, 6))):
        low, middle, high = sorted(data.draw(st.tuples(number, number, number)))
        rows.append(
            row(data.draw(name), low, middle, high, data.draw(st.sampled_from(["1", "999,999"])))
        )
    marks = [
        mark(kind, data.draw(number))
        for kind in data.draw(st.sets(st.sampled_from(["truth", "crowd"])))
    ]
    words = AxisWords(
        lambda value: f"{value:,.6g}", data.draw(st.sampled_from(["", "pieces", "u" * 40]))
    )
    rules = AxisRules(from_zero=data.draw(st.booleans()), on_logs=data.draw(st.booleans()))
    plot = draw_interval_plot(
        rows, marks, rules, words, layout, from_right=data.draw(st.booleans())
    )
    assert outside(plot.labels, plot.width, plot.height) == []
    assert overlaps(plot.labels) == []
    for drawn in plot.rows:
        for x in (drawn.left, drawn.x, drawn.right):
            assert x is None or plot.left <= x <= plot.right
        assert drawn.x is not None or drawn.cut_low or drawn.cut_high


def test_measures_find_what_is_wrong() -> None:
    one = PlacedText(text="pieces", x=0, y=13, size=12)
    assert outside([one.moved(-2, 13, "start")], 100, 40) != []
    assert outside([one.moved(2, 39, "start")], 100, 40) != []
    assert overlaps([one, one.moved(20, 16, "start")]) != []
    assert overlaps([one, one.moved(20, 33, "start")]) == []


@given(
    st.lists(st.floats(1e-6, 1e12), min_size=2, max_size=2, unique=True),
    st.booleans(),
    st.sampled_from([Number(), Number(decimals=0), Date(), Duration(), Percentage()]),
)
def test_axis_holds_its_values_between_round_ends(
    ends: list[float], on_logs: bool, kind: Kind
) -> None:
    low, high = sorted(ends)
    if isinstance(kind, Date):
        low, high = low % 40_000, low % 40_000 + high % 40_000
    if kind.is_whole:
        low, high = float(round(low) + 1), float(round(high) + 1)
    axis = make_axis(
        (low, high),
        AxisRules(
            whole=kind.is_whole,
            from_zero=kind.is_quantity,
            on_logs=on_logs,
            choose_ticks=kind.ticks,
        ),
        6,
    )
    assert axis.limits == (axis.ticks[0], axis.ticks[-1])
    assert axis.covers(low)
    assert axis.covers(high)
    assert axis.ticks == sorted(set(axis.ticks))
    assert 2 <= len(axis.ticks) <= 13
    if kind.is_whole:
        assert all(tick.is_integer() for tick in axis.ticks)


@pytest.mark.parametrize(
    ("limits", "rules", "ticks"),
    [
        ((240, 640), FROM_ZERO, [0, 200, 400, 600, 800]),
        ((380, 420), FROM_ZERO, [380, 390, 400, 410, 420]),
        ((400, 400), FROM_ZERO, [380, 390, 400, 410, 420]),
        ((0, 0), FROM_ZERO, [0, 1]),
        ((3, 4), FROM_ZERO, [3, 4]),
        ((0.5, 900_000), AxisRules(on_logs=True), [0.1, 10, 1000, 100_000, 1_000_000]),
        ((30, 60), AxisRules(whole_range=(0.0, 100.0)), [0, 20, 40, 60, 80, 100]),
    ],
)
def test_ticks_are_round(limits: tuple[float, float], rules: AxisRules, ticks: list[float]) -> None:
    assert make_axis(limits, rules, 6).ticks == ticks


def test_random_rows_take_a_fair_share_of_the_axis() -> None:
    chance = np.random.default_rng(15)
    for _ in range(200):
        spread = chance.uniform(0.05, 1.2)
        ends = [tuple(np.quantile(chance.lognormal(6, spread, 30), (0.25, 0.75))) for _ in range(5)]
        ends[0] = (1e9, 2e9) if chance.random() < 0.5 else ends[0]
        limits = typical_limits(ends, [400.0])
        axis = make_axis(limits, FROM_ZERO, 6)
        widths = [(high - low) / (axis.limits[1] - axis.limits[0]) for low, high in ends]
        assert np.median(widths) > 0.1
