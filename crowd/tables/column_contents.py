"""What the columns of a table hold, as far as its first rows tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel import Locale

from crowd.parsing.comparison_key import comparison_key
from crowd.parsing.options import MAX_OPTIONS
from crowd.tables.answer_parsers import ANSWER_PARSERS
from crowd.tables.columns.cell_problems import is_date_text
from crowd.tables.columns.labels import are_labels
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.detect import ROW_NUMBERS
from crowd.tables.formats.cells import cell_text
from crowd.tables.shell_words import quote_for_shell
from crowd.tables.table import Table

MAX_CELLS = 30
"""Cells of a column that are looked at, without those that stand for nothing."""

MIN_SHARE = 0.5
"""Share of these cells that have to be answers."""

CLOCK_TIME = re.compile(r"\d{1,4}:\d\d(?::\d\d)?(?:[.,]\d+)?", re.ASCII)

OTHER_CONTENTS = {
    "duration": "times such as 1:30:00",
    "date": "dates",
    "choice": "a few different texts",
}
"""What a column holds that no number is, by the name of the kind that reads it."""

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


def other_kind_notes(texts: Sequence[str], kind: str, column: str) -> list[str]:
    """Say which other kind reads the first texts of a column that are no answers of this one."""
    first = [text for text in texts[:MAX_CELLS] if not is_missing(text)]
    found = kind_of_texts(first) if kind == "number" and first else ""
    if not found:
        return []
    where = f" in “{column}”" if column else ""
    option = f" --column {quote_for_shell(column)}" if column else ""
    return [f"Most of the answers{where} are {OTHER_CONTENTS[found]}: try --kind {found}{option}."]


def kind_of_texts(texts: Sequence[str]) -> str:
    """Return the kind that most of some texts are of; empty where that is not clear."""
    for found, is_one in (("duration", CLOCK_TIME.fullmatch), ("date", is_date_text)):
        if sum(bool(is_one(text)) for text in texts) > MIN_SHARE * len(texts):
            return found
    different = {comparison_key(text) for text in texts}
    are_words = not any(any(character.isdigit() for character in text) for text in texts)
    return "choice" if are_words and len(different) < len(texts) else ""
