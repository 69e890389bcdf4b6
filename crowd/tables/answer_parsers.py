"""Parse the answers in a table, by kind, and derive the kind of question from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np
from babel import Locale

from crowd.analysis.sample import Values
from crowd.kinds import KINDS, Kind, Number, Percentage, Probability
from crowd.parsing.text import ParsedValue, Unreadable
from crowd.parsing.units import has_percent
from crowd.tables.answer_columns import (
    NOT_A_CHANCE,
    NOT_A_PERCENTAGE,
    AnswerColumns,
    Cells,
    ExtraColumns,
    ParseContext,
    is_percent,
    parse_number_truth_option,
    parse_truth_option,
    reject_outside,
    unit_of,
)
from crowd.tables.choice_columns import is_first_unique, parse_choices
from crowd.tables.columns.column import is_readable, parse_texts
from crowd.tables.columns.missing_codes import find_missing_codes
from crowd.tables.columns.number_columns import is_number, parse_numbers
from crowd.tables.columns.percent_shares import (
    FractionColumn,
    are_shares,
    doubt_shares,
    is_chance,
    split_fractions,
    to_chances,
    to_percent,
)
from crowd.tables.date_columns import is_date, parse_date_column, parse_dates
from crowd.tables.detect import ANSWER_NAMES
from crowd.tables.duration_columns import is_duration, parse_durations

SHARES_NOTE = (
    "All percentages are between 0 and 1 without a percent sign, and read as shares: 0.12 as 12 %. "
    "Write 0.12 % for less than one percent."
)
PERCENT_NOTE = (
    "The chances are read as percent, 0 to 100, because one has a percent sign or is above 1."
)


class AnswerParser(msgspec.Struct, frozen=True, kw_only=True):
    """Parses tables of one kind. `is_header` decides by all answers where names do not."""

    parse: Callable[[Cells, ExtraColumns, ParseContext, str | None], AnswerColumns]
    is_answer: Callable[[str, Locale], bool]
    is_header: Callable[[Cells], bool] = lambda _cells: False
    parse_figures: Callable[[Cells, Locale], Values] | None = None
    """Parses a column whose sums and averages rows can tell; None for kinds without any."""


def _parse_quantities(
    cells: Cells, extra: ExtraColumns, context: ParseContext, truth: str | None
) -> AnswerColumns:
    own = context.with_marks_of(cells)
    answers = own.parse_numbers(cells, truth)
    if any(isinstance(cell, str) and "%" in cell for cell in cells):
        doubt_shares(answers, cells)
    answers.codes = find_missing_codes(answers.values)
    return AnswerColumns(
        column=answers,
        kind=_number_kind,
        extra={role: context.parse_numbers(column) for role, column in extra.items()},
        truth=parse_number_truth_option(truth, math.inf, own, unit_of(answers)),
    )


def _number_figures(cells: Cells, locale: Locale) -> Values:
    return parse_numbers(cells, locale).values


def _number_kind(values: Values) -> Kind:
    """Return the kind of number: at least zero, and whole, unless an answer contradicts."""
    if not values.size:
        return Number()
    return Number(
        minimum=0.0 if values.min() >= 0 else None,
        decimals=0 if np.all(values == np.floor(values)) else None,
    )


def _parse_percentages(
    cells: Cells, extra: ExtraColumns, context: ParseContext, truth: str | None
) -> AnswerColumns:
    split = _split_fractions(cells, extra)
    columns = {role: context.parse_numbers(column.cells) for role, column in split.items()}
    shares = are_shares([*columns.values()], [column.cells for column in split.values()])
    for role, column in columns.items():
        if shares:
            to_percent(column)
        else:
            doubt_shares(column, split[role].cells)
        split[role].put(column, 100)
        reject_outside(column, 100, NOT_A_PERCENTAGE)
    answers = columns.pop("column")
    answers.codes = find_missing_codes(answers.values)
    known = parse_number_truth_option(truth, 100, context.with_marks_of(cells))
    if shares and known is not None and 0 < known < 1 and not has_percent(truth or ""):
        known = round(known * 100, 12)
    return AnswerColumns(
        column=answers,
        kind=lambda _: Percentage(),
        extra=columns,
        truth=known,
        notes=[SHARES_NOTE] if shares else [],
    )


def _parse_chances(
    cells: Cells, extra: ExtraColumns, context: ParseContext, truth: str | None
) -> AnswerColumns:
    split = _split_fractions(cells, extra)
    columns = {role: context.parse_numbers(column.cells) for role, column in split.items()}
    percent = any(is_percent(columns[role], column.cells) for role, column in split.items())
    for role, column in columns.items():
        if percent:
            to_chances(column, split[role].cells)
        split[role].put(column, 1)
        reject_outside(column, 1, NOT_A_CHANCE)
    return AnswerColumns(
        column=columns.pop("column"),
        kind=lambda _: Probability(),
        extra=columns,
        truth=parse_truth_option(truth, Probability(), context.locale),
        notes=[PERCENT_NOTE] if percent else [],
    )


def _parser_of_texts(kind_class: type[Kind]) -> AnswerParser:
    """Return the parser of tables in which each cell is read as an answer on a page is."""
    kind = kind_class()

    def parse(
        cells: Cells, extra: ExtraColumns, context: ParseContext, truth: str | None
    ) -> AnswerColumns:
        read = partial(_parse_text, kind=kind, locale=context.locale)
        return AnswerColumns(
            column=parse_texts(cells, read),
            kind=lambda _: kind,
            extra={role: parse_texts(column, read) for role, column in extra.items()},
            truth=parse_truth_option(truth, kind, context.locale),
        )

    return AnswerParser(
        parse=parse,
        is_answer=lambda cell, locale: is_readable(
            cell, partial(_parse_text, kind=kind, locale=locale)
        ),
        parse_figures=lambda cells, locale: (
            parse(cells, {}, ParseContext(locale=locale), None).column.values
        ),
    )


def _parse_text(text: str, kind: Kind, locale: Locale) -> ParsedValue:
    return _check(kind.parse(text, locale), kind, locale)


def _check(parsed: ParsedValue, kind: Kind, locale: Locale) -> ParsedValue:
    """Return a value that an answer of the kind can have; raise Unreadable for others."""
    problem = kind.value_problem(parsed.value, locale)
    if problem:
        raise Unreadable(problem)
    return parsed


def _split_fractions(cells: Cells, extra: ExtraColumns) -> dict[str, FractionColumn]:
    return {role: split_fractions(column) for role, column in {"column": cells, **extra}.items()}


def _without_context(
    parse: Callable[[Cells, ExtraColumns, Locale, str | None], AnswerColumns],
) -> Callable[[Cells, ExtraColumns, ParseContext, str | None], AnswerColumns]:
    """Make the parser of a kind for which the name of the column tells nothing."""
    return lambda cells, extra, context, truth: parse(cells, extra, context.locale, truth)


COLUMN_PARSERS: dict[str, AnswerParser] = {
    "number": AnswerParser(
        parse=_parse_quantities, is_answer=is_number, parse_figures=_number_figures
    ),
    "percentage": AnswerParser(
        parse=_parse_percentages, is_answer=is_chance, parse_figures=_number_figures
    ),
    "probability": AnswerParser(
        parse=_parse_chances, is_answer=is_chance, parse_figures=_number_figures
    ),
    "date": AnswerParser(
        parse=_without_context(parse_dates),
        is_answer=is_date,
        parse_figures=lambda cells, locale: parse_date_column(cells, locale)[0].values,
    ),
    "duration": AnswerParser(
        parse=parse_durations,
        is_answer=is_duration,
        parse_figures=lambda cells, locale: (
            parse_durations(cells, {}, ParseContext(locale=locale), None).column.values
        ),
    ),
    "choice": AnswerParser(
        parse=_without_context(parse_choices),
        is_answer=lambda cell, _locale: cell.lower() not in ANSWER_NAMES,
        is_header=is_first_unique,
    ),
}
"""Parsers by the name of the kind, where a column tells more than each of its cells."""

ANSWER_PARSERS: dict[str, AnswerParser] = {
    name: COLUMN_PARSERS[name] if name in COLUMN_PARSERS else _parser_of_texts(kind)
    for name, kind in KINDS.items()
}
"""Parsers by the name of the kind, the default first."""
