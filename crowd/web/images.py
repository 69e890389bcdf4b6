"""Pictures of questions: whatever comes in, what is kept is small, plain and without metadata."""

from __future__ import annotations

import hashlib
import struct
import warnings
from io import BytesIO
from typing import Literal

import msgspec
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from crowd.actions.demo import Picture
from crowd.model.errors import Invalid, Problem, TooLarge
from crowd.model.poll import Image as ImageOfPoll
from crowd.model.sentence import Sentence
from crowd.web.assets import folder

MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 1600
MAX_OPAQUE_PNG_BYTES = 300 * 1024

TOO_MANY = Sentence("The picture has more than 50 megapixels. Make it smaller and choose it again.")
UNKNOWN = Sentence("This is not a picture we can read. Choose a PNG, JPEG or WebP.")
DAMAGED = Sentence("The picture is damaged. Save it again or choose another one.")

Format = Literal["PNG", "JPEG", "WEBP"]
MediaType = Literal["image/png", "image/jpeg", "image/webp"]

# MPO is what Pillow calls a JPEG that carries further pictures behind the first.
FORMATS: dict[str | None, Format] = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP"}
MEDIA_TYPES: dict[Format, MediaType] = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
}
OPTIONS: dict[Format, dict[str, int | bool]] = {
    "PNG": {},
    "JPEG": {"quality": 85, "progressive": True, "optimize": True},
    "WEBP": {"quality": 85},
}

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Once for the process, as a local filter would be shared between threads.
warnings.simplefilter("error", Image.DecompressionBombWarning)


class PreparedImage(msgspec.Struct, frozen=True, kw_only=True):
    """A picture ready to be stored and served: its bytes, their type, its size in pixels."""

    data: bytes
    media_type: MediaType
    width: int
    height: int


def prepare_image(data: bytes) -> PreparedImage:
    """The picture is upright, sRGB, at most 1600 pixels long, and nothing but pixels."""
    if len(data) > MAX_IMAGE_BYTES:
        raise TooLarge(
            Sentence("The picture is larger than 5 MB. Make it smaller and choose it again.")
        )
    image, own_format = _open(data)
    try:
        pixels = _pixels(image)
    except Exception as error:
        # Decoders fail on hostile bytes in any way they like.
        raise _problem(DAMAGED) from error
    return _encode(pixels, own_format)


def _problem(message: str) -> Invalid:
    return Invalid([Problem(field="image", message=message)])


def _open(data: bytes) -> tuple[Image.Image, Format]:
    try:
        image = Image.open(BytesIO(data), formats=["PNG", "JPEG", "WEBP"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _problem(TOO_MANY) from error
    except UnidentifiedImageError as error:
        raise _problem(UNKNOWN) from error
    except Exception as error:
        raise _problem(DAMAGED) from error
    if image.width * image.height > MAX_PIXELS:
        raise _problem(TOO_MANY)
    return image, FORMATS[image.format]


def _pixels(image: Image.Image) -> Image.Image:
    """The first frame, small, upright, in sRGB, as a new image that never knew its metadata."""
    profile = image.info.get("icc_profile")
    small = _resizable(image)
    small.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
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
    data = _save(image, own_format)
    if own_format == "PNG" and image.mode != "RGBA" and len(data) > MAX_OPAQUE_PNG_BYTES:
        own_format = "JPEG"
        data = _save(image, own_format)
    return PreparedImage(
        data=data, media_type=MEDIA_TYPES[own_format], width=image.width, height=image.height
    )


def _save(image: Image.Image, own_format: Format) -> bytes:
    buffer = BytesIO()
    image.save(buffer, own_format, **OPTIONS[own_format])
    return buffer.getvalue()


def described(picture: PreparedImage, alt: str) -> ImageOfPoll:
    """What a poll remembers of a picture: the hash of its bytes, and its words."""
    return ImageOfPoll(
        hash=hashlib.sha256(picture.data).hexdigest(),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        alt=alt,
    )


def demo_picture() -> Picture:
    """The drawing of a vase that the example polls show."""
    picture = prepare_image((folder("static") / "demo" / "vase.jpg").read_bytes())
    alt = "A drawing of a bulging glass vase, filled almost to its neck with ring-shaped cereal."
    return Picture(data=picture.data, image=described(picture, alt))
