"""The sentences of the results page: plain words for figures, and nothing that is not so."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.model.poll import Choice, Number, Poll, Probability
from crowd.model.results import Results
from crowd.rules.headline import NAMES
from crowd.web.render import Writer, write_moment

MORE_HELP = "More people would probably have brought it a little closer."
NO_MORE_HELP = "More of the same people would hardly have helped."


def subtitle(results: Results, writer: Writer) -> str:
    """How many answered."""
    if results.n == 0:
        return "Nobody answered"
    if results.n == 1:
        return "One person answered"
    return f"{writer.number(results.n)} people answered, each on their own"


def headline_figure(value: float | None, writer: Writer) -> str:
    """The headline's figure, or that there is none."""
    if value is None:
        return "–" if isinstance(writer.kind, Probability | Choice) else "no answers"
    return writer.figure(value)


def sentences(poll: Poll, results: Results, writer: Writer) -> Iterator[str]:
    """What the results say, in sentences that a child can read aloud."""
    truth, headline = results.scoring.get("truth"), results.headline.value
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
    if truth is None and _is_open_quantity(poll):
        yield (
            "Crowds tend to guess too low: in 195 real questions, the truth lay above the middle "
            "answer 74 % of the time."
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


def _is_open_quantity(poll: Poll) -> bool:
    kind = poll.definition.kind
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


def diverse(results: Results, writer: Writer) -> str:
    """How far apart the answers were."""
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    if low is None or high is None or results.n < 4:
        return "Too few answers to tell."
    if results.spread["quartile_dispersion"] is not None and low > 0:
        spans = f"The middle half spans a factor of {writer.number(high / low, 2)}."
    else:
        spans = f"The middle half spans {writer.distance(high - low)}."
    return f"{spans} {_sides(results)}".strip()


def _sides(results: Results) -> str:
    truth = results.scoring.get("truth")
    smallest, largest = results.spread["minimum"], results.spread["maximum"]
    if truth is None or smallest is None or largest is None:
        return ""
    if smallest < truth < largest:
        return "Answers fell on both sides of the truth."
    return "All answers fell on one side of the truth."


def decentralised(results: Results, writer: Writer) -> str:
    """Where the answers came from."""
    if not results.on_behalf:
        return "People answered for themselves, one answer per browser."
    verb = "was" if results.on_behalf == 1 else "were"
    return (
        f"{writer.number(results.on_behalf)} of {writer.number(results.n)} answers {verb} entered "
        "by the organizer for others, such as from paper slips."
    )


def aggregated(poll: Poll, zone: str) -> str:
    """How the headline was chosen."""
    opened = poll.opened_at
    when = f" It was fixed on {write_moment(opened, zone)}." if opened else ""
    name = NAMES[poll.definition.headline.name]
    return f"The {name} was chosen before the first answer. Nothing was left out.{when}"


def curve_words(results: Results, writer: Writer) -> str:
    """How many people would have been enough."""
    # The whole crowd is one sample of itself, so it does not say what its size brings.
    errors = {point.k: point.error for point in results.crowd_size_curve if point.k < results.n}
    if 5 not in errors:
        return ""
    words = f"Five people would typically have been off by {writer.distance(errors[5])}"
    if 51 in errors:
        words += f", about fifty by {writer.distance(errors[51])}"
    largest = max(errors)
    reference = errors[51] if largest > 51 else errors[5]
    helped = errors[largest] < 0.9 * reference
    return f"{words}. {MORE_HELP if helped else NO_MORE_HELP}"


def people(count: int, writer: Writer) -> str:
    """So many people."""
    return "one person" if count == 1 else f"{writer.number(count)} people"


def warning(results: Results) -> str:
    """A word on the mean, where it misleads."""
    mean, median = results.aggregates["mean"], results.aggregates["median"]
    if mean is None or median is None or median <= 0 or mean / median <= 1.5:
        return ""
    return (
        "A few very large answers pull the mean far above the middle answer, so the mean says "
        "little here."
    )
