"""Find the delimiter of a table in CSV: the one with the steadiest number of cells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

DELIMITERS = ("\t", ";", "|", ",", "^")
"""Delimiters that are tried; of two that are equally steady the first."""

NO_DELIMITER = "\x1f"
"""Delimiter of a table with one column, so that `1,234` is one cell."""

MAX_TITLE_LINES = 20
"""Lines above a table that can be its title."""

_DECLARED = re.compile(r'"?sep=(?P<delimiter>[^"\r\n]|\\t)"?', re.IGNORECASE)
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_WITH_COMMA = re.compile(r"[-+]?\d+(,\d+)?")


class Widths(NamedTuple):
    """How many cells most rows have, and the share of the rows that have as many."""

    cells: int
    share: float


def declared_delimiter(line: str) -> str:
    """Return the delimiter that a first line such as `sep=;` declares; empty for other lines."""
    found = _DECLARED.fullmatch(line.strip(" \r\n"))
    if not found:
        return ""
    return "\t" if found["delimiter"] == "\\t" else found["delimiter"]


def find_delimiter(lines: Sequence[str], *, decimal_comma: bool = False) -> str:
    """Return the delimiter of a table by its first lines; NO_DELIMITER for a single column."""
    filled = [line for line in lines if line.strip()]
    best, steadiest = NO_DELIMITER, Widths(1, 0.0)
    for delimiter in DELIMITERS:
        widths = _measure_widths(filled, delimiter)
        if widths.cells > 1 and widths.share > steadiest.share:
            best, steadiest = delimiter, widths
    if best == NO_DELIMITER and filled:
        # Rows can be shorter than their header; a comma before a space is one of a sentence.
        header = _outside_quotes(filled[0])
        return next((one for one in DELIMITERS if re.search(rf"{re.escape(one)}\S", header)), best)
    if best != NO_DELIMITER and _is_one_column(filled, best, decimal_comma=decimal_comma):
        return NO_DELIMITER
    return best


def _measure_widths(lines: Sequence[str], delimiter: str) -> Widths:
    """Measure how steady the number of cells is, with delimiters in quotes left out."""
    try:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return Widths(1, 0.0)
    if not counts:
        return Widths(1, 0.0)
    cells, rows = max(counts.items(), key=lambda item: (item[1], item[0]))
    return Widths(cells, rows / counts.total())


def _is_one_column(lines: Sequence[str], delimiter: str, *, decimal_comma: bool) -> bool:
    """Return whether lines are one column, in which commas group digits or are decimal."""
    if delimiter == ",":
        number = _WITH_COMMA if decimal_comma else _GROUPED
        first = lines[0].strip()
        is_alike = "," not in first or number.fullmatch(first)
        if is_alike and all(
            "," not in line or number.fullmatch(line.strip()) for line in lines[1:]
        ):
            return True
    if delimiter in _outside_quotes(lines[0]):
        return False
    # Without a delimiter the first line is a title, if a header follows, or else the only header.
    return not any(
        _is_header(_outside_quotes(line), delimiter) for line in lines[1:MAX_TITLE_LINES]
    )


def _is_header(line: str, delimiter: str) -> bool:
    names = [cell.strip() for cell in line.split(delimiter)]
    return len(names) > 1 and not any(re.search(r"\d", name[:1]) for name in names)


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', '""', line)
