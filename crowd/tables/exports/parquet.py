"""Write exports of answers as Parquet, with a codebook in the metadata of file and columns."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from crowd.model.errors import NotInstalled
from crowd.model.sentence import Sentence
from crowd.tables.exports.codebook import make_codebook
from crowd.tables.exports.columns import Content, ExportedAnswer, export_columns
from crowd.tables.exports.export import Export
from crowd.tables.formats.parquet_package import has_parquet_package

if TYPE_CHECKING:
    from pyarrow import DataType, Schema

ROWS_PER_GROUP = 65_536
"""Answers in memory before they are written as one group."""

PARQUET_MISSING = Sentence(
    "This service cannot write Parquet: whoever runs it has to install crowd[parquet]. "
    "Take .xlsx, CSV or JSON instead."
)


def require_parquet() -> None:
    """Raise NotInstalled where the package that writes Parquet is missing."""
    if not has_parquet_package():
        raise NotInstalled(PARQUET_MISSING)


class ParquetWriter:
    """Writes answers in groups of rows; times are in UTC."""

    def __init__(self, file: BinaryIO, export: Export) -> None:
        # Imported where it is needed: an extra, and it takes a fifth of a second.
        from pyarrow.parquet import ParquetWriter as Writer  # noqa: PLC0415

        self._columns = export_columns(export.poll.definition)
        self._schema = self._describe(export)
        self._writer = Writer(file, self._schema, compression="zstd")
        self._waiting: list[ExportedAnswer] = []

    def write(self, answers: Sequence[ExportedAnswer]) -> None:
        """Write the next answers."""
        self._waiting += answers
        if len(self._waiting) >= ROWS_PER_GROUP:
            self._write_group()

    def close(self) -> None:
        """Complete the file."""
        if self._waiting:
            self._write_group()
        self._writer.close()

    def discard(self) -> None:
        """Have nothing written any more: the library would complete the file at some time later."""
        with suppress(Exception):
            self._writer.close()
        self._writer.is_open = False

    def _write_group(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        arrays = [
            # Days are texts until here.
            pa.array([column.cell(answer) for answer in self._waiting]).cast(field.type)
            if pa.types.is_date(field.type)
            else pa.array([column.cell(answer) for answer in self._waiting], field.type)
            for column, field in zip(self._columns, self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._waiting = []

    def _describe(self, export: Export) -> Schema:
        """Return names and types of the columns, with the codebook as metadata."""
        import pyarrow as pa  # noqa: PLC0415

        codebook = make_codebook(export, self._columns, "UTC")
        types = _types(export)
        fields = [
            pa.field(column.name, types[column.content], metadata=_without_empty(meaning))
            for column, meaning in zip(self._columns, codebook.columns, strict=True)
        ]
        return pa.schema(fields, metadata={fact.key: fact.text for fact in codebook.facts})


def _without_empty(meaning: Any) -> dict[str, str]:
    described = {"description": meaning.meaning, "unit": meaning.unit}
    return {name: text for name, text in described.items() if text}


def _types(export: Export) -> dict[Content, DataType]:
    import pyarrow as pa  # noqa: PLC0415

    kind = export.poll.definition.kind
    value = pa.string() if kind.options else pa.float64()
    return {
        Content.VALUE: pa.date32() if kind.is_day else value,
        Content.MOMENT: pa.timestamp("s", "UTC"),
        Content.FLAG: pa.bool_(),
        Content.SHARE: pa.float64(),
        Content.TEXT: pa.string(),
    }
