"""Read the rows of a Parquet file, with the package of the extra `crowd[parquet]`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from crowd.model.errors import CommandFailed
from crowd.tables.formats.cells import Cell
from crowd.tables.formats.limits import MAX_CELL_LENGTH, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED_BYTES
from crowd.tables.formats.parquet_package import has_parquet_package
from crowd.tables.formats.source import NumberedRow, Source

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

ROWS_PER_BATCH = 1_000
NOT_INSTALLED = (
    "Parquet files need a package that is not installed: pip install 'crowd[parquet]'. "
    "Or save the table as CSV."
)


def read_parquet(data: bytes, name: str) -> Source:
    """Read a Parquet file; raise CommandFailed for one that is damaged or too large."""
    file = _open(data, name)
    names = [str(column) for column in file.schema_arrow.names]
    too_large = _too_large(name)
    if _is_too_large(file, names):
        raise too_large

    def rows() -> Iterator[NumberedRow]:
        line, left = 1, MAX_UNPACKED_BYTES
        for batch in file.iter_batches(batch_size=ROWS_PER_BATCH):
            # A text that repeats stands in the file once: only what is unpacked tells its size.
            left -= batch.nbytes
            if left < 0:
                raise too_large
            columns = [map(_cell, column.to_pylist()) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                yield line, cells
                line += 1

    return Source(rows=rows, names=names or [""])


def _open(data: bytes, name: str) -> ParquetFile:
    if not has_parquet_package():
        raise CommandFailed(NOT_INSTALLED)
    # It is imported where it is needed: an extra, and it takes a fifth of a second.
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    try:
        return ParquetFile(BytesIO(data))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise CommandFailed(
            f"{name} is a Parquet file that cannot be read; it is damaged."
        ) from error


def _is_too_large(file: ParquetFile, names: list[str]) -> bool:
    metadata = file.metadata
    unpacked = sum(
        metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)
    )
    return metadata.num_rows > MAX_ROWS or len(names) > MAX_COLUMNS or unpacked > MAX_UNPACKED_BYTES


def _too_large(name: str) -> CommandFailed:
    return CommandFailed(
        f"{name} is too large: at most {MAX_ROWS:,} rows, {MAX_COLUMNS:,} columns and "
        f"{MAX_UNPACKED_BYTES // 1_000_000} MB can be read."
    )


def _cell(value: Any) -> Cell:
    """Return a cell as somebody would have typed it; nan is a missing value."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return "" if value != value else float(value)  # noqa: PLR0124 - nan alone is unequal
        case str():
            return value[: MAX_CELL_LENGTH + 1]
    return _text(value)


def _text(value: Any) -> str:
    match value:
        case dt.datetime():
            return value.isoformat(" ").removesuffix(" 00:00:00")
        case dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return f"{value.total_seconds():g} s"
        case bytes():
            return "(bytes)"
    return msgspec.json.encode(value, enc_hook=str).decode()[: MAX_CELL_LENGTH + 1]
