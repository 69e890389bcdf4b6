"""How answers are written into files that spreadsheets open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime

Cell = float | int | str | bool

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def written_time(seconds: int, *, exact: bool) -> datetime:
    """The time of an answer in an export: seconds can tell who it was, so their minute is written
    unless the organizer chose otherwise before anybody answered."""
    return datetime.fromtimestamp(seconds if exact else seconds - seconds % 60, UTC)


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
