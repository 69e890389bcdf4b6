"""How far a value lies from the truth and on which side, and how many people were farther off."""

from __future__ import annotations

from math import isclose
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
    # Where answers lie on both sides of zero, a share of the truth says nothing.
    smallest = min(value, results.spread["minimum"] or 0.0)
    if not formatter.kind.tells_percent_errors or truth <= 0 or smallest < 0:
        return formatter.distance(abs(value - truth))
    factor = value / truth if value > truth else truth / value if value else 0.0
    if factor >= (MIN_FACTOR_ABOVE if value > truth else MIN_FACTOR_BELOW):
        # In two significant digits, also before the decimal point.
        return formatter.translate(TIMES, factor=formatter.number(float(f"{factor:.2g}")))
    percent = 100 * abs(value - truth) / truth
    if percent < MIN_PERCENT:
        return formatter.translate(LESS_THAN, figure=formatter.error_percent(MIN_PERCENT))
    return formatter.error_percent(percent)


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
