"""Read the rows of a file: a workbook, Parquet, CSV, TSV or JSON; refuse everything else by its name."""

from __future__ import annotations

import msgspec

from crowd.model.errors import CommandFailed
from crowd.model.progress import ProgressCallback
from crowd.tables.formats.delimited_text import read_delimited_text
from crowd.tables.formats.file_types import COMPOUND_FILE, PARQUET, ZIP, name_binary
from crowd.tables.formats.foreign_text import check_script
from crowd.tables.formats.json_text import read_json
from crowd.tables.formats.limits import MAX_FILE_BYTES
from crowd.tables.formats.parquet import read_parquet
from crowd.tables.formats.source import Source
from crowd.tables.formats.text_encoding import TextEncoding, find_encoding, named_encoding
from crowd.tables.formats.workbook import read_workbook

JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
MAX_BLANKS = 10_000
"""Characters at the beginning in which the first bracket of JSON is looked for."""

READABLE = "Spreadsheets (.xlsx, .xls, .xlsb, .ods), Parquet, CSV, TSV and JSON lines can be read."


class FileOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The name of a file in messages, the sheet of a workbook, the encoding of a text, and whether
    decimals have a comma."""

    name: str = "The file"
    sheet: str | None = None
    encoding: str | None = None
    decimal_comma: bool = False


def read_source(data: bytes, options: FileOptions, progress: ProgressCallback) -> Source:
    """Read a file of any format; raise CommandFailed for one that is empty, too large or no table."""
    name = options.name
    if len(data) > MAX_FILE_BYTES:
        raise CommandFailed(
            f"{name} is larger than {MAX_FILE_BYTES // 1_000_000} MB. Split it, or leave out the "
            "columns that are not needed."
        )
    if data.startswith((ZIP, COMPOUND_FILE)):
        return read_workbook(data, name, options.sheet)
    if data.startswith(PARQUET) and data.endswith(PARQUET):
        return read_parquet(data, name)
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise CommandFailed(f"{name} is empty.")
    encoding = _encoding_of(data, options)
    with encoding.open(data) as text:
        begin = text.read(MAX_BLANKS).lstrip()[:1]
    if begin in {"{", "["} or name.lower().endswith(JSON_SUFFIXES):
        return read_json(data, encoding, progress)
    return read_delimited_text(data, encoding, progress, decimal_comma=options.decimal_comma)


def _encoding_of(data: bytes, options: FileOptions) -> TextEncoding:
    """Return the encoding of a text; raise CommandFailed for what is none, or cannot be read as it is."""
    if options.encoding is not None:
        return named_encoding(data, options.encoding, options.name)
    found = find_encoding(data)
    what = name_binary(data) if found.name.startswith("utf-8") else ""
    if what:
        raise CommandFailed(f"{options.name} is {what}, and cannot be read. {READABLE}")
    if found.note:
        check_script(data, options.name)
    return found
