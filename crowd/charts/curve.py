"""Draw the crowd-size curve: the typical error by the number of people, on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from crowd.charts.placed_text import PlacedText, are_apart
from crowd.charts.round_axis import AxisRules, RoundAxis, make_axis
from crowd.charts.text_layout import SANS, to_drawable, truncate, width_of

TICK_SIZE = 12.0
"""Font size, in units of the viewBox; the style sheet has the same."""

MAX_LABEL_WIDTH = 96.0
"""Width of the labels beside the curve, in units of the viewBox."""

MARGIN, AXIS_HEIGHT = 12.0, 44.0
"""Space above and beside the curve, and below it, in units of the viewBox."""

LABELLED_SIZES = (11, 101, 1001)
DOT_SIZES = frozenset({5, 11, 25, 51, 101, 251, 501, 1001})
"""Crowd sizes between the ends that have a label, and those that have a dot."""

FEW_PEOPLE = 5

MIN_FALL = 0.1
"""Share of the largest error by which a curve has to fall to be drawn."""

MAX_HEIGHT_RATIO = 4.0
"""Height of the drawing in errors of five people, at most: single people can be wild."""

CurvePoints = Sequence[tuple[int, float]]
"""Sizes of crowds and their errors, in the measure of the axis, by ascending sizes."""


class CurveWords(msgspec.Struct, frozen=True, kw_only=True):
    """How the axes are written; `title` stands below them."""

    format_people: Callable[[float], str]
    format_error: Callable[[float], str]
    title: str


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn curve, as its template takes it."""

    width: float
    height: float
    left: float
    right: float
    baseline: float
    line: list[tuple[float, float]]
    dots: list[tuple[float, float]]
    grid: list[float]
    ticks: list[float]
    labels: list[PlacedText]

    @property
    def path(self) -> str:
        """The line as the points of an SVG polyline."""
        return " ".join(f"{x},{y}" for x, y in self.line)


def is_worth_drawing(points: CurvePoints) -> bool:
    """Return whether the errors fall far enough to be seen."""
    errors = [error for _, error in points]
    return len(points) > 2 and max(errors) - errors[-1] > MIN_FALL * max(errors)


class _Frame(NamedTuple):
    """Where everything is: the size of the drawing, the place of the curve in it, and its axes."""

    width: float
    height: float
    left: float
    axis: RoundAxis
    largest_crowd: int

    @property
    def right(self) -> float:
        return self.width - MARGIN

    @property
    def baseline(self) -> float:
        return self.height - AXIS_HEIGHT

    def across(self, people: float) -> float:
        share = math.log(people) / math.log(self.largest_crowd)
        return round(self.left + (self.right - self.left) * share, 2)

    def up(self, error: float) -> float:
        return self.axis.place(error, self.baseline, MARGIN)


def draw_curve(
    points: CurvePoints,
    words: CurveWords,
    rules: AxisRules,
    width: float = 340,
    height: float = 196,
) -> Curve:
    """Draw the curve above an error of zero; the error of one person is cut and told if it is wild."""
    axis = make_axis((0.0, _top(points)), rules, 3)
    texts = [words.format_error(value) for value in axis.ticks]
    label_width = max(width_of(text, TICK_SIZE, SANS) for text in texts)
    left = round(min(MAX_LABEL_WIDTH, label_width) + 8, 2)
    frame = _Frame(width, height, left, axis, points[-1][0])
    people_labels = _people_labels(points, words, frame)
    return Curve(
        width=width,
        height=height,
        left=left,
        right=frame.right,
        baseline=frame.baseline,
        line=[(frame.across(people), frame.up(error)) for people, error in points],
        dots=_dots(points, frame),
        grid=[frame.up(value) for value in axis.ticks[1:]],
        ticks=[frame.across(people) for people, _ in people_labels],
        labels=[
            *map(partial(_error_label, frame), texts, axis.ticks),
            *(label for _, label in people_labels),
            _title(words.title, frame),
            *_far_label(points, words, frame),
        ],
    )


def _top(points: CurvePoints) -> float:
    """Return the largest error that is drawn."""
    largest = max(error for _, error in points)
    five = next((error for people, error in points if people >= FEW_PEOPLE), 0.0)
    return min(largest, MAX_HEIGHT_RATIO * five) if five else largest


def _dots(points: CurvePoints, frame: _Frame) -> list[tuple[float, float]]:
    sizes = DOT_SIZES | {points[0][0], points[-1][0]}
    return [
        (frame.across(people), frame.up(error))
        for people, error in points
        if people in sizes and frame.axis.covers(error)
    ]


def _error_label(frame: _Frame, text: str, error: float) -> PlacedText:
    return PlacedText(
        text=truncate(to_drawable(text), MAX_LABEL_WIDTH, TICK_SIZE, SANS),
        x=round(frame.left - 8, 2),
        y=round(frame.up(error) + 4, 2),
        size=TICK_SIZE,
        anchor="end",
    )


def _people_labels(
    points: CurvePoints, words: CurveWords, frame: _Frame
) -> list[tuple[int, PlacedText]]:
    """Label both ends, and the round sizes between them whose labels have space."""

    def label(people: int) -> PlacedText:
        place = PlacedText(text=words.format_people(people), x=0, y=0, size=TICK_SIZE)
        return place.moved(frame.across(people), frame.baseline + 17).within(0, frame.width)

    sizes = [people for people, _ in points]
    found, last = [(sizes[0], label(sizes[0]))], (sizes[-1], label(sizes[-1]))
    for people in (size for size in sizes[1:-1] if size in LABELLED_SIZES):
        added = label(people)
        if are_apart([found[-1][1], added, last[1]]):
            found.append((people, added))
    return [*found, last] if are_apart([found[-1][1], last[1]]) else found


def _title(text: str, frame: _Frame) -> PlacedText:
    shown = truncate(to_drawable(text), frame.width, TICK_SIZE, SANS)
    title = PlacedText(text=shown, x=0, y=0, size=TICK_SIZE)
    return title.moved((frame.left + frame.right) / 2, frame.baseline + 36).within(0, frame.width)


def _far_label(points: CurvePoints, words: CurveWords, frame: _Frame) -> list[PlacedText]:
    """Write the error of the smallest crowd where it lies above the drawing."""
    error = points[0][1]
    if error <= frame.axis.limits[1]:
        return []
    text = f"↑ {to_drawable(words.format_error(error))}"
    shown = truncate(text, frame.right - frame.left - 12, TICK_SIZE, SANS)
    place = round(frame.left + 12, 2)
    return [PlacedText(text=shown, x=place, y=MARGIN + 4, size=TICK_SIZE, role="curve-far")]
