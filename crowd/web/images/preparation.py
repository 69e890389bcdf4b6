"""Whatever picture comes in, what comes out is small, upright, plain and without metadata."""

from __future__ import annotations

import math
import re
import struct
import warnings
from io import BytesIO
from typing import Literal

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from crowd.web.images.limits import (
    DAMAGED,
    MAX_OPAQUE_PNG_BYTES,
    MAX_PIXELS,
    MAX_PIXELS_OF_JPEG,
    MAX_SIDE,
    MAX_STORED_BYTES,
    TOO_COSTLY,
    TOO_MANY,
    TOO_MANY_IN_JPEG,
    UNKNOWN,
    UNREADABLE_HERE,
    MediaType,
    PreparedImage,
    image_problem,
)

Format = Literal["PNG", "JPEG", "WEBP"]

# MPO is what Pillow calls a JPEG that carries further pictures behind the first.
FORMATS: dict[str | None, Format] = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP"}
MEDIA_TYPES: dict[Format, MediaType] = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
}
QUALITIES = (85, 72, 60)
"""What is tried before the picture gets smaller."""

OTHER_FORMATS = re.compile(rb".{4}ftyp(heic|heix|hevc|heim|heis|mif1|msf1|avif|avis)", re.DOTALL)
"""How files of the formats begin that phones write and most browsers cannot show."""

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Twice as many stop the library itself, before it makes room for any of them.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS_OF_JPEG
warnings.simplefilter("ignore", Image.DecompressionBombWarning)


def prepare_image(data: bytes) -> PreparedImage:
    """The picture is upright, sRGB, small in pixels and bytes, and nothing but pixels.

    Decodes what strangers sent: belongs into the process that may use only so much.
    """
    image, own_format = _open(data)
    try:
        pixels = _pixels(image)
    except MemoryError as error:
        raise image_problem(TOO_COSTLY) from error
    except Exception as error:
        # Decoders fail on hostile bytes in any way they like.
        raise image_problem(DAMAGED) from error
    return _encode(pixels, own_format)


def _open(data: bytes) -> tuple[Image.Image, Format]:
    if OTHER_FORMATS.match(data):
        raise image_problem(UNREADABLE_HERE)
    try:
        # Reads the header only.
        image = Image.open(BytesIO(data), formats=["PNG", "JPEG", "WEBP"])
    except Image.DecompressionBombError as error:
        raise image_problem(TOO_MANY_IN_JPEG) from error
    except UnidentifiedImageError as error:
        raise image_problem(UNKNOWN) from error
    except Exception as error:
        raise image_problem(DAMAGED) from error
    own_format = FORMATS[image.format]
    pixels = image.width * image.height
    if own_format == "JPEG" and "progressive" not in image.info:
        if pixels > MAX_PIXELS_OF_JPEG:
            raise image_problem(TOO_MANY_IN_JPEG)
    elif pixels > MAX_PIXELS:
        raise image_problem(TOO_MANY)
    return image, own_format


def _pixels(image: Image.Image) -> Image.Image:
    """The first frame, small, upright, in sRGB, as a new image that never knew its metadata."""
    profile = image.info.get("icc_profile")
    if image.format in {"JPEG", "MPO"}:
        # By the side that decides; the library's own choice would decode long pictures whole.
        share = min(1.0, MAX_SIDE / max(image.size))
        image.draft(None, (math.ceil(2 * share * image.width), math.ceil(2 * share * image.height)))
    small = _resizable(image)
    small.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    coloured = _to_srgb(_upright(_eight_bits(small)), profile)
    opaque = _without_needless_alpha(coloured)
    return Image.frombytes(opaque.mode, opaque.size, opaque.tobytes())


def _resizable(image: Image.Image) -> Image.Image:
    """A mode in which neighbouring pixels can be averaged; JPEGs stay undecoded until shrunk."""
    if image.mode in {"RGBA", "CMYK", "I;16", "I"}:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "RGB"} else image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """A plain conversion would clip sixteen bits of grey to the lowest eight."""
    if image.mode not in {"I;16", "I"}:
        return image
    return image.convert("I").point(lambda level: level * (1 / 257)).convert("L")


def _upright(image: Image.Image) -> Image.Image:
    try:
        method = UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except (SyntaxError, ValueError, KeyError, TypeError, struct.error):
        # Cameras write broken EXIF, too: the picture as it lies.
        return image
    return image if method is None else image.transpose(method)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    plain = image if image.mode in {"L", "RGB", "RGBA"} else image.convert("RGB")
    if not profile:
        return plain
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, srgb, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        # A broken profile, or one for other modes: the colours as they are.
        return plain
    return plain if converted is None else converted


def _without_needless_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image


def _encode(image: Image.Image, own_format: Format) -> PreparedImage:
    """The picture in its own format, or in one that takes fewer bytes, as good as there is room."""
    format_ = own_format
    if format_ == "PNG":
        data = _save(image, "PNG", 0)
        transparent = image.mode == "RGBA"
        if len(data) <= (MAX_STORED_BYTES if transparent else MAX_OPAQUE_PNG_BYTES):
            return _prepared(image, data, "PNG")
        format_ = "WEBP" if transparent else "JPEG"
    for quality in QUALITIES:
        data = _save(image, format_, quality)
        if len(data) <= MAX_STORED_BYTES:
            return _prepared(image, data, format_)
        if len(data) > 3 * MAX_STORED_BYTES:
            # No quality that is worth looking at makes up for that.
            break
    while len(data) > MAX_STORED_BYTES:
        share = min(0.9, 0.95 * math.sqrt(MAX_STORED_BYTES / len(data)))
        size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
        image = image.resize(size, Image.Resampling.LANCZOS)
        data = _save(image, format_, QUALITIES[1])
    return _prepared(image, data, format_)


def _prepared(image: Image.Image, data: bytes, format_: Format) -> PreparedImage:
    return PreparedImage(
        data=data, media_type=MEDIA_TYPES[format_], width=image.width, height=image.height
    )


def _save(image: Image.Image, format_: Format, quality: int) -> bytes:
    buffer = BytesIO()
    match format_:
        case "PNG":
            image.save(buffer, "PNG")
        case "JPEG":
            image.save(buffer, "JPEG", quality=quality, progressive=True, optimize=True)
        case "WEBP":
            # A faster method than the usual one: noise would take it a second.
            image.save(buffer, "WEBP", quality=quality, method=2)
    return buffer.getvalue()
