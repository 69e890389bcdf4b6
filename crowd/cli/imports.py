"""``crowd import``."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from crowd.actions.close_poll import current_poll
from crowd.actions.import_answers import ImportCounts, RefusedRow, import_answers, require_open
from crowd.actions.show_results import Computations
from crowd.cli.database import now, poll_argument, read_environment, with_store
from crowd.cli.files import open_input, source_name
from crowd.cli.progress import progress_bar
from crowd.cli.text import printable, rejected_line, shorten, with_count
from crowd.kinds.kind import Kind
from crowd.kinds.values import API_LOCALE
from crowd.model.errors import CommandFailed
from crowd.model.progress import ProgressCallback
from crowd.model.tokens import TokenDeriver
from crowd.poll import Poll
from crowd.secret import ensure_secret
from crowd.store.store import Store
from crowd.tables.formats.limits import MAX_FILE_BYTES
from crowd.tables.formats.read_source import FileOptions, read_source
from crowd.tables.import_rows import (
    ImportOptions,
    ImportRow,
    TableAnswers,
    figure_parser,
    read_answers,
)
from crowd.tables.table import open_table
from crowd.tables.to_sample import has_decimal_comma, locale_option

MAX_ROWS_NAMED = 20
"""Refused and doubtful rows printed with their line."""

ROWS_PER_PROGRESS_REPORT = 1000


@click.command("import")
@poll_argument
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--column", help="Column with the answers: its name in the header, or its number.")
@click.option("--name", help="Column with the label of each answer, such as a slip's number.")
@click.option("--sheet", help="Sheet of a workbook: its name, or its number.")
@click.option(
    "--encoding", help="Encoding of a text that is no UTF-8, such as windows-1251 or gb18030."
)
@click.option(
    "--locale",
    help="Whose numbers and dates these are, as in de; without it the column tells, or else English.",
)
@click.option("--yes", is_flag=True, help="Enter the answers without asking, doubtful ones too.")
def import_command(
    *,
    poll: str,
    file: Path,
    sheet: str | None,
    encoding: str | None,
    locale: str | None,
    yes: bool,
    **columns: str | None,
) -> None:
    """Enter the answers in FILE on behalf of others: a spreadsheet, CSV, TSV, JSON or Parquet.

    With - for FILE it reads standard input. It reads the whole file first, says what is doubtful, and
    asks before it enters anything. Running it again changes nothing: a label counts once.
    """
    settings = read_environment()
    options = ImportOptions(
        column=columns["column"],
        name=columns["name"],
        label_prefix=_label_prefix(file, columns["name"]),
        locale=locale_option(locale),
    )
    with open_input(file) as raw:
        data = raw.read(MAX_FILE_BYTES + 1)
    can_ask = str(file) != "-" and sys.stdin.isatty()
    opened = FileOptions(
        name=source_name(file),
        sheet=sheet,
        encoding=encoding,
        decimal_comma=has_decimal_comma(options.locale),
    )

    async def work(store: Store) -> None:
        found = await current_poll(store, Computations(), poll, now())
        require_open(found)
        kind = found.definition.kind
        source = read_source(data, opened, lambda _done, _total: None)
        asked = [name for name in columns.values() if name is not None]
        table = open_table(source, asked, kind.is_answer, figure_parser(kind, options.locale))
        answers = read_answers(table, kind, options)
        _print_problems(answers, kind)
        if yes or _is_confirmed(answers, kind, can_ask=can_ask):
            await _enter(store, TokenDeriver(ensure_secret(settings)), found, answers)

    with_store(settings, work)


async def _enter(store: Store, derive: TokenDeriver, poll: Poll, answers: TableAnswers) -> None:
    refusals: list[RefusedRow] = []

    def refuse(refused: RefusedRow) -> None:
        if len(refusals) < MAX_ROWS_NAMED:
            refusals.append(refused)

    with progress_bar("Entering answers") as report_progress:
        rows = _with_progress(answers.rows, report_progress)
        outcome = await import_answers(store, derive, poll, rows, refuse)
    _print_outcome(outcome, refusals, len(answers.rejected))


def _is_confirmed(answers: TableAnswers, kind: Kind, *, can_ask: bool) -> bool:
    """Ask whether to enter the answers; without a terminal go on only where nothing is doubtful."""
    if not answers.rows:
        return True
    if can_ask:
        click.echo(_summary(answers, kind), err=True)
        if not click.confirm("Enter them?", err=True):
            raise CommandFailed("Nothing was entered.")
        return True
    if answers.doubtful or answers.is_mostly_unreadable:
        click.echo(_summary(answers, kind), err=True)
        raise CommandFailed(
            "Nothing was entered, as some of it is doubtful. Check the lines above, then run it again "
            "with --yes, or with --locale to say whose numbers these are."
        )
    return True


def _summary(answers: TableAnswers, kind: Kind) -> str:
    """Say how many answers there are, and between which values."""
    number = with_count(len(answers.rows), "answer")
    where = f" in column {shorten(answers.column)!r}" if answers.column else ""
    if not kind.is_numeric:
        return f"{number}{where}."
    ordered = sorted(row.value for row in answers.rows)
    low, middle, high = (
        kind.format(ordered[place], API_LOCALE)
        for place in (0, (len(ordered) - 1) // 2, len(ordered) - 1)
    )
    return f"{number}{where}, from {low} to {high}, in the middle {middle}."


def _print_problems(answers: TableAnswers, kind: Kind) -> None:
    """Print what was left out, and what is doubtful, to standard error."""
    for note in answers.notes:
        click.echo(printable(note), err=True)
    for row in answers.rejected[:MAX_ROWS_NAMED]:
        click.echo(rejected_line(row.line, row.text, row.reason), err=True)
    if len(answers.rejected) > MAX_ROWS_NAMED:
        click.echo(f"... and {len(answers.rejected) - MAX_ROWS_NAMED:,} more.", err=True)
    if answers.no_answer:
        verb = "has" if answers.no_answer == 1 else "have"
        click.echo(f"{with_count(answers.no_answer, 'row')} {verb} no answer.", err=True)
    for doubt in answers.doubtful[:MAX_ROWS_NAMED]:
        value = kind.format(doubt.value, API_LOCALE)
        text = f"Line {doubt.line}: “{shorten(doubt.text)}” is doubtful, and read as {value}."
        click.echo(text, err=True)
    if len(answers.doubtful) > MAX_ROWS_NAMED:
        click.echo(
            f"... and {len(answers.doubtful) - MAX_ROWS_NAMED:,} more are doubtful.", err=True
        )


def _label_prefix(file: Path, name: str | None) -> str:
    """Return the prefix of labels for rows without one, so that rows of other files differ."""
    if str(file) != "-":
        path = str(file.resolve()).encode(errors="surrogateescape")
        return f"{file.name[:60]} {hashlib.sha256(path).hexdigest()[:12]}"
    if name is None:
        raise CommandFailed(
            "Rows of standard input need a label each, or a second table would pass for the first: "
            "name their column with --name, or write the table to a file."
        )
    return "-"


def _with_progress(rows: list[ImportRow], report_progress: ProgressCallback) -> Iterator[ImportRow]:
    for number, row in enumerate(rows):
        if number % ROWS_PER_PROGRESS_REPORT == 0:
            report_progress(number, len(rows))
        yield row


def _print_outcome(outcome: ImportCounts, refusals: list[RefusedRow], rejected: int) -> None:
    for refused in refusals:
        click.echo(f"Line {refused.line}: {refused.reason}", err=True)
    if outcome.refused > len(refusals):
        click.echo(f"... and {outcome.refused - len(refusals)} more.", err=True)
    click.echo(
        f"{with_count(outcome.entered, 'answer')} entered, {outcome.there_already:,} there already, "
        f"{with_count(outcome.refused + rejected, 'row')} not entered."
    )
    if outcome.ended:
        raise outcome.ended
    if not outcome.readable:
        sys.exit(1)
