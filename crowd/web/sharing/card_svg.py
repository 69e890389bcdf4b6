"""Cards rendered as SVG."""

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
    "you": "you",
}
"""The colours of the style sheet by the CSS classes of a card's parts."""

PALETTES = {
    theme: {role: colours[name] for role, name in ROLES.items()}
    for theme, colours in COLOURS.items()
}
"""The colours of each theme by CSS class: images cannot use the variables of a page."""

LIGHT, DARK = PALETTES["light"], PALETTES["dark"]
AUTO_THEME = "auto"
"""Light, with a media query for dark: for programs that apply style sheets."""

SERIF = "ui-serif, Charter, 'Iowan Old Style', Georgia, 'DejaVu Serif', serif"
SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"

STROKE_COLOURS = {"edge": "line", "line-ink": "ink", "line-truth": "truth"}
"""The colours of stroked lines by their CSS classes."""

DARK_STYLES = "@media (prefers-color-scheme: dark) {{ {} {} }}".format(
    # Answers are drawn only as PNG, which have no style sheet.
    " ".join(f".{role} {{ fill: {colour}; }}" for role, colour in DARK.items() if role != "you"),
    " ".join(f".{name} {{ stroke: {DARK[role]}; }}" for name, role in STROKE_COLOURS.items()),
)
"""The style sheet of the theme "auto"."""

_DIGEST = base64.b64encode(hashlib.sha256(DARK_STYLES.encode()).digest()).decode()
SVG_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; sandbox"
"""A Content-Security-Policy that allows only the style sheet above."""


class ImageFormat(NamedTuple):
    """The format of an image: its card, pixels per unit, and whether its corners are rounded."""

    card_format: CardFormat
    scale: float
    rounded: bool


def card_svg(renderer: Renderer, content: CardContent, format_: ImageFormat, theme: str) -> bytes:
    """Lay out a card and render it as SVG."""
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
