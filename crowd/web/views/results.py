"""What the results page shows: every text and coordinate, as its template takes them."""

from __future__ import annotations

from datetime import datetime

import msgspec
from babel import Locale

from crowd.analysis.summarise import question_of
from crowd.charts.curve import Curve, draw_curve
from crowd.charts.histogram import Chart
from crowd.i18n.formatter import ValueFormatter, format_moment
from crowd.i18n.labels import HEADLINE_NAMES, LABELS
from crowd.i18n.translator import translator_for
from crowd.model.poll import Poll, Probability
from crowd.model.results import Results
from crowd.reporting import sentences
from crowd.reporting.conditions import Condition, conditions
from crowd.reporting.crowd_size import crowd_size_sentence
from crowd.reporting.disagreement import disagreements
from crowd.reporting.own_answer import own_answer_sentence
from crowd.rules.reveal import visible_resolutions
from crowd.web.views.charts import (
    NARROW_FRAME,
    WIDE_FRAME,
    Equation,
    OptionBar,
    answers_chart,
    error_equation,
    option_bars,
    own_point,
    with_own_row,
)
from crowd.web.views.tables import (
    FigureRow,
    GroupRow,
    branch_rows,
    figure_rows,
    group_rows,
    histogram_rows,
    missing_figures,
    more_groups_sentence,
)


class ResultsDisplay(msgspec.Struct, frozen=True, kw_only=True):
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
    own_sentence: str
    reminder: str
    options: list[OptionBar]
    chart: Chart | None
    narrow_chart: Chart | None
    histogram_rows: list[tuple[str, str]]
    group_rows: list[GroupRow]
    more_groups_sentence: str
    branch_rows: list[GroupRow]
    equation: Equation | None
    conditions: list[Condition]
    disagreements: list[str]
    curve: Curve | None
    curve_sentence: str
    curve_rows: list[tuple[str, str]]
    closest_answers: list[tuple[str, str]]
    figure_rows: list[FigureRow]
    missing_figures: list[tuple[str, str]]
    resolutions: list[tuple[str, str]]
    caption: str


def results_display(
    poll: Poll,
    results: Results,
    locale: Locale,
    own: float | None = None,
    *,
    places: bool = False,
) -> ResultsDisplay:
    """The results as one reader sees them, who may have an answer among them, or with the places for
    one."""
    translator = translator_for(locale)
    formatter, question = (
        ValueFormatter(poll.definition.kind, locale, translator),
        question_of(poll),
    )
    mark = None if own is None else own_point(own, formatter)
    wide, narrow = (
        with_own_row(frame) if mark or places else frame for frame in (WIDE_FRAME, NARROW_FRAME)
    )
    zone, name = poll.definition.time_zone, results.headline.name
    truth = results.scoring.get("truth")
    log = visible_resolutions(poll)
    given_up = bool(log) and log[-1].truth is None
    return ResultsDisplay(
        subtitle=sentences.subtitle(results, formatter),
        headline_name=translator.translate(HEADLINE_NAMES[name]),
        headline_title=translator.translate(LABELS[f"aggregates.{name}"].words),
        headline_reason=translator.translate(poll.definition.headline.reason),
        headline=sentences.headline_figure(results, formatter),
        unit="" if formatter.unit_in_front else getattr(poll.definition.kind, "unit", ""),
        has_headline=results.headline.value is not None,
        truth="" if truth is None else sentences.truth_figure(truth, formatter),
        truth_note=translator.translate("will never be known")
        if given_up
        else translator.translate("not known yet"),
        sentences=list(sentences.result_sentences(question, results, formatter)),
        own_sentence="" if own is None else own_answer_sentence(results, own, formatter),
        reminder=translator.translate(sentences.track_record(results)),
        options=option_bars(results, formatter, own),
        chart=answers_chart(results, formatter, wide, mark),
        narrow_chart=answers_chart(results, formatter, narrow, mark),
        histogram_rows=histogram_rows(results, formatter),
        group_rows=group_rows(results, formatter),
        more_groups_sentence=more_groups_sentence(results, formatter),
        branch_rows=branch_rows(results, formatter),
        equation=error_equation(results, formatter),
        conditions=conditions(results, question, formatter),
        disagreements=disagreements(results, question, formatter),
        curve=draw_curve(results.crowd_size_curve, formatter.number)
        if len(results.crowd_size_curve) > 1
        else None,
        curve_sentence=crowd_size_sentence(results, formatter),
        curve_rows=[
            (formatter.number(point.k), formatter.distance(point.error))
            for point in results.crowd_size_curve
        ],
        closest_answers=[
            (formatter.exact(entry.value), sentences.people_count(entry.count, formatter))
            for entry in results.closest
        ],
        figure_rows=figure_rows(results, formatter),
        missing_figures=missing_figures(results, translator),
        resolutions=[_resolution_line(entry.at, entry.truth, formatter, zone) for entry in log],
        caption=sentences.histogram_caption(results, formatter),
    )


def _resolution_line(
    at: datetime, truth: float | None, formatter: ValueFormatter, zone: str
) -> tuple[str, str]:
    return format_moment(at, zone, formatter.translator), _truth_of_resolution(truth, formatter)


def _truth_of_resolution(truth: float | None, formatter: ValueFormatter) -> str:
    if truth is None:
        return formatter.translate("declared unknown")
    is_chance = isinstance(formatter.kind, Probability)
    return sentences.truth_figure(truth, formatter) if is_chance else formatter.truth(truth)
