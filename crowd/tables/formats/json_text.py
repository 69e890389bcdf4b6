"""Read the rows of a text in JSON: lines, or one array."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, overload

import msgspec

from crowd.model.errors import CommandFailed
from crowd.model.progress import ProgressCallback
from crowd.tables.formats.cells import Cell
from crowd.tables.formats.delimited_text import ROWS_PER_PROGRESS
from crowd.tables.formats.limits import MAX_COLUMNS, MAX_JSON_BYTES
from crowd.tables.formats.source import NumberedRow, Source
from crowd.tables.formats.text_encoding import TextEncoding

MAX_FLOAT = sys.float_info.max


class InvalidLine(NamedTuple):
    """Stands for a line that is no JSON."""


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
            return [_cell(self._value.get(name)) for name in self._names[place]]
        return _cell(self._value.get(self._names[place]))


def read_json(data: bytes, encoding: TextEncoding, progress: ProgressCallback) -> Source:
    """Read JSON lines, or the items of an array, which count as lines."""
    if len(data) > MAX_JSON_BYTES:
        raise CommandFailed(
            f"The file has more than {MAX_JSON_BYTES // 1_000_000} MB of JSON. Save it as CSV."
        )
    with encoding.open(data) as opened:
        text = opened.read()
    try:
        whole = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        whole = None
    numbered = enumerate(whole, 1) if isinstance(whole, list) else _read_lines(text, progress)
    values = list(numbered)
    names = _column_names(values)
    notes = [encoding.note] if encoding.note else []

    def rows() -> Iterator[NumberedRow]:
        if not names:
            return ((line, _single_cell(value)) for line, value in values)
        return ((line, _object_cells(value, names)) for line, value in values)

    return Source(names=names or [""], rows=rows, notes=notes)


def _read_lines(text: str, progress: ProgressCallback) -> Iterator[tuple[int, Any]]:
    lines = text.splitlines()
    decoder = msgspec.json.Decoder()
    for number, line in enumerate(lines, 1):
        if number % ROWS_PER_PROGRESS == 0:
            progress(number, len(lines))
        if line.strip():
            yield number, _decode_line(decoder, line)


def _decode_line(decoder: msgspec.json.Decoder[Any], line: str) -> Any:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return InvalidLine()


def _column_names(values: Sequence[tuple[int, Any]]) -> list[str]:
    """Return the distinct keys of all objects, in order of appearance."""
    names = dict.fromkeys(key for _, value in values if isinstance(value, dict) for key in value)
    if len(names) > MAX_COLUMNS:
        raise CommandFailed(
            f"The objects have {len(names):,} different keys, and at most {MAX_COLUMNS:,} can be "
            "read."
        )
    return list(names)


def _single_cell(value: Any) -> Sequence[Cell] | None:
    return None if isinstance(value, InvalidLine) else (_cell(value),)


def _object_cells(value: Any, names: Sequence[str]) -> ObjectCells | None:
    return ObjectCells(value, names) if isinstance(value, dict) else None


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    # bool is a subclass of int, but no number to people.
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) <= MAX_FLOAT else str(value)
    return msgspec.json.encode(value).decode()
