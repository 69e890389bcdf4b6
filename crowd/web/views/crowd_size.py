"""Smaller crowds on the results page: the curve of their errors, as a chart, a sentence and a table."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crowd.charts.curve import Curve, CurveWords, draw_curve, is_worth_drawing
from crowd.charts.round_axis import AxisRules
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import ErrorMeasure, error_measure
from crowd.reporting.crowd_size import crowd_size_sentence, typical_errors

DAYS, POINTS = Sentence("days"), Sentence("percentage points")


class CurveDisplay(msgspec.Struct, frozen=True, kw_only=True):
    """The crowd-size curve as a chart, as a sentence and as a table."""

    chart: Curve | None
    sentence: str
    rows: list[tuple[str, str, str]]


def curve_display(results: Results, formatter: ValueFormatter) -> CurveDisplay:
    """Describe the errors of smaller crowds, all in the measure of the headline's error."""
    measure = error_measure(results, formatter)
    if measure is None:
        return CurveDisplay(chart=None, sentence="", rows=[])
    sentence = crowd_size_sentence(results, formatter)
    return CurveDisplay(
        chart=_curve(results, measure) if sentence else None,
        sentence=sentence,
        rows=[
            (
                formatter.number(point.k),
                measure.write(point.median_error),
                measure.write(point.error),
            )
            for point in results.crowd_size_curve
        ],
    )


def _curve(results: Results, measure: ErrorMeasure) -> Curve | None:
    points = [(people, measure.size(error)) for people, error in typical_errors(results)]
    if not is_worth_drawing(points):
        return None
    format_error, unit = _error_words(measure)
    formatter = measure.formatter
    title = formatter.translate("people · off by")
    if unit:
        title = formatter.translate("people · off by ({unit})", unit=unit)
    words = CurveWords(
        format_people=formatter.number,
        format_error=format_error,
        title=title,
    )
    return draw_curve(points, words, _axis_rules(measure))


def _axis_rules(measure: ErrorMeasure) -> AxisRules:
    """Return the rules of an axis of errors: distances of durations have the ticks of durations."""
    kind = measure.formatter.kind
    if measure.percent_of is not None:
        return AxisRules()
    return AxisRules(
        whole=kind.is_whole or kind.is_day,
        choose_ticks=kind.ticks if kind.is_written_beside else None,
    )


def _error_words(measure: ErrorMeasure) -> tuple[Callable[[float], str], str]:
    """Return how errors are written beside the axis, and the unit that stands below it instead."""
    formatter = measure.formatter
    kind = formatter.kind
    if measure.percent_of is not None:
        return formatter.error_percent, ""
    if kind.is_day:
        return formatter.number, formatter.translate(DAYS)
    if kind.has_fixed_axis and not kind.is_chance:
        return formatter.number, formatter.translate(POINTS)
    if formatter.unit_in_front or kind.is_written_beside:
        return formatter.distance, ""
    return formatter.number, kind.unit
