"""Read the rows of a text in CSV, TSV or JSON."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, overload

import msgspec

from crowd.model.errors import CommandFailed
from crowd.model.progress import ProgressCallback
from crowd.tables.cells import Cell
from crowd.tables.detect import find_delimiter, is_one_column

ROWS_PER_PROGRESS = 10_000
"""Rows between two calls of the progress callback."""

MAX_FLOAT = sys.float_info.max
NO_DELIMITER = "\x1f"
"""Delimiter of a table with one column, so that `1,234` is one cell."""

BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


NumberedRow = tuple[int, Sequence[Cell] | None]
"""The line that a row begins in, and its cells; None if the line is invalid."""


class Rows(NamedTuple):
    """The rows of a table; `first` is the first row, or the names of the columns if `names_known`."""

    first: list[str]
    names_known: bool
    rows: Iterator[NumberedRow]


def decode_text(data: bytes) -> str:
    """Decode a text by its byte order mark, else as UTF-8; replace invalid bytes."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    return data.decode("utf-8-sig", "replace")


def read_rows(text: str, *, json: bool, decimal_comma: bool, progress: ProgressCallback) -> Rows:
    """Read the rows of a text; JSON is also detected by its beginning."""
    begin = text.lstrip()[:1]
    if json or begin in {"{", "["}:
        return _from_json(text, progress)
    return _from_table(text, decimal_comma, progress)


def _from_table(text: str, decimal_comma: bool, progress: ProgressCallback) -> Rows:
    lines = (line for line in io.StringIO(text) if line.strip())
    first_line = next(lines, "")
    delimiter = find_delimiter(first_line, decimal_comma=decimal_comma)
    if is_one_column(first_line, lines, delimiter):
        delimiter = NO_DELIMITER
    rows = _csv_rows(text, delimiter, progress)
    first = next(rows, (1, [""]))
    return Rows([cell.strip() for cell in first[1]], False, chain([first], rows))


def _csv_rows(
    text: str, delimiter: str, progress: ProgressCallback
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text with the line that each begins in, without empty ones."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    total, line, next_report = text.count("\n") + 1, 1, ROWS_PER_PROGRESS
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
            if line > next_report:
                next_report += ROWS_PER_PROGRESS
                progress(line, total)
    except csv.Error as error:
        raise CommandFailed(
            f"The row that begins in line {line} cannot be read ({error}). Is a quote not closed?"
        ) from error


def _from_json(text: str, progress: ProgressCallback) -> Rows:
    try:
        whole = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        whole = None
    numbered = enumerate(whole, 1) if isinstance(whole, list) else _json_lines(text, progress)
    values = list(numbered)
    names = _column_names(value for _, value in values)
    if not names:
        return Rows([""], True, ((line, _single_cell(value)) for line, value in values))
    return Rows(names, True, ((line, _object_cells(value, names)) for line, value in values))


def _json_lines(text: str, progress: ProgressCallback) -> Iterator[tuple[int, Any]]:
    lines = text.splitlines()
    decoder = msgspec.json.Decoder()
    for number, line in enumerate(lines, 1):
        if number % ROWS_PER_PROGRESS == 0:
            progress(number, len(lines))
        if line.strip():
            yield number, _decode_line(decoder, line)


class InvalidLine(NamedTuple):
    """Stands for a line that is no JSON."""


def _decode_line(decoder: msgspec.json.Decoder[Any], line: str) -> Any:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return InvalidLine()


def _column_names(values: Iterator[Any]) -> list[str]:
    """Return the distinct keys of all objects, in order of appearance."""
    return list(dict.fromkeys(key for value in values if isinstance(value, dict) for key in value))


def _single_cell(value: Any) -> Sequence[Cell] | None:
    return None if isinstance(value, InvalidLine) else (_json_cell(value),)


class ObjectCells(Sequence[Cell]):
    """The cells of a JSON object by the index of the column, looked up on access.

    Objects can have different keys: rows with a cell for each column would take quadratic memory.
    """

    def __init__(self, value: Mapping[str, Any], names: Sequence[str]) -> None:
        self._value = value
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, place: int) -> Cell: ...

    @overload
    def __getitem__(self, place: slice) -> list[Cell]: ...

    def __getitem__(self, place: int | slice) -> Cell | list[Cell]:
        if isinstance(place, slice):
            return [_json_cell(self._value.get(name)) for name in self._names[place]]
        return _json_cell(self._value.get(self._names[place]))


def _object_cells(value: Any, names: Sequence[str]) -> ObjectCells | None:
    return ObjectCells(value, names) if isinstance(value, dict) else None


def _json_cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    # bool is a subclass of int, but no number to people.
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) <= MAX_FLOAT else str(value)
    return msgspec.json.encode(value).decode()
