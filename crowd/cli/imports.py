"""``crowd import``."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import click

from crowd.actions.close_poll import current_poll
from crowd.actions.import_answers import Imported, Refused, Row, import_answers
from crowd.actions.show_results import Computations
from crowd.cli.database import environment, now, poll_argument, with_store
from crowd.cli.files import opened
from crowd.cli.progress import bar
from crowd.cli.words import counted
from crowd.model.errors import CommandFailed
from crowd.model.poll import Choice, Kind
from crowd.model.tokens import TokenDeriver
from crowd.parsing.options import names_option
from crowd.settings import read_secret
from crowd.store.backup.file_format import ProgressCallback
from crowd.store.store import Store
from crowd.tables.detect import ImportColumns, find_delimiter, find_import_columns, has_digit

NAMED_REFUSALS = 20
ROWS_PER_LOOK = 1000


@click.command("import")
@poll_argument
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--column", help="Column with the answers: its name in the header, or its number.")
@click.option("--name", help="Column with the label of each answer, such as a slip's number.")
def import_command(poll: str, file: Path, column: str | None, name: str | None) -> None:
    """Enter the answers in FILE (CSV or TSV, - for standard input) on behalf of others.

    Running it again changes nothing: a label counts once.
    """
    settings = environment()
    refusals: list[Refused] = []

    def refuse(refused: Refused) -> None:
        if len(refusals) < NAMED_REFUSALS:
            refusals.append(refused)

    source = _source(file, name)
    with opened(file) as raw, bar("Entering answers") as watch:

        async def work(store: Store) -> Imported:
            token_deriver = TokenDeriver(read_secret(settings))
            found = await current_poll(store, Computations(), poll, now())
            rows = _rows(raw, source, (column, name), _answer_test(found.definition.kind), watch)
            return await import_answers(store, token_deriver, found, rows, refuse)

        outcome = with_store(settings, work)
    _report(outcome, refusals)


def _source(file: Path, name: str | None) -> str:
    """What labels of rows begin with that have none of their own: other files make other answers."""
    if str(file) != "-":
        path = str(file.resolve()).encode(errors="surrogateescape")
        return f"{file.name[:60]} {hashlib.sha256(path).hexdigest()[:12]}"
    if name is None:
        raise CommandFailed(
            "Rows of standard input need a label each, or a second table would pass for the first: "
            "name their column with --name, or write the table to a file."
        )
    return "-"


def _answer_test(kind: Kind) -> Callable[[str], bool]:
    """Tells cells that may be answers from those of a header."""
    return partial(names_option, options=kind.options) if isinstance(kind, Choice) else has_digit


def _rows(
    raw: BinaryIO,
    file: str,
    wanted: tuple[str | None, str | None],
    is_answer: Callable[[str], bool],
    watch: ProgressCallback,
) -> Iterator[Row]:
    """The answers in a table, one by one; without a column of labels, file and line name them."""
    size = os.fstat(raw.fileno()).st_size
    # What is not UTF-8 makes a row unreadable, not the whole file.
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
            yield Row(line, label, _cell(cells, columns.value))
            if size and line % ROWS_PER_LOOK == 0:
                watch(raw.tell(), size)
    except csv.Error as error:
        raise CommandFailed(f"Line {reader.line_num} of {file} is no table ({error}).") from error


def _cell(cells: list[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _report(outcome: Imported, refusals: list[Refused]) -> None:
    for refused in refusals:
        click.echo(f"Line {refused.line}: {refused.reason}", err=True)
    if outcome.refused > len(refusals):
        click.echo(f"... and {outcome.refused - len(refusals)} more.", err=True)
    click.echo(
        f"{counted(outcome.entered, 'answer')} entered, {outcome.there_already:,} there already, "
        f"{counted(outcome.refused, 'row')} not entered."
    )
    if outcome.ended:
        raise outcome.ended
    if not outcome.readable:
        sys.exit(1)
