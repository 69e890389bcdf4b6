"""The rows of a text that people bring: CSV, TSV, or JSON, whichever it looks like."""

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
from crowd.tables.detect import find_delimiter, is_one_column

Cell = str | float
"""A text as somebody typed it, or a number as a program wrote it into JSON."""

ROWS_PER_LOOK = 10_000
LARGEST_FLOAT = sys.float_info.max
NO_COMMA = "\x1f"
"""Stands for the comma where a table has one column, so that `1,234` stays in one piece."""

BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


Row = tuple[int, Sequence[Cell] | None]
"""The line that a row begins in, and its cells; none where the line could not be understood."""


class Rows(NamedTuple):
    """The rows of a table, and the names of its columns where they are known for sure.

    `first` is the first row; `names_known` says that it has names, and is no row of its own.
    """

    first: list[str]
    names_known: bool
    rows: Iterator[Row]


def decoded(data: bytes) -> str:
    """The text; what cannot be decoded becomes a mark that no number has."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    return data.decode("utf-8-sig", "replace")


def read_rows(text: str, *, json: bool, decimal_comma: bool, progress: ProgressCallback) -> Rows:
    """The rows of a text; JSON is also known by how it begins."""
    begin = text.lstrip()[:1]
    if json or begin in {"{", "["}:
        return _from_json(text, progress)
    return _from_table(text, decimal_comma, progress)


def _from_table(text: str, decimal_comma: bool, progress: ProgressCallback) -> Rows:
    lines = (line for line in io.StringIO(text) if line.strip())
    first_line = next(lines, "")
    delimiter = find_delimiter(first_line, decimal_comma=decimal_comma)
    if is_one_column(first_line, lines, delimiter):
        delimiter = NO_COMMA
    rows = _records(text, delimiter, progress)
    first = next(rows, (1, [""]))
    return Rows([cell.strip() for cell in first[1]], False, chain([first], rows))


def _records(
    text: str, delimiter: str, progress: ProgressCallback
) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line it begins in; empty lines are none."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    total, line, look = text.count("\n") + 1, 1, ROWS_PER_LOOK
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
            if line > look:
                look += ROWS_PER_LOOK
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
    names = _names(value for _, value in values)
    if not names:
        return Rows([""], True, ((line, _bare(value)) for line, value in values))
    return Rows(names, True, ((line, _picked(value, names)) for line, value in values))


def _json_lines(text: str, progress: ProgressCallback) -> Iterator[tuple[int, Any]]:
    lines = text.splitlines()
    decoder = msgspec.json.Decoder()
    for number, line in enumerate(lines, 1):
        if number % ROWS_PER_LOOK == 0:
            progress(number, len(lines))
        if line.strip():
            yield number, _decoded_line(decoder, line)


class Broken(NamedTuple):
    """A line that is no JSON."""


def _decoded_line(decoder: msgspec.json.Decoder[Any], line: str) -> Any:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return Broken()


def _names(values: Iterator[Any]) -> list[str]:
    """The keys of all objects, in the order in which they first come."""
    return list(dict.fromkeys(key for value in values if isinstance(value, dict) for key in value))


def _bare(value: Any) -> Sequence[Cell] | None:
    return None if isinstance(value, Broken) else (_cell(value),)


class Fields(Sequence[Cell]):
    """An object's fields by the place of their name, read where they are asked for.

    Each object may bring names of its own: filled in, all rows together would be quadratic.
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
            return [_cell(self._value.get(name)) for name in self._names[place]]
        return _cell(self._value.get(self._names[place]))


def _picked(value: Any, names: Sequence[str]) -> Fields | None:
    return Fields(value, names) if isinstance(value, dict) else None


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    # True and False are numbers to Python, and no answers to anybody.
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) <= LARGEST_FLOAT else str(value)
    return msgspec.json.encode(value).decode()
