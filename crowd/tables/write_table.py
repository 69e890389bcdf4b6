"""Write a table to a file: CSV or Parquet, by its suffix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from crowd.model.errors import CommandFailed, Invalid
from crowd.tables.csv_writer import write_csv
from crowd.tables.formats.parquet_package import has_parquet_package

TableCell = float | int | str | None

SUFFIXES = (".csv", ".parquet")
NOT_INSTALLED = (
    "Parquet files need a package that is not installed: pip install 'crowd[parquet]'. "
    "Or name a .csv file."
)


def check_table_file(file: Path, option: str) -> None:
    """Raise Invalid or CommandFailed for a file that no table can be written to."""
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        message = f"--{option} {file} is neither CSV nor Parquet. End its name in .csv or .parquet."
        raise Invalid.of_field(option, message)
    if suffix == ".parquet" and not has_parquet_package():
        raise CommandFailed(NOT_INSTALLED)


def write_table(file: Path, rows: Sequence[Mapping[str, TableCell]]) -> None:
    """Write rows that all have the same columns."""
    if file.suffix.lower() == ".parquet":
        _write_parquet(file, {column: [row[column] for row in rows] for column in rows[0]})
        return
    header = list(rows[0]) if rows else []
    cells = [["" if cell is None else cell for cell in row.values()] for row in rows]
    file.write_bytes(write_csv([header, *cells]).encode())


def _write_parquet(file: Path, columns: Mapping[str, Sequence[TableCell]]) -> None:
    # It is imported where it is needed: an extra, and it takes a fifth of a second.
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow.parquet import write_table as write  # noqa: PLC0415

    def array(cells: Sequence[TableCell]) -> object:
        types = {type(cell) for cell in cells} - {type(None)}
        # A column without any figure has a type too, so that files of equal columns go together.
        return pa.array(cells, pa.string() if str in types else None if types else pa.float64())

    write(pa.table({name: array(cells) for name, cells in columns.items()}), file)
