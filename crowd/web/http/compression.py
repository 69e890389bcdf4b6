"""Compression of what is sent: where it saves time, and never for so long that others wait."""

from __future__ import annotations

import gzip

MIN_BYTES = 800
"""Bytes: below that, compression saves no packet."""

MAX_BYTES = 200_000
"""Bytes: more would hold up everybody else while it is compressed."""

MEDIA_TYPES = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/feed+json",
    "application/atom+xml",
    "application/xml",
    "image/svg+xml",
)


def is_worth_compressing(media_type: str, length: int) -> bool:
    """Whether a body of this type and length is sent compressed."""
    return MIN_BYTES <= length <= MAX_BYTES and media_type.startswith(MEDIA_TYPES)


def compress(body: bytes) -> bytes:
    """Bytes for a caller who takes gzip."""
    return gzip.compress(body, 6, mtime=0)
