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
from crowd.rules import sentences
from crowd.rules.advice import disagreements
from crowd.rules.conditions import Condition, conditions
from crowd.rules.figures import figure_at
from crowd.rules.headline import NAMES
from crowd.rules.labels import LABELS, words_of, write_figure
from crowd.rules.reveal import visible_resolutions
from crowd.rules.summarise import question_of
from crowd.rules.writer import Writer, write_moment
from crowd.web.deps import Service, base_url, locale_of
from crowd.web.embed.oembed import link_header
from crowd.web.embed.preview import preview_of
from crowd.web.headers import Anyone
from crowd.web.pages.card import card_of
from crowd.web.replies import Ready

TOLD = {"scoring.truth"}
"""What the page says elsewhere already."""

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


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A figure in the table of all: its path leads to its method."""

    path: str
    words: str
    term: str
    value: str


class OptionBar(msgspec.Struct, frozen=True, kw_only=True):
    """An option of a choice as a bar; widths in units of a drawing 100 wide."""

    option: str
    width: float
    share: str
    people: str
    expected: float | None
    expected_share: str
    right: bool


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the template writes, as text and coordinates."""

    subtitle: str
    headline_name: str
    headline: str
    unit: str
    truth: str
    truth_note: str
    sentences: list[str]
    reminder: str
    options: list[OptionBar]
    chart: Chart | None
    phone_chart: Chart | None
    bins: list[tuple[str, str]]
    equation: Equation | None
    conditions: list[Condition]
    disagreements: list[str]
    curve: Curve | None
    curve_words: str
    curve_rows: list[tuple[str, str]]
    closest: list[tuple[str, str]]
    details: list[Row]
    missing: list[tuple[str, str]]
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
        Link=link_header(poll.id, base),
    )
    return page.reply(request)


def _render(service: Service, poll: Poll, results: Results, locale: Locale, base: str) -> bytes:
    return service.renderer.page(
        "pages/results.html",
        card=card_of(poll, locale),
        view=view_of(poll, results, locale),
        closed=write_moment(poll.closed_at or poll.closes_at, poll.definition.time_zone),
        preview=preview_of(poll, base, results),
    )


def view_of(poll: Poll, results: Results, locale: Locale) -> View:
    """The results as one reader sees them."""
    writer, question = Writer(poll.definition.kind, locale), question_of(poll)
    zone = poll.definition.time_zone
    truth = results.scoring.get("truth")
    log = visible_resolutions(poll)
    given_up = bool(log) and log[-1].truth is None
    return View(
        subtitle=sentences.subtitle(results, writer),
        headline_name=NAMES[results.headline.name],
        headline=sentences.headline_figure(results, writer),
        unit=getattr(poll.definition.kind, "unit", ""),
        truth="" if truth is None else writer.figure(truth),
        truth_note="will never be known" if given_up else "not known yet",
        sentences=list(sentences.sentences(question, results, writer)),
        reminder=sentences.reminder(results),
        options=_options(results, writer),
        chart=_chart(results, writer, DETAIL_FRAME),
        phone_chart=_chart(results, writer, PHONE_FRAME),
        bins=_bins(results, writer),
        equation=_equation(results, writer),
        conditions=conditions(results, question, writer),
        disagreements=disagreements(results, question, writer),
        curve=draw_curve(results.crowd_size_curve, writer.number)
        if len(results.crowd_size_curve) > 1
        else None,
        curve_words=sentences.curve_words(results, writer),
        curve_rows=[
            (writer.number(point.k), writer.distance(point.error))
            for point in results.crowd_size_curve
        ],
        closest=[
            (writer.exact(entry.value), sentences.people(entry.count, writer))
            for entry in results.closest
        ],
        details=_details(results, writer),
        missing=_missing(results),
        log=[_log_line(entry.at, entry.truth, writer, zone) for entry in log],
        caption=sentences.caption(results, writer),
    )


def _options(results: Results, writer: Writer) -> list[OptionBar]:
    if results.choice is None:
        return []
    ranked = sorted(results.choice.options, key=lambda entry: -entry.count)
    truth = results.scoring.get("truth")
    return [
        OptionBar(
            option=writer.figure(entry.option),
            width=round(100 * entry.share, 2),
            share=writer.percent(entry.share),
            people=sentences.people(entry.count, writer) if entry.count else "nobody",
            expected=None if entry.predicted is None else round(100 * entry.predicted, 2),
            expected_share="" if entry.predicted is None else writer.percent(entry.predicted),
            right=entry.option == truth,
        )
        for entry in ranked
    ]


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


def _details(results: Results, writer: Writer) -> list[Row]:
    rows = []
    for path, label in LABELS.items():
        figure = figure_at(results, path) if "." in path else None
        if figure is not None and path not in TOLD:
            value = write_figure(path, figure, writer)
            rows.append(Row(path=path, words=label.words, term=label.term, value=value))
    return rows


def _missing(results: Results) -> list[tuple[str, str]]:
    """What could not be computed, by its reason."""
    by_reason: dict[str, list[str]] = {}
    for path, reason in results.why_null.items():
        if path in LABELS:
            by_reason.setdefault(reason, []).append(words_of(path))
    return [(", ".join(names), reason) for reason, names in by_reason.items()]


def _log_line(at: datetime, truth: float | None, writer: Writer, zone: str) -> tuple[str, str]:
    word = "declared unknown" if truth is None else writer.truth(truth)
    return write_moment(at, zone), word
