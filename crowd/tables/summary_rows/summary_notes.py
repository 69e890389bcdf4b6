"""Say which rows of a table are taken for no answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crowd.tables.summary_rows.scan_rows import CheckedRow
from crowd.tables.summary_rows.words import names_summary, names_truth, statistic_word

MAX_SHOWN = 30
MAX_ROWS_TOLD = 25


def summary_notes(
    left_out: Sequence[CheckedRow],
    statistics: Mapping[int, str],
    doubtful: Sequence[CheckedRow],
    number: int,
) -> list[str]:
    """Tell the rows that are left out, by where they stand, and those that are kept in doubt."""
    end = number
    gone = {row.index for row in left_out}
    while end - 1 in gone:
        end -= 1
    named = [row for row in left_out if any(row.texts)]
    above = [row for row in named if row.index < end and set(range(row.index)) <= gone]
    between = [row for row in named if row.index < end and row not in above]
    below = [row for row in named if row.index >= end]
    notes = [
        f"Left out {where} the answers: {_list_rows(rows, statistics)}."
        for where, rows in (("above", above), ("between", between), ("below", below))
        if rows
    ]
    truths = [row for row in named if names_truth(row.label)]
    if truths:
        notes.append(f"If line {truths[0].line} is the truth, give it with --truth.")
    notes += [
        f"Line {row.line} (“{_shown(row)}”) counts as an answer. If it is none, remove it."
        for row in doubtful
    ]
    return notes


def _list_rows(rows: Sequence[CheckedRow], statistics: Mapping[int, str]) -> str:
    told = [_name_row(row, statistics[row.index]) for row in rows[:MAX_ROWS_TOLD]]
    omitted = len(rows) - MAX_ROWS_TOLD
    return ", ".join(told) + (f" and {omitted:,} more" if omitted > 0 else "")


def _name_row(row: CheckedRow, statistic: str) -> str:
    """Name a row; where no word says what it is, also the statistic that its figures equal."""
    if not statistic or names_summary(_name_of(row), alone=False):
        return f"line {row.line} (“{_shown(row)}”)"
    return f"line {row.line} (“{_shown(row)}”, the {statistic} of rows above)"


def _shown(row: CheckedRow) -> str:
    return _name_of(row)[:MAX_SHOWN]


def _name_of(row: CheckedRow) -> str:
    """Return the word for a statistic, or else what a row begins with."""
    if names_summary(row.label, alone=False):
        return row.label
    return next(filter(statistic_word, row.texts), row.label)
