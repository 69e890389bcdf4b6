"""The process that reads a workbook, within a limit of memory: `python -m` this module.

It reads the workbook from standard input, and writes messages to standard output, each with its length
before it: the `WorkbookHead`, then rows of cells in batches. A file that names a cell far away, or
repeats one, makes its reader ask for memory that no check of sizes foresees: the limit ends this process
only.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import islice
from typing import Any

import msgspec
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from crowd.tables.formats.marked_cells import (
    CellPlaces,
    find_error_cells,
    find_percent_cells,
    to_percent_text,
)
from crowd.tables.formats.workbook_head import WorkbookHead

ROWS_PER_BATCH = 1_000
AN_ERROR = "#N/A"
MAX_TEXT = 131_073
"""Characters of a cell that are handed on: one more than may be read."""


def main() -> None:
    """Read a workbook with a limit of memory, and the sheet that was asked for, if any."""
    memory, wanted = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    # macOS knows no limit of address space.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        data = sys.stdin.buffer.read()
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        names = _visible_sheets(workbook)
        found = _find_sheet(workbook, names, wanted)
    except PasswordError:
        _write(WorkbookHead(problem="password"))
        return
    except (CalamineError, ValueError, OSError):
        _write(WorkbookHead(problem="damaged"))
        return
    if found is None:
        _write(WorkbookHead(sheets=names, problem="sheet"))
        return
    _write(WorkbookHead(sheets=names, sheet=found.name))
    # A row of nothing but an error would be an empty one.
    errors = find_error_cells(data, found.name) if found.width == 1 else {}
    rows = _rows(found, find_percent_cells(data, found.name), errors)
    while batch := list(islice(rows, ROWS_PER_BATCH)):
        _write(batch)


def _rows(
    sheet: CalamineSheet, percent: CellPlaces, errors: CellPlaces
) -> Iterator[list[str | float]]:
    """Yield the rows of a sheet; what cells show in percent, and errors, as such texts."""
    # Empty rows above the first cell are yielded, and empty columns beside it are not.
    first = sheet.start[1] if sheet.start is not None else 0
    for number, row in enumerate(sheet.iter_rows()):
        cells = [_cell(value) for value in row]
        for column in percent.get(number, ()) if percent else ():
            place = column - first
            value = cells[place] if 0 <= place < len(cells) else ""
            if isinstance(value, float):
                cells[place] = to_percent_text(value)
        for column in errors.get(number, ()) if errors else ():
            if cells[column - first : column - first + 1] == [""]:
                cells[column - first] = AN_ERROR
        yield cells


def _visible_sheets(workbook: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _find_sheet(
    workbook: CalamineWorkbook, names: list[str], wanted: str | None
) -> CalamineSheet | None:
    """Return the sheet of a name or number, or else the first that has any cells."""
    if wanted is not None:
        if wanted not in names and wanted.isdecimal() and 1 <= int(wanted) <= len(names):
            wanted = names[int(wanted) - 1]
        return workbook.get_sheet_by_name(wanted) if wanted in names else None
    sheets = (workbook.get_sheet_by_name(name) for name in names)
    filled = next((sheet for sheet in sheets if sheet.start is not None), None)
    return filled if filled is not None or not names else workbook.get_sheet_by_name(names[0])


def _cell(value: Any) -> str | float:
    """Return a cell as somebody would have typed it: times without a date are durations."""
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(value.total_seconds(), 60)
        return f"{int(minutes // 60)}:{int(minutes % 60):02}:{seconds:02g}"
    return str(value.isoformat())


def _write(message: Any) -> None:
    body = msgspec.msgpack.encode(message)
    sys.stdout.buffer.write(len(body).to_bytes(4, "big") + body)


if __name__ == "__main__":
    main()
