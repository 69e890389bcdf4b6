"""Parse the answers in a table, by kind, and derive the kind of question from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np
from babel import Locale

from crowd.analysis.sample import Values
from crowd.kinds import Date, Kind, Number, Percentage, Probability
from crowd.parsing.dates import read_date
from crowd.tables.answer_columns import (
    NOT_A_CHANCE,
    NOT_A_PERCENTAGE,
    AnswerColumns,
    Cells,
    ExtraColumns,
    is_percent,
    parse_number_truth,
    parse_truth,
    reject_outside,
)
from crowd.tables.choice_columns import is_first_unique, parse_choices
from crowd.tables.columns import is_number, is_readable, parse_numbers, parse_texts
from crowd.tables.detect import ANSWER_NAMES

PERCENT_NOTE = (
    "The chances are read as percent, 0 to 100, because one has a percent sign or is above 1."
)


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
        truth=parse_number_truth(truth, math.inf, locale),
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
        reject_outside(column, 100, NOT_A_PERCENTAGE)
    answers = columns.pop("column")
    known = parse_number_truth(truth, 100, locale)
    return AnswerColumns(column=answers, kind=lambda _: Percentage(), extra=columns, truth=known)


def _parse_chances(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    columns = {
        role: parse_numbers(column, locale) for role, column in _with_answers(cells, extra).items()
    }
    percent = any(
        is_percent(columns[role], column) for role, column in _with_answers(cells, extra).items()
    )
    for column in columns.values():
        if percent:
            column.values /= 100
        reject_outside(column, 1, NOT_A_CHANCE)
    return AnswerColumns(
        column=columns.pop("column"),
        kind=lambda _: Probability(),
        extra=columns,
        truth=parse_truth(truth, Probability(), locale),
        notes=[PERCENT_NOTE] if percent else [],
    )


def _parse_dates(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    parse = partial(read_date, locale=locale)
    return AnswerColumns(
        column=parse_texts(cells, parse),
        kind=lambda _: Date(),
        extra={role: parse_texts(column, parse) for role, column in extra.items()},
        truth=parse_truth(truth, Date(), locale),
    )


def _with_answers(cells: Cells, extra: ExtraColumns) -> dict[str, Cells]:
    return {"column": cells, **extra}


ANSWER_PARSERS: dict[str, AnswerParser] = {
    "number": AnswerParser(parse=_parse_quantities, is_answer=is_number),
    "percentage": AnswerParser(parse=_parse_percentages, is_answer=is_number),
    "probability": AnswerParser(parse=_parse_chances, is_answer=is_number),
    "date": AnswerParser(
        parse=_parse_dates,
        is_answer=lambda cell, locale: is_readable(cell, partial(read_date, locale=locale)),
    ),
    "choice": AnswerParser(
        parse=parse_choices,
        is_answer=lambda cell, _locale: cell.lower() not in ANSWER_NAMES,
        is_header=is_first_unique,
    ),
}
"""Parsers by the name of the kind, the default first."""
