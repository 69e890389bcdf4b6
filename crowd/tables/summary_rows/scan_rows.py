"""Read a table once for the rows that may be none of its answers, with the figures of all rows."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import msgspec
import numpy as np

from crowd.analysis.sample import Values
from crowd.tables.formats.cells import Cell, cell_text
from crowd.tables.formats.source import NumberedRow
from crowd.tables.summary_rows.words import names_summary, own_statistic, statistic_word

MAX_LAST_ROWS = 20
"""Rows at the end of a table that are checked."""

MAX_FIRST_ROWS = 3
"""Rows at its beginning that are checked."""

MAX_ROWS_BETWEEN = 500
"""Rows elsewhere that have a word for a sum and are checked."""

MAX_CELLS_WITH_WORDS = 10
"""Cells at the beginning of a row in which such a word is looked for."""

MAX_ROWS_SEARCHED = 100_000
"""Rows among which those are looked for."""

MAX_CELLS_COMPARED = 20_000
"""Cells of a table whose figures are compared even where no word or gap gives reason to."""

MAX_CELLS = 2_000_000
"""Cells whose figures are kept: of a longer table fewer columns are."""

MAX_COLUMNS = 20
"""Columns with figures that are compared."""

MIN_TIMES_LARGER = 10
"""Times that a figure is larger than others at the end, to be compared with the sum of a long table."""

CELLS_LOOKED_AT = 30
CHUNK_SIZE = 1_000

Rows = Callable[[], Iterator[NumberedRow]]
ParseFigures = Callable[[Sequence[Cell]], Values]


class CheckedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that may be none of the answers: its index in the table, its line and its texts."""

    index: int
    line: int
    texts: list[str]
    is_object: bool = True
    """Whether the line has cells at all: a line that is no JSON object has none."""

    @property
    def label(self) -> str:
        """Return the first cell with something in it."""
        return next(filter(None, self.texts), "")


class ScannedTable(msgspec.Struct, kw_only=True):
    """The rows of a table that are checked, and the figures of all rows by column."""

    number: int
    width: int
    checked: list[CheckedRow]
    gaps: list[int]
    """Indices of rows above which lines are empty, at most two."""

    figures: dict[int, Values] = {}


def scan_rows(
    rows: Rows, width: int, is_answer: Callable[[str], bool], parse: ParseFigures | None
) -> ScannedTable:
    """Find the rows to check, and read figures where there is reason to compare them."""
    table = _find_checked_rows(rows, width)
    if parse is None or not table.checked:
        return table
    first = [cells for _, cells in islice(rows(), CELLS_LOOKED_AT) if cells is not None]
    places = _figure_columns(first, width, is_answer)
    if table.number * len(places) > MAX_CELLS_COMPARED and not _has_hints(table, places, parse):
        return table
    most = max(1, min(MAX_COLUMNS, MAX_CELLS // max(1, table.number)))
    cells: dict[int, list[Cell]] = {place: [] for place in places[:most]}
    for _, row in rows():
        for place, column in cells.items():
            column.append(row[place] if row is not None and place < len(row) else "")
    for place, column in cells.items():
        values = parse(column)
        if not _numbers_rows(values):
            table.figures[place] = values
    return table


def _find_checked_rows(rows: Rows, width: int) -> ScannedTable:
    number, before = 0, 0
    last = deque[tuple[int, NumberedRow]](maxlen=MAX_LAST_ROWS)
    found: dict[int, NumberedRow] = {}
    gaps = array("q")
    iterator = rows()
    while chunk := list(islice(iterator, CHUNK_SIZE)):
        if len(gaps) < 2 and chunk[-1][0] - (before or chunk[0][0] - 1) != len(chunk):
            for index, (line, _) in enumerate(chunk, number):
                if before and line - before > 1 and len(gaps) < 2:
                    gaps.append(index)
                before = line
        before = chunk[-1][0]
        if number < MAX_ROWS_SEARCHED and width > 1:
            for index, row in enumerate(chunk, number):
                if len(found) < MAX_ROWS_BETWEEN and _has_word(row):
                    found[index] = row
        last.extend(enumerate(chunk, number))
        number += len(chunk)
    found |= dict(last)
    checked = [_checked_row(index, found[index]) for index in sorted(found)]
    return ScannedTable(number=number, width=width, checked=checked, gaps=gaps.tolist())


def _has_word(row: NumberedRow) -> bool:
    """Return whether a row may sum up others, by its first cell with something in it, or by another that
    is nothing but a word for a statistic."""
    is_first = True
    for cell in (row[1] or ())[:MAX_CELLS_WITH_WORDS]:
        if not isinstance(cell, str):
            return False
        if cell and (text := cell.strip()):
            if not text[0].isdecimal() and (
                names_summary(text, alone=False) if is_first else statistic_word(text)
            ):
                return True
            is_first = False
    return False


def _checked_row(index: int, row: NumberedRow) -> CheckedRow:
    line, cells = row
    texts = [cell_text(cell) for cell in cells or ()]
    return CheckedRow(index=index, line=line, texts=texts, is_object=cells is not None)


def _figure_columns(
    first: Sequence[Sequence[Cell]], width: int, is_answer: Callable[[str], bool]
) -> list[int]:
    """Return the columns of which most of the first cells are answers."""
    found = []
    for place in range(min(width, 10 * MAX_COLUMNS)):
        cells = [cell_text(row[place]) for row in first if place < len(row)]
        texts = [text for text in cells if text and not names_summary(text, alone=width == 1)]
        if texts and 2 * sum(map(is_answer, texts)) >= len(texts):
            found.append(place)
    return found


def _has_hints(table: ScannedTable, places: Sequence[int], parse: ParseFigures) -> bool:
    """Return whether words, gaps or sizes show that the end of a long table may sum it up."""
    labels = [row.label for row in table.checked]
    if any(
        names_summary(label, alone=table.width == 1) or own_statistic(label) for label in labels
    ) or any(map(statistic_word, (text for row in table.checked for text in row.texts))):
        return True
    last = table.checked[-MAX_LAST_ROWS:]
    if table.gaps and table.gaps[-1] >= last[0].index:
        return True
    for place in places[:MAX_COLUMNS]:
        sizes = np.abs(parse([row.texts[place] if place < len(row.texts) else "" for row in last]))
        sizes = np.sort(sizes[np.isfinite(sizes)])
        if sizes.size > 1 and sizes[-1] > MIN_TIMES_LARGER * sizes[-2]:
            return True
    return False


def _numbers_rows(values: Values) -> bool:
    """Return whether a column counts the rows."""
    known = values[np.isfinite(values)]
    return known.size > 1 and bool(np.all(np.diff(known) == 1))
