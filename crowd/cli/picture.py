"""The spread of the answers as lines of text: a histogram in block characters, or a bar an option."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from crowd.charts.axis import CHARACTER_WIDTH, ChartLayout
from crowd.charts.date_ticks import calendar_ticks
from crowd.charts.histogram import Chart, draw_histogram
from crowd.charts.marks import MarkedValue
from crowd.i18n.formatter import ValueFormatter
from crowd.i18n.labels import label_within_sentence
from crowd.model.poll import Date
from crowd.model.results import ChoiceFigures, Results

ROWS = 9
FEWEST_ROWS = 3
COLUMNS_A_TICK = 13
WIDEST_LONE_BAR = 7
WIDE_BAR = 3
"""From so many columns on a bar leaves one free, so that it can be told from its neighbour."""

LONGEST_OPTION = 24


class Glyphs(msgspec.Struct, frozen=True, kw_only=True):
    """The characters of a picture; `blocks` rise from nothing to a whole one."""

    blocks: str
    axis: str
    half: str
    tick: str
    headline: str
    truth: str
    left: str
    right: str


PIPE = Glyphs(
    blocks=" ▁▂▃▄▅▆▇█",
    axis="-",
    half="=",
    tick="+",
    headline="^",
    truth="^",
    left="<",
    right=">",
)
ASCII = msgspec.structs.replace(PIPE, blocks=" .:#")
TERMINAL = Glyphs(
    blocks=PIPE.blocks,
    axis="─",
    half="━",
    tick="┴",
    headline="▲",
    truth="△",
    left="◀",
    right="▶",
)


def draw_picture(
    results: Results, formatter: ValueFormatter, width: int, glyphs: Glyphs
) -> list[str]:
    """The lines of the picture; none where there is nothing to draw."""
    if results.choice is not None:
        return list(_options(results.choice, formatter, width, glyphs))
    if results.histogram is None or not results.histogram.bins:
        return []
    chart = _chart(results, formatter, width)
    columns = round(chart.width / CHARACTER_WIDTH)
    return [
        *_bars(_heights(results, chart, columns), glyphs),
        _axis(chart, columns, glyphs),
        _tick_labels(chart, columns),
        *_marks(chart, columns, glyphs),
    ]


def _chart(results: Results, formatter: ValueFormatter, width: int) -> Chart:
    """The chart over so many columns that each bar is as wide as the others."""
    chart = _drawn(results, formatter, width)
    last = chart.bars[-1]
    bar = (last.x + last.width - chart.bars[0].x) / len(chart.bars) / CHARACTER_WIDTH
    whole = int(bar)
    return _drawn(results, formatter, int(width * whole / bar)) if whole else chart


def _drawn(results: Results, formatter: ValueFormatter, columns: int) -> Chart:
    assert results.histogram is not None, "asked only where there is one"
    low, high = results.spread["quartile_1"], results.spread["quartile_3"]
    half = None if low is None or high is None or results.n < 4 else (low, high)
    layout = ChartLayout(
        width=columns * CHARACTER_WIDTH, max_ticks=max(2, columns // COLUMNS_A_TICK)
    )
    points = list(_points(results, formatter))
    for choose_ticks in (calendar_ticks, None) if isinstance(formatter.kind, Date) else (None,):
        chart = draw_histogram(
            results.histogram, points, half, formatter.tick, layout, choose_ticks
        )
        # Where one month fits at most, days say more.
        if len(chart.ticks) > 1:
            break
    return chart


def _points(results: Results, formatter: ValueFormatter) -> Iterator[MarkedValue]:
    headline, truth = results.headline, results.scoring.get("truth")
    if headline.value is not None:
        words = label_within_sentence(f"aggregates.{headline.name}")
        label = f"{words} {formatter.with_unit(headline.value)}"
        yield MarkedValue(name="headline", value=headline.value, label=label)
    if truth is not None:
        yield MarkedValue(name="truth", value=truth, label=f"truth {formatter.truth(truth)}")


def _heights(results: Results, chart: Chart, columns: int) -> list[int]:
    """How many answers each column stands for: those of the fullest bar in it."""
    assert results.histogram is not None, "asked only where there is one"
    heights = [0] * columns
    edges = [_edge(bar.x) for bar in chart.bars]
    edges.append(_edge(chart.bars[-1].x + chart.bars[-1].width))
    if len(edges) == 2:
        edges = _slim(*edges)
    for left, right, entry in zip(edges, edges[1:], results.histogram.bins, strict=False):
        first, gap = min(left, columns - 1), 1 if right - left >= WIDE_BAR else 0
        for column in range(first, min(columns, max(right - gap, first + 1))):
            heights[column] = max(heights[column], entry.count)
    return heights


def _edge(x: float) -> int:
    return round(x / CHARACTER_WIDTH)


def _slim(left: int, right: int) -> list[int]:
    """A lone bar as wide as a bar is, in the middle of its place."""
    start = max(left, (left + right - WIDEST_LONE_BAR) // 2)
    return [start, min(right, start + WIDEST_LONE_BAR)]


def _bars(heights: Sequence[int], glyphs: Glyphs) -> Iterator[str]:
    steps = len(glyphs.blocks) - 1
    tallest = max(heights)
    rows = min(ROWS, max(FEWEST_ROWS, tallest))
    # One answer among a million is still there to be seen.
    sizes = [max(1, round(height / tallest * rows * steps)) if height else 0 for height in heights]
    for row in reversed(range(rows)):
        filled = (min(steps, max(0, size - row * steps)) for size in sizes)
        yield "".join(glyphs.blocks[part] for part in filled).rstrip()


def _axis(chart: Chart, columns: int, glyphs: Glyphs) -> str:
    line = [glyphs.axis] * columns
    if chart.middle_half:
        start, length = chart.middle_half
        for column in range(_column(start, columns), _column(start + length, columns) + 1):
            line[column] = glyphs.half
    for tick in chart.ticks:
        line[_column(tick.x, columns)] = glyphs.tick
    return "".join(line)


def _tick_labels(chart: Chart, columns: int) -> str:
    line = ""
    for tick in chart.ticks:
        start = max(0, _column(tick.x, columns) - len(tick.label) // 2)
        if start > len(line) or not line:
            line = line.ljust(start) + tick.label
    return line


def _marks(chart: Chart, columns: int, glyphs: Glyphs) -> Iterator[str]:
    """A line each, from the left: an arrow at the value's place, and its words beside it."""
    for mark in sorted(chart.marks, key=lambda mark: mark.x):
        column = _column(mark.x, columns)
        arrow = glyphs.truth if mark.name == "truth" else glyphs.headline
        if mark.x <= 0:
            arrow = glyphs.left
        elif mark.x >= chart.width:
            arrow = glyphs.right
        if column + 2 + len(mark.label) <= columns:
            yield f"{' ' * column}{arrow} {mark.label}"
        else:
            yield f"{mark.label} {arrow}".rjust(column + 1)


def _column(x: float, columns: int) -> int:
    return min(columns - 1, max(0, int(x / CHARACTER_WIDTH)))


def _options(
    choice: ChoiceFigures, formatter: ValueFormatter, width: int, glyphs: Glyphs
) -> Iterator[str]:
    names = [_short(formatter.figure(entry.option)) for entry in choice.options]
    indent = max(map(len, names))
    room = max(10, width - indent - 26)
    most = max(entry.share for entry in choice.options) or 1
    for name, entry in zip(names, choice.options, strict=True):
        bar = glyphs.blocks[-1] * max(1 if entry.count else 0, round(room * entry.share / most))
        words = formatter.percent(entry.share)
        if entry.predicted is not None:
            words = f"{words} (expected {formatter.percent(entry.predicted)})"
        yield f"{name.ljust(indent)}  {bar} {words}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_OPTION else f"{name[: LONGEST_OPTION - 3]}..."
