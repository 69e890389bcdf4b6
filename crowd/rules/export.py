"""How answers are written into files that spreadsheets open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

Cell = float | int | str | bool

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(rows: Iterable[Iterable[Cell]]) -> str:
    """Rows as CSV; numbers stay numbers."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: Cell) -> Cell:
    """The cell, with a quote before a text that a spreadsheet would take for a formula."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
