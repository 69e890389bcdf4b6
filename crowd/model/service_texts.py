"""What the operator says of the service: name, contact, imprint; read from the texts of settings."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

MAX_NAME_LENGTH = 40
MAX_LINE_LENGTH = 200
MAX_IMPRINT_BYTES = 20_000
FILE_BEGINNINGS = ("/", "./", "../", "~")


class Imprint(msgspec.Struct, frozen=True, kw_only=True):
    """The imprint: a text that the service shows, or the address of a page elsewhere."""

    text: str = ""
    address: str = ""


def read_line(text: str, longest: int = MAX_LINE_LENGTH) -> str:
    """Return a text of one line; raise ValueError, with what to write, for any other."""
    line = " ".join(text.split())
    if len(line) > longest:
        raise ValueError(f"write at most {longest} characters.")
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} for letter in line):
        raise ValueError("leave out control characters and marks that cannot be seen.")
    return line


def read_web_address(text: str) -> str:
    """Return the address of a web page; raise ValueError, with what to write, for anything else."""
    try:
        parts = urlsplit(text)
        is_page = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_page = False
    if not is_page or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("write an address such as https://example.org/about.")
    if "@" in parts.netloc:
        raise ValueError("leave out user and password.")
    return text


def read_imprint(text: str) -> Imprint:
    """Read an imprint: the address of a page, the path of a file, or the text itself.

    Raises ValueError, with what to write, for a file that cannot be read or is too long.
    """
    if text.startswith(("http://", "https://")):
        return Imprint(address=read_web_address(text))
    if not text.startswith(FILE_BEGINNINGS):
        return Imprint(text=text.replace("\\n", "\n"))
    file = Path(text).expanduser()
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_IMPRINT_BYTES + 1)
    except OSError as error:
        raise ValueError(f"that file cannot be read ({error.strerror}).") from error
    if len(content) > MAX_IMPRINT_BYTES:
        raise ValueError(f"that file is longer than {MAX_IMPRINT_BYTES:,} bytes.")
    try:
        return Imprint(text=content.decode("utf-8-sig").strip())
    except UnicodeDecodeError:
        raise ValueError("that file is not text in UTF-8.") from None
