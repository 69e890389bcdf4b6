"""What a poll says of its image, apart from the bounds: the image process knows nothing of polls."""

from __future__ import annotations

import hashlib

from crowd.poll import Image
from crowd.web.images.limits import PreparedImage


def describe_image(prepared: PreparedImage, alt: str) -> Image:
    """Return what a poll's definition says of its image: hash, type, size and alternative text."""
    return Image(
        hash=hashlib.sha256(prepared.data).hexdigest(),
        media_type=prepared.media_type,
        width=prepared.width,
        height=prepared.height,
        alt=alt,
    )
