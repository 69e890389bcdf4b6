"""The small charts of the results page, as they are drawn for every kind and in every language."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest

from crowd.charts.interval_plot import IntervalPlot
from crowd.i18n.languages import LANGUAGES
from tests.charts.measuring import outside, overlaps
from tests.pairs import pairs
from tests.paths import GOLDEN
from tests.web.views.small_charts import (
    CHOICES,
    CURVES,
    ERRORS,
    GROUPED,
    Crowd,
    display_of,
    document,
    render_parts,
)

DRAWN = [
    *((name, make, "_parts", "en") for name, make in GROUPED.items()),
    *(
        (f"groups-{language}", GROUPED["groups-number"], "_parts", language)
        for language in ("de", "ar")
    ),
    *((name, make, "_picture", "en") for name, make in CHOICES.items()),
    *((name, make, "_crowd_size", "en") for name, make in CURVES.items()),
    ("curve-ar", CURVES["curve-number"], "_crowd_size", "ar"),
    *((name, make, "_typical_error", "en") for name, make in ERRORS.items()),
    ("error-ar", ERRORS["error-number"], "_typical_error", "ar"),
    ("options-ar", CHOICES["options-expected"], "_picture", "ar"),
]


@pytest.mark.parametrize(
    ("name", "make", "partial", "language"), DRAWN, ids=[case[0] for case in DRAWN]
)
def test_small_chart_is_the_golden_one(
    name: str, make: Callable[[], Crowd], partial: str, language: str
) -> None:
    drawn = document(make(), [partial], language)
    file = GOLDEN / f"{name}.html"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(drawn)
    assert drawn == file.read_text()


def plots_of(crowd: Crowd, language: str) -> list[IntervalPlot]:
    return [
        plot
        for part in display_of(crowd, language).parts
        for plot in (part.plot, part.narrow_plot)
        if plot is not None
    ]


@pytest.mark.parametrize(
    ("name", "language"), pairs([name for name in GROUPED if name != "groups-choice"], LANGUAGES)
)
def test_labels_of_parts_are_apart_and_on_the_paper(name: str, language: str) -> None:
    plots = plots_of(GROUPED[name](), language)
    assert len(plots) == 2
    for plot in plots:
        assert outside(plot.labels, plot.width, plot.height) == []
        assert overlaps(plot.labels) == []


def test_groups_of_a_choice_are_counted_in_a_table() -> None:
    page = render_parts(GROUPED["groups-choice"](), "_parts")
    assert "<svg" not in page
    assert re.findall(r'<bdi>(.*?)</bdi></th><td class="number">(\d+)', page) == [
        ("Right", "9"),
        ("Left", "6"),
    ]


def test_figures_of_parts_stand_in_a_table_with_their_whole_names() -> None:
    page = render_parts(GROUPED["groups-hostile-names"](), "_parts")
    assert "as long as the field lets it, which is two hundred characters</bdi>" in page
    assert "<script>" not in page
    assert page.count("<tbody><tr>") == 1
    assert page.count("</th><td") == 5


def test_options_are_sorted_and_the_correct_one_has_its_colour_and_word() -> None:
    page = render_parts(CHOICES["options-expected"](), "_picture")
    names = re.findall(r"<bdi>(.*?)</bdi>(?: <strong class=\"truth-word\">(.*?)<)?", page)
    assert names == [("Sydney", ""), ("Canberra", "correct"), ("Melbourne", ""), ("Perth", "")]
    bars = re.findall(r'<rect class="(bar-\w+)" x="0%" y="3" width="(.*?)%"', page)
    assert bars == [
        ("bar-crowd", "47.06"),
        ("bar-truth", "35.29"),
        ("bar-crowd", "17.65"),
        ("bar-crowd", "0.0"),
    ]
    shares = re.findall(r'class="option-percent" x="(.*?)%".*?>(\d+)\D', page)
    assert shares == [("47.06", "47"), ("35.29", "35"), ("17.65", "18"), ("0.0", "0")]


def test_bars_of_options_begin_at_the_right_where_lines_do() -> None:
    page = render_parts(CHOICES["options-expected"](), "_picture", "ar")
    assert re.findall(r'<rect class="bar-\w+" x="(.*?)%"', page) == [
        "52.94",
        "64.71",
        "82.35",
        "100.0",
    ]


@pytest.mark.parametrize(("name", "language"), pairs(CURVES, LANGUAGES))
def test_labels_of_the_curve_are_apart_and_on_the_paper(name: str, language: str) -> None:
    curve = display_of(CURVES[name](), language).curve.chart
    assert (curve is None) is (
        name in {"curve-equal", "curve-flat", "curve-dollars", "curve-chance"}
    )
    if curve is not None:
        assert outside(curve.labels, curve.width, curve.height) == []
        assert overlaps(curve.labels) == []


@pytest.mark.parametrize(
    ("name", "axis"),
    [
        ("curve-number", ["0%", "20%", "40%", "1", "11", "101", "2,238", "people · off by"]),
        ("curve-date", ["0", "20", "40", "1", "11", "150", "people · off by (days)"]),
        (
            "curve-percentage",
            ["0", "10", "20", "1", "11", "90", "people · off by (percentage points)"],
        ),
        (
            "curve-wild",
            ["0%", "10%", "20%", "1", "11", "100", "people · off by", "↑ 100%"],
        ),
    ],
)
def test_axes_of_the_curve_are_in_the_measure_of_the_page(name: str, axis: list[str]) -> None:
    curve = display_of(CURVES[name]()).curve.chart
    assert curve is not None
    assert [label.text.replace("\xa0", " ") for label in curve.labels] == axis


def test_sentence_stays_where_the_curve_is_flat() -> None:
    page = render_parts(CURVES["curve-flat"](), "_crowd_size")
    assert "One person alone would usually come almost as close as all 300." in page
    assert "<svg" not in page
