"""An SVG of our own to a PNG, with fonts of our own."""

from __future__ import annotations

import re

import resvg_py

from crowd.web.rendering.assets import folder

FONTS = [str(file) for file in sorted((folder("static") / "fonts").glob("*.ttf"))]
BEYOND_OUR_FONTS = re.compile("[^\x00-\u06ff\u10a0-\u10ff\u1e00-\u2bff\ufb00-\ufeff]")
"""Letters that only fonts of the machine may have; to look for those takes a while."""


def png_of(svg: str) -> bytes:
    """The SVG as PNG; some tens of milliseconds in which the process does nothing else."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        # The machine may have none at all, and what has no font is left out without a word.
        font_files=FONTS,
        skip_system_fonts=not BEYOND_OUR_FONTS.search(svg),
        font_family="DejaVu Sans",
        serif_family="DejaVu Serif",
        sans_serif_family="DejaVu Sans",
    )
