"""Say how columns that hold no answers can be analyzed, and tables with a column for each person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from babel import Locale

from crowd.analysis.sample import Values
from crowd.tables.column_contents import OTHER_CONTENTS, first_texts, kind_of_texts
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.columns.number_columns import parse_numbers
from crowd.tables.formats.cells import cell_text
from crowd.tables.shell_words import quote_for_shell
from crowd.tables.table import Table

MAX_COLUMNS_SUGGESTED = 3
"""Columns for which another kind is suggested."""

MIN_PERSONS, MIN_PERSONS_OF_ONE_ROW, MAX_ROWS = 3, 5, 50
"""Columns of people from which on a table may have a row for each question, also where it has only
one; rows that are looked at."""

MIN_RATIO = 4
"""How much more numbers have to differ within columns than within rows."""

TRANSPOSED_NOTE = (
    "Each row seems to be a question and each column a person. Answers to one question have to stand "
    "below each other: swap rows and columns first (in a spreadsheet: copy, then Paste Special with "
    "Transpose)."
)


def other_kind_suggestions(table: Table, kind: str, places: Iterable[int]) -> list[str]:
    """Say which columns of a table another kind reads."""
    if kind != "number":
        return []
    found = []
    for place in places:
        texts = first_texts(table, place)
        other = kind_of_texts(texts) if len(texts) > 1 else ""
        if other:
            name = table.names[place] if table.has_header and table.names[place] else str(place + 1)
            found.append(
                f"“{name[:60]}” holds {OTHER_CONTENTS[other]}: "
                f"--kind {other} --column {quote_for_shell(name)} analyzes it."
            )
        if len(found) == MAX_COLUMNS_SUGGESTED:
            break
    return found


def transposed_notes(table: Table, places: Sequence[int], locale: Locale) -> list[str]:
    """Say what to do with a table that has a row for each question and a column for each person.

    Its first column names the rows, and the numbers in a row are more alike than those in a column.
    """
    rows = [cells for _, cells in table.first_rows if cells is not None]
    if not table.has_header or not places or 0 in places or not 0 < len(rows) <= MAX_ROWS:
        return []
    names = [cell_text(row[0]) if row else "" for row in rows]
    are_names = all(name and not is_missing(name) for name in names)
    fewest = MIN_PERSONS_OF_ONE_ROW if len(rows) == 1 else MIN_PERSONS
    if not are_names or len(set(names)) < len(names) or len(places) < max(fewest, len(rows)):
        return []
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in places]
    sizes = np.log1p(np.abs([parse_numbers(column, locale).values for column in columns]))
    return [TRANSPOSED_NOTE] if _are_rows_alike(sizes) else []


def _are_rows_alike(sizes: Values) -> bool:
    """Return whether numbers, by columns, differ more within columns than within rows."""
    if not np.all(np.isfinite(sizes)):
        return False
    is_one_row = sizes.shape[1] == 1
    return is_one_row or bool(
        np.mean(np.var(sizes, axis=1)) > MIN_RATIO * np.mean(np.var(sizes, axis=0))
    )
