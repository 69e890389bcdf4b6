"""Charts of difficult crowds as golden pictures, and what each chart of any crowd has to be."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator

import numpy as np
import pytest

from crowd.charts.axis import ChartLayout, tick_limits
from crowd.charts.chart import Chart
from crowd.charts.marks import LABEL_SIZE, label_baseline
from crowd.charts.notes import Box
from crowd.charts.text_layout import RTL_ISOLATE, SANS_BOLD, width_of
from crowd.charts.ticks import tick_box
from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import translator_for
from crowd.kinds import Date, Duration, Kind, Number, Percentage, Probability
from crowd.kinds.date import day_number
from crowd.kinds.formatter import ValueFormatter
from crowd.web.views.charts import NARROW_LAYOUT, WIDE_LAYOUT, answers_chart, own_marked_value
from tests.conftest import shared_renderer
from tests.paths import GOLDEN
from tests.web.views.pictures import PICTURES, Picture, results_of

LAYOUTS = {"wide": WIDE_LAYOUT, "narrow": NARROW_LAYOUT, "card": ChartLayout(width=350, height=180)}
CROWDS = {"some": 42, "many": 200}
"""How many are drawn: in the fast tests six of each kind, of which the first are the same."""

ROUNDING = 0.02
"""Units of the viewBox by which rounded coordinates may differ."""


def drawn(picture: Picture, layout: ChartLayout) -> Chart:
    locale = LANGUAGES[picture.language].locale
    formatter = ValueFormatter(picture.kind, locale, translator_for(locale))
    own = (
        None
        if picture.own is None or not layout.own_row
        else own_marked_value(picture.own, formatter)
    )
    chart = answers_chart(results_of(picture), formatter, layout, own)
    assert chart is not None
    return chart


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_the_golden_one(name: str) -> None:
    found = ""
    for size in ("wide", "narrow"):
        chart = drawn(PICTURES[name], LAYOUTS[size])
        found += (
            shared_renderer()
            .page("charts/histogram.svg", chart=chart, size=size, results={"sentences": []})
            .decode()
        )
    file = GOLDEN / f"chart-{name}.svg"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found)
    assert found == file.read_text()


def random_crowds(count: int) -> Iterator[Picture]:
    """Crowds of all kinds, sizes and shapes, some with jokes or a correct answer far out."""
    chance = np.random.default_rng(2012)
    kinds: list[Kind] = [
        Number(unit="pieces", minimum=0, decimals=0),
        Number(minimum=0),
        Number(unit="°C"),
        Percentage(),
        Probability(),
        Duration(),
        Date(),
    ]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        people = int(10 ** chance.uniform(0.7, 3.5))
        middle, spread = 10 ** chance.uniform(0, 6), chance.uniform(0.05, 1.2)
        values = middle * np.exp(spread * chance.standard_normal(people))
        if number % 3 == 0:
            values[: people // 3] *= chance.uniform(2, 5)
        if number % 4 == 0 and people > 40:
            values[:3] *= 1e6
        values = fitted(values, kind)
        truth = float(chance.choice(values) if number % 5 else fitted(values[:1] * 30, kind)[0])
        truth = float(number % 2) if kind.is_chance else truth
        yield Picture(kind, values, truth, float(values[0]))


def fitted(values: np.ndarray, kind: Kind) -> np.ndarray:
    """Values that the kind allows."""
    low, high = kind.bounds
    if kind.has_fixed_axis and low is not None and high is not None:
        return low + (high - low) * values / (values + np.median(values))
    if kind.is_day:
        return np.round(np.clip(values / 100, 1, 50_000))
    return np.ceil(values) if kind.is_whole else values


Charts = list[tuple[Picture, ChartLayout, Chart]]


@pytest.fixture(scope="module", params=["some", pytest.param("many", marks=pytest.mark.exhaustive)])
def charts(request: pytest.FixtureRequest) -> Charts:
    """The charts of random crowds in all sizes."""
    return [
        (picture, layout, drawn(picture, layout))
        for picture in random_crowds(CROWDS[request.param])
        for layout in LAYOUTS.values()
    ]


def data_of(chart: Chart) -> list[Box]:
    bars = [
        Box(bar.x, bar.y, bar.x + bar.width, bar.y + bar.height) for bar in chart.bars if bar.height
    ]
    radius = chart.radius
    return bars + [
        Box(dot.x - radius, dot.y - radius, dot.x + radius, dot.y + radius) for dot in chart.dots
    ]


def texts_of(chart: Chart) -> list[Box]:
    """The rectangles of all texts, by the metrics of the fonts."""
    labels = [
        Box(
            mark.label_x,
            label_baseline(mark.row) - LABEL_SIZE * 0.8,
            mark.label_x + mark.label_width,
            label_baseline(mark.row) + 3,
        )
        for mark in chart.marks
    ]
    labelled = [tick for tick in chart.ticks if tick.label]
    ticks = [Box(*_row(*tick_box(tick), chart.baseline + 19)) for tick in labelled]
    own = []
    if chart.own is not None:
        half = width_of(chart.own.label, LABEL_SIZE, SANS_BOLD) / 2
        x = chart.own.label_x
        own = [Box(*_row(x - half, x + half, chart.own_label_y))]
    return [*labels, *ticks, *own, *(note.box for note in chart.notes)]


def _row(left: float, right: float, baseline: float) -> tuple[float, float, float, float]:
    return left, baseline - 10, right, baseline + 3


def overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right - ROUNDING
        and other.left < one.right - ROUNDING
        and one.top < other.bottom - ROUNDING
        and other.top < one.bottom - ROUNDING
    )


def test_no_text_covers_data_or_another_text(charts: Charts) -> None:
    for picture, _, chart in charts:
        texts = texts_of(chart)
        for one, other in itertools.combinations(texts, 2):
            assert not overlap(one, other), (picture.kind, chart.marks, chart.notes)
        for text, data in itertools.product(texts, data_of(chart)):
            assert not overlap(text, data), (picture.kind, text, data)


def test_no_line_covers_a_dot_or_a_text(charts: Charts) -> None:
    for _, _, chart in charts:
        texts = texts_of(chart)
        circles = data_of(chart) if chart.dots else []
        for mark in chart.marks:
            for top, bottom in mark.lines:
                line = Box(mark.x - 1, top, mark.x + 1, bottom)
                assert not any(overlap(line, circle) for circle in circles)
                assert not any(overlap(line, text) for text in texts), chart.marks


def test_everything_lies_on_the_paper(charts: Charts) -> None:
    for picture, layout, chart in charts:
        for box in [*texts_of(chart), *data_of(chart)]:
            assert -ROUNDING <= box.left <= box.right <= layout.width + ROUNDING, (picture, box)
            assert 0 <= box.top <= box.bottom <= chart.height + ROUNDING


def test_most_answers_lie_on_much_of_the_axis(charts: Charts) -> None:
    for picture, _, chart in charts:
        if picture.kind.has_fixed_axis or chart.scale == "log":
            continue
        values = np.sort(picture.values)
        shown = values[(values >= chart.low) & (values <= chart.high)]
        assert shown.size >= min(0.85 * values.size, values.size - 1)
        most = min(shown.size, int(np.ceil(0.9 * values.size)))
        shortest = float(np.min(shown[most - 1 :] - shown[: shown.size - most + 1]))
        limits = tick_limits(results_of(picture).histogram)  # type: ignore[arg-type]
        # Where nine tenths said the same, no axis is short enough.
        assert not shortest or shortest >= 0.4 * (limits[1] - limits[0]), picture.kind


def ends_of(values: list[float], truth: float | None = None) -> tuple[float, float]:
    chart = drawn(Picture(Number(unit="pieces", minimum=0), values, truth), WIDE_LAYOUT)
    return chart.low, chart.high


def test_one_wild_answer_of_few_lies_beyond_the_axis() -> None:
    few = [1e6, 2.2e6, 3e6, 3.3e6, 5e6, 123_456_789]
    assert ends_of(few, 3e6)[1] < 1e7
    # Of four, nobody can say which one is wild.
    assert ends_of([1, 2, 3, 100])[1] >= 100


def test_correct_answer_is_on_the_axis_wherever_most_answers_have_space() -> None:
    few = [95.0, 97.0, 100.0, 102.0, 105.0, 108.0, 110.0, 900.0]
    assert ends_of(few)[1] < 200
    assert ends_of(few, 800)[1] >= 900
    # Of forty people who agree, each one would be at the left end.
    assert ends_of([90.0 + number % 25 for number in range(40)], 800)[1] < 200


def test_ticks_of_few_days_are_months() -> None:
    days = ["2027-05-11", "2027-06-10", "2027-07-01", "2027-07-20", "2027-08-21"]
    chart = drawn(Picture(Date(), [*map(day_number, days)]), NARROW_LAYOUT)
    assert [tick.label for tick in chart.ticks] == ["Jun 2027", "Jul 2027", "Aug 2027"]


def test_ticks_are_round_and_equally_far_apart(charts: Charts) -> None:
    for picture, _, chart in charts:
        histogram = results_of(picture).histogram
        assert histogram is not None
        ends = tick_limits(histogram)
        formatter = ValueFormatter(picture.kind, LANGUAGES["en"].locale)
        gaps = [after.x - before.x for before, after in itertools.pairwise(chart.ticks)]
        if chart.scale == "log":
            assert chart.ticks[0].label == formatter.axis_value(ends[0])
            assert chart.ticks[-1].label.startswith(formatter.axis_value(ends[1]))
        elif len(gaps) > 1:
            # Months have 28 to 31 days.
            assert min(gaps) >= (0.87 if picture.kind.is_day else 0.99) * max(gaps), chart.ticks
            assert chart.ticks[0].x - chart.start < 1.01 * max(gaps)
            assert chart.end - chart.ticks[-1].x < 1.01 * max(gaps)
        if picture.kind.is_whole:
            assert all(end.is_integer() for end in ends)
            assert not any("." in tick.label for tick in chart.ticks)
        if picture.kind.has_fixed_axis:
            assert [re.sub(r"\D", "", chart.ticks[end].label) for end in (0, -1)] == ["0", "100"]


def test_arabic_labels_keep_signs_and_arrows_at_their_sides() -> None:
    chart = drawn(Picture(Percentage(), [40.0, 50.0, 60.0], 50, language="ar"), WIDE_LAYOUT)
    assert all("\N{LEFT-TO-RIGHT MARK}50%" in mark.label for mark in chart.marks)
    few = [1e6, 2.2e6, 3e6, 3.3e6, 5e6, 123_456_789]
    chart = drawn(Picture(Number(minimum=0), few, 3e6, language="ar"), WIDE_LAYOUT)
    beyond = next(note for note in chart.notes if "\N{RIGHTWARDS ARROW}" in note.lines[0])
    # What begins a text from right to left stands on the right.
    assert beyond.lines[0].startswith(f"{RTL_ISOLATE}\N{RIGHTWARDS ARROW}")
