"""The finding: what the results say in one line, which heads the page, without a full stop.

It tells what the crowd said, whether that was right and on which side it erred, and how the crowd
compares with its members. The same words stand on the page, in its title, in the widget, in previews of
links, in feeds and at the terminal.
"""

from __future__ import annotations

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import (
    CrowdRank,
    crowd_rank,
    error_phrase,
    leads_with_common_answer,
)
from crowd.reporting.camps import camp_centres
from crowd.reporting.choice_sentences import choice_finding
from crowd.reporting.thresholds import MIN_FOR_COMPARISON, MIN_FOR_PERCENTAGES

NOBODY = Sentence("Nobody answered")

TWO_CAMPS = Sentence("Two camps: around {one} and around {two}")
THREE_CAMPS = Sentence("Three camps: around {one}, around {two} and around {three}")

ONE_PERSON = Sentence("One person said {value}")
ONE_PERSON_OFF = Sentence("One person said {value}: {off}")
ONE_PERSON_RIGHT = Sentence("One person said {value}, which is exactly right")

RIGHT = Sentence("The crowd was exactly right")
RIGHT_AND_CLOSEST = Sentence("The crowd was exactly right, and none of its members was")
RIGHT_LIKE_SOME = Sentence("The crowd was exactly right, and so were {tied} of its members")
RIGHT_AND_CLOSER = Sentence("The crowd was exactly right, and beat {share} of its members")

OFF = Sentence("The crowd guessed {off}")
OFF_AND_CLOSEST = Sentence("The crowd guessed {off}, and still beat all of its members")
OFF_AND_CLOSER = Sentence("The crowd guessed {off}, and still beat {share} of its members")
OFF_AND_TIED = Sentence("The crowd guessed {off}, beat {share} of its members and tied with {tied}")
OFF_AND_FARTHER = Sentence("The crowd guessed {off}, and {share} of its members came closer")
OFF_AND_FARTHEST = Sentence("The crowd guessed {off}, and nobody was farther off")
OFF_LIKE_ALL = Sentence("The crowd guessed {off}, and everyone was as far off")

IT_HAPPENED = Sentence("The crowd gave it {figure}, and it happened")
IT_HAPPENED_ALTHOUGH = Sentence("The crowd gave it only {figure}, but it happened")
IT_DID_NOT_HAPPEN = Sentence("The crowd gave it only {figure}, and it did not happen")
IT_DID_NOT_HAPPEN_ALTHOUGH = Sentence("The crowd gave it {figure}, but it did not happen")
HAPPENED, DID_NOT_HAPPEN = Sentence("it happened"), Sentence("it did not happen")
EVEN_CHANCE = 0.5


def finding(results: Results, formatter: ValueFormatter) -> str:
    """Tell what was found, in the reader's language."""
    if not results.n:
        return formatter.translate(NOBODY)
    if results.choice is not None:
        return choice_finding(results, results.choice, formatter)
    if results.n == 1:
        return _one_person(results, formatter)
    chance_is_settled = formatter.kind.is_chance and results.scoring.get("truth") is not None
    if leads_with_common_answer(results) and not chance_is_settled:
        return _everybody(results, formatter)
    return _camps(results, formatter) or _crowd(results, formatter)


def finding_sentence(results: Results, formatter: ValueFormatter) -> str:
    """Tell what was found as a sentence among others."""
    return formatter.translate("{sentence}.", sentence=finding(results, formatter))


def _camps(results: Results, formatter: ValueFormatter) -> str:
    """Tell where two or three camps lie; empty without, and for more, which nobody takes in."""
    centres = camp_centres(results)
    templates = {2: TWO_CAMPS, 3: THREE_CAMPS}
    if len(centres) not in templates:
        return ""
    rough = [_roughly(centre, formatter) for centre in centres]
    written = [formatter.signed(centre) for centre in rough]
    if len(set(written)) < len(written):
        written = [formatter.signed(centre) for centre in centres]
    places = dict(zip(("one", "two", "three"), written, strict=False))
    return formatter.translate(templates[len(centres)], **places)


def _roughly(value: float, formatter: ValueFormatter) -> float:
    """Round to two significant digits; days have none."""
    return value if formatter.kind.is_day else float(f"{value:.2g}")


def _one_person(results: Results, formatter: ValueFormatter) -> str:
    """Tell what the one person said, and how far off that is; of a chance, what happened."""
    answer, truth = results.spread["minimum"] or 0.0, results.scoring.get("truth")
    value = formatter.exact(answer)
    if truth is None:
        return formatter.translate(ONE_PERSON, value=value)
    if formatter.kind.is_chance:
        outcome = formatter.translate(HAPPENED if truth else DID_NOT_HAPPEN)
        return formatter.translate(ONE_PERSON_OFF, value=value, off=outcome)
    off = error_phrase(results, answer, truth, formatter)
    if not off:
        return formatter.translate(ONE_PERSON_RIGHT, value=value)
    return formatter.translate(ONE_PERSON_OFF, value=value, off=off)


def _everybody(results: Results, formatter: ValueFormatter) -> str:
    """Tell the answer that all gave, and how far off it is."""
    answer, truth = results.spread["minimum"] or 0.0, results.scoring.get("truth")
    value = formatter.exact(answer)
    if truth is None:
        return formatter.plural(
            "{n} person said {value}", "All {n} people said {value}", results.n, value=value
        )
    off = error_phrase(results, answer, truth, formatter)
    if not off:
        return formatter.plural(
            "{n} person said {value}, which is exactly right",
            "All {n} people said {value}, which is exactly right",
            results.n,
            value=value,
        )
    return formatter.plural(
        "{n} person said {value}: {off}",
        "All {n} people said {value}: {off}",
        results.n,
        value=value,
        off=off,
    )


def _crowd(results: Results, formatter: ValueFormatter) -> str:
    """Tell what the crowd says, or once the truth is known how right it was."""
    headline, truth = results.headline.value, results.scoring.get("truth")
    if headline is None:
        return formatter.plural("{n} person answered", "{n} people answered", results.n)
    if truth is None and formatter.kind.is_chance:
        return formatter.plural(
            "{n} person says the chance is {value}",
            "{n} people say the chance is {value}",
            results.n,
            value=formatter.with_unit(headline),
        )
    if truth is None:
        return formatter.plural(
            "{n} person says {value}",
            "{n} people say {value}",
            results.n,
            value=formatter.with_unit(headline),
        )
    if formatter.kind.is_chance:
        return _chance(headline, truth, formatter)
    return _error(results, headline, truth, formatter)


def error_finding(results: Results, formatter: ValueFormatter) -> str:
    """Tell how far the crowd was off where the finding tells camps instead; else empty."""
    known = results.headline.value is not None and results.scoring.get("truth") is not None
    if not known or results.choice is not None or not _camps(results, formatter):
        return ""
    return formatter.translate("{sentence}.", sentence=_crowd(results, formatter))


def _chance(headline: float, truth: float, formatter: ValueFormatter) -> str:
    if truth:
        template = IT_HAPPENED if headline >= EVEN_CHANCE else IT_HAPPENED_ALTHOUGH
    else:
        template = IT_DID_NOT_HAPPEN if headline < EVEN_CHANCE else IT_DID_NOT_HAPPEN_ALTHOUGH
    return formatter.translate(template, figure=formatter.figure(headline))


def _error(results: Results, headline: float, truth: float, formatter: ValueFormatter) -> str:
    # Rounding alone can keep a computed figure from the truth.
    exact = results.scoring.get("error") == 0
    off = "" if exact else error_phrase(results, headline, truth, formatter)
    rank = crowd_rank(results) if results.n >= MIN_FOR_COMPARISON else None
    if not off:
        return _exact(results, rank, formatter)
    if rank is None:
        return formatter.translate(OFF, off=off)
    if rank.tied == 1:
        return formatter.translate(OFF_LIKE_ALL, off=off)
    if rank.farther == 1:
        return formatter.translate(OFF_AND_CLOSEST, off=off)
    if rank.farther == 0:
        return formatter.translate(OFF_AND_FARTHEST, off=off)
    return _compared(results, rank, off, formatter)


def _compared(results: Results, rank: CrowdRank, off: str, formatter: ValueFormatter) -> str:
    """Tell the larger side: whom the crowd beat, or who came closer; people as far off are told."""
    if rank.closer >= round(rank.farther, 12):
        share = _members(rank.closer, results.n, formatter)
        return formatter.translate(OFF_AND_FARTHER, off=off, share=share)
    share = _members(rank.farther, results.n, formatter)
    if not rank.has_ties:
        return formatter.translate(OFF_AND_CLOSER, off=off, share=share)
    tied = _members(rank.tied, results.n, formatter)
    return formatter.translate(OFF_AND_TIED, off=off, share=share, tied=tied)


def _exact(results: Results, rank: CrowdRank | None, formatter: ValueFormatter) -> str:
    if rank is None:
        return formatter.translate(RIGHT)
    if rank.has_ties:
        tied = _members(rank.tied, results.n, formatter)
        return formatter.translate(RIGHT_LIKE_SOME, tied=tied)
    if rank.farther == 1:
        return formatter.translate(RIGHT_AND_CLOSEST)
    share = _members(rank.farther, results.n, formatter)
    return formatter.translate(RIGHT_AND_CLOSER, share=share)


def _members(share: float, n: int, formatter: ValueFormatter) -> str:
    """Write a share of the crowd; the members of a small crowd are counted."""
    if n >= MIN_FOR_PERCENTAGES:
        return formatter.percent(share)
    return formatter.number(round(share * n))
