"""Parse columns of cells to numbers, with the problem of each cell that is none."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain

import msgspec
import numpy as np
from babel import Locale
from babel.numbers import get_decimal_symbol

from crowd.analysis.sample import Labels, Values
from crowd.kinds.values import MIN_MAGNITUDE, check_magnitude
from crowd.parsing.comparison_key import comparison_key
from crowd.parsing.numbers import MAX_MAGNITUDE, parse_number
from crowd.parsing.text import ParsedValue, Unreadable, check_length, normalize
from crowd.parsing.units import is_unit
from crowd.tables.formats.cells import Cell, cell_text
from crowd.tables.missing_marks import is_missing
from crowd.tables.undeclared_units import find_unit, most_frequent_unit

CHUNK_SIZE = 10_000
"""Cells that are matched in one regular expression."""


NO_ANSWER = "The cell is empty."
NOT_A_NUMBER = "This is not a number."
SEVERAL_LINES = "The cell goes over several lines. Is a quote not closed?"
INFINITE = {"inf", "-inf", "+inf", "infinity", "-infinity", "+infinity"}


class Column(msgspec.Struct, kw_only=True):
    """The cells of a column as numbers, nan where there is none; keys are indices of cells.

    `missing` are the cells without an answer; `ambiguous` counts the cells with more than one meaning.
    """

    values: Values
    problems: dict[int, str] = {}
    missing: set[int] = set()
    ambiguous: int = 0
    units: dict[int, str] = {}

    def reject(self, places: Iterable[int], reason: str) -> None:
        """Replace numbers by nan, with a problem."""
        for place in places:
            self.values[place] = np.nan
            self.problems[int(place)] = reason


class _ParsedCell(msgspec.Struct, frozen=True):
    """The meaning of one text, or its problem."""

    value: float
    ambiguous: bool = False
    unit: str = ""
    problem: str = ""


def parse_numbers(cells: Sequence[Cell], locale: Locale) -> Column:
    """Parse numbers as people type them; plain notation is converted in chunks."""
    decimal_symbol = get_decimal_symbol(locale)
    parts = (
        _parse_plain_numbers(cells[start : start + CHUNK_SIZE], decimal_symbol)
        for start in range(0, len(cells), CHUNK_SIZE)
    )
    # Adding 0.0 turns -0.0 into 0.0.
    values = np.fromiter(chain.from_iterable(parts), np.float64, len(cells)) + 0.0
    column = _parse_others(values, cells, lambda text: _parse_number(text, locale))
    _unify_units(column, locale)
    size = np.abs(column.values)
    for place in np.flatnonzero((size > MAX_MAGNITUDE) | ((size > 0) & (size < MIN_MAGNITUDE))):
        column.reject([int(place)], check_magnitude(float(column.values[place])))
    return column


def parse_texts(cells: Sequence[Cell], parse: Callable[[str], ParsedValue]) -> Column:
    """Parse each distinct text once."""
    values = np.full(len(cells), np.nan)
    return _parse_others(values, cells, lambda text: _parsed_cell(parse(text)))


def encode_labels(cells: Sequence[Cell]) -> tuple[Labels, list[str]]:
    """Return a code for each label, in order of appearance, -1 for empty cells; and the labels.

    Labels that are the same but for case, accents and spaces are one, in the spelling of most rows.
    """
    texts = [cell_text(cell) for cell in cells]
    keys, names = group_spellings(texts)
    places = {key: place for place, key in enumerate(names)} | {"": -1}
    codes = np.fromiter((places[keys[text]] for text in texts), np.int64, len(texts))
    return codes, list(names.values())


def group_spellings(texts: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the comparison key of each text, and by key, in order of appearance, the most frequent
    spelling, of equally frequent ones the first; nothing for empty texts."""
    counts = Counter(texts)
    keys = {text: comparison_key(text) for text in counts}
    names: dict[str, str] = {}
    for text, number in counts.items():
        key = keys[text]
        if key and (key not in names or number > counts[names[key]]):
            names[key] = text
    return keys, names


def is_number(cell: str, locale: Locale) -> bool:
    """Return whether a cell can be a number or marks a missing one."""
    if is_missing(cell.strip()) or cell.strip().casefold() in INFINITE:
        return True
    try:
        return not _parse_number(cell, locale).problem
    except Unreadable:
        return False


def is_readable(cell: str, parse: Callable[[str], ParsedValue]) -> bool:
    """Return whether a cell can be parsed."""
    try:
        parse(cell)
    except Unreadable:
        return False
    return True


@lru_cache(maxsize=8)
def _plain_pattern(decimal_symbol: str) -> re.Pattern[str]:
    fraction = rf"(?:{re.escape(decimal_symbol)}\d+)?"
    return re.compile(rf"\s*[-+]?\d+{fraction}(?:[eE][-+]?\d+)?\s*", re.ASCII)


def _parse_plain_numbers(cells: Sequence[Cell], decimal_symbol: str) -> Iterable[float]:
    """Convert numbers in plain notation; everything else becomes nan."""
    plain = _plain_pattern(decimal_symbol)
    texts = [cell for cell in cells if isinstance(cell, str)]
    # One match of all cells joined takes a fraction of the time of one match a cell.
    if len(texts) == len(cells) and _all_match(plain, texts):
        return [float(text.replace(decimal_symbol, ".")) for text in texts]
    return [
        cell
        if isinstance(cell, float)
        else float(cell.replace(decimal_symbol, "."))
        if plain.fullmatch(cell)
        else math.nan
        for cell in cells
    ]


def _all_match(plain: re.Pattern[str], texts: Sequence[str]) -> bool:
    joined = "".join(f"{text};" for text in texts)
    pieces = joined.count(";") == len(texts)
    return pieces and re.fullmatch(f"(?:{plain.pattern};)*", joined, re.ASCII) is not None


def _parse_others(
    values: Values, cells: Sequence[Cell], read: Callable[[str], _ParsedCell]
) -> Column:
    """Parse the cells that are nan so far, each distinct text once."""
    column = Column(values=values, problems={}, missing=set(), units={})
    known: dict[str, _ParsedCell] = {}
    for place in map(int, np.flatnonzero(np.isnan(values))):
        text = cell_text(cells[place])
        if is_missing(text):
            column.missing.add(place)
            continue
        if text not in known:
            known[text] = _parse_cell(text, read)
        found = known[text]
        values[place] = found.value
        column.ambiguous += found.ambiguous
        if found.problem:
            column.problems[place] = found.problem
        if found.unit:
            column.units[place] = found.unit
    return column


def _parse_cell(text: str, read: Callable[[str], _ParsedCell]) -> _ParsedCell:
    if text.casefold() in INFINITE:
        return _ParsedCell(math.nan, problem=NOT_A_NUMBER)
    if "\n" in text or "\r" in text:
        # The further lines can be rows behind a quote that is not closed.
        return _ParsedCell(math.nan, problem=SEVERAL_LINES)
    try:
        return read(text)
    except Unreadable as problem:
        return _ParsedCell(math.nan, problem=str(problem))


def _parsed_cell(parsed: ParsedValue, unit: str = "") -> _ParsedCell:
    return _ParsedCell(parsed.value, bool(parsed.alternatives), unit)


def _parse_number(text: str, locale: Locale) -> _ParsedCell:
    """Parse a number, with or without an undeclared unit."""
    check_length(text)
    try:
        return _parsed_cell(parse_number(text, locale))
    except Unreadable as problem:
        unit = find_unit(normalize(text))
        if not unit:
            return _ParsedCell(math.nan, problem=str(problem))
        try:
            return _parsed_cell(parse_number(text, locale, (unit,)), unit)
        except Unreadable:
            return _ParsedCell(math.nan, problem=str(problem))


def _unify_units(column: Column, locale: Locale) -> None:
    """Give the cells of the most frequent unit one spelling; reject the cells of other units."""
    spellings: dict[str, list[int]] = {}
    for place, unit in column.units.items():
        spellings.setdefault(unit, []).append(place)
    if not spellings:
        return
    usual = most_frequent_unit(spellings, locale)
    column.units = {}
    for unit, places in spellings.items():
        if is_unit(unit, locale, (usual,)):
            column.units |= dict.fromkeys(places, usual)
        else:
            column.reject(places, f"Its unit is {unit}, that of others {usual}.")
