"""Find rows that a survey tool marks as previews, tests or spam."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crowd.parsing.comparison_key import comparison_key
from crowd.tables.formats.cells import cell_text
from crowd.tables.summary_rows.scan_rows import Rows

QUALTRICS_COLUMNS = {"responseid", "recordeddate"}
"""Names of columns that show that `Status` is that of Qualtrics."""

PREVIEW_CODES = {"1", "2", "8", "9", "12", "17"}
"""Numbers of the status of previews, tests and spam, where an export has numbers."""

PREVIEW_WORDS = ("preview", "spam", "survey test")

MAX_LINES_NAMED = 5


class PreviewRows(NamedTuple):
    """The lines of rows that are no answers of people, and what is told of them."""

    lines: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def find_preview_rows(rows: Rows, names: Sequence[str]) -> PreviewRows:
    """Find the rows whose status in an export of Qualtrics is that of previews, tests and spam."""
    keys = [comparison_key(name) for name in names]
    if "status" not in keys or not QUALTRICS_COLUMNS & {*keys}:
        return PreviewRows()
    place = keys.index("status")
    lines = [
        line
        for line, cells in rows()
        if cells is not None and place < len(cells) and _is_preview(cell_text(cells[place]))
    ]
    if not lines:
        return PreviewRows()
    named = ", ".join(map(str, lines[:MAX_LINES_NAMED]))
    more = f" and {len(lines) - MAX_LINES_NAMED:,} more" * (len(lines) > MAX_LINES_NAMED)
    note = f"Rows with the status of previews, tests or spam, which were left out: lines {named}{more}."
    return PreviewRows(frozenset(lines), (note,))


def _is_preview(status: str) -> bool:
    key = comparison_key(status)
    return key in PREVIEW_CODES or any(word in key for word in PREVIEW_WORDS)
