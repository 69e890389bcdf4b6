"""Bounds of a question's image as it is uploaded and stored, and what is said of others."""

from __future__ import annotations

from typing import Literal

import msgspec

from crowd.model.sentence import Sentence

MAX_STORED_BYTES = 500 * 1000
MAX_OPAQUE_PNG_BYTES = 300 * 1000
MAX_SIDE = 1600
"""Pixels of the longer side of a stored image."""

MAX_PIXELS = 16 * 1024 * 1024
"""Pixels of an image that is decoded whole."""

MAX_PIXELS_OF_JPEG = 120_000_000
"""Pixels of a baseline JPEG, which is shrunk block by block while it is decoded."""

TOO_MANY_IN_JPEG = Sentence(
    "The picture has more than {n} megapixels. Make it smaller and choose it again.",
    n=MAX_PIXELS_OF_JPEG // 1_000_000,
)
TOO_MANY = Sentence(
    "A PNG, a WebP or a progressive JPEG can have at most {n} megapixels. Save the picture as an "
    "ordinary JPEG, or make it smaller, and choose it again.",
    n=MAX_PIXELS // 1024**2,
)
TOO_COSTLY = Sentence(
    "Reading this picture takes too much time or memory. Save it as an ordinary JPEG, or make it "
    "smaller, and choose it again."
)
UNKNOWN = Sentence("This is not a picture we can read. Choose a PNG, JPEG or WebP.")
UNREADABLE_HERE = Sentence(
    "This is a HEIC or AVIF photo, which we cannot read. On an iPhone, open this page there and "
    "choose the photo from the library: it is then sent as a JPEG. On a computer, open the photo, "
    "export it as a JPEG and choose that one."
)
EMPTY_FILE = Sentence(
    "The file of the picture is empty: it has 0 bytes. Wait until it is downloaded, or choose another "
    "picture."
)
DAMAGED = Sentence("The picture is damaged. Save it again or choose another one.")

MediaType = Literal["image/png", "image/jpeg", "image/webp"]


class PreparedImage(msgspec.Struct, frozen=True, kw_only=True):
    """An image ready to be stored and served: its bytes, their type, its size in pixels."""

    data: bytes
    media_type: MediaType
    width: int
    height: int


def too_large(max_megabytes: int) -> Sentence:
    """Return what is said of a file with more bytes than an image may have."""
    return Sentence(
        "The picture is larger than {n} MB. Make it smaller and choose it again.", n=max_megabytes
    )
