"""The sentences of the results page: plain words for figures, and nothing that is not so."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.model.poll import Kind, Number
from crowd.model.results import ChoiceFigures, Results
from crowd.rules.sample import Question
from crowd.rules.writer import Writer

TOO_LOW = (
    "Crowds tend to guess too low: in 195 real questions, the truth lay above the middle answer 74 % of "
    "the time."
)
BEATING = (
    "In 195 real questions, the middle answer beat more than half of the people on 87 % of them, but "
    "nine in ten people on only 8 %."
)
"""From 14 published data sets, first independent guesses."""

MORE_HELP = "More people would probably have brought it a little closer."


def subtitle(results: Results, writer: Writer) -> str:
    """How many answered."""
    if results.n == 0:
        return "Nobody answered"
    if results.n == 1:
        return "One person answered"
    return f"{writer.number(results.n)} people answered, each on their own"


def headline_figure(results: Results, writer: Writer) -> str:
    """The headline's figure, or that there is none."""
    if results.headline.value is not None:
        return writer.figure(results.headline.value)
    return "a tie" if results.n and results.choice is not None else "no answers"


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
    if results.n >= 4 and low is not None and high is not None:
        yield _half_sentence(writer.figure(low), writer.with_unit(high))
    interval = results.uncertainty["median_interval"]
    if interval is not None and results.headline.name == "median":
        yield _interval_sentence(writer.figure(interval[0]), writer.figure(interval[1]))
    if truth is None and _is_open_quantity(question.kind):
        yield TOO_LOW


def reminder(results: Results) -> str:
    """What a single good or bad result says of crowds: little."""
    known = results.scoring.get("truth") is not None
    return BEATING if known and results.headline.name == "median" and results.n >= 4 else ""


def choice_sentences(results: Results, choice: ChoiceFigures, writer: Writer) -> Iterator[str]:
    """What people chose, whether it was right, and what they expected of each other."""
    ranked = sorted(choice.options, key=lambda option: -option.count)
    first, share = ranked[0], writer.percent(ranked[0].share)
    if choice.plurality is None:
        tied = [writer.figure(entry.option) for entry in ranked if entry.count == first.count]
        yield f"A tie: {', '.join(tied[:-1])} and {tied[-1]} were each chosen by {share}."
    else:
        yield f"{share} chose {writer.figure(choice.plurality)}."
    truth = results.scoring.get("truth")
    if truth is not None:
        right = writer.percent(choice.options[int(truth)].share)
        yield f"The right answer is {writer.figure(truth)}: {right} chose it."
    yield from _surprise(choice, writer)


def _surprise(choice: ChoiceFigures, writer: Writer) -> Iterator[str]:
    surprising = choice.surprisingly_popular
    if surprising is None:
        return
    option = choice.options[int(surprising)]
    expected = writer.percent(option.predicted or 0)
    yield (
        f"People expected {expected} to choose {writer.figure(surprising)}, and "
        f"{writer.percent(option.share)} did: more than any other it beat what was expected of it."
    )
    if surprising != choice.plurality:
        yield (
            "Such an answer can be right where most people are wrong: those who know it also know that "
            "others do not. In three studies on state capitals this rule halved the wrong answers."
        )


def _half_sentence(low: str, high: str) -> str:
    if low == high:
        return f"Half of them or more said exactly {low}."
    return f"Half of them said between {low} and {high}."


def _interval_sentence(low: str, high: str) -> str:
    if low == high:
        return f"Another crowd like this would probably have the same middle answer, {low}."
    return (
        f"Another crowd like this would probably have its middle answer between {low} and {high}."
    )


def _error_sentence(results: Results, headline: float, truth: float, writer: Writer) -> str:
    closer = results.scoring.get("closer_than")
    share = (
        ""
        if closer is None or results.n < 2
        else f"closer than {writer.percent(closer)} of the people"
    )
    if headline == truth:
        return "Exactly right" + (f", and {share}." if share else ".")
    relative = results.scoring.get("percent_error")
    quantity = isinstance(writer.kind, Number) and truth > 0
    if relative is not None and quantity:
        off = writer.error_percent(abs(relative))
    else:
        off = writer.distance(abs(headline - truth))
    return f"Off by {off}" + (f", and {share}." if share else ".")


def _is_open_quantity(kind: Kind) -> bool:
    return isinstance(kind, Number) and kind.minimum is not None and kind.maximum is None


def caption(results: Results, writer: Writer) -> str:
    """What a reader of the picture has to know."""
    if results.histogram is None:
        return ""
    span = "The thick line under the picture spans the middle half of the answers."
    parts = [
        "Logarithmic scale: each step to the right multiplies."
        if results.histogram.scale == "log"
        else "",
        span if results.n >= 4 else "",
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
    sizes = {5: "Five people", 11: "eleven", 51: "about fifty"}
    first, *more = [
        f"{name} by {writer.distance(errors[k])}" for k, name in sizes.items() if k in errors
    ]
    words = ", ".join(
        [first.replace("people by", "people would typically have been off by"), *more]
    )
    return f"{words}. {_was_enough(results, max(errors), writer)}"


def _was_enough(results: Results, largest: int, writer: Writer) -> str:
    enough = results.enough
    if enough is None or enough.k == largest:
        return MORE_HELP
    return (
        f"About {writer.number(enough.k)} would have done nearly as well as all "
        f"{writer.number(results.n)}."
    )


def people(count: int, writer: Writer) -> str:
    """So many people."""
    return "one person" if count == 1 else f"{writer.number(count)} people"
