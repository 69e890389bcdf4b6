"""The sentence on a participant's own answer, after the reveal."""

from __future__ import annotations

from bisect import bisect_right

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results

ROUNDING_TOLERANCE = 1e-12
"""Relative difference of errors that counts as none."""


def own_answer_sentence(results: Results, value: float, formatter: ValueFormatter) -> str:
    """Tell a participant's own answer and, where the truth is known, how many were farther off."""
    own, truth = formatter.exact(value), results.scoring.get("truth")
    if truth is not None and value == truth:
        return formatter.translate("You said {value}: exactly right.", value=own)
    share = None if truth is None else closer_than_others(results, abs(value - truth))
    if share is None:
        return formatter.translate("You said {value}.", value=own)
    if share == 0:
        return formatter.translate("You said {value}: nobody was farther off.", value=own)
    return formatter.translate(
        "You said {value}: closer than {share} of the people.",
        value=own,
        share=formatter.percent(share),
    )


def closer_than_others(results: Results, error: float) -> float | None:
    """Return the share of people with a larger error, in hundredths; None without a truth."""
    percentiles = results.error_percentiles
    if not percentiles or results.n < 2:
        return None
    nearer = bisect_right(percentiles, error * (1 + ROUNDING_TOLERANCE), 1)
    return (len(percentiles) - nearer) / (len(percentiles) - 1)
