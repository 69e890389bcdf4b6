"""Print results for a person: at a terminal, or as plain text for a pipe."""

from __future__ import annotations

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from crowd.charts.chart_words import beyond_sentences, chart_caption
from crowd.cli.console import flush, make_console, make_table
from crowd.cli.figure_text import (
    CROWD_SIZES,
    cancellation_sentence,
    closest_rows,
    error_text,
    missing_by_reason,
    score_rows,
)
from crowd.cli.histogram import TERMINAL, render_answers
from crowd.cli.large_digits import render_large
from crowd.cli.text import with_count
from crowd.documents.analysis import Analysis
from crowd.i18n.labels import LABELS, aggregator_name
from crowd.kinds.formatter import ValueFormatter
from crowd.reporting import sentences
from crowd.reporting.closest_people import tie_sentence
from crowd.reporting.conditions import conditions, verdict
from crowd.reporting.crowd_size import crowd_size_sentence
from crowd.reporting.disagreement import disagreements
from crowd.reporting.figures import trims_nobody
from crowd.reporting.thresholds import MIN_FOR_COMPARISON

MAX_FIGURES_NAMED = 3
"""Missing figures named for each reason."""

UNJUDGED = "Was this a wise crowd?"
MARKS = {"good": "+", "warning": "!", "unknown": "?"}

NOISE = (
    "That is how far chance alone could move it, not how right it is: people who err together agree "
    "closely, and are wrong."
)


def print_report(source: str, analysis: Analysis) -> None:
    """Print the whole report, the most important part first."""
    TerminalReport(source, analysis).print_all()


class TerminalReport:
    """The report on one file, with a method for each part."""

    def __init__(self, source: str, analysis: Analysis) -> None:
        self.source, self.question = source, analysis.question
        self.results, self.closest = analysis.results, analysis.closest_people
        # The terminal is English, with the numbers of the locale.
        self.formatter = ValueFormatter(analysis.question.kind, analysis.locale)
        self.console, self.glyphs = make_console()

    def print_all(self) -> None:
        """Print all parts."""
        for part in (
            self._print_title,
            self._print_headline,
            self._print_chart,
            self._print_sentences,
            self._print_closest_people,
            self._print_conditions,
            self._print_aggregates,
            self._print_disagreements,
            self._print_crowd_sizes,
            self._print_groups,
            self._print_scores,
            self._print_missing,
        ):
            part()
        flush(self.console)

    def _print_title(self) -> None:
        unreadable = self.results.unreadable
        n = sentences.people_count(self.results.n, self.formatter)
        left_out = f", {self.formatter.number(unreadable)} unreadable" if unreadable else ""
        self.console.print(Text(f"{self.source}: answers of {n}{left_out}", style="bold"))
        if self.question.text:
            self._print_text(self.question.text)

    def _print_headline(self) -> None:
        results, formatter, name = self.results, self.formatter, self.results.headline.name
        value = results.headline.value
        self.console.print()
        if value is None:
            why = results.why_null[f"aggregates.{name}"]
            self._print_text(f"{LABELS[f'aggregates.{name}'].words}: none. {why}")
            return
        self._print_large(
            f"{LABELS[f'aggregates.{name}'].words}: {formatter.with_unit(value)}", value
        )
        truth = results.scoring.get("truth")
        if truth is not None:
            self._print_text(
                f"Truth: {formatter.truth(truth)}{self._truth_comparison(value, truth)}"
            )

    def _print_large(self, text: str, value: float) -> None:
        self._print_text(text, style="bold")
        # Plain text may be read by programs, for which large digits are noise.
        for line in render_large(self.formatter.figure(value)) if self.glyphs is TERMINAL else []:
            self.console.print(Text(f"  {line}", style="bold"))

    def _truth_comparison(self, value: float, truth: float) -> str:
        text = aggregator_name(self.results.headline.name)
        if self.results.choice is not None:
            return f" (the {text} is {'right' if value == truth else 'wrong'})"
        return f" (the {text} is {error_text(value, truth, self.formatter)})"

    def _print_chart(self) -> None:
        lines = render_answers(self.results, self.formatter, self.console.width - 4, self.glyphs)
        if not lines:
            return
        self.console.print()
        for line in lines:
            self.console.print(Text(f"  {line}"), no_wrap=True, crop=False, overflow="ignore")
        histogram = self.results.histogram
        beyond = () if histogram is None else beyond_sentences(histogram, self.formatter)
        text = chart_caption(
            self.formatter, histogram, dots=False, captions=list(filter(None, beyond))
        )
        if text:
            self.console.print()
            self._print_text(text)

    def _print_sentences(self) -> None:
        if self.results.headline.value is None and self.results.choice is None:
            return
        self._print_heading("In plain words")
        for sentence in sentences.result_sentences(self.question, self.results, self.formatter):
            self._print_text(sentence)
            if "If many more people like these" in sentence:
                self._print_text(NOISE)

    def _print_closest_people(self) -> None:
        if not self.closest.people:
            return
        self._print_heading("Who came closest")
        table = make_table("", "", "")
        for row in closest_rows(self.closest, self.formatter):
            table.add_row(*row)
        self._print_part(table)
        if self.closest.omitted:
            self._print_text(f"And {self.closest.omitted:,} more as close as the last.")
        tie = tie_sentence(self.closest, self.formatter)
        if tie:
            self._print_text(tie)

    def _print_conditions(self) -> None:
        signs = conditions(self.results, self.question, self.formatter)
        judged = self.results.n >= MIN_FOR_COMPARISON
        self._print_heading(verdict(signs, self.formatter) if judged else UNJUDGED)
        for condition in signs:
            self.console.print(Text(f"  {MARKS[condition.mark]} {condition.title}", style="bold"))
            for sentence in condition.sentences:
                self._print_text(sentence, 4)
            for entry in condition.evidence:
                self._print_text(f"- {entry.label}: {entry.value}", 4, style="dim")

    def _print_aggregates(self) -> None:
        results, formatter = self.results, self.formatter
        truth = results.scoring.get("truth")
        rows = {
            name: value
            for name, value in results.aggregates.items()
            if value is not None and not trims_nobody(f"aggregates.{name}", results)
        }
        if results.choice is not None or not rows:
            return
        self._print_heading("Ways of putting the answers together")
        table = make_table("", "says", *(["and is"] if truth is not None else []))
        for name, value in rows.items():
            mark = " (leads)" if name == results.headline.name else ""
            cells = [LABELS[f"aggregates.{name}"].words + mark, formatter.with_unit(value)]
            table.add_row(
                *cells, *([error_text(value, truth, formatter)] if truth is not None else [])
            )
        self._print_part(table)
        text = cancellation_sentence(results, formatter)
        if text:
            self._print_text(text)

    def _print_disagreements(self) -> None:
        found = disagreements(self.results, self.question, self.formatter)
        if found:
            self._print_heading("How far they agree")
        for sentence in found:
            self._print_text(sentence)

    def _print_crowd_sizes(self) -> None:
        points = [point for point in self.results.crowd_size_curve if point.k in CROWD_SIZES]
        if len(points) < 2:
            return
        self._print_heading("How far smaller crowds would have been off")
        table = make_table("people", "typically off by", "on average")
        for point in points:
            typical, mean = map(self.formatter.distance, (point.median_error, point.error))
            table.add_row(self.formatter.number(point.k), typical, mean)
        self._print_part(table)
        text = crowd_size_sentence(self.results, self.formatter)
        if text:
            self._print_text(text)

    def _print_groups(self) -> None:
        if not self.results.groups:
            return
        self._print_heading("Groups")
        table = make_table("", "people", "middle answer")
        for group in self.results.groups:
            middle = "" if group.median is None else self.formatter.with_unit(group.median)
            table.add_row(group.name, self.formatter.number(group.count), middle)
        self._print_part(table)
        more = self.results.more_groups
        if more:
            self._print_text(f"And {with_count(more, 'more group')}.")

    def _print_scores(self) -> None:
        rows = list(score_rows(self.results, self.formatter))
        if rows:
            self._print_heading("Scores")
            table = make_table("", "")
            for row in rows:
                table.add_row(*row)
            self._print_part(table)

    def _print_missing(self) -> None:
        found = missing_by_reason(self.results)
        if found:
            self._print_heading("What could not be computed")
        for reason, figures in found.items():
            named = "; ".join(figures[:MAX_FIGURES_NAMED])
            omitted = len(figures) - MAX_FIGURES_NAMED
            more = f"; and {omitted} more" if omitted > 0 else ""
            self._print_text(f"{reason}: {named}{more}.", style="dim")

    def _print_heading(self, text: str) -> None:
        self.console.print()
        self.console.print(Text(text, style="bold"))

    def _print_text(self, sentence: str, indent: int = 2, style: str = "") -> None:
        self._print_part(Text(sentence, style=style), indent)

    def _print_part(self, part: Text | Table, indent: int = 2) -> None:
        self.console.print(Padding(part, (0, 0, 0, indent), expand=False))
