"""Draw the median and the middle half of parts of a crowd, such as groups, on one axis."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from crowd.charts.interval_frame import (
    ARROW_WIDTH,
    GAP,
    NAME_SIZE,
    PEOPLE_SIZE,
    Frame,
    IntervalRow,
    MarkedLine,
    PlotLayout,
    common_axis,
    make_frame,
)
from crowd.charts.interval_marks import MARK_ROW_HEIGHT, DrawnMark, draw_marks, mark_labels
from crowd.charts.interval_ticks import TICK_SIZE, AxisWords, fitting_ticks, with_unit
from crowd.charts.placed_text import PlacedText
from crowd.charts.round_axis import AxisRules
from crowd.charts.text_layout import SANS, SANS_BOLD, to_drawable, truncate, width_of


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn row: `left` and `right` of its line, `x` of its dot; None where these lie outside."""

    y: float
    left: float | None = None
    right: float | None = None
    x: float | None = None
    cut_low: bool = False
    cut_high: bool = False


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
    frame = make_frame(rows, marked, rules, layout, from_right=from_right)
    frame, ticks = fitting_ticks(
        frame, words, lambda count: common_axis(rows, marked, rules, count)
    )
    labels_of_marks, label_rows = mark_labels(marked, frame)
    top = MARK_ROW_HEIGHT * label_rows + (6 if label_rows else 0)
    baseline = round(top + frame.row_height * len(rows) + 4, 2)
    drawn = [_draw_row(row, frame.row_y(top, place), frame) for place, row in enumerate(rows)]
    ticks = [tick.moved(tick.x, baseline + 17, tick.anchor) for tick in ticks]
    ticks, height = with_unit(ticks, words.unit, layout, baseline)
    return IntervalPlot(
        width=layout.width,
        height=height,
        left=frame.left,
        right=frame.right,
        baseline=baseline,
        tick_places=[frame.place(value) for value in frame.axis.ticks],
        rows=[row for row, _ in drawn],
        marks=draw_marks(marked, frame, top, baseline, [row.y for row, _ in drawn]),
        labels=[*labels_of_marks, *(label for _, labels in drawn for label in labels), *ticks],
    )


def _draw_row(row: IntervalRow, y: float, frame: Frame) -> tuple[Interval, list[PlacedText]]:
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
    row: IntervalRow, y: float, frame: Frame, labels: list[PlacedText]
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


def _row_labels(row: IntervalRow, y: float, frame: Frame) -> list[PlacedText]:
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
