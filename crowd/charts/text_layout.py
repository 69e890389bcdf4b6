"""Wrap and truncate text to a width; widths are estimates, because the reader's fonts are unknown."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

ELLIPSIS = "…"
RTL_ISOLATE, POP_ISOLATE = "\u2067", "\u2069"
"""Unicode's marks around a text that runs from right to left."""

DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Invisible Unicode characters that change the direction of text; no font has glyphs for them."""

LEFT_TO_RIGHT_MARK = "\u200e"
NUMBER_START = re.compile("(?<![\\w.,\N{MINUS SIGN}-])(?=[\N{MINUS SIGN}$€£¥₹-]?[0-9])")
"""Where a number begins, with the signs in front of it."""

UNDRAWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufff9-\uffff]")
"""Characters that XML forbids, control characters, and line separators."""

SPACES = re.compile("[^\\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
"""Spaces at which a line may break: all but the non-breaking ones between a number and its unit."""

LETTER_WIDTHS = {
    0.38: " '!.,:;|/\\()[]fijlI\N{NO-BREAK SPACE}",
    0.5: '"`*-rstz?_{}',
    1.1: "mwMW%@…—",
}
"""Width in ems to the letters that have it, slightly above the average of common fonts."""

WIDTH_OF_LETTER = {letter: width for width, letters in LETTER_WIDTHS.items() for letter in letters}
DEFAULT_WIDTH, CAPITAL_WIDTH, FULL_WIDTH, ARABIC_WIDTH = 0.67, 0.8, 1.06, 0.64
"""Widths in ems of letters that LETTER_WIDTHS does not list, by their class."""

SERIF, SERIF_BOLD, SANS, SANS_BOLD = 1.0, 1.07, 0.93, 1.05
"""Average letter width of each face, relative to the regular serif face."""

MAX_DROPPED_LETTERS = 13
"""Letters of a cut word that truncation may drop to end between words."""


class WrappedText(NamedTuple):
    """Lines of text; `complete` is False if the last one was truncated."""

    lines: list[str]
    complete: bool


def to_drawable(text: str) -> str:
    """Put a text on one line and replace the characters that an SVG cannot hold."""
    return SPACES.sub(" ", UNDRAWABLE.sub(" ", strip_direction_marks(text))).strip()


def strip_direction_marks(text: str) -> str:
    """Strip the marks that a translated sentence has around the values inserted into it.

    In text that runs from right to left, a mark before each number keeps its signs at their sides.
    """
    stripped = DIRECTION_MARKS.sub("", text)
    return NUMBER_START.sub(LEFT_TO_RIGHT_MARK, stripped) if is_rtl(stripped) else stripped


def width_of(text: str, size: float, face: float = SERIF) -> float:
    """Estimate the width of a text at a font size, in the unit of that size; errs to the wide side."""
    return sum(map(_letter_width, text)) * size * face


def wrap(text: str, width: float, size: float, max_lines: int, face: float = SERIF) -> WrappedText:
    """Break a text into at most `max_lines` lines of a width; truncate what does not fit."""
    ems = width / size / face
    lines, complete = [""], True
    for segment in _segments(to_drawable(text), ems):
        if width_of(lines[-1] + segment.rstrip(), 1) <= ems:
            lines[-1] += segment
        elif len(lines) < max_lines:
            lines.append(segment)
        else:
            lines[-1], complete = _truncate(lines[-1] + segment, ems), False
            break
    return WrappedText([line.strip() for line in lines], complete)


def wrap_balanced(
    text: str, width: float, size: float, max_lines: int, face: float = SERIF
) -> WrappedText:
    """Break a text into as few lines as `wrap` does, of about equal length."""
    wrapped = wrap(text, width, size, max_lines, face)
    if not wrapped.complete or len(wrapped.lines) == 1:
        return wrapped
    narrower = (
        wrap(text, width * twentieths / 20, size, len(wrapped.lines), face)
        for twentieths in range(11, 20)
    )
    return next((lines for lines in narrower if lines.complete), wrapped)


def truncate(text: str, width: float, size: float, face: float = SERIF) -> str:
    """Truncate a text to a width, with an ellipsis at its end if it does not fit."""
    if width_of(text, size, face) <= width:
        return text
    return _truncate(text, width / size / face)


def _truncate(text: str, ems: float) -> str:
    clusters = _grapheme_clusters(text)
    while clusters and width_of("".join(clusters) + ELLIPSIS, 1) > ems:
        clusters.pop()
    fitting = "".join(clusters)
    words, space, partial_word = fitting.rpartition(" ")
    # A long last word is cut within: dropping it would leave much of the line empty.
    return (words if space and len(partial_word) <= MAX_DROPPED_LETTERS else fitting).rstrip(
        " ,.;:"
    ) + ELLIPSIS


def is_rtl(text: str) -> bool:
    """Return whether a text runs from right to left: decided by its first letter that has a direction."""
    directions = map(unicodedata.bidirectional, DIRECTION_MARKS.sub("", text))
    return next((name != "L" for name in directions if name in {"L", "R", "AL"}), False)


def isolate_rtl(text: str) -> str:
    """Enclose a text in marks that make it run from right to left, whatever surrounds or begins it."""
    return f"{RTL_ISOLATE}{text}{POP_ISOLATE}"


def _letter_width(letter: str) -> float:
    if letter in WIDTH_OF_LETTER:
        return WIDTH_OF_LETTER[letter]
    if _extends_cluster(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return FULL_WIDTH
    return CAPITAL_WIDTH if unicodedata.category(letter) == "Lu" else _other_width(letter)


def _other_width(letter: str) -> float:
    if "\u0600" <= letter <= "\u077f":
        return ARABIC_WIDTH
    # Greek, Cyrillic and the scripts after them in Unicode have wider letters than Latin.
    return DEFAULT_WIDTH if letter < "\u0370" or letter > "\u2000" else CAPITAL_WIDTH


def _extends_cluster(letter: str) -> bool:
    """Return whether a character extends the cluster before it: accents, joiners, skin tones."""
    skin_tone = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return skin_tone or unicodedata.category(letter) in {"Mn", "Me", "Cf"}


def _grapheme_clusters(text: str) -> list[str]:
    """Split a text into what a reader sees as single letters: a simplified form of UAX #29."""
    found: list[str] = []
    for letter in text:
        if found and (_extends_cluster(letter) or found[-1].endswith("\N{ZERO WIDTH JOINER}")):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _segments(text: str, ems: float) -> list[str]:
    """Split a text where a line may break: after spaces, around East Asian letters, within long words."""
    segments: list[str] = []
    breakable = True
    for cluster in _grapheme_clusters(text):
        wide = unicodedata.east_asian_width(cluster[0]) in {"W", "F"}
        if breakable or wide or width_of(segments[-1] + cluster, 1) > ems:
            segments.append(cluster)
        else:
            segments[-1] += cluster
        breakable = cluster[0] == " " or wide
    return segments
