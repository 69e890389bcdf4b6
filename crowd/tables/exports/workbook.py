"""Write exports of answers as a workbook (.xlsx): the answers, and a codebook beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from crowd.tables.csv_writer import FORMULA_START
from crowd.tables.exports.codebook import Codebook, make_codebook
from crowd.tables.exports.columns import Content, ExportColumn, ExportedAnswer, export_columns
from crowd.tables.exports.export import Export

MAX_SHEET_ROWS = 1_048_576
"""Rows that a sheet can have; further answers stand in further sheets."""

FIRST_DAY = date(1900, 3, 1)
"""First day that all programs number alike; earlier ones are texts."""

SHEET, CODEBOOK = "Answers", "Codebook"
SHORT_DATE, SHORT_MOMENT = 14, 22
"""Formats of cells that each program shows as its reader writes dates."""

WIDTHS = {
    Content.VALUE: 14,
    Content.WRITTEN_VALUE: 18,
    Content.MOMENT: 18,
    Content.FLAG: 10,
    Content.SHARE: 12,
    Content.TEXT: 24,
}
"""Widths of columns in digits, by content."""

MAX_WIDTH, REASON_WIDTH = 40, 60
CODEBOOK_WIDTHS = (26, 90, 16)

OPTIONS = {
    # Each row goes to a temporary file once it is complete.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

CellWriter = Callable[[Worksheet, int, int, Any], Any]


class WorkbookWriter:
    """Writes answers to a workbook in constant memory; texts are never formulas or links."""

    def __init__(self, file: BinaryIO, export: Export) -> None:
        self._export = export
        self._kind = export.poll.definition.kind
        self._columns = export_columns(export.poll.definition, written=True)
        # Sheets lie here until the workbook is complete: with a name, so that somebody must remove them.
        self._folder = TemporaryDirectory()
        self._book = Workbook(file, OPTIONS | {"tmpdir": self._folder.name})
        self._sheets = 0
        try:
            self._begin()
        except BaseException:
            self.discard()
            raise

    def _begin(self) -> None:
        """Write the headings and the codebook."""
        export = self._export
        # Of the poll, not of the moment, so that the same answers make the same file.
        self._book.set_properties(
            {"title": export.poll.definition.question, "created": export.poll.revealed_at}
        )
        self._heading = self._book.add_format({"bold": True, "bottom": 1})
        self._quoted = self._book.add_format({"quote_prefix": True})
        zone = export.poll.definition.time_zone
        codebook = make_codebook(export, self._columns, zone)
        self._right_to_left = codebook.right_to_left
        self._writers = [self._writer_of(column, ZoneInfo(zone)) for column in self._columns]
        self._start_sheet()
        self._write_codebook(codebook)

    def write(self, answers: Sequence[ExportedAnswer]) -> None:
        """Write the next answers."""
        columns = list(enumerate(zip(self._columns, self._writers, strict=True)))
        for answer in answers:
            if self._row == MAX_SHEET_ROWS:
                self._start_sheet()
            for place, (column, write) in columns:
                value = column.cell(answer)
                if value is not None:
                    write(self._sheet, self._row, place, value)
            self._row += 1

    def close(self) -> None:
        """Complete the file."""
        try:
            self._book.close()
        except FileCreateError as error:
            # The library's own error takes the place of the system's.
            raise error.args[0] from error

    def discard(self) -> None:
        """Remove the sheets that lay on the disk."""
        for sheet in self._book.worksheets():
            # An open file takes room also once it is removed. Where the disk is full, the rows that are
            # still in memory cannot be written.
            with suppress(OSError):
                sheet.row_data_fh.close()
        self._folder.cleanup()

    def _start_sheet(self) -> None:
        self._sheets += 1
        name = SHEET if self._sheets == 1 else f"{SHEET} {self._sheets}"
        self._sheet, self._row = self._add_sheet(name), 1
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            self._sheet.set_column(place, place, _width_of(column))
            self._sheet.write_string(0, place, column.name, self._heading)

    def _add_sheet(self, name: str) -> Worksheet:
        sheet: Worksheet = self._book.add_worksheet(name)
        if self._right_to_left:
            sheet.right_to_left()
        return sheet

    def _writer_of(self, column: ExportColumn, zone: ZoneInfo) -> CellWriter:
        """Return what writes the cells of a column."""
        match column.content:
            case Content.MOMENT:
                return self._moment_writer(zone)
            case Content.FLAG:
                return lambda sheet, row, place, flag: sheet.write_boolean(row, place, flag)
            case Content.WRITTEN_VALUE:
                return self._write_in_words
            case Content.SHARE:
                return _number_writer(self._format("0%"))
            case Content.VALUE if not self._kind.options:
                return self._value_writer()
        return self._write_text

    def _moment_writer(self, zone: ZoneInfo) -> CellWriter:
        exact = self._export.poll.definition.exact_times
        form = self._format("yyyy-mm-dd hh:mm:ss" if exact else SHORT_MOMENT)
        # Cells have no time zones.
        return lambda sheet, row, place, at: sheet.write_datetime(
            row, place, at.astimezone(zone).replace(tzinfo=None), form
        )

    def _value_writer(self) -> CellWriter:
        if self._kind.is_day:
            return self._day_writer()
        return _number_writer(self._format("0.0%") if self._kind.is_chance else None)

    def _write_in_words(self, sheet: Worksheet, row: int, place: int, value: float) -> None:
        sheet.write_string(row, place, self._kind.format(float(value), self._export.locale))

    def _day_writer(self) -> CellWriter:
        form = self._format(SHORT_DATE)

        def write_day(sheet: Worksheet, row: int, place: int, text: str) -> None:
            day = date.fromisoformat(text)
            if day < FIRST_DAY:
                sheet.write_string(row, place, text)
            else:
                sheet.write_datetime(row, place, datetime(day.year, day.month, day.day), form)  # noqa: DTZ001 - a day has no zone

        return write_day

    def _write_text(self, sheet: Worksheet, row: int, place: int, text: str) -> None:
        # Without the quote, editing the cell would make a formula of "=1+1".
        sheet.write_string(row, place, text, self._quoted if FORMULA_START.match(text) else None)

    def _format(self, pattern: int | str) -> Format:
        return self._book.add_format({"num_format": pattern})

    def _write_codebook(self, codebook: Codebook) -> None:
        sheet = self._add_sheet(CODEBOOK)
        for place, width in enumerate(CODEBOOK_WIDTHS):
            sheet.set_column(place, place, width)
        bold = self._book.add_format({"bold": True, "valign": "top"})
        wrapped = self._book.add_format(
            {"text_wrap": True, "valign": "top", "align": "left", "quote_prefix": True}
        )
        for row, fact in enumerate(codebook.facts):
            sheet.write_string(row, 0, fact.label, bold)
            sheet.write_string(row, 1, fact.text, wrapped)
        first = len(codebook.facts) + 1
        for place, heading in enumerate(codebook.headings):
            sheet.write_string(first, place, heading, self._heading)
        for row, column in enumerate(codebook.columns, first + 1):
            for place, text in enumerate(column):
                sheet.write_string(row, place, text, wrapped)


def _number_writer(form: Format | None) -> CellWriter:
    return lambda sheet, row, place, value: sheet.write_number(row, place, value, form)


def _width_of(column: ExportColumn) -> int:
    usual = REASON_WIDTH if column.field == "reason" else WIDTHS[column.content]
    return max(usual, min(MAX_WIDTH, len(column.name) + 2))
