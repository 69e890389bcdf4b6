"""The sentences of the results page: plain words for figures, and nothing that is not so."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.analysis.sample import Question
from crowd.i18n.formatter import Writer
from crowd.i18n.labels import aggregator_name
from crowd.model.poll import Date, Kind, Number, Probability
from crowd.model.results import Histogram, Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import against_truth, all_alike
from crowd.reporting.choice_sentences import choice_sentences

TOO_LOW = Sentence(
    "Crowds tend to guess too low: in 195 real questions, the truth lay above the middle answer "
    "74\N{NO-BREAK SPACE}% of the time."
)
BEATING = Sentence(
    "In 195 real questions, the middle answer beat more than half of the people on "
    "87\N{NO-BREAK SPACE}% of them, but nine in ten people on only 8\N{NO-BREAK SPACE}%."
)
"""From 14 published data sets, first independent guesses."""
SIZES = {5: "five", 11: "eleven", 51: "fifty"}
"""The crowds whose typical errors are told, as far as there were more people than that."""

OF_THE_MEDIAN = (
    Sentence("Five people would typically have been off by {five}."),
    Sentence("Five people would typically have been off by {five}, eleven by {eleven}."),
    Sentence(
        "Five people would typically have been off by {five}, eleven by {eleven}, about fifty by "
        "{fifty}."
    ),
)
BY_THE_MEDIAN = (
    Sentence("By their middle answer, five people would typically have been off by {five}."),
    Sentence(
        "By their middle answer, five people would typically have been off by {five}, eleven by "
        "{eleven}."
    ),
    Sentence(
        "By their middle answer, five people would typically have been off by {five}, eleven by "
        "{eleven}, about fifty by {fifty}."
    ),
)
"""The curve is of medians, whatever leads."""


def subtitle(results: Results, writer: Writer) -> str:
    """How many answered."""
    if results.n == 0:
        return writer.say("Nobody answered")
    if results.n == 1:
        return writer.say("One person answered")
    if results.on_behalf:
        return writer.plural("{n} person answered", "{n} people answered", results.n)
    return writer.plural(
        "{n} person answered, each on their own",
        "{n} people answered, each on their own",
        results.n,
    )


def headline_figure(results: Results, writer: Writer) -> str:
    """The headline's figure, or that there is none."""
    if results.headline.value is not None:
        return writer.signed(results.headline.value)
    if results.choice is None or not results.n:
        return writer.say("no answers")
    asked_in_vain = (
        results.headline.name == "surprisingly_popular" and not results.choice.predictions
    )
    return writer.say("none") if asked_in_vain else writer.say("a tie")


def truth_figure(truth: float, writer: Writer) -> str:
    """The truth without its unit; of a chance, whether it happened."""
    if isinstance(writer.kind, Probability):
        return writer.say("it happened") if truth else writer.say("it did not happen")
    return writer.signed(truth)


def sentences(question: Question, results: Results, writer: Writer) -> Iterator[str]:
    """What the results say, in sentences that a child can read aloud."""
    truth, headline = results.scoring.get("truth"), results.headline.value
    if results.choice is not None and results.n:
        yield from choice_sentences(results, results.choice, writer)
        return
    if headline is None:
        yield (
            writer.say("Nothing to show yet.")
            if results.n
            else writer.say("Nobody answered, so there is nothing to show.")
        )
        return
    if truth is not None:
        yield against_truth(results, headline, truth, writer)
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    if results.n >= 4 and all_alike(results):
        yield writer.say("All of them said exactly {value}.", value=writer.with_unit(headline))
    elif results.n >= 4 and low is not None and high is not None:
        yield _half_sentence(low, high, writer)
    interval = results.uncertainty.get(f"{results.headline.name}_interval")
    if interval is not None:
        yield _interval_sentence(results.headline.name, interval, writer)
    if truth is None and results.n >= 4 and _is_open_quantity(question.kind):
        yield writer.say(TOO_LOW)


def reminder(results: Results) -> str:
    """What a single good or bad result says of crowds: little."""
    known = results.scoring.get("truth") is not None
    return BEATING if known and results.headline.name == "median" and results.n >= 4 else ""


def _half_sentence(low: float, high: float, writer: Writer) -> str:
    if low == high:
        return writer.say("Half of them or more said exactly {value}.", value=writer.with_unit(low))
    start, end = writer.ends(low, high)
    if isinstance(writer.kind, Date):
        return writer.say(
            "Half of them said between {first_day} and {last_day}.", first_day=start, last_day=end
        )
    return writer.say("Half of them said between {start} and {end}.", start=start, end=end)


def _interval_sentence(name: str, interval: list[float], writer: Writer) -> str:
    low, high = interval
    figure = writer.say(aggregator_name(name))
    if low == high:
        return writer.say(
            "Another crowd like this would probably have the same {name}, {value}.",
            name=figure,
            value=writer.with_unit(low),
        )
    start, end = writer.ends(low, high)
    if isinstance(writer.kind, Date):
        return writer.say(
            "Another crowd like this would probably have its {name} between {first_day} and {last_day}.",
            name=figure,
            first_day=start,
            last_day=end,
        )
    return writer.say(
        "Another crowd like this would probably have its {name} between {start} and {end}.",
        name=figure,
        start=start,
        end=end,
    )


def _is_open_quantity(kind: Kind) -> bool:
    return isinstance(kind, Number) and kind.minimum is not None and kind.maximum is None


def caption(results: Results, writer: Writer) -> str:
    """What a reader of the picture has to know."""
    if results.histogram is None:
        return ""
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    parts = [
        writer.say("Logarithmic scale: each step to the right multiplies.")
        if results.histogram.scale == "log"
        else "",
        writer.say("The thick line under the picture spans the middle half of the answers.")
        if results.n >= 4 and low != high
        else "",
        *_beyond(results.histogram, writer),
    ]
    return " ".join(part for part in parts if part)


def _beyond(histogram: Histogram, writer: Writer) -> Iterator[str]:
    if histogram.below:
        yield writer.plural(
            "{n} answer lies beyond the left edge of the picture.",
            "{n} answers lie beyond the left edge of the picture.",
            histogram.below,
        )
    if histogram.above:
        yield writer.plural(
            "{n} answer lies beyond the right edge of the picture.",
            "{n} answers lie beyond the right edge of the picture.",
            histogram.above,
        )


def curve_words(results: Results, writer: Writer) -> str:
    """How many people would have been enough."""
    # The whole crowd is one sample of itself, so it does not say what its size brings.
    errors = {point.k: point.error for point in results.crowd_size_curve if point.k < results.n}
    if min(SIZES) not in errors:
        return ""
    if all_alike(results):
        return writer.say(
            "All gave the same answer, so one person would have come as close as all {n}.",
            n=writer.number(results.n),
        )
    typical = {name: writer.distance(errors[k]) for k, name in SIZES.items() if k in errors}
    templates = OF_THE_MEDIAN if results.headline.name == "median" else BY_THE_MEDIAN
    off = writer.say(templates[len(typical) - 1], **typical)
    return f"{off} {_was_enough(results, max(errors), writer)}"


def _was_enough(results: Results, largest: int, writer: Writer) -> str:
    enough, everybody = results.enough, writer.number(results.n)
    if enough is None or enough.k == largest:
        return writer.say("More people would probably have brought it a little closer.")
    if enough.k == 1:
        return writer.say(
            "One person alone would typically have done about as well as all {n}.", n=everybody
        )
    return writer.say(
        "About {some} would have done nearly as well as all {n}.",
        some=writer.number(enough.k),
        n=everybody,
    )


def people(count: int, writer: Writer) -> str:
    """So many people."""
    if count == 1:
        return writer.say("one person")
    return writer.plural("{n} person", "{n} people", count)
