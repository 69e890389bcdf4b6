"""Find the columns of a table that hold answers."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import zip_longest
from typing import NamedTuple

import msgspec

from crowd.model.errors import Invalid
from crowd.tables.column_contents import column_contents
from crowd.tables.columns.survey_columns import survey_places
from crowd.tables.detect import MAX_COLUMNS_CHECKED, ROW_NUMBERS, ColumnContents, find_column
from crowd.tables.questions.other_layouts import other_kind_suggestions, transposed_notes
from crowd.tables.questions.requested_questions import RequestedQuestions
from crowd.tables.table import Table
from crowd.tables.to_sample import TableFormat, contents_of, find_answers

MAX_QUESTIONS = 500
"""Questions in a table."""

MAX_NAMES = 10
"""Columns that a note lists."""


KINDS_OF_NUMBERS = frozenset({"number", "percentage", "probability"})
"""Kinds whose answers have separators."""


class AnswerColumn(NamedTuple):
    """A column of answers: its place, and that of its truths if there is one."""

    place: int
    truth_place: int | None


TOO_MANY_FOUND = "More than {maximum} columns hold answers. Name those you want with --column."


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
    of_survey_tool = survey_places(table.names)
    places_omitted: list[int] = []
    for place, name in enumerate(table.names):
        if place in used or place in of_survey_tool:
            continue
        contents = column_contents(table, table_format.kind, table_format.locale, place)
        if not contents:
            omitted.append(name or str(place + 1))
            places_omitted.append(place)
        elif contents == ROW_NUMBERS:
            omitted.append(f"{name or place + 1} (it numbers the rows)")
        else:
            found.append(place)
        if len(found) > maximum:
            raise Invalid.of_field("all", TOO_MANY_FOUND.format(maximum=maximum))
    notes = []
    if omitted:
        listed = ", ".join(name[:60] for name in omitted[:MAX_NAMES])
        more = f" and {len(omitted) - MAX_NAMES:,} more" * (len(omitted) > MAX_NAMES)
        notes = [
            f"Columns that hold no answers, and were left out: {listed}{more}.",
            *other_kind_suggestions(table, table_format.kind, places_omitted),
        ]
    if not found:
        raise Invalid.of_field("all", " ".join(["No column holds answers.", *notes]))
    return FoundColumns(found, notes)


def places_beside(
    table: Table, requested: RequestedQuestions, contents: ColumnContents
) -> dict[str, int]:
    """Find the columns beside the answers, by role."""
    roles = {
        **msgspec.structs.asdict(requested.companions),
        "by": requested.by,
        "person": requested.person,
        "name": requested.name,
    }
    return {
        role: find_column(table.names, name, role, table.labels, contents)
        for role, name in roles.items()
        if name is not None
    }


def find_question_columns(
    table: Table, requested: RequestedQuestions, table_format: TableFormat
) -> tuple[list[AnswerColumn], list[str]]:
    """Find the columns of answers; return notes as well."""
    contents = contents_of(table, table_format)
    used = {*places_beside(table, requested, contents).values()}
    if requested.all_columns:
        found = find_answer_columns(table, used, table_format, MAX_QUESTIONS)
        notes = [*found.notes, *_transposed_notes(table, found.places, table_format)]
        return [AnswerColumn(place, None) for place in found.places], notes
    truths = [
        find_column(table.names, name, "truth-column", table.labels, contents)
        for name in requested.truth_columns
    ]
    places = [
        find_column(table.names, name, "column", table.labels, contents)
        for name in requested.answers
    ] or [_find_only_column(table, {*used, *truths}, table_format)]
    pairs = dict.fromkeys(zip_longest(places, truths))
    return [AnswerColumn(place, truth) for place, truth in pairs], []


def _find_only_column(table: Table, used: set[int], table_format: TableFormat) -> int:
    """Find the column of answers; where that is not clear, say also what can be done."""
    try:
        return find_answers(table, used, table_format)
    except Invalid as problem:
        contents = contents_of(table, table_format)
        checked = range(min(len(table.names), MAX_COLUMNS_CHECKED))
        left = [place for place in checked if place not in used]
        holding = [place for place in left if contents(place) not in {"", ROW_NUMBERS}]
        others = [place for place in left if not contents(place)]
        hints = [
            *_transposed_notes(table, holding, table_format),
            *other_kind_suggestions(table, table_format.kind, others),
        ]
        message = "\n".join([problem.detail, *hints])
        raise Invalid.of_field("column", message) from problem


def _transposed_notes(table: Table, places: Sequence[int], table_format: TableFormat) -> list[str]:
    is_of_numbers = table_format.kind in KINDS_OF_NUMBERS
    return transposed_notes(table, places, table_format.locale) if is_of_numbers else []
