"""How far the crowd was off, in sentences that a child can read aloud."""

from __future__ import annotations

from crowd.i18n.formatter import Writer
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


def against_truth(results: Results, headline: float, truth: float, writer: Writer) -> str:
    """How far the crowd was off, and against how many people it did well."""
    alike = results.n > 1 and all_alike(results)
    if isinstance(writer.kind, Probability):
        off = _of_a_chance(truth, writer.figure(headline), writer, alike=alike)
    elif headline == truth:
        off = writer.say(RIGHT_LIKE_EVERYBODY if alike else RIGHT)
    else:
        off = _off(results, headline, truth, writer, alike=alike)
    return off if alike else f"{off} {_closer(results, writer)}".strip()


def _of_a_chance(truth: float, figure: str, writer: Writer, *, alike: bool) -> str:
    if truth and alike:
        return writer.say(
            "It happened. The crowd had said {figure}, like everybody.", figure=figure
        )
    if truth:
        return writer.say("It happened. The crowd had said {figure}.", figure=figure)
    if alike:
        return writer.say(
            "It did not happen. The crowd had said {figure}, like everybody.", figure=figure
        )
    return writer.say("It did not happen. The crowd had said {figure}.", figure=figure)


def _off(results: Results, headline: float, truth: float, writer: Writer, *, alike: bool) -> str:
    relative = results.scoring.get("percent_error")
    if relative is not None and isinstance(writer.kind, Number) and truth > 0:
        template = OFF_IN_PERCENT_LIKE_EVERYBODY if alike else OFF_IN_PERCENT
        return writer.say(template, percent=writer.error_percent(abs(relative)))
    template = OFF_LIKE_EVERYBODY if alike else OFF
    return writer.say(template, off=writer.distance(abs(headline - truth)))


def _closer(results: Results, writer: Writer) -> str:
    """Against how many people the crowd did well; in a small crowd they are counted."""
    share, n = results.scoring.get("closer_than"), results.n
    if share is None or n < 2:
        return ""
    if share == 0:
        return writer.say("Nobody was farther off.")
    if share == 1:
        return writer.say("That is closer than everybody.")
    if n >= SMALL:
        return writer.say("That is closer than {share} of the people.", share=writer.percent(share))
    count, everybody = round(share * n), writer.number(n)
    if count == 1:
        return writer.say("That is closer than one of the {all} people.", all=everybody)
    return writer.plural(
        "That is closer than {n} of the {all} people.",
        "That is closer than {n} of the {all} people.",
        count,
        all=everybody,
    )


def all_alike(results: Results) -> bool:
    """Whether everybody gave the same number."""
    return results.n > 0 and results.spread["minimum"] == results.spread["maximum"]
