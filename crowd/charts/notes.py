"""Place the notes of a chart where they cover no data, no line and no other text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from crowd.charts.text_layout import SANS, width_of

NOTE_SIZE = 12.0
"""Font size of notes, in units of the viewBox."""

NOTE_LINE_HEIGHT = 15.0
CLEARANCE = 5.0
"""Space between a note and what it must not touch."""

STEP = 6.0
"""Distance of the heights that are tried."""


class Box(NamedTuple):
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Return whether two rectangles overlap or are too near."""
        return (
            self.left < other.right + CLEARANCE
            and other.left < self.right + CLEARANCE
            and self.top < other.bottom + 2
            and other.top < self.bottom + 2
        )


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of text, the first one on the baseline `y`; `anchor` is at `x`."""

    x: float
    y: float
    anchor: str
    lines: list[str]

    @property
    def box(self) -> Box:
        """The rectangle that the text takes."""
        width = text_width(self.lines)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        top = self.y - NOTE_SIZE
        return Box(left, top, left + width, top + NOTE_LINE_HEIGHT * len(self.lines))


def text_width(lines: Iterable[str]) -> float:
    """Return the width of the longest line."""
    return max(width_of(line, NOTE_SIZE, SANS) for line in lines)


def place_note(candidates: Iterable[Note], obstacles: Sequence[Box], paper: Box) -> Note | None:
    """Return the first note that lies within the paper and touches nothing; None if all do."""
    for note in candidates:
        box = note.box
        inside = box.left >= paper.left and box.right <= paper.right
        if (
            inside
            and box.top >= paper.top
            and box.bottom <= paper.bottom
            and not any(box.touches(other) for other in obstacles)
        ):
            return note
    return None


def beside(band: tuple[float, float], lines: list[str], paper: Box) -> Iterator[Note]:
    """Yield the places of a band's words: right of it, left of it, within it; from the top down."""
    left, right = band
    places = ((right + 6, "start"), (left - 6, "end"), ((left + right) / 2, "middle"))
    for x, anchor in places:
        yield from _downwards(x, anchor, lines, paper)


def at_edge(side: str, text: str, paper: Box) -> Iterator[Note]:
    """Yield the places of a note about what lies beyond an end of the axis: near the axis first."""
    x, anchor = (paper.right, "end") if side == "high" else (paper.left, "start")
    yield from reversed(list(_downwards(x, anchor, [text], paper)))


def along_top(centre: float, lines: list[str], paper: Box) -> Iterator[Note]:
    """Yield places in the highest row: around a centre, then anywhere."""
    y, half = paper.top + NOTE_SIZE, text_width(lines) / 2
    nearest = min(max(centre, paper.left + half), paper.right - half)
    places = [
        nearest,
        *(paper.left + half + STEP * step for step in range(int(paper.right // STEP))),
    ]
    for x in places:
        yield Note(x=round(x, 2), y=round(y, 2), anchor="middle", lines=lines)


def _downwards(x: float, anchor: str, lines: list[str], paper: Box) -> Iterator[Note]:
    steps = int((paper.bottom - paper.top - NOTE_LINE_HEIGHT * len(lines)) // STEP)
    for step in range(steps + 1):
        y = paper.top + NOTE_SIZE + STEP * step
        yield Note(x=round(x, 2), y=round(y, 2), anchor=anchor, lines=lines)
