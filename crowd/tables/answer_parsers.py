"""Parse the answers in a table, by kind, and derive the kind of question from them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np
from babel import Locale
from babel.numbers import get_decimal_symbol

from crowd.analysis.sample import Values
from crowd.kinds import KINDS, Duration, Kind, Number, Percentage, Probability
from crowd.kinds.values import PLAIN_NUMBER
from crowd.parsing.durations import parse_duration
from crowd.parsing.text import ParsedValue, Unreadable
from crowd.tables.answer_columns import (
    NOT_A_CHANCE,
    NOT_A_PERCENTAGE,
    AnswerColumns,
    Cells,
    ExtraColumns,
    is_percent,
    parse_number_truth_option,
    parse_truth_option,
    reject_outside,
)
from crowd.tables.choice_columns import is_first_unique, parse_choices
from crowd.tables.columns.column import is_readable, parse_texts
from crowd.tables.columns.number_columns import is_number, parse_numbers
from crowd.tables.date_columns import is_date, parse_date_column, parse_dates
from crowd.tables.detect import ANSWER_NAMES
from crowd.tables.formats.cells import cell_text

PERCENT_NOTE = (
    "The chances are read as percent, 0 to 100, because one has a percent sign or is above 1."
)


PAIR = re.compile(r"\d{1,4}:\d{1,2}", re.ASCII)
"""Hours and minutes, or minutes and seconds."""

SECONDS_NOTE = "Numbers without a unit are read as seconds."
HOURS_NOTE = "Times such as 1:30 are read as hours and minutes, not as minutes and seconds."
MINUTES_NOTE = "Times such as 59:30 are read as minutes and seconds, not as hours and minutes."


class AnswerParser(msgspec.Struct, frozen=True, kw_only=True):
    """Parses tables of one kind. `is_header` decides by all answers where names do not."""

    parse: Callable[[Cells, ExtraColumns, Locale, str | None], AnswerColumns]
    is_answer: Callable[[str, Locale], bool]
    is_header: Callable[[Cells], bool] = lambda _cells: False
    parse_figures: Callable[[Cells, Locale], Values] | None = None
    """Parses a column whose sums and averages rows can tell; None for kinds without any."""


def _parse_quantities(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    return AnswerColumns(
        column=parse_numbers(cells, locale),
        kind=_number_kind,
        extra={role: parse_numbers(column, locale) for role, column in extra.items()},
        truth=parse_number_truth_option(truth, math.inf, locale),
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
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    columns = {
        role: parse_numbers(column, locale) for role, column in _with_answers(cells, extra).items()
    }
    for column in columns.values():
        reject_outside(column, 100, NOT_A_PERCENTAGE)
    answers = columns.pop("column")
    known = parse_number_truth_option(truth, 100, locale)
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
        truth=parse_truth_option(truth, Probability(), locale),
        notes=[PERCENT_NOTE] if percent else [],
    )


def _parse_durations(
    cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
) -> AnswerColumns:
    texts = [cell_text(cell) for cells in _with_answers(cells, extra).values() for cell in cells]
    pairs = [text for text in texts if PAIR.fullmatch(text.strip())]
    # Beside 1:02:10, and where 24 or more comes first, 59:30 has no hours.
    no_hours = any(text.count(":") == 2 for text in texts) or any(
        int(text.split(":")[0]) >= 24 for text in pairs
    )
    parse = partial(_parse_duration, locale=locale, no_hours=no_hours)
    parse_number = partial(_parse_seconds, locale=locale)
    unitless = any(is_readable(text, parse_number) for text in texts)
    notes = [SECONDS_NOTE] if unitless else []
    if pairs:
        notes.append(MINUTES_NOTE if no_hours else HOURS_NOTE)
    return AnswerColumns(
        column=parse_texts(cells, parse),
        kind=lambda _: Duration(),
        extra={role: parse_texts(column, parse) for role, column in extra.items()},
        truth=parse_truth_option(truth, Duration(), locale),
        notes=notes,
    )


def _parse_duration(text: str, locale: Locale, *, no_hours: bool) -> ParsedValue:
    """Parse a cell: without a unit it is seconds, and a pair such as 59:30 what the column says."""
    if is_readable(text, partial(_parse_seconds, locale=locale)):
        parsed = _parse_seconds(text, locale)
    else:
        parsed = parse_duration(text, locale)
        if PAIR.fullmatch(text):
            as_hours, *as_minutes = parsed.value, *parsed.alternatives
            parsed = ParsedValue(as_minutes[0] if no_hours and as_minutes else as_hours)
    return _check(parsed, Duration(), locale)


def _parse_seconds(text: str, locale: Locale) -> ParsedValue:
    """Parse a plain number with the decimal sign of the locale, or a point; refuse all else."""
    plain = text.strip().replace(get_decimal_symbol(locale), ".")
    if not PLAIN_NUMBER.fullmatch(plain):
        raise Unreadable("This is not a number of seconds.")
    return ParsedValue(float(plain))


def _parser_of_texts(kind_class: type[Kind]) -> AnswerParser:
    """Return the parser of tables in which each cell is read as an answer on a page is."""
    kind = kind_class()

    def parse(
        cells: Cells, extra: ExtraColumns, locale: Locale, truth: str | None
    ) -> AnswerColumns:
        read = partial(_parse_text, kind=kind, locale=locale)
        return AnswerColumns(
            column=parse_texts(cells, read),
            kind=lambda _: kind,
            extra={role: parse_texts(column, read) for role, column in extra.items()},
            truth=parse_truth_option(truth, kind, locale),
        )

    return AnswerParser(
        parse=parse,
        is_answer=lambda cell, locale: is_readable(
            cell, partial(_parse_text, kind=kind, locale=locale)
        ),
        parse_figures=lambda cells, locale: parse(cells, {}, locale, None).column.values,
    )


def _parse_text(text: str, kind: Kind, locale: Locale) -> ParsedValue:
    return _check(kind.parse(text, locale), kind, locale)


def _check(parsed: ParsedValue, kind: Kind, locale: Locale) -> ParsedValue:
    """Return a value that an answer of the kind can have; raise Unreadable for others."""
    problem = kind.value_problem(parsed.value, locale)
    if problem:
        raise Unreadable(problem)
    return parsed


def _with_answers(cells: Cells, extra: ExtraColumns) -> dict[str, Cells]:
    return {"column": cells, **extra}


COLUMN_PARSERS: dict[str, AnswerParser] = {
    "number": AnswerParser(
        parse=_parse_quantities, is_answer=is_number, parse_figures=_number_figures
    ),
    "percentage": AnswerParser(
        parse=_parse_percentages, is_answer=is_number, parse_figures=_number_figures
    ),
    "probability": AnswerParser(
        parse=_parse_chances, is_answer=is_number, parse_figures=_number_figures
    ),
    "date": AnswerParser(
        parse=parse_dates,
        is_answer=is_date,
        parse_figures=lambda cells, locale: parse_date_column(cells, locale)[0].values,
    ),
    "duration": AnswerParser(
        parse=_parse_durations,
        is_answer=lambda cell, locale: is_readable(
            cell, partial(_parse_duration, locale=locale, no_hours=False)
        ),
        parse_figures=lambda cells, locale: _parse_durations(cells, {}, locale, None).column.values,
    ),
    "choice": AnswerParser(
        parse=parse_choices,
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
