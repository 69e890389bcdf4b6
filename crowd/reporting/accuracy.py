"""Sentences on how far the crowd was off, in plain words."""

from __future__ import annotations

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence

MIN_FOR_PERCENTAGES = 10
"""Crowd size below which people are counted, not given as a percentage."""

EXACT = Sentence("Exactly right.")
EXACT_UNANIMOUS = Sentence("Exactly right, like everybody.")
ERROR = Sentence("Off by {off}.")
ERROR_UNANIMOUS = Sentence("Off by {off}, like everybody.")
# Separate sentences, as other languages phrase shares and distances differently.
PERCENT_ERROR = Sentence("Off by {percent}.")
PERCENT_ERROR_UNANIMOUS = Sentence("Off by {percent}, like everybody.")


def accuracy_sentence(
    results: Results, headline: float, truth: float, formatter: ValueFormatter
) -> str:
    """Tell how far the headline was off, and how many people were farther off."""
    headline = formatter.kind.as_shown(headline)
    unanimous = results.n > 1 and is_unanimous(results)
    if formatter.kind.is_chance:
        off = _probability_sentence(
            truth, formatter.figure(headline), formatter, unanimous=unanimous
        )
    elif headline == truth:
        off = formatter.translate(EXACT_UNANIMOUS if unanimous else EXACT)
    else:
        off = _error_sentence(results, headline, truth, formatter, unanimous=unanimous)
    return off if unanimous else f"{off} {_rank_sentence(results, formatter)}".strip()


def _probability_sentence(
    truth: float, figure: str, formatter: ValueFormatter, *, unanimous: bool
) -> str:
    if truth and unanimous:
        return formatter.translate(
            "It happened. The crowd had said {figure}, like everybody.", figure=figure
        )
    if truth:
        return formatter.translate("It happened. The crowd had said {figure}.", figure=figure)
    if unanimous:
        return formatter.translate(
            "It did not happen. The crowd had said {figure}, like everybody.", figure=figure
        )
    return formatter.translate("It did not happen. The crowd had said {figure}.", figure=figure)


def _error_sentence(
    results: Results, headline: float, truth: float, formatter: ValueFormatter, *, unanimous: bool
) -> str:
    relative = results.scoring.get("percent_error")
    if relative is not None and formatter.kind.is_quantity and truth > 0:
        template = PERCENT_ERROR_UNANIMOUS if unanimous else PERCENT_ERROR
        return formatter.translate(template, percent=formatter.error_percent(abs(relative)))
    template = ERROR_UNANIMOUS if unanimous else ERROR
    return formatter.translate(template, off=formatter.distance(abs(headline - truth)))


def _rank_sentence(results: Results, formatter: ValueFormatter) -> str:
    """Tell how many people were farther off than the crowd; a small crowd is counted."""
    share, n = results.scoring.get("closer_than"), results.n
    if share is None or n < 2:
        return ""
    if share == 0:
        return formatter.translate("Nobody was farther off.")
    if share == 1:
        return formatter.translate("That is closer than everybody.")
    if n >= MIN_FOR_PERCENTAGES:
        return formatter.translate(
            "That is closer than {share} of the people.", share=formatter.percent(share)
        )
    count, everybody = round(share * n), formatter.number(n)
    if count == 1:
        return formatter.translate("That is closer than one of the {all} people.", all=everybody)
    return formatter.plural(
        "That is closer than {n} of the {all} people.",
        "That is closer than {n} of the {all} people.",
        count,
        all=everybody,
    )


def is_unanimous(results: Results) -> bool:
    """Return whether everybody gave the same number."""
    return results.n > 0 and results.spread["minimum"] == results.spread["maximum"]
