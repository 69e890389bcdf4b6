"""The results for a person at a terminal, or for a file that a pipe ends in: words, then figures."""

from __future__ import annotations

import io
import sys

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from crowd.analysis.sample import Question
from crowd.cli.figures import SIZES_SHOWN, cancelled, off_by, reasons, scores
from crowd.cli.large import draw_large
from crowd.cli.picture import ASCII, PIPE, TERMINAL, Glyphs, draw_picture
from crowd.cli.words import counted
from crowd.i18n.formatter import ValueFormatter
from crowd.i18n.labels import LABELS, label_within_sentence
from crowd.model.results import Results
from crowd.reporting import sentences
from crowd.reporting.conditions import conditions
from crowd.reporting.crowd_size import crowd_size_sentence
from crowd.reporting.disagreement import disagreements

PLAIN_WIDTH = 80
WIDEST = 100
NAMED_FIGURES = 3
IN_ASCII = str.maketrans({"\N{NO-BREAK SPACE}": " ", "’": "'", "“": '"', "”": '"', "–": "-"})
NOISE = (
    "That is how far chance alone could move it, not how right it is: people who err together agree "
    "closely, and are wrong."
)


def print_report(
    source: str, question: Question, results: Results, formatter: ValueFormatter
) -> None:
    """Prints everything that can be said, the most important first."""
    Report(source, question, results, formatter).show()


class Report:
    """What is said of one file, part for part."""

    def __init__(
        self, source: str, question: Question, results: Results, formatter: ValueFormatter
    ) -> None:
        self.source, self.question, self.results, self.formatter = (
            source,
            question,
            results,
            formatter,
        )
        self.console, self.glyphs = _console()

    def show(self) -> None:
        """Prints part after part."""
        for part in (
            self._title,
            self._headline,
            self._picture,
            self._words,
            self._conditions,
            self._ways,
            self._disagreements,
            self._sizes,
            self._groups,
            self._scores,
            self._missing,
        ):
            part()
        if isinstance(self.console.file, io.StringIO):
            click.echo(_bare(self.console.file.getvalue()))

    def _title(self) -> None:
        unreadable = self.results.unreadable
        n = sentences.people_count(self.results.n, self.formatter)
        left_out = f", {self.formatter.number(unreadable)} unreadable" if unreadable else ""
        self.console.print(Text(f"{self.source}: answers of {n}{left_out}", style="bold"))

    def _headline(self) -> None:
        results, formatter, name = self.results, self.formatter, self.results.headline.name
        value = results.headline.value
        self.console.print()
        if value is None:
            why = results.why_null[f"aggregates.{name}"]
            self._say(f"{LABELS[f'aggregates.{name}'].words}: none. {why}")
            return
        self._large(f"{LABELS[f'aggregates.{name}'].words}: {formatter.with_unit(value)}", value)
        truth = results.scoring.get("truth")
        if truth is not None:
            self._say(f"Truth: {formatter.truth(truth)}{self._off(value, truth)}")

    def _large(self, words: str, value: float) -> None:
        self._say(words, style="bold")
        # A pipe may lead to a program for which these lines are noise.
        for line in draw_large(self.formatter.figure(value)) if self.glyphs is TERMINAL else []:
            self.console.print(Text(f"  {line}", style="bold"))

    def _off(self, value: float, truth: float) -> str:
        if self.results.choice is not None:
            return ", as most said" if value == truth else ""
        words = label_within_sentence(f"aggregates.{self.results.headline.name}")
        return f" (the {words} is {off_by(value, truth, self.formatter)})"

    def _picture(self) -> None:
        lines = draw_picture(self.results, self.formatter, self.console.width - 4, self.glyphs)
        if not lines:
            return
        self.console.print()
        for line in lines:
            self.console.print(Text(f"  {line}"), no_wrap=True, crop=False, overflow="ignore")
        words = sentences.histogram_caption(self.results, self.formatter)
        if words:
            self.console.print()
            self._say(words)

    def _words(self) -> None:
        if self.results.headline.value is None and self.results.choice is None:
            return
        self._heading("In plain words")
        for sentence in sentences.result_sentences(self.question, self.results, self.formatter):
            self._say(sentence)
            if "Another crowd like this" in sentence:
                self._say(NOISE)

    def _conditions(self) -> None:
        self._heading("Was this a wise crowd?")
        for condition in conditions(self.results, self.question, self.formatter):
            self.console.print(Text(f"  {condition.title}", style="bold"))
            for sentence in condition.sentences:
                self._say(sentence, 4)
            for entry in condition.evidence:
                self._say(f"- {entry.label}: {entry.value}", 4, style="dim")

    def _ways(self) -> None:
        results, formatter = self.results, self.formatter
        truth = results.scoring.get("truth")
        rows = {name: value for name, value in results.aggregates.items() if value is not None}
        if results.choice is not None or not rows:
            return
        self._heading("Ways of putting the answers together")
        table = _table("", "says", *(["and is"] if truth is not None else []))
        for name, value in rows.items():
            mark = " (leads)" if name == results.headline.name else ""
            cells = [LABELS[f"aggregates.{name}"].words + mark, formatter.with_unit(value)]
            table.add_row(*cells, *([off_by(value, truth, formatter)] if truth is not None else []))
        self._print(table)
        words = cancelled(results, formatter)
        if words:
            self._say(words)

    def _disagreements(self) -> None:
        found = disagreements(self.results, self.question, self.formatter)
        if found:
            self._heading("Where they disagree")
        for sentence in found:
            self._say(sentence)

    def _sizes(self) -> None:
        points = [point for point in self.results.crowd_size_curve if point.k in SIZES_SHOWN]
        if len(points) < 2:
            return
        self._heading("How far smaller crowds would have been off")
        table = _table("people", "off by, on average")
        for point in points:
            table.add_row(self.formatter.number(point.k), self.formatter.distance(point.error))
        self._print(table)
        words = crowd_size_sentence(self.results, self.formatter)
        if words:
            self._say(words)

    def _groups(self) -> None:
        if not self.results.groups:
            return
        self._heading("Groups")
        table = _table("", "people", "middle answer")
        for group in self.results.groups:
            middle = "" if group.median is None else self.formatter.with_unit(group.median)
            table.add_row(group.name, self.formatter.number(group.count), middle)
        self._print(table)
        more = self.results.more_groups
        if more:
            self._say(f"And {counted(more, 'more group')}.")

    def _scores(self) -> None:
        rows = list(scores(self.results, self.formatter))
        if rows:
            self._heading("Scores")
            table = _table("", "")
            for row in rows:
                table.add_row(*row)
            self._print(table)

    def _missing(self) -> None:
        found = reasons(self.results)
        if found:
            self._heading("What could not be computed")
        for reason, words in found.items():
            named = "; ".join(words[:NAMED_FIGURES])
            more = f"; and {len(words) - NAMED_FIGURES} more" if len(words) > NAMED_FIGURES else ""
            self._say(f"{reason}: {named}{more}.", style="dim")

    def _heading(self, words: str) -> None:
        self.console.print()
        self.console.print(Text(words, style="bold"))

    def _say(self, sentence: str, indent: int = 2, style: str = "") -> None:
        self._print(Text(sentence, style=style), indent)

    def _print(self, part: Text | Table, indent: int = 2) -> None:
        self.console.print(Padding(part, (0, 0, 0, indent), expand=False))


def _console() -> tuple[Console, Glyphs]:
    """Colours and lines for a terminal; anything else gets 80 columns of plain text."""
    unicode = sys.stdout.encoding.lower().startswith("utf")
    if not sys.stdout.isatty():
        console = Console(
            file=io.StringIO(), width=PLAIN_WIDTH, force_terminal=False, highlight=False
        )
        return console, PIPE if unicode else ASCII
    console = Console(highlight=False)
    console.width = min(WIDEST, console.width)
    return console, TERMINAL if unicode else ASCII


def _bare(text: str) -> str:
    """The text without spaces at the ends of lines, in characters that the output has."""
    lines = "\n".join(line.rstrip() for line in text.rstrip().split("\n"))
    encoding = sys.stdout.encoding
    if not encoding.lower().startswith("utf"):
        lines = lines.translate(IN_ASCII)
    return lines.encode(encoding, "replace").decode(encoding)


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    table.show_header = any((first, *others))
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right" if name != "and is" else "left", overflow="fold")
    return table
