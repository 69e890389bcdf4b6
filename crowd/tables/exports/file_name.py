"""Name files after the question that they are about."""

from __future__ import annotations

import re
import unicodedata

MAX_BYTES = 120
"""Bytes of a name without its suffix: file systems allow 255, and programs add to names."""

UNSAFE = re.compile(r'[/\\:*?"<>|;%\s]+')
"""Characters with a meaning in paths or headers, on any system."""

RESERVED = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$) *(\..*)?", re.IGNORECASE
)
"""Names of devices on Windows, with any suffix."""

FALLBACK = "answers"


def file_name(question: str, suffix: str) -> str:
    """Return a name for a file of answers that is safe on every system."""
    # Controls and marks of direction could hide what kind of file it is.
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", question)
        if unicodedata.category(character)[0] != "C" or character.isspace()
    )
    words = UNSAFE.sub(" ", visible).strip(" .-")
    short = words.encode()[:MAX_BYTES].decode(errors="ignore").strip(" .-")
    return f"{FALLBACK if not short or _is_reserved(short) else short}.{suffix}"


def ascii_file_name(name: str) -> str:
    """Return the nearest name in ASCII, for programs that know no other."""
    stem, _, suffix = name.rpartition(".")
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    words = UNSAFE.sub(" ", plain).strip(" .-")
    is_name = re.search(r"[A-Za-z0-9]", words) and not _is_reserved(words)
    return f"{words if is_name else FALLBACK}.{suffix}"


def _is_reserved(stem: str) -> bool:
    """Return whether a name is one of a device, also once a program writes it in plain letters."""
    return RESERVED.fullmatch(unicodedata.normalize("NFKC", stem)) is not None
