"""Parse columns of numbers: the whole column tells how each cell is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import msgspec
import numpy as np
from babel import Locale

from crowd.kinds.values import API_LOCALE, MIN_MAGNITUDE, check_magnitude
from crowd.parsing.numbers import MAX_MAGNITUDE, Marks, marks_of
from crowd.parsing.quantity_words import currency_in_name, unit_in_name
from crowd.tables.columns.affixes import MAX_AFFIXES, AffixReader
from crowd.tables.columns.annotations import have_footnotes
from crowd.tables.columns.choose_readings import ColumnHints, choose_readings, take_reading
from crowd.tables.columns.column import Column
from crowd.tables.columns.column_units import unify_units
from crowd.tables.columns.decimal_mark import find_decimal_mark, shows_other_mark
from crowd.tables.columns.indian_numbers import are_lakhs
from crowd.tables.columns.labels import A_LABEL, MAX_TEXTS_COMPARED, are_labels, is_label
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.columns.named_scale import scale_in_name, unify_scale
from crowd.tables.columns.number_cells import INFINITE, CellReader
from crowd.tables.columns.plain_numbers import parse_plain_numbers
from crowd.tables.columns.readings import Reading
from crowd.tables.columns.two_answers import reject_two_answers
from crowd.tables.formats.cells import Cell, cell_text

CHUNK_SIZE = 10_000
"""Cells that are matched in one regular expression."""

MAX_CELLS_COMPARED = 100_000
"""Evenly spaced cells by which the decimal mark is found."""

MAX_TEXTS_KEPT = 100_000
"""Texts whose reading is kept for the next cell with the same."""


class NumberOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a column is read: the locale, which decides if it was named; the declared units."""

    locale: Locale
    units: tuple[str, ...] = ()
    undeclared: bool = True
    """Whether units are found that nobody declared."""

    is_allowed: Callable[[float], bool] | None = None
    """Whether a poll allows a value: readings that it does not allow are no readings."""

    name: str = ""
    """The name of the column, which can tell the unit."""

    marks: Marks | None = None
    """The separators, where more cells than these tell."""

    neighbours: tuple[float, ...] = ()
    """Numbers that the answers are like, such as the truth."""


def parse_numbers(
    cells: Sequence[Cell],
    locale: Locale,
    name: str = "",
    marks: Marks | None = None,
    neighbours: tuple[float, ...] = (),
) -> Column:
    """Parse numbers as people type them, with units that nobody declared.

    A locale other than the API's was named, and decides which separator is the decimal one.
    """
    options = NumberOptions(locale=locale, name=name, marks=marks, neighbours=neighbours)
    return parse_number_column(cells, options)


def parse_number_column(cells: Sequence[Cell], options: NumberOptions) -> Column:
    """Parse numbers; those in plain notation are converted in chunks."""
    marks = options.marks or find_marks(cells, options.locale)
    parts = (
        parse_plain_numbers(cells[start : start + CHUNK_SIZE], marks)
        for start in range(0, len(cells), CHUNK_SIZE)
    )
    # Adding 0.0 turns -0.0 into 0.0.
    values = np.fromiter(chain.from_iterable(parts), np.float64, len(cells)) + 0.0
    column = Column(values=values)
    plain = values[np.isfinite(values)]
    if plain.size < len(values):
        named_unit = unit_in_name(options.name) if options.undeclared else ""
        _parse_remaining(column, cells, marks, options, named_unit)
        reject_two_answers(column, cells, plain, options.name)
        named = named_unit or (
            currency_in_name(options.name, options.locale) if options.undeclared else ""
        )
        unify_units(column, named, options.locale)
    if options.undeclared and options.name:
        unify_scale(column, scale_in_name(options.name))
    size = np.abs(column.values)
    for place in np.flatnonzero((size > MAX_MAGNITUDE) | ((size > 0) & (size < MIN_MAGNITUDE))):
        column.reject([int(place)], check_magnitude(float(column.values[place])))
    return column


def _currency(options: NumberOptions) -> str:
    return currency_in_name(options.name, options.locale) if options.undeclared else ""


def is_number(cell: str, locale: Locale) -> bool:
    """Return whether a cell can be a number or marks a missing one."""
    text = cell.strip()
    if is_missing(text) or text.casefold() in INFINITE:
        return True
    reading = CellReader(marks_of(locale), AffixReader(locale, (), undeclared=True)).read(text)
    return reading is not None and not reading.problem


def find_marks(cells: Sequence[Cell], locale: Locale) -> Marks:
    """Find the separators of a column: those of a locale that was named, or that the cells show."""
    marks = marks_of(locale)
    if locale != API_LOCALE:
        return marks._replace(are_certain=True)
    step = 1 + len(cells) // MAX_CELLS_COMPARED
    texts = (cell for cell in cells[::step] if isinstance(cell, str))
    return find_decimal_mark((text for text in texts if "," in text or "." in text), marks)


def _parse_remaining(
    column: Column,
    cells: Sequence[Cell],
    marks: Marks,
    options: NumberOptions,
    named_unit: str,
) -> None:
    """Parse the cells that are nan so far: those with one meaning first, which the others must fit."""
    affixes = AffixReader(
        options.locale, options.units, undeclared=options.undeclared, named_unit=named_unit
    )
    reader = CellReader(marks, affixes)
    open_readings: dict[int, Reading] = {}
    in_brackets: list[int] = []
    is_scaled = False
    for place, found in _read_cells(column, cells, reader, affixes):
        reading = found if options.is_allowed is None else _allowed(found, options.is_allowed)
        if reading.annotation:
            (in_brackets if reading.in_brackets else column.annotated).append(place)
        if reading.problem:
            column.problems[place] = reading.problem
        elif len(reading.values) > 1 or reading.many_decimals or reading.is_unusual:
            open_readings[place] = reading
        else:
            is_scaled = is_scaled or reading.is_scaled
            take_reading(column, place, reading, 0)
            is_against = marks.are_certain and not reading.is_simple
            if is_against and shows_other_mark(cell_text(cells[place]), marks):
                column.doubtful[place] = reading.values[0]
    hints = ColumnHints(options.name, named_unit, is_scaled, options.neighbours)
    choose_readings(column, cells, open_readings, marks, hints)
    _read_brackets(column, in_brackets)


def _read_brackets(column: Column, places: Sequence[int]) -> None:
    """Take numbers in brackets for negative ones, as in accounts, where the column has several."""
    sign = -1.0 if len(places) > 1 else 1.0
    for place in places:
        if np.isfinite(column.values[place]):
            column.values[place] = sign * abs(column.values[place])
            column.doubtful[place] = float(column.values[place])


def _read_cells(
    column: Column, cells: Sequence[Cell], reader: CellReader, affixes: AffixReader
) -> Iterator[tuple[int, Reading]]:
    """Yield the readings of cells; those with rare affixes last, of which the most frequent are read."""
    known: dict[str, Reading] = {}
    deferred: list[int] = []
    places = np.flatnonzero(np.isnan(column.values))
    first = [cell_text(cells[place]) for place in places[:MAX_TEXTS_COMPARED]]
    has_labels = are_labels([text for text in first if not is_missing(text)])
    reader.has_footnotes = have_footnotes(first)
    reader.is_lakh = are_lakhs(first, column.values)
    for place in map(int, places):
        text = cell_text(cells[place])
        if has_labels and is_label(text):
            yield place, Reading(problem=A_LABEL)
            continue
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
