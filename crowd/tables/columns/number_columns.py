"""Parse columns of numbers: the whole column tells how each cell is read."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

import msgspec
import numpy as np
from babel import Locale

from crowd.kinds.values import API_LOCALE, MIN_MAGNITUDE, check_magnitude
from crowd.parsing.numbers import MAX_MAGNITUDE, Marks, marks_of
from crowd.parsing.units import is_unit
from crowd.tables.columns.affixes import MAX_AFFIXES, AffixReader
from crowd.tables.columns.column import Column
from crowd.tables.columns.decimal_mark import find_decimal_mark, groups_with, shows_other_mark
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.columns.number_cells import INFINITE, CellReader, Reading
from crowd.tables.columns.undeclared_units import most_frequent_unit
from crowd.tables.formats.cells import Cell, cell_text

CHUNK_SIZE = 10_000
"""Cells that are matched in one regular expression."""

MAX_CELLS_COMPARED = 100_000
"""Evenly spaced cells by which the decimal mark is found."""

MAX_TEXTS_KEPT = 100_000
"""Texts whose reading is kept for the next cell with the same."""

MIN_CELLS_FITTED = 2
"""Cells with one reading from which on others have to fit them."""

MIN_FIT, MAX_DISTANCE = 1.5, 1.0
"""Powers of ten by which another reading is closer to the middle of the column than the likeliest, and
that it is away from there at most, to be taken instead."""

TOO_MANY_DIGITS = (
    "It has more than three digits behind a “{mark}”, which groups thousands in other rows."
)


class NumberOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a column is read: the locale, which decides if it was named; the declared units."""

    locale: Locale
    units: tuple[str, ...] = ()
    undeclared: bool = True
    """Whether units are found that nobody declared."""

    is_allowed: Callable[[float], bool] | None = None
    """Whether a poll allows a value: readings that it does not allow are no readings."""


def parse_numbers(cells: Sequence[Cell], locale: Locale) -> Column:
    """Parse numbers as people type them, with units that nobody declared.

    A locale other than the API's was named, and decides which separator is the decimal one.
    """
    return parse_number_column(cells, NumberOptions(locale=locale))


def parse_number_column(cells: Sequence[Cell], options: NumberOptions) -> Column:
    """Parse numbers; those in plain notation are converted in chunks."""
    marks = _find_marks(cells, options.locale)
    parts = (
        _parse_plain_numbers(cells[start : start + CHUNK_SIZE], marks)
        for start in range(0, len(cells), CHUNK_SIZE)
    )
    # Adding 0.0 turns -0.0 into 0.0.
    values = np.fromiter(chain.from_iterable(parts), np.float64, len(cells)) + 0.0
    column = Column(values=values, problems={}, missing=set(), units={}, doubtful={}, ambiguous=[])
    _parse_remaining(column, cells, marks, options)
    _unify_units(column, options.locale)
    size = np.abs(column.values)
    for place in np.flatnonzero((size > MAX_MAGNITUDE) | ((size > 0) & (size < MIN_MAGNITUDE))):
        column.reject([int(place)], check_magnitude(float(column.values[place])))
    return column


def is_number(cell: str, locale: Locale) -> bool:
    """Return whether a cell can be a number or marks a missing one."""
    text = cell.strip()
    if is_missing(text) or text.casefold() in INFINITE:
        return True
    reading = CellReader(marks_of(locale), AffixReader(locale, (), undeclared=True)).read(text)
    return reading is not None and not reading.problem


def _find_marks(cells: Sequence[Cell], locale: Locale) -> Marks:
    """Find the separators of a column: those of a locale that was named, or that the cells show."""
    marks = marks_of(locale)
    if locale != API_LOCALE:
        return marks._replace(are_certain=True)
    step = 1 + len(cells) // MAX_CELLS_COMPARED
    texts = (cell for cell in cells[::step] if isinstance(cell, str))
    return find_decimal_mark((text for text in texts if "," in text or "." in text), marks)


@lru_cache(maxsize=8)
def _plain_pattern(marks: Marks) -> re.Pattern[str]:
    """Return the pattern of numbers in plain notation that have one meaning."""
    mark = re.escape(marks.decimal)
    doubtful = "" if marks.are_certain else rf"(?!\s*[-+]?[1-9]\d{{0,2}}{mark}\d{{3}}\s*(?:;|$))"
    return re.compile(rf"{doubtful}\s*[-+]?\d+(?:{mark}\d+)?(?:[eE][-+]?\d+)?\s*", re.ASCII)


def _parse_plain_numbers(cells: Sequence[Cell], marks: Marks) -> Sequence[float] | Iterator[float]:
    """Convert numbers in plain notation; everything else becomes nan."""
    plain = _plain_pattern(marks)
    texts = [cell for cell in cells if isinstance(cell, str)]
    # One match of all cells joined takes a fraction of the time of one match a cell.
    if len(texts) == len(cells) and _all_match(plain, texts):
        return [float(text.replace(marks.decimal, ".")) for text in texts]
    return (
        cell
        if isinstance(cell, float)
        else float(cell.replace(marks.decimal, "."))
        if plain.fullmatch(cell)
        else math.nan
        for cell in cells
    )


def _all_match(plain: re.Pattern[str], texts: Sequence[str]) -> bool:
    joined = "".join(f"{text};" for text in texts)
    pieces = joined.count(";") == len(texts)
    return pieces and re.fullmatch(f"(?:{plain.pattern};)*", joined, re.ASCII) is not None


def _parse_remaining(
    column: Column, cells: Sequence[Cell], marks: Marks, options: NumberOptions
) -> None:
    """Parse the cells that are nan so far: those with one meaning first, which the others must fit."""
    affixes = AffixReader(options.locale, options.units, undeclared=options.undeclared)
    reader = CellReader(marks, affixes)
    open_readings: dict[int, Reading] = {}
    for place, found in _read_cells(column, cells, reader, affixes):
        reading = found if options.is_allowed is None else _allowed(found, options.is_allowed)
        if reading.problem:
            column.problems[place] = reading.problem
        elif len(reading.values) > 1 or reading.many_decimals or reading.is_unusual:
            open_readings[place] = reading
        else:
            _take(column, place, reading, 0)
            is_against = marks.are_certain and not reading.is_simple
            if is_against and shows_other_mark(cell_text(cells[place]), marks):
                column.doubtful[place] = reading.values[0]
    _choose_readings(column, cells, open_readings, marks)


def _read_cells(
    column: Column, cells: Sequence[Cell], reader: CellReader, affixes: AffixReader
) -> Iterator[tuple[int, Reading]]:
    """Yield the readings of cells; those with rare affixes last, of which the most frequent are read."""
    known: dict[str, Reading] = {}
    deferred: list[int] = []
    for place in map(int, np.flatnonzero(np.isnan(column.values))):
        text = cell_text(cells[place])
        reading = known.get(text)
        if reading is None:
            if is_missing(text):
                column.missing.add(place)
                continue
            reading = reader.read(text)
            if reading is None:
                deferred.append(place)
                continue
            if len(known) < MAX_TEXTS_KEPT:
                known[text] = reading
        yield place, reading
    if not deferred:
        return
    _read_most_frequent([cell_text(cells[place]) for place in deferred], reader, affixes)
    for place in deferred:
        text = cell_text(cells[place])
        yield place, reader.read(text) or reader.unknown


def _read_most_frequent(texts: Sequence[str], reader: CellReader, affixes: AffixReader) -> None:
    """Read the affixes that most of the texts have, by one text of each."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for text in texts:
        shape = re.sub(r"\d+", "0", text)
        counts[shape] += 1
        examples.setdefault(shape, text)
    affixes.most += MAX_AFFIXES
    for shape, _ in counts.most_common(MAX_AFFIXES):
        reader.read(examples[shape])
    affixes.most = len(affixes.known)


def _allowed(reading: Reading, is_allowed: Callable[[float], bool]) -> Reading:
    """Leave out the readings that are not allowed, unless none is."""
    if len(reading.values) < 2:
        return reading
    kept = [place for place, value in enumerate(reading.values) if is_allowed(value)]
    if not kept:
        return reading
    return msgspec.structs.replace(
        reading,
        values=tuple(reading.values[place] for place in kept),
        units=tuple(reading.units[place] for place in kept),
    )


def _take(column: Column, place: int, reading: Reading, which: int) -> None:
    column.values[place] = reading.values[which]
    if reading.units[which]:
        column.units[place] = reading.units[which]


def _choose_readings(
    column: Column, cells: Sequence[Cell], readings: dict[int, Reading], marks: Marks
) -> None:
    """Choose among several readings the one that fits the cells with one; name what is doubtful."""
    if not readings:
        return
    size = np.abs(column.values[np.isfinite(column.values) & (column.values != 0)])
    middle = float(np.median(np.log10(size))) if size.size >= MIN_CELLS_FITTED else None
    is_grouping: dict[str, bool] = {}
    for place, reading in readings.items():
        mark = reading.many_decimals
        if mark and mark == marks.group and len(reading.values) == 1:
            if mark not in is_grouping:
                is_grouping[mark] = any(groups_with(cell, mark) for cell in cells)
            if is_grouping[mark]:
                column.problems[place] = TOO_MANY_DIGITS.format(mark=mark)
                continue
        which = _closest(reading.values, middle)
        _take(column, place, reading, which or 0)
        if which or reading.is_unusual:
            column.doubtful[place] = reading.values[which or 0]
        elif which is None and len(reading.values) > 1:
            column.ambiguous.append(place)


def _closest(values: Sequence[float], middle: float | None) -> int | None:
    """Return which value fits the middle of the column; None where that tells nothing."""
    if middle is None or len(values) == 1:
        return None
    away = [abs(math.log10(abs(value)) - middle) if value else math.inf for value in values]
    best = min(range(len(values)), key=away.__getitem__)
    others = [distance for place, distance in enumerate(away) if place != best]
    return best if away[best] <= MAX_DISTANCE and min(others) - away[best] >= MIN_FIT else None


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
