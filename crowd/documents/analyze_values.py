"""Analyze values that a program has: numbers, texts, arrays, columns of data frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import numpy as np

from crowd.analysis.sample import SEED, Question
from crowd.documents.analysis import Analysis
from crowd.documents.analyze_questions import analyze_question
from crowd.kinds import KINDS, Duration, Kind, Number, Percentage
from crowd.model.errors import Invalid
from crowd.rules.headline import file_headlines
from crowd.tables.answer_parsers import ANSWER_PARSERS
from crowd.tables.formats.cells import Cell, cell_text
from crowd.tables.questions.read_questions import QuestionSample
from crowd.tables.select import SelectedColumns
from crowd.tables.table import Table
from crowd.tables.to_sample import TableFormat, TableSample, locale_option, make_sample

MAX_QUOTED = 20
"""Unreadable values that notes quote."""

AS_NUMBERS: dict[str, Kind] = {
    "number": Number(),
    "percentage": Percentage(),
    "duration": Duration(),
}
"""Kinds whose truth can be given as a number."""


def analyze(
    values: Iterable[Any],
    *,
    truth: Any = None,
    kind: str = "number",
    headline: str | None = None,
    question: str = "",
    order: Iterable[Any] | None = None,
    branch: Iterable[Any] | None = None,
    group: Iterable[Any] | None = None,
    others: Iterable[Any] | None = None,
    low: Iterable[Any] | None = None,
    high: Iterable[Any] | None = None,
    name: Iterable[Any] | None = None,
    locale: str | None = None,
    seed: int = SEED,
) -> Analysis:
    """Tell what answers say, with the same figures as the command `crowd analyze`.

    `values` are the answers: a list, an array, or a column of a data frame, with numbers, or with
    texts as people type them; None and nan are no answers. The keywords are the options of the
    command: further columns are given as values of the same length. The result draws itself in a
    notebook, prints itself as plain text, and has its figures in `results` and `to_dict()`. Raise
    ValueError or TypeError for what cannot be analyzed.

    >>> analyze([402, 280, 600, 410, 350], truth=400).results.headline.value
    402.0
    """
    given = {"order": order, "branch": branch, "group": group}
    given |= {"others": others, "low": low, "high": high, "name": name}
    try:
        _check_kind(kind, headline)
        cells = _columns(
            values, {role: one for role, one in given.items() if one is not None}, kind
        )
        table_format = TableFormat(kind=kind, locale=locale_option(locale), name="The answers")
        sample = _read_sample(cells, table_format, truth)
    except Invalid as problem:
        # The messages name options of the command, which are keywords here.
        raise ValueError(str(problem).replace("--", "")) from problem
    if not sample.sample.n:
        raise ValueError(" ".join(["None of the values can be read.", *_notes(sample)]))
    asked = Question(
        kind=sample.kind,
        headline=headline or file_headlines(KINDS[kind])[0],
        text=question,
        truth=sample.truth,
        seed=seed,
    )
    names = [cell_text(cells["name"][line]) for line in sample.lines] if name is not None else None
    found = QuestionSample(name="", column="", table=sample, names=names)
    analysis = analyze_question(found, asked, table_format.locale, file="")
    return msgspec.structs.replace(analysis, notes=_notes(sample))


def _check_kind(kind: str, headline: str | None) -> None:
    if kind not in ANSWER_PARSERS:
        raise ValueError(f"There is no kind {kind!r}. Choose one of {', '.join(ANSWER_PARSERS)}.")
    names = file_headlines(KINDS[kind])
    if headline is not None and headline not in names:
        raise ValueError(f"{headline!r} cannot lead a {kind}. Choose one of {', '.join(names)}.")


def _columns(
    values: Iterable[Any], further: Mapping[str, Iterable[Any]], kind: str
) -> dict[str, list[Cell]]:
    """Convert values to cells, by role; raise ValueError for columns of different lengths."""
    if ("low" in further) != ("high" in further):
        raise ValueError("A range has two ends: give both low and high, or neither.")
    as_dates = {"column", "low", "high", "others"} if kind == "date" else set()
    columns = {"column": values, **further}
    cells = {
        role: [to_cell(value, as_date=role in as_dates) for value in to_list(column, role)]
        for role, column in columns.items()
    }
    number = len(cells["column"])
    for role, column in cells.items():
        if len(column) != number:
            raise ValueError(
                f"{role} has {len(column):,} values, and there are {number:,} answers. "
                "Give one for each, None where there is none."
            )
    return cells


def to_list(values: Iterable[Any], role: str) -> list[Any]:
    """Return the values of a list, an array or a column of a data frame; raise TypeError for others."""
    what = "values" if role == "column" else role
    if hasattr(values, "columns"):
        raise TypeError(f"{what} is a whole table. Give one column of it, such as table['guess'].")
    if isinstance(values, str | bytes | Mapping | set | frozenset) or not isinstance(
        values, Iterable
    ):
        raise TypeError(
            f"{what} is a {type(values).__name__}. Give a list, an array or a column of a data frame."
        )
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise ValueError(f"{what} has {values.ndim} dimensions. Give one column of it.")
        # Nanoseconds would become plain numbers.
        if values.dtype.kind in "mM":
            values = values.astype(
                "datetime64[us]" if values.dtype.kind == "M" else "timedelta64[us]"
            )
    for method in ("tolist", "to_list", "to_pylist"):
        if hasattr(values, method):
            return list(getattr(values, method)())
    return list(values)


def to_cell(value: Any, *, as_date: bool = False) -> Cell:
    """Return a value as a cell of a table: a number, or a text; empty for None and what is no number."""
    if isinstance(value, str):
        return value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, datetime) and as_date:
        value = value.date()
    if value is None or _is_missing(value):
        return ""
    if isinstance(value, date):
        return value.isoformat()
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)


def _is_missing(value: Any) -> bool:
    """Return whether a value is nan, NaT or NA: what does not equal itself, or cannot tell."""
    try:
        return bool(value != value)  # noqa: PLR0124 - only what is missing differs from itself
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


def _read_sample(
    cells: dict[str, list[Cell]], table_format: TableFormat, truth: Any
) -> TableSample:
    number = len(cells["column"])
    rows = list(zip(range(number), map(list, zip(*cells.values(), strict=True)), strict=True))
    table = Table(names=list(cells), rows=lambda: iter(rows), has_header=True)
    selected = SelectedColumns(range(number), cells, {})
    cell = to_cell(truth, as_date=table_format.kind == "date")
    is_number = isinstance(cell, float) and table_format.kind in AS_NUMBERS
    text = None if cell == "" or is_number else cell_text(cell)
    sample = make_sample(table, selected, table_format, text)
    if not is_number:
        return sample
    problem = AS_NUMBERS[table_format.kind].value_problem(float(cell), table_format.locale)
    if problem:
        raise ValueError(f"The truth cannot be {cell_text(cell)}. {problem}")
    return msgspec.structs.replace(sample, truth=float(cell))


def _notes(sample: TableSample) -> list[str]:
    """Say what was left out, by the place of each value from 0 on, and how values were read."""
    notes = [
        f"Value {row.line} cannot be read: {row.text[:40]!r}. {row.reason}"
        for row in sample.rejected[:MAX_QUOTED]
    ]
    omitted = len(sample.rejected) - MAX_QUOTED
    if omitted > 0:
        notes.append(f"And {omitted:,} more cannot be read.")
    if sample.no_answer:
        notes.append(f"Values without an answer: {sample.no_answer:,}.")
    return [*notes, *sample.notes]
