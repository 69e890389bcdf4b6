"""The results page: figures to words and pictures, rendered once for each locale and state."""

from __future__ import annotations

import math
from datetime import datetime

import msgspec
from babel import Locale

from crowd.actions.show_results import show_results
from crowd.charts.calendar import calendar_ticks
from crowd.charts.curve import Curve, draw_curve
from crowd.charts.histogram import Chart, Frame, Point, draw_histogram
from crowd.model.poll import Date, Number, Poll
from crowd.model.results import Bin, Results
from crowd.rules.headline import NAMES
from crowd.rules.reveal import visible_resolutions
from crowd.web.deps import Service, base_url, locale_of
from crowd.web.headers import Anyone
from crowd.web.pages import words
from crowd.web.pages.card import card_of
from crowd.web.render import Writer, write_moment
from crowd.web.replies import Ready

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

PARTS = ("average_error", "prediction_diversity", "crowd_error")

DETAIL_FRAME = Frame()
PHONE_FRAME = Frame(width=360, height=240, ticks=5)


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
    caption: str


async def results_page(request: Anyone, service: Service, poll: Poll) -> Ready:
    """The page as bytes, rendered when it is asked for the first time."""
    snapshot = await show_results(service.store, service.computations, poll)
    locale, base = locale_of(request), base_url(request, service.settings)
    name = ("results.html", poll.id, snapshot.hash, str(len(poll.resolutions)), str(locale), base)
    page = await service.pages.get(
        name,
        lambda: _render(service, poll, snapshot.results, locale, base),
        Vary="Accept-Language",
    )
    return page.reply(request)


def _render(service: Service, poll: Poll, results: Results, locale: Locale, base: str) -> bytes:
    return service.renderer.page(
        "pages/results.html",
        card=card_of(poll, locale),
        view=view_of(poll, results, locale),
        closed=write_moment(poll.closed_at or poll.closes_at, poll.definition.time_zone),
        base=base,
    )


def view_of(poll: Poll, results: Results, locale: Locale) -> View:
    """The results as one reader sees them."""
    writer = Writer(poll.definition.kind, locale)
    zone = poll.definition.time_zone
    truth = results.scoring.get("truth")
    log = visible_resolutions(poll)
    given_up = bool(log) and log[-1].truth is None
    return View(
        subtitle=words.subtitle(results, writer),
        headline_name=NAMES[results.headline.name],
        headline=words.headline_figure(results.headline.value, writer),
        unit=getattr(poll.definition.kind, "unit", ""),
        truth="" if truth is None else writer.figure(truth),
        truth_note="will never be known" if given_up else "not known yet",
        sentences=list(words.sentences(poll, results, writer)),
        chart=_chart(results, writer, DETAIL_FRAME),
        phone_chart=_chart(results, writer, PHONE_FRAME),
        bins=_bins(results, writer),
        equation=_equation(results, writer),
        diverse=words.diverse(results, writer),
        independent="Nobody could see anything about the answers before the reveal: not the "
        "other people, not the organizer.",
        decentralised=words.decentralised(results, writer),
        aggregated=words.aggregated(poll, zone),
        curve=draw_curve(results.crowd_size_curve, writer.number)
        if len(results.crowd_size_curve) > 1
        else None,
        curve_words=words.curve_words(results, writer),
        curve_rows=[
            (writer.number(point.k), writer.distance(point.error))
            for point in results.crowd_size_curve
        ],
        closest=[
            (writer.exact(entry.value), words.people(entry.count, writer))
            for entry in results.closest
        ],
        details=_details(results, writer),
        warning=words.warning(results),
        log=[_log_line(entry.at, entry.truth, writer, zone) for entry in log],
        caption=words.caption(results, writer),
    )


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
    calendar = isinstance(writer.kind, Date)
    return draw_histogram(
        results.histogram,
        points,
        half,
        writer.tick,
        frame,
        calendar_ticks if calendar else None,
    )


def _bins(results: Results, writer: Writer) -> list[tuple[str, str]]:
    histogram = results.histogram
    if histogram is None:
        return []
    rows = [(_range(entry, writer), entry.count) for entry in histogram.bins]
    rows = [("Less", histogram.below), *rows, ("More", histogram.above)]
    return [(name, writer.number(count)) for name, count in rows if count]


def _range(entry: Bin, writer: Writer) -> str:
    low, high = entry.low, entry.high
    if isinstance(writer.kind, Number) and writer.kind.decimals == 0:
        low, high = math.ceil(low), math.floor(high)
    ends = [writer.figure(low), writer.figure(high)]
    return ends[0] if ends[0] == ends[1] else " – ".join(ends)


def _equation(results: Results, writer: Writer) -> Equation | None:
    """The parts as shares of the people's error: squared days or pounds mean nothing to anyone."""
    scoring = results.scoring
    suffix = "_log" if scoring.get("average_error_log") is not None else ""
    people, diversity, crowd = (scoring.get(f"{part}{suffix}") for part in PARTS)
    if not people or diversity is None or crowd is None or results.n < 2:
        return None
    bars = [
        Bar(width=round(100 * part / people, 2), figure=writer.percent(part / people))
        for part in (people, diversity, crowd)
    ]
    return Equation(people=bars[0], diversity=bars[1], crowd=bars[2], on_logs=bool(suffix))


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


def _log_line(at: datetime, truth: float | None, writer: Writer, zone: str) -> tuple[str, str]:
    word = "declared unknown" if truth is None else writer.truth(truth)
    return write_moment(at, zone), word
