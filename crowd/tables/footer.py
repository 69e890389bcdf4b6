"""Recognize rows below a table that are no answers: sums, averages, winners."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crowd.i18n.languages import LANGUAGES
from crowd.tables.formats.cells import Cell, cell_text
from crowd.tables.formats.source import NumberedRow

MAX_FOOTER_ROWS = 20
"""Rows at the end of a table that are checked."""

MAX_LENGTH = 60
"""Characters of the first cell of a footer."""

MAX_SHOWN = 30

OTHER_WORDS = {
    *("totale", "somma", "mediana", "vincitore", "gemiddelde", "totaal", "winnaar"),
    *("média", "soma", "vencedor", "średnia", "suma", "razem", "zwycięzca"),
    *("medelvärde", "medel", "summa", "vinnare", "ortalama", "toplam", "kazanan"),
    *("gennemsnit", "vinder", "keskiarvo", "summa", "voittaja", "průměr", "součet", "vítěz"),
}
"""Words of languages in which only numbers are read."""

_WORDS = sorted(
    OTHER_WORDS.union(*(language.footer_words for language in LANGUAGES.values())),
    key=len,
    reverse=True,
)
_FOOTER = re.compile(
    rf"(?:{'|'.join(map(re.escape, _WORDS))})(?P<mark>\s*[:=(].*|\s+[\d≈~=-].*|\.?)", re.IGNORECASE
)
_COUNT = re.compile(r"(?:n|min|max|minimum|maximum)\s*[:=].*", re.IGNORECASE)


def footer_length(last: Sequence[NumberedRow], width: int) -> int:
    """Return how many of the last rows are a footer, with rows without any cell before and in it."""
    length = 0
    for number, (_, cells) in enumerate(reversed(last), 1):
        filled = [text for cell in cells or () if (text := cell_text(cell))]
        if filled and not _is_footer(filled[0], alone=width == 1):
            break
        if filled:
            length = number
    while 0 < length < len(last) and not _has_text(last[-length - 1][1]):
        length += 1
    return length


def footer_note(rows: Sequence[NumberedRow]) -> str:
    """Say which rows were left out as a footer."""
    named = [
        f"line {line} (“{next(filter(None, map(cell_text, cells or ())))[:MAX_SHOWN]}”)"
        for line, cells in rows
        if _has_text(cells)
    ]
    return f"Left out below the answers: {', '.join(named)}."


def _is_footer(text: str, *, alone: bool) -> bool:
    if len(text) > MAX_LENGTH:
        return False
    if _COUNT.fullmatch(text):
        return True
    found = _FOOTER.fullmatch(text)
    # In a table of one column a word alone can be an answer.
    return found is not None and (not alone or found["mark"].strip(" .") != "")


def _has_text(cells: Sequence[Cell] | None) -> bool:
    return cells is None or any(cell_text(cell) for cell in cells)
