"""The variants of a poll's image: SVG, PNG, the preview that is shown with links, and a square."""

from __future__ import annotations

from typing import NamedTuple

from crowd.charts.card import CardFormat
from crowd.web.sharing.card_svg import AUTO_THEME, PALETTES, ImageFormat

SVG, PNG = "image/svg+xml", "image/png"

DESIGN_VERSION = "4"
"""Part of the version of images; increase it when their design changes."""

PREVIEW_SIZE = (1200, 630)
"""Width and height of previews, in pixels."""

SQUARE_SIZE = (1080, 1080)
"""Width and height of square pictures, in pixels."""

PREVIEW_CARD_HEIGHT, SQUARE_CARD_HEIGHT = 336.0, 640.0
"""The heights of their cards, in units of the viewBox."""

QUESTION_CARD = CardFormat(heading_sizes=(32, 27, 24), max_heading_height=175)
RESULT_CARD = CardFormat(
    heading_sizes=(27, 24),
    max_heading_height=118,
    histogram_height=170,
    max_question_lines=3,
)
QUESTION_PREVIEW_CARD = CardFormat(
    height=PREVIEW_CARD_HEIGHT, heading_sizes=(40, 34, 29, 25, 22), max_heading_height=156
)
RESULT_PREVIEW_CARD = CardFormat(
    height=PREVIEW_CARD_HEIGHT,
    heading_sizes=(34, 29, 25, 22),
    max_heading_height=76,
    top=20,
    max_question_lines=1,
    key_figures_width=215,
)
QUESTION_SQUARE_CARD = CardFormat(
    height=SQUARE_CARD_HEIGHT, heading_sizes=(50, 44, 38, 32, 27), max_heading_height=330
)
RESULT_SQUARE_CARD = CardFormat(
    height=SQUARE_CARD_HEIGHT,
    heading_sizes=(36, 31, 27),
    max_heading_height=140,
    max_question_lines=3,
)


class ImageVariant(NamedTuple):
    """A variant of a poll's image: its format before and after the reveal, and its themes."""

    question: ImageFormat
    result: ImageFormat
    media_type: str
    themes: tuple[str, ...]


IMAGE_VARIANTS = {
    "svg": ImageVariant(
        ImageFormat(QUESTION_CARD, 1, rounded=True),
        ImageFormat(RESULT_CARD, 1, rounded=True),
        SVG,
        (AUTO_THEME, *PALETTES),
    ),
    # Scaled by 2 for screens with two pixels per CSS pixel.
    "png": ImageVariant(
        ImageFormat(QUESTION_CARD, 2, rounded=True),
        ImageFormat(RESULT_CARD, 2, rounded=True),
        PNG,
        tuple(PALETTES),
    ),
    "og": ImageVariant(
        ImageFormat(QUESTION_PREVIEW_CARD, 1.875, rounded=False),
        ImageFormat(RESULT_PREVIEW_CARD, 1.875, rounded=False),
        PNG,
        tuple(PALETTES),
    ),
    "square": ImageVariant(
        ImageFormat(QUESTION_SQUARE_CARD, 1.6875, rounded=False),
        ImageFormat(RESULT_SQUARE_CARD, 1.6875, rounded=False),
        PNG,
        tuple(PALETTES),
    ),
}
