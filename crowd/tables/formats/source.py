"""The rows of cells of a file of any format, before it is known what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from crowd.tables.formats.cells import Cell

NumberedRow = tuple[int, Sequence[Cell] | None]
"""The line that a row begins in, and its cells; None if the line is invalid."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of cells. `rows` starts anew with each call; rows without any cell are left out."""

    rows: Callable[[], Iterator[NumberedRow]]
    names: list[str] | None = None
    """The names of the columns, where the format has them apart from the rows."""

    notes: list[str] = []
    """What has to be told of how the file was read."""
