"""Draw the options of a choice on a card, as a bar chart."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crowd.charts.canvas import BODY_SIZE, MARGIN, SMALL_SIZE, WIDTH, Canvas
from crowd.charts.text_layout import SANS, SANS_BOLD, to_drawable, truncate, width_of

OPTION_ROW_HEIGHT = 30.0
MIN_WIDE_ROW = 450
"""Width from which a row has space for its note."""

MIN_NOTE_WIDTH = 80.0
"""Width that is left for a note."""


class OptionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An option, the share of people who chose it, from 0 to 1, and that share as text.

    `people` is how many they are. A `note` marks the correct answer, whose bar has its colour.
    """

    name: str
    share: float
    figure: str
    people: str = ""
    note: str = ""


def draw_options(
    canvas: Canvas,
    rows: list[OptionRow],
    format_hidden: Callable[[int], str],
    x: float,
    width: float,
    height: float,
) -> None:
    """Draw as many options as fit; if some do not, the last row says how many."""
    max_rows = max(2, int(height // OPTION_ROW_HEIGHT))
    shown = rows if len(rows) <= max_rows else rows[: max_rows - 1]
    for row in shown:
        _draw_option(canvas, row, x, width)
    hidden = len(rows) - len(shown)
    if hidden:
        text = format_hidden(hidden)
        canvas.draw_text(text, x, canvas.y + 20, SMALL_SIZE, role="soft", translated=True)
        canvas.y += OPTION_ROW_HEIGHT


def _draw_option(canvas: Canvas, row: OptionRow, x: float, width: float) -> None:
    """Draw name, bar, share and, where there is room, people; in a wide row also the note."""
    wide, right = width > MIN_WIDE_ROW, bool(row.note)
    name_width, bar_width = (160.0, 150.0) if wide else (110.0, 70.0)
    end, baseline = x + width, canvas.y + 20
    name = truncate(to_drawable(row.name), name_width, BODY_SIZE, SANS_BOLD)
    role = "truth" if right and not wide else "ink"
    canvas.draw_text(name, x, baseline, BODY_SIZE, bold=right, role=role)
    x += name_width + 12
    canvas.draw_rectangle("pale", x, canvas.y + 8, bar_width, 14, 3)
    if row.share:
        bar = "truth" if right else "crowd"
        canvas.draw_rectangle(bar, x, canvas.y + 8, max(2.0, bar_width * row.share), 14, 3)
    x += bar_width + 12
    canvas.draw_text(row.figure, x, baseline, BODY_SIZE, bold=True)
    x += max(46.0, width_of(row.figure, BODY_SIZE, SANS_BOLD) + 8)
    noted = right and wide
    people_width = width_of(row.people, SMALL_SIZE, SANS)
    if row.people and x + people_width <= end - (MIN_NOTE_WIDTH if noted else 0):
        canvas.draw_text(row.people, x, baseline, SMALL_SIZE, role="soft", translated=True)
        x += people_width + 10
    if noted:
        _draw_note(canvas, row.note, x, baseline)
    canvas.y += OPTION_ROW_HEIGHT


def _draw_note(canvas: Canvas, note: str, x: float, baseline: float) -> None:
    size = min(SMALL_SIZE, (WIDTH - MARGIN - x) / width_of(note, 1, SANS_BOLD))
    canvas.draw_text(note, x, baseline, size, role="truth", bold=True, translated=True)
