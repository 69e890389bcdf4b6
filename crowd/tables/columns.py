"""Columns of cells as numbers, and for each cell that is none the reason why."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain

import msgspec
import numpy as np
from babel import Locale
from babel.numbers import get_decimal_symbol

from crowd.analysis.sample import Labels, Values
from crowd.kinds.values import MAX_MAGNITUDE, MIN_MAGNITUDE, check_value
from crowd.model.poll import Number
from crowd.parsing.dates import read_date
from crowd.parsing.numbers import read_number
from crowd.parsing.text import ParsedValue, Unreadable, check_length, normalize
from crowd.parsing.units import is_unit
from crowd.tables.reader import Cell

CELLS_AT_ONCE = 10_000
SPELLINGS_COMPARED = 50
"""Each with each: with all of a column of nothing but units that would take quadratic time."""

EMPTY = "The cell is empty."
NOT_FINITE = "This is not a number."
MANY_LINES = "The cell goes over several lines. Is a quote not closed?"
MISSING = {"nan", "-nan", "+nan", "inf", "-inf", "+inf", "infinity", "-infinity"}

COUNTED = {"dozen", "dozens", "score", "gross", "pair", "pairs", "half", "or", "and", "to", "of"}
"""Words beside a number that change it, so that they are no units to leave out."""

_AFTER = re.compile(r"\d[\d.,' ]*(?:[^\d]*[ ])?([^\d\s]+)$")
_BEFORE = re.compile(r"^[-+~ ]*([^\W\d_]{0,3}[$€£¥₹₩₽₺฿₴₱₫₪])")
_UNIT = re.compile(r"[^\W\d_]+[²³]?(?:/[^\W\d_]+[²³]?)?\.?|°[CF]?|[^\W\d_]{0,3}[$€£¥₹₩₽₺฿₴₱₫₪]")


class Column(msgspec.Struct, kw_only=True):
    """The cells of a column as numbers, nan where there is none; keys are places of cells, from 0.

    `ambiguous` counts the cells that could have been read in another way.
    """

    values: Values
    problems: dict[int, str] = {}
    ambiguous: int = 0
    units: dict[int, str] = {}

    def refuse(self, places: Iterable[int], reason: str) -> None:
        """Takes numbers out that cannot be meant."""
        for place in places:
            self.values[place] = np.nan
            self.problems[int(place)] = reason


class _Read(msgspec.Struct, frozen=True):
    """What one text was read as."""

    value: float
    ambiguous: bool = False
    unit: str = ""
    problem: str = ""


def read_numbers(cells: Sequence[Cell], locale: Locale) -> Column:
    """Numbers as people type them; a number in plain notation is taken as it is, at once."""
    mark = get_decimal_symbol(locale)
    parts = (
        _read_quickly(cells[start : start + CELLS_AT_ONCE], mark)
        for start in range(0, len(cells), CELLS_AT_ONCE)
    )
    values = np.fromiter(chain.from_iterable(parts), np.float64, len(cells))
    column = _read_slowly(values, cells, lambda text: _number(text, locale))
    _settle_units(column, locale)
    size = np.abs(column.values)
    for place in np.flatnonzero((size > MAX_MAGNITUDE) | ((size > 0) & (size < MIN_MAGNITUDE))):
        column.refuse([int(place)], check_value(float(column.values[place]), Number()))
    return column


def read_dates(cells: Sequence[Cell], locale: Locale) -> Column:
    """Days since 1970-01-01."""
    values = np.full(len(cells), np.nan)
    return _read_slowly(values, cells, lambda text: _reading(read_date(text, locale)))


def read_labels(cells: Sequence[Cell]) -> tuple[Labels, list[str]]:
    """A number for each label in the order in which they come, -1 for none; and the labels."""
    texts = [as_text(cell) for cell in cells]
    names = list(dict.fromkeys(text for text in texts if text))
    places = {name: place for place, name in enumerate(names)} | {"": -1}
    return np.fromiter((places[text] for text in texts), np.int64, len(texts)), names


def as_text(cell: Cell) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(cell, str):
        return cell.strip()
    return str(int(cell)) if cell.is_integer() else str(cell)


def is_number(cell: str, locale: Locale) -> bool:
    """Whether a cell can be a number, or says that there is none."""
    if cell.strip().casefold() in {*MISSING, ""}:
        return True
    try:
        return not _number(cell, locale).problem
    except Unreadable:
        return False


def is_date(cell: str, locale: Locale) -> bool:
    """Whether a cell can be a date."""
    try:
        read_date(cell, locale)
    except Unreadable:
        return False
    return True


@lru_cache(maxsize=8)
def _plain(mark: str) -> re.Pattern[str]:
    fraction = rf"(?:{re.escape(mark)}\d+)?"
    return re.compile(rf"\s*[-+]?\d+{fraction}(?:[eE][-+]?\d+)?\s*", re.ASCII)


def _read_quickly(cells: Sequence[Cell], mark: str) -> Iterable[float]:
    """The numbers in plain notation, and nan for everything else."""
    plain = _plain(mark)
    texts = [cell for cell in cells if isinstance(cell, str)]
    # One look at all of them takes a fraction of the time of one look at each.
    if len(texts) == len(cells) and _are_all(plain, texts):
        return [float(text.replace(mark, ".")) for text in texts]
    return [
        cell
        if isinstance(cell, float)
        else float(cell.replace(mark, "."))
        if plain.fullmatch(cell)
        else math.nan
        for cell in cells
    ]


def _are_all(plain: re.Pattern[str], texts: Sequence[str]) -> bool:
    joined = "".join(f"{text};" for text in texts)
    pieces = joined.count(";") == len(texts)
    return pieces and re.fullmatch(f"(?:{plain.pattern};)*", joined, re.ASCII) is not None


def _read_slowly(values: Values, cells: Sequence[Cell], read: Callable[[str], _Read]) -> Column:
    """Reads what is nan as yet; a text that comes again is read once."""
    column = Column(values=values, problems={}, units={})
    known: dict[str, _Read] = {}
    for place in map(int, np.flatnonzero(np.isnan(values))):
        text = as_text(cells[place])
        if text not in known:
            known[text] = _read(text, read)
        found = known[text]
        values[place] = found.value
        column.ambiguous += found.ambiguous
        if found.problem:
            column.problems[place] = found.problem
        if found.unit:
            column.units[place] = found.unit
    return column


def _read(text: str, read: Callable[[str], _Read]) -> _Read:
    if not text or text.casefold() in MISSING:
        return _Read(math.nan, problem=NOT_FINITE if text else EMPTY)
    if "\n" in text or "\r" in text:
        # What is on the lines after it may be rows that a quote has swallowed.
        return _Read(math.nan, problem=MANY_LINES)
    try:
        return read(text)
    except Unreadable as problem:
        return _Read(math.nan, problem=str(problem))


def _reading(reading: ParsedValue, unit: str = "") -> _Read:
    return _Read(reading.value, bool(reading.alternatives), unit)


def _number(text: str, locale: Locale) -> _Read:
    """A number, with or without a unit that nobody told of."""
    check_length(text)
    try:
        return _reading(read_number(text, locale))
    except Unreadable as problem:
        unit = _unit_in(normalize(text))
        if not unit:
            return _Read(math.nan, problem=str(problem))
        try:
            return _reading(read_number(text, locale, (unit,)), unit)
        except Unreadable:
            return _Read(math.nan, problem=str(problem))


def _unit_in(text: str) -> str:
    found = _AFTER.search(text) or _BEFORE.search(text)
    unit = found[1].strip(".") if found else ""
    return unit if _UNIT.fullmatch(unit) and unit.casefold() not in COUNTED else ""


def _settle_units(column: Column, locale: Locale) -> None:
    """Keeps the unit that most have, under its first spelling: others would count as much."""
    spellings: dict[str, list[int]] = {}
    for place, unit in column.units.items():
        spellings.setdefault(unit, []).append(place)
    if not spellings:
        return
    kept = _most_frequent(spellings, locale)
    column.units = {}
    for unit, places in spellings.items():
        if is_unit(unit, locale, (kept,)):
            column.units |= dict.fromkeys(places, kept)
        else:
            column.refuse(places, f"Its unit is {unit}, that of others {kept}.")


def _most_frequent(spellings: dict[str, list[int]], locale: Locale) -> str:
    """The unit of most cells, of whose spellings the most frequent are compared with each other."""
    frequent = set(sorted(spellings, key=lambda unit: -len(spellings[unit]))[:SPELLINGS_COMPARED])
    counts: dict[str, int] = {}
    for unit, places in spellings.items():
        if unit in frequent:
            same = next((known for known in counts if is_unit(unit, locale, (known,))), unit)
            counts[same] = counts.get(same, 0) + len(places)
    return max(counts, key=lambda unit: counts[unit])
