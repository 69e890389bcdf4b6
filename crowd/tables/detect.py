"""Which column of a table that people bring has the answers, and which one names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from crowd.model.errors import Invalid, Problem

USUAL_NAMES = ("value", "answer", "answers", "estimate", "guess")
LINES_LOOKED_AT = 1000
MOST_NAMED = 20
LONGEST_NAMED = 60

_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_WITH_COMMA = re.compile(r"[-+]?\d+(,\d+)?")


class Columns(NamedTuple):
    """Places of the answers and of their labels, from 0; whether the first row is a header."""

    value: int
    label: int | None
    has_header: bool


class ColumnRoles(NamedTuple):
    """Places of columns from 0 by what they are for; whether the first row is a header."""

    places: dict[str, int]
    has_header: bool


def delimiter_of(line: str, *, decimal_comma: bool = False) -> str:
    """What separates the cells of a table, by its first line."""
    if "\t" in line:
        return "\t"
    if ";" in line and (decimal_comma or "," not in line):
        return ";"
    # Where commas are decimal, a lone number is one cell.
    return ";" if decimal_comma and _WITH_COMMA.fullmatch(line.strip()) else ","


def is_one_column(first: str, rest: Iterable[str], delimiter: str) -> bool:
    """Whether the lines are one column: commas, if there are any, group digits.

    That is so where the first line has no delimiter, and where every line is a number like `1,234`.
    """
    if delimiter not in first:
        return True
    looked_at = (first, *islice(rest, LINES_LOOKED_AT))
    return delimiter == "," and all(
        "," not in line or _GROUPED.fullmatch(line.strip()) for line in looked_at
    )


def has_digit(cell: str) -> bool:
    """Whether a cell may be a number or a date."""
    return re.search(r"\d", cell) is not None


def find_columns(
    first: Sequence[str],
    value: str | None,
    label: str | None,
    is_answer: Callable[[str], bool] = has_digit,
) -> Columns:
    """The columns that were asked for by name or number, or the only ones they can be."""
    names = [cell.strip() for cell in first]
    # A row in which no cell can be an answer is a header.
    has_header = not any(map(is_answer, names))
    has_header = has_header or any(wanted in names for wanted in (value, label))
    label_place = None if label is None else _place(names, label, "name")
    if value is None:
        return Columns(_only_place(names, {label_place}), label_place, has_header)
    return Columns(_place(names, value, "column"), label_place, has_header)


def choose_columns(
    names: Sequence[str], wanted: Mapping[str, str | None], is_answer: Callable[[str], bool]
) -> ColumnRoles:
    """The columns by what they are for; the answers', `column`, may be the only one it can be.

    The first row is a header where one of the names was asked for or is usual for answers, and
    where none of its cells can be an answer.
    """
    asked = {role: name for role, name in wanted.items() if name is not None}
    places = {role: _place(names, name, role) for role, name in asked.items()}
    if "column" not in places:
        places["column"] = _only_place(names, set(places.values()))
    named = any(name in names for name in asked.values())
    usual = any(name.lower() in USUAL_NAMES for name in names)
    return ColumnRoles(places, named or usual or not any(map(is_answer, names)))


def _place(names: Sequence[str], wanted: str, option: str) -> int:
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise _unclear(option, f"There is no column {wanted!r}", names)


def _only_place(names: Sequence[str], taken: set[int | None] | set[int]) -> int:
    left = [place for place in range(len(names)) if place not in taken]
    usual = [place for place in left if names[place].lower() in USUAL_NAMES]
    if len(left) != 1 and len(usual) != 1:
        raise _unclear("column", "It is not clear which column has the answers", names)
    return left[0] if len(left) == 1 else usual[0]


def _unclear(option: str, what: str, names: Sequence[str]) -> Invalid:
    known = ", ".join(repr(name[:LONGEST_NAMED]) for name in names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        known = f"{known} and {len(names) - MOST_NAMED:,} more"
    message = (
        f"{what}. Name one with --{option}, or its number from 1 on; the first row is {known}."
    )
    return Invalid([Problem(field=option, message=message)])
