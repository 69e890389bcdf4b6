"""Draw the key figures of a card: choose their font sizes and their positions."""

from __future__ import annotations

import math

import msgspec

from crowd.charts.canvas import BODY_SIZE, LINE_HEIGHT, MARGIN, SMALL_SIZE, Canvas
from crowd.charts.text_layout import SANS, to_drawable, truncate, width_of

MAX_FIGURE_SIZE, MIN_FIGURE_SIZE, MISSING_FIGURE_SIZE = 46.0, 17.0, 22.0
"""Font sizes of a figure, and of the note that stands in place of a missing one."""


class KeyFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A large figure under its label; `missing` says that it is a note in place of one."""

    role: str
    label: str
    figure: str
    unit: str = ""
    missing: bool = False


def draw_column(canvas: Canvas, key_figures: list[KeyFigure], column: float, height: float) -> None:
    """Draw key figures one above the other; spare height goes between and around them."""
    per_figure = height / len(key_figures)
    size = min(common_size(key_figures, column), per_figure - SMALL_SIZE * LINE_HEIGHT - 10)
    sizes = [min(size, MISSING_FIGURE_SIZE) if each.missing else size for each in key_figures]
    spare = max(0.0, height - sum(key_figure_height(size) + 8 for size in sizes))
    canvas.y += 8 + spare / 3
    for key_figure, size in zip(key_figures, sizes, strict=True):
        draw_key_figure(canvas, key_figure, MARGIN, column, size)
        canvas.y += 8 + spare / 6


def common_size(key_figures: list[KeyFigure], column: float) -> float:
    """Return the largest font size at which every figure that is known fits its column."""
    known = [fitting_size(each, column) for each in key_figures if not each.missing]
    return min(known, default=MISSING_FIGURE_SIZE)


def fitting_size(key_figure: KeyFigure, column: float) -> float:
    """Return the font size at which a figure fits its column, within the bounds of sizes."""
    width = column - 12 - _unit_width(key_figure, column)
    fitting = width / max(0.1, width_of(to_drawable(key_figure.figure), 1))
    # Rounded down: rounding up would make the figure too wide, and truncate it.
    return math.floor(10 * max(MIN_FIGURE_SIZE, min(MAX_FIGURE_SIZE, fitting))) / 10


def key_figure_height(size: float) -> float:
    """Return the height of a label with a figure of this font size below it."""
    return SMALL_SIZE * LINE_HEIGHT + size * 1.1


def draw_key_figure(
    canvas: Canvas, key_figure: KeyFigure, x: float, column: float, size: float
) -> None:
    """Draw the label, and below it the figure with its unit, or the note."""
    small = min(SMALL_SIZE, (column - 8) / width_of(key_figure.label, 1, SANS))
    canvas.draw_text(
        key_figure.label, x, canvas.y + SMALL_SIZE, small, role="soft", translated=True
    )
    y = canvas.y + SMALL_SIZE * LINE_HEIGHT + size * 0.92
    canvas.y += key_figure_height(size)
    if key_figure.missing:
        small = min(size, MISSING_FIGURE_SIZE)
        canvas.draw_text(key_figure.figure, x, y, small, role="soft", serif=True, translated=True)
        return
    width = column - 12 - _unit_width(key_figure, column)
    figure = truncate(to_drawable(key_figure.figure), width, size)
    canvas.draw_text(figure, x, y, size, role=key_figure.role, serif=True)
    if key_figure.unit:
        unit_x = x + width_of(figure, size) * 0.96 + 7
        canvas.draw_text(_unit(key_figure, column), unit_x, y, BODY_SIZE, role="soft")


def _unit(key_figure: KeyFigure, column: float) -> str:
    return truncate(to_drawable(key_figure.unit), column * 0.4, BODY_SIZE, SANS)


def _unit_width(key_figure: KeyFigure, column: float) -> float:
    if not key_figure.unit:
        return 0.0
    return width_of(_unit(key_figure, column), BODY_SIZE, SANS) + 7
