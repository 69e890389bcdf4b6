"""``crowd import``."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from crowd.actions.close_poll import current_poll
from crowd.actions.import_answers import ImportCounts, ImportRow, RefusedRow, import_answers
from crowd.actions.show_results import Computations
from crowd.cli.database import now, poll_argument, read_environment, with_store
from crowd.cli.files import open_input, source_name
from crowd.cli.progress import progress_bar
from crowd.cli.text import with_count
from crowd.model.errors import CommandFailed
from crowd.model.progress import ProgressCallback
from crowd.model.tokens import TokenDeriver
from crowd.secret import ensure_secret
from crowd.store.store import Store
from crowd.tables.detect import assign_roles
from crowd.tables.formats.cells import cell_text
from crowd.tables.formats.limits import MAX_FILE_BYTES
from crowd.tables.formats.read_source import FileOptions, read_source
from crowd.tables.select import select_columns
from crowd.tables.table import Table, open_table

MAX_REFUSALS_NAMED = 20
"""Refused rows printed with their line."""

ROWS_PER_PROGRESS_REPORT = 1000


@click.command("import")
@poll_argument
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--column", help="Column with the answers: its name in the header, or its number.")
@click.option("--name", help="Column with the label of each answer, such as a slip's number.")
@click.option("--sheet", help="Sheet of a workbook: its name, or its number.")
def import_command(
    poll: str, file: Path, column: str | None, name: str | None, sheet: str | None
) -> None:
    """Enter the answers in FILE on behalf of others: a spreadsheet, CSV, TSV, JSON or Parquet.

    With - for FILE it reads standard input.

    Running it again changes nothing: a label counts once.
    """
    settings = read_environment()
    refusals: list[RefusedRow] = []

    def refuse(refused: RefusedRow) -> None:
        if len(refusals) < MAX_REFUSALS_NAMED:
            refusals.append(refused)

    source = _label_prefix(file, name)
    with open_input(file) as raw:
        data = raw.read(MAX_FILE_BYTES + 1)
    options = FileOptions(name=source_name(file), sheet=sheet)
    table_source = read_source(data, options, lambda _done, _total: None)
    with progress_bar("Entering answers") as report_progress:

        async def work(store: Store) -> ImportCounts:
            token_deriver = TokenDeriver(ensure_secret(settings))
            found = await current_poll(store, Computations(), poll, now())
            asked = [wanted for wanted in (column, name) if wanted is not None]
            table = open_table(table_source, asked, found.definition.kind.is_answer)
            rows, rejected = _read_rows(table, source, column, name)
            outcome = await import_answers(
                store, token_deriver, found, _with_progress(rows, report_progress), refuse
            )
            for row in rejected:
                outcome.refused += 1
                refuse(row)
            return outcome

        outcome = with_store(settings, work)
    _print_outcome(outcome, refusals)


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


def _read_rows(
    table: Table,
    prefix: str,
    column: str | None,
    name: str | None,
) -> tuple[list[ImportRow], list[RefusedRow]]:
    """Read the answers of a table, and the rows that are none; label by line those without labels."""
    selected = select_columns(
        table, assign_roles(table.names, {"column": column, "name": name}, table.labels)
    )
    rejected = [
        RefusedRow(selected.lines[place], reason) for place, reason in selected.problems.items()
    ]
    rows = [
        ImportRow(
            line,
            cell_text(selected.cells["name"][place]) if name else f"{prefix}:{line}",
            cell_text(selected.cells["column"][place]),
        )
        for place, line in enumerate(selected.lines)
        if place not in selected.problems
    ]
    return rows, rejected


def _with_progress(rows: list[ImportRow], report_progress: ProgressCallback) -> Iterator[ImportRow]:
    for number, row in enumerate(rows):
        if number % ROWS_PER_PROGRESS_REPORT == 0:
            report_progress(number, len(rows))
        yield row


def _print_outcome(outcome: ImportCounts, refusals: list[RefusedRow]) -> None:
    for refused in refusals:
        click.echo(f"Line {refused.line}: {refused.reason}", err=True)
    if outcome.refused > len(refusals):
        click.echo(f"... and {outcome.refused - len(refusals)} more.", err=True)
    click.echo(
        f"{with_count(outcome.entered, 'answer')} entered, {outcome.there_already:,} there already, "
        f"{with_count(outcome.refused, 'row')} not entered."
    )
    if outcome.ended:
        raise outcome.ended
    if not outcome.readable:
        sys.exit(1)
