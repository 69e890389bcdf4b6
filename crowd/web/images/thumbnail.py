"""Make thumbnails of stored images: small squares, cut out of their middle."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

THUMBNAIL_SIDE = 288
"""Pixels of a side: two for each of the widest place that pages have for it."""

QUALITY = 72


def make_thumbnail(data: bytes) -> bytes:
    """Return the middle of an image as a small JPEG, on white where it is transparent."""
    image = Image.open(BytesIO(data), formats=["PNG", "JPEG", "WEBP"])
    # Decodes a JPEG at a fraction of its size.
    image.draft("RGB", (2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE))
    square = ImageOps.fit(
        image.convert("RGBA"), (THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS
    )
    paper = Image.new("RGBA", square.size, "white")
    paper.alpha_composite(square)
    buffer = BytesIO()
    paper.convert("RGB").save(buffer, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return buffer.getvalue()
