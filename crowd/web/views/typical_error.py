"""The error of a typical person beside the crowd's, both in the measure of the finding."""

from __future__ import annotations

from statistics import median

import msgspec

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import ErrorMeasure, error_measure, is_unanimous
from crowd.reporting.option_shares import whole_percents
from crowd.reporting.thresholds import MIN_FOR_COMPARISON, MIN_FOR_PERCENTAGES
from crowd.web.views.charts import Equation, error_equation

BOTH_OFF = Sentence("One person alone was off by {one}. Together they were off by {all}.")
CROWD_RIGHT = Sentence("One person alone was off by {one}. Together they were exactly right.")
PERSON_RIGHT = Sentence(
    "One person alone was usually exactly right. Together they were off by {all}."
)
EQUALLY_OFF = Sentence("One person alone was off by {one}. Together they were no closer.")

CANCELLED = Sentence("{sides}, so their errors partly cancelled.")
NO_CLOSER = Sentence("{sides}, but together they came no closer.")
NOTHING_CANCELLED = Sentence("So no errors cancelled.")

IN_PERCENT = Sentence(
    "The error of a typical person is the one in the middle: half of the people were further off, half "
    "were closer. Errors are in percent of the correct answer."
)
AS_DISTANCES = Sentence(
    "The error of a typical person is the one in the middle: half of the people were further off, half "
    "were closer. Errors are distances from the correct answer."
)

MIDDLE_PERCENTILE = 50


class ErrorBar(msgspec.Struct, frozen=True, kw_only=True):
    """The bar of an error; `width` in percent of the larger one."""

    label: str
    width: float
    figure: str


class TypicalErrorDisplay(msgspec.Struct, frozen=True, kw_only=True):
    """Both errors as a heading and as bars, why they differ, and how they are measured."""

    heading: str
    person: ErrorBar
    crowd: ErrorBar
    sides: str
    measure: str
    equation: Equation | None


def typical_error_display(
    results: Results, formatter: ValueFormatter
) -> TypicalErrorDisplay | None:
    """Compare the errors; None for a few people, and where all gave the same or both are right."""
    measure = error_measure(results, formatter)
    if measure is None or not results.error_percentiles or results.n < MIN_FOR_COMPARISON:
        return None
    one = formatter.kind.as_shown(_typical_distance(results))
    together = crowd_distance(results, formatter)
    largest = max(one, together)
    if is_unanimous(results) or not largest:
        return None
    person, crowd = formatter.translate("a typical person"), formatter.translate("the crowd")
    return TypicalErrorDisplay(
        heading=_heading(one, together, measure),
        person=ErrorBar(
            label=person, width=round(100 * one / largest, 2), figure=measure.write(one)
        ),
        crowd=ErrorBar(
            label=crowd, width=round(100 * together / largest, 2), figure=measure.write(together)
        ),
        sides=_sides(
            results,
            formatter,
            closer=together < one and measure.write(together) != measure.write(one),
        ),
        measure=formatter.translate(AS_DISTANCES if measure.percent_of is None else IN_PERCENT),
        equation=error_equation(results, formatter),
    )


def _typical_distance(results: Results) -> float:
    """Return the median of the people's distances from the correct answer."""
    truth = results.scoring.get("truth")
    if results.few and truth is not None:
        return median(abs(value - truth) for value in results.few)
    return results.error_percentiles[MIDDLE_PERCENTILE]


def crowd_distance(results: Results, formatter: ValueFormatter) -> float:
    """Return how far the headline, as it is shown, lies from the correct answer."""
    headline, truth = results.headline.value, results.scoring.get("truth")
    # Rounding alone can keep a computed figure from the truth.
    if headline is None or truth is None or results.scoring.get("error") == 0:
        return 0.0
    return abs(formatter.kind.as_shown(headline) - truth)


def _heading(one: float, together: float, measure: ErrorMeasure) -> str:
    translate = measure.formatter.translate
    written_one, written_all = measure.write(one), measure.write(together)
    if not together:
        return translate(CROWD_RIGHT, one=written_one)
    if not one:
        return translate(PERSON_RIGHT, all=written_all)
    if written_one == written_all:
        return translate(EQUALLY_OFF, one=written_one)
    return translate(BOTH_OFF, one=written_one, all=written_all)


def _sides(results: Results, formatter: ValueFormatter, *, closer: bool) -> str:
    """Tell how many erred to either side; not of chances, whose correct answer lies at an end."""
    low, high = results.too_low, results.too_high
    if low is None or high is None or formatter.kind.is_chance:
        return ""
    words = formatter.kind.words
    if low and high:
        written = _shares(low, high, results.n, formatter)
        sides = formatter.translate(words.sides, low=written[0], high=written[1])
        return formatter.translate(CANCELLED if closer else NO_CLOSER, sides=sides)
    if low + high == results.n:
        one_side = words.everybody_too_low if low else words.everybody_too_high
    else:
        one_side = words.nobody_too_high if low else words.nobody_too_low
    return f"{formatter.translate(one_side)} {formatter.translate(NOTHING_CANCELLED)}"


def _shares(low: int, high: int, n: int, formatter: ValueFormatter) -> tuple[str, str]:
    """Write both counts; of larger crowds in percent that add up with those who were right."""
    if n < MIN_FOR_PERCENTAGES:
        return formatter.number(low), formatter.number(high)
    percents = whole_percents([low, high, n - low - high])
    if not min(percents[:2]):
        return formatter.percent(low / n), formatter.percent(high / n)
    return formatter.percent(percents[0] / 100), formatter.percent(percents[1] / 100)
