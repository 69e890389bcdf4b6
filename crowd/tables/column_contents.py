"""What the columns of a table hold, as far as its first rows tell."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale

from crowd.parsing.options import MAX_OPTIONS
from crowd.tables.answer_parsers import ANSWER_PARSERS
from crowd.tables.columns.labels import are_labels
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.detect import ROW_NUMBERS
from crowd.tables.formats.cells import cell_text
from crowd.tables.table import Table

MAX_CELLS = 30
"""Cells of a column that are looked at, without those that stand for nothing."""

MIN_SHARE = 0.5
"""Share of these cells that have to be answers."""

CONTENTS = {
    "number": "numbers",
    "percentage": "percentages",
    "probability": "chances",
    "date": "dates",
    "duration": "durations",
    "choice": "a few different texts",
}
"""What a column of answers holds, by the name of the kind."""


def column_contents(table: Table, kind: str, locale: Locale, place: int) -> str:
    """Say what answers a column holds, such as `numbers`; nothing where most cells are none."""
    texts = first_texts(table, place, is_choice=kind == "choice")
    if not texts:
        return ""
    if kind == "choice":
        different = len(set(texts))
        few = different <= MAX_OPTIONS and (different < len(texts) or len(texts) == 1)
        return CONTENTS[kind] if few else ""
    if kind in {"number", "percentage", "probability"} and are_labels(texts):
        return ""
    if numbers_rows(texts):
        return ROW_NUMBERS
    is_answer, others = ANSWER_PARSERS[kind].is_answer, 0
    for text in texts:
        others += not is_answer(text, locale)
        # Of thousands of columns with other texts, each takes half the time.
        if others > (1 - MIN_SHARE) * len(texts):
            return ""
    return CONTENTS[kind]


def first_texts(table: Table, place: int, *, is_choice: bool = False) -> list[str]:
    """Return the first texts of a column, without those that stand for nothing."""
    texts: list[str] = []
    for _, cells in table.first_rows:
        text = cell_text(cells[place]) if cells is not None and place < len(cells) else ""
        if not is_missing(text, is_choice=is_choice):
            texts.append(text)
        if len(texts) == MAX_CELLS:
            break
    return texts


def numbers_rows(texts: Sequence[str]) -> bool:
    """Return whether a column counts the rows: 1, 2, 3 and so on, or from 0 on."""
    if len(texts) < 3 or texts[0] not in {"0", "1"}:
        return False
    start = int(texts[0])
    return all(text == str(start + place) for place, text in enumerate(texts))
