"""The table in a file: named columns, and rows of cells with their line numbers.

`open_table` reads the beginning of a file and names the columns. `find_column` finds one by its name,
and `select_columns` (in `crowd.tables.select`) reads the cells of as many columns as one likes: each
call reads the rows anew, so that only those columns are kept in memory. `read_sample` in
`crowd.tables.to_sample` makes a sample of one column of answers and its companions; call it once for
each question, with another `column`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import msgspec

from crowd.tables.formats.source import NumberedRow, Source
from crowd.tables.header import Header, find_header
from crowd.tables.preview_rows import PreviewRows, find_preview_rows
from crowd.tables.summary_rows.find_summary_rows import find_summary_rows
from crowd.tables.summary_rows.scan_rows import ParseFigures, Rows

MAX_ROWS_CHECKED = 1_000
"""Rows at the beginning in which header and columns are looked for."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Named columns. `rows` yields the rows below the header, anew with each call.

    Without a header `names` are the cells of the first row, which is an answer like the others.
    """

    names: list[str]
    rows: Callable[[], Iterator[NumberedRow]]
    has_header: bool
    labels: list[str] = []
    """Further names of the columns, such as the questions where the names are codes."""

    first_rows: list[NumberedRow] = []
    """The first rows below the header, at most MAX_ROWS_CHECKED."""

    doubtful_lines: frozenset[int] = frozenset()
    """Lines that count as answers and may be none, such as one called Max with the largest figure."""

    notes: list[str] = []
    """What has to be told of how the file was read."""


def open_table(
    source: Source,
    asked: Sequence[str],
    is_answer: Callable[[str], bool],
    parse_figures: ParseFigures | None = None,
) -> Table:
    """Find the header of a table, of which some names are asked for, and leave out rows that sum up
    others: those whose figures show that only with `parse_figures`, which reads a column."""
    first_rows = list(islice(source.rows(), MAX_ROWS_CHECKED))
    if source.names is not None:
        header = Header(names=source.names, is_row=True)
    else:
        # Kinds without figures are choices, whose answers are texts of any kind.
        header = find_header(first_rows, asked, is_answer, are_texts=parse_figures is None)

    def all_rows() -> Iterator[NumberedRow]:
        return islice(source.rows(), header.rows, None)

    previews = find_preview_rows(all_rows, header.names) if header.is_row else PreviewRows()
    rows = _without_lines(all_rows, previews.lines) if previews.lines else all_rows
    summaries = find_summary_rows(rows, len(header.names), is_answer, parse_figures)
    left_out = summaries.lines | previews.lines
    return Table(
        names=header.names,
        labels=header.labels,
        rows=_without_lines(rows, left_out) if left_out else rows,
        has_header=header.is_row,
        first_rows=[row for row in first_rows[header.rows :] if row[0] not in left_out],
        doubtful_lines=summaries.doubtful,
        notes=[*source.notes, *header.notes, *previews.notes, *summaries.notes],
    )


def _without_lines(rows: Rows, left_out: frozenset[int]) -> Rows:
    return lambda: (row for row in rows() if row[0] not in left_out)
