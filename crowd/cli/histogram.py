"""The answers as lines of text: a histogram in block characters, or a bar for each option."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from crowd.charts.axis import CHARACTER_WIDTH, ChartLayout
from crowd.charts.chart import Chart
from crowd.charts.histogram import draw_histogram
from crowd.charts.histogram_spec import HistogramSpec
from crowd.charts.marks import LEFT_ARROW, RIGHT_ARROW, MarkedValue
from crowd.i18n.labels import aggregator_name
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import ChoiceFigures, Option, Results
from crowd.reporting.option_shares import ranked_options, share_texts
from crowd.reporting.sentences import option_people
from crowd.reporting.thresholds import MIN_ANSWERS

MIN_ROWS, MAX_ROWS = 3, 9
"""Lines of a histogram."""

COLUMNS_PER_TICK = 13

MAX_LONE_BAR_WIDTH = 7
"""Columns of a bar that is the only one."""

MIN_WIDTH_WITH_GAP = 3
"""Columns from which on a bar leaves one free, to separate it from the next."""

MAX_OPTION_WIDTH = 24
"""Columns of an option's name."""


class Glyphs(msgspec.Struct, frozen=True, kw_only=True):
    """The characters of a chart; `blocks` rise from empty to full."""

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


def render_answers(
    results: Results, formatter: ValueFormatter, width: int, glyphs: Glyphs
) -> list[str]:
    """Render the answers as lines; none where there is nothing to draw."""
    if results.choice is not None:
        return list(_option_bars(results.choice, formatter, width, glyphs))
    if results.histogram is None or not results.histogram.bins:
        return []
    chart = _chart(results, formatter, width)
    columns = round(chart.width / CHARACTER_WIDTH)
    return [
        *_bar_rows(_heights(results, chart, columns), glyphs),
        _axis(chart, columns, glyphs),
        _tick_labels(chart, columns),
        *_mark_lines(chart, columns, glyphs),
    ]


def _chart(results: Results, formatter: ValueFormatter, width: int) -> Chart:
    """Lay out the histogram in at most `width` columns, so that all bars are equally wide."""
    chart = _draw(results, formatter, width)
    last = chart.bars[-1]
    bar = (last.x + last.width - chart.bars[0].x) / len(chart.bars) / CHARACTER_WIDTH
    whole = int(bar)
    return _draw(results, formatter, int(width * whole / bar)) if whole else chart


def _draw(results: Results, formatter: ValueFormatter, columns: int) -> Chart:
    assert results.histogram is not None, "asked only where there is one"
    middle = results.middle_half if results.n >= MIN_ANSWERS else None
    layout = ChartLayout(
        width=columns * CHARACTER_WIDTH, inset=0, max_ticks=max(2, columns // COLUMNS_PER_TICK)
    )
    spec = HistogramSpec(
        histogram=results.histogram,
        marked=list(_marked_points(results, formatter)),
        format_value=formatter.axis_value,
        choose_ticks=formatter.kind.ticks,
        middle_half=None if middle is None else (middle.low, middle.high),
    )
    return draw_histogram(spec, layout)


def _marked_points(results: Results, formatter: ValueFormatter) -> Iterator[MarkedValue]:
    headline, truth = results.headline, results.scoring.get("truth")
    if headline.value is not None:
        words = aggregator_name(headline.name)
        label = f"{words} {formatter.with_unit(headline.value)}"
        yield MarkedValue(name="headline", value=headline.value, label=label)
    if truth is not None:
        yield MarkedValue(name="truth", value=truth, label=f"truth {formatter.truth(truth)}")


def _heights(results: Results, chart: Chart, columns: int) -> list[int]:
    """Return the height of each column: the count of the highest bin in it."""
    assert results.histogram is not None, "asked only where there is one"
    heights = [0] * columns
    edges = [_edge(bar.x) for bar in chart.bars]
    edges.append(_edge(chart.bars[-1].x + chart.bars[-1].width))
    if len(edges) == 2:
        edges = _centred_bar(*edges)
    for left, right, entry in zip(edges, edges[1:], results.histogram.bins, strict=False):
        first, gap = min(left, columns - 1), 1 if right - left >= MIN_WIDTH_WITH_GAP else 0
        for column in range(first, min(columns, max(right - gap, first + 1))):
            heights[column] = max(heights[column], entry.count)
    return heights


def _edge(x: float) -> int:
    return round(x / CHARACTER_WIDTH)


def _centred_bar(left: int, right: int) -> list[int]:
    """Return the edges of the only bar, centred between the given edges."""
    start = max(left, (left + right - MAX_LONE_BAR_WIDTH) // 2)
    return [start, min(right, start + MAX_LONE_BAR_WIDTH)]


def _bar_rows(heights: Sequence[int], glyphs: Glyphs) -> Iterator[str]:
    steps = len(glyphs.blocks) - 1
    tallest = max(heights)
    rows = min(MAX_ROWS, max(MIN_ROWS, tallest))
    # At least one step, so that one answer among a million is visible.
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


def _mark_lines(chart: Chart, columns: int, glyphs: Glyphs) -> Iterator[str]:
    """Write one line for each mark: an arrow at its column, with its label beside it."""
    for mark in sorted(chart.marks, key=lambda mark: mark.x):
        column = _column(mark.x, columns)
        arrow = glyphs.truth if mark.name == "truth" else glyphs.headline
        if mark.x <= 0:
            arrow = glyphs.left
        elif mark.x >= chart.width:
            arrow = glyphs.right
        label = mark.label.removeprefix(f"{LEFT_ARROW} ").removesuffix(f" {RIGHT_ARROW}")
        if column + 2 + len(label) <= columns:
            yield f"{' ' * column}{arrow} {label}"
        else:
            yield f"{label} {arrow}".rjust(column + 1)


def _column(x: float, columns: int) -> int:
    return min(columns - 1, max(0, int(x / CHARACTER_WIDTH)))


def _option_bars(
    choice: ChoiceFigures, formatter: ValueFormatter, width: int, glyphs: Glyphs
) -> Iterator[str]:
    options, shares = ranked_options(choice), share_texts(choice, formatter)
    names = [_shorten(formatter.figure(entry.option)) for entry in options]
    indent = max(map(len, names))
    words = [_option_words(entry, shares[entry.option], formatter) for entry in options]
    max_width = max(10, width - indent - max(map(len, words)) - 4)
    max_share = options[0].share or 1
    for name, entry, text in zip(names, options, words, strict=True):
        bar = glyphs.blocks[-1] * max(
            1 if entry.count else 0, round(max_width * entry.share / max_share)
        )
        yield f"{name.ljust(indent)}  {bar} {text}"


def _option_words(option: Option, share: str, formatter: ValueFormatter) -> str:
    """Write a share with its count, and the share that was expected."""
    words = f"{share}, {option_people(option, formatter)}"
    if option.predicted is None:
        return words
    return f"{words} (expected {formatter.percent(option.predicted)})"


def _shorten(name: str) -> str:
    return name if len(name) <= MAX_OPTION_WIDTH else f"{name[: MAX_OPTION_WIDTH - 3]}..."
