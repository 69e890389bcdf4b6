"""Convert a table to a sample, with a problem or note for everything that is left out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec
import numpy as np
from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

from crowd.analysis.sample import Sample
from crowd.kinds import Kind
from crowd.kinds.values import API_LOCALE
from crowd.model.errors import Invalid
from crowd.model.progress import ProgressCallback
from crowd.tables.answer_columns import AnswerColumns, ParseContext, unit_of
from crowd.tables.answer_parsers import ANSWER_PARSERS
from crowd.tables.arrival_order import (
    TEXT_ORDER_NOTE,
    ArrivalKeys,
    arrival_keys,
    why_unordered,
)
from crowd.tables.column_contents import MAX_CELLS, column_contents, other_kind_notes
from crowd.tables.columns.column import Column, encode_labels
from crowd.tables.detect import ColumnContents, assign_roles, find_answer_column
from crowd.tables.formats.cells import Cell, cell_text
from crowd.tables.formats.read_source import FileOptions, read_source
from crowd.tables.reading_notes import reading_notes
from crowd.tables.select import SelectedColumns, drop_first_row, select_columns
from crowd.tables.table import Table, open_table

EXTRA_COLUMNS = ("others", "low", "high")
"""Columns of numbers besides the answers, by role; rows count without them."""

LABEL_COLUMNS = {"branch", "group"}
SAMPLE_FIELDS = {
    "others": "others",
    "low": "lows",
    "high": "highs",
    "branch": "branches",
    "group": "groups",
}
"""Fields of a sample by the role of the column."""


class RequestedColumns(msgspec.Struct, frozen=True, kw_only=True):
    """Names or numbers of columns by role; None where the table has no such column."""

    column: str | None = None
    order: str | None = None
    branch: str | None = None
    group: str | None = None
    others: str | None = None
    low: str | None = None
    high: str | None = None


class RejectedRow(NamedTuple):
    """A row without a readable answer, the reason, and what it says instead."""

    line: int
    reason: str
    text: str = ""


class TableSample(msgspec.Struct, frozen=True, kw_only=True):
    """The sample in a table, with rejected rows and notes."""

    sample: Sample
    kind: Kind
    truth: float | None
    lines: list[int]
    """The line of each answer of the sample."""

    rejected: list[RejectedRow]
    no_answer: int
    """Rows in which nothing was answered, or a mark such as NA stands for that."""

    column: str = ""
    """The name of the column of answers, where it is known."""

    notes: list[str]

    unit: str = ""
    """The unit of the answers, where cells have one that nobody declared."""

    @property
    def is_mostly_unreadable(self) -> bool:
        """Return whether fewer than half of the cells with an answer could be read."""
        return self.sample.n < len(self.rejected)


class TableFormat(msgspec.Struct, frozen=True, kw_only=True):
    """The format of a table: the name of its answers' kind, the locale of its numbers, what file it is,
    the encoding of a text, and the question as it was asked."""

    kind: str
    locale: Locale
    name: str = "The file"
    sheet: str | None = None
    encoding: str | None = None
    question: str = ""


def locale_option(name: str | None) -> Locale:
    """Parse the name of a locale, as in `de` or `pt-BR`; raise Invalid for others. Without a name it is
    that of the API, which leaves it to a column which separator is the decimal one."""
    if name is None:
        return API_LOCALE
    try:
        # "en" that was named decides how separators are read; the API's locale leaves it to the column.
        named = Locale.parse(name.replace("-", "_"))
        return Locale("en", "US") if named == API_LOCALE else named
    except (ValueError, UnknownLocaleError) as error:
        message = f"{name!r} is no language that is known. Write one such as en or de."
        raise Invalid.of_field("locale", message) from error


def has_decimal_comma(locale: Locale) -> bool:
    """Return whether decimals have a comma in a locale, so that it separates no cells there."""
    return get_decimal_symbol(locale) == ","


def read_table(
    data: bytes,
    requested: RequestedColumns,
    table_format: TableFormat,
    progress: ProgressCallback,
    further: Sequence[str] = (),
) -> Table:
    """Read the table in a file; raise CommandFailed for a file that has none.

    `further` are names of columns that are asked for beside the requested ones.
    """
    options = FileOptions(
        name=table_format.name,
        sheet=table_format.sheet,
        encoding=table_format.encoding,
        decimal_comma=has_decimal_comma(table_format.locale),
    )
    source = read_source(data, options, progress)
    parser = ANSWER_PARSERS[table_format.kind]
    asked = [name for name in msgspec.structs.astuple(requested) if name is not None]
    asked += further
    locale, parse = table_format.locale, parser.parse_figures
    return open_table(
        source,
        asked,
        lambda cell: parser.is_answer(cell, locale),
        None if parse is None else lambda cells: parse(cells, locale),
    )


def read_sample(
    table: Table, requested: RequestedColumns, table_format: TableFormat, truth: str | None
) -> TableSample:
    """Read the sample in the requested columns of a table, in the order of arrival.

    It can be read as often as one likes, with other columns each time. Raise Invalid for columns that
    are missing.
    """
    asked = msgspec.structs.asdict(requested)
    places = assign_roles(table.names, asked, table.labels, contents_of(table, table_format))
    column = table.names[places["column"]] if table.has_header else ""
    context = ParseContext(locale=table_format.locale, name=column)
    found = make_sample(table, select_columns(table, places), table_format, truth, context)
    return msgspec.structs.replace(found, column=column)


def make_sample(
    table: Table,
    selected: SelectedColumns,
    table_format: TableFormat,
    truth: str | None,
    context: ParseContext | None = None,
) -> TableSample:
    """Make the sample of selected rows of a table, in the order of arrival."""
    context = context or ParseContext(locale=table_format.locale)
    selected, header_notes = _without_header(table, selected, table_format)
    parser = ANSWER_PARSERS[table_format.kind]
    answers = parser.parse(selected.cells["column"], _extra_columns(selected), context, truth)
    _reject_invalid_intervals(answers.extra)
    missing = answers.column.missing - selected.problems.keys()
    arrival = None
    if "order" in selected.cells:
        arrival = arrival_keys(selected.cells["order"], table_format.locale)
    readable, problems = _readable_rows(selected, answers, missing, arrival)
    return TableSample(
        sample=_build_sample(selected, answers, readable, len(problems)),
        kind=answers.kind(answers.column.values[readable]),
        truth=answers.truth,
        unit=unit_of(answers.column),
        lines=[selected.lines[place] for place in readable.tolist()],
        rejected=_rejected_rows(selected, problems),
        no_answer=len(missing),
        notes=[
            *table.notes,
            *header_notes,
            *([TEXT_ORDER_NOTE] if arrival is not None and arrival.are_texts else []),
            *reading_notes(answers, selected.cells["column"], selected.lines),
            *_kind_notes(selected, len(problems), table_format.kind, context.name),
        ],
    )


def _kind_notes(selected: SelectedColumns, unreadable: int, kind: str, name: str) -> list[str]:
    """Suggest another kind where most cells cannot be read."""
    cells = selected.cells["column"]
    if 2 * unreadable <= len(cells):
        return []
    texts = [cell_text(cell) for cell in cells[:MAX_CELLS]]
    return other_kind_notes(texts, kind, name.rpartition("\n")[2])


def find_answers(table: Table, used: set[int], table_format: TableFormat) -> int:
    """Find the column of answers among those that are not used for anything else."""
    return find_answer_column(table.names, used, contents_of(table, table_format))


def _readable_rows(
    selected: SelectedColumns,
    answers: AnswerColumns,
    missing: set[int],
    arrival: ArrivalKeys | None,
) -> tuple[Any, dict[int, str]]:
    """Return the indices of readable rows in the order of arrival, and the problems of others."""
    keys, unplaced = (None, {}) if arrival is None else (arrival.keys, arrival.problems)
    problems = {
        place: problem
        for place, problem in (unplaced | answers.column.problems | selected.problems).items()
        if place not in missing
    }
    readable = np.delete(np.arange(len(selected.lines)), [*problems, *missing])
    if keys is not None:
        readable = readable[np.argsort(keys[readable], kind="stable")]
    return readable, problems


def _rejected_rows(selected: SelectedColumns, problems: dict[int, str]) -> list[RejectedRow]:
    answers = selected.cells["column"]
    return [
        RejectedRow(selected.lines[place], problems[place], cell_text(answers[place]))
        for place in sorted(problems)
    ]


def contents_of(table: Table, table_format: TableFormat) -> ColumnContents:
    """Return the function that says what the column at a place holds."""
    return partial(column_contents, table, table_format.kind, table_format.locale)


def _without_header(
    table: Table, selected: SelectedColumns, table_format: TableFormat
) -> tuple[SelectedColumns, list[str]]:
    """Leave out a first row that only all answers together show to be a header."""
    parser, answers = ANSWER_PARSERS[table_format.kind], selected.cells["column"]
    if table.has_header or not parser.is_header(answers):
        return selected, []
    note = f"The first row is taken for a header: {cell_text(answers[0])}."
    return drop_first_row(selected), [note]


def _extra_columns(selected: SelectedColumns) -> dict[str, Sequence[Cell]]:
    return {role: selected.cells[role] for role in EXTRA_COLUMNS if role in selected.cells}


def _build_sample(
    selected: SelectedColumns, answers: AnswerColumns, readable: Any, unreadable: int
) -> Sample:
    values = answers.column.values[readable]
    optional: dict[str, Any] = {
        SAMPLE_FIELDS[role]: column.values[readable] for role, column in answers.extra.items()
    }
    if answers.predicted is not None:
        optional = {"predicted": answers.predicted[readable]}
    for role in LABEL_COLUMNS & selected.cells.keys():
        labels, names = encode_labels(selected.cells[role])
        optional[SAMPLE_FIELDS[role]] = labels[readable]
        if role == "group":
            optional["group_names"] = names
    return Sample(
        values=values,
        unreadable=unreadable,
        why_unordered="" if "order" in selected.cells else why_unordered(values),
        **optional,
    )


def _reject_invalid_intervals(extra: dict[str, Column]) -> None:
    """Reject the ends of invalid intervals; the answers of their rows stay."""
    if not {"low", "high"} <= extra.keys():
        return
    low, high = extra["low"], extra["high"]
    low.reject(np.flatnonzero(low.values > high.values), "The lower end is above the upper end.")
    for end, other in ((low, high), (high, low)):
        lone = np.flatnonzero(~np.isnan(end.values) & np.isnan(other.values))
        noted = [place for place in lone if int(place) in other.problems]
        end.values[noted] = np.nan
        end.reject(np.setdiff1d(lone, noted), "The other end is missing.")
