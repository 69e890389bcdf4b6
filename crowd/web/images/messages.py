"""What the picture process answers."""

from __future__ import annotations

from typing import Any

import msgspec

from crowd.web.images.limits import PreparedImage


class Preparation(msgspec.Struct, frozen=True, kw_only=True, tag="prepared"):
    """A picture that came in, ready to be stored."""

    image: PreparedImage


class Drawing(msgspec.Struct, frozen=True, kw_only=True, tag="drawn"):
    """A picture that goes out."""

    png: bytes


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """What is wrong with a picture that came in: a sentence, and what belongs into its places."""

    sentence: str
    values: dict[str, Any]


TaskResult = Preparation | Drawing | Refusal
