"""Read the rows of a sheet: .xlsx, .xlsb, .xls and .ods."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO

import msgspec

from crowd.model.errors import CommandFailed, Invalid
from crowd.tables.formats.archive import check_archive
from crowd.tables.formats.cells import Cell
from crowd.tables.formats.file_types import ZIP
from crowd.tables.formats.limits import MAX_CELL_LENGTH, MAX_COLUMNS, MAX_WORKBOOK_MEMORY
from crowd.tables.formats.source import NumberedRow, Source
from crowd.tables.formats.workbook_head import WorkbookHead

MAX_SHEETS_NAMED = 20
MAX_SECONDS = 300
"""Seconds that reading a workbook may take."""

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The name of the part of a compound file that holds a workbook with a password."""

PROTECTED = "{name} is protected by a password. Remove it, and save the file again."
TOO_LONG = f"(a text of more than {MAX_CELL_LENGTH:,} characters)"


def read_workbook(data: bytes, name: str, sheet: str | None) -> Source:
    """Read a sheet, the first that is not empty unless one is named.

    Raise CommandFailed for a workbook that cannot be read, and Invalid for a sheet that is not there.
    """
    if data.startswith(ZIP):
        check_archive(data, name)
    elif ENCRYPTED in data:
        raise CommandFailed(PROTECTED.format(name=name))
    output = _run_process(data, name, sheet)
    head = msgspec.msgpack.decode(_read_message(output), type=WorkbookHead)
    _raise_problem(head, name, sheet)
    rows = list(_read_batches(output))
    if rows and len(rows[0]) > MAX_COLUMNS:
        raise CommandFailed(f"The sheet has more than {MAX_COLUMNS:,} columns.")

    def numbered() -> Iterator[NumberedRow]:
        for line, cells in enumerate(rows, 1):
            if any(cell != "" for cell in cells):
                yield line, cells

    return Source(rows=numbered, notes=_sheet_notes(head))


def _run_process(data: bytes, name: str, sheet: str | None) -> BinaryIO:
    """Run the process that reads a workbook; return what it wrote."""
    # Without -P, modules in the current folder would be imported in place of those that are installed.
    command = [sys.executable, "-P", "-m", "crowd.tables.formats.workbook_process"]
    arguments = [str(MAX_WORKBOOK_MEMORY), *([] if sheet is None else [sheet])]
    output = TemporaryFile()  # noqa: SIM115 - whoever reads the rows closes it
    try:
        with TemporaryFile() as workbook:
            workbook.write(data)
            workbook.seek(0)
            ended = subprocess.run(  # noqa: S603 - this Python, and a name that is no option
                [*command, *arguments],
                stdin=workbook,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=MAX_SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise CommandFailed(f"{name} takes too long to read. Save the sheet as CSV.") from error
    if ended.returncode:
        raise CommandFailed(
            f"{name} needs more memory than there is for a workbook. Does it have a cell far from "
            "the others? Save the sheet as CSV."
        )
    output.seek(0)
    return output


def _read_message(output: BinaryIO) -> bytes:
    return output.read(int.from_bytes(output.read(4), "big"))


def _read_batches(output: BinaryIO) -> Iterator[Sequence[Cell]]:
    decoder = msgspec.msgpack.Decoder(list[list[str | float]])
    with output:
        while message := _read_message(output):
            for row in decoder.decode(message):
                yield [_bounded(cell) for cell in row]


def _bounded(cell: Cell) -> Cell:
    return TOO_LONG if isinstance(cell, str) and len(cell) > MAX_CELL_LENGTH else cell


def _raise_problem(head: WorkbookHead, name: str, sheet: str | None) -> None:
    match head.problem:
        case "password":
            raise CommandFailed(PROTECTED.format(name=name))
        case "sheet" if head.sheets:
            raise Invalid.of_field(
                "sheet", f"There is no sheet {sheet!r}. The sheets are {_join(head.sheets)}."
            )
        case "damaged" | "sheet":
            raise CommandFailed(
                f"{name} has no sheet that can be read. Open it in the program that it is from, "
                "and save the table as CSV."
            )


def _sheet_notes(head: WorkbookHead) -> list[str]:
    others = [name for name in head.sheets if name != head.sheet]
    if not others:
        return []
    return [f"Sheet {head.sheet!r} is read; --sheet can name another: {_join(others)}."]


def _join(names: Sequence[str]) -> str:
    named = ", ".join(repr(name[:60]) for name in names[:MAX_SHEETS_NAMED])
    rest = len(names) - MAX_SHEETS_NAMED
    return f"{named} and {rest:,} more" if rest > 0 else named
