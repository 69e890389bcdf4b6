"""Find the encoding of a text: UTF-8, UTF-16, UTF-32 or Windows-1252."""

from __future__ import annotations

import codecs
import io
from typing import NamedTuple, TextIO

from crowd.model.errors import CommandFailed, Invalid

BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}

MAX_BYTES_CHECKED = 4096
"""Bytes in which UTF-16 without a byte order mark is looked for."""

MIN_ZERO_SHARE = 0.4
"""Share of zeros among the bytes at even or odd places from which on a text is UTF-16."""

MAX_OTHER_ZERO_SHARE = 0.05

WINDOWS_1252_NOTE = "Not all of the file is UTF-8; the rest was read as Windows-1252."

_AS_WINDOWS_1252 = "windows-1252-for-invalid-bytes"


def _decode_invalid_bytes(error: UnicodeError) -> tuple[str, int]:
    """Decode bytes that are no UTF-8 as Windows-1252, and those without a meaning there as Latin-1."""
    assert isinstance(error, UnicodeDecodeError)
    invalid = error.object[error.start : error.end]
    try:
        return invalid.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return invalid.decode("latin-1"), error.end


codecs.register_error(_AS_WINDOWS_1252, _decode_invalid_bytes)


class TextEncoding(NamedTuple):
    """An encoding, what is done with invalid bytes, and what has to be told of it."""

    name: str
    errors: str = "replace"
    note: str = ""

    def open(self, data: bytes) -> TextIO:
        """Open bytes as a text, which is decoded as it is read."""
        return io.TextIOWrapper(io.BytesIO(data), self.name, self.errors, newline="")


def find_encoding(data: bytes) -> TextEncoding:
    """Find the encoding by byte order mark, by the zeros of UTF-16, or by whether UTF-8 is valid."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return TextEncoding(encoding)
    if encoding := _utf_16_without_mark(data[:MAX_BYTES_CHECKED]):
        return TextEncoding(encoding)
    if _is_valid(data, "utf-8"):
        return TextEncoding("utf-8-sig")
    return TextEncoding("utf-8-sig", _AS_WINDOWS_1252, WINDOWS_1252_NOTE)


def _utf_16_without_mark(begin: bytes) -> str:
    """Return the encoding of a text in which most characters have a zero byte; empty for others."""
    if len(begin) < 4:
        return ""
    even, odd = (part.count(0) / len(part) for part in (begin[::2], begin[1::2]))
    if odd >= MIN_ZERO_SHARE and even <= MAX_OTHER_ZERO_SHARE:
        return "utf-16-le"
    if even >= MIN_ZERO_SHARE and odd <= MAX_OTHER_ZERO_SHARE:
        return "utf-16-be"
    return ""


def named_encoding(data: bytes, encoding: str, name: str) -> TextEncoding:
    """Return an encoding that was named; raise Invalid for one that is unknown, and CommandFailed where
    the text is not in it."""
    try:
        # It refuses codecs that make no text of bytes.
        io.TextIOWrapper(io.BytesIO(), encoding)
        codecs.getincrementaldecoder(encoding)
    except (LookupError, ValueError) as error:
        message = (
            f"{encoding!r} is no encoding that is known. Write one such as gb18030 or windows-1251."
        )
        raise Invalid.of_field("encoding", message) from error
    known = codecs.lookup(encoding).name
    known = "utf-8-sig" if known == "utf-8" else known
    if not _is_valid(data, known):
        raise CommandFailed(f"{name} is not in {encoding}. Name another --encoding, or none.")
    return TextEncoding(known)


def _is_valid(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), 1_000_000):
            decoder.decode(data[start : start + 1_000_000])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
