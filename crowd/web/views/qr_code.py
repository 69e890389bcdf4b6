"""QR codes of addresses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from itertools import groupby

import segno
from markupsafe import Markup

MAX_CACHED_QR_CODES = 128

PIXELS_PER_MODULE = 24
"""Pixels of the smallest square: about 1000 for the whole, 8 cm at 300 dots per inch."""


@lru_cache(MAX_CACHED_QR_CODES)
def draw_qr_code(url: str) -> Markup:
    """Draw an address as a QR code, with its quiet zone: an SVG whose dark runs are lines."""
    rows = list(segno.make(url, error="m").matrix_iter(border=4))
    path = "".join(_dark_runs(row, y) for y, row in enumerate(rows))
    return Markup(  # noqa: S704 - numbers alone
        f'<svg viewBox="0 0 {len(rows)} {len(rows)}" shape-rendering="crispEdges" aria-hidden="true">'
        f'<path fill="currentColor" d="{path}"/></svg>'
    )


def qr_svg(url: str) -> bytes:
    """Draw an address as a file of its own, black on white."""
    start = '<svg xmlns="http://www.w3.org/2000/svg" width="660" height="660" '
    drawn = str(draw_qr_code(url)).replace("<svg ", start, 1).replace("currentColor", "#000")
    return drawn.replace("<path", '<rect width="100%" height="100%" fill="#fff"/><path', 1).encode()


@lru_cache(MAX_CACHED_QR_CODES)
def qr_png(url: str) -> bytes:
    """Draw an address as a picture of black and white pixels."""
    data = BytesIO()
    segno.make(url, error="m").save(data, kind="png", scale=PIXELS_PER_MODULE, border=4)
    return data.getvalue()


def _dark_runs(row: Iterable[int], y: int) -> str:
    """Return the path of the runs of dark modules in a row."""
    path, x = [], 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            path.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(path)
