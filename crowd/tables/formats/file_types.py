"""Recognize files that are no text by their first bytes."""

from __future__ import annotations

MAX_BYTES_CHECKED = 1_000_000
"""Bytes searched for control characters."""

MAX_CONTROL_SHARE = 0.001
"""Share of control characters up to which bytes can be a text."""

SIGNATURES = {
    b"%PDF": "a PDF file",
    b"\x1f\x8b": "a file packed by gzip",
    b"BZh": "a file packed by bzip2",
    b"\xfd7zXZ\x00": "a file packed by xz",
    b"\x28\xb5\x2f\xfd": "a file packed by zstd",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x89PNG\r\n\x1a\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF87a": "a GIF picture",
    b"GIF89a": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"RIFF": "a picture, a sound or a video",
    b"ID3": "a sound",
    b"OggS": "a sound or a video",
    b"SQLite format 3\x00": "an SQLite database",
    b"ORC": "an ORC file",
    b"ARROW1\x00": "an Arrow file",
    b"\x89HDF\r\n\x1a\n": "an HDF5 file",
    b"$FL2": "an SPSS file",
    b"$FL3": "an SPSS file",
    b"<stata_dta>": "a Stata file",
    b"HEADER RECORD*******": "a SAS file",
    b"RDX": "an R file",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"{\\rtf": "a text document (RTF)",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML file",
}
"""Names of files by the bytes that they begin with."""

TEXT_SIGNATURES = {b"BZh", b"RIFF", b"ID3", b"ORC", b"RDX", b"MZ"}
"""Beginnings that a text can have as well: they count only before other bytes that are no text."""

ZIP, COMPOUND_FILE, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
"""The beginnings of workbooks, old workbooks and Parquet files."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b\x1e\x1f"))


def name_binary(data: bytes) -> str:
    """Return what a file that is no text is, as in "a PDF file"; empty for a text."""
    begin = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_binary = has_controls(data)
    for signature, name in SIGNATURES.items():
        known = data.startswith(signature) or begin.startswith(signature.lower())
        if known and (is_binary or signature not in TEXT_SIGNATURES):
            return name
    return "a file that is no text" if is_binary else ""


def has_controls(data: bytes) -> bool:
    """Return whether bytes have a zero among them, or more control characters than texts have."""
    if b"\x00" in data:
        return True
    checked = data[:MAX_BYTES_CHECKED]
    controls = len(checked) - len(checked.translate(None, _CONTROLS))
    return controls > MAX_CONTROL_SHARE * len(checked)
