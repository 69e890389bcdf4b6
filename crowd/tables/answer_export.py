"""Write exports of answers, part by part: the columns of a row, as CSV and as JSON."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import msgspec

from crowd.poll import Definition
from crowd.rules.follow_ups import follow_up_fields
from crowd.tables.csv_writer import CsvCell, write_csv

FIXED_COLUMNS = ("value", "at", "on_behalf")


ExportedAnswer = dict[str, Any]
"""One answer by its columns; nothing identifies its author but what they added themselves."""


class ExportPart(NamedTuple):
    """A part of a file, and the number of answers in it."""

    text: bytes
    answers: int


async def write_csv_parts(
    batches: AsyncIterator[list[ExportedAnswer]], definition: Definition
) -> AsyncIterator[ExportPart]:
    columns = [*FIXED_COLUMNS, *follow_up_fields(definition)]
    options = definition.kind.options
    header = [name for column in columns for name in _headers_of_column(column, options)]
    yield ExportPart(write_csv([header]).encode(), 0)
    async for answers in batches:
        rows = (
            [cell for name in columns for cell in _cells_of_column(name, row, options)]
            for row in answers
        )
        yield ExportPart(write_csv(rows).encode(), len(answers))


def _headers_of_column(column: str, options: list[str]) -> list[str]:
    return [f"predicted {option}" for option in options] if column == "predicted" else [column]


def _cells_of_column(column: str, row: ExportedAnswer, options: list[str]) -> list[CsvCell]:
    value = row[column]
    if column == "predicted":
        return [(value or {}).get(option, "") for option in options]
    if column == "at":
        return [value.isoformat()]
    return ["" if value is None else value]


async def write_json_parts(
    batches: AsyncIterator[list[ExportedAnswer]], _definition: Definition
) -> AsyncIterator[ExportPart]:
    separator = b"["
    async for answers in batches:
        if answers:
            yield ExportPart(separator + msgspec.json.encode(answers)[1:-1], len(answers))
            separator = b","
    yield ExportPart(b"]" if separator == b"," else b"[]", 0)


EXPORT_FORMATS: dict[
    str, Callable[[AsyncIterator[list[ExportedAnswer]], Definition], AsyncIterator[ExportPart]]
] = {
    "csv": write_csv_parts,
    "json": write_json_parts,
}
