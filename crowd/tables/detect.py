"""Find the header of a table and the columns that have the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crowd.model.errors import Invalid
from crowd.parsing.comparison_key import comparison_key
from crowd.tables.columns.survey_columns import survey_places

ANSWER_NAMES = ("value", "answer", "answers", "estimate", "guess")
"""Usual names of columns of answers."""

MAX_COLUMNS_CHECKED = 200
"""Columns in which answers are looked for."""

ROW_NUMBERS = "row numbers"
"""What a column holds that counts the rows, which is no answer."""

ColumnContents = Callable[[int], str]
"""What answers the column at a place holds, such as `numbers`; nothing for other columns."""

MAX_COLUMNS_NAMED = 20
MAX_COLUMN_NAME_LENGTH = 60
"""Columns named in an error message, and the length of their names there."""


def _unknown_contents(_place: int) -> str:
    """Say nothing of what a column holds."""
    return ""


def has_usual_name(names: Sequence[str]) -> bool:
    """Return whether a row has a usual name of a column of answers."""
    return any(name.lower() in ANSWER_NAMES for name in names)


def has_header_row(
    names: Sequence[str], asked: Sequence[str], is_answer: Callable[[str], bool]
) -> bool:
    """Return whether a row is a header: it has one of the requested or usual names, or no possible
    answer in its first cells."""
    keys = {comparison_key(name) for name in names}
    named = any(comparison_key(name) in keys for name in asked)
    first = filter(None, names[:MAX_COLUMNS_CHECKED])
    return named or has_usual_name(names) or not any(map(is_answer, first))


def assign_roles(
    names: Sequence[str],
    requested: Mapping[str, str | None],
    labels: Sequence[str] = (),
    contents: ColumnContents = _unknown_contents,
) -> dict[str, int]:
    """Return the indices of the requested columns by role; the answers, `column`, can be found
    without: the only column that is left, or that has a usual name, or that holds answers.

    Raise Invalid, with a list of the columns, for those that are not there or not clear.
    """
    asked = {role: name for role, name in requested.items() if name is not None}
    places = {
        role: find_column(names, name, role, labels, contents) for role, name in asked.items()
    }
    if "column" not in places:
        places["column"] = find_answer_column(names, set(places.values()), contents)
    return places


def find_column(
    names: Sequence[str],
    wanted: str,
    option: str,
    labels: Sequence[str] = (),
    contents: ColumnContents = _unknown_contents,
) -> int:
    """Return the index of a column by its name, its question, or its number from 1 on.

    Exact names come first, then names that are the same but for case, spaces and how accents are
    composed, and codes before a dot. Raise Invalid for others, and for a name that several columns have.
    """
    key = comparison_key(wanted)
    for known in (
        [place for place, name in enumerate(names) if name == wanted],
        [place for place, name in enumerate(names) if comparison_key(name) == key],
        [place for place, label in enumerate(labels) if comparison_key(label) == key],
        [place for place, name in enumerate(names) if comparison_key(_code(name)) == key],
    ):
        if len(known) > 1:
            numbers = join_numbers([place + 1 for place in known])
            what = f"Columns {numbers} are all called {wanted[:MAX_COLUMN_NAME_LENGTH]!r}"
            raise _column_problem(option, what, names, contents)
        if known:
            return known[0]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    what = f"There is no column {wanted[:MAX_COLUMN_NAME_LENGTH]!r}"
    raise _column_problem(option, what, names, contents)


def join_numbers(numbers: Sequence[int]) -> str:
    """Write the first numbers of a list."""
    named = ", ".join(map(str, numbers[:MAX_COLUMNS_NAMED]))
    rest = len(numbers) - MAX_COLUMNS_NAMED
    return f"{named} and {rest:,} more" if rest > 0 else named


def _code(name: str) -> str:
    """Return the code that LimeSurvey writes before a question, as in `G01Q01. How many?`."""
    code, dot, rest = name.partition(". ")
    return code if dot and rest and " " not in code else ""


def find_answer_column(names: Sequence[str], used: set[int], contents: ColumnContents) -> int:
    """Return the only column that is left, or that has a usual name, or that holds answers; raise
    Invalid where that is not clear."""
    left = [place for place in range(len(names)) if place not in used]
    usual = [place for place in left if names[place].lower() in ANSWER_NAMES]
    if len(left) == 1:
        return left[0]
    if len(usual) == 1:
        return usual[0]
    if not usual and len(left) <= MAX_COLUMNS_CHECKED:
        candidates = _without_survey_columns(left, names)
        holding = [place for place in candidates if contents(place) not in {"", ROW_NUMBERS}]
        if len(holding) == 1:
            return holding[0]
    what = "It is not clear which column has the answers"
    raise _column_problem("column", what, names, contents)


def _without_survey_columns(places: Sequence[int], names: Sequence[str]) -> list[int]:
    of_survey_tool = survey_places(names)
    return [place for place in places if place not in of_survey_tool]


def _column_problem(
    option: str, what: str, names: Sequence[str], contents: ColumnContents
) -> Invalid:
    """Make the error with a list of the columns by their numbers, and of what they hold."""
    checked = range(min(len(names), MAX_COLUMNS_CHECKED))
    held = {place: contents(place) for place in checked}
    # Of many columns those that hold answers are listed, however far back they are.
    shown = sorted(sorted(checked, key=lambda place: not held[place])[:MAX_COLUMNS_NAMED])
    quoted = {place: repr(names[place][:MAX_COLUMN_NAME_LENGTH]) for place in shown}
    width = max(map(len, quoted.values()), default=0)
    lines = [f"{place + 1:>4}  {quoted[place]:<{width}}  {held[place]}".rstrip() for place in shown]
    if len(names) > len(shown):
        lines.append(f"      and {len(names) - len(shown):,} more")
    head = f"{what}. Name one with --{option}, or its number from 1 on. The first row is:"
    return Invalid.of_field(option, "\n".join([head, *lines]))
