"""Say which cells have more than one reading, and which were read in the light of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crowd.tables.columns.column import Column
from crowd.tables.formats.cells import Cell, cell_text

MAX_LINES_NAMED = 5
MAX_TEXT_SHOWN = 40
MIN_SCALE_RATIO = 1e6
"""How far apart a unit and a scale word are, and decimals and thousands are not."""


def doubt_notes(
    column: Column,
    cells: Sequence[Cell],
    lines: Sequence[int],
    as_text: Callable[[float], str],
) -> list[str]:
    """Return the notes on cells that can be read in more than one way; `as_text` writes a value."""
    notes = []
    doubtful = sorted(column.doubtful)
    for place in doubtful[:MAX_LINES_NAMED]:
        value = as_text(column.doubtful[place])
        notes.append(
            f"Line {lines[place]}: {_quote(cells[place])} is doubtful, and read as {value}."
        )
    if len(doubtful) > MAX_LINES_NAMED:
        notes.append(f"... and {len(doubtful) - MAX_LINES_NAMED:,} more like that.")
    if column.ambiguous:
        notes.append(_ambiguity_note(column, cells, lines))
    return notes


def place_of(place: int, cells: Sequence[Cell], lines: Sequence[int]) -> str:
    """Quote a cell, with its line."""
    return f"{_quote(cells[place])} in line {lines[place]}"


def _ambiguity_note(column: Column, cells: Sequence[Cell], lines: Sequence[int]) -> str:
    first = min(column.ambiguous)
    head = (
        f"Answers that can be read in more than one way: {len(column.ambiguous):,}. The likeliest"
    )
    what, other = place_of(first, cells, lines), column.other_value
    if other is None:
        return f"{head} reading was taken, as of {what}; --locale can name another."
    value = float(column.values[first])
    way = "--locale can name another"
    if max(abs(value), abs(other)) >= MIN_SCALE_RATIO * min(abs(value), abs(other)):
        way = "name the unit in the header, as in “height (m)”, if it is one"
    return f"{head} reading was taken, as of {what}: {value:,.12g}, not {other:,.12g}; {way}."


def _quote(cell: Cell) -> str:
    text = " ".join(cell_text(cell).split())
    return f"“{text if len(text) <= MAX_TEXT_SHOWN else text[: MAX_TEXT_SHOWN - 1] + '…'}”"
