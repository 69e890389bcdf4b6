"""How answers are written into files that spreadsheets open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime

Cell = float | int | str | bool

FORMULA_START = re.compile(r"(^|[;\t\n\r])(?=[=+\-@\t\r＝＋－＠])")
"""Where a spreadsheet may take what follows for a formula: also behind what some take for the end of a
cell, and in the wide forms of the same signs."""


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
    """The cell, with a quote before whatever in a text a spreadsheet would take for a formula."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return FORMULA_START.sub(r"\1'", cell) if isinstance(cell, str) else cell
