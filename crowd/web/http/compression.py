"""Compresses bodies where that saves time, and does not hold up other requests."""

from __future__ import annotations

import gzip

MIN_BYTES = 800
"""Bytes of a body below which compression saves no packet."""

MAX_BYTES = 200_000
"""Bytes of a body above which its compression would hold up other requests."""

COMPRESSIBLE_TYPES = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/feed+json",
    "application/atom+xml",
    "application/xml",
    "image/svg+xml",
)


def is_worth_compressing(media_type: str, length: int) -> bool:
    """Return whether to compress a body of this type and length."""
    return MIN_BYTES <= length <= MAX_BYTES and media_type.startswith(COMPRESSIBLE_TYPES)


def compress(body: bytes) -> bytes:
    """Compress a body as gzip, the same each time."""
    return gzip.compress(body, 6, mtime=0)
