"""Select columns of a table."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from crowd.tables.csv_writer import unescape_formulas
from crowd.tables.formats.cells import Cell
from crowd.tables.table import Table

NOT_AN_OBJECT = "This line is no JSON object like the others."
TOO_MANY_CELLS = (
    "It has more cells than the first row. A number with a comma in it needs quotes around it."
)
CHUNK_SIZE = 200
"""Rows selected at once: small chunks avoid garbage-collector runs, which halves the time."""


class SelectedColumns(NamedTuple):
    """Cells by the role of their column, the line of each row, and problems by the index of the row."""

    lines: Sequence[int]
    cells: dict[str, list[Cell]]
    problems: dict[int, str]


def select_columns(table: Table, places: Mapping[str, int]) -> SelectedColumns:
    """Select columns by their index, given by role; missing cells of short rows are empty.

    The roles are names of the caller's choice: for many questions, one for each.
    """
    width = len(table.names)
    lines = array("q")
    problems: dict[int, str] = {}
    columns: dict[str, list[Cell]] = {role: [] for role in places}
    rows = table.rows()
    while chunk := list(islice(rows, CHUNK_SIZE)):
        whole: Sequence[Sequence[Cell]] = [cells for _, cells in chunk if cells is not None]
        if len(whole) < len(chunk) or set(map(len, whole)) != {width}:
            for place, (_, cells) in enumerate(chunk, len(lines)):
                problems |= _row_problem(place, cells, width)
            for role, place in places.items():
                columns[role].extend(_cell_at(cells, place) for _, cells in chunk)
        else:
            for role, place in places.items():
                columns[role].extend(cells[place] for cells in whole)
        lines.extend(line for line, _ in chunk)
    for cells in columns.values():
        _remove_guards(cells)
    return SelectedColumns(lines, columns, problems)


def _remove_guards(cells: list[Cell]) -> None:
    """Remove the apostrophes that our exports put before formulas."""
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and "'" in cell:
            cells[place] = unescape_formulas(cell)


def take_rows(selected: SelectedColumns, rows: Sequence[int]) -> SelectedColumns:
    """Take some rows, given by their index."""
    return SelectedColumns(
        [selected.lines[row] for row in rows],
        {role: [cells[row] for row in rows] for role, cells in selected.cells.items()},
        {
            place: selected.problems[row]
            for place, row in enumerate(rows)
            if row in selected.problems
        },
    )


def drop_first_row(selected: SelectedColumns) -> SelectedColumns:
    """Drop the first row, which is a header."""
    return SelectedColumns(
        selected.lines[1:],
        {role: cells[1:] for role, cells in selected.cells.items()},
        {place - 1: reason for place, reason in selected.problems.items() if place},
    )


def _cell_at(cells: Sequence[Cell] | None, place: int) -> Cell:
    """Return a cell, empty beyond the end: a first row of any length must not pad all others."""
    return cells[place] if cells is not None and place < len(cells) else ""


def _row_problem(place: int, cells: Sequence[Cell] | None, width: int) -> dict[int, str]:
    if cells is None:
        return {place: NOT_AN_OBJECT}
    beyond = any(str(cell).strip() for cell in cells[width:])
    return {place: TOO_MANY_CELLS} if beyond else {}
