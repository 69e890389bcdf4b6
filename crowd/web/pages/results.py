"""The results page: figures to words and pictures, rendered once for each locale and state."""

from __future__ import annotations

from datetime import datetime

import msgspec
from babel import Locale

from crowd.actions.show_results import show_results
from crowd.charts.curve import Curve, draw_curve
from crowd.charts.histogram import Chart
from crowd.model.poll import Poll, Probability
from crowd.model.results import Results
from crowd.rules import sentences
from crowd.rules.advice import disagreements
from crowd.rules.conditions import Condition, conditions
from crowd.rules.headline import NAMES
from crowd.rules.labels import LABELS
from crowd.rules.own import own_sentence
from crowd.rules.reveal import visible_resolutions
from crowd.rules.summarise import question_of
from crowd.rules.words import words_for
from crowd.rules.writer import Writer, write_moment
from crowd.web.callers import own_participant
from crowd.web.deps import Service, asked_language, base_url, locale_of
from crowd.web.embed.oembed import link_header
from crowd.web.embed.preview import preview_of
from crowd.web.headers import Anyone
from crowd.web.pages.card import card_of
from crowd.web.pages.pictures import (
    NARROW,
    WIDE,
    Equation,
    OptionBar,
    chart_of,
    equation_of,
    options_of,
)
from crowd.web.pages.tables import (
    GroupRow,
    Row,
    bins_of,
    branches_of,
    figures_of,
    groups_of,
    missing_of,
    more_groups_of,
)
from crowd.web.render import Renderer
from crowd.web.replies import Ready

OWN_CACHE = "private, no-cache"


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the template writes, as text and coordinates."""

    subtitle: str
    headline_name: str
    headline_title: str
    headline_reason: str
    headline: str
    unit: str
    has_headline: bool
    truth: str
    truth_note: str
    sentences: list[str]
    own: str
    reminder: str
    options: list[OptionBar]
    chart: Chart | None
    phone_chart: Chart | None
    bins: list[tuple[str, str]]
    groups: list[GroupRow]
    more_groups: str
    branches: list[GroupRow]
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
    """The page as bytes, rendered when it is asked for the first time.

    Participants see their own answer in it; that page is theirs alone, and no cache keeps it.
    """
    snapshot = await show_results(service.store, service.computations, poll)
    locale, asked = locale_of(request), asked_language(request)
    base = base_url(request, service.settings)
    shown = (poll.id, snapshot.hash, str(poll.revision))
    name = ("results.html", *shown, str(locale), asked, base)
    own = await _own_value(request, service, poll)
    page = await service.pages.get(
        (*name, "" if own is None else repr(own)),
        lambda: render_results(
            service.renderer, poll, snapshot.results, locale, base, own=own, asked=asked
        ),
        Vary="Accept-Language, Cookie",
        Link=link_header(poll.id, base, words_for(locale).language),
        **({} if own is None else {"Cache-Control": OWN_CACHE}),
    )
    return page.reply(request)


async def _own_value(request: Anyone, service: Service, poll: Poll) -> float | None:
    """The answer that this browser gave, if it gave one that stands."""
    participant = own_participant(request, service, poll.id)
    if participant is None:
        return None
    answer = await service.store.load_own_answer(poll.id, participant)
    return None if answer is None or answer.withdrawn else answer.value


def render_results(
    renderer: Renderer,
    poll: Poll,
    results: Results,
    locale: Locale,
    base: str,
    *,
    own: float | None = None,
    asked: str = "",
) -> bytes:
    """The page of a revealed poll for one reader, who may have asked for a language."""
    words = words_for(locale)
    return renderer.page(
        "pages/results.html",
        words,
        card=card_of(poll, locale, words),
        view=view_of(poll, results, locale, own),
        closed=write_moment(poll.closed_at or poll.closes_at, poll.definition.time_zone, words),
        preview=preview_of(poll, base, results, words, locale, asked),
        base=base,
    )


def view_of(poll: Poll, results: Results, locale: Locale, own: float | None = None) -> View:
    """The results as one reader sees them, who may have an answer among them."""
    words = words_for(locale)
    writer, question = Writer(poll.definition.kind, locale, words), question_of(poll, words)
    zone, name = poll.definition.time_zone, results.headline.name
    truth = results.scoring.get("truth")
    log = visible_resolutions(poll)
    given_up = bool(log) and log[-1].truth is None
    return View(
        subtitle=sentences.subtitle(results, writer),
        headline_name=words.say(NAMES[name]),
        headline_title=words.say(LABELS[f"aggregates.{name}"].words),
        headline_reason=words.say(poll.definition.headline.reason),
        headline=sentences.headline_figure(results, writer),
        unit="" if writer.unit_in_front else getattr(poll.definition.kind, "unit", ""),
        has_headline=results.headline.value is not None,
        truth="" if truth is None else sentences.truth_figure(truth, writer),
        truth_note=words.say("will never be known") if given_up else words.say("not known yet"),
        sentences=list(sentences.sentences(question, results, writer)),
        own="" if own is None else own_sentence(results, own, writer),
        reminder=words.say(sentences.reminder(results)),
        options=options_of(results, writer, own),
        chart=chart_of(results, writer, WIDE, own),
        phone_chart=chart_of(results, writer, NARROW, own),
        bins=bins_of(results, writer),
        groups=groups_of(results, writer),
        more_groups=more_groups_of(results, writer),
        branches=branches_of(results, writer),
        equation=equation_of(results, writer),
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
        details=figures_of(results, writer),
        missing=missing_of(results, words),
        log=[_log_line(entry.at, entry.truth, writer, zone) for entry in log],
        caption=sentences.caption(results, writer),
    )


def _log_line(at: datetime, truth: float | None, writer: Writer, zone: str) -> tuple[str, str]:
    return write_moment(at, zone, writer.words), _truth_of_log(truth, writer)


def _truth_of_log(truth: float | None, writer: Writer) -> str:
    if truth is None:
        return writer.say("declared unknown")
    is_chance = isinstance(writer.kind, Probability)
    return sentences.truth_figure(truth, writer) if is_chance else writer.truth(truth)
