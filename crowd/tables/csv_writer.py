"""Write CSV files that spreadsheets can open without running formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime

CsvCell = float | int | str | bool


class LocalNumber(str):
    """A number in the notation of a locale: no text, so that its minus sign is not escaped."""

    __slots__ = ()


FORMULA_START = re.compile(r"(^|[,;\t\n\r])(?='*[=+\-@\t\r＝＋－＠])")
"""Positions where a spreadsheet can begin a formula: also behind characters that some take for the end
of a cell, and before fullwidth signs. Apostrophes before a formula count, so that the one that is put
there can be removed again."""

ESCAPED_FORMULA_START = re.compile(r"(^|[,;\t\n\r])'(?='*[=+\-@\t\r＝＋－＠])")


def export_time(seconds: int, *, exact: bool) -> datetime:
    """Return the time of an answer for exports, cut to the minute unless `exact`: seconds can identify
    people."""
    return datetime.fromtimestamp(seconds if exact else seconds - seconds % 60, UTC)


def write_csv(rows: Iterable[Iterable[CsvCell]], delimiter: str = ",") -> str:
    """Write rows as CSV, with formulas in texts escaped."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(
        [_escape_formulas(cell) for cell in row] for row in rows
    )
    return text.getvalue()


def unescape_formulas(text: str) -> str:
    """Remove what was put before formulas in an export."""
    return ESCAPED_FORMULA_START.sub(r"\1", text)


def _escape_formulas(cell: CsvCell) -> CsvCell:
    """Put an apostrophe before everything in a text that can begin a formula."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    is_text = isinstance(cell, str) and not isinstance(cell, LocalNumber)
    return FORMULA_START.sub(r"\1'", str(cell)) if is_text else cell
