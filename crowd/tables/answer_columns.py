"""The answers in a table, by kind: how its cells are read, and what was asked, as far as they tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
from babel import Locale

from crowd.analysis.sample import Values
from crowd.kinds.values import read_truth
from crowd.model.errors import Invalid, Problem
from crowd.model.poll import Choice, Date, Kind, Number, Percentage, Probability
from crowd.parsing.options import MAX_OPTIONS
from crowd.tables.columns import (
    EMPTY,
    Column,
    as_text,
    is_date,
    is_number,
    read_dates,
    read_numbers,
)
from crowd.tables.detect import USUAL_NAMES
from crowd.tables.reader import Cell

Cells = Sequence[Cell]
Beside = Mapping[str, Cells]

PERCENT_NOTE = (
    "The chances are read as percent, 0 to 100, because one has a percent sign or is above 1."
)
NO_CHANCE = "A chance is between 0 and 1, or between 0 and 100 %."
ANOTHER = "another answer"
NO_PERCENTAGE = "A percentage is between 0 and 100."


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """The answers of a table, row for row, and what stands beside them.

    `kind` tells from the readable answers what was asked.
    """

    column: Column
    kind: Callable[[Values], Kind]
    beside: dict[str, Column] = {}
    predicted: Values | None = None
    truth: float | None = None
    notes: list[str] = []


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """How a kind's table is read. `is_header` looks at all answers where names do not decide."""

    read: Callable[[Cells, Beside, Locale, str | None], Answers]
    is_answer: Callable[[str, Locale], bool]
    is_header: Callable[[Cells], bool] = lambda _cells: False


def _read_quantities(cells: Cells, beside: Beside, locale: Locale, truth: str | None) -> Answers:
    return Answers(
        column=read_numbers(cells, locale),
        kind=_number_kind,
        beside={role: read_numbers(column, locale) for role, column in beside.items()},
        truth=_truth(truth, Number(), locale),
    )


def _number_kind(values: Values) -> Kind:
    """A quantity of which there is no less than nothing, and whole, unless an answer says no."""
    if not values.size:
        return Number()
    return Number(
        minimum=0.0 if values.min() >= 0 else None,
        decimals=0 if np.all(values == np.floor(values)) else None,
    )


def _read_percentages(cells: Cells, beside: Beside, locale: Locale, truth: str | None) -> Answers:
    columns = {role: read_numbers(column, locale) for role, column in _all(cells, beside).items()}
    for column in columns.values():
        _bound(column, 100, NO_PERCENTAGE)
    answers = columns.pop("column")
    known = _truth(truth, Percentage(), locale)
    return Answers(column=answers, kind=lambda _: Percentage(), beside=columns, truth=known)


def _read_chances(cells: Cells, beside: Beside, locale: Locale, truth: str | None) -> Answers:
    columns = {role: read_numbers(column, locale) for role, column in _all(cells, beside).items()}
    percent = any(
        _is_percent(columns[role], column) for role, column in _all(cells, beside).items()
    )
    for column in columns.values():
        if percent:
            column.values /= 100
        _bound(column, 1, NO_CHANCE)
    return Answers(
        column=columns.pop("column"),
        kind=lambda _: Probability(),
        beside=columns,
        truth=_truth(truth, Probability(), locale),
        notes=[PERCENT_NOTE] if percent else [],
    )


def _read_dates(cells: Cells, beside: Beside, locale: Locale, truth: str | None) -> Answers:
    return Answers(
        column=read_dates(cells, locale),
        kind=lambda _: Date(),
        beside={role: read_dates(column, locale) for role, column in beside.items()},
        truth=_truth(truth, Date(), locale),
    )


def _read_choices(cells: Cells, beside: Beside, locale: Locale, truth: str | None) -> Answers:
    texts = [as_text(cell) for cell in cells]
    spelled = {text.casefold(): text for text in [truth or "", *reversed(texts)] if text}
    if len(spelled) > MAX_OPTIONS:
        raise _invalid(
            "column",
            f"There are {len(spelled)} different answers, and a choice has at most {MAX_OPTIONS}. "
            "Is this the right column?",
        )
    notes = []
    if len(spelled) == 1:
        spelled[ANOTHER.casefold()] = ANOTHER
        notes.append(
            f"Everybody gave the same answer; an option is added that nobody gave: {ANOTHER}."
        )
    folded = sorted(spelled, key=_by_number_or_text(spelled))
    places = {text: place for place, text in enumerate(folded)}
    values = np.array([places.get(text.casefold(), np.nan) for text in texts])
    empty = {int(place): EMPTY for place in np.flatnonzero(np.isnan(values))}
    kind = Choice(options=[spelled[text] for text in folded])
    others, told = _shares(beside, kind, locale)
    return Answers(
        column=Column(values=values, problems=empty, units={}),
        kind=lambda _: kind,
        beside={} if others is None else {"others": others},
        predicted=None if others is None else np.column_stack([1 - others.values, others.values]),
        truth=_truth(truth, kind, locale),
        notes=[*notes, *told],
    )


def _shares(beside: Beside, kind: Choice, locale: Locale) -> tuple[Column | None, list[str]]:
    """What share of the others people thought would choose the last option."""
    if set(beside) - {"others"}:
        raise _invalid("low", "A choice has no --low and --high. Leave them out.")
    if "others" not in beside:
        return None, []
    if len(kind.options) != 2:
        raise _invalid(
            "others",
            f"--others is the share thought to choose the last of two options, and there are "
            f"{len(kind.options)}.",
        )
    column = read_numbers(beside["others"], locale)
    percent = _is_percent(column, beside["others"])
    if percent:
        column.values /= 100
    _bound(column, 1, NO_CHANCE)
    last = f"--others is read as the share of people thought to choose “{kind.options[-1]}”"
    return column, [f"{last}, in percent." if percent else f"{last}."]


def _by_number_or_text(texts: Mapping[str, str]) -> Callable[[str], tuple[float, str]]:
    try:
        numbers = {text: float(text) for text in texts}
    except ValueError:
        numbers = {}
    return lambda text: (numbers.get(text, 0.0), text)


def _all(cells: Cells, beside: Beside) -> dict[str, Cells]:
    return {"column": cells, **beside}


def _is_percent(column: Column, cells: Cells) -> bool:
    signed = any(isinstance(cell, str) and "%" in cell for cell in cells)
    return signed or bool(np.any(column.values > 1))


def _bound(column: Column, most: float, reason: str) -> None:
    column.refuse(np.flatnonzero((column.values < 0) | (column.values > most)), reason)


def _truth(text: str | None, kind: Kind, locale: Locale) -> float | None:
    if text is None:
        return None
    if isinstance(kind, Number | Percentage):
        # Like the answers, with whatever unit.
        column = read_numbers([text], locale)
        _bound_percentages(column, kind)
        known, problem = float(column.values[0]), column.problems.get(0, "")
        if not problem:
            return known
        raise _invalid("truth", f"--truth cannot be read. {problem}")
    try:
        return read_truth(text, kind, locale)
    except Invalid as problem:
        raise _invalid("truth", f"--truth cannot be read. {problem}") from problem


def _bound_percentages(column: Column, kind: Kind) -> None:
    if isinstance(kind, Percentage):
        _bound(column, 100, NO_PERCENTAGE)


def _no_recurrence(cells: Cells) -> bool:
    """Whether the first cell is a name: an option would be chosen by somebody else too."""
    first, *rest = (as_text(cell).casefold() for cell in cells or [""])
    return bool(rest) and first not in rest


def _invalid(field: str, message: str) -> Invalid:
    return Invalid([Problem(field=field, message=message)])


ANSWERS: dict[str, Reader] = {
    "number": Reader(read=_read_quantities, is_answer=is_number),
    "percentage": Reader(read=_read_percentages, is_answer=is_number),
    "probability": Reader(read=_read_chances, is_answer=is_number),
    "date": Reader(read=_read_dates, is_answer=is_date),
    "choice": Reader(
        read=_read_choices,
        is_answer=lambda cell, _locale: cell.lower() not in USUAL_NAMES,
        is_header=_no_recurrence,
    ),
}
"""Kinds by name, the usual one first."""
