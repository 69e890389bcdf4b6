"""What is told of a participant's own answer, after the reveal."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import error_phrase
from crowd.reporting.thresholds import MIN_FOR_COMPARISON, MIN_FOR_PERCENTAGES

ROUNDING_TOLERANCE = 1e-12
"""Difference of errors that counts as none, in shares of the error and the truth."""

MIN_TIED_SHARE = 0.02
"""Share of the people as far off from which on they are told; percentiles are right to 0.01."""

SAID = Sentence("You said {value}.")
CORRECT = Sentence("The correct answer is {answer}.")
CLOSER = Sentence("{off}, closer than {share} of the people.")
CLOSER_AND_AS_CLOSE = Sentence("{off}, closer than {share} of the people and as close as {tied}.")
CLOSER_COUNTED = Sentence("{off}, closer than {count} of the {all} people.")


class Rank(NamedTuple):
    """The shares of the people farther off than an answer, and as far, its own person included."""

    farther: float
    tied: float


class OwnAnswer(NamedTuple):
    """What a participant said, and how close that came; the latter empty where nothing is to tell."""

    said: str
    rank: str

    @property
    def sentence(self) -> str:
        """Both as one text."""
        return f"{self.said} {self.rank}".strip()


def own_answer(results: Results, value: float, formatter: ValueFormatter) -> OwnAnswer:
    """Tell a participant's own answer, how far it was off, and how many people were farther off."""
    said = formatter.translate(SAID, value=formatter.exact(value))
    truth = results.scoring.get("truth")
    if truth is None:
        return OwnAnswer(said, _place_of(results, value, formatter))
    if results.choice is not None:
        if value == truth:
            return OwnAnswer(said, formatter.translate("That is the correct answer."))
        return OwnAnswer(said, formatter.translate(CORRECT, answer=formatter.figure(truth)))
    off = error_phrase(results, value, truth, formatter)
    if not off:
        return OwnAnswer(said, formatter.translate("Exactly right."))
    rank = None
    if results.n >= MIN_FOR_COMPARISON:
        rank = rank_of_error(results, abs(value - truth), truth)
    return OwnAnswer(said, _compared(results, rank, off[:1].upper() + off[1:], formatter))


def _place_of(results: Results, value: float, formatter: ValueFormatter) -> str:
    """Tell where an answer lies among the others as long as nobody knows how close it came."""
    half = results.middle_half
    if half is None or results.n < MIN_FOR_COMPARISON or half.low == half.high:
        return ""
    if half.low <= value <= half.high:
        return formatter.translate("That is within the middle half of the answers.")
    return formatter.translate("That is outside the middle half of the answers.")


def _compared(results: Results, rank: Rank | None, off: str, formatter: ValueFormatter) -> str:
    if rank is None:
        return formatter.translate("{sentence}.", sentence=off)
    if rank.tied == 1:
        return formatter.translate("{off}, and everyone was as far off.", off=off)
    if rank.farther == 0:
        return formatter.translate("{off}, and nobody was farther off.", off=off)
    if results.n < MIN_FOR_PERCENTAGES:
        return _counted_sentence(rank, results.n, off, formatter)
    share = formatter.percent(rank.farther)
    if rank.tied < MIN_TIED_SHARE or round(rank.tied * results.n) < 2:
        return formatter.translate(CLOSER, off=off, share=share)
    tied = formatter.percent(rank.tied)
    return formatter.translate(CLOSER_AND_AS_CLOSE, off=off, share=share, tied=tied)


def _counted_sentence(rank: Rank, n: int, off: str, formatter: ValueFormatter) -> str:
    count, everybody = formatter.number(round(rank.farther * n)), formatter.number(n)
    others = round(rank.tied * n) - 1
    if others < 1:
        return formatter.translate(CLOSER_COUNTED, off=off, count=count, all=everybody)
    return formatter.plural(
        "{off}, closer than {count} of the {all} people and as close as {n} other.",
        "{off}, closer than {count} of the {all} people and as close as {n} others.",
        others,
        off=off,
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
