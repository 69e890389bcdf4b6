"""The sentences of the results page: plain words for figures, and nothing that is not so."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.analysis.sample import Question
from crowd.i18n.formatter import ValueFormatter
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


def subtitle(results: Results, formatter: ValueFormatter) -> str:
    """How many answered."""
    if results.n == 0:
        return formatter.translate("Nobody answered")
    if results.n == 1:
        return formatter.translate("One person answered")
    if results.on_behalf:
        return formatter.plural("{n} person answered", "{n} people answered", results.n)
    return formatter.plural(
        "{n} person answered, each on their own",
        "{n} people answered, each on their own",
        results.n,
    )


def headline_figure(results: Results, formatter: ValueFormatter) -> str:
    """The headline's figure, or that there is none."""
    if results.headline.value is not None:
        return formatter.signed(results.headline.value)
    if results.choice is None or not results.n:
        return formatter.translate("no answers")
    asked_in_vain = (
        results.headline.name == "surprisingly_popular" and not results.choice.predictions
    )
    return formatter.translate("none") if asked_in_vain else formatter.translate("a tie")


def truth_figure(truth: float, formatter: ValueFormatter) -> str:
    """The truth without its unit; of a chance, whether it happened."""
    if isinstance(formatter.kind, Probability):
        return (
            formatter.translate("it happened")
            if truth
            else formatter.translate("it did not happen")
        )
    return formatter.signed(truth)


def sentences(question: Question, results: Results, formatter: ValueFormatter) -> Iterator[str]:
    """What the results say, in sentences that a child can read aloud."""
    truth, headline = results.scoring.get("truth"), results.headline.value
    if results.choice is not None and results.n:
        yield from choice_sentences(results, results.choice, formatter)
        return
    if headline is None:
        yield (
            formatter.translate("Nothing to show yet.")
            if results.n
            else formatter.translate("Nobody answered, so there is nothing to show.")
        )
        return
    if truth is not None:
        yield against_truth(results, headline, truth, formatter)
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    if results.n >= 4 and all_alike(results):
        yield formatter.translate(
            "All of them said exactly {value}.", value=formatter.with_unit(headline)
        )
    elif results.n >= 4 and low is not None and high is not None:
        yield _half_sentence(low, high, formatter)
    interval = results.uncertainty.get(f"{results.headline.name}_interval")
    if interval is not None:
        yield _interval_sentence(results.headline.name, interval, formatter)
    if truth is None and results.n >= 4 and _is_open_quantity(question.kind):
        yield formatter.translate(TOO_LOW)


def reminder(results: Results) -> str:
    """What a single good or bad result says of crowds: little."""
    known = results.scoring.get("truth") is not None
    return BEATING if known and results.headline.name == "median" and results.n >= 4 else ""


def _half_sentence(low: float, high: float, formatter: ValueFormatter) -> str:
    if low == high:
        return formatter.translate(
            "Half of them or more said exactly {value}.", value=formatter.with_unit(low)
        )
    start, end = formatter.ends(low, high)
    if isinstance(formatter.kind, Date):
        return formatter.translate(
            "Half of them said between {first_day} and {last_day}.", first_day=start, last_day=end
        )
    return formatter.translate("Half of them said between {start} and {end}.", start=start, end=end)


def _interval_sentence(name: str, interval: list[float], formatter: ValueFormatter) -> str:
    low, high = interval
    figure = formatter.translate(aggregator_name(name))
    if low == high:
        return formatter.translate(
            "Another crowd like this would probably have the same {name}, {value}.",
            name=figure,
            value=formatter.with_unit(low),
        )
    start, end = formatter.ends(low, high)
    if isinstance(formatter.kind, Date):
        return formatter.translate(
            "Another crowd like this would probably have its {name} between {first_day} and {last_day}.",
            name=figure,
            first_day=start,
            last_day=end,
        )
    return formatter.translate(
        "Another crowd like this would probably have its {name} between {start} and {end}.",
        name=figure,
        start=start,
        end=end,
    )


def _is_open_quantity(kind: Kind) -> bool:
    return isinstance(kind, Number) and kind.minimum is not None and kind.maximum is None


def caption(results: Results, formatter: ValueFormatter) -> str:
    """What a reader of the picture has to know."""
    if results.histogram is None:
        return ""
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    parts = [
        formatter.translate("Logarithmic scale: each step to the right multiplies.")
        if results.histogram.scale == "log"
        else "",
        formatter.translate(
            "The thick line under the picture spans the middle half of the answers."
        )
        if results.n >= 4 and low != high
        else "",
        *_beyond(results.histogram, formatter),
    ]
    return " ".join(part for part in parts if part)


def _beyond(histogram: Histogram, formatter: ValueFormatter) -> Iterator[str]:
    if histogram.below:
        yield formatter.plural(
            "{n} answer lies beyond the left edge of the picture.",
            "{n} answers lie beyond the left edge of the picture.",
            histogram.below,
        )
    if histogram.above:
        yield formatter.plural(
            "{n} answer lies beyond the right edge of the picture.",
            "{n} answers lie beyond the right edge of the picture.",
            histogram.above,
        )


def curve_words(results: Results, formatter: ValueFormatter) -> str:
    """How many people would have been enough."""
    # The whole crowd is one sample of itself, so it does not say what its size brings.
    errors = {point.k: point.error for point in results.crowd_size_curve if point.k < results.n}
    if min(SIZES) not in errors:
        return ""
    if all_alike(results):
        return formatter.translate(
            "All gave the same answer, so one person would have come as close as all {n}.",
            n=formatter.number(results.n),
        )
    typical = {name: formatter.distance(errors[k]) for k, name in SIZES.items() if k in errors}
    templates = OF_THE_MEDIAN if results.headline.name == "median" else BY_THE_MEDIAN
    off = formatter.translate(templates[len(typical) - 1], **typical)
    return f"{off} {_was_enough(results, max(errors), formatter)}"


def _was_enough(results: Results, largest: int, formatter: ValueFormatter) -> str:
    enough, everybody = results.enough, formatter.number(results.n)
    if enough is None or enough.k == largest:
        return formatter.translate("More people would probably have brought it a little closer.")
    if enough.k == 1:
        return formatter.translate(
            "One person alone would typically have done about as well as all {n}.", n=everybody
        )
    return formatter.translate(
        "About {some} would have done nearly as well as all {n}.",
        some=formatter.number(enough.k),
        n=everybody,
    )


def people(count: int, formatter: ValueFormatter) -> str:
    """So many people."""
    if count == 1:
        return formatter.translate("one person")
    return formatter.plural("{n} person", "{n} people", count)
