"""Charts of the results page: the histogram, the error equation."""

from __future__ import annotations

import msgspec

from crowd.charts.axis import ChartLayout
from crowd.charts.histogram import Chart, draw_histogram
from crowd.charts.marks import MarkedValue
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting import sentences
from crowd.reporting.disagreement import is_mean_misleading
from crowd.reporting.thresholds import MIN_ANSWERS, MIN_CANCELLED_SHARE

EQUATION_PARTS = ("average_error", "prediction_diversity", "crowd_error")

MAX_ROUNDING_SHARE = 1e-12
"""Share of the people's squared error up to which the crowd's comes from rounding alone."""

WIDE_LAYOUT = ChartLayout()
NARROW_LAYOUT = ChartLayout(width=360, height=240, max_ticks=5)


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
    """Return the values marked for everybody: the headline, and the truth if it is known."""
    headline, truth = results.headline.value, results.scoring.get("truth")
    if headline is None:
        return []
    marks = [
        MarkedValue(name="crowd", value=headline, label=_crowd_label(results, headline, formatter))
    ]
    if truth is not None:
        marks.append(MarkedValue(name="truth", value=truth, label=_truth_label(truth, formatter)))
    return marks


def own_marked_value(own: float, formatter: ValueFormatter) -> MarkedValue:
    """Return the mark of the reader's own answer."""
    label = formatter.translate("you {figure}", figure=formatter.signed(own))
    return MarkedValue(name="you", value=own, label=label)


def with_own_row(layout: ChartLayout) -> ChartLayout:
    """Add a row for the label of the reader's own answer, the third one."""
    return msgspec.structs.replace(
        layout, label_rows=3, height=layout.height + layout.label_row_height
    )


def answers_chart(
    results: Results, formatter: ValueFormatter, layout: ChartLayout, own: MarkedValue | None = None
) -> Chart | None:
    """Draw the histogram with its marks; None without answers."""
    marks = marked_values(results, formatter)
    if results.histogram is None or not marks:
        return None
    if own is not None:
        marks.append(own)
    half = results.middle_half if results.n >= MIN_ANSWERS else None
    return draw_histogram(
        results.histogram,
        marks,
        None if half is None else (half.low, half.high),
        formatter.tick,
        layout,
        formatter.kind.ticks,
        results.few,
    )


def _crowd_label(results: Results, headline: float, formatter: ValueFormatter) -> str:
    figure = formatter.signed(headline)
    if results.headline.name == "median":
        return formatter.translate("middle {figure}", figure=figure)
    return formatter.translate("crowd {figure}", figure=figure)


def _truth_label(truth: float, formatter: ValueFormatter) -> str:
    figure = sentences.truth_figure(truth, formatter)
    # For a probability, the figure is a sentence of its own.
    if formatter.kind.is_chance:
        return figure
    return formatter.translate("truth {figure}", figure=figure)


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
