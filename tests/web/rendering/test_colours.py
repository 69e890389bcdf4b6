"""Colours have one source, from which pages, cards, widgets and icons have theirs."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from crowd.web.rendering.assets import Assets
from crowd.web.rendering.colours import COLOURS, read_colours, shortened
from tests.paths import ROOT

HEX = re.compile(r"(?<![&\w])#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
STATIC = ROOT / "static"


def test_colours_are_read_by_name_and_by_meaning() -> None:
    sheet = """:root { --ink: #111111; --red: #a00000; }
    @media (prefers-color-scheme: dark) { :root { --ink: #eeeeee; --red: #ff9090; } }
    :root { --danger: var(--red); --radius: 1rem; }"""
    assert read_colours(sheet) == {
        "light": {"ink": "#111111", "red": "#a00000", "danger": "#a00000"},
        "dark": {"ink": "#eeeeee", "red": "#ff9090", "danger": "#ff9090"},
    }
    assert shortened({"ink": "#112233", "red": "#a00000"}) == {"ink": "#123", "red": "#a00000"}


def test_themes_have_the_same_colours() -> None:
    light, dark = COLOURS["light"], COLOURS["dark"]
    assert light.keys() == dark.keys() > {"paper", "ink", "crowd", "truth", "you"}
    assert all(HEX.fullmatch(colour) for colour in (*light.values(), *dark.values()))


def test_style_sheet_begins_with_the_colours() -> None:
    assets = Assets(STATIC)
    sheet = assets.named("css/crowd.css").body
    colours = (STATIC / "css" / "colours.css").read_bytes()
    assert sheet == colours + (STATIC / "css" / "crowd.css").read_bytes()
    assert hashlib.sha256(sheet).hexdigest()[:12] in assets.url("css/crowd.css")
    assert "css/colours.css" not in assets._addresses


def test_no_other_file_has_a_colour() -> None:
    """But black on white for QR codes, which every camera can read, and examples in settings."""
    files = [
        *(ROOT / "crowd").rglob("*.py"),
        *(file for file in (ROOT / "templates").rglob("*.*") if file.is_file()),
        *STATIC.rglob("*.js"),
        STATIC / "css" / "crowd.css",
    ]
    found = {file.name: HEX.findall(file.read_text()) for file in files}
    assert {name: colours for name, colours in found.items() if colours} == {
        "crowd.css": ["#fff", "#000"],
        "qr_code.py": ["#000", "#fff"],
        "settings.py": ["#0b57d0", "#8ab4f8"],
    }


@pytest.mark.parametrize(
    ("name", "roles"), [("icon", ["crowd", "paper"]), ("pictures/later", ["crowd", "ink", "paper"])]
)
def test_drawings_have_the_colours_of_the_light_theme(name: str, roles: list[str]) -> None:
    drawing = (STATIC / f"{name}.svg").read_text()
    assert set(HEX.findall(drawing)) == {COLOURS["light"][role] for role in roles}


@pytest.mark.parametrize("theme", COLOURS)
def test_finished_pictures_have_the_colours_of_their_theme(theme: str) -> None:
    path: Path = STATIC / "pictures" / f"later.{theme}.png"
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"))
    found, counts = np.unique(pixels @ [1 << 16, 1 << 8, 1], return_counts=True)
    frequent = {f"#{colour:06x}" for colour in found[np.argsort(-counts)[:3]]}
    assert frequent == {COLOURS[theme][role] for role in ("paper", "crowd", "ink")}
