"""QR codes of addresses."""

from __future__ import annotations

from functools import lru_cache

import segno

MAX_CACHED_QR_CODES = 128


@lru_cache(MAX_CACHED_QR_CODES)
def qr_rows(url: str) -> tuple[str, ...]:
    """Encode an address as a QR code: rows of "0" and "1", with the quiet zone."""
    code = segno.make(url, error="m")
    return tuple("".join(map(str, row)) for row in code.matrix_iter(border=4))
