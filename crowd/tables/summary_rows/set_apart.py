"""What sets a row apart from those above it: an empty line, a missing label, a label of its own."""

from __future__ import annotations

from collections.abc import Sequence

from crowd.tables.summary_rows.scan_rows import CheckedRow, ScannedTable
from crowd.tables.summary_rows.statistics_above import MIN_ROWS


def is_behind_gap(table: ScannedTable, row: CheckedRow) -> bool:
    """Return whether the only empty line of the table is above a row."""
    empty = [
        other.index
        for other in table.checked
        if other.index < row.index and other.is_object and not any(other.texts)
    ]
    return row.index >= MIN_ROWS and (table.gaps == [row.index] or empty == [row.index - 1])


def lacks_label(row: CheckedRow, others: Sequence[CheckedRow]) -> bool:
    """Return whether the first column is filled in all other rows, and empty in this one."""
    place = next((place for place, text in enumerate(others[0].texts) if text), 0)
    filled = [place < len(other.texts) and other.texts[place] for other in [row, *others]]
    return not filled[0] and all(filled[1:])


def count_same(table: ScannedTable, text: str) -> int:
    """Return how many of the rows that are checked begin with a text, or have it in another cell."""
    return sum(text in other.texts for other in table.checked)


def different_choices(*choices: list[CheckedRow]) -> list[list[CheckedRow]]:
    """Return the choices of rows without repetitions."""
    return [choice for place, choice in enumerate(choices) if choice not in choices[:place]]
