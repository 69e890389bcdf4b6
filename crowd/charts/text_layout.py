"""Text of people to lines that fit: widths are estimated, as nobody knows the reader's fonts."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

ELLIPSIS = "…"
RTL_ISOLATE, END_OF_ISOLATE = "\u2067", "\u2069"

INVISIBLE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Marks that would turn the letters around them; no font has them."""

UNDRAWABLE = re.compile(
    # What XML forbids, controls, and ends of lines.
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufff9-\uffff]"
)
SPACES = re.compile("[^\\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
"""Where lines may end: a figure and its sign stay together."""

WIDTHS = {
    0.38: " '!.,:;|/\\()[]fijlI\N{NO-BREAK SPACE}",
    0.5: '"`*-rstz?_{}',
    1.1: "mwMW%@…—",
}
"""Widths of letters in ems, a little more than those of most fonts; by class, as fonts differ."""

NARROW_WIDE = {letter: width for width, letters in WIDTHS.items() for letter in letters}
OTHER_LETTER, CAPITAL, WIDE, ARABIC = 0.67, 0.8, 1.06, 0.64

SERIF, SERIF_BOLD, SANS, SANS_BOLD = 1.0, 1.07, 0.93, 1.05
"""How wide the letters of each face run."""


class Lines(NamedTuple):
    """Lines of text; `whole` says whether nothing had to be cut off."""

    lines: list[str]
    whole: bool


def drawable(text: str) -> str:
    """The text on one line, without characters that pictures cannot hold."""
    return SPACES.sub(" ", UNDRAWABLE.sub(" ", visible(text))).strip()


def visible(text: str) -> str:
    """A sentence of ours as it is, less the marks around what was put into it."""
    return INVISIBLE.sub("", text)


def width_of(text: str, size: float, face: float = SERIF) -> float:
    """How wide a text of this size is, about; rather too much than too little."""
    return sum(map(_letter_width, text)) * size * face


def wrap(text: str, room: float, size: float, most: int, face: float = SERIF) -> Lines:
    """The text on at most so many lines; what is too much ends in an ellipsis."""
    ems = room / size / face
    lines, whole = [""], True
    for word in _words(drawable(text), ems):
        if width_of(lines[-1] + word.rstrip(), 1) <= ems:
            lines[-1] += word
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1], whole = _cut(lines[-1] + word, ems), False
            break
    return Lines([line.strip() for line in lines], whole)


def wrap_evenly(text: str, room: float, size: float, most: int, face: float = SERIF) -> Lines:
    """As few lines as `wrap` makes, but about equally long: no last word stands alone."""
    wrapped = wrap(text, room, size, most, face)
    if not wrapped.whole or len(wrapped.lines) == 1:
        return wrapped
    narrower = (
        wrap(text, room * twentieths / 20, size, len(wrapped.lines), face)
        for twentieths in range(11, 20)
    )
    return next((lines for lines in narrower if lines.whole), wrapped)


def shorten(text: str, room: float, size: float, face: float = SERIF) -> str:
    """The text, or as much of it as there is room for before an ellipsis."""
    if width_of(text, size, face) <= room:
        return text
    return _cut(text, room / size / face)


def _cut(text: str, ems: float) -> str:
    clusters = _clusters(text)
    while clusters and width_of("".join(clusters) + ELLIPSIS, 1) > ems:
        clusters.pop()
    kept = "".join(clusters)
    words, space, part = kept.rpartition(" ")
    # Between words, unless the last one is a long one.
    return (words if space and len(part) < 14 else kept).rstrip(" ,.;:") + ELLIPSIS


def is_rtl(text: str) -> bool:
    """Whether a text is read from right to left: its first letter with a direction decides."""
    directions = map(unicodedata.bidirectional, text)
    return next((way != "L" for way in directions if way in {"L", "R", "AL"}), False)


def from_the_right(text: str) -> str:
    """A text that is read from right to left, whatever stands around it or begins it."""
    return f"{RTL_ISOLATE}{text}{END_OF_ISOLATE}"


def _letter_width(letter: str) -> float:
    if letter in NARROW_WIDE:
        return NARROW_WIDE[letter]
    if _joins(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return WIDE
    return CAPITAL if unicodedata.category(letter) == "Lu" else _other_width(letter)


def _other_width(letter: str) -> float:
    if "\u0600" <= letter <= "\u077f":
        return ARABIC
    # Cyrillic letters and some behind them are wider than Latin ones.
    return OTHER_LETTER if letter < "\u0370" or letter > "\u2000" else CAPITAL


def _joins(letter: str) -> bool:
    """Whether a character belongs to the one before it: accents, and what emoji are joined by."""
    skin = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return skin or unicodedata.category(letter) in {"Mn", "Me", "Cf"}


def _clusters(text: str) -> list[str]:
    """What a reader takes for single letters, near enough."""
    found: list[str] = []
    for letter in text:
        if found and (_joins(letter) or found[-1].endswith("\N{ZERO WIDTH JOINER}")):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _words(text: str, ems: float) -> list[str]:
    """Where a line may end: behind spaces, around wide letters, within words longer than a line."""
    words: list[str] = []
    fresh = True
    for cluster in _clusters(text):
        wide = unicodedata.east_asian_width(cluster[0]) in {"W", "F"}
        if fresh or wide or width_of(words[-1] + cluster, 1) > ems:
            words.append(cluster)
        else:
            words[-1] += cluster
        fresh = cluster == " " or wide
    return words
