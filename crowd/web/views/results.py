"""Results as pages display them: every text and coordinate."""

from __future__ import annotations

import msgspec
from babel import Locale

from crowd.analysis.sample import Question
from crowd.analysis.summarise import question_of
from crowd.charts.chart import Chart
from crowd.i18n.labels import LABELS, aggregator_name
from crowd.i18n.moments import format_moment
from crowd.i18n.translator import translator_for
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.shown_texts import NO_TEXTS, ShownTexts
from crowd.poll import Poll
from crowd.reporting import sentences
from crowd.reporting.conditions import Condition, conditions, verdict
from crowd.reporting.decentralisation import entered_by_organizer
from crowd.reporting.disagreement import disagreements
from crowd.reporting.finding import finding
from crowd.reporting.own_answer import OwnAnswer, own_answer
from crowd.reporting.thresholds import MIN_FOR_COMPARISON
from crowd.rules.headline import LEAD_REASONS
from crowd.rules.reveal import visible_resolutions
from crowd.web.views.charts import (
    NARROW_LAYOUT,
    WIDE_LAYOUT,
    answers_chart,
    caption_of,
    own_marked_value,
)
from crowd.web.views.closest_answers import ClosestAnswers, closest_answers
from crowd.web.views.crowd_parts import CrowdParts, crowd_parts
from crowd.web.views.crowd_size import CurveDisplay, curve_display
from crowd.web.views.find_yourself import FindYourself, find_yourself
from crowd.web.views.options import AxisTick, OptionBar, option_bars, option_ticks
from crowd.web.views.quotes import Quotes, quotes
from crowd.web.views.tables import (
    FigureRow,
    figure_rows,
    histogram_rows,
    missing_figures,
)
from crowd.web.views.typical_error import TypicalErrorDisplay, typical_error_display

SIZES = {"": 6, "longish": 9, "long": 13}
"""How many characters the main figures have at most, by the class that sets their size."""


class HeadlineDisplay(msgspec.Struct, frozen=True, kw_only=True):
    """The headline beside the truth: figures, and notes where there is no figure."""

    name: str
    title: str
    whose: str
    """The name above the figure: of the crowd, or of the only answer."""

    reason: str
    figure: str
    unit: str
    exists: bool
    answered: bool
    """Whether there are answers, so that there is a picture to keep."""

    truth: str
    truth_note: str
    size: str
    """Class of the figures: how wide the longer one is that has to stay on one line."""


class HistogramDisplay(msgspec.Struct, frozen=True, kw_only=True):
    """The histogram on wide and on narrow screens, on the other scale if it has one, and as a table."""

    chart: Chart | None
    narrow_chart: Chart | None
    captions: list[str]
    """Of the wide and of the narrow one."""

    other_chart: Chart | None
    other_narrow_chart: Chart | None
    other_captions: list[str]
    rows: list[tuple[str, str]]


class ResultsDisplay(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the templates of results write."""

    sealed: bool
    """Whether the answers were sealed: in polls, not in files."""

    finding: str
    """What the results say in one line."""

    standfirst: str
    """What the finding leaves to a second line; mostly empty."""

    subtitle: str
    headline: HeadlineDisplay
    explanation: str
    """What the main result is, for readers who do not know the word."""

    sentences: list[str]
    """The finding as a sentence, and those that go on from there."""

    further_sentences: list[str]
    """Those behind the finding."""

    own: OwnAnswer | None
    reminder: str
    options: list[OptionBar]
    option_ticks: list[AxisTick]
    histogram: HistogramDisplay
    find: FindYourself | None = None
    """How readers find the place of a number that they type; None without a chart, and in files."""

    parts: list[CrowdParts]
    typical_error: TypicalErrorDisplay | None
    conditions: list[Condition]
    verdict: str
    """Whether this was a wise crowd, with the number of good signs."""

    disagreements: list[str]
    curve: CurveDisplay
    closest_answers: ClosestAnswers
    quotes: Quotes
    figure_rows: list[FigureRow]
    missing_figures: list[tuple[str, str]]
    resolutions: list[tuple[str, str]]


def results_display(
    poll: Poll,
    results: Results,
    locale: Locale,
    own: float | None = None,
    *,
    texts: ShownTexts = NO_TEXTS,
) -> ResultsDisplay:
    """Describe the results for one reader, perhaps with an own answer among them, and with names and
    reasons that may be shown.
    """
    formatter = ValueFormatter(poll.definition.kind, locale, translator_for(locale))
    display = question_display(question_of(poll), results, formatter, own, texts=texts)
    truth_note = sentences.missing_truth(poll, formatter.translator)
    return msgspec.structs.replace(
        display,
        headline=msgspec.structs.replace(
            display.headline,
            reason=formatter.translate(poll.definition.headline.reason),
            truth_note=truth_note,
        ),
        resolutions=_resolutions(poll, formatter),
        find=find_yourself(results, formatter),
    )


def question_display(
    question: Question,
    results: Results,
    formatter: ValueFormatter,
    own: float | None = None,
    *,
    texts: ShownTexts = NO_TEXTS,
) -> ResultsDisplay:
    """Describe the results of a question, of a poll or of a file."""
    found = finding(results, formatter)
    further = list(sentences.further_sentences(question, results, formatter))
    judged = results.n >= MIN_FOR_COMPARISON
    signs = conditions(results, question, formatter) if judged else []
    return ResultsDisplay(
        sealed=question.sealed,
        finding=found,
        standfirst=_standfirst(results, question, formatter),
        subtitle=sentences.crowd_count(results, formatter),
        headline=_headline(results, formatter),
        explanation=sentences.explanation(results, formatter),
        sentences=[formatter.translate("{sentence}.", sentence=found), *further],
        further_sentences=further,
        own=None if own is None else own_answer(results, own, formatter),
        reminder=formatter.translate(sentences.track_record(results)),
        options=option_bars(results, formatter, own),
        option_ticks=option_ticks(results, formatter),
        histogram=_histogram(results, formatter, own),
        parts=crowd_parts(results, formatter, sealed=question.sealed),
        typical_error=typical_error_display(results, formatter),
        conditions=signs,
        verdict=verdict(signs, formatter),
        disagreements=disagreements(results, question, formatter),
        curve=curve_display(results, formatter),
        closest_answers=closest_answers(results, formatter, texts),
        quotes=quotes(texts, formatter),
        figure_rows=figure_rows(results, formatter),
        missing_figures=missing_figures(results, formatter.translator),
        resolutions=[],
    )


def _standfirst(results: Results, question: Question, formatter: ValueFormatter) -> str:
    """Tell what has to be known at once; of a few people, whose answers the organizer entered.

    Of more people, the signs tell that.
    """
    entered = question.sealed and results.on_behalf and results.n < MIN_FOR_COMPARISON
    parts = [
        sentences.standfirst(results, formatter),
        entered_by_organizer(results, formatter) if entered else "",
    ]
    return " ".join(part for part in parts if part)


def _headline(results: Results, formatter: ValueFormatter) -> HeadlineDisplay:
    translate = formatter.translate
    name, truth = results.headline.name, results.scoring.get("truth")
    figure = sentences.headline_figure(results, formatter)
    truth_figure = "" if truth is None else sentences.truth_figure(truth, formatter)
    return HeadlineDisplay(
        name=translate(aggregator_name(name)),
        title=translate(LABELS[f"aggregates.{name}"].words),
        whose=translate("The answer") if results.n == 1 else translate("The crowd"),
        reason=translate(LEAD_REASONS.get(name, "")),
        figure=figure,
        unit="" if formatter.unit_in_front else formatter.kind.unit,
        exists=results.headline.value is not None,
        answered=results.n > 0,
        truth=truth_figure,
        truth_note=translate("not known yet"),
        size="words" if results.choice else _size_of(figure, truth_figure),
    )


def _size_of(*figures: str) -> str:
    """Return the class for figures of so many characters: lines break at spaces alone."""
    characters = max(
        max([min(len(figure), SIZES["long"]), *map(len, figure.split(" "))]) for figure in figures
    )
    return next((size for size, most in SIZES.items() if characters <= most), "longest")


def _histogram(results: Results, formatter: ValueFormatter, own: float | None) -> HistogramDisplay:
    mark = None if own is None else own_marked_value(own, formatter)
    layouts = WIDE_LAYOUT, NARROW_LAYOUT
    charts = [answers_chart(results, formatter, layout, mark) for layout in layouts]
    other_charts = [
        answers_chart(results, formatter, layout, other_scale=True) for layout in layouts
    ]
    return HistogramDisplay(
        chart=charts[0],
        narrow_chart=charts[1],
        captions=[caption_of(formatter, results.histogram, chart) for chart in charts],
        other_chart=other_charts[0],
        other_narrow_chart=other_charts[1],
        other_captions=[
            caption_of(formatter, results.other_scale, chart) for chart in other_charts
        ],
        rows=histogram_rows(results, formatter),
    )


def _resolutions(poll: Poll, formatter: ValueFormatter) -> list[tuple[str, str]]:
    """Return the log of the truth: when each entry was made, and what it says."""
    zone, translator = poll.definition.time_zone, formatter.translator
    return [
        (format_moment(entry.at, zone, translator), _logged_truth(entry.truth, formatter))
        for entry in visible_resolutions(poll)
    ]


def _logged_truth(truth: float | None, formatter: ValueFormatter) -> str:
    if truth is None:
        return formatter.translate("declared unknown")
    is_chance = formatter.kind.is_chance
    return sentences.truth_figure(truth, formatter) if is_chance else formatter.truth(truth)
