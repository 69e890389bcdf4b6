"""Draw the median and the middle half of parts of a crowd, such as groups, on one axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from crowd.charts.placed_text import PlacedText, are_apart
from crowd.charts.round_axis import AxisRules, RoundAxis, make_axis, typical_limits
from crowd.charts.text_layout import SANS, SANS_BOLD, to_drawable, truncate, width_of

NAME_SIZE, PEOPLE_SIZE, TICK_SIZE, MARK_SIZE = 14.0, 13.0, 12.0, 12.5
"""Font sizes, in units of the viewBox; the style sheet has the same."""

GAP = 14.0
"""Space between the columns."""

MARK_ROW_HEIGHT, TICK_ROW_HEIGHT = 18.0, 18.0
ARROW_WIDTH = 22.0
"""Width of an arrow beside a label, and its space."""

HALF_MARK_HEIGHT = 11.0
"""Height of a mark above and below the line of a row, where names stand between the lines."""


class IntervalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a crowd: its name, its people, its median, and its quartiles if it has any.

    `people` and `middle_label` are texts; the latter stands where the median lies beyond the axis.
    """

    name: str
    people: str
    middle: float
    middle_label: str = ""
    quartiles: tuple[float, float] | None = None


class MarkedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a line marks through all rows; `far_label` is its label beyond the axis."""

    name: str
    value: float
    label: str
    far_label: str


class PlotLayout(msgspec.Struct, frozen=True, kw_only=True):
    """The dimensions of a plot; with `stacked`, long names stand above their rows."""

    width: float = 660
    row_height: float = 32
    stacked_row_height: float = 46
    max_name_width: float = 210
    max_ticks: int = 6
    stacked: bool = False


NARROW_PLOT = PlotLayout(width=360, max_name_width=110, max_ticks=5, stacked=True)


class AxisWords(NamedTuple):
    """How an axis is written: its values, and its unit if that stands beside them."""

    format_value: Callable[[float], str]
    unit: str = ""


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn row: `left` and `right` of its line, `x` of its dot; None where these lie outside."""

    y: float
    left: float | None = None
    right: float | None = None
    x: float | None = None
    cut_low: bool = False
    cut_high: bool = False


class DrawnMark(msgspec.Struct, frozen=True, kw_only=True):
    """A vertical line, in segments from top to bottom."""

    name: str
    x: float
    segments: list[tuple[float, float]]


class IntervalPlot(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn plot, as its template takes it."""

    width: float
    height: float
    left: float
    right: float
    baseline: float
    tick_places: list[float]
    rows: list[Interval]
    marks: list[DrawnMark]
    labels: list[PlacedText]

    @property
    def is_cut(self) -> bool:
        """Whether a row reaches beyond the axis."""
        return any(row.cut_low or row.cut_high for row in self.rows)


class _Frame(NamedTuple):
    """Where everything is: the columns, the rows and the axis."""

    layout: PlotLayout
    axis: RoundAxis
    stacked: bool
    from_right: bool
    left: float
    right: float

    def place(self, value: float) -> float:
        return self.axis.place(value, self.left, self.right)

    @property
    def row_height(self) -> float:
        return self.layout.stacked_row_height if self.stacked else self.layout.row_height

    def row_y(self, top: float, place: int) -> float:
        """Return the y coordinate of the line of a row."""
        share = 0.76 if self.stacked else 0.5
        return round(top + self.row_height * (place + share), 2)


def draw_interval_plot(
    rows: Sequence[IntervalRow],
    marked: Sequence[MarkedLine],
    rules: AxisRules,
    words: AxisWords,
    layout: PlotLayout,
    *,
    from_right: bool = False,
) -> IntervalPlot:
    """Draw the rows on one axis from left to right; with `from_right`, names stand at its right."""
    frame = _frame(rows, marked, rules, layout, from_right=from_right)
    frame, ticks = _fitting_ticks(frame, words, lambda count: _axis(rows, marked, rules, count))
    mark_labels, label_rows = _mark_labels(marked, frame)
    top = MARK_ROW_HEIGHT * label_rows + (6 if label_rows else 0)
    baseline = round(top + frame.row_height * len(rows) + 4, 2)
    drawn = [_draw_row(row, frame.row_y(top, place), frame) for place, row in enumerate(rows)]
    ticks = [tick.moved(tick.x, baseline + 17, tick.anchor) for tick in ticks]
    ticks, height = _with_unit(ticks, words.unit, layout, baseline)
    return IntervalPlot(
        width=layout.width,
        height=height,
        left=frame.left,
        right=frame.right,
        baseline=baseline,
        tick_places=[frame.place(value) for value in frame.axis.ticks],
        rows=[row for row, _ in drawn],
        marks=_draw_marks(marked, frame, top, baseline, [row.y for row, _ in drawn]),
        labels=[*mark_labels, *(label for _, labels in drawn for label in labels), *ticks],
    )


def _axis(
    rows: Sequence[IntervalRow], marked: Sequence[MarkedLine], rules: AxisRules, max_ticks: int
) -> RoundAxis:
    ends = [row.quartiles or (row.middle, row.middle) for row in rows]
    values = [*(row.middle for row in rows), *(mark.value for mark in marked)]
    rules = msgspec.structs.replace(
        rules, on_logs=rules.on_logs and min([*values, *(end[0] for end in ends)]) > 0
    )
    axis = make_axis(typical_limits(ends, values, on_logs=rules.on_logs), rules, max_ticks)
    if rules.on_logs and axis.scale != "log":
        axis = make_axis(typical_limits(ends, values), rules, max_ticks)
    return axis


def _frame(
    rows: Sequence[IntervalRow],
    marked: Sequence[MarkedLine],
    rules: AxisRules,
    layout: PlotLayout,
    *,
    from_right: bool,
) -> _Frame:
    """Divide the width: names, plot, people; long names stand above their rows if they may."""
    name_width = max(width_of(to_drawable(row.name), NAME_SIZE, SANS) for row in rows)
    people_width = max(width_of(row.people, PEOPLE_SIZE, SANS) for row in rows)
    stacked = layout.stacked and name_width > layout.max_name_width
    before = 8.0 if stacked else min(name_width, layout.max_name_width) + GAP
    after = 8.0 if stacked else people_width + GAP
    if from_right:
        before, after = after, before
    axis = _axis(rows, marked, rules, layout.max_ticks)
    left, right = round(before, 2), round(layout.width - after, 2)
    return _Frame(layout, axis, stacked, from_right, left, right)


def _fitting_ticks(
    frame: _Frame, words: AxisWords, make: Callable[[int], RoundAxis]
) -> tuple[_Frame, list[PlacedText]]:
    """Take fewer ticks until their labels are apart; at last those of both ends."""
    for count in range(frame.layout.max_ticks, 1, -1):
        trial = frame._replace(axis=make(count))
        labels = _tick_labels(trial, words, trial.axis.ticks)
        if are_apart(labels):
            return trial, labels
    ends = _tick_labels(frame, words, list(frame.axis.limits))
    axis = msgspec.structs.replace(frame.axis, ticks=list(frame.axis.limits))
    return frame._replace(axis=axis), ends if are_apart(ends) else _end_labels(frame, words)


def _tick_labels(frame: _Frame, words: AxisWords, values: Sequence[float]) -> list[PlacedText]:
    return [
        PlacedText(
            text=words.format_value(value),
            x=frame.place(value),
            y=0,
            size=TICK_SIZE,
            anchor="middle",
        ).within(0, frame.layout.width)
        for value in values
    ]


def _end_labels(frame: _Frame, words: AxisWords) -> list[PlacedText]:
    """Write both ends at the edges of the drawing, shortened if they do not fit even there."""
    half = frame.layout.width / 2 - 6
    places = ((0.0, "start"), (frame.layout.width, "end"))
    texts = [words.format_value(value) for value in frame.axis.limits]
    return [
        PlacedText(
            text=truncate(text, half, TICK_SIZE, SANS), x=x, y=0, size=TICK_SIZE, anchor=anchor
        )
        for text, (x, anchor) in zip(texts, places, strict=True)
    ]


def _with_unit(
    ticks: list[PlacedText], unit: str, layout: PlotLayout, baseline: float
) -> tuple[list[PlacedText], float]:
    """Put the unit behind the last tick if it fits there, else below it; return the height too."""
    height = round(baseline + TICK_ROW_HEIGHT + 6, 2)
    unit = to_drawable(unit)
    if not unit:
        return ticks, height
    *others, last = ticks
    joined = msgspec.structs.replace(last, text=f"{last.text}\N{NO-BREAK SPACE}{unit}")
    # The number stays at its tick, and the unit stands behind it, as far as there is room.
    joined = joined.moved(last.box[0], last.y, "start").within(0, layout.width)
    if joined.width < layout.width / 2 and are_apart([*others, joined]):
        return [*others, joined], height
    below = PlacedText(
        text=truncate(unit, layout.width, TICK_SIZE, SANS),
        x=layout.width,
        y=round(baseline + 17 + TICK_ROW_HEIGHT, 2),
        size=TICK_SIZE,
        anchor="end",
    )
    return [*ticks, below], round(height + TICK_ROW_HEIGHT, 2)


def _draw_row(row: IntervalRow, y: float, frame: _Frame) -> tuple[Interval, list[PlacedText]]:
    low, high = row.quartiles or (row.middle, row.middle)
    labels = _row_labels(row, y, frame)
    start, end = frame.axis.limits
    if not frame.axis.covers(row.middle):
        return _draw_row_beyond(row, y, frame, labels)
    has_line = row.quartiles is not None
    interval = Interval(
        y=y,
        left=frame.place(low) if has_line else None,
        right=frame.place(high) if has_line else None,
        x=frame.place(row.middle),
        cut_low=low < start,
        cut_high=high > end,
    )
    return interval, labels


def _draw_row_beyond(
    row: IntervalRow, y: float, frame: _Frame, labels: list[PlacedText]
) -> tuple[Interval, list[PlacedText]]:
    """Write the median of a row at the end of the axis that it lies beyond."""
    high = row.middle > frame.axis.limits[1]
    text = truncate(row.middle_label, frame.right - frame.left - ARROW_WIDTH, TICK_SIZE, SANS_BOLD)
    label = PlacedText(
        text=f"{text} →" if high else f"← {text}",
        x=frame.right if high else frame.left,
        y=round(y + 4, 2),
        size=TICK_SIZE,
        anchor="end" if high else "start",
        role="row-beyond",
        bold=True,
    )
    return Interval(y=y, cut_low=not high, cut_high=high), [*labels, label]


def _row_labels(row: IntervalRow, y: float, frame: _Frame) -> list[PlacedText]:
    width = frame.layout.width
    people_y = name_y = y + 5
    max_width = frame.layout.max_name_width
    if frame.stacked:
        people_y = name_y = y - 16
        max_width = width - width_of(row.people, PEOPLE_SIZE, SANS) - GAP
    name = to_drawable(row.name)
    shown = truncate(name, max_width, NAME_SIZE, SANS)
    sides = [(0.0, "start"), (width, "end")]
    (name_x, name_anchor), (people_x, people_anchor) = sides[::-1] if frame.from_right else sides
    return [
        PlacedText(
            text=shown,
            x=name_x,
            y=round(name_y, 2),
            size=NAME_SIZE,
            anchor=name_anchor,
            role="row-name",
            title=name if shown != name else "",
        ),
        PlacedText(
            text=row.people,
            x=people_x,
            y=round(people_y, 2),
            size=PEOPLE_SIZE,
            anchor=people_anchor,
            role="row-people",
        ),
    ]


def _mark_labels(marked: Sequence[MarkedLine], frame: _Frame) -> tuple[list[PlacedText], int]:
    """Write the labels of marks on one line if they fit beside each other there, else on two."""
    ordered = sorted(marked, key=lambda mark: mark.value)
    labels = [_mark_label(mark, frame) for mark in ordered]
    if are_apart(labels):
        return labels, min(1, len(labels))
    one, other = labels
    aside = [
        one.moved(frame.place(ordered[0].value) + 3, one.y, "end"),
        other.moved(frame.place(ordered[1].value) - 3, other.y, "start"),
    ]
    first, second = aside[0].box, aside[1].box
    if are_apart(aside) and first[0] >= 0 and second[2] <= frame.layout.width:
        return aside, 1
    return [one, other.moved(other.x, other.y + MARK_ROW_HEIGHT, other.anchor)], 2


def _mark_label(mark: MarkedLine, frame: _Frame) -> PlacedText:
    width = frame.layout.width
    low, high = frame.axis.limits
    beyond = mark.value < low or mark.value > high
    text = to_drawable(mark.far_label if beyond else mark.label)
    text = truncate(text, width - ARROW_WIDTH, MARK_SIZE, SANS_BOLD)
    if beyond:
        text = f"← {text}" if mark.value < low else f"{text} →"
    return PlacedText(
        text=text,
        x=frame.place(mark.value),
        y=13,
        size=MARK_SIZE,
        anchor="middle",
        role=f"mark-label mark-{mark.name}-label",
        bold=True,
    ).within(0, width)


def _draw_marks(
    marked: Sequence[MarkedLine], frame: _Frame, top: float, baseline: float, rows: Sequence[float]
) -> list[DrawnMark]:
    """Draw the lines of values on the axis; between rows they stop where names stand."""
    segments = [(round(top - 2, 2), baseline)]
    if frame.stacked:
        segments = [(y - HALF_MARK_HEIGHT, y + HALF_MARK_HEIGHT) for y in rows]
    return [
        DrawnMark(name=mark.name, x=frame.place(mark.value), segments=segments)
        for mark in marked
        if frame.axis.covers(mark.value)
    ]
