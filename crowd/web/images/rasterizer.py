"""Draws our own SVGs as PNG, with our own fonts."""

from __future__ import annotations

import re

import resvg_py

from crowd.web.rendering.assets import folder

FONTS = [str(file) for file in sorted((folder("static") / "fonts").glob("*.ttf"))]
OTHER_SCRIPTS = re.compile("[^\x00-\u06ff\u10a0-\u10ff\u1e00-\u2bff\ufb00-\ufeff]")
"""Characters that only system fonts have; to search those takes a while."""


def png_of(svg: str) -> bytes:
    """Draw an SVG as PNG, which takes some tens of milliseconds and blocks the process."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        # Text without a font is left out, and the machine may have none.
        font_files=FONTS,
        skip_system_fonts=not OTHER_SCRIPTS.search(svg),
        font_family="DejaVu Sans",
        serif_family="DejaVu Serif",
        sans_serif_family="DejaVu Sans",
    )
