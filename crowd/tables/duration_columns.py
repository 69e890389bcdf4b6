"""Parse columns of durations: the whole column tells what two numbers with a colon are."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from babel import Locale
from babel.numbers import get_decimal_symbol

from crowd.kinds import Duration
from crowd.kinds.values import PLAIN_NUMBER
from crowd.parsing.durations import parse_duration
from crowd.parsing.text import ParsedValue, Unreadable, normalize
from crowd.tables.answer_columns import (
    AnswerColumns,
    Cells,
    ExtraColumns,
    ParseContext,
    parse_truth_option,
)
from crowd.tables.columns.column import is_readable, parse_texts
from crowd.tables.formats.cells import cell_text

PAIR = re.compile(r"\d{1,6}:\d{1,2}", re.ASCII)
"""Hours and minutes, or minutes and seconds."""

MIN_MINUTES = 24
"""Number before the colon from which on it is minutes where nothing else tells."""

SECONDS_NOTE = "Numbers without a unit are read as seconds."
HOURS_NOTE = "Times such as {text} are read as hours and minutes, not as minutes and seconds."
MINUTES_NOTE = "Times such as {text} are read as minutes and seconds, not as hours and minutes."

Minutes = Callable[[str], bool]
"""Whether a pair is minutes and seconds rather than hours and minutes."""


def parse_durations(
    cells: Cells, extra: ExtraColumns, context: ParseContext, truth: str | None
) -> AnswerColumns:
    """Parse durations: a number without a unit is seconds, a pair such as 59:30 what the column says."""
    locale = context.locale
    texts = [normalize(cell_text(cell)) for column in (cells, *extra.values()) for cell in column]
    pairs = dict.fromkeys(text for text in texts if PAIR.fullmatch(text))
    is_minutes = _meaning_of_pairs([*pairs], texts, locale) if pairs else bool
    parse = partial(_parse_cell, locale=locale, is_minutes=is_minutes)
    unitless = any(is_readable(text, partial(_parse_seconds, locale=locale)) for text in texts)
    notes = [SECONDS_NOTE] if unitless else []
    for note, wanted in ((HOURS_NOTE, False), (MINUTES_NOTE, True)):
        first = next((text for text in pairs if bool(is_minutes(text)) == wanted), None)
        notes += [] if first is None else [note.format(text=first)]
    return AnswerColumns(
        column=parse_texts(cells, parse),
        kind=lambda _: Duration(),
        extra={role: parse_texts(column, parse) for role, column in extra.items()},
        truth=parse_truth_option(truth, Duration(), locale),
        notes=notes,
    )


def is_duration(cell: str, locale: Locale) -> bool:
    """Return whether a cell can be a duration."""
    return is_readable(cell, partial(_parse_cell, locale=locale, is_minutes=bool))


def _meaning_of_pairs(pairs: Sequence[str], texts: Sequence[str], locale: Locale) -> Minutes:
    """Return what tells whether a pair is minutes: what fits the cells with one reading; without them
    all pairs are minutes if one begins with 24 or more."""
    others = [
        math.log(value) for text in texts if (value := _sure_seconds(text, locale)) is not None
    ]
    if not others:
        all_minutes = any(int(pair.split(":")[0]) >= MIN_MINUTES for pair in pairs)
        return lambda _pair: all_minutes
    middle = float(np.median(others))
    hours = {
        pair: float(pair.split(":")[0]) * 3600 + float(pair.split(":")[1]) * 60 for pair in pairs
    }
    is_minutes = {
        pair: value > 0 and abs(math.log(value) - middle) > abs(math.log(value / 60) - middle)
        for pair, value in hours.items()
    }
    return lambda pair: is_minutes.get(pair, False)


def _sure_seconds(text: str, locale: Locale) -> float | None:
    """Return the seconds of a cell with one reading; None for pairs and others."""
    if not text or PAIR.fullmatch(text):
        return None
    try:
        parsed = _parse_cell(text, locale=locale, is_minutes=bool)
    except Unreadable:
        return None
    return parsed.value if parsed.value > 0 and not parsed.alternatives else None


def _parse_cell(text: str, *, locale: Locale, is_minutes: Minutes) -> ParsedValue:
    if is_readable(text, partial(_parse_seconds, locale=locale)):
        parsed = _parse_seconds(text, locale)
    else:
        parsed = parse_duration(text, locale)
        pair = normalize(text)
        if PAIR.fullmatch(pair):
            as_hours, *as_minutes = parsed.value, *parsed.alternatives
            chosen = as_minutes[0] if as_minutes and is_minutes(pair) else as_hours
            parsed = ParsedValue(chosen)
    problem = Duration().value_problem(parsed.value, locale)
    if problem:
        raise Unreadable(problem)
    return parsed


def _parse_seconds(text: str, locale: Locale) -> ParsedValue:
    """Parse a plain number with the decimal sign of the locale, or a point; refuse all else."""
    plain = text.strip().replace(get_decimal_symbol(locale), ".")
    if not PLAIN_NUMBER.fullmatch(plain):
        raise Unreadable("This is not a number of seconds.")
    return ParsedValue(float(plain))
