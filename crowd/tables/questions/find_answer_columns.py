"""Find the columns of a table that hold answers."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from crowd.model.errors import Invalid
from crowd.tables.column_contents import column_contents
from crowd.tables.columns.survey_columns import is_of_survey_tool
from crowd.tables.detect import ROW_NUMBERS
from crowd.tables.table import Table
from crowd.tables.to_sample import TableFormat

MAX_NAMES = 10
"""Columns that a note lists."""


class FoundColumns(NamedTuple):
    """The places of columns of answers, and notes on those that were left out."""

    places: list[int]
    notes: list[str]


def find_answer_columns(
    table: Table, used: AbstractSet[int], table_format: TableFormat, maximum: int
) -> FoundColumns:
    """Find the columns whose cells are answers, among those that are not used for anything else.

    The first rows are looked at. Columns that number the rows are left out; of a choice also those of
    many different texts, as names are. Raise Invalid if there are none, or more than `maximum`.
    """
    found: list[int] = []
    omitted: list[str] = []
    for place, name in enumerate(table.names):
        if place in used or is_of_survey_tool(name):
            continue
        contents = column_contents(table, table_format.kind, table_format.locale, place)
        if not contents:
            omitted.append(name or str(place + 1))
        elif contents == ROW_NUMBERS:
            omitted.append(f"{name or place + 1} (it numbers the rows)")
        else:
            found.append(place)
        if len(found) > maximum:
            message = (
                f"More than {maximum} columns hold answers. Name those you want with --column."
            )
            raise Invalid.of_field("all", message)
    notes = []
    if omitted:
        listed = ", ".join(name[:60] for name in omitted[:MAX_NAMES])
        more = f" and {len(omitted) - MAX_NAMES:,} more" * (len(omitted) > MAX_NAMES)
        notes = [f"Columns that hold no answers, and were left out: {listed}{more}."]
    if not found:
        raise Invalid.of_field("all", " ".join(["No column holds answers.", *notes]))
    return FoundColumns(found, notes)
