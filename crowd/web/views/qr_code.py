"""QR codes of addresses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

import segno
from markupsafe import Markup

MAX_CACHED_QR_CODES = 128


@lru_cache(MAX_CACHED_QR_CODES)
def draw_qr_code(url: str) -> Markup:
    """Draw an address as a QR code, with its quiet zone: an SVG whose dark runs are lines."""
    rows = list(segno.make(url, error="m").matrix_iter(border=4))
    path = "".join(_dark_runs(row, y) for y, row in enumerate(rows))
    return Markup(  # noqa: S704 - numbers alone
        f'<svg viewBox="0 0 {len(rows)} {len(rows)}" shape-rendering="crispEdges" aria-hidden="true">'
        f'<path fill="currentColor" d="{path}"/></svg>'
    )


def _dark_runs(row: Iterable[int], y: int) -> str:
    """Return the path of the runs of dark modules in a row."""
    path, x = [], 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            path.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(path)
