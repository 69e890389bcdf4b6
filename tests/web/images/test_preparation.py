import struct
import zlib
from io import BytesIO
from itertools import product

import pytest
from PIL import ExifTags, Image, ImageCms, ImageFilter, PngImagePlugin

from crowd.model.errors import Invalid
from crowd.web.images import preparation
from crowd.web.images.preparation import _pixels, prepare_image

SECRET = b"52.5200 North, the organizer's kitchen"


def encoded(image, form, **options):
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def decoded(prepared):
    image = Image.open(BytesIO(prepared.data))
    assert Image.MIME[image.format] == prepared.media_type
    assert image.size == (prepared.width, prepared.height)
    image.load()
    return image


def quadrants(size=(64, 48)):
    """Red, green / blue, white: which side is up can be seen."""
    image = Image.new("RGB", (2, 2))
    image.putdata([(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)])
    return image.resize(size, Image.Resampling.NEAREST)


def corners(image):
    """The colours a quarter in from the corners, as names."""
    names = {(1, 0, 0): "red", (0, 1, 0): "green", (0, 0, 1): "blue", (1, 1, 1): "white"}
    width, height = image.size
    places = product((height // 4, 3 * height // 4), (width // 4, 3 * width // 4))
    pixels = [image.convert("RGB").getpixel((x, y)) for y, x in places]
    return [names[tuple(round(level / 255) for level in pixel)] for pixel in pixels]


def noise(size, mode="RGB"):
    bands = [Image.effect_noise(size, 90) for _ in mode]
    return Image.merge(mode, bands)


def exif_of_a_phone():
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
    return exif


def oriented(orientation, form):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(quadrants(), form, exif=exif)


def png(width, height, depth, kind, pixels):
    """A PNG written by hand: its header may promise more than its pixels keep."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def webp_header(width, height):
    """The start of an animated WebP with a canvas of this size."""
    canvas = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<II", 10, 2) + canvas
    body += b"ANIM" + struct.pack("<I", 6) + bytes(6)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def problem_of(data):
    with pytest.raises(Invalid) as caught:
        prepare_image(data)
    (problem,) = caught.value.problems
    assert problem.field == "image"
    return problem.message


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_image_keeps_its_format_size_and_look(form):
    prepared = prepare_image(encoded(quadrants(), form))
    assert prepared.media_type == Image.MIME[form]
    assert (prepared.width, prepared.height) == (64, 48)
    assert corners(decoded(prepared)) == ["red", "green", "blue", "white"]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_image_loses_its_metadata(form):
    data = encoded(quadrants(), form, exif=exif_of_a_phone())
    before = Image.open(BytesIO(data)).getexif()
    assert SECRET in data
    assert before.get_ifd(ExifTags.IFD.GPSInfo), "there is a place to lose"

    prepared = prepare_image(data)

    image = decoded(prepared)
    assert SECRET not in prepared.data
    assert dict(image.getexif()) == {}
    assert image.getexif().get_ifd(ExifTags.IFD.GPSInfo) == {}
    assert not {"exif", "xmp", "icc_profile", "comment", "dpi"} & set(image.info)


def test_image_loses_comments_text_and_what_hangs_behind():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    page = b"<script>" + SECRET + b"</script>"
    for data in (
        encoded(quadrants(), "PNG", pnginfo=text, dpi=(72, 72)) + page,
        encoded(quadrants(), "JPEG", comment=SECRET, xmp=SECRET) + page,
        encoded(quadrants(), "WEBP", xmp=SECRET) + page,
    ):
        assert data.count(SECRET) >= 2
        prepared = prepare_image(data)
        assert SECRET not in prepared.data
        assert b"<script>" not in prepared.data


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "size", "expected"),
    [
        (1, (64, 48), ["red", "green", "blue", "white"]),
        (2, (64, 48), ["green", "red", "white", "blue"]),
        (3, (64, 48), ["white", "blue", "green", "red"]),
        (4, (64, 48), ["blue", "white", "red", "green"]),
        (5, (48, 64), ["red", "blue", "green", "white"]),
        (6, (48, 64), ["blue", "red", "white", "green"]),
        (7, (48, 64), ["white", "green", "blue", "red"]),
        (8, (48, 64), ["green", "white", "red", "blue"]),
    ],
)
def test_image_is_turned_upright(form, orientation, size, expected):
    prepared = prepare_image(oriented(orientation, form))
    assert (prepared.width, prepared.height) == size
    assert corners(decoded(prepared)) == expected


def test_image_with_broken_exif_stays_as_it_lies():
    prepared = prepare_image(encoded(quadrants(), "JPEG", exif=b"Exif\0\0garbage that is no TIFF"))
    assert corners(decoded(prepared)) == ["red", "green", "blue", "white"]


SHRUNK = {
    (1600, 900): (1600, 900),
    (3200, 1000): (1600, 500),
    (900, 2000): (720, 1600),
    (5000, 1): (1600, 1),
}


@pytest.mark.parametrize(
    ("form", "size", "shrunk"),
    [
        pytest.param(
            form,
            *sizes,
            marks=[] if form == "JPEG" or sizes[0] == (3200, 1000) else pytest.mark.exhaustive,
        )
        for form in ("PNG", "JPEG", "WEBP")
        for sizes in SHRUNK.items()
    ],
)
def test_image_is_shrunk_to_1600_pixels(form, size, shrunk):
    # Encoded without effort, which takes most of the time otherwise.
    prepared = prepare_image(encoded(quadrants(size), form, compress_level=0, method=0))
    assert (prepared.width, prepared.height) == shrunk


def test_jpeg_is_progressive():
    assert "progressive" in decoded(prepare_image(encoded(quadrants(), "JPEG"))).info


def test_large_opaque_png_becomes_jpeg():
    photo = noise((500, 400))
    assert prepare_image(encoded(photo, "PNG")).media_type == "image/jpeg"
    photo.putalpha(255)
    assert prepare_image(encoded(photo, "PNG")).media_type == "image/jpeg"


def test_small_or_transparent_png_stays_png():
    drawing = prepare_image(encoded(quadrants((1600, 1600)), "PNG"))
    assert drawing.media_type == "image/png"
    assert len(drawing.data) < 300 * 1024
    glass = noise((300, 200))
    glass.putalpha(100)
    prepared = prepare_image(encoded(glass, "PNG"))
    assert prepared.media_type == "image/png"
    assert decoded(prepared).getpixel((250, 150))[3] == 100


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_transparency_stays(form):
    image = quadrants().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    image.paste((255, 0, 0, 255), (0, 0, 32, 48))
    result = decoded(prepare_image(encoded(image, form, lossless=True)))
    assert result.mode == "RGBA"
    assert result.getpixel((8, 8))[3] == 255
    assert result.getpixel((56, 8))[3] == 0


def test_palette_png_with_a_transparent_colour():
    image = quadrants().quantize(4)
    clear = image.getpixel((0, 0))
    result = decoded(prepare_image(encoded(image, "PNG", transparency=clear)))
    assert result.getpixel((8, 8))[3] == 0
    assert result.getpixel((56, 40)) == (255, 255, 255, 255)


def test_palette_png_without_transparency():
    result = decoded(prepare_image(encoded(quadrants().quantize(4), "PNG")))
    assert corners(result) == ["red", "green", "blue", "white"]
    assert result.mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_grey_png(mode):
    image = Image.new("L", (40, 20), 255)
    image.paste(0, (0, 0, 20, 20))
    result = decoded(prepare_image(encoded(image.convert(mode), "PNG")))
    assert result.convert("L").getpixel((10, 10)) == 0
    assert result.convert("L").getpixel((30, 10)) == 255


@pytest.mark.parametrize("width", [4, 2000])
def test_png_of_sixteen_bits_keeps_its_greys(width):
    levels = (0, 0x4000, 0x8000, 0xFFFF)
    row = [level for level in levels for _ in range(width // 4)]
    line = b"\0" + struct.pack(f">{width}H", *row)
    data = png(width, 4, depth=16, kind=0, pixels=4 * line)
    assert Image.open(BytesIO(data)).mode == "I;16"
    result = decoded(prepare_image(data))
    greys = [result.getpixel((result.width * part // 8, 1)) for part in (1, 3, 5, 7)]
    assert result.mode == "L"
    assert greys == pytest.approx([0, 64, 128, 255], abs=1)


def test_cmyk_jpeg_becomes_rgb():
    data = encoded(quadrants().convert("CMYK"), "JPEG")
    assert Image.open(BytesIO(data)).mode == "CMYK"
    result = decoded(prepare_image(data))
    assert result.mode == "RGB"
    assert corners(result) == ["red", "green", "blue", "white"]


def profile_with_red_and_green_swapped():
    """The sRGB profile with two of its primaries exchanged: a colour space like no screen's."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGB"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGBA")],
)
def test_colours_are_converted_to_srgb(form, mode):
    image = quadrants().convert(mode)
    if mode == "RGBA":
        image.putalpha(200)
    data = encoded(image, form, icc_profile=profile_with_red_and_green_swapped())
    result = decoded(prepare_image(data))
    assert corners(result) == ["green", "red", "blue", "white"]
    assert "icc_profile" not in result.info
    if mode == "RGBA":
        assert result.getpixel((8, 8))[3] == 200


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_unusable_colour_profile_is_dropped(mode):
    # The profile is broken for one and speaks of three colours to a grey image for the other.
    profile = b"no profile" if mode == "RGB" else profile_with_red_and_green_swapped()
    image = quadrants().convert(mode)
    result = decoded(prepare_image(encoded(image, "JPEG", icc_profile=profile)))
    assert "icc_profile" not in result.info
    assert result.getpixel((56, 40)) in {255, (255, 255, 255)}


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_animation_becomes_its_first_frame(form):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    data = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
    assert Image.open(BytesIO(data)).n_frames == 3
    result = decoded(prepare_image(data))
    assert getattr(result, "n_frames", 1) == 1
    assert result.getpixel((20, 15)) == pytest.approx((255, 0, 0), abs=4)


def test_jpeg_with_more_pictures_behind_becomes_its_first():
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert Image.open(BytesIO(data)).format == "MPO"
    prepared = prepare_image(data)
    assert prepared.media_type == "image/jpeg"
    assert decoded(prepared).getpixel((20, 15)) == pytest.approx((255, 0, 0), abs=4)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><html><body>hello</body></html>",
        b"%PDF-1.7",
        encoded(quadrants(), "GIF"),
        encoded(quadrants(), "BMP"),
        encoded(quadrants(), "TIFF"),
    ],
    ids=["nothing", "text", "svg", "html", "pdf", "gif", "bmp", "tiff"],
)
def test_other_formats_are_refused(data):
    assert problem_of(data) == "This is not a picture we can read. Choose a PNG, JPEG or WebP."


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_truncated_image_is_refused(form):
    data = encoded(noise((200, 200)).filter(ImageFilter.BLUR), form)
    prepare_image(data)
    message = "The picture is damaged. Save it again or choose another one."
    assert problem_of(data[: len(data) // 2]) == message


@pytest.mark.parametrize("side", [4097, 12_000])
def test_bomb_is_refused_by_its_declared_size(side):
    message = problem_of(png(side, side, depth=8, kind=2, pixels=b""))
    assert message.startswith("A PNG, a WebP or a progressive JPEG can have at most 16 megapixels.")


def test_bomb_of_any_kind_is_refused_by_its_declared_size():
    message = "The picture has more than 120 megapixels. Make it smaller and choose it again."
    assert problem_of(png(60_000, 60_000, depth=8, kind=2, pixels=b"")) == message
    assert problem_of(webp_header(60_000, 60_000)) == message


def test_small_file_with_too_many_pixels_is_refused():
    data = encoded(Image.new("1", (7040, 7040)), "PNG")
    assert len(data) < 200_000
    assert "at most 16 megapixels" in problem_of(data)


def jpeg_that_claims(width, height, **options):
    """A small JPEG whose header promises more."""
    data = bytearray(encoded(quadrants(), "JPEG", **options))
    start = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    data[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def test_jpeg_may_have_many_pixels_unless_it_is_progressive():
    assert "more than 120 megapixels" in problem_of(jpeg_that_claims(65_500, 65_500))
    assert "at most 16 megapixels" in problem_of(jpeg_that_claims(5000, 4000, progressive=True))
    prepared = prepare_image(encoded(Image.new("RGB", (5000, 4000), "red"), "JPEG"))
    assert (prepared.width, prepared.height) == (1600, 1280)


def test_long_jpeg_is_shrunk_while_it_is_decoded():
    prepared = prepare_image(jpeg_that_claims(65_000, 1800))
    assert (prepared.width, prepared.height) == (1600, 44)
    image = Image.open(BytesIO(jpeg_that_claims(65_000, 1800)))
    _pixels(image)
    assert image.decoderconfig[0] == 8, "an eighth of each side"


def cutout(image):
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


@pytest.mark.parametrize(
    ("mode", "form", "options"),
    [
        ("RGB", "JPEG", {"quality": 90}),
        ("RGB", "PNG", {"compress_level": 1}),
        ("RGB", "WEBP", {"quality": 90, "method": 0}),
        ("L", "PNG", {"compress_level": 1}),
        ("RGBA", "PNG", {"compress_level": 1}),
        ("RGBA", "WEBP", {"quality": 90, "method": 0}),
    ],
    ids=["JPEG", "PNG", "WebP", "grey", "transparent PNG", "transparent WebP"],
)
def test_nothing_larger_than_the_bound_is_kept(mode, form, options, monkeypatch):
    # Small pictures and a small bound, as the next test tries a large one.
    monkeypatch.setattr(preparation, "MAX_STORED_BYTES", 50_000)
    monkeypatch.setattr(preparation, "MAX_OPAQUE_PNG_BYTES", 30_000)
    size = (400, 320)
    image = cutout(noise(size)) if mode == "RGBA" else noise(size, mode)
    data = encoded(image, form, **options)
    assert len(data) > 100_000
    prepared = prepare_image(data)
    assert len(prepared.data) <= 50_000
    assert prepared.width < size[0], "less quality was not enough"
    result = decoded(prepared)
    assert min(result.size) >= 120, "it is still good to look at"
    assert result.has_transparency_data is (mode == "RGBA")


@pytest.mark.exhaustive
def test_nothing_larger_than_500_kb_is_kept():
    data = encoded(noise((1700, 1700)), "JPEG")
    assert len(data) > 1_000_000
    prepared = prepare_image(data)
    assert len(prepared.data) <= 500_000
    assert min(decoded(prepared).size) >= 400, "it is still good to look at"


def test_photo_loses_quality_before_it_loses_size():
    photo = noise((1600, 1200)).filter(ImageFilter.GaussianBlur(1.1))
    assert len(encoded(photo, "JPEG", quality=85)) > 500_000
    prepared = prepare_image(encoded(photo, "JPEG", quality=95))
    assert (prepared.width, prepared.height) == (1600, 1200)
    assert len(prepared.data) <= 500_000


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_photo_of_a_phone_that_browsers_cannot_show_is_told_apart(brand):
    message = problem_of(b"\0\0\0\x24ftyp" + brand + bytes(100))
    assert message.startswith("This is a HEIC or AVIF photo")
    assert "JPEG" in message
