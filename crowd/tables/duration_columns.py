"""Parse columns of durations: the whole column tells what two numbers with a colon are."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from babel import Locale

from crowd.kinds import Duration
from crowd.kinds.values import API_LOCALE
from crowd.parsing.durations import parse_duration
from crowd.parsing.text import ParsedValue, Unreadable, normalize
from crowd.tables.answer_columns import (
    AnswerColumns,
    Cells,
    ExtraColumns,
    ParseContext,
    parse_truth_option,
)
from crowd.tables.columns.bare_durations import BareUnit, bare_number, fit_unit, unit_named
from crowd.tables.columns.column import Column, is_readable, parse_texts
from crowd.tables.formats.cells import cell_text

PAIR = re.compile(r"\d{1,6}:\d{1,2}", re.ASCII)
"""Hours and minutes, or minutes and seconds."""

MIN_MINUTES = 24
"""Number before the colon from which on it is minutes where nothing else tells."""

SECONDS_NOTE = "Numbers without a unit are read as seconds."
HOURS_NOTE = "Times such as {text} are read as hours and minutes, not as minutes and seconds."
MINUTES_NOTE = "Times such as {text} are read as minutes and seconds, not as hours and minutes."

FITTING_NOTE = "Numbers without a unit are read as {unit}s, which fits the other answers."
NAMED_NOTE = "Numbers without a unit are read as {unit}s, as the column is called."

Minutes = Callable[[str], bool]
"""Whether a pair is minutes and seconds rather than hours and minutes."""


MAX_KNOWN_TEXTS = 1 << 18
"""Texts that are kept parsed, in some 60 MB; columns with more different ones are parsed more often."""


class KnownTexts:
    """What texts are as numbers without a unit, and as durations: each is parsed once."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        keep = lru_cache(maxsize=MAX_KNOWN_TEXTS)
        self.bare_number = keep(partial(bare_number, locale=locale))
        self.parse_duration = keep(partial(parse_duration, locale=locale))


class Reading(NamedTuple):
    """How the cells of a column with several meanings are read."""

    bare: BareUnit = BareUnit()
    is_minutes: Minutes = bool


def parse_durations(
    cells: Cells, extra: ExtraColumns, context: ParseContext, truth: str | None
) -> AnswerColumns:
    """Parse durations: the column says what a number without a unit is, and a pair such as 59:30."""
    locale, known = context.locale, KnownTexts(context.locale)
    typed = (cell_text(cell) for column in (cells, *extra.values()) for cell in column)
    texts = [*dict.fromkeys(map(normalize, typed))]
    reading, pairs = _read_column(texts, context, known), [*filter(PAIR.fullmatch, texts)]
    parse = partial(_parse_cell, known=known, reading=reading)
    has_bare = any(known.bare_number(text) is not None for text in texts)
    notes = [_unit_note(reading.bare)] if has_bare else []
    for note, wanted in ((HOURS_NOTE, False), (MINUTES_NOTE, True)):
        first = next((text for text in pairs if bool(reading.is_minutes(text)) == wanted), None)
        notes += [] if first is None else [note.format(text=first)]
    return AnswerColumns(
        column=_parse_cells(cells, parse, reading.bare, known),
        kind=lambda _: Duration(),
        extra={
            role: _parse_cells(column, parse, reading.bare, known) for role, column in extra.items()
        },
        truth=_parse_truth(truth, reading.bare if has_bare else None, locale),
        notes=notes,
    )


def _parse_truth(text: str | None, bare: BareUnit | None, locale: Locale) -> float | None:
    """Parse the option --truth; a number without a unit in that of the column."""
    number = None if text is None or bare is None else bare_number(text, locale)
    if number is None or bare is None:
        return parse_truth_option(text, Duration(), locale)
    return parse_truth_option(f"{bare.seconds(number)[0]:.15g} s", Duration(), API_LOCALE)


def _unit_note(bare: BareUnit) -> str:
    if bare.is_named:
        return NAMED_NOTE.format(unit=bare.unit)
    return FITTING_NOTE.format(unit=bare.unit) if bare.tried else SECONDS_NOTE


def _parse_cells(
    cells: Cells, parse: Callable[[str], ParsedValue], bare: BareUnit, known: KnownTexts
) -> Column:
    """Parse a column; numbers without a unit that are unlike the other answers are doubtful."""
    column = parse_texts(cells, parse)
    if not bare.tried:
        return column
    unlike: dict[str, bool] = {}
    for place in map(int, np.flatnonzero(np.isfinite(column.values))):
        text = cell_text(cells[place])
        if text not in unlike:
            number = known.bare_number(text)
            unlike[text] = number is not None and bare.seconds(number)[1]
        if unlike[text]:
            column.doubtful[place] = float(column.values[place])
    return column


def _read_column(texts: Sequence[str], context: ParseContext, known: KnownTexts) -> Reading:
    """Find how numbers without a unit and pairs are read, by the cells with one reading."""
    pairs = [*filter(PAIR.fullmatch, texts)]
    numbers = [number for text in texts if (number := known.bare_number(text)) is not None]
    named = unit_named(context.name)
    others = [value for text in texts if (value := _sure_seconds(text, known)) is not None]
    if named:
        others += [named.seconds(number)[0] for number in numbers if number > 0]
    is_minutes = _meaning_of_pairs(pairs, others) if pairs else bool
    if named:
        return Reading(named, is_minutes)
    if not others:
        seconds = [_pair_seconds(pair, is_minutes=is_minutes(pair)) for pair in pairs]
        others = [value for value in seconds if value > 0]
    return Reading(fit_unit(numbers, others, texts, context.locale), is_minutes)


def is_duration(cell: str, locale: Locale) -> bool:
    """Return whether a cell can be a duration."""
    return is_readable(cell, partial(_parse_cell, known=KnownTexts(locale), reading=Reading()))


def _meaning_of_pairs(pairs: Sequence[str], others: Sequence[float]) -> Minutes:
    """Return what tells whether a pair is minutes: what fits the cells with one reading; without them
    all pairs are minutes if one begins with 24 or more."""
    if not others:
        all_minutes = any(int(pair.split(":")[0]) >= MIN_MINUTES for pair in pairs)
        return lambda _pair: all_minutes
    middle = float(np.median(np.log(others)))
    hours = {pair: _pair_seconds(pair, is_minutes=False) for pair in pairs}
    is_minutes = {
        pair: value > 0 and abs(math.log(value) - middle) > abs(math.log(value / 60) - middle)
        for pair, value in hours.items()
    }
    return lambda pair: is_minutes.get(pair, False)


def _pair_seconds(pair: str, *, is_minutes: bool) -> float:
    first, second = map(float, pair.split(":"))
    return (first * 60 + second) * (1 if is_minutes else 60)


def _sure_seconds(text: str, known: KnownTexts) -> float | None:
    """Return the seconds of a cell with one reading; None for pairs, numbers and others."""
    if not text or PAIR.fullmatch(text) or known.bare_number(text) is not None:
        return None
    try:
        parsed = _parse_cell(text, known=known, reading=Reading())
    except Unreadable:
        return None
    return parsed.value if parsed.value > 0 and not parsed.alternatives else None


def _parse_cell(text: str, *, known: KnownTexts, reading: Reading) -> ParsedValue:
    number = known.bare_number(text)
    if number is not None:
        parsed = ParsedValue(reading.bare.seconds(number)[0])
    else:
        parsed = known.parse_duration(text)
        pair = normalize(text)
        if PAIR.fullmatch(pair):
            as_hours, *as_minutes = parsed.value, *parsed.alternatives
            chosen = as_minutes[0] if as_minutes and reading.is_minutes(pair) else as_hours
            parsed = ParsedValue(chosen)
    problem = Duration().value_problem(parsed.value, known.locale)
    if problem:
        raise Unreadable(problem)
    return parsed
