"""The results page: figures to words and pictures, rendered once for each locale and state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from babel import Locale
from litestar import MediaType, Response

from crowd.actions.show_results import show_results
from crowd.charts.curve import Curve, draw_curve
from crowd.charts.histogram import Chart, Frame, Point, draw_histogram
from crowd.model.poll import Number, Poll
from crowd.model.results import Results
from crowd.rules.headline import NAMES
from crowd.rules.reveal import visible_resolutions
from crowd.web.conditional import rendered, tagged
from crowd.web.deps import Anyone, Rendered, Service, base_url, locale_of
from crowd.web.pages.card import card_of
from crowd.web.render import Writer, write_moment

DETAILS = {
    "median": ("Median", "half said more, half said less"),
    "trimmed_mean": ("Trimmed mean", "the average without the highest and lowest tenth"),
    "mean": ("Mean", "the plain average; one wild answer can move it a lot"),
    "geometric_mean": ("Geometric mean", "the average of factors; for quantities above zero"),
}

SPREAD = {
    "minimum": "Smallest",
    "quartile_1": "A quarter said at most",
    "quartile_3": "A quarter said at least",
    "maximum": "Largest",
}

DETAIL_FRAME = Frame()
PHONE_FRAME = Frame(width=360, height=200, ticks=5)


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar of the equation; `width` in units of a drawing 100 wide."""

    width: float
    figure: str


class Equation(msgspec.Struct, frozen=True, kw_only=True):
    """People's error less their diversity is the crowd's error: always, exactly."""

    people: Bar
    diversity: Bar
    crowd: Bar
    on_logs: bool


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the template writes, as text and coordinates."""

    subtitle: str
    headline_name: str
    headline: str
    unit: str
    truth: str
    truth_note: str
    sentences: list[str]
    chart: Chart | None
    phone_chart: Chart | None
    bins: list[tuple[str, str]]
    equation: Equation | None
    diverse: str
    independent: str
    decentralised: str
    aggregated: str
    curve: Curve | None
    curve_words: str
    curve_rows: list[tuple[str, str]]
    closest: list[tuple[str, str]]
    details: list[tuple[str, str, str]]
    warning: str
    log: list[tuple[str, str]]
    below: str
    above: str


async def results_page(request: Anyone, service: Service, poll: Poll) -> Response[Any]:
    """The page as bytes, rendered when it is asked for the first time."""
    snapshot = await show_results(service.store, service.computations, poll)
    locale, base = locale_of(request), base_url(request, service.settings)
    name = ("results.html", poll.id, snapshot.hash, str(len(poll.resolutions)), str(locale), base)
    page = service.pages.get(name)
    if page is None:
        body = _render(service, poll, snapshot.results, locale, base)
        page = service.pages.keep(name, body)
    return tagged(request, page, MediaType.HTML)


def _render(service: Service, poll: Poll, results: Results, locale: Locale, base: str) -> Rendered:
    return rendered(
        service.renderer.page(
            "pages/results.html",
            card=card_of(poll, locale),
            view=view_of(poll, results, locale),
            closed=write_moment(poll.closed_at or poll.closes_at, poll.definition.time_zone),
            base=base,
        )
    )


def view_of(poll: Poll, results: Results, locale: Locale) -> View:
    """The results as one reader sees them."""
    writer = Writer(poll.definition.kind, locale)
    zone = poll.definition.time_zone
    truth = results.scoring.get("truth")
    log = visible_resolutions(poll)
    given_up = bool(log) and log[-1].truth is None
    return View(
        subtitle=_subtitle(results, writer),
        headline_name=NAMES[results.headline.name],
        headline=_figure(results.headline.value, writer),
        unit=getattr(poll.definition.kind, "unit", ""),
        truth="" if truth is None else writer.figure(truth),
        truth_note="will never be known" if given_up else "not known yet",
        sentences=list(_sentences(poll, results, writer)),
        chart=_chart(results, writer, DETAIL_FRAME),
        phone_chart=_chart(results, writer, PHONE_FRAME),
        bins=_bins(results, writer),
        equation=_equation(results, writer),
        diverse=_diverse(results, writer),
        independent="Nobody could see anything about the answers before the reveal: not the "
        "other people, not the organizer.",
        decentralised=_decentralised(results, writer),
        aggregated=_aggregated(poll, zone),
        curve=draw_curve(results.crowd_size_curve, writer.number)
        if len(results.crowd_size_curve) > 1
        else None,
        curve_words=_curve_words(results, writer),
        curve_rows=[
            (writer.number(point.k), writer.distance(point.error))
            for point in results.crowd_size_curve
        ],
        closest=[
            (writer.exact(entry.value), _people(entry.count, writer)) for entry in results.closest
        ],
        details=_details(results, writer),
        warning=_warning(results),
        log=[_log_line(entry.at, entry.truth, writer, zone) for entry in log],
        below=_beyond(results, "below", writer),
        above=_beyond(results, "above", writer),
    )


def _subtitle(results: Results, writer: Writer) -> str:
    if results.n == 0:
        return "Nobody answered"
    if results.n == 1:
        return "One person answered"
    return f"{writer.number(results.n)} people answered, each on their own"


def _figure(value: float | None, writer: Writer) -> str:
    return "no answers" if value is None else writer.figure(value)


def _sentences(poll: Poll, results: Results, writer: Writer) -> Iterator[str]:
    truth, headline = results.scoring.get("truth"), results.headline.value
    if headline is None:
        yield "Nobody answered, so there is nothing to show."
        return
    if truth is not None:
        yield _error_sentence(results, headline, truth, writer)
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    if results.n >= 4 and low is not None and high is not None:
        yield _half_sentence(writer.with_unit(low), writer.with_unit(high))
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
        off = writer.percent(abs(relative) / 100)
    else:
        off = writer.distance(abs(headline - truth))
    return f"Off by {off}" + (f", and {share}." if share else ".")


def _is_open_quantity(poll: Poll) -> bool:
    kind = poll.definition.kind
    return isinstance(kind, Number) and kind.minimum is not None and kind.maximum is None


def _chart(results: Results, writer: Writer, frame: Frame) -> Chart | None:
    headline, truth = results.headline.value, results.scoring.get("truth")
    if results.histogram is None or headline is None:
        return None
    word = "middle" if results.headline.name == "median" else "crowd"
    points = [Point(name="crowd", value=headline, label=f"{word} {writer.figure(headline)}")]
    if truth is not None:
        points.append(Point(name="truth", value=truth, label=f"truth {writer.figure(truth)}"))
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    half = None if low is None or high is None or results.n < 4 else (low, high)
    return draw_histogram(results.histogram, points, half, writer.figure, frame)


def _bins(results: Results, writer: Writer) -> list[tuple[str, str]]:
    if results.histogram is None:
        return []
    return [
        (f"{writer.figure(entry.low)} – {writer.figure(entry.high)}", writer.number(entry.count))
        for entry in results.histogram.bins
        if entry.count
    ]


def _beyond(results: Results, side: str, writer: Writer) -> str:
    beyond = getattr(results.histogram, side) if results.histogram else 0
    if not beyond:
        return ""
    where = "left" if side == "below" else "right"
    noun = "answer lies" if beyond == 1 else "answers lie"
    return f"{writer.number(beyond)} {noun} beyond the {where} edge of the picture."


def _equation(results: Results, writer: Writer) -> Equation | None:
    scoring = results.scoring
    suffix = "_log" if scoring.get("average_error_log") is not None else ""
    people = scoring.get(f"average_error{suffix}")
    diversity = scoring.get(f"prediction_diversity{suffix}")
    crowd = scoring.get(f"crowd_error{suffix}")
    if people is None or diversity is None or crowd is None or people == 0 or results.n < 2:
        return None
    bars = (
        Bar(width=round(100 * part / people, 2), figure=writer.number(part, 2))
        for part in (people, diversity, crowd)
    )
    return Equation(people=next(bars), diversity=next(bars), crowd=next(bars), on_logs=bool(suffix))


def _diverse(results: Results, writer: Writer) -> str:
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


def _decentralised(results: Results, writer: Writer) -> str:
    if not results.on_behalf:
        return "People answered for themselves, one answer per browser."
    verb = "was" if results.on_behalf == 1 else "were"
    return (
        f"{writer.number(results.on_behalf)} of {writer.number(results.n)} answers {verb} entered "
        "by the organizer for others, such as from paper slips."
    )


def _aggregated(poll: Poll, zone: str) -> str:
    opened = poll.opened_at
    when = f" It was fixed on {write_moment(opened, zone)}." if opened else ""
    name = NAMES[poll.definition.headline.name]
    return f"The {name} was chosen before the first answer. Nothing was left out.{when}"


def _curve_words(results: Results, writer: Writer) -> str:
    errors = {point.k: point.error for point in results.crowd_size_curve}
    if 5 not in errors:
        return ""
    last = results.crowd_size_curve[-1]
    words = f"Five people would typically have been off by {writer.distance(errors[5])}"
    if 51 in errors:
        words += f", about fifty by {writer.distance(errors[51])}"
    return f"{words}. {_more_people(errors, last.k, last.error)}"


def _more_people(errors: dict[int, float], k: int, error: float) -> str:
    reference = errors.get(51, errors[5])
    if k <= 51 or error < reference * 0.9:
        return "More people would probably have helped a little more."
    return "More of the same people would hardly have helped."


def _people(count: int, writer: Writer) -> str:
    return "one person" if count == 1 else f"{writer.number(count)} people"


def _details(results: Results, writer: Writer) -> list[tuple[str, str, str]]:
    rows = []
    for name, (label, note) in DETAILS.items():
        value = results.aggregates.get(name)
        reason = results.why_null.get(f"aggregates.{name}", "")
        rows.append((label, "–" if value is None else writer.with_unit(value), reason or note))
    for name, label in SPREAD.items():
        value = results.spread[name]
        if value is not None:
            rows.append((label, writer.with_unit(value), ""))
    return rows


def _warning(results: Results) -> str:
    mean, median = results.aggregates["mean"], results.aggregates["median"]
    if mean is None or median is None or median <= 0 or mean / median <= 1.5:
        return ""
    return (
        "A few very large answers pull the mean far above the middle answer, so the mean says "
        "little here."
    )


def _log_line(at: datetime, truth: float | None, writer: Writer, zone: str) -> tuple[str, str]:
    word = "declared unknown" if truth is None else writer.exact(truth)
    return write_moment(at, zone), word
