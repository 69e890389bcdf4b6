"""Cells of tables."""

from __future__ import annotations

Cell = str | float
"""A text as somebody typed it, or a JSON number."""


def cell_text(cell: Cell) -> str:
    """Return a cell as somebody would have typed it."""
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if cell.is_integer() else str(cell)
