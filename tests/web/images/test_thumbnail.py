"""Thumbnails: small squares from the middle of what is stored, whatever its shape."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from crowd.web.images.thumbnail import THUMBNAIL_SIDE, make_thumbnail

MAX_BYTES = 40_000


def encoded(image: Image.Image, form: str) -> bytes:
    buffer = BytesIO()
    image.save(buffer, form, quality=95)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(make_thumbnail(data)))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (THUMBNAIL_SIDE,) * 2)
    return image


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (1600, 3), (1, 1)])
@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("WEBP", "RGB")]
)
def test_thumbnail_is_a_square_of_any_picture(size: tuple[int, int], form: str, mode: str) -> None:
    opened(encoded(Image.new(mode, size), form))


def test_thumbnail_shows_the_middle() -> None:
    image = Image.new("RGB", (900, 300), "red")
    image.paste("blue", (300, 0, 600, 300))
    red, _, blue = opened(encoded(image, "PNG")).getpixel((20, 150))  # type: ignore[misc]
    assert blue > 240
    assert red < 15


def test_transparent_pixels_become_white() -> None:
    assert opened(encoded(Image.new("RGBA", (50, 50)), "PNG")).getpixel((9, 9)) == (255, 255, 255)


def test_thumbnail_of_a_busy_photo_is_small() -> None:
    # More detail than leaves or cereal have.
    noise = Image.effect_noise((400, 300), 120).resize((1600, 1200)).convert("RGB")
    data = encoded(noise, "JPEG")
    assert len(data) > 20 * MAX_BYTES
    assert len(make_thumbnail(data)) < MAX_BYTES
