"""How far the crowd was off, in sentences that a child can read aloud."""

from __future__ import annotations

from crowd.i18n.formatter import ValueFormatter
from crowd.model.poll import Number, Probability
from crowd.model.results import Results
from crowd.model.sentence import Sentence

SMALL = 10
"""In a crowd of fewer people, they are counted; percentages of so few would say the same worse."""

RIGHT = Sentence("Exactly right.")
RIGHT_LIKE_EVERYBODY = Sentence("Exactly right, like everybody.")
OFF = Sentence("Off by {off}.")
OFF_LIKE_EVERYBODY = Sentence("Off by {off}, like everybody.")
# Sentences of their own: other languages say shares and distances in different ways.
OFF_IN_PERCENT = Sentence("Off by {percent}.")
OFF_IN_PERCENT_LIKE_EVERYBODY = Sentence("Off by {percent}, like everybody.")


def against_truth(
    results: Results, headline: float, truth: float, formatter: ValueFormatter
) -> str:
    """How far the crowd was off, and against how many people it did well."""
    alike = results.n > 1 and all_alike(results)
    if isinstance(formatter.kind, Probability):
        off = _of_a_chance(truth, formatter.figure(headline), formatter, alike=alike)
    elif headline == truth:
        off = formatter.translate(RIGHT_LIKE_EVERYBODY if alike else RIGHT)
    else:
        off = _off(results, headline, truth, formatter, alike=alike)
    return off if alike else f"{off} {_closer(results, formatter)}".strip()


def _of_a_chance(truth: float, figure: str, formatter: ValueFormatter, *, alike: bool) -> str:
    if truth and alike:
        return formatter.translate(
            "It happened. The crowd had said {figure}, like everybody.", figure=figure
        )
    if truth:
        return formatter.translate("It happened. The crowd had said {figure}.", figure=figure)
    if alike:
        return formatter.translate(
            "It did not happen. The crowd had said {figure}, like everybody.", figure=figure
        )
    return formatter.translate("It did not happen. The crowd had said {figure}.", figure=figure)


def _off(
    results: Results, headline: float, truth: float, formatter: ValueFormatter, *, alike: bool
) -> str:
    relative = results.scoring.get("percent_error")
    if relative is not None and isinstance(formatter.kind, Number) and truth > 0:
        template = OFF_IN_PERCENT_LIKE_EVERYBODY if alike else OFF_IN_PERCENT
        return formatter.translate(template, percent=formatter.error_percent(abs(relative)))
    template = OFF_LIKE_EVERYBODY if alike else OFF
    return formatter.translate(template, off=formatter.distance(abs(headline - truth)))


def _closer(results: Results, formatter: ValueFormatter) -> str:
    """Against how many people the crowd did well; in a small crowd they are counted."""
    share, n = results.scoring.get("closer_than"), results.n
    if share is None or n < 2:
        return ""
    if share == 0:
        return formatter.translate("Nobody was farther off.")
    if share == 1:
        return formatter.translate("That is closer than everybody.")
    if n >= SMALL:
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


def all_alike(results: Results) -> bool:
    """Whether everybody gave the same number."""
    return results.n > 0 and results.spread["minimum"] == results.spread["maximum"]
