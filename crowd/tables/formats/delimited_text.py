"""Read the rows of a text in CSV or TSV, with any delimiter."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

from crowd.model.errors import CommandFailed
from crowd.model.progress import ProgressCallback
from crowd.tables.formats.delimiter import declared_delimiter, find_delimiter
from crowd.tables.formats.limits import (
    MAX_CELL_LENGTH,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SKIPPED_CELL_LENGTH,
)
from crowd.tables.formats.source import NumberedRow, Source
from crowd.tables.formats.text_encoding import TextEncoding

ROWS_PER_PROGRESS = 10_000
"""Rows between two calls of the progress callback."""

MAX_LINES_CHECKED = 1000
"""Lines in which the delimiter is looked for."""

MAX_LINE_LENGTH_CHECKED = 100_000
"""Characters of a line in which the delimiter is looked for."""


def read_delimited_text(
    data: bytes, encoding: TextEncoding, progress: ProgressCallback, *, decimal_comma: bool
) -> Source:
    """Read a table in CSV; raise CommandFailed, while its rows are read, where a row is none."""
    with encoding.open(data) as text:
        begin = [line[:MAX_LINE_LENGTH_CHECKED] for line in islice(text, MAX_LINES_CHECKED)]
    declared = declared_delimiter(begin[0]) if begin else ""
    delimiter = declared or find_delimiter(begin, decimal_comma=decimal_comma)
    total = data.count(b"\n") + 1
    skipped = 1 if declared else 0

    def rows() -> Iterator[NumberedRow]:
        return _read_rows(data, encoding, delimiter, skipped, _with_total(progress, total))

    return Source(rows=rows, notes=[encoding.note] if encoding.note else [])


def _with_total(progress: ProgressCallback, total: int) -> ProgressCallback:
    return lambda done, _total: progress(done, total)


def _read_rows(
    data: bytes,
    encoding: TextEncoding,
    delimiter: str,
    skipped: int,
    progress: ProgressCallback,
) -> Iterator[NumberedRow]:
    """Yield rows with the line that each begins in, without empty ones."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    with encoding.open(data) as text:
        for _ in range(skipped):
            text.readline()
        reader = csv.reader(text, delimiter=delimiter)
        line, number, next_report = 1 + skipped, 0, ROWS_PER_PROGRESS
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                    number += 1
                line = reader.line_num + 1 + skipped
                if line > next_report:
                    next_report += ROWS_PER_PROGRESS
                    progress(line, 0)
                    _check_rows(number)
                _check_columns(cells, line - 1)
        except csv.Error as error:
            if "limit" not in str(error):
                raise CommandFailed(_problem(line, error)) from error
            # The length of each cell is looked at from here on only: most files have none so long.
            for row in islice(_read_long_rows(data, encoding, delimiter, skipped), number, None):
                yield row
                number += 1
                _check_rows(number)


def _read_long_rows(
    data: bytes, encoding: TextEncoding, delimiter: str, skipped: int
) -> Iterator[NumberedRow]:
    """Yield rows like `_read_rows`, with the length of each cell that is too long in its place."""
    with encoding.open(data) as text:
        for _ in range(skipped):
            text.readline()
        lines: list[str] = []
        reader = csv.reader(_kept(text, lines), delimiter=delimiter)
        line, width = 1 + skipped, 0
        while True:
            lines.clear()
            try:
                cells = _read_long_row(reader)
            except csv.Error as error:
                raise CommandFailed(_problem(line, error)) from error
            if cells is None:
                return
            end = reader.line_num + 1 + skipped
            width = width or len(cells)
            if (
                end - line > 1
                and any(len(cell) > MAX_CELL_LENGTH for cell in cells)
                and not (1 < len(cells) == width and _is_closed(lines, delimiter))
            ):
                # Rows can be in the cell: nobody knows where it should end.
                raise CommandFailed(_quote_problem(line, MAX_CELL_LENGTH))
            _check_columns(cells, end - 1)
            if cells:
                yield line, [_bounded(cell) for cell in cells]
            line = end


def _kept(text: Iterator[str], lines: list[str]) -> Iterator[str]:
    """Yield lines, and keep them in a list until somebody clears it."""
    for line in text:
        lines.append(line)
        yield line


def _is_closed(lines: Sequence[str], delimiter: str) -> bool:
    """Return whether each quote in the lines of a row ends a cell, and most lines are no rows: one that
    was not closed would end in another row, before a text."""
    if 2 * sum(delimiter in line for line in lines) > len(lines):
        return False
    csv.field_size_limit(MAX_SKIPPED_CELL_LENGTH)
    try:
        return len([*csv.reader(lines, delimiter=delimiter, strict=True)]) == 1
    except csv.Error:
        return False
    finally:
        csv.field_size_limit(MAX_CELL_LENGTH)


def _read_long_row(reader: Iterator[list[str]]) -> list[str] | None:
    # The limit is that of all readers.
    csv.field_size_limit(MAX_SKIPPED_CELL_LENGTH)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(MAX_CELL_LENGTH)


def _bounded(cell: str) -> str:
    return cell if len(cell) <= MAX_CELL_LENGTH else f"(a text of {len(cell):,} characters)"


def _problem(line: int, error: csv.Error) -> str:
    if "limit" in str(error):
        return _quote_problem(line, MAX_SKIPPED_CELL_LENGTH)
    return f"The row that begins in line {line} cannot be read ({error}). Is a quote not closed?"


def _quote_problem(line: int, length: int) -> str:
    return (
        f"The row that begins in line {line} has a cell of more than {length:,} characters. Is a "
        "quote not closed?"
    )


def _check_columns(cells: Sequence[str], line: int) -> None:
    if len(cells) > MAX_COLUMNS:
        raise CommandFailed(
            f"Line {line} has {len(cells):,} cells, and at most {MAX_COLUMNS:,} can be read."
        )


def _check_rows(number: int) -> None:
    if number > MAX_ROWS:
        raise CommandFailed(
            f"The file has more than {MAX_ROWS:,} rows. Split it into several files."
        )
