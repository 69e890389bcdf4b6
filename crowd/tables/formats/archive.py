"""Look into zip archives: what they are, and how large their parts are once they are unpacked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from crowd.model.errors import CommandFailed
from crowd.tables.formats.limits import MAX_UNPACKED_BYTES

MAX_PARTS = 10_000
"""Parts of an archive."""

CHUNK_BYTES = 1 << 20
"""Bytes that are unpacked at once."""

LOCAL_HEADER = struct.Struct("<4s5HIIIHH")
"""The header before each part, by which its place is found."""

ARCHIVES = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "Index/Document.iwa": "an Apple Numbers or Pages file",
}
"""Formats and names of archives by a part that only they have."""

ENCRYPTED = 1
"""The flag of a part that needs a password."""

UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError, EOFError)

OPEN_DOCUMENT_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"
DAMAGED = "{name} is damaged: it begins like a workbook, but its end is missing or cannot be read."


def check_archive(data: bytes, name: str) -> str:
    """Return the format of a workbook in a zip archive: xlsx, xlsb or ods.

    Raise CommandFailed for what is no workbook, and for one that is too large once it is unpacked.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            found = _find_format(archive, {part.filename for part in parts})
    except UNREADABLE as error:
        raise CommandFailed(DAMAGED.format(name=name)) from error
    if found not in {"xlsx", "xlsb", "ods"}:
        raise CommandFailed(f"{name} is {found}, and cannot be read. Save the table as CSV.")
    if len(parts) > MAX_PARTS:
        raise CommandFailed(f"{name} has more than {MAX_PARTS:,} parts. Save the sheet as CSV.")
    left = MAX_UNPACKED_BYTES
    for part in parts:
        left -= _unpacked_bytes(data, part, left, name)
        if left < 0:
            raise CommandFailed(
                f"{name} is larger than {MAX_UNPACKED_BYTES // 1_000_000} MB once it is unpacked. "
                "Save the sheet as CSV."
            )
    return found


def _find_format(archive: zipfile.ZipFile, parts: set[str]) -> str:
    for part, name in ARCHIVES.items():
        if part in parts:
            return name
    if "mimetype" in parts:
        if archive.getinfo("mimetype").flag_bits & ENCRYPTED:
            return "a document with a password"
        with archive.open("mimetype") as mimetype:
            if mimetype.read(100).strip() == OPEN_DOCUMENT_SHEET:
                return "ods"
        return "a document, but no spreadsheet"
    return "a zip archive"


def _unpacked_bytes(data: bytes, part: zipfile.ZipInfo, most: int, name: str) -> int:
    """Unpack a part, and return its size; stop beyond `most`. What a header says can be wrong."""
    if part.flag_bits & ENCRYPTED:
        raise CommandFailed(f"{name} is protected by a password. Remove it, and save it again.")
    header = data[part.header_offset : part.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size:
        raise CommandFailed(DAMAGED.format(name=name))
    *_, name_length, extra_length = LOCAL_HEADER.unpack(header)
    start = part.header_offset + LOCAL_HEADER.size + name_length + extra_length
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise CommandFailed(f"{name} is packed in a way that cannot be read. Save it again.")
    unpacker, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    packed = memoryview(data)[start : start + part.compress_size]
    try:
        for begin in range(0, len(packed), CHUNK_BYTES):
            waiting: bytes | memoryview = packed[begin : begin + CHUNK_BYTES]
            while waiting and size <= most:
                size += len(unpacker.decompress(waiting, CHUNK_BYTES))
                waiting = unpacker.unconsumed_tail
    except zlib.error as error:
        raise CommandFailed(DAMAGED.format(name=name)) from error
    return size
