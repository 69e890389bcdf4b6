"""Find the header of a table: below titles, in one row or, in exports of surveys, in several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import msgspec

from crowd.parsing.comparison_key import comparison_key
from crowd.tables.detect import MAX_COLUMNS_CHECKED, has_header_row, has_usual_name
from crowd.tables.formats.cells import cell_text
from crowd.tables.formats.source import NumberedRow

MAX_TITLE_ROWS = 20
"""Rows that can stand above a header."""

MAX_HEADER_ROWS = 3
MAX_NAMES_SHOWN, MAX_HEADER_SHOWN = 10, 200
"""Names shown of a header that only its texts tell, and their characters."""

MAX_TITLE_SHOWN = 40
"""Characters shown of a title that is left out."""

IMPORT_ID = '{"ImportId"'
"""What the cells of the last header row of an export of Qualtrics begin with."""

QUALTRICS_LABELS = {"startdate": "start date", "responseid": "response id"}
"""Names of columns in an export of Qualtrics, and what stands below them in its second row."""

SURVEYMONKEY_FIRST = {"respondentid", "respondent id"}
WHOLE_ANSWER = {"", "response", "open-ended response"}
"""Second names in an export of SurveyMonkey that add nothing to the question above them."""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The names of columns, further names such as the questions, and the rows down to the first answer.

    Where `is_row` is false, there is no header, and the names are the cells of the first row.
    """

    names: list[str]
    labels: list[str] = []
    rows: int = 0
    is_row: bool = False
    notes: list[str] = []


def find_header(
    rows: Sequence[NumberedRow],
    asked: Sequence[str],
    is_answer: Callable[[str], bool],
    *,
    are_texts: bool = False,
) -> Header:
    """Find the header in the first rows of a table; of answers that are texts of any kind, the first row
    is one if none of its texts stands below."""
    texts = [[cell_text(cell) for cell in cells or ()] for _, cells in rows]
    if not texts:
        return Header(names=[""])
    is_answer = cache(is_answer)
    place = _header_place(texts, asked, is_answer)
    names = texts[place] or [""]
    notes = [_title_note(rows[:place], texts)] if place else []
    tool = _survey_names(texts[place : place + MAX_HEADER_ROWS])[3]
    if not tool and not has_header_row(names, asked, is_answer):
        if not are_texts or not _is_unlike_below(texts[place:]):
            return Header(names=names, rows=place, notes=notes)
        shown = ", ".join(names[:MAX_NAMES_SHOWN])
        notes.append(f"The first row is taken for a header: {shown[:MAX_HEADER_SHOWN]}.")
    names, labels, further, tool = _survey_names(texts[place : place + MAX_HEADER_ROWS])
    if further:
        line = rows[place + 1][0]
        notes.append(f"Line {line} and what follows of the header of {tool} are no answers.")
    elif _is_merged_above(texts, place, is_answer):
        line, further = rows[place][0], 1
        names, labels = _merged_names(names, texts[place + 1])
        notes.append(f"The header has two rows, lines {line} and {rows[place + 1][0]}.")
    return Header(names=names, labels=labels, rows=place + 1 + further, is_row=True, notes=notes)


def _is_unlike_below(texts: Sequence[Sequence[str]]) -> bool:
    """Return whether the first of several rows has a text in each of several columns, which none of the
    others has there, while texts in the others repeat."""
    names, *below = texts
    if len(names) < 2 or not all(names) or len(set(names)) < len(names) or len(below) < 2:
        return False
    columns = [[row[place] for row in below if place < len(row)] for place in range(len(names))]
    repeats = any(len(set(column)) < len(column) for column in columns)
    return repeats and not any(name in column for name, column in zip(names, columns, strict=True))


def _is_merged_above(
    texts: Sequence[Sequence[str]], place: int, is_answer: Callable[[str], bool]
) -> bool:
    """Return whether names of which some go over several columns stand above a second row of names."""
    if place + 2 >= len(texts):
        return False
    names, second, first_answers = texts[place : place + 3]
    # A spreadsheet writes a cell that goes over several columns as the first of them.
    is_wide = any(
        cell and not names[column] and column and second[column - 1]
        for column, cell in enumerate(second[: len(names)])
    )
    has_answers = any(
        column < len(second) and second[column] and cell and is_answer(cell)
        for column, cell in enumerate(first_answers[:MAX_COLUMNS_CHECKED])
    )
    return is_wide and has_answers and not _has_answer(second, is_answer)


def _merged_names(names: Sequence[str], second: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the names of columns below merged ones, and the same with the merged name in front."""
    below = [*second, *[""] * (len(names) - len(second))]
    joined = [
        f"{above}: {name}" if above and name else name or own
        for above, own, name in zip(_questions(names), names, below, strict=False)
    ]
    own = [name or above for name, above in zip(below, names, strict=False)]
    filled = [comparison_key(name) for name in own if name]
    return (own, joined) if len(filled) == len(set(filled)) else (joined, own)


def _header_place(
    texts: Sequence[Sequence[str]], asked: Sequence[str], is_answer: Callable[[str], bool]
) -> int:
    """Return the index of the header, or of the first row where there is none."""
    for place in range(min(len(texts), MAX_TITLE_ROWS)):
        if _survey_names(texts[place : place + MAX_HEADER_ROWS])[3]:
            return place
    wanted = {comparison_key(name) for name in asked if not name.isdecimal()}
    above = texts[: MAX_TITLE_ROWS + 1]
    for place, cells in enumerate(above):
        if wanted & {comparison_key(cell) for cell in cells}:
            return place
        if _has_answer(cells, is_answer) and len(list(filter(None, cells))) > 1:
            break
    widths = Counter(sum(map(bool, cells)) for cells in texts)
    if widths.most_common(1)[0][0] <= 1:
        return _below_title(above, is_answer)
    for place, cells in enumerate(above):
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 or _names_one_column(texts, place, is_answer):
            return place
        if _has_answer(filled, is_answer):
            break
    return 0


def _has_answer(cells: Sequence[str], is_answer: Callable[[str], bool]) -> bool:
    """Return whether one of the first cells of a row is an answer: reading a cell takes up to a
    millisecond, and a row can have thousands."""
    return any(map(is_answer, filter(None, cells[:MAX_COLUMNS_CHECKED])))


def _names_one_column(
    texts: Sequence[Sequence[str]], place: int, is_answer: Callable[[str], bool]
) -> bool:
    """Return whether the only name in a row stands above an answer, as beside an index without one."""
    column = next((column for column, cell in enumerate(texts[place]) if cell), None)
    below = texts[place + 1] if place + 1 < len(texts) else ()
    if column is None or column >= len(below) or not below[column]:
        return False
    return not is_answer(texts[place][column]) and is_answer(below[column])


def _below_title(texts: Sequence[Sequence[str]], is_answer: Callable[[str], bool]) -> int:
    """Return the index of a usual name in a table of one column, above which no answer stands."""
    for place, cells in enumerate(texts):
        if has_usual_name(cells):
            return place
        if _has_answer(cells, is_answer):
            break
    return 0


def _title_note(above: Sequence[NumberedRow], texts: Sequence[Sequence[str]]) -> str:
    first = next((cell for cells in texts[: len(above)] for cell in cells if cell), "")
    shown = first if len(first) <= MAX_TITLE_SHOWN else f"{first[: MAX_TITLE_SHOWN - 1]}…"
    return f"What stands above the header, from line {above[0][0]} on, was left out: “{shown}”."


def _survey_names(
    texts: Sequence[Sequence[str]],
) -> tuple[list[str], list[str], int, str]:
    """Return names, labels, the number of further header rows, and the survey tool that has them."""
    names, *below = texts
    if not names:
        return [""], [], 0, ""
    for number, cells in enumerate(below, 1):
        if any(cell.startswith(IMPORT_ID) for cell in cells):
            return list(names), list(below[0]) if number > 1 else [], number, "Qualtrics"
    if not below:
        return list(names), [], 0, ""
    labelled = dict(zip(map(comparison_key, names), map(comparison_key, below[0]), strict=False))
    for tool, is_of_tool in (
        ("Qualtrics", any(labelled.get(one) == text for one, text in QUALTRICS_LABELS.items())),
        ("SoSci Survey", "questnnr" in labelled and not labelled.get("case", "0").isdecimal()),
    ):
        if is_of_tool:
            return list(names), list(below[0]), 1, tool
    if comparison_key(names[0]) in SURVEYMONKEY_FIRST and not (below[0] or [""])[0]:
        return _join_names(names, below[0]), _questions(names), 1, "SurveyMonkey"
    return list(names), [], 0, ""


def _questions(names: Sequence[str]) -> list[str]:
    """Return the question of each column: that of the column before, where a name is empty."""
    found: list[str] = []
    for name in names:
        found.append(name or (found[-1] if found else ""))
    return found


def _join_names(names: Sequence[str], seconds: Sequence[str]) -> list[str]:
    """Join each question to the option below it."""
    below = [*seconds, *[""] * (len(names) - len(seconds))]
    return [
        question if second.casefold() in WHOLE_ANSWER else f"{question}: {second}"
        for question, second in zip(_questions(names), below, strict=False)
    ]
