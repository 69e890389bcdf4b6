"""The formats of exports by their names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import BinaryIO, Protocol

import msgspec

from crowd.poll import Definition
from crowd.tables.exports.columns import ExportedAnswer
from crowd.tables.exports.export import Export
from crowd.tables.exports.parquet import ParquetWriter, require_parquet
from crowd.tables.exports.text_exports import (
    Batches,
    ExportPart,
    write_csv_parts,
    write_excel_csv_parts,
    write_json_parts,
)

PartsWriter = Callable[[Batches, Definition, str], AsyncIterator[ExportPart]]


class FileWriter(Protocol):
    """Writes a file whose end is known only once all answers are there."""

    def write(self, answers: Sequence[ExportedAnswer]) -> None:
        """Write the next answers."""

    def close(self) -> None:
        """Complete the file."""

    def discard(self) -> None:
        """Remove what was kept on the disk meanwhile, whether or not the file was completed."""


class TextFormat(msgspec.Struct, frozen=True, kw_only=True):
    """A format that is sent part by part while it is written."""

    suffix: str
    media_type: str
    write: PartsWriter


class FileFormat(msgspec.Struct, frozen=True, kw_only=True):
    """A format that is a whole file before it is sent. `require` raises where it cannot be written."""

    suffix: str
    media_type: str
    writer: Callable[[BinaryIO, Export], FileWriter]
    require: Callable[[], None] = lambda: None


def _open_workbook(file: BinaryIO, export: Export) -> FileWriter:
    # Imported where it is needed: it takes a seventh of a second, and few commands export.
    from crowd.tables.exports.workbook import WorkbookWriter  # noqa: PLC0415

    return WorkbookWriter(file, export)


CSV_TYPE = "text/csv; charset=utf-8"

TEXT_FORMATS = {
    "csv": TextFormat(
        suffix="csv",
        media_type=CSV_TYPE,
        write=lambda batches, definition, _locale: write_csv_parts(batches, definition),
    ),
    "excel-csv": TextFormat(suffix="csv", media_type=CSV_TYPE, write=write_excel_csv_parts),
    "json": TextFormat(
        suffix="json",
        media_type="application/json",
        write=lambda batches, definition, _locale: write_json_parts(batches, definition),
    ),
}

FILE_FORMATS = {
    "xlsx": FileFormat(
        suffix="xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        writer=_open_workbook,
    ),
    "parquet": FileFormat(
        suffix="parquet",
        media_type="application/vnd.apache.parquet",
        writer=ParquetWriter,
        require=require_parquet,
    ),
}

EXPORT_FORMATS: dict[str, TextFormat | FileFormat] = {**TEXT_FORMATS, **FILE_FORMATS}
