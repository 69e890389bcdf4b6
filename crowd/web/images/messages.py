"""What the image process replies."""

from __future__ import annotations

from typing import Any

import msgspec

from crowd.web.images.limits import PreparedImage


class Preparation(msgspec.Struct, frozen=True, kw_only=True, tag="prepared"):
    """An uploaded image, ready to be stored."""

    image: PreparedImage


class Drawing(msgspec.Struct, frozen=True, kw_only=True, tag="drawn"):
    """An SVG as PNG."""

    png: bytes


class Thumbnail(msgspec.Struct, frozen=True, kw_only=True, tag="shrunk"):
    """A thumbnail of a stored image."""

    jpeg: bytes


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """What is wrong with an uploaded image: a sentence and its values."""

    sentence: str
    values: dict[str, Any]


TaskResult = Preparation | Drawing | Thumbnail | Refusal
