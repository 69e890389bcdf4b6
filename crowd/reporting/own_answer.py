"""The sentence on a participant's own answer, after the reveal."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.thresholds import MIN_FOR_PERCENTAGES

ROUNDING_TOLERANCE = 1e-12
"""Difference of errors that counts as none, in shares of the error and the truth."""

MIN_TIED_SHARE = 0.02
"""Share of the people as far off from which on they are told; percentiles are right to 0.01."""

CLOSER = Sentence("You said {value}: closer than {share} of the people.")
CLOSER_AND_AS_CLOSE = Sentence(
    "You said {value}: closer than {share} of the people, and as close as {tied}."
)
CLOSER_COUNTED = Sentence("You said {value}: closer than {count} of the {all} people.")


class Rank(NamedTuple):
    """The shares of the people farther off than an answer, and as far, its own person included."""

    farther: float
    tied: float


def own_answer_sentence(results: Results, value: float, formatter: ValueFormatter) -> str:
    """Tell a participant's own answer and, where the truth is known, how many were farther off."""
    own, truth = formatter.exact(value), results.scoring.get("truth")
    if truth is not None and value == truth:
        return formatter.translate("You said {value}: exactly right.", value=own)
    rank = None if truth is None else rank_of_error(results, abs(value - truth), truth)
    if rank is None:
        return formatter.translate("You said {value}.", value=own)
    if rank.tied == 1:
        return formatter.translate("You said {value}: everybody was as far off.", value=own)
    if rank.farther == 0:
        return formatter.translate("You said {value}: nobody was farther off.", value=own)
    if results.n < MIN_FOR_PERCENTAGES:
        return _counted_sentence(rank, results.n, own, formatter)
    return _share_sentence(rank, results.n, own, formatter)


def _share_sentence(rank: Rank, n: int, own: str, formatter: ValueFormatter) -> str:
    share = formatter.percent(rank.farther)
    if rank.tied < MIN_TIED_SHARE or round(rank.tied * n) < 2:
        return formatter.translate(CLOSER, value=own, share=share)
    tied = formatter.percent(rank.tied)
    return formatter.translate(CLOSER_AND_AS_CLOSE, value=own, share=share, tied=tied)


def _counted_sentence(rank: Rank, n: int, own: str, formatter: ValueFormatter) -> str:
    count, everybody = formatter.number(round(rank.farther * n)), formatter.number(n)
    others = round(rank.tied * n) - 1
    if others < 1:
        return formatter.translate(CLOSER_COUNTED, value=own, count=count, all=everybody)
    return formatter.plural(
        "You said {value}: closer than {count} of the {all} people, and as close as {n} other.",
        "You said {value}: closer than {count} of the {all} people, and as close as {n} others.",
        others,
        value=own,
        count=count,
        all=everybody,
    )


def rank_of_error(results: Results, error: float, truth: float) -> Rank | None:
    """Rank an error among those of the people; None without a truth.

    Exact for a small crowd, of which all answers are known; else right to one hundredth.
    """
    if not results.error_percentiles or results.n < 2:
        return None
    tolerance = ROUNDING_TOLERANCE * max(error, abs(truth))
    least, most = error - tolerance, error + tolerance
    if results.few:
        errors = sorted(abs(value - truth) for value in results.few)
        nearer, up_to = bisect_left(errors, least), bisect_right(errors, most)
        return Rank((len(errors) - up_to) / len(errors), (up_to - nearer) / len(errors))
    percentiles = results.error_percentiles[1:]
    nearer, up_to = bisect_left(percentiles, least), bisect_right(percentiles, most)
    steps = len(percentiles)
    # Nobody is closer than all: an answer is among those that it is compared with.
    farther = min(steps - up_to, steps - 1) / steps
    return Rank(farther, (up_to - nearer) / steps)
