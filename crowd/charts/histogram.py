"""From a histogram to coordinates in a viewBox; the template draws them and knows the colours."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence

import msgspec

from crowd.charts.dot_plot import Dot, stack_dots
from crowd.model.results import Histogram

CHARACTER = 6.6
"""Width of an average character of a label, in units of the viewBox."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar, from its top left corner."""

    x: float
    y: float
    width: float
    height: float


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled place on the axis."""

    x: float
    label: str


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled line across the bars; `row` counts label rows from the top."""

    name: str
    x: float
    label: str
    anchor: str
    label_x: float
    row: int
    beyond: str
    """At which end of the axis it stands because its value lies further out: low, high, or none."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A value to mark, with its word."""

    name: str
    value: float
    label: str


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A histogram, ready to be drawn."""

    width: float
    height: float
    base: float
    top: float
    scale: str
    bars: list[Bar]
    dots: list[Dot]
    radius: float
    ticks: list[Tick]
    marks: list[Mark]
    middle: tuple[float, float] | None


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """The size of the drawing: label rows on top, bars, tick labels below."""

    width: float = 660
    height: float = 190
    label_row: float = 18
    label_rows: int = 2
    axis: float = 28
    ticks: int = 7

    @property
    def top(self) -> float:
        """Where the highest bar ends."""
        return self.label_row * self.label_rows + 8

    @property
    def base(self) -> float:
        """Where bars stand."""
        return self.height - self.axis


class Marking:
    """Marks one more point on a chart that is drawn already, as if it had been drawn with it."""

    def __init__(self, histogram: Histogram, points: Sequence[Point], frame: Frame) -> None:
        self._histogram = histogram
        self._points = sorted(points, key=_value)
        self._frame = frame
        self._ends = self._axis()
        self._place = _scale(histogram.scale, *self._ends, frame.width)

    def _axis(self, *more: float) -> tuple[float, float]:
        return _axis(self._histogram, [*map(_value, self._points), *more])

    def fits(self, value: float) -> bool:
        """Whether the axis would be the same with this value marked on it."""
        low, high = self._ends
        return low <= value <= high or self._axis(value) == self._ends

    def mark(self, point: Point) -> Mark:
        """The mark of the point itself."""
        row = bisect_right(self._points, point.value, key=_value)
        return _mark(point, row, len(self._points) + 1, self._place, self._frame, self._ends)

    def marks(self, point: Point) -> list[Mark]:
        """All marks with that of the point among them."""
        return _marks([*self._points, point], self._place, self._frame, self._ends)


def draw_histogram(
    histogram: Histogram,
    points: Sequence[Point],
    middle_half: tuple[float, float] | None,
    label: Callable[[float], str],
    frame: Frame,
    choose_ticks: Callable[[float, float, int], list[float]] | None = None,
    few: Sequence[float] = (),
) -> Chart:
    """The chart of a histogram; points beyond the bars widen the axis only up to a third.

    `choose_ticks` gives places for labels, for axes that do not count by tens. Where there are so few
    answers that all are given, each is a dot, and there are no bars.
    """
    low, high = _axis(histogram, [point.value for point in points])
    place = _scale(histogram.scale, low, high, frame.width)
    dots, radius = stack_dots(
        [place(value) for value in few if low <= value <= high], frame.width, frame.top, frame.base
    )
    return Chart(
        width=frame.width,
        height=frame.height,
        base=frame.base,
        top=frame.top,
        scale=histogram.scale,
        bars=[] if few else _bars(histogram, place, frame),
        dots=dots,
        radius=radius,
        ticks=_ticks(
            _tick_values(histogram.scale, low, high, frame, choose_ticks), place, label, frame
        ),
        marks=_marks(points, place, frame, (low, high)),
        middle=_band(middle_half, place),
    )


def _axis(histogram: Histogram, marked: list[float]) -> tuple[float, float]:
    low, high = histogram.bins[0].low, histogram.bins[-1].high
    if histogram.scale == "log":
        usable = [value for value in marked if value > 0]
        reach = (high / low) ** (1 / 3)
        return (
            max(min([low, *usable]), low / reach),
            min(max([high, *usable]), high * reach),
        )
    reach = (high - low) / 3
    return max(min([low, *marked]), low - reach), min(max([high, *marked]), high + reach)


def _scale(name: str, low: float, high: float, width: float) -> Callable[[float], float]:
    transform = math.log if name == "log" else float
    start, end = transform(low), transform(high)

    def place(value: float) -> float:
        if name == "log" and value <= 0:
            return 0.0
        if end == start:
            return width / 2
        share = (transform(value) - start) / (end - start)
        return round(min(1.0, max(0.0, share)) * width, 2)

    return place


def _bars(histogram: Histogram, place: Callable[[float], float], frame: Frame) -> list[Bar]:
    tallest = max(bin_.count for bin_ in histogram.bins) or 1
    bars = []
    for bin_ in histogram.bins:
        left, right = place(bin_.low), place(bin_.high)
        gap = min(1.0, (right - left) / 5)
        height = round((frame.base - frame.top) * bin_.count / tallest, 2)
        if bin_.count:
            # One answer among a million is still there to be seen.
            height = max(height, 1.0)
        bars.append(
            Bar(
                x=round(left + gap / 2, 2),
                y=round(frame.base - height, 2),
                width=round(right - left - gap, 2),
                height=height,
            )
        )
    return bars


def _tick_values(
    scale: str,
    low: float,
    high: float,
    frame: Frame,
    choose_ticks: Callable[[float, float, int], list[float]] | None,
) -> list[float]:
    chosen = choose_ticks(low, high, frame.ticks) if choose_ticks else []
    if chosen:
        return chosen
    chooser = _log_ticks if scale == "log" else _ticks_between
    return chooser(low, high, frame.ticks)


def _ticks(
    values: list[float],
    place: Callable[[float], float],
    label: Callable[[float], str],
    frame: Frame,
) -> list[Tick]:
    ticks: list[Tick] = []
    for value in values:
        tick = Tick(x=place(value), label=label(value))
        half = len(tick.label) * CHARACTER / 2
        free = not ticks or tick.x - half > ticks[-1].x + len(ticks[-1].label) * CHARACTER / 2 + 8
        if free and half <= tick.x <= frame.width - half:
            ticks.append(tick)
    return ticks


def _ticks_between(low: float, high: float, count: int) -> list[float]:
    rough = (high - low) / count
    if rough <= 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first = math.ceil(low / step)
    last = math.floor(high / step)
    return [round(number * step, 12) for number in range(first, last + 1)]


def _log_ticks(low: float, high: float, count: int) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        found = [
            factor * 10.0**decade
            for decade in decades
            for factor in factors
            if low <= factor * 10.0**decade <= high
        ]
        if len(found) <= count + 2:
            return found
    stride = math.ceil(len(found) / count)
    return found[::stride]


def _marks(
    points: Sequence[Point],
    place: Callable[[float], float],
    frame: Frame,
    ends: tuple[float, float],
) -> list[Mark]:
    ordered = sorted(points, key=_value)
    return [
        _mark(point, row, len(ordered), place, frame, ends) for row, point in enumerate(ordered)
    ]


def _mark(
    point: Point,
    row: int,
    rows: int,
    place: Callable[[float], float],
    frame: Frame,
    ends: tuple[float, float],
) -> Mark:
    x = place(point.value)
    beyond = "low" if point.value < ends[0] else "high" if point.value > ends[1] else ""
    length = (len(point.label) + (2 if beyond else 0)) * CHARACTER + 10
    # Two labels lean away from each other; at an edge a label leans inwards.
    leans_left = row == 0 and rows > 1
    left = (leans_left and x > length) or x + length > frame.width
    return Mark(
        name=point.name,
        x=x,
        label=point.label,
        anchor="end" if left else "start",
        label_x=round(x - 6 if left else x + 6, 2),
        row=row % frame.label_rows,
        beyond=beyond,
    )


def _value(point: Point) -> float:
    return point.value


def _band(
    middle_half: tuple[float, float] | None, place: Callable[[float], float]
) -> tuple[float, float] | None:
    if middle_half is None:
        return None
    left, right = place(middle_half[0]), place(middle_half[1])
    return (left, round(right - left, 2)) if right > left else None
