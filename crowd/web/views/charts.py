"""Charts of the results page: the histogram, the error equation."""

from __future__ import annotations

import msgspec

from crowd.charts import chart_words
from crowd.charts.axis import ChartLayout
from crowd.charts.chart import Chart
from crowd.charts.histogram import draw_histogram
from crowd.charts.histogram_spec import HistogramSpec
from crowd.charts.marks import MarkedValue, with_arrow
from crowd.charts.rtl_labels import with_rtl_labels
from crowd.charts.text_layout import strip_direction_marks
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Histogram, Results
from crowd.reporting import sentences
from crowd.reporting.camps import camp_centres
from crowd.reporting.disagreement import is_mean_misleading
from crowd.reporting.middle_half import half_sentence, half_words
from crowd.reporting.thresholds import MIN_ANSWERS, MIN_CANCELLED_SHARE

EQUATION_PARTS = ("average_error", "prediction_diversity", "crowd_error")

MAX_ROUNDING_SHARE = 1e-12
"""Share of the people's squared error up to which the crowd's comes from rounding alone."""

WIDE_LAYOUT = ChartLayout(own_row=True)
NARROW_LAYOUT = ChartLayout(width=360, plot_height=200, max_ticks=5, own_row=True)


class EquationBar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar of the equation; `width` in percent of the drawing."""

    width: float
    figure: str


class Equation(msgspec.Struct, frozen=True, kw_only=True):
    """The diversity prediction theorem: people's error less their diversity is the crowd's error."""

    people: EquationBar
    diversity: EquationBar
    crowd: EquationBar
    on_logs: bool


def marked_values(results: Results, formatter: ValueFormatter) -> list[MarkedValue]:
    """Return the values marked for everybody: the headline, and the correct answer if it is known."""
    headline, truth = results.headline.value, results.scoring.get("truth")
    if headline is None:
        return []
    figure = formatter.signed(headline)
    label = (
        formatter.translate("the crowd: {figure}", figure=figure)
        if results.n > 1
        else formatter.translate("the answer: {figure}", figure=figure)
    )
    marks = [MarkedValue(name="crowd", value=headline, label=strip_direction_marks(label))]
    if truth is not None:
        label = strip_direction_marks(_truth_label(truth, formatter))
        marks.append(MarkedValue(name="truth", value=truth, label=label))
    return marks


def own_marked_value(own: float, formatter: ValueFormatter) -> MarkedValue:
    """Return the mark of the reader's own answer."""
    label = formatter.translate("you: {figure}", figure=formatter.signed(own))
    return MarkedValue(name="you", value=own, label=strip_direction_marks(label))


def histogram_spec(
    results: Results,
    formatter: ValueFormatter,
    own: MarkedValue | None = None,
    *,
    other_scale: bool = False,
) -> HistogramSpec | None:
    """Specify the chart of all answers; None without answers, or where there is no other scale."""
    histogram = results.other_scale if other_scale else results.histogram
    marks = marked_values(results, formatter)
    if histogram is None or not marks:
        return None
    # Between two camps lies nobody: a band there would paint the empty middle.
    has_half = results.n >= MIN_ANSWERS and not camp_centres(results)
    words = half_words(results, formatter) if has_half else []
    half = results.middle_half if words else None
    below, above = map(strip_direction_marks, chart_words.beyond_words(histogram, formatter))
    below_caption, above_caption = chart_words.beyond_sentences(histogram, formatter)
    return HistogramSpec(
        histogram=histogram,
        marked=marks,
        own=own,
        format_value=formatter.axis_value,
        choose_ticks=formatter.kind.ticks,
        format_range=lambda bin_: strip_direction_marks(
            chart_words.bin_range(bin_, histogram, formatter)
        ),
        format_count=lambda count: sentences.people_count(count, formatter),
        dot_values=results.few,
        middle_half=None if half is None else (half.low, half.high),
        half_words=list(map(strip_direction_marks, words)),
        half_caption=half_sentence(results, formatter) if words else "",
        below=with_arrow(below, "low" if below else ""),
        below_caption=below_caption,
        above=with_arrow(above, "high" if above else ""),
        above_caption=above_caption,
        unit="" if formatter.unit_in_front else formatter.kind.unit,
    )


def answers_chart(
    results: Results,
    formatter: ValueFormatter,
    layout: ChartLayout,
    own: MarkedValue | None = None,
    *,
    other_scale: bool = False,
) -> Chart | None:
    """Draw the chart of all answers; None without answers, or where there is no other scale."""
    spec = histogram_spec(results, formatter, own, other_scale=other_scale)
    if spec is None:
        return None
    chart = draw_histogram(spec, layout)
    return with_rtl_labels(chart) if formatter.locale.text_direction == "rtl" else chart


def caption_of(formatter: ValueFormatter, histogram: Histogram | None, chart: Chart | None) -> str:
    """Explain a chart, with the words that had no place in it."""
    if chart is None:
        return ""
    return chart_words.chart_caption(
        formatter, histogram, dots=bool(chart.dots), captions=chart.captions
    )


def _truth_label(truth: float, formatter: ValueFormatter) -> str:
    figure = sentences.truth_figure(truth, formatter)
    # For a probability, the figure is a sentence of its own.
    if formatter.kind.is_chance:
        return figure
    return formatter.translate("correct: {figure}", figure=figure)


def error_equation(results: Results, formatter: ValueFormatter) -> Equation | None:
    """Draw the equation in shares of the people's error: squared units cannot be read."""
    scoring = results.scoring
    has_factors = formatter.kind.has_ratios and scoring.get("average_error_log") is not None
    suffix = "_log" if has_factors else ""
    people, diversity, crowd = (scoring.get(f"{part}{suffix}") for part in EQUATION_PARTS)
    if not people or diversity is None or crowd is None or results.n < 2:
        return None
    if diversity / people < MIN_CANCELLED_SHARE:
        return None
    # Where the average says little, neither does what is left of the errors in it.
    if not suffix and is_mean_misleading(results, formatter.kind):
        return None
    if crowd / people < MAX_ROUNDING_SHARE:
        diversity, crowd = people, 0.0
    bars = [
        EquationBar(width=round(100 * part / people, 2), figure=formatter.percent(part / people))
        for part in (people, diversity, crowd)
    ]
    return Equation(people=bars[0], diversity=bars[1], crowd=bars[2], on_logs=bool(suffix))
