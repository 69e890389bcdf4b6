"""Name, logo and accent of a service: shown everywhere, checked before the start."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from PIL import Image

from crowd.settings import InvalidSetting, Settings, read_settings
from crowd.store.store import Store
from crowd.web.rendering.branding import MAX_LOGO_BYTES, load_branding, load_links
from crowd.web.rendering.colours import COLOURS
from crowd.web.rendering.contrast import contrast_ratio
from crowd.web.rendering.templates import Renderer
from tests.conftest import app_over
from tests.factories import close, give_answers, make_poll

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><rect width="60" height="20"/></svg>'


def picture(image_format: str = "PNG", size: tuple[int, int] = (60, 20)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "#335577").save(file, image_format)
    return file.getvalue()


@asynccontextmanager
async def branded(store: Store, **changes: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of a service with these settings."""
    settings = Settings(**changes)
    app = app_over(store, settings)
    renderer = Renderer(branding=load_branding(settings), links=load_links(settings))
    app.state.service = msgspec.structs.replace(app.state.service, renderer=renderer)
    transport = httpx.ASGITransport(app=app)
    headers = {"accept": "text/html"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://crowd.test", headers=headers
    ) as client:
        yield client


@pytest.mark.parametrize("name", ["Schätzbar", "<b>&\"'{{7*7}}</b>", "استطلاع", "W" * 40])
async def test_name_is_shown_wherever_the_service_names_itself(store: Store, name: str) -> None:
    async with branded(store, service_name=name) as client:
        poll = await make_poll(client, public=True, truth=5)
        await give_answers(client, poll, [4])
        await close(client, poll)
        home, results = [(await client.get(path)).text for path in ("/", f"/p/{poll['id']}")]
        escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        escaped = escaped.replace('"', "&#34;").replace("'", "&#39;")
        assert f'<a class="brand" href="/"><bdi>{escaped}</bdi></a>' in home
        assert f"<title>{escaped}: " in home
        assert f'<meta property="og:site_name" content="{escaped}">' in results
        assert f"<strong><bdi>{escaped}</bdi></strong>" in results
        assert f"<name>{escaped}</name>" in (await client.get("/feed.atom")).text
        feed = (await client.get("/feed.json")).json()
        assert (feed["title"], feed["authors"][0]["name"]) == (f"{name}: public polls", name)
        oembed = await client.get(f"/oembed?url=http://crowd.test/p/{poll['id']}")
        assert oembed.json()["provider_name"] == name
        assert (await client.get("/manifest.webmanifest")).json()["name"] == name
        drawn = (await client.get(f"/p/{poll['id']}.svg")).text
        # Long ones are cut off there, and Arabic has marks of direction around it.
        assert (escaped[:7] in drawn, ">crowd</text>" in drawn) == (True, False)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "SVG"])
async def test_logo_stands_in_place_of_the_name(store: Store, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "logo"
    file.write_bytes(SVG.encode() if kind == "SVG" else picture(kind))
    async with branded(store, service_name="Ours", logo=file) as client:
        page = (await client.get("/")).text
        _, _, after = page.partition('<a class="brand" href="/"><img src="')
        address = after.partition('"')[0]
        assert 'alt="Ours" width="60' in after.partition("</a>")[0]
        reply = await client.get(address)
        assert (reply.status_code, reply.content) == (200, file.read_bytes())
        assert reply.headers["content-type"].startswith("image/")
        assert "immutable" in reply.headers["cache-control"]


async def test_frame_in_other_sites_has_the_name(store: Store) -> None:
    async with branded(store, service_name="Ours") as client:
        poll = await make_poll(client, frames=["https://blog.example"])
        page = await client.get(f"/embed/{poll['id']}/answer")
    assert page.status_code == 200
    assert '<span class="brand"><bdi>Ours</bdi></span>' in page.text


WRONG_LOGOS: dict[str, Callable[[], bytes]] = {
    "text": lambda: b"not a picture",
    "empty": lambda: b"",
    "cut off": lambda: picture()[:60],
    "gif": lambda: picture("GIF"),
    "too wide": lambda: picture(size=(5000, 1)),
    "html with an svg": lambda: b"<html><svg></svg></html>",
    "svg without a size": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "svg with entities": lambda: b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.encode(),
}


@pytest.mark.parametrize("make", WRONG_LOGOS.values(), ids=WRONG_LOGOS)
def test_wrong_logo_stops_the_start(tmp_path: Path, make: Callable[[], bytes]) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(make())
    with pytest.raises(InvalidSetting, match=r"CROWD_LOGO: .*choose a PNG, JPEG, WebP or SVG"):
        load_branding(Settings(logo=file))


def test_logo_that_is_too_large_or_not_there(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    with pytest.raises(InvalidSetting, match="cannot be read"):
        load_branding(Settings(logo=file))
    file.write_bytes(picture() + bytes(MAX_LOGO_BYTES))
    with pytest.raises(InvalidSetting, match="make it smaller"):
        load_branding(Settings(logo=file))


def accents_of(text: str) -> dict[str, str]:
    return load_branding(read_settings({"CROWD_ACCENT": text})).accents


@pytest.mark.parametrize("accent", ["#0b57d0", "#000000", "#7a0019", "#00695C"])
def test_one_accent_is_made_lighter_for_dark_paper(accent: str) -> None:
    found = accents_of(accent)
    assert found["light"] == accent.lower()
    for theme, colour in found.items():
        for paper in ("paper", "card"):
            assert contrast_ratio(colour, COLOURS[theme][paper]) >= 4.5


def test_two_accents_are_taken_as_they_are() -> None:
    assert accents_of("#0b57d0, #8ab4f8") == {"light": "#0b57d0", "dark": "#8ab4f8"}


@pytest.mark.parametrize(
    ("accent", "advice"),
    [
        ("#8ab4f8", "on light paper .*choose a darker one"),
        ("#0b57d0 #0b57d0", "on dark paper .*choose a lighter one"),
        ("red", "write one colour"),
        ("#0b57d", "write one colour"),
        ("#0b57d0;} body{display:none}", "write one colour"),
    ],
)
def test_accent_that_nobody_can_read_stops_the_start(accent: str, advice: str) -> None:
    with pytest.raises(InvalidSetting, match=f"CROWD_ACCENT.*{advice}"):
        accents_of(accent)


async def test_accent_is_in_the_style_sheet_and_meanings_keep_their_colours(store: Store) -> None:
    async with branded(store, accent=("#0b57d0",)) as client, branded(store) as usual:
        sheets = []
        for visitor in (client, usual):
            page = (await visitor.get("/")).text
            address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
            sheets.append((await visitor.get(address)).text)
    added = sheets[0].removeprefix(sheets[1])
    assert added != sheets[0]
    assert "--accent: #0b57d0" in added
    assert not {"--teal", "--orange", "--violet", "--crowd", "--truth", "--you"} & set(
        added.split()
    )


async def test_icons_are_where_browsers_look(client: httpx.AsyncClient) -> None:
    manifest = await client.get("/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    icons = manifest.json()["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    for icon in icons:
        reply = await client.get(icon["src"])
        assert (reply.status_code, reply.headers["content-type"]) == (200, icon["type"])
        if icon["sizes"] != "any":
            width, height = Image.open(BytesIO(reply.content)).size
            assert icon["sizes"] == f"{width}x{height}"
    touch = Image.open(BytesIO((await client.get("/apple-touch-icon.png")).content))
    assert (touch.size, touch.mode) == ((180, 180), "RGB")
    assert Image.open(BytesIO((await client.get("/favicon.ico")).content)).format == "ICO"
    page = (await client.get("/")).text
    for theme in ("light", "dark"):
        paper = COLOURS[theme]["paper"]
        assert (
            f'<meta name="theme-color" content="{paper}" media="(prefers-color-scheme: {theme})">'
            in page
        )
