"""Lay out a poll's card: positions in a viewBox, whose height is fixed or follows the content."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crowd.charts.canvas import (
    BODY_SIZE,
    CONTENT_WIDTH,
    LINE_HEIGHT,
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    Canvas,
    PlacedChart,
    Rectangle,
    TextRun,
)
from crowd.charts.card_heading import draw_heading, draw_question_above, draw_subtitle
from crowd.charts.card_histogram import draw_histogram_spec
from crowd.charts.card_options import OPTION_ROW_HEIGHT, OptionRow, draw_options
from crowd.charts.histogram_spec import HistogramSpec
from crowd.charts.key_figures import (
    KeyFigure,
    common_size,
    draw_column,
    draw_key_figure,
)
from crowd.charts.text_layout import (
    SANS,
    SANS_BOLD,
    to_drawable,
    truncate,
    width_of,
    wrap,
)

MAX_OPTION_ROWS = 8
MAX_TEXT_LINES = 3
"""Lines of the sentences below a chart."""

BADGE_HEIGHT, FOOTER_HEIGHT = 30.0, 40.0
FOOTER_SIZE = 13
"""Font size of the footer."""

COLUMN_GAP = 24.0
"""Space between the column of key figures and the histogram."""


class CardFormat(msgspec.Struct, frozen=True, kw_only=True):
    """The dimensions of a card; without `height` it is as tall as its content.

    With `key_figures_width` the key figures stand in a column of this width beside the histogram;
    without it they stand in a row above it, and a chart on a card of fixed height takes what is left.
    """

    height: float | None = None
    heading_sizes: tuple[float, ...]
    """Font sizes of the finding, or before there is one of the question, tried in this order."""

    max_heading_height: float
    top: float = MARGIN
    max_question_lines: int = 2
    """Lines of the question where it stands above a finding."""

    histogram_height: float = 0
    key_figures_width: float = 0


class CardContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a card shows, from the top; empty fields take no space.

    With a `finding`, that is the heading and the question stands above it, small. `description` is
    the text for screen readers, `format_hidden` says how many options did not
    fit, and `log_scale_label` names a logarithmic axis.
    """

    question: str
    finding: str = ""
    subtitle: str = ""
    key_figures: list[KeyFigure] = []
    options: list[OptionRow] = []
    histogram: HistogramSpec | None = None
    sentences: list[str] = []
    state: str = ""
    times: list[str] = []
    footer: str = ""
    service_name: str = "crowd"
    description: str = ""
    format_hidden: Callable[[int], str] = str
    log_scale_label: str = ""
    from_right: bool = False


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A laid out card, as its template takes it."""

    width: float
    height: float
    title: str
    description: str
    rectangles: list[Rectangle]
    runs: list[TextRun]
    chart: PlacedChart | None


def lay_out(content: CardContent, card_format: CardFormat) -> Card:
    """Lay out a card: heading, figures, histogram and sentences downwards, the footer at the bottom."""
    canvas = Canvas(from_right=content.from_right)
    canvas.y = card_format.top
    _draw_top(canvas, content, card_format)
    if card_format.height is None:
        _draw_rows(canvas, content, card_format.histogram_height)
        height = round(canvas.y + 14 + FOOTER_HEIGHT, 1)
    elif content.key_figures and not card_format.key_figures_width:
        height = card_format.height
        _draw_rows(canvas, content, card_format.histogram_height, height - FOOTER_HEIGHT - 10)
    else:
        height = card_format.height
        _draw_columns(canvas, content, card_format, height - FOOTER_HEIGHT)
    _draw_footer(canvas, content, height)
    return Card(
        width=WIDTH,
        height=height,
        title=to_drawable(content.question),
        description=to_drawable(content.description),
        rectangles=canvas.rectangles,
        runs=canvas.runs,
        chart=canvas.chart,
    )


def _draw_top(canvas: Canvas, content: CardContent, card_format: CardFormat) -> None:
    """Draw the finding with the question above it, or the question alone, and the subtitle."""
    if content.finding:
        draw_question_above(canvas, content.question, card_format.max_question_lines)
    draw_heading(
        canvas,
        content.finding or content.question,
        card_format.heading_sizes,
        card_format.max_heading_height,
        translated=bool(content.finding),
    )
    if content.subtitle:
        draw_subtitle(canvas, content.subtitle)


def _draw_rows(
    canvas: Canvas, content: CardContent, chart_height: float, bottom: float | None = None
) -> None:
    """Draw everything below the question, each part across the whole width.

    With a `bottom`, the chart is as tall as what is above and below it leaves.
    """
    text = " ".join(content.sentences[:2])
    if content.key_figures:
        canvas.y += 14
        _draw_key_figure_row(canvas, content.key_figures)
    canvas.y += 12
    options_height, spare = MAX_OPTION_ROWS * OPTION_ROW_HEIGHT, 0.0
    if bottom is not None:
        lines = wrap(text, CONTENT_WIDTH, BODY_SIZE, MAX_TEXT_LINES, SANS).lines
        chart_height = bottom - canvas.y - 10 - len(lines) * BODY_SIZE * LINE_HEIGHT
        options_height = min(options_height, chart_height)
        rows = min(MAX_OPTION_ROWS, len(content.options))
        spare = max(0.0, options_height - rows * OPTION_ROW_HEIGHT) if content.options else 0.0
        canvas.y += spare / 3
    if content.histogram is not None:
        draw_histogram_spec(
            canvas, content.histogram, content.log_scale_label, MARGIN, CONTENT_WIDTH, chart_height
        )
    if content.options:
        draw_options(
            canvas, content.options, content.format_hidden, MARGIN, CONTENT_WIDTH, options_height
        )
    canvas.y += spare / 3
    canvas.y += 10 if content.histogram is not None or content.options else -2
    canvas.draw_paragraph(text, BODY_SIZE, MAX_TEXT_LINES, translated=True)
    if content.state:
        canvas.y += 10
        _draw_state(canvas, content)


def _draw_key_figure_row(canvas: Canvas, key_figures: list[KeyFigure]) -> None:
    column = CONTENT_WIDTH / len(key_figures)
    top = canvas.y
    size = common_size(key_figures, column)
    for number, key_figure in enumerate(key_figures):
        canvas.y = top
        draw_key_figure(canvas, key_figure, MARGIN + number * column, column, size)


def _draw_columns(
    canvas: Canvas, content: CardContent, card_format: CardFormat, bottom: float
) -> None:
    """Draw the key figures in a column, and the histogram or the options beside it."""
    top = canvas.y
    if content.key_figures:
        draw_column(canvas, content.key_figures, card_format.key_figures_width, bottom - top - 10)
    x = MARGIN + card_format.key_figures_width + COLUMN_GAP
    width, height = WIDTH - MARGIN - x, bottom - top - 22
    canvas.y = top + 14
    if content.histogram is not None:
        draw_histogram_spec(canvas, content.histogram, content.log_scale_label, x, width, height)
    if content.options:
        draw_options(canvas, content.options, content.format_hidden, x, width, height)
    if content.sentences and not content.key_figures:
        canvas.draw_paragraph(content.sentences[0], BODY_SIZE, 2, translated=True)
    if content.state:
        times_height = len(content.times) * BODY_SIZE * LINE_HEIGHT
        canvas.y = bottom - BADGE_HEIGHT - 14 - times_height - 12
        _draw_state(canvas, content)


def _draw_state(canvas: Canvas, content: CardContent) -> None:
    """Draw the state of the poll as a badge, and below it the times that go with it."""
    width = width_of(content.state, SMALL_SIZE, SANS_BOLD) + 26
    canvas.draw_rectangle("crowd", MARGIN, canvas.y, width, BADGE_HEIGHT, BADGE_HEIGHT / 2)
    middle, baseline = MARGIN + width / 2, canvas.y + 20
    style = {"role": "paper", "bold": True}
    canvas.draw_text(
        content.state, middle, baseline, SMALL_SIZE, anchor="middle", translated=True, **style
    )
    canvas.y += BADGE_HEIGHT + 8
    for time in content.times:
        line = truncate(time, CONTENT_WIDTH, BODY_SIZE, SANS)
        canvas.draw_line(line, BODY_SIZE, translated=True)


def _draw_footer(canvas: Canvas, content: CardContent, height: float) -> None:
    """Draw a line, the name of the service, and the text of the footer opposite."""
    baseline = height - 15
    canvas.draw_rectangle("line", MARGIN, height - FOOTER_HEIGHT, CONTENT_WIDTH, 1)
    name = truncate(content.service_name, CONTENT_WIDTH / 2, SMALL_SIZE)
    canvas.draw_text(name, MARGIN, baseline, SMALL_SIZE, serif=True, bold=True)
    room = CONTENT_WIDTH - max(80, width_of(name, SMALL_SIZE) + 20)
    text = truncate(content.footer, room, FOOTER_SIZE, SANS)
    style = {"role": "soft", "anchor": "end"}
    canvas.draw_text(text, WIDTH - MARGIN, baseline, FOOTER_SIZE, translated=True, **style)
