"""A drawn chart of all answers: coordinates in a viewBox, and the words at them."""

from __future__ import annotations

import msgspec

from crowd.charts.axis import Tick
from crowd.charts.marks import Mark, OwnMark
from crowd.charts.notes import Note


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A bar, by its top left corner, and in words."""

    x: float
    y: float
    width: float
    height: float
    range: str = ""
    count: str = ""


class NamedDot(msgspec.Struct, frozen=True, kw_only=True):
    """A dot, and its value in words."""

    x: float
    y: float
    value: str


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn histogram, as its template takes it; `middle_half` is a left edge and a width.

    `start` and `end` are the x coordinates of `low` and `high`. `captions` are the words that had no
    place in the drawing.
    """

    width: float
    height: float
    top: float
    baseline: float
    scale: str
    low: float
    high: float
    start: float
    end: float
    bars: list[Bar]
    dots: list[NamedDot]
    radius: float
    ticks: list[Tick]
    unit: str
    marks: list[Mark]
    own: OwnMark | None
    own_label_y: float
    middle_half: tuple[float, float] | None
    notes: list[Note]
    captions: list[str]
