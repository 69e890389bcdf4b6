"""Which column of a table that people bring has the answers, and which one names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from crowd.model.errors import Invalid, Problem

USUAL_NAMES = ("value", "answer", "answers", "estimate", "guess")


class Columns(NamedTuple):
    """Places of the answers and of their labels, from 0; whether the first row is a header."""

    value: int
    label: int | None
    has_header: bool


def delimiter_of(line: str) -> str:
    """What separates the cells of a table, by its first line."""
    return "\t" if "\t" in line else ","


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
        return Columns(_only_place(names, label_place), label_place, has_header)
    return Columns(_place(names, value, "column"), label_place, has_header)


def _place(names: Sequence[str], wanted: str, option: str) -> int:
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise _unclear(option, f"There is no column {wanted!r}", names)


def _only_place(names: Sequence[str], label: int | None) -> int:
    left = [place for place in range(len(names)) if place != label]
    usual = [place for place in left if names[place].lower() in USUAL_NAMES]
    if len(left) != 1 and len(usual) != 1:
        raise _unclear("column", "It is not clear which column has the answers", names)
    return left[0] if len(left) == 1 else usual[0]


def _unclear(option: str, what: str, names: Sequence[str]) -> Invalid:
    known = ", ".join(repr(name) for name in names)
    message = (
        f"{what}. Name one with --{option}, or its number from 1 on; the first row is {known}."
    )
    return Invalid([Problem(field=option, message=message)])
