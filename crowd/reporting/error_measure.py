"""The one measure in which a page tells errors: percent of the correct answer, or a distance."""

from __future__ import annotations

from typing import NamedTuple

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results


class ErrorMeasure(NamedTuple):
    """Converts distances from the correct answer to the measure, and writes them in it.

    `percent_of` is the correct answer of which errors are percentages; None for distances.
    """

    formatter: ValueFormatter
    percent_of: float | None

    def size(self, distance: float) -> float:
        """Return a distance in the measure."""
        return distance if self.percent_of is None else 100 * distance / self.percent_of

    def write(self, distance: float) -> str:
        """Write a distance in the measure, with its unit."""
        if self.percent_of is None:
            return self.formatter.distance(distance)
        return self.formatter.error_percent(self.size(distance))


def error_measure(results: Results, formatter: ValueFormatter) -> ErrorMeasure | None:
    """Return the measure of the headline's error; None without a correct answer or without numbers.

    Percent are for quantities alone, and not of zero: of days and ratings nobody takes a percentage.
    """
    truth = results.scoring.get("truth")
    if truth is None or not formatter.kind.is_numeric:
        return None
    in_percent = (
        results.scoring.get("percent_error") is not None and formatter.kind.has_ratios and truth > 0
    )
    return ErrorMeasure(formatter, truth if in_percent else None)
