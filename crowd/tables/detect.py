"""Find the header of a table and the columns that have the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crowd.model.errors import Invalid

ANSWER_NAMES = ("value", "answer", "answers", "estimate", "guess")
"""Usual names of columns of answers."""

MAX_COLUMNS_NAMED = 20
MAX_COLUMN_NAME_LENGTH = 60
"""Columns named in an error message, and the length of their names there."""


def has_header_row(
    names: Sequence[str], asked: Sequence[str], is_answer: Callable[[str], bool]
) -> bool:
    """Return whether a first row is a header: it has one of the requested or usual names, or no
    possible answer."""
    named = any(name in names for name in asked)
    usual = any(name.lower() in ANSWER_NAMES for name in names)
    return named or usual or not any(map(is_answer, names))


def assign_roles(names: Sequence[str], requested: Mapping[str, str | None]) -> dict[str, int]:
    """Return the indices of the requested columns by role; the answers, `column`, can be found
    without."""
    asked = {role: name for role, name in requested.items() if name is not None}
    places = {role: find_column(names, name, role) for role, name in asked.items()}
    if "column" not in places:
        places["column"] = _find_answers(names, set(places.values()))
    return places


def find_column(names: Sequence[str], wanted: str, option: str) -> int:
    """Return the index of a column by its name, or its number from 1 on; raise Invalid for others."""
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise _column_problem(option, f"There is no column {wanted[:MAX_COLUMN_NAME_LENGTH]!r}", names)


def _find_answers(names: Sequence[str], used: set[int]) -> int:
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
