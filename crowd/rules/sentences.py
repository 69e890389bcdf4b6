"""The sentences of the results page: plain words for figures, and nothing that is not so."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.model.poll import Kind, Number, Probability
from crowd.model.results import Results
from crowd.rules.choice_sentences import choice_sentences
from crowd.rules.labels import words_of
from crowd.rules.sample import Question
from crowd.rules.writer import Writer

TOO_LOW = (
    "Crowds tend to guess too low: in 195 real questions, the truth lay above the middle answer "
    "74\N{NO-BREAK SPACE}% of the time."
)
BEATING = (
    "In 195 real questions, the middle answer beat more than half of the people on "
    "87\N{NO-BREAK SPACE}% of them, but nine in ten people on only 8\N{NO-BREAK SPACE}%."
)
"""From 14 published data sets, first independent guesses."""

SMALL = 10
"""In a crowd of fewer people, they are counted; percentages of so few would say the same worse."""

MORE_HELP = "More people would probably have brought it a little closer."


def subtitle(results: Results, writer: Writer) -> str:
    """How many answered."""
    if results.n == 0:
        return "Nobody answered"
    if results.n == 1:
        return "One person answered"
    alone = "" if results.on_behalf else ", each on their own"
    return f"{writer.number(results.n)} people answered{alone}"


def headline_figure(results: Results, writer: Writer) -> str:
    """The headline's figure, or that there is none."""
    if results.headline.value is not None:
        return writer.signed(results.headline.value)
    if results.choice is None or not results.n:
        return "no answers"
    asked_in_vain = (
        results.headline.name == "surprisingly_popular" and not results.choice.predictions
    )
    return "none" if asked_in_vain else "a tie"


def truth_figure(truth: float, writer: Writer) -> str:
    """The truth without its unit; of a chance, whether it happened."""
    if isinstance(writer.kind, Probability):
        return "it happened" if truth else "it did not happen"
    return writer.signed(truth)


def sentences(question: Question, results: Results, writer: Writer) -> Iterator[str]:
    """What the results say, in sentences that a child can read aloud."""
    truth, headline = results.scoring.get("truth"), results.headline.value
    if results.choice is not None and results.n:
        yield from choice_sentences(results, results.choice, writer)
        return
    if headline is None:
        yield (
            "Nothing to show yet." if results.n else "Nobody answered, so there is nothing to show."
        )
        return
    if truth is not None:
        yield _error_sentence(results, headline, truth, writer)
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    if results.n >= 4 and all_alike(results):
        yield f"All of them said exactly {writer.with_unit(headline)}."
    elif results.n >= 4 and low is not None and high is not None:
        yield _half_sentence(low, high, writer)
    interval = results.uncertainty.get(f"{results.headline.name}_interval")
    if interval is not None:
        yield _interval_sentence(results.headline.name, interval, writer)
    if truth is None and results.n >= 4 and _is_open_quantity(question.kind):
        yield TOO_LOW


def reminder(results: Results) -> str:
    """What a single good or bad result says of crowds: little."""
    known = results.scoring.get("truth") is not None
    return BEATING if known and results.headline.name == "median" and results.n >= 4 else ""


def _half_sentence(low: float, high: float, writer: Writer) -> str:
    if low == high:
        return f"Half of them or more said exactly {writer.with_unit(low)}."
    start, end = writer.ends(low, high)
    return f"Half of them said between {start} and {end}."


def _interval_sentence(name: str, interval: list[float], writer: Writer) -> str:
    low, high = interval
    figure = words_of(f"aggregates.{name}")
    if low == high:
        return f"Another crowd like this would probably have the same {figure}, {writer.with_unit(low)}."
    start, end = writer.ends(low, high)
    return f"Another crowd like this would probably have its {figure} between {start} and {end}."


def _error_sentence(results: Results, headline: float, truth: float, writer: Writer) -> str:
    if isinstance(writer.kind, Probability):
        happened, closer = truth_figure(truth, writer), _closer(results, writer, "came closer")
        return f"{happened.capitalize()}. The crowd had said {writer.figure(headline)}{closer}."
    closer = _closer(results, writer, "closer")
    if headline == truth:
        return f"Exactly right{closer}."
    relative = results.scoring.get("percent_error")
    if relative is not None and isinstance(writer.kind, Number) and truth > 0:
        off = writer.error_percent(abs(relative))
    else:
        off = writer.distance(abs(headline - truth))
    return f"Off by {off}{closer}."


def _closer(results: Results, writer: Writer, closer: str) -> str:
    """Against how many people the crowd did well; in a small crowd they are counted."""
    share, n = results.scoring.get("closer_than"), results.n
    if share is None or n < 2:
        return ""
    if all_alike(results):
        return ", like everybody"
    if share in {0, 1}:
        return ", and nobody was farther off" if share == 0 else f", and {closer} than everybody"
    if n >= SMALL:
        return f", and {closer} than {writer.percent(share)} of the people"
    count = round(share * n)
    beaten = "one" if count == 1 else writer.number(count)
    return f", and {closer} than {beaten} of the {writer.number(n)} people"


def all_alike(results: Results) -> bool:
    """Whether everybody gave the same number."""
    return results.n > 0 and results.spread["minimum"] == results.spread["maximum"]


def _is_open_quantity(kind: Kind) -> bool:
    return isinstance(kind, Number) and kind.minimum is not None and kind.maximum is None


def caption(results: Results, writer: Writer) -> str:
    """What a reader of the picture has to know."""
    if results.histogram is None:
        return ""
    span = "The thick line under the picture spans the middle half of the answers."
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    parts = [
        "Logarithmic scale: each step to the right multiplies."
        if results.histogram.scale == "log"
        else "",
        span if results.n >= 4 and low != high else "",
        _beyond(results, "below", writer),
        _beyond(results, "above", writer),
    ]
    return " ".join(part for part in parts if part)


def _beyond(results: Results, side: str, writer: Writer) -> str:
    beyond = getattr(results.histogram, side) if results.histogram else 0
    if not beyond:
        return ""
    where = "left" if side == "below" else "right"
    noun = "answer lies" if beyond == 1 else "answers lie"
    return f"{writer.number(beyond)} {noun} beyond the {where} edge of the picture."


def curve_words(results: Results, writer: Writer) -> str:
    """How many people would have been enough."""
    # The whole crowd is one sample of itself, so it does not say what its size brings.
    errors = {point.k: point.error for point in results.crowd_size_curve if point.k < results.n}
    if 5 not in errors:
        return ""
    if all_alike(results):
        return (
            "All gave the same answer, so one person would have come as close as all "
            f"{writer.number(results.n)}."
        )
    sizes = {5: "Five people", 11: "eleven", 51: "about fifty"}
    first, *more = [
        f"{name} by {writer.distance(errors[k])}" for k, name in sizes.items() if k in errors
    ]
    words = ", ".join(
        [first.replace("people by", "people would typically have been off by"), *more]
    )
    if results.headline.name != "median":
        words = f"By their middle answer, {words[:1].lower()}{words[1:]}"
    return f"{words}. {_was_enough(results, max(errors), writer)}"


def _was_enough(results: Results, largest: int, writer: Writer) -> str:
    enough = results.enough
    if enough is None or enough.k == largest:
        return MORE_HELP
    if enough.k == 1:
        return (
            "One person alone would typically have done about as well as all "
            f"{writer.number(results.n)}."
        )
    return (
        f"About {writer.number(enough.k)} would have done nearly as well as all "
        f"{writer.number(results.n)}."
    )


def people(count: int, writer: Writer) -> str:
    """So many people."""
    return "one person" if count == 1 else f"{writer.number(count)} people"
