"""Find the cells of a sheet in .xlsx that a number format shows in percent, and those with errors."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET

PERCENT_FORMATS = {9, 10}
"""Numbers of the formats `0%` and `0.00%`, which every workbook has."""

CHUNK_SIZE = 1_000_000
"""Bytes of a sheet that are searched at once."""

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_ERROR = re.compile(rb'\bt="e"')
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

CellPlaces = dict[int, list[int]]
"""Columns by their row, both from 0 on."""


def find_percent_cells(data: bytes, sheet: str) -> CellPlaces:
    """Find them by the styles of cells; nothing in other files. Most workbooks have no such style, and
    their sheet is not searched."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            styles = _percent_styles(archive)
            return _cells_of_styles(archive, _path_of(archive, sheet), styles) if styles else {}
    except (zipfile.BadZipFile, KeyError, ET.ParseError, ValueError):
        return {}


def find_error_cells(data: bytes, sheet: str) -> CellPlaces:
    """Find the cells that hold an error such as #N/A; nothing in other files."""
    found: CellPlaces = {}
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for attributes in _attributes_of_cells(archive, _path_of(archive, sheet)):
                place = _PLACE.search(attributes) if _ERROR.search(attributes) else None
                if place is not None:
                    found.setdefault(int(place[2]) - 1, []).append(_column_of(place[1]))
    except (zipfile.BadZipFile, KeyError, ET.ParseError, ValueError):
        return {}
    return found


def to_percent_text(value: float) -> str:
    """Write a number as a cell shows it in percent, with all its digits."""
    return f"{Decimal(repr(value)).scaleb(2).normalize():f}%"


def _percent_styles(archive: zipfile.ZipFile) -> set[bytes]:
    """Return the numbers of the styles of cells whose format is in percent."""
    root = ET.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - memory is limited
    formats = set(PERCENT_FORMATS)
    for one in root.iterfind("{*}numFmts/{*}numFmt"):
        if "%" in _LITERAL.sub("", one.get("formatCode", "")):
            formats.add(int(one.get("numFmtId", "0")))
    found = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    return {b"%d" % place for place, one in found if int(one.get("numFmtId", "0")) in formats}


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the path of a sheet's file by the sheet's name."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - memory is limited
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for one in book.iterfind("{*}sheets/{*}sheet"):
        if one.get("name") == sheet:
            return posixpath.normpath(posixpath.join("/xl", targets[one.get(RELATION)])).lstrip("/")
    raise KeyError(sheet)


def _cells_of_styles(archive: zipfile.ZipFile, path: str, styles: set[bytes]) -> CellPlaces:
    found: CellPlaces = {}
    for attributes in _attributes_of_cells(archive, path):
        style = _STYLE.search(attributes)
        if style is None or style[1] not in styles:
            continue
        place = _PLACE.search(attributes)
        if place is not None:
            found.setdefault(int(place[2]) - 1, []).append(_column_of(place[1]))
    return found


def _attributes_of_cells(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    with archive.open(path) as file:
        rest = b""
        while chunk := file.read(CHUNK_SIZE):
            text = rest + chunk
            end = text.rfind(b"<")
            # A tag that the chunk cuts off is searched with the next one.
            rest, text = (text[end:], text[:end]) if end >= 0 else (b"", text)
            yield from _CELL.findall(text)
        yield from _CELL.findall(rest)


def _column_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1
