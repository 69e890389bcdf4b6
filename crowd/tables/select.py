"""The columns of a table that were asked for, row for row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from crowd.tables.reader import Cell, Rows

NO_OBJECT = "This line is no JSON object like the others."
TOO_MANY_CELLS = (
    "It has more cells than the first row. A number with a comma in it needs quotes around it."
)
ROWS_AT_ONCE = 200


class SelectedColumns(NamedTuple):
    """Columns by what they are for, with the line of each row, and what is wrong with rows."""

    lines: list[int]
    cells: dict[str, list[Cell]]
    problems: dict[int, str]
    notes: tuple[str, ...] = ()


def pick(rows: Rows, places: Mapping[str, int]) -> SelectedColumns:
    """The cells of the columns at these places; short rows have empty ones."""
    width = len(rows.first)
    lines: list[int] = []
    problems: dict[int, str] = {}
    columns: dict[str, list[Cell]] = {role: [] for role in places}
    # So few at once that Python never stops to look for what it can tidy up: half the time.
    while chunk := list(islice(rows.rows, ROWS_AT_ONCE)):
        whole: Sequence[Sequence[Cell]] = [cells for _, cells in chunk if cells is not None]
        if len(whole) < len(chunk) or set(map(len, whole)) != {width}:
            for place, (_, cells) in enumerate(chunk, len(lines)):
                problems |= _misfit(place, cells, width)
            for role, place in places.items():
                columns[role].extend(_cell(cells, place) for _, cells in chunk)
        else:
            for role, place in places.items():
                columns[role].extend(cells[place] for cells in whole)
        lines.extend(line for line, _ in chunk)
    return SelectedColumns(lines, columns, problems)


def without_first(picked: SelectedColumns, *notes: str) -> SelectedColumns:
    """All rows but the first, which was a header."""
    return SelectedColumns(
        picked.lines[1:],
        {role: cells[1:] for role, cells in picked.cells.items()},
        {place - 1: reason for place, reason in picked.problems.items() if place},
        notes,
    )


def _cell(cells: Sequence[Cell] | None, place: int) -> Cell:
    """The cell at a place. Short rows are not filled up: a first row may have any length."""
    return cells[place] if cells is not None and place < len(cells) else ""


def _misfit(place: int, cells: Sequence[Cell] | None, width: int) -> dict[int, str]:
    if cells is None:
        return {place: NO_OBJECT}
    beyond = any(str(cell).strip() for cell in cells[width:])
    return {place: TOO_MANY_CELLS} if beyond else {}
