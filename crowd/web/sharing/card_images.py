"""A card to the bytes of an SVG, by a template."""

from __future__ import annotations

import base64
import hashlib
from typing import NamedTuple

from crowd.charts.card import Card, CardContent, CardFormat, lay_out
from crowd.web.rendering.templates import Renderer

LIGHT = {
    "paper": "#fbfaf7",
    "ink": "#1b1e23",
    "soft": "#5a616b",
    "line": "#e4e1d8",
    "crowd": "#0b6b67",
    "pale": "#e1eeeb",
    "truth": "#b4530a",
}
DARK = {
    "paper": "#14171a",
    "ink": "#eceae4",
    "soft": "#a2a8b0",
    "line": "#2d3238",
    "crowd": "#5cc4bb",
    "pale": "#1d3634",
    "truth": "#f0a35e",
}
"""The style sheet's raw values by what they mean; pictures have no variables."""

PALETTES = {"light": LIGHT, "dark": DARK}
AUTO = "auto"
"""Light, and dark for readers who prefer that: only where the reader's program decides."""

SERIF = "ui-serif, Charter, 'Iowan Old Style', Georgia, 'DejaVu Serif', serif"
SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"

STROKES = {"edge": "line", "halo": "paper", "line-ink": "ink", "line-truth": "truth"}
"""What is drawn with a pen, and in which colour."""

DARK_STYLES = "@media (prefers-color-scheme: dark) {{ {} {} }}".format(
    " ".join(f".{role} {{ fill: {colour}; }}" for role, colour in DARK.items()),
    " ".join(f".{name} {{ stroke: {DARK[role]}; }}" for name, role in STROKES.items()),
)
"""What a picture says to programs that prefer dark ones."""

_DIGEST = base64.b64encode(hashlib.sha256(DARK_STYLES.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; sandbox"
"""A picture may load nothing and run nothing; of styles it has only the ones above."""


class Format(NamedTuple):
    """How large a picture is, and whether its paper has round corners."""

    card_format: CardFormat
    scale: float
    rounded: bool


def svg_of(renderer: Renderer, content: CardContent, format_: Format, theme: str) -> bytes:
    """The card as SVG."""
    card = lay_out(content, format_.card_format)
    return renderer.page(
        "embed/card.svg",
        card=card,
        colours=PALETTES.get(theme, LIGHT),
        dark=DARK_STYLES if theme == AUTO else "",
        size=_pixels(card, format_),
        rounded=format_.rounded,
        serif=SERIF,
        sans=SANS,
    )


def _pixels(card: Card, format_: Format) -> tuple[int, int]:
    return round(card.width * format_.scale), round(card.height * format_.scale)
