"""``crowd analyze``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec

from crowd.analysis.report import compute_results
from crowd.analysis.sample import SEED, Question
from crowd.cli.files import open_input, source_name
from crowd.cli.progress import progress_bar
from crowd.cli.terminal_report import print_report
from crowd.cli.text import rejected_line, with_count
from crowd.kinds import KINDS
from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import CommandFailed, Invalid
from crowd.model.progress import ProgressCallback
from crowd.reporting.serialise import results_to_json
from crowd.rules.headline import file_headlines
from crowd.tables.answer_parsers import ANSWER_PARSERS
from crowd.tables.formats.limits import MAX_FILE_BYTES
from crowd.tables.to_sample import (
    RejectedRow,
    RequestedColumns,
    TableFormat,
    TableSample,
    parse_locale,
    read_sample,
    read_table,
)

MAX_ROWS_NAMED = 20
"""Unreadable rows printed with their line."""

MAX_REASONS_NAMED = 20
"""Reasons printed for further unreadable rows."""

MIN_BYTES_FOR_PROGRESS = 1_000_000
"""Bytes of a file from which on a progress bar is shown."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--column", help="Column with the answers: its name in the header, or its number.")
@click.option(
    "--kind",
    type=click.Choice(list(ANSWER_PARSERS)),
    default="number",
    show_default=True,
    help="What an answer is. Of a choice the options are the texts in the column, 20 at most.",
)
@click.option("--truth", help="The true value, written like an answer.")
@click.option("--order", help="Column that tells who came first: numbers, dates or times.")
@click.option("--branch", help="Column with whose link each person came by.")
@click.option("--group", help="Column with the group each person belongs to.")
@click.option(
    "--others",
    help="Column with what each person thinks the others say on average; of a choice of two, "
    "the share of people that choose the option that sorts last, such as 1 of 0 and 1.",
)
@click.option("--low", help="Column with the lower end of each person's range; needs --high.")
@click.option("--high", help="Column with the upper end of each person's range; needs --low.")
@click.option("--headline", help="Way of putting answers together that leads the report.")
@click.option("--question", default="", help="The question, to look for its numbers in answers.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=SEED,
    show_default=True,
    help="Where chance is used, the same seed gives the same figures.",
)
@click.option(
    "--locale", default="en", show_default=True, help="Whose numbers and dates these are, as in de."
)
@click.option("--sheet", help="Sheet of a workbook: its name, or its number.")
@click.option(
    "--anyway", is_flag=True, help="Go on where fewer than half of the answers can be read."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def analyze(
    *,
    file: Path,
    kind: str,
    truth: str | None,
    headline: str | None,
    question: str,
    seed: int,
    locale: str,
    sheet: str | None,
    anyway: bool,
    as_json: bool,
    **columns: str | None,
) -> None:
    """Tell what the answers in FILE say (a spreadsheet, CSV, TSV, JSON lines or Parquet).

    With - for FILE it reads standard input.
    """
    if (columns["low"] is None) != (columns["high"] is None):
        raise Invalid.of_field(
            "low", "A range has two ends: give both --low and --high, or neither."
        )
    name = _choose_headline(kind, headline)
    table_format = TableFormat(
        kind=kind, locale=parse_locale(locale), name=source_name(file), sheet=sheet
    )
    table = _read_sample(file, RequestedColumns(**columns), table_format, truth)
    _print_problems(table)
    if not table.sample.n:
        raise CommandFailed(f"{source_name(file)} has no row that can be read.")
    if table.is_mostly_unreadable and not anyway:
        _refuse_mostly_unreadable(table)
    asked = Question(kind=table.kind, headline=name, text=question, truth=table.truth, seed=seed)
    results = compute_results(table.sample, asked)
    if as_json:
        click.echo(msgspec.json.encode(_to_json(table, results_to_json(results, asked))))
    else:
        print_report(
            source_name(file), asked, results, ValueFormatter(table.kind, table_format.locale)
        )


def _to_json(table: TableSample, results: dict[str, Any]) -> dict[str, Any]:
    """Add the rows without an answer beside those that are unreadable."""
    counts = {"n": results["n"], "unreadable": results["unreadable"], "no_answer": table.no_answer}
    return counts | results


def _refuse_mostly_unreadable(table: TableSample) -> NoReturn:
    """End with 2, as most of what was answered would be missing from the figures."""
    named = f" of column {table.column[:60]!r}" if table.column else ""
    answered = table.sample.n + len(table.rejected)
    click.echo(
        f"Error: Only {table.sample.n:,} of {answered:,} answers{named} could be read. Name another "
        "--column or --kind, or add --anyway.",
        err=True,
    )
    sys.exit(2)


def _read_sample(
    file: Path, wanted: RequestedColumns, table_format: TableFormat, truth: str | None
) -> TableSample:
    with open_input(file) as raw:
        data = raw.read(MAX_FILE_BYTES + 1)
    with _reading_progress(len(data)) as report_progress:
        table = read_table(data, wanted, table_format, report_progress)
        return read_sample(table, wanted, table_format, truth)


@contextmanager
def _reading_progress(size: int) -> Iterator[ProgressCallback]:
    if size < MIN_BYTES_FOR_PROGRESS:
        yield lambda _done, _total: None
        return
    with progress_bar("Reading") as report_progress:
        yield report_progress


def _choose_headline(kind: str, name: str | None) -> str:
    names = file_headlines(KINDS[kind])
    if name is not None and name not in names:
        raise Invalid.of_field(
            "headline", f"{name!r} cannot lead a {kind}. Choose {_join_alternatives(names)}."
        )
    return name or names[0]


def _join_alternatives(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _print_problems(table: TableSample) -> None:
    """Print unreadable rows and notes to standard error."""
    rejected = table.rejected
    if rejected:
        click.echo(f"{with_count(len(rejected), 'row')} could not be read.", err=True)
    for row in rejected[:MAX_ROWS_NAMED]:
        click.echo(rejected_line(row.line, row.text, row.reason), err=True)
    for line in _further_reasons(rejected[MAX_ROWS_NAMED:]):
        click.echo(line, err=True)
    if table.no_answer:
        verb = "has" if table.no_answer == 1 else "have"
        click.echo(f"{with_count(table.no_answer, 'row')} {verb} no answer.", err=True)
    for note in table.notes:
        click.echo(note, err=True)


def _further_reasons(rejected: list[RejectedRow]) -> Iterator[str]:
    """Count further rows by reason, the most frequent first."""
    reasons = Counter(row.reason for row in rejected).most_common()
    for reason, number in reasons[:MAX_REASONS_NAMED]:
        yield f"... and {number:,} more: {reason}"
    rest = sum(number for _, number in reasons[MAX_REASONS_NAMED:])
    if rest:
        yield f"... and {rest:,} more, for other reasons."
