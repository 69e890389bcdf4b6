"""Fill the cells below merged ones, of which files keep the first alone."""

from __future__ import annotations

from collections.abc import Sequence

from crowd.tables.formats.cells import Cell, cell_text


def fill_merged(cells: Sequence[Cell], name: str) -> tuple[Sequence[Cell], list[str]]:
    """Fill empty cells with the text above, if the column has each text once, the first in its first row,
    and most cells empty; return a note as well."""
    texts = [cell_text(cell) for cell in cells]
    filled = [text for text in texts if text]
    empty = len(texts) - len(filled)
    if not filled or not texts[0] or empty < len(filled) or len({*filled}) < len(filled):
        return cells, []
    found: list[Cell] = []
    for text in texts:
        found.append(text or found[-1])
    note = (
        f"Rows without anything in --by {name} belong to the text above them, as below merged cells: "
        f"{empty:,}."
    )
    return found, [note]
