"""Draw the icons in static/icons from static/icon.svg: `.venv/bin/python -m tools.icons`."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

from PIL import Image
from resvg_py import svg_to_bytes

STATIC = Path(__file__).resolve().parents[1] / "static"
MASKABLE_SHARE = 0.72
"""Share of a maskable icon that the drawing takes: launchers may cut off a tenth at each side."""

FAVICON_SIZES = [(16, 16), (32, 32), (48, 48)]


def draw(svg: str, size: int) -> Image.Image:
    """Draw an icon with so many pixels at each side."""
    return Image.open(BytesIO(bytes(svg_to_bytes(svg_string=svg, width=size, height=size))))


def square(svg: str) -> str:
    """Return the icon without round corners: systems cut their own."""
    return re.sub(r' rx="7"', "", svg, count=1)


def maskable(svg: str) -> str:
    """Return the icon with a margin of its own ground around the drawing."""
    margin = 32 * (1 - MASKABLE_SHARE) / 2
    moved = f'<g transform="translate({margin:g} {margin:g}) scale({MASKABLE_SHARE})" '
    return square(svg).replace("<g ", moved, 1)


def main() -> None:
    """Write all icons."""
    svg = (STATIC / "icon.svg").read_text()
    folder = STATIC / "icons"
    folder.mkdir(exist_ok=True)
    draw(square(svg), 180).convert("RGB").save(folder / "180.png", optimize=True)
    for size in (192, 512):
        draw(svg, size).save(folder / f"{size}.png", optimize=True)
    draw(maskable(svg), 512).convert("RGB").save(folder / "maskable-512.png", optimize=True)
    draw(svg, 48).save(folder / "favicon.ico", sizes=FAVICON_SIZES)


if __name__ == "__main__":
    main()
