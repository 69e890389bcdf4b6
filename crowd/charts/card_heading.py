"""Draw the heading of a card: the finding with the question above it, or the question alone."""

from __future__ import annotations

from crowd.charts.canvas import CONTENT_WIDTH, LINE_HEIGHT, SMALL_SIZE, Canvas
from crowd.charts.text_layout import SANS, SERIF_BOLD, truncate, wrap_balanced


def draw_heading(
    canvas: Canvas, text: str, sizes: tuple[float, ...], max_height: float, *, translated: bool
) -> None:
    """Draw the heading in the largest size in which all of it fits."""
    for size in sizes:
        max_lines = max(1, int(max_height // (size * LINE_HEIGHT)))
        lines, complete = wrap_balanced(text, CONTENT_WIDTH, size, max_lines, SERIF_BOLD)
        if complete:
            break
    for line in lines:
        canvas.draw_line(line, size, serif=True, bold=True, translated=translated)


def draw_question_above(canvas: Canvas, question: str, max_lines: int) -> None:
    """Draw the question above a finding, small; what does not fit is cut."""
    canvas.draw_paragraph(question, SMALL_SIZE, max_lines, role="soft")
    canvas.y += 2


def draw_subtitle(canvas: Canvas, subtitle: str) -> None:
    """Draw the line below the heading."""
    canvas.y += 4
    text = truncate(subtitle, CONTENT_WIDTH, SMALL_SIZE, SANS)
    canvas.draw_line(text, SMALL_SIZE, role="soft", translated=True)
