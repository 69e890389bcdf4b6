"""Write exports of answers as text, part by part: CSV, CSV for a spreadsheet program, JSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale

from crowd.poll import Definition
from crowd.tables.csv_writer import CsvCell, LocalNumber, write_csv
from crowd.tables.exports.columns import Content, ExportColumn, ExportedAnswer, export_columns
from crowd.tables.exports.excel_notation import ExcelNotation, excel_notation

Batches = AsyncIterator[list[ExportedAnswer]]


class ExportPart(NamedTuple):
    """A part of a file, and the number of answers in it."""

    data: bytes
    answers: int


async def write_csv_parts(batches: Batches, definition: Definition) -> AsyncIterator[ExportPart]:
    """Write CSV for programs: commas, decimal points, times in UTC."""
    columns = export_columns(definition)
    yield ExportPart(write_csv([[column.name for column in columns]]).encode(), 0)
    async for answers in batches:
        rows = ([_cell(column, answer) for column in columns] for answer in answers)
        yield ExportPart((await asyncio.to_thread(write_csv, rows)).encode(), len(answers))


def _cell(column: ExportColumn, answer: ExportedAnswer) -> CsvCell:
    value = column.cell(answer)
    if column.content is Content.MOMENT:
        return str(value.isoformat())
    return "" if value is None else value


async def write_excel_csv_parts(
    batches: Batches, definition: Definition, locale: str
) -> AsyncIterator[ExportPart]:
    """Write CSV that a double click opens rightly in the spreadsheet programs of a locale."""
    columns = export_columns(definition, written=True)
    notation = excel_notation(Locale.parse(locale), exact_times=definition.exact_times)
    header = write_csv([[column.name for column in columns]], notation.delimiter)
    # The byte order mark tells these programs that the file is UTF-8.
    yield ExportPart(header.encode("utf-8-sig"), 0)
    async for answers in batches:
        rows = _excel_rows(answers, columns, definition, notation)
        text = await asyncio.to_thread(write_csv, rows, notation.delimiter)
        yield ExportPart(text.encode(), len(answers))


def _excel_rows(
    answers: list[ExportedAnswer],
    columns: list[ExportColumn],
    definition: Definition,
    notation: ExcelNotation,
) -> Iterable[list[CsvCell]]:
    zone = ZoneInfo(definition.time_zone)

    def cell(column: ExportColumn, value: Any) -> Any:
        match column.content:
            case _ if value is None:
                return ""
            case Content.VALUE if definition.kind.is_day:
                return notation.day(date.fromisoformat(value))
            case Content.WRITTEN_VALUE:
                return definition.kind.format(float(value), notation.locale)
            case Content.MOMENT:
                return notation.moment(value.astimezone(zone))
            case Content.FLAG | Content.TEXT:
                return value
        return value if isinstance(value, str) else LocalNumber(notation.number(value))

    return ([cell(column, column.cell(answer)) for column in columns] for answer in answers)


async def write_json_parts(batches: Batches, _definition: Definition) -> AsyncIterator[ExportPart]:
    """Write a list of objects in JSON."""
    separator = b"["
    async for answers in batches:
        if answers:
            yield ExportPart(separator + msgspec.json.encode(answers)[1:-1], len(answers))
            separator = b","
    yield ExportPart(b"]" if separator == b"," else b"[]", 0)
