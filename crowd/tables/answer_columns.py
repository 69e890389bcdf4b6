"""The parsed answers of a table, and what the parsers of all kinds use."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
from babel import Locale

from crowd.analysis.sample import Values
from crowd.kinds import Kind, Number
from crowd.kinds.values import API_LOCALE, PLAIN_NUMBER, parse_truth, parse_unambiguous
from crowd.model.errors import Invalid
from crowd.parsing.numbers import Marks
from crowd.parsing.unit_spellings import symbol_of
from crowd.parsing.units import has_percent, is_unit
from crowd.tables.columns.column import Column
from crowd.tables.columns.number_columns import find_marks, parse_numbers
from crowd.tables.formats.cells import Cell

_PLAIN = re.compile(r"[\d.,\s+-]*", re.ASCII)

Cells = Sequence[Cell]
ExtraColumns = Mapping[str, Cells]

NOT_A_CHANCE = "A chance is between 0 and 1, or between 0 and 100 %."
NOT_A_PERCENTAGE = "A percentage is between 0 and 100."


class ParseContext(msgspec.Struct, frozen=True, kw_only=True):
    """What tells how the cells of a column are read, besides themselves.

    `name` is that of the column and of its question, `marks` the separators of all questions of one
    column.
    """

    locale: Locale
    name: str = ""
    marks: Marks | None = None

    def with_marks_of(self, cells: Cells) -> ParseContext:
        """Return the context with the separators that the cells of a column show."""
        marks = self.marks or find_marks(cells, self.locale)
        return msgspec.structs.replace(self, marks=marks)

    def with_unit(self, unit: str) -> ParseContext:
        """Return the context of cells that belong to a column in a unit."""
        return msgspec.structs.replace(self, name=f"({unit})\n{self.name}") if unit else self

    def parse_numbers(self, cells: Cells, truth: str | None = None) -> Column:
        """Parse numbers as people type them; a truth in plain notation tells how large they are."""
        known = (truth or "").strip()
        neighbours = (float(known),) if PLAIN_NUMBER.fullmatch(known) else ()
        return parse_numbers(cells, self.locale, self.name, self.marks, neighbours)


class AnswerColumns(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of a table and its extra columns, row for row.

    `kind` derives what was asked from the readable answers.
    """

    column: Column
    kind: Callable[[Values], Kind]
    extra: dict[str, Column] = {}
    predicted: Values | None = None
    truth: float | None = None
    notes: list[str] = []
    as_text: Callable[[float], str] = "{:,.12g}".format
    """Writes an answer in a note."""


def is_percent(column: Column, cells: Cells) -> bool:
    """Return whether a column is in percent: one cell has a percent sign or is above 1."""
    if np.any(column.values > 1):
        return True
    words = (cell for cell in cells if isinstance(cell, str) and not _PLAIN.fullmatch(cell))
    return any(map(has_percent, words))


def reject_outside(column: Column, maximum: float, reason: str) -> None:
    """Reject numbers below zero and above a maximum."""
    column.reject(np.flatnonzero((column.values < 0) | (column.values > maximum)), reason)


def parse_truth_option(text: str | None, kind: Kind, locale: Locale) -> float | None:
    """Parse the option --truth; raise Invalid for what is no truth of the kind."""
    if text is None:
        return None
    try:
        return parse_truth(text, kind, locale)
    except Invalid as problem:
        raise Invalid.of_field("truth", f"--truth cannot be read. {problem}") from problem


def parse_number_truth_option(
    text: str | None, maximum: float, context: ParseContext, unit: str = ""
) -> float | None:
    """Parse the option --truth like the cells of a column of numbers in a unit, which is left out."""
    if text is None:
        return None
    column = context.with_unit(unit).parse_numbers([text])
    if maximum < math.inf:
        reject_outside(column, maximum, NOT_A_PERCENTAGE)
    problem = column.problems.get(0, "") or other_unit_problem(column, unit, context.locale)
    if problem:
        raise Invalid.of_field("truth", f"--truth cannot be read. {problem}")
    # A locale that was named is certain of its marks, and still can be the wrong one for the option.
    is_shown = context.marks is not None and context.marks.are_certain
    is_marked = is_shown and context.locale == API_LOCALE
    if column.converted or (is_marked and not column.ambiguous):
        return float(column.values[0])
    # Alone, a text has nothing that tells how 1.200 is meant.
    most = maximum if maximum < math.inf else None
    kind = Number(unit=column.units.get(0, ""), maximum=most)
    return _parse_one_reading(text, kind, context.locale)


def unit_of(column: Column) -> str:
    """Return the unit of a column; empty where no cell has one."""
    return next(iter(column.units.values()), "")


def other_unit_problem(column: Column, unit: str, locale: Locale) -> str:
    """Say that numbers have a unit that cannot be converted to that of the answers, if so."""
    own = unit_of(column)
    if not own or not unit or symbol_of(own) == symbol_of(unit) or is_unit(own, locale, (unit,)):
        return ""
    return f"Its unit is {own}, that of the answers {unit}."


def _parse_one_reading(text: str, kind: Kind, locale: Locale) -> float:
    """Parse the option --truth; raise Invalid, with what to type, if it has several readings."""
    try:
        return parse_unambiguous(text, kind, locale)
    except Invalid as problem:
        raise Invalid.of_field("truth", f"--truth cannot be read. {problem}") from problem
