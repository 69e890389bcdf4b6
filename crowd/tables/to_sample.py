"""A table that people bring becomes a sample, and nothing in it is left out without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

from crowd.analysis.sample import Sample
from crowd.model.errors import Invalid, Problem
from crowd.model.poll import Kind
from crowd.model.progress import ProgressCallback
from crowd.tables.answer_columns import ANSWER_PARSERS, AnswerColumns
from crowd.tables.arrival_order import arrival_keys, why_unordered
from crowd.tables.columns import EMPTY_CELL, Column, cell_text, encode_labels
from crowd.tables.detect import assign_roles
from crowd.tables.reader import Cell, read_rows
from crowd.tables.select import SelectedColumns, drop_first_row, select_columns

BESIDE = ("others", "low", "high")
"""Columns of numbers beside the answers; without them a row still counts."""

LABELS = {"branch", "group"}
FIELDS = {
    "others": "others",
    "low": "lows",
    "high": "highs",
    "branch": "branches",
    "group": "groups",
}
"""Where a sample has the columns."""


class RequestedColumns(msgspec.Struct, frozen=True, kw_only=True):
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


def locale_named(name: str) -> Locale:
    """The locale that is called so, as in `de` or `pt-BR`; Invalid if there is none."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError) as error:
        message = f"{name!r} is no language that is known. Write one such as en or de."
        raise Invalid([Problem(field="locale", message=message)]) from error


def read_table(
    text: str,
    wanted: RequestedColumns,
    written: Format,
    truth: str | None,
    progress: ProgressCallback,
) -> Table:
    """The sample in a text, in the order of arrival; rows that cannot be read are named.

    Raises Invalid for columns that are not there, and CommandFailed for what is no table.
    """
    picked = _picked(text, wanted, written, progress)
    reader = ANSWER_PARSERS[written.kind]
    answers = reader.parse(picked.cells["column"], _beside(picked), written.locale, truth)
    _check_intervals(answers.extra)
    keys, unplaced = arrival_keys(picked.cells["order"]) if "order" in picked.cells else (None, {})
    problems = unplaced | answers.column.problems | picked.problems
    kept = np.delete(np.arange(len(picked.lines)), [*problems])
    if keys is not None:
        kept = kept[np.argsort(keys[kept], kind="stable")]
    return Table(
        sample=_sample(picked, answers, kept, len(problems)),
        kind=answers.kind(answers.column.values[kept]),
        truth=answers.truth,
        refused=[Refused(picked.lines[place], problems[place]) for place in sorted(problems)],
        notes=[*picked.notes, *_notes(answers, picked.lines)],
    )


def _picked(
    text: str, wanted: RequestedColumns, written: Format, progress: ProgressCallback
) -> SelectedColumns:
    """The columns that were asked for, without the header."""
    decimal_comma = get_decimal_symbol(written.locale) == ","
    rows = read_rows(text, json=written.json, decimal_comma=decimal_comma, progress=progress)
    reader = ANSWER_PARSERS[written.kind]
    chosen = assign_roles(
        rows.first,
        msgspec.structs.asdict(wanted),
        lambda cell: reader.is_answer(cell, written.locale),
    )
    picked = select_columns(rows, chosen.places)
    if rows.names_known:
        return picked
    if chosen.has_header:
        return drop_first_row(picked)
    answers = picked.cells["column"]
    if reader.is_header(answers):
        note = f"The first row is taken for a header: {cell_text(answers[0])}."
        return drop_first_row(picked, note)
    return picked


def _beside(picked: SelectedColumns) -> dict[str, Sequence[Cell]]:
    return {role: picked.cells[role] for role in BESIDE if role in picked.cells}


def _sample(picked: SelectedColumns, answers: AnswerColumns, kept: Any, unreadable: int) -> Sample:
    values = answers.column.values[kept]
    optional: dict[str, Any] = {
        FIELDS[role]: column.values[kept] for role, column in answers.extra.items()
    }
    if answers.predicted is not None:
        optional = {"predicted": answers.predicted[kept]}
    for role in LABELS & picked.cells.keys():
        labels, names = encode_labels(picked.cells[role])
        optional[FIELDS[role]] = labels[kept]
        if role == "group":
            optional["group_names"] = names
    return Sample(
        values=values,
        unreadable=unreadable,
        why_unordered="" if "order" in picked.cells else why_unordered(values),
        **optional,
    )


def _check_intervals(beside: dict[str, Column]) -> None:
    """Takes out what is no interval; the answer beside it stays."""
    if not {"low", "high"} <= beside.keys():
        return
    low, high = beside["low"], beside["high"]
    low.reject(np.flatnonzero(low.values > high.values), "The lower end is above the upper end.")
    for one, other in ((low, high), (high, low)):
        lone = np.flatnonzero(~np.isnan(one.values) & np.isnan(other.values))
        told = [place for place in lone if other.problems.get(int(place), EMPTY_CELL) != EMPTY_CELL]
        one.values[told] = np.nan
        one.reject(np.setdiff1d(lone, told), "The other end is missing.")


def _notes(answers: AnswerColumns, lines: list[int]) -> list[str]:
    """What a reader should know of how the cells were read."""
    column, notes = answers.column, list(answers.notes)
    if column.ambiguous:
        notes.append(
            f"Answers that can be read in more than one way: {column.ambiguous:,}. "
            "The likeliest reading was taken."
        )
    for unit, number in Counter(column.units.values()).items():
        notes.append(f"Answers with a unit, which was left out: {number:,} ({unit}).")
    for role, beside in answers.extra.items():
        bad = sorted(place for place, reason in beside.problems.items() if reason != EMPTY_CELL)
        if bad:
            first = f"Line {lines[bad[0]]}: {beside.problems[bad[0]]}"
            notes.append(f"Cells of --{role} that were left out: {len(bad):,}. {first}")
    return notes
