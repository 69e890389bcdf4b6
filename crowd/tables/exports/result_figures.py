"""Write the figures of the results as CSV: statistics, groups, links, options, bars and curve.

It has what the results have in JSON, without sentences and without what single people said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from babel import Locale

from crowd.analysis.sample import Question
from crowd.i18n.labels import LABELS
from crowd.i18n.translator import translator_for
from crowd.model.results import Results
from crowd.poll import Poll
from crowd.reporting.serialise import results_to_json
from crowd.tables.csv_writer import CsvCell, LocalNumber, write_csv
from crowd.tables.exports.excel_notation import ExcelNotation, excel_notation

COLUMNS = ["figure", "of", "value", "meaning"]

LEFT_OUT = {"closest", "conditions", "disagreements", "why_null"}
"""Parts of the results that are sentences, or that single people said."""

KEYS = ("name", "option", "k")
"""Fields that say what an entry of a list is about; the place counts where it has none."""

DAY = re.compile(r"-?\d{4,}-\d\d-\d\d")


class FigureLine(NamedTuple):
    """A figure by its path, what it is about, and its value."""

    path: str
    of: str | float
    value: CsvCell


def write_figures(poll: Poll, question: Question, results: Results) -> bytes:
    """Write the figures for programs: commas, decimal points, UTF-8 without a mark."""
    return write_csv([COLUMNS, *_rows(poll, question, results, Locale("en"))]).encode()


def write_excel_figures(poll: Poll, question: Question, results: Results, locale: Locale) -> bytes:
    """Write the figures so that a double click opens them in the spreadsheet programs of a locale."""
    notation = excel_notation(locale, exact_times=False)
    rows = [
        [_localized(cell, notation, is_day=question.kind.is_day) for cell in row]
        for row in _rows(poll, question, results, locale)
    ]
    return write_csv([COLUMNS, *rows], notation.delimiter).encode("utf-8-sig")


def _rows(
    poll: Poll, question: Question, results: Results, locale: Locale
) -> Iterator[list[CsvCell]]:
    translator = translator_for(locale)
    yield ["question", "", poll.definition.question, ""]
    if question.kind.unit:
        yield ["unit", "", question.kind.unit, ""]
    found = results_to_json(results, question)
    for part, value in found.items():
        if part in LEFT_OUT:
            continue
        for line in _lines(part, value, ""):
            label = LABELS.get(line.path)
            yield [
                line.path,
                line.of,
                line.value,
                translator.translate(label.words) if label else "",
            ]


def _lines(path: str, value: Any, of: str | float) -> Iterator[FigureLine]:
    """Yield the figures of a part, one by one; those that do not exist are left out."""
    match value:
        case None:
            return
        case dict():
            for name, inner in value.items():
                yield from _lines(f"{path}.{name}", inner, of)
        case [dict(), *_]:
            for place, entry in enumerate(value, start=1):
                key = next((name for name in KEYS if name in entry), None)
                figures = {name: inner for name, inner in entry.items() if name != key}
                yield from _lines(path, figures, entry[key] if key else place)
        case [low, high]:
            yield FigureLine(f"{path}.low", of, low)
            yield FigureLine(f"{path}.high", of, high)
        case list():
            for place, entry in enumerate(value, start=1):
                yield from _lines(path, entry, place)
        case _:
            yield FigureLine(path, of, value)


def _localized(cell: CsvCell, notation: ExcelNotation, *, is_day: bool) -> CsvCell:
    if isinstance(cell, str):
        is_date = is_day and DAY.fullmatch(cell) and not cell.startswith("-")
        return notation.day(date.fromisoformat(cell)) if is_date else cell
    return cell if isinstance(cell, bool) else LocalNumber(notation.number(cell))
