"""The operator's name, logo and accent, as pages show them; checked before the service starts."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec

from crowd.settings import InvalidSetting, Settings
from crowd.web.rendering.colours import COLOURS
from crowd.web.rendering.contrast import MIN_CONTRAST, contrast_ratio, mixed_until_legible

MAX_LOGO_BYTES = 200_000
MAX_LOGO_SIDE = 4096
"""Pixels of a logo's longer side."""

LOGO_FORMATS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
"""Suffixes of the formats that a logo may have, besides SVG."""

SVG_ROOT = "{http://www.w3.org/2000/svg}svg"
LENGTH = re.compile(r"(\d{1,5}(?:\.\d{1,6})?)(?:px)?")
PAPERS = ("paper", "card")
"""What buttons and links stand on."""

WHAT_TO_CHOOSE = "choose a PNG, JPEG, WebP or SVG"


class Logo(msgspec.Struct, frozen=True, kw_only=True):
    """A picture with the suffix of its format, and its size in any unit."""

    body: bytes
    suffix: str
    width: float
    height: float


class Branding(msgspec.Struct, frozen=True, kw_only=True):
    """What tells this service from others."""

    name: str = "crowd"
    logo: Logo | None = None
    accents: dict[str, str] = {}
    """The accent of each theme; empty where buttons and links are ink."""


class ServiceLinks(msgspec.Struct, frozen=True, kw_only=True):
    """Where the footer leads to beside the service's own pages; empty for nowhere."""

    imprint: str = ""
    source: str = ""


DEFAULT_BRANDING, NO_LINKS = Branding(), ServiceLinks()


def load_links(settings: Settings) -> ServiceLinks:
    """Return the links of the footer that settings ask for."""
    imprint = settings.imprint
    return ServiceLinks(
        imprint=imprint.address or ("/imprint" if imprint.text else ""), source=settings.source
    )


def load_branding(settings: Settings) -> Branding:
    """Load and check name, logo and accent; raise InvalidSetting with what to do."""
    return Branding(
        name=settings.service_name,
        logo=None if settings.logo is None else _load_logo(settings.logo),
        accents=_check_accents(settings.accent),
    )


def _load_logo(file: Path) -> Logo:
    try:
        with file.open("rb") as opened:
            body = opened.read(MAX_LOGO_BYTES + 1)
    except OSError as error:
        raise InvalidSetting(f"CROWD_LOGO: {file} cannot be read ({error.strerror}).") from error
    if len(body) > MAX_LOGO_BYTES:
        raise InvalidSetting(
            f"CROWD_LOGO: {file} has more than {MAX_LOGO_BYTES // 1000} KB: make it smaller."
        )
    try:
        return _read_svg(body) if b"<svg" in body[:2000] else _read_bitmap(body)
    # Broken files make Pillow raise almost anything.
    except Exception as error:
        raise InvalidSetting(
            f"CROWD_LOGO: {file} is no picture that can be shown: {WHAT_TO_CHOOSE} of at most "
            f"{MAX_LOGO_SIDE} pixels."
        ) from error


def _read_bitmap(body: bytes) -> Logo:
    # Imported here: commands that only render documents need no decoder of pictures.
    from PIL import Image  # noqa: PLC0415

    with warnings.catch_warnings(action="error"), Image.open(BytesIO(body)) as image:
        suffix = LOGO_FORMATS[str(image.format)]
        if max(image.size) > MAX_LOGO_SIDE:
            raise ValueError
        image.load()
        return Logo(body=body, suffix=suffix, width=image.width, height=image.height)


def _read_svg(body: bytes) -> Logo:
    if b"<!ENTITY" in body:
        raise ValueError
    root = ET.fromstring(body)  # noqa: S314 - the operator's own file, without entities
    if root.tag != SVG_ROOT:
        raise ValueError
    sides = [LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(sides):
        width, height = (float(side[1]) for side in sides if side)
    else:
        width, height = (float(part) for part in re.split(r"[\s,]+", root.get("viewBox", ""))[2:])
    if not (0 < width <= MAX_LOGO_SIDE and 0 < height <= MAX_LOGO_SIDE):
        raise ValueError
    return Logo(body=body, suffix=".svg", width=width, height=height)


def _check_accents(accents: tuple[str, ...]) -> dict[str, str]:
    """Return the accent of each theme; one that is not given for dark paper is made lighter."""
    if not accents:
        return {}
    light, *dark = accents
    given = {"light": light, "dark": dark[0] if dark else _lightened(light)}
    for theme, accent in given.items():
        found = min(contrast_ratio(accent, COLOURS[theme][paper]) for paper in PAPERS)
        if found < MIN_CONTRAST:
            advice = "darker" if theme == "light" else "lighter"
            raise InvalidSetting(
                f"CROWD_ACCENT: {accent} cannot be read on {theme} paper (contrast {found:.1f}, "
                f"at least {MIN_CONTRAST} is needed): choose a {advice} one."
            )
    return given


def _lightened(accent: str) -> str:
    return mixed_until_legible(
        accent, COLOURS["dark"]["ink"], [COLOURS["dark"][paper] for paper in PAPERS]
    )


def accent_style(branding: Branding) -> str:
    """Return the rules that put the accents into the style sheet; empty without any."""
    if not branding.accents:
        return ""
    light, dark = (
        f":root {{ --accent: {branding.accents[theme]}; }}" for theme in ("light", "dark")
    )
    return (
        f"\n{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"
        ":root { --focus: var(--accent); }\n"
        "a, .quiet-button { color: var(--accent); }\n"
        ".primary { background: var(--accent); color: var(--paper); }\n"
        ".primary:hover { background: var(--accent); filter: brightness(1.1); }\n"
    )
