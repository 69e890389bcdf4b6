"""Find the columns of a table that hold answers."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from crowd.model.errors import Invalid
from crowd.parsing.options import MAX_OPTIONS
from crowd.tables.answer_parsers import ANSWER_PARSERS
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.detect import is_of_survey_tool
from crowd.tables.formats.cells import cell_text
from crowd.tables.table import Table
from crowd.tables.to_sample import TableFormat

MIN_SHARE = 0.5
"""Share of the cells with anything in them that have to be answers."""

MAX_COLUMNS_TOLD = 10


class AnswerColumns(NamedTuple):
    """The places of columns of answers, and notes on those that were left out."""

    places: list[int]
    notes: list[str]


def find_answer_columns(
    table: Table, used: AbstractSet[int], table_format: TableFormat
) -> AnswerColumns:
    """Find the columns whose cells are answers, among those that are not used for anything else.

    The first rows are looked at. Columns that number the rows are left out; of a choice also those of
    many different texts, as names are. Raise Invalid if there are none.
    """
    found: list[int] = []
    omitted: list[str] = []
    for place, name in enumerate(table.names):
        if place in used or is_of_survey_tool(name):
            continue
        texts = first_texts(table, place)
        if not holds_answers(texts, table_format):
            omitted.append(f"{name or place + 1}" if texts else f"{name or place + 1} (empty)")
        elif numbers_rows(texts):
            omitted.append(f"{name or place + 1} (it numbers the rows)")
        else:
            found.append(place)
    notes = []
    if omitted:
        told = ", ".join(omitted[:MAX_COLUMNS_TOLD])
        more = f" and {len(omitted) - MAX_COLUMNS_TOLD:,} more" * (len(omitted) > MAX_COLUMNS_TOLD)
        notes = [f"Columns that hold no answers, and were left out: {told}{more}."]
    if not found:
        raise Invalid.of_field("all", " ".join(["No column holds answers.", *notes]))
    return AnswerColumns(found, notes)


def first_texts(table: Table, place: int) -> list[str]:
    """Return the texts of a column in the first rows, without those that stand for nothing."""
    texts = [
        cell_text(cells[place])
        for _, cells in table.first_rows
        if cells is not None and place < len(cells)
    ]
    return [text for text in texts if not is_missing(text)]


def holds_answers(texts: Sequence[str], table_format: TableFormat) -> bool:
    """Return whether most of the texts are answers."""
    if not texts:
        return False
    if table_format.kind == "choice":
        different = len({text.casefold() for text in texts})
        return different <= MAX_OPTIONS and (different < len(texts) or len(texts) == 1)
    parser = ANSWER_PARSERS[table_format.kind]
    distinct: dict[str, int] = {}
    for text in texts:
        distinct[text] = distinct.get(text, 0) + 1
    answers = sum(
        count for text, count in distinct.items() if parser.is_answer(text, table_format.locale)
    )
    return answers >= MIN_SHARE * len(texts)


def numbers_rows(texts: Sequence[str]) -> bool:
    """Return whether a column counts the rows: 1, 2, 3 and so on, or from 0 on."""
    if len(texts) < 3 or texts[0] not in {"0", "1"}:
        return False
    start = int(texts[0])
    return all(text == str(start + place) for place, text in enumerate(texts))
