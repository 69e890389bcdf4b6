"""Draw a histogram: coordinates in a viewBox; the templates have the elements and the colours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from crowd.charts.axis import ChartLayout, Limits, Tick, axis_limits, make_scale, tick_limits
from crowd.charts.chart import Bar, Chart, NamedDot
from crowd.charts.dot_plot import DotPlot, arrange_dots
from crowd.charts.histogram_spec import HistogramSpec
from crowd.charts.marks import LABEL_ROW_HEIGHT, OwnMark, draw_lines, place_marks, place_own_mark
from crowd.charts.notes import NOTE_LINE_HEIGHT, Box, Note, along_top, at_edge, beside, place_note
from crowd.charts.text_layout import SANS, truncate, width_of
from crowd.charts.ticks import TICK_SIZE, draw_ticks

MIN_BAR_HEIGHT = 1.0
"""Height of the bar of a single answer among very many, in units of the viewBox."""

MIN_PLOT_HEIGHT = 56.0
"""Height of the plot of a single dot, in units of the viewBox."""

PLOT_MARGIN = 8.0
"""Space above bars and dots."""

TICK_ROW_HEIGHT, UNIT_ROW_HEIGHT, OWN_ROW_HEIGHT = 24.0, 16.0, 18.0
"""Heights of the rows below the axis."""

MAX_UNIT_SHARE = 0.5
"""Share of the chart's width up to which the unit stands in the row of ticks."""


def draw_histogram(spec: HistogramSpec, layout: ChartLayout) -> Chart:
    """Draw a histogram with its marks; words without a place get a row of their own, if that helps."""
    drawn = Drawing(spec, layout, note_rows=0).draw()
    for note_rows in (1, 2):
        if not drawn.captions:
            break
        taller = Drawing(spec, layout, note_rows).draw()
        if len(taller.captions) < len(drawn.captions):
            drawn = taller
    return drawn


class Drawing:
    """One attempt to draw a histogram, with a number of rows for notes above the plot."""

    def __init__(self, spec: HistogramSpec, layout: ChartLayout, note_rows: int) -> None:
        self.spec, self.layout = spec, layout
        self.limits = axis_limits(spec.histogram)
        self.scale = make_scale(spec.histogram.scale, self.limits, layout.width, layout.inset)
        self.ticks, self.unit = self._draw_ticks()
        self.marks = place_marks(spec.marked, self.scale, layout, self.limits)
        label_rows = max((mark.row + 1 for mark in self.marks), default=0)
        self.note_top = label_rows * LABEL_ROW_HEIGHT
        self.top = self.note_top + note_rows * NOTE_LINE_HEIGHT + PLOT_MARGIN
        self.below_axis = (
            TICK_ROW_HEIGHT
            + (UNIT_ROW_HEIGHT if self.unit else 0)
            + (OWN_ROW_HEIGHT if layout.own_row else 0)
        )
        max_height = self._max_plot_height()
        self.dot_plot = self._arrange_dots(max_height)
        self.plot_height = self._plot_height(max_height)
        self.baseline = round(self.top + self.plot_height, 2)

    def _max_plot_height(self) -> float:
        if self.layout.height is None:
            return self.layout.plot_height
        return max(20.0, self.layout.height - self.below_axis - self.top)

    def _plot_height(self, max_height: float) -> float:
        if self.dot_plot is None or self.layout.height is not None:
            return max_height
        return min(max_height, max(MIN_PLOT_HEIGHT, self.dot_plot.height + PLOT_MARGIN))

    def _arrange_dots(self, max_height: float) -> DotPlot | None:
        low, high = self.limits
        xs = [self.scale(value) for value in self._dot_values() if low <= value <= high]
        if not xs:
            return None
        return arrange_dots(tuple(xs), self.layout.width, max_height - PLOT_MARGIN)

    def _dot_values(self) -> Sequence[float]:
        low, high = self.limits
        return [value for value in self.spec.dot_values if low <= value <= high]

    def _draw_ticks(self) -> tuple[list[Tick], str]:
        """Draw the ticks; returns the unit as well if it needs a row of its own."""
        spec, width = self.spec, self.layout.width
        limits = tick_limits(spec.histogram)
        choose = partial(spec.choose_ticks, spec.histogram.scale, *limits)
        last = f"{spec.format_value(limits[1])}\N{NO-BREAK SPACE}{spec.unit}" if spec.unit else ""
        own_row = width_of(last, TICK_SIZE, SANS) > MAX_UNIT_SHARE * width
        unit = "" if own_row else spec.unit
        ticks = draw_ticks(self.scale, self.layout, choose, spec.format_value, unit)
        return ticks, truncate(spec.unit, width, TICK_SIZE, SANS) if own_row else ""

    def draw(self) -> Chart:
        """Put the parts together."""
        spec, layout = self.spec, self.layout
        dots, radius = self._dots()
        bars = [] if dots else self._bars()
        half = self._middle_half()
        marks = draw_lines(self.marks, dots, radius, self.baseline)
        notes, captions = self._place_notes(self._obstacles(bars, dots, radius), half)
        return Chart(
            width=layout.width,
            height=layout.height or round(self.baseline + self.below_axis, 2),
            top=round(self.top - PLOT_MARGIN, 2),
            baseline=self.baseline,
            scale=spec.histogram.scale,
            low=self.limits[0],
            high=self.limits[1],
            start=layout.inset,
            end=layout.width - layout.inset,
            bars=bars,
            dots=dots,
            radius=radius,
            ticks=self.ticks,
            unit=self.unit,
            marks=marks,
            own=self._own_mark(),
            own_label_y=round(self.baseline + self.below_axis - OWN_ROW_HEIGHT + 12, 2),
            middle_half=half,
            notes=notes,
            captions=captions,
        )

    def _own_mark(self) -> OwnMark | None:
        own = self.spec.own
        if own is None:
            return None
        return place_own_mark(own, self.scale, self.layout, self.limits)

    def _dots(self) -> tuple[list[NamedDot], float]:
        if self.dot_plot is None:
            return [], 0.0
        dots = [
            NamedDot(
                x=dot.x, y=round(self.baseline + dot.y, 2), value=self.spec.format_value(value)
            )
            for dot, value in zip(self.dot_plot.dots, self._dot_values(), strict=True)
        ]
        return dots, self.dot_plot.radius

    def _bars(self) -> list[Bar]:
        bins = self.spec.histogram.bins
        max_count = max(bin_.count for bin_ in bins) or 1
        bars = []
        for bin_ in bins:
            left, right = self.scale(bin_.low), self.scale(bin_.high)
            gap = min(1.0, (right - left) / 5)
            height = round(self.plot_height * bin_.count / max_count, 2)
            if bin_.count:
                height = max(height, MIN_BAR_HEIGHT)
            bars.append(
                Bar(
                    x=round(left + gap / 2, 2),
                    y=round(self.baseline - height, 2),
                    width=round(right - left - gap, 2),
                    height=height,
                    range=self.spec.format_range(bin_),
                    count=self.spec.format_count(bin_.count),
                )
            )
        return bars

    def _middle_half(self) -> tuple[float, float] | None:
        """Return the left edge and the width of the middle half; None where it has no width."""
        if self.spec.middle_half is None:
            return None
        left, right = map(self.scale, self.spec.middle_half)
        return (left, round(right - left, 2)) if right > left else None

    def _obstacles(self, bars: Sequence[Bar], dots: Sequence[NamedDot], radius: float) -> list[Box]:
        lines = [
            Box(mark.x - 1, self.note_top, mark.x + 1, self.baseline)
            for mark in self.marks
            if not mark.beyond
        ]
        shown = [Box(bar.x, bar.y, bar.x + bar.width, self.baseline) for bar in bars if bar.height]
        circles = [
            Box(dot.x - radius, dot.y - radius, dot.x + radius, dot.y + radius) for dot in dots
        ]
        return [*lines, *shown, *circles]

    def _place_notes(
        self, obstacles: list[Box], half: tuple[float, float] | None
    ) -> tuple[list[Note], list[str]]:
        """Place what is said beside the data; also returns what has no place."""
        spec = self.spec
        paper = Box(0, self.note_top + 2, self.layout.width, self.baseline - 2)
        wanted = [
            (caption, list(at_edge(side, text, paper)))
            for side, text, caption in (
                ("low", spec.below, spec.below_caption),
                ("high", spec.above, spec.above_caption),
            )
            if text
        ]
        if half is not None and spec.half_words:
            text = " ".join(spec.half_words)
            band = half[0], half[0] + half[1]
            places = [
                *beside(band, spec.half_words, paper),
                *beside(band, [text], paper),
                *along_top(sum(band) / 2, [text], paper),
                *along_top(sum(band) / 2, spec.half_words, paper),
            ]
            wanted.append((spec.half_caption, [note for note in places if _is_clear(note, band)]))
        notes, captions = [], []
        for text, places in wanted:
            note = place_note(places, obstacles, paper)
            if note is None:
                captions.append(text)
            else:
                notes.append(note)
                obstacles = [*obstacles, note.box]
        return notes, captions


def _is_clear(note: Note, band: Limits) -> bool:
    """Return whether a note lies within a band or outside of it, and not across its edge."""
    left, right = note.box.left, note.box.right
    return right <= band[0] or left >= band[1] or band[0] <= left <= right <= band[1]
