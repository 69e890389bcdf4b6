"""Render a report on one or many questions as one HTML file, without scripts."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from crowd.documents.analysis import Analysis
from crowd.documents.notebook import shared_renderer
from crowd.i18n.translator import translator_for
from crowd.kinds.formatter import ValueFormatter
from crowd.reporting.closest_people import tie_sentence
from crowd.reporting.figures import format_figure
from crowd.web.views.results import ResultsDisplay, question_display


class OverviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A question in the table of all: what the crowd said, the truth, and how far off it was."""

    title: str
    people: str
    figure: str
    truth: str
    off_by: str


class ReportPart(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the template writes of one question."""

    title: str
    source: str
    results: ResultsDisplay
    people: list[tuple[str, str]]
    """The closest people: what each said, and place and name."""

    more_people: str
    tie: str
    warnings: list[str]
    notes: list[str]
    """What was left out, and how answers were read."""


def render_report(analyses: Sequence[Analysis]) -> bytes:
    """Render the report, in the language of the questions' locale."""
    translator = translator_for(analyses[0].locale)
    return shared_renderer().page(
        "documents/report.html",
        translator,
        title=analyses[0].file if len(analyses) > 1 else analyses[0].title(),
        people=sum(one.results.n for one in analyses),
        rows=[_overview_row(one, one.formatter()) for one in analyses],
        parts=[_part(one, one.formatter()) for one in analyses],
        methods_address="",
    )


def _overview_row(analysis: Analysis, formatter: ValueFormatter) -> OverviewRow:
    results = analysis.results
    value, truth = results.headline.value, results.scoring.get("truth")
    return OverviewRow(
        title=analysis.title(),
        people=formatter.number(results.n),
        figure="–" if value is None else formatter.with_unit(value),
        truth="" if truth is None else formatter.truth(truth),
        off_by="" if value is None or truth is None else _off_by(analysis, formatter),
    )


def _off_by(analysis: Analysis, formatter: ValueFormatter) -> str:
    """Write how far the headline is from the truth: in percent of it where that makes sense."""
    results, scoring = analysis.results, analysis.results.scoring
    if results.choice is not None:
        right = results.headline.value == scoring["truth"]
        return formatter.translate("right") if right else formatter.translate("wrong")
    for name in ("percent_error", "error"):
        error = scoring.get(name)
        if error is not None:
            return format_figure(f"scoring.{name}", abs(error), formatter)
    return ""


def _part(analysis: Analysis, formatter: ValueFormatter) -> ReportPart:
    closest = analysis.closest_people
    more = ""
    if closest.omitted:
        more = formatter.plural(
            "And {n} more as close as the last.",
            "And {n} more as close as the last.",
            closest.omitted,
        )
    return ReportPart(
        title=analysis.title(),
        source=_source(analysis, formatter),
        results=question_display(analysis.question, analysis.results, formatter),
        people=[
            (formatter.exact(person.value), f"{formatter.number(person.place)}. {person.name}")
            for person in closest.people
        ],
        more_people=more,
        tie=tie_sentence(closest, formatter),
        warnings=analysis.warnings,
        notes=analysis.notes,
    )


def _source(analysis: Analysis, formatter: ValueFormatter) -> str:
    """Say which file and column the answers are from."""
    if not analysis.file or not analysis.column:
        return analysis.file
    return formatter.translate(
        "{file}, column {column}", file=analysis.file, column=analysis.column
    )
