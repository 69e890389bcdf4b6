"""Sentences on how far the crowd was off, in plain words."""

from __future__ import annotations

from math import isclose

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.thresholds import MIN_FOR_PERCENTAGES

EQUAL_TOLERANCE = 1e-12
"""Relative difference of two values that rounding alone can make."""

MIN_TIED_SHARE = 0.01
MIN_TIED_PEOPLE = 2
"""People as far off as the crowd, as a share and counted, from which on they are told."""

EXACT = Sentence("Exactly right.")
EXACT_UNANIMOUS = Sentence("Exactly right, like everybody.")
ERROR = Sentence("Off by {off}.")
ERROR_UNANIMOUS = Sentence("Off by {off}, like everybody.")
# Separate sentences, as other languages phrase shares and distances differently.
PERCENT_ERROR = Sentence("Off by {percent}.")
PERCENT_ERROR_UNANIMOUS = Sentence("Off by {percent}, like everybody.")

CLOSER_AND_AS_CLOSE = Sentence("That is closer than {share} of the people, and as close as {tied}.")
CLOSER_AND_AS_CLOSE_COUNTED = Sentence(
    "That is closer than {count} of the {all} people, and as close as {tied}."
)


def accuracy_sentence(
    results: Results, headline: float, truth: float, formatter: ValueFormatter
) -> str:
    """Tell how far the headline was off, and how many people were farther off."""
    headline = formatter.kind.as_shown(headline)
    unanimous = results.n > 1 and leads_with_common_answer(results)
    if formatter.kind.is_chance and is_unanimous(results) and not leads_with_common_answer(results):
        return _adjusted_chance_sentence(results, headline, truth, formatter)
    if formatter.kind.is_chance:
        off = _probability_sentence(
            truth, formatter.figure(headline), formatter, unanimous=unanimous
        )
    elif headline == truth or results.scoring.get("error") == 0:
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


def _adjusted_chance_sentence(
    results: Results, headline: float, truth: float, formatter: ValueFormatter
) -> str:
    """Tell what everybody said apart from the combined chance, which is never 0 or 100 %."""
    said = formatter.exact(results.spread["minimum"] or 0.0)
    figure = formatter.figure(headline)
    if truth:
        return formatter.plural(
            "It happened. One person said {said}; the combined chance counts that as {figure}.",
            "It happened. All {n} said {said}; the combined chance counts that as {figure}.",
            results.n,
            said=said,
            figure=figure,
        )
    return formatter.plural(
        "It did not happen. One person said {said}; the combined chance counts that as {figure}.",
        "It did not happen. All {n} said {said}; the combined chance counts that as {figure}.",
        results.n,
        said=said,
        figure=figure,
    )


def _error_sentence(
    results: Results, headline: float, truth: float, formatter: ValueFormatter, *, unanimous: bool
) -> str:
    relative = results.scoring.get("percent_error")
    if relative is not None and formatter.kind.has_ratios and truth > 0:
        template = PERCENT_ERROR_UNANIMOUS if unanimous else PERCENT_ERROR
        return formatter.translate(template, percent=formatter.error_percent(abs(relative)))
    template = ERROR_UNANIMOUS if unanimous else ERROR
    return formatter.translate(template, off=formatter.distance(abs(headline - truth)))


def _rank_sentence(results: Results, formatter: ValueFormatter) -> str:
    """Tell how many people were farther off than the crowd, and as far; a small crowd is counted."""
    farther, tied = results.scoring.get("closer_than"), results.scoring.get("as_close_as")
    if farther is None or tied is None or results.n < 2:
        return ""
    if tied == 1:
        return formatter.translate("Everybody was as far off.")
    if farther == 0:
        return formatter.translate("Nobody was farther off.")
    if farther == 1:
        return formatter.translate("That is closer than everybody.")
    if tied >= MIN_TIED_SHARE and round(tied * results.n) >= MIN_TIED_PEOPLE:
        return _rank_with_ties(farther, tied, results.n, formatter)
    return _rank_without_ties(farther, results.n, formatter)


def _rank_without_ties(farther: float, n: int, formatter: ValueFormatter) -> str:
    if n >= MIN_FOR_PERCENTAGES:
        return formatter.translate(
            "That is closer than {share} of the people.", share=formatter.percent(farther)
        )
    count, everybody = round(farther * n), formatter.number(n)
    if count == 1:
        return formatter.translate("That is closer than one of the {all} people.", all=everybody)
    return formatter.plural(
        "That is closer than {n} of the {all} people.",
        "That is closer than {n} of the {all} people.",
        count,
        all=everybody,
    )


def _rank_with_ties(farther: float, tied: float, n: int, formatter: ValueFormatter) -> str:
    if n >= MIN_FOR_PERCENTAGES:
        return formatter.translate(
            CLOSER_AND_AS_CLOSE, share=formatter.percent(farther), tied=formatter.percent(tied)
        )
    return formatter.translate(
        CLOSER_AND_AS_CLOSE_COUNTED,
        count=formatter.number(round(farther * n)),
        all=formatter.number(n),
        tied=formatter.number(round(tied * n)),
    )


def is_unanimous(results: Results) -> bool:
    """Return whether everybody gave the same number."""
    return results.n > 0 and results.spread["minimum"] == results.spread["maximum"]


def leads_with_common_answer(results: Results) -> bool:
    """Return whether everybody gave the number that leads: corrected aggregates can be another."""
    answer, headline = results.spread["minimum"], results.headline.value
    if not is_unanimous(results) or answer is None or headline is None:
        return False
    return isclose(answer, headline, rel_tol=EQUAL_TOLERANCE)
