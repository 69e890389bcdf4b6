"""Detect the delimiter of a table and the columns that have the answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from crowd.model.errors import Invalid
from crowd.parsing.text import has_digit

ANSWER_NAMES = ("value", "answer", "answers", "estimate", "guess")
"""Usual names of columns of answers."""

MAX_LINES_CHECKED = 1000
"""Lines checked for commas that group digits."""

MAX_COLUMNS_NAMED = 20
MAX_COLUMN_NAME_LENGTH = 60
"""Columns named in an error message, and the length of their names there."""

_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_WITH_COMMA = re.compile(r"[-+]?\d+(,\d+)?")


class ImportColumns(NamedTuple):
    """Indices of the answers and of their labels; whether the first row is a header."""

    value: int
    label: int | None
    has_header: bool


class ColumnRoles(NamedTuple):
    """Indices of columns by role; whether the first row is a header."""

    places: dict[str, int]
    has_header: bool


def find_delimiter(line: str, *, decimal_comma: bool = False) -> str:
    """Return the delimiter of a table, by its first line."""
    if "\t" in line:
        return "\t"
    if ";" in line and (decimal_comma or "," not in line):
        return ";"
    # Where commas are decimal, a lone number is one cell.
    return ";" if decimal_comma and _WITH_COMMA.fullmatch(line.strip()) else ","


def is_one_column(first: str, rest: Iterable[str], delimiter: str) -> bool:
    """Return whether the lines are one column, in which commas group digits.

    They are if the first line has no delimiter, or if every line is a number like `1,234`.
    """
    if delimiter not in first:
        return True
    checked = (first, *islice(rest, MAX_LINES_CHECKED))
    return delimiter == "," and all(
        "," not in line or _GROUPED.fullmatch(line.strip()) for line in checked
    )


def find_import_columns(
    first: Sequence[str],
    value: str | None,
    label: str | None,
    is_answer: Callable[[str], bool] = has_digit,
) -> ImportColumns:
    """Return the columns requested by name or number; the answers can be found without."""
    names = [cell.strip() for cell in first]
    # A row in which no cell can be an answer is a header.
    has_header = not any(map(is_answer, names))
    has_header = has_header or any(wanted in names for wanted in (value, label))
    label_place = None if label is None else _find_column(names, label, "name")
    if value is None:
        return ImportColumns(_find_answers(names, {label_place}), label_place, has_header)
    return ImportColumns(_find_column(names, value, "column"), label_place, has_header)


def assign_roles(
    names: Sequence[str], requested: Mapping[str, str | None], is_answer: Callable[[str], bool]
) -> ColumnRoles:
    """Return the indices of the requested columns; the answers, `column`, can be found without.

    The first row is a header if it has one of the requested or usual names, or no possible answer.
    """
    asked = {role: name for role, name in requested.items() if name is not None}
    places = {role: _find_column(names, name, role) for role, name in asked.items()}
    if "column" not in places:
        places["column"] = _find_answers(names, set(places.values()))
    named = any(name in names for name in asked.values())
    usual = any(name.lower() in ANSWER_NAMES for name in names)
    return ColumnRoles(places, named or usual or not any(map(is_answer, names)))


def _find_column(names: Sequence[str], wanted: str, option: str) -> int:
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise _column_problem(option, f"There is no column {wanted!r}", names)


def _find_answers(names: Sequence[str], used: set[int | None] | set[int]) -> int:
    left = [place for place in range(len(names)) if place not in used]
    usual = [place for place in left if names[place].lower() in ANSWER_NAMES]
    if len(left) != 1 and len(usual) != 1:
        raise _column_problem("column", "It is not clear which column has the answers", names)
    return left[0] if len(left) == 1 else usual[0]


def _column_problem(option: str, what: str, names: Sequence[str]) -> Invalid:
    known = ", ".join(repr(name[:MAX_COLUMN_NAME_LENGTH]) for name in names[:MAX_COLUMNS_NAMED])
    if len(names) > MAX_COLUMNS_NAMED:
        known = f"{known} and {len(names) - MAX_COLUMNS_NAMED:,} more"
    message = (
        f"{what}. Name one with --{option}, or its number from 1 on; the first row is {known}."
    )
    return Invalid.of_field(option, message)
