"""``crowd import``."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import click

from crowd.actions.close_poll import current_poll
from crowd.actions.import_answers import ImportCounts, ImportRow, RefusedRow, import_answers
from crowd.actions.show_results import Computations
from crowd.cli.database import now, poll_argument, read_environment, with_store
from crowd.cli.files import open_input
from crowd.cli.progress import progress_bar
from crowd.cli.text import with_count
from crowd.model.errors import CommandFailed
from crowd.model.progress import ProgressCallback
from crowd.model.tokens import TokenDeriver
from crowd.secret import ensure_secret
from crowd.store.store import Store
from crowd.tables.detect import ImportColumns, find_delimiter, find_import_columns

MAX_REFUSALS_NAMED = 20
"""Refused rows printed with their line."""

ROWS_PER_PROGRESS_REPORT = 1000


@click.command("import")
@poll_argument
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--column", help="Column with the answers: its name in the header, or its number.")
@click.option("--name", help="Column with the label of each answer, such as a slip's number.")
def import_command(poll: str, file: Path, column: str | None, name: str | None) -> None:
    """Enter the answers in FILE (CSV or TSV, - for standard input) on behalf of others.

    Running it again changes nothing: a label counts once.
    """
    settings = read_environment()
    refusals: list[RefusedRow] = []

    def refuse(refused: RefusedRow) -> None:
        if len(refusals) < MAX_REFUSALS_NAMED:
            refusals.append(refused)

    source = _label_prefix(file, name)
    with open_input(file) as raw, progress_bar("Entering answers") as report_progress:

        async def work(store: Store) -> ImportCounts:
            token_deriver = TokenDeriver(ensure_secret(settings))
            found = await current_poll(store, Computations(), poll, now())
            rows = _read_rows(
                raw, source, (column, name), found.definition.kind.is_answer, report_progress
            )
            return await import_answers(store, token_deriver, found, rows, refuse)

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
    raw: BinaryIO,
    file: str,
    wanted: tuple[str | None, str | None],
    is_answer: Callable[[str], bool],
    report_progress: ProgressCallback,
) -> Iterator[ImportRow]:
    """Read the answers of a table row by row; without a column of labels, label them by line."""
    size = os.fstat(raw.fileno()).st_size
    # Replacing invalid UTF-8 makes a row unreadable, not the whole file.
    text = io.TextIOWrapper(raw, "utf-8-sig", errors="replace", newline="")
    first = text.readline()
    reader = csv.reader(chain([first], text), delimiter=find_delimiter(first))
    columns: ImportColumns | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = find_import_columns(cells, *wanted, is_answer)
                if columns.has_header:
                    continue
            line = reader.line_num
            label = f"{file}:{line}" if columns.label is None else _cell(cells, columns.label)
            yield ImportRow(line, label, _cell(cells, columns.value))
            if size and line % ROWS_PER_PROGRESS_REPORT == 0:
                report_progress(raw.tell(), size)
    except csv.Error as error:
        raise CommandFailed(f"Line {reader.line_num} of {file} is no table ({error}).") from error


def _cell(cells: list[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


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
