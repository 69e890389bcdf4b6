"""Parse the answers in a table, by kind, and derive the question's kind from them."""

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
    EMPTY_CELL,
    Column,
    cell_text,
    is_date,
    is_number,
    parse_dates,
    parse_numbers,
)
from crowd.tables.detect import ANSWER_NAMES
from crowd.tables.reader import Cell

Cells = Sequence[Cell]
ExtraColumns = Mapping[str, Cells]

PERCENT_NOTE = (
    "The chances are read as percent, 0 to 100, because one has a percent sign or is above 1."
)
NOT_A_CHANCE = "A chance is between 0 and 1, or between 0 and 100 %."
ADDED_OPTION = "another answer"
NOT_A_PERCENTAGE = "A percentage is between 0 and 100."


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


class AnswerParser(msgspec.Struct, frozen=True, kw_only=True):
    """Parses tables of one kind. `is_header` decides by all answers where names do not."""

    parse: Callable[[Cells, ExtraColumns, Locale, str | None], AnswerColumns]
    is_answer: Callable[[str, Locale], bool]
    is_header: Callable[[Cells], bool] = lambda _cells: False


def _parse_quantities(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    return AnswerColumns(
        column=parse_numbers(cells, locale),
        kind=_number_kind,
        extra={role: parse_numbers(column, locale) for role, column in extra.items()},
        truth=_parse_truth(truth, Number(), locale),
    )


def _number_kind(values: Values) -> Kind:
    """Return the kind of number: at least zero, and whole, unless an answer contradicts."""
    if not values.size:
        return Number()
    return Number(
        minimum=0.0 if values.min() >= 0 else None,
        decimals=0 if np.all(values == np.floor(values)) else None,
    )


def _parse_percentages(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    columns = {
        role: parse_numbers(column, locale) for role, column in _with_answers(cells, extra).items()
    }
    for column in columns.values():
        _reject_outside(column, 100, NOT_A_PERCENTAGE)
    answers = columns.pop("column")
    known = _parse_truth(truth, Percentage(), locale)
    return AnswerColumns(column=answers, kind=lambda _: Percentage(), extra=columns, truth=known)


def _parse_chances(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    columns = {
        role: parse_numbers(column, locale) for role, column in _with_answers(cells, extra).items()
    }
    percent = any(
        _is_percent(columns[role], column) for role, column in _with_answers(cells, extra).items()
    )
    for column in columns.values():
        if percent:
            column.values /= 100
        _reject_outside(column, 1, NOT_A_CHANCE)
    return AnswerColumns(
        column=columns.pop("column"),
        kind=lambda _: Probability(),
        extra=columns,
        truth=_parse_truth(truth, Probability(), locale),
        notes=[PERCENT_NOTE] if percent else [],
    )


def _parse_dates(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    return AnswerColumns(
        column=parse_dates(cells, locale),
        kind=lambda _: Date(),
        extra={role: parse_dates(column, locale) for role, column in extra.items()},
        truth=_parse_truth(truth, Date(), locale),
    )


def _parse_choices(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    texts = [cell_text(cell) for cell in cells]
    spelled, notes = _find_options([truth or "", *reversed(texts)])
    folded = sorted(spelled, key=_sort_key(spelled))
    places = {text: place for place, text in enumerate(folded)}
    values = np.array([places.get(text.casefold(), np.nan) for text in texts])
    empty = {int(place): EMPTY_CELL for place in np.flatnonzero(np.isnan(values))}
    kind = Choice(options=[spelled[text] for text in folded])
    others, told = _parse_shares(extra, kind, locale)
    return AnswerColumns(
        column=Column(values=values, problems=empty, units={}),
        kind=lambda _: kind,
        extra={} if others is None else {"others": others},
        predicted=None if others is None else np.column_stack([1 - others.values, others.values]),
        truth=_parse_truth(truth, kind, locale),
        notes=[*notes, *told],
    )


def _find_options(texts: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the options by their casefolded text, the last spelling of each; and notes."""
    options = {text.casefold(): text for text in texts if text}
    if len(options) > MAX_OPTIONS:
        raise _invalid(
            "column",
            f"There are {len(options)} different answers, and a choice has at most {MAX_OPTIONS}. "
            "Is this the right column?",
        )
    if len(options) != 1:
        return options, []
    note = f"Everybody gave the same answer; an option is added that nobody gave: {ADDED_OPTION}."
    return options | {ADDED_OPTION.casefold(): ADDED_OPTION}, [note]


def _parse_shares(
    extra: ExtraColumns, kind: Choice, locale: Locale
) -> tuple[Column | None, list[str]]:
    """Parse the predicted shares of the last of two options; also return notes."""
    if set(extra) - {"others"}:
        raise _invalid("low", "A choice has no --low and --high. Leave them out.")
    if "others" not in extra:
        return None, []
    if len(kind.options) != 2:
        raise _invalid(
            "others",
            f"--others is the share thought to choose the last of two options, and there are "
            f"{len(kind.options)}.",
        )
    column = parse_numbers(extra["others"], locale)
    percent = _is_percent(column, extra["others"])
    if percent:
        column.values /= 100
    _reject_outside(column, 1, NOT_A_CHANCE)
    last = f"--others is read as the share of people thought to choose “{kind.options[-1]}”"
    return column, [f"{last}, in percent." if percent else f"{last}."]


def _sort_key(texts: Mapping[str, str]) -> Callable[[str], tuple[float, str]]:
    try:
        numbers = {text: float(text) for text in texts}
    except ValueError:
        numbers = {}
    return lambda text: (numbers.get(text, 0.0), text)


def _with_answers(cells: Cells, extra: ExtraColumns) -> dict[str, Cells]:
    return {"column": cells, **extra}


def _is_percent(column: Column, cells: Cells) -> bool:
    signed = any(isinstance(cell, str) and "%" in cell for cell in cells)
    return signed or bool(np.any(column.values > 1))


def _reject_outside(column: Column, maximum: float, reason: str) -> None:
    column.reject(np.flatnonzero((column.values < 0) | (column.values > maximum)), reason)


def _parse_truth(text: str | None, kind: Kind, locale: Locale) -> float | None:
    if text is None:
        return None
    if isinstance(kind, Number | Percentage):
        # As for answers, any unit is left out.
        column = parse_numbers([text], locale)
        _check_percentages(column, kind)
        known, problem = float(column.values[0]), column.problems.get(0, "")
        if not problem:
            return known
        raise _invalid("truth", f"--truth cannot be read. {problem}")
    try:
        return read_truth(text, kind, locale)
    except Invalid as problem:
        raise _invalid("truth", f"--truth cannot be read. {problem}") from problem


def _check_percentages(column: Column, kind: Kind) -> None:
    if isinstance(kind, Percentage):
        _reject_outside(column, 100, NOT_A_PERCENTAGE)


def _is_first_unique(cells: Cells) -> bool:
    """Return whether no other cell equals the first, as for a header among options."""
    first, *rest = (cell_text(cell).casefold() for cell in cells or [""])
    return bool(rest) and first not in rest


def _invalid(field: str, message: str) -> Invalid:
    return Invalid([Problem(field=field, message=message)])


ANSWER_PARSERS: dict[str, AnswerParser] = {
    "number": AnswerParser(parse=_parse_quantities, is_answer=is_number),
    "percentage": AnswerParser(parse=_parse_percentages, is_answer=is_number),
    "probability": AnswerParser(parse=_parse_chances, is_answer=is_number),
    "date": AnswerParser(parse=_parse_dates, is_answer=is_date),
    "choice": AnswerParser(
        parse=_parse_choices,
        is_answer=lambda cell, _locale: cell.lower() not in ANSWER_NAMES,
        is_header=_is_first_unique,
    ),
}
"""Parsers by the name of the kind, the default first."""
