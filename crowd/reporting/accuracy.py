"""How far a value lies from the truth and on which side, and how many people were farther off."""

from __future__ import annotations

from math import isclose, isfinite
from typing import NamedTuple

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence

EQUAL_TOLERANCE = 1e-12
"""Relative difference of two values that rounding alone can make."""

MIN_TIED_SHARE = 0.01
MIN_TIED_PEOPLE = 2
"""People as far off as the crowd, as a share and counted, from which on they are told."""

MIN_PERCENT = 0.1
"""Error in percent below which only that it is smaller is told."""

MIN_FACTOR_ABOVE = 10
MIN_FACTOR_BELOW = 20
"""Factors from which on an error is told as one: percentages of them cannot be pictured."""

LESS_THAN = Sentence("less than {figure}")
TIMES = Sentence("{factor} times")
A_FACTOR = Sentence("a factor of {factor}")


class CrowdRank(NamedTuple):
    """The shares of the people farther off than the crowd, and as far; `n` is how many there are."""

    farther: float
    tied: float
    n: int

    @property
    def closer(self) -> float:
        """The share of the people closer to the truth than the crowd."""
        return max(0.0, round(1 - self.farther - self.tied, 12))

    @property
    def has_ties(self) -> bool:
        """Whether enough people were as far off as the crowd to tell of them."""
        return self.tied >= MIN_TIED_SHARE and round(self.tied * self.n) >= MIN_TIED_PEOPLE


def error_phrase(results: Results, value: float, truth: float, formatter: ValueFormatter) -> str:
    """Tell how far a value is off and on which side, such as "14% too low"; empty if it is right."""
    value = formatter.kind.as_shown(value)
    if isclose(value, truth, rel_tol=EQUAL_TOLERANCE):
        return ""
    words = formatter.kind.words
    return formatter.translate(
        words.off_low if value < truth else words.off_high,
        off=_size_of_error(results, value, truth, formatter),
    )


def _size_of_error(results: Results, value: float, truth: float, formatter: ValueFormatter) -> str:
    """Write an error in percent or as a factor where that makes sense, else as a distance."""
    if not _tells_percent(results, value, truth, formatter):
        return formatter.distance(abs(value - truth))
    factor = value / truth if value > truth else truth / value if value else 0.0
    if factor >= (MIN_FACTOR_ABOVE if value > truth else MIN_FACTOR_BELOW):
        # In two significant digits, also before the decimal point.
        return formatter.translate(TIMES, factor=formatter.number(float(f"{factor:.2g}")))
    return _error_percent(100 * abs(value - truth) / truth, formatter)


def _tells_percent(results: Results, value: float, truth: float, formatter: ValueFormatter) -> bool:
    """Return whether errors are told in percent of the truth: where that has a percentage."""
    if truth <= 0 or not isfinite(100 * max(value, truth) / min(truth, value or truth)):
        return False
    # Where answers lie on both sides of zero, a share of the truth says nothing.
    smallest = min(value, results.spread["minimum"] or 0.0)
    return formatter.kind.tells_percent_errors and smallest >= 0


def _error_percent(percent: float, formatter: ValueFormatter) -> str:
    if 0 < percent < MIN_PERCENT:
        return formatter.translate(LESS_THAN, figure=formatter.error_percent(MIN_PERCENT))
    return formatter.error_percent(percent)


class ErrorMeasure(NamedTuple):
    """The one measure of a page's errors, without their sides: percent of the truth, or distance.

    `percent_of` is the truth of which errors are percentages; None for distances.
    """

    formatter: ValueFormatter
    percent_of: float | None

    def size(self, distance: float) -> float:
        """Return a distance in the measure."""
        return distance if self.percent_of is None else 100 * distance / self.percent_of

    def write(self, distance: float) -> str:
        """Write a distance in the measure, with its unit; many times the truth as a factor."""
        if self.percent_of is None:
            return self.formatter.distance(distance)
        factor = 1 + distance / self.percent_of
        if factor >= MIN_FACTOR_ABOVE:
            return self.formatter.translate(
                A_FACTOR, factor=self.formatter.number(float(f"{factor:.2g}"))
            )
        return _error_percent(self.size(distance), self.formatter)


def error_measure(results: Results, formatter: ValueFormatter) -> ErrorMeasure | None:
    """Return the measure of the headline's error; None without one."""
    headline, truth = results.headline.value, results.scoring.get("truth")
    if headline is None or truth is None or not formatter.kind.is_numeric:
        return None
    in_percent = _tells_percent(results, headline, truth, formatter)
    return ErrorMeasure(formatter, truth if in_percent else None)


def crowd_rank(results: Results) -> CrowdRank | None:
    """Rank the headline among the people; None without a truth."""
    farther, tied = results.scoring.get("closer_than"), results.scoring.get("as_close_as")
    if farther is None or tied is None:
        return None
    return CrowdRank(farther, tied, results.n)


def is_unanimous(results: Results) -> bool:
    """Return whether everybody gave the same number."""
    return results.n > 0 and results.spread["minimum"] == results.spread["maximum"]


def leads_with_common_answer(results: Results) -> bool:
    """Return whether everybody gave the number that leads: corrected aggregates can be another."""
    answer, headline = results.spread["minimum"], results.headline.value
    if not is_unanimous(results) or answer is None or headline is None:
        return False
    return isclose(answer, headline, rel_tol=EQUAL_TOLERANCE)
