"""Prepares uploaded images: small, upright, in sRGB and without metadata."""

from __future__ import annotations

import math
import re
import struct
import warnings
from io import BytesIO
from typing import Literal

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from crowd.model.errors import Invalid
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
"""Qualities to try before the image is shrunk."""

OTHER_FORMATS = re.compile(rb".{4}ftyp(heic|heix|hevc|heim|heis|mif1|msf1|avif|avis)", re.DOTALL)
"""Beginnings of HEIC and AVIF files, which phones write and most browsers cannot show."""

TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# At twice as many the library itself stops, before it allocates memory.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS_OF_JPEG
warnings.simplefilter("ignore", Image.DecompressionBombWarning)


def prepare_image(data: bytes) -> PreparedImage:
    """Return an image as it is stored: upright, in sRGB, small in pixels and bytes, nothing but pixels.

    Decodes untrusted bytes: to be called in the process that has limits of memory and time.
    """
    image, own_format = _open(data)
    try:
        pixels = _pixels(image)
    except MemoryError as error:
        raise Invalid.of_field("image", TOO_COSTLY) from error
    except Exception as error:
        # Decoders raise anything on hostile bytes.
        raise Invalid.of_field("image", DAMAGED) from error
    return _encode(pixels, own_format)


def _open(data: bytes) -> tuple[Image.Image, Format]:
    if OTHER_FORMATS.match(data):
        raise Invalid.of_field("image", UNREADABLE_HERE)
    try:
        # Only reads the header.
        image = Image.open(BytesIO(data), formats=["PNG", "JPEG", "WEBP"])
    except Image.DecompressionBombError as error:
        raise Invalid.of_field("image", TOO_MANY_IN_JPEG) from error
    except UnidentifiedImageError as error:
        raise Invalid.of_field("image", UNKNOWN) from error
    except Exception as error:
        raise Invalid.of_field("image", DAMAGED) from error
    own_format = FORMATS[image.format]
    pixels = image.width * image.height
    if own_format == "JPEG" and "progressive" not in image.info:
        if pixels > MAX_PIXELS_OF_JPEG:
            raise Invalid.of_field("image", TOO_MANY_IN_JPEG)
    elif pixels > MAX_PIXELS:
        raise Invalid.of_field("image", TOO_MANY)
    return image, own_format


def _pixels(image: Image.Image) -> Image.Image:
    """Return the first frame, small, upright, in sRGB, as a new image without metadata."""
    profile = image.info.get("icc_profile")
    if image.format in {"JPEG", "MPO"}:
        # By the longer side; the library's own choice would decode long images whole.
        share = min(1.0, MAX_SIDE / max(image.size))
        image.draft(None, (math.ceil(2 * share * image.width), math.ceil(2 * share * image.height)))
    small = _to_resizable(image)
    small.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    coloured = _to_srgb(_to_upright(_to_eight_bits(small)), profile)
    opaque = _without_needless_alpha(coloured)
    return Image.frombytes(opaque.mode, opaque.size, opaque.tobytes())


def _to_resizable(image: Image.Image) -> Image.Image:
    """Convert to a mode in which pixels can be averaged; JPEGs stay undecoded until shrunk."""
    if image.mode in {"RGBA", "CMYK", "I;16", "I"}:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "RGB"} else image.convert("RGB")


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Scale sixteen bits of grey to eight; a plain conversion would clip them."""
    if image.mode not in {"I;16", "I"}:
        return image
    return image.convert("I").point(lambda level: level * (1 / 257)).convert("L")


def _to_upright(image: Image.Image) -> Image.Image:
    try:
        method = TRANSPOSITIONS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except (SyntaxError, ValueError, KeyError, TypeError, struct.error):
        # Cameras write broken EXIF, too: leave the image as it is.
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
        # A broken profile, or one for other modes: leave the colours as they are.
        return plain
    return plain if converted is None else converted


def _without_needless_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image


def _encode(image: Image.Image, own_format: Format) -> PreparedImage:
    """Encode in the own format, or in one that takes fewer bytes, as well as the bytes allow."""
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
            # No acceptable quality saves as much.
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
            # Faster than the default method, which takes a second for noise.
            image.save(buffer, "WEBP", quality=quality, method=2)
    return buffer.getvalue()
