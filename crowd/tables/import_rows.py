"""Read the answers that a table brings into a poll: by its kind, its unit and its bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np
from babel import Locale

from crowd.kinds import Choice, Date, Kind, Number, Percentage, Probability
from crowd.kinds.values import API_LOCALE, check_value, parse_value
from crowd.model.errors import Invalid
from crowd.parsing.options import names_option
from crowd.parsing.text import ParsedValue, Unreadable
from crowd.tables.column_contents import MAX_CELLS, first_texts, numbers_rows
from crowd.tables.columns.column import Column, parse_texts
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.columns.number_columns import NumberOptions, parse_number_column
from crowd.tables.columns.percent_shares import are_shares, doubt_shares, split_fractions
from crowd.tables.date_columns import parse_date_column
from crowd.tables.detect import ROW_NUMBERS, assign_roles
from crowd.tables.formats.cells import Cell, cell_text
from crowd.tables.select import SelectedColumns, select_columns
from crowd.tables.summary_rows.scan_rows import ParseFigures
from crowd.tables.table import Table
from crowd.tables.to_sample import RejectedRow

MAX_LABEL_LENGTH = 128
"""Characters of a label."""

INVALID_LABEL = f"Its label must have 1 to {MAX_LABEL_LENGTH} characters."


class ImportRow(NamedTuple):
    """One answer of a table: its line, its label, its value."""

    line: int
    label: str
    value: float


class DoubtfulRow(NamedTuple):
    """An answer that could be meant otherwise: its line, what stands there, how it is read."""

    line: int
    text: str
    value: float


class TableAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of a table, those of them that are doubtful, and what is no answer."""

    rows: list[ImportRow]
    doubtful: list[DoubtfulRow]
    rejected: list[RejectedRow]
    unreadable: int
    """How many of the rejected rows could not be read; others are not what the poll allows."""

    no_answer: int
    column: str
    notes: list[str]

    @property
    def is_mostly_unreadable(self) -> bool:
        """Return whether fewer than half of the cells with an answer could be read."""
        return len(self.rows) + len(self.rejected) < 2 * self.unreadable


class ImportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of answers and labels, what labels rows without any, and whose notation it is."""

    column: str | None
    name: str | None
    label_prefix: str
    locale: Locale = API_LOCALE


def read_answers(table: Table, kind: Kind, options: ImportOptions) -> TableAnswers:
    """Read the answers to a poll of a kind; raise Invalid for columns that are missing."""
    asked = {"column": options.column, "name": options.name}
    contents = partial(_contents, table, kind, options.locale)
    places = assign_roles(table.names, asked, table.labels, contents)
    selected = select_columns(table, places)
    cells = selected.cells["column"]
    column = _parse_column(cells, kind, options.locale)
    unreadable = len(column.problems.keys() | selected.problems.keys())
    _check_values(column, cells, kind)
    labels = _labels(selected, options)
    problems = column.problems | selected.problems
    missing = column.missing - selected.problems.keys()
    for place, label in enumerate(labels):
        if not 0 < len(label) <= MAX_LABEL_LENGTH:
            problems.setdefault(place, INVALID_LABEL)
    lines = selected.lines
    readable = [p for p in range(len(lines)) if p not in problems and p not in missing]
    doubts = _doubtful_places(column, table, lines, readable)
    value = column.values.tolist()
    return TableAnswers(
        rows=[ImportRow(lines[place], labels[place], value[place]) for place in readable],
        doubtful=[DoubtfulRow(lines[p], cell_text(cells[p]), value[p]) for p in doubts],
        rejected=[
            RejectedRow(lines[place], problems[place], cell_text(cells[place]))
            for place in sorted(problems.keys() - missing)
        ],
        unreadable=unreadable,
        no_answer=len(missing),
        column=table.names[places["column"]] if table.has_header else "",
        notes=table.notes,
    )


def _doubtful_places(
    column: Column, table: Table, lines: Sequence[int], readable: Sequence[int]
) -> list[int]:
    """Return the rows that could be meant otherwise, or may be no answers."""
    in_doubt = {*column.doubtful, *column.ambiguous}
    if table.doubtful_lines:
        in_doubt |= {place for place in readable if lines[place] in table.doubtful_lines}
    return sorted(in_doubt.intersection(readable))


def figure_parser(kind: Kind, locale: Locale) -> ParseFigures | None:
    """Return what parses a column whose sums and averages rows can tell; None for a choice."""
    if isinstance(kind, Choice):
        return None
    return lambda cells: _parse_column(cells, kind, locale).values


def _contents(table: Table, kind: Kind, locale: Locale, place: int) -> str:
    """Say whether a column holds answers: at least half of its first cells can be some."""
    if numbers_rows(first_texts(table, place)):
        return ROW_NUMBERS
    rows = (cells for _, cells in table.first_rows[:MAX_CELLS] if cells is not None)
    column = _parse_column([row[place] for row in rows if place < len(row)], kind, locale)
    readable = int(np.count_nonzero(np.isfinite(column.values)))
    return "answers" if 0 < readable >= len(column.problems) else ""


def _labels(selected: SelectedColumns, options: ImportOptions) -> list[str]:
    if "name" in selected.cells:
        return [cell_text(cell) for cell in selected.cells["name"]]
    return [f"{options.label_prefix}:{line}" for line in selected.lines]


def _parse_column(cells: Sequence[Cell], kind: Kind, locale: Locale) -> Column:
    """Parse the answers of a column, each in the light of the others where the kind allows it."""
    match kind:
        case Number() | Percentage():
            return _parse_numbers(cells, kind, locale)
        case Date():
            return parse_date_column(cells, locale)[0]
        case Choice():
            return _parse_choices(cells, kind, locale)
        case Probability():
            return _parse_chances(cells, kind, locale)
    return parse_texts(cells, partial(_parse_text, kind=kind, locale=locale))


def _parse_numbers(cells: Sequence[Cell], kind: Number | Percentage, locale: Locale) -> Column:
    unit = kind.unit if isinstance(kind, Number) else ""
    options = NumberOptions(
        locale=locale,
        units=(unit,) if unit else (),
        undeclared=False,
        is_allowed=lambda value: not check_value(value, kind, API_LOCALE),
    )
    if isinstance(kind, Number):
        return parse_number_column(cells, options)
    split = split_fractions(cells)
    column = parse_number_column(split.cells, options)
    doubt_shares(column, split.cells, all_shares=are_shares([column], [split.cells]))
    split.put(column, 100)
    return column


def _parse_choices(cells: Sequence[Cell], kind: Choice, locale: Locale) -> Column:
    """Parse options; a mark for nothing can be the name of one."""
    return parse_texts(
        cells,
        partial(_parse_text, kind=kind, locale=locale),
        lambda text: is_missing(text) and not names_option(text, kind.options),
    )


def _parse_chances(cells: Sequence[Cell], kind: Probability, locale: Locale) -> Column:
    """Parse chances; those without a percent sign are all in percent if one of them is above 1."""
    column = parse_texts(cells, partial(_parse_text, kind=kind, locale=locale))
    bare = re.compile(r"[\d.,\s]+")
    unsigned = [p for p, cell in enumerate(cells) if bare.fullmatch(cell_text(cell))]
    if {*unsigned} == {*column.ambiguous}:
        # All are between 0 and 1, and chances as they stand.
        column.ambiguous.clear()
    return column


def _parse_text(text: str, kind: Kind, locale: Locale) -> ParsedValue:
    try:
        return parse_value(text, kind, locale)
    except Invalid as problem:
        raise Unreadable(problem.problems[0].message) from problem


def _check_values(column: Column, cells: Sequence[Cell], kind: Kind) -> None:
    """Reject what the poll does not allow; doubt what its definition makes unlikely."""
    for place, value in enumerate(column.values.tolist()):
        if place in column.problems or place in column.missing:
            continue
        problem = check_value(value, kind, API_LOCALE)
        if problem:
            column.reject([place], str(problem))
        elif kind.is_doubtful(cell_text(cells[place]), value):
            column.doubtful[place] = value
