"""Find text in an encoding of another script, which would be read as letters without meaning."""

from __future__ import annotations

import re

from crowd.model.errors import CommandFailed

MAX_BYTES_CHECKED = 1_000_000
"""Bytes at the beginning of a text that are looked at."""

MIN_FOREIGN_SHARE = 0.35
"""Share of the bytes that are no UTF-8 from which on a text is in another encoding."""

MIN_WORDS = 2
"""Words of such bytes: a single one can be damaged."""

MAX_SHOWN = 20
"""Characters of the text that are shown."""

CELL_ENDS = ',;"\t\r\n'

ENCODINGS = {
    "gb18030": r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]",
    "shift_jis": r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]",
    "euc_jp": r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uff60]",
    "big5": r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]",
    "cp949": r"[\u3000-\u303f\uac00-\ud7a3]",
    "windows-1251": r"[\u0410-\u045f\u0490\u0491\u2116]",
    "koi8-u": r"[\u0410-\u045f\u0490\u0491]",
    "windows-1253": r"[\u0384-\u03ce]",
    "windows-1255": r"[\u05d0-\u05ea]",
    "windows-1256": r"[\u060c-\u06d2]",
    "cp874": r"[\u0e01-\u0e5b]",
}
"""Encodings of other scripts, and what their texts consist of beside signs of ASCII."""

SIGNS_BEFORE_LETTERS = "«»“”„‘’‚‹›¿¡€£°µ§–—…·•\N{NO-BREAK SPACE}"
"""Signs of Windows-1252 that often stand right before a letter."""

_RUN = re.compile(
    r"(?<![A-Za-z])(?:[^\x00-\x7f]{3,}|[^\x00-\x7f]{2}(?![A-Za-z]))|[^\x00-\x7f](?=[A-Za-z])"
)
_INVALID = re.compile("[\udc80-\udcff]")


def check_script(data: bytes, name: str) -> None:
    """Raise CommandFailed, with what to do, for bytes that are no UTF-8 and no Windows-1252 either.

    In the languages of Windows-1252 letters with accents stand alone among others; in the encodings of
    other scripts most bytes of a word are such, and signs stand before letters.
    """
    text = data[:MAX_BYTES_CHECKED].decode("utf-8", "surrogateescape")
    runs = [run for run in _RUN.findall(text) if _INVALID.search(run) and _is_foreign(run)]
    foreign = sum(len(_INVALID.findall(run)) for run in runs)
    if len(runs) < MIN_WORDS or foreign < MIN_FOREIGN_SHARE * len(_INVALID.findall(text)):
        return
    place = text.index(runs[0])
    begin = 1 + max(text.rfind(mark, 0, place) for mark in CELL_ENDS)
    word = re.split(f"[{CELL_ENDS}]", text[begin : place + MAX_SHOWN], maxsplit=1)[0]
    first = word.encode("utf-8", "surrogateescape")
    shown = first.decode("cp1252", "replace")[:MAX_SHOWN]
    line = 1 + text.count("\n", 0, place)
    raise CommandFailed(
        f"{name} is text in an encoding that it does not name: in line {line} would "
        f"stand “{shown}”. Save it as UTF-8 (in Excel: CSV UTF-8), or name its encoding: "
        f"{_suggestions(data, first)}."
    )


def _is_foreign(run: str) -> bool:
    """Return whether a run is more than signs such as quotes and a space that does not break, or a single
    sign that stands before no letter."""
    text = run.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    if len(text) > 1:
        return any(map(str.isalpha, text))
    return not text.isalpha() and text not in SIGNS_BEFORE_LETTERS


def _suggestions(data: bytes, first: bytes) -> str:
    """Return the options to name an encoding, with what the first word reads then."""
    found = []
    for name, letters in ENCODINGS.items():
        try:
            text = data[:MAX_BYTES_CHECKED].decode(name, "strict" if _is_whole(data) else "ignore")
            word = first.decode(name)
        except UnicodeDecodeError:
            continue
        beside = re.sub(letters, "", re.sub(r"[\x00-\x7f]", "", text))
        if len(beside) <= len(text) / 50 and word.strip():
            found.append(f"--encoding {name} reads “{word[:MAX_SHOWN]}” there")
    return ", ".join(found) or "for example --encoding windows-1251"


def _is_whole(data: bytes) -> bool:
    return len(data) <= MAX_BYTES_CHECKED
