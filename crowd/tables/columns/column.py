"""Parse columns of cells to numbers, with the problem of each cell that is none."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec
import numpy as np

from crowd.analysis.sample import Labels, Values
from crowd.parsing.comparison_key import comparison_key
from crowd.parsing.text import ParsedValue, Unreadable
from crowd.tables.columns.missing_codes import MissingCode
from crowd.tables.columns.missing_marks import is_missing
from crowd.tables.formats.cells import Cell, cell_text

NO_ANSWER = "The cell is empty."
SEVERAL_LINES = "The cell goes over several lines. Is a quote not closed?"


class Column(msgspec.Struct, kw_only=True):
    """The cells of a column as numbers, nan where there is none; keys are indices of cells.

    `missing` are the cells without an answer, `ambiguous` those with more than one meaning of which the
    likeliest was taken. `doubtful` are the values of cells that were read in the light of the others.
    `converted` has the unit of cells that were converted into that of the others; `bare` are cells
    without a unit beside others with one; `annotated` those with a mark or remark that was left out;
    `m_cells` those in which an `m` is read as `m_meaning`; `codes` numbers that probably stand for no
    answer.
    """

    values: Values
    problems: dict[int, str] = {}
    missing: set[int] = set()
    ambiguous: list[int] = []
    doubtful: dict[int, float] = {}
    units: dict[int, str] = {}
    converted: dict[int, str] = {}
    bare: list[int] = []
    annotated: list[int] = []
    m_cells: list[int] = []
    m_meaning: str = ""
    codes: list[MissingCode] = []
    other_value: float | None = None
    """What the first ambiguous cell means otherwise."""

    def reject(self, places: Iterable[int], reason: str) -> None:
        """Replace numbers by nan, with a problem."""
        for place in places:
            self.values[place] = np.nan
            self.problems[int(place)] = reason
            self.doubtful.pop(int(place), None)


class _ParsedCell(msgspec.Struct, frozen=True):
    """The meaning of one text, or its problem."""

    value: float
    ambiguous: bool = False
    problem: str = ""


def parse_texts(
    cells: Sequence[Cell],
    parse: Callable[[str], ParsedValue],
    is_empty: Callable[[str], bool] = is_missing,
) -> Column:
    """Parse each distinct text once."""
    values = np.full(len(cells), np.nan)
    return _parse_others(values, cells, lambda text: _parsed_cell(parse(text)), is_empty)


def encode_labels(cells: Sequence[Cell]) -> tuple[Labels, list[str]]:
    """Return a code for each label, in order of appearance, -1 for empty cells; and the labels.

    Labels that are the same but for case, spaces and how accents are composed are one, in the spelling
    of most rows.
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


def is_readable(cell: str, parse: Callable[[str], ParsedValue]) -> bool:
    """Return whether a cell can be parsed."""
    try:
        parse(cell)
    except Unreadable:
        return False
    return True


def _parse_others(
    values: Values,
    cells: Sequence[Cell],
    read: Callable[[str], _ParsedCell],
    is_empty: Callable[[str], bool],
) -> Column:
    """Parse the cells that are nan so far, each distinct text once."""
    column = Column(values=values, problems={}, missing=set(), ambiguous=[])
    known: dict[str, _ParsedCell] = {}
    for place in map(int, np.flatnonzero(np.isnan(values))):
        text = cell_text(cells[place])
        if is_empty(text):
            column.missing.add(place)
            continue
        if text not in known:
            known[text] = _parse_cell(text, read)
        found = known[text]
        values[place] = found.value
        if found.ambiguous:
            column.ambiguous.append(place)
        if found.problem:
            column.problems[place] = found.problem
    return column


def _parse_cell(text: str, read: Callable[[str], _ParsedCell]) -> _ParsedCell:
    if "\n" in text or "\r" in text:
        # The further lines can be rows behind a quote that is not closed.
        return _ParsedCell(math.nan, problem=SEVERAL_LINES)
    try:
        return read(text)
    except Unreadable as problem:
        return _ParsedCell(math.nan, problem=str(problem))


def _parsed_cell(parsed: ParsedValue) -> _ParsedCell:
    return _ParsedCell(parsed.value, bool(parsed.alternatives))
