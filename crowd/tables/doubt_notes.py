"""Say which cells have more than one reading, and which were read in the light of the others."""

from __future__ import annotations

from collections.abc import Sequence

from crowd.tables.columns.column import Column
from crowd.tables.formats.cells import Cell, cell_text

MAX_LINES_NAMED = 5
MAX_TEXT_SHOWN = 40


def doubt_notes(column: Column, cells: Sequence[Cell], lines: Sequence[int]) -> list[str]:
    """Return the notes on cells that can be read in more than one way."""
    notes = []
    doubtful = sorted(column.doubtful)
    for place in doubtful[:MAX_LINES_NAMED]:
        value = f"{column.doubtful[place]:,.12g}"
        notes.append(
            f"Line {lines[place]}: {_quote(cells[place])} is doubtful, and read as {value}."
        )
    if len(doubtful) > MAX_LINES_NAMED:
        notes.append(f"... and {len(doubtful) - MAX_LINES_NAMED:,} more like that.")
    if column.ambiguous:
        first = min(column.ambiguous)
        notes.append(
            f"Answers that can be read in more than one way: {len(column.ambiguous):,}. The likeliest "
            f"reading was taken, as of {_quote(cells[first])} in line {lines[first]}; --locale can "
            "name another."
        )
    return notes


def _quote(cell: Cell) -> str:
    text = " ".join(cell_text(cell).split())
    return f"“{text if len(text) <= MAX_TEXT_SHOWN else text[: MAX_TEXT_SHOWN - 1] + '…'}”"
