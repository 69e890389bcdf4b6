"""A card to the bytes of an SVG, by a template."""

from __future__ import annotations

import base64
import hashlib
from typing import NamedTuple

from crowd.charts.card import Card, CardContent, CardFormat, lay_out
from crowd.web.rendering.colours import COLOURS
from crowd.web.rendering.templates import Renderer

ROLES = {
    "paper": "paper",
    "ink": "ink",
    "soft": "soft",
    "line": "line",
    "crowd": "crowd",
    "pale": "crowd-pale",
    "truth": "truth",
}
"""Classes of a card's parts, each with the name of its colour in the style sheet."""

PALETTES = {
    theme: {role: colours[name] for role, name in ROLES.items()}
    for theme, colours in COLOURS.items()
}
"""The colours of each theme by role; a card is a picture, so it has no variables."""

LIGHT, DARK = PALETTES["light"], PALETTES["dark"]
AUTO_THEME = "auto"
"""Light, and dark for readers who prefer that: only where the reader's program decides."""

SERIF = "ui-serif, Charter, 'Iowan Old Style', Georgia, 'DejaVu Serif', serif"
SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"

STROKE_COLOURS = {"edge": "line", "halo": "paper", "line-ink": "ink", "line-truth": "truth"}
"""What is drawn with a pen, and in which colour."""

DARK_STYLES = "@media (prefers-color-scheme: dark) {{ {} {} }}".format(
    " ".join(f".{role} {{ fill: {colour}; }}" for role, colour in DARK.items()),
    " ".join(f".{name} {{ stroke: {DARK[role]}; }}" for name, role in STROKE_COLOURS.items()),
)
"""What a picture says to programs that prefer dark ones."""

_DIGEST = base64.b64encode(hashlib.sha256(DARK_STYLES.encode()).digest()).decode()
SVG_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; sandbox"
"""A picture may load nothing and run nothing; of styles it has only the ones above."""


class ImageFormat(NamedTuple):
    """How large a picture is, and whether its paper has round corners."""

    card_format: CardFormat
    scale: float
    rounded: bool


def card_svg(renderer: Renderer, content: CardContent, format_: ImageFormat, theme: str) -> bytes:
    """The card as SVG."""
    card = lay_out(content, format_.card_format)
    return renderer.page(
        "sharing/card.svg",
        card=card,
        colours=PALETTES.get(theme, LIGHT),
        dark=DARK_STYLES if theme == AUTO_THEME else "",
        size=_size_in_pixels(card, format_),
        rounded=format_.rounded,
        serif=SERIF,
        sans=SANS,
    )


def _size_in_pixels(card: Card, format_: ImageFormat) -> tuple[int, int]:
    return round(card.width * format_.scale), round(card.height * format_.scale)
