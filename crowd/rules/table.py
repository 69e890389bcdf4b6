"""A table that people bring becomes a sample, and nothing in it is left out without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import numpy as np
from babel import Locale
from babel.numbers import get_decimal_symbol

from crowd.model.poll import Kind
from crowd.rules.answers import ANSWERS, Answers
from crowd.rules.arrival import arrival_keys, unordered
from crowd.rules.columns import EMPTY, Column, read_labels
from crowd.rules.rows import Cell, Rows, Watch, read_rows
from crowd.rules.sample import Sample
from crowd.rules.sheet import Chosen, choose_columns

NO_OBJECT = "This line is no JSON object like the others."
TOO_MANY_CELLS = (
    "It has more cells than the first row. A number with a comma in it needs quotes around it."
)
BESIDE = ("others", "low", "high")
"""Columns of numbers beside the answers; without them a row still counts."""

ROWS_AT_ONCE = 200
LABELS = {"branch", "group"}
FIELDS = {
    "others": "others",
    "low": "lows",
    "high": "highs",
    "branch": "branches",
    "group": "groups",
}
"""Where a sample has the columns."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Names or numbers of columns by what they are for; None where the table has none."""

    column: str | None = None
    order: str | None = None
    branch: str | None = None
    group: str | None = None
    others: str | None = None
    low: str | None = None
    high: str | None = None


class Refused(NamedTuple):
    """A row that could not be read, and why."""

    line: int
    reason: str


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """What a table says, and what is to be said of reading it."""

    sample: Sample
    kind: Kind
    truth: float | None
    refused: list[Refused]
    notes: list[str]


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """How the table is written: the name of the kind of its answers, and whose numbers they are."""

    kind: str
    locale: Locale
    json: bool = False


class _Picked(NamedTuple):
    """The cells of the columns that were asked for, with the line of each row."""

    lines: list[int]
    cells: dict[str, list[Cell]]
    problems: dict[int, str]


def read_table(
    text: str, wanted: Wanted, written: Format, truth: str | None, watch: Watch
) -> Table:
    """The sample in a text, in the order of arrival; rows that cannot be read are named.

    Raises Invalid for columns that are not there, and CommandFailed for what is no table.
    """
    decimal_comma = get_decimal_symbol(written.locale) == ","
    rows = read_rows(text, json=written.json, decimal_comma=decimal_comma, watch=watch)
    reader = ANSWERS[written.kind]
    chosen = choose_columns(
        rows.first,
        msgspec.structs.asdict(wanted),
        lambda cell: reader.is_answer(cell, written.locale),
    )
    picked = _pick(rows, chosen)
    if not rows.names_known and (chosen.has_header or reader.is_header(picked.cells["column"])):
        picked = _without_first(picked)
    answers = reader.read(picked.cells["column"], _beside(picked), written.locale, truth)
    _check_intervals(answers.beside)
    keys, unplaced = arrival_keys(picked.cells["order"]) if wanted.order else (None, {})
    problems = unplaced | answers.column.problems | picked.problems
    kept = np.delete(np.arange(len(picked.lines)), [*problems])
    if keys is not None:
        kept = kept[np.argsort(keys[kept], kind="stable")]
    return Table(
        sample=_sample(picked, answers, kept, len(problems)),
        kind=answers.kind(answers.column.values[kept]),
        truth=answers.truth,
        refused=[Refused(picked.lines[place], problems[place]) for place in sorted(problems)],
        notes=_notes(answers, picked.lines),
    )


def _pick(rows: Rows, chosen: Chosen) -> _Picked:
    width = len(rows.first)
    lines: list[int] = []
    problems: dict[int, str] = {}
    columns: dict[str, list[Cell]] = {role: [] for role in chosen.places}
    # So few at once that Python never stops to look for what it can tidy up: half the time.
    while chunk := list(islice(rows.rows, ROWS_AT_ONCE)):
        whole: Sequence[Sequence[Cell]] = [cells for _, cells in chunk if cells is not None]
        if len(whole) < len(chunk) or set(map(len, whole)) != {width}:
            for place, (_, cells) in enumerate(chunk, len(lines)):
                problems |= _misfit(place, cells, width)
            whole = [[*(cells or ()), *[""] * width] for _, cells in chunk]
        lines.extend(line for line, _ in chunk)
        for role, place in chosen.places.items():
            columns[role].extend(cells[place] for cells in whole)
    return _Picked(lines, columns, problems)


def _misfit(place: int, cells: Sequence[Cell] | None, width: int) -> dict[int, str]:
    if cells is None:
        return {place: NO_OBJECT}
    beyond = any(str(cell).strip() for cell in cells[width:])
    return {place: TOO_MANY_CELLS} if beyond else {}


def _without_first(picked: _Picked) -> _Picked:
    return _Picked(
        picked.lines[1:],
        {role: cells[1:] for role, cells in picked.cells.items()},
        {place - 1: reason for place, reason in picked.problems.items() if place},
    )


def _beside(picked: _Picked) -> dict[str, Sequence[Cell]]:
    return {role: picked.cells[role] for role in BESIDE if role in picked.cells}


def _sample(picked: _Picked, answers: Answers, kept: Any, unreadable: int) -> Sample:
    values = answers.column.values[kept]
    optional: dict[str, Any] = {
        FIELDS[role]: column.values[kept] for role, column in answers.beside.items()
    }
    if answers.predicted is not None:
        optional = {"predicted": answers.predicted[kept]}
    for role in LABELS & picked.cells.keys():
        labels, names = read_labels(picked.cells[role])
        optional[FIELDS[role]] = labels[kept]
        if role == "group":
            optional["group_names"] = names
    return Sample(
        values=values,
        unreadable=unreadable,
        unordered="" if "order" in picked.cells else unordered(values),
        **optional,
    )


def _check_intervals(beside: dict[str, Column]) -> None:
    """Takes out what is no interval; the answer beside it stays."""
    if not {"low", "high"} <= beside.keys():
        return
    low, high = beside["low"], beside["high"]
    low.refuse(np.flatnonzero(low.values > high.values), "The lower end is above the upper end.")
    for one, other in ((low, high), (high, low)):
        lone = np.flatnonzero(~np.isnan(one.values) & np.isnan(other.values))
        told = [place for place in lone if other.problems.get(int(place), EMPTY) != EMPTY]
        one.values[told] = np.nan
        one.refuse(np.setdiff1d(lone, told), "The other end is missing.")


def _notes(answers: Answers, lines: list[int]) -> list[str]:
    """What a reader should know of how the cells were read."""
    column, notes = answers.column, list(answers.notes)
    if column.ambiguous:
        notes.append(
            f"Answers that can be read in more than one way: {column.ambiguous:,}. "
            "The likeliest reading was taken."
        )
    for unit, number in Counter(column.units.values()).items():
        notes.append(f"Answers with a unit, which was left out: {number:,} ({unit}).")
    for role, beside in answers.beside.items():
        bad = sorted(place for place, reason in beside.problems.items() if reason != EMPTY)
        if bad:
            first = f"Line {lines[bad[0]]}: {beside.problems[bad[0]]}"
            notes.append(f"Cells of --{role} that were left out: {len(bad):,}. {first}")
    return notes
