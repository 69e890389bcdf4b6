"""About, privacy and imprint say what the settings say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from crowd.i18n.languages import LANGUAGES
from crowd.model.service_texts import MAX_IMPRINT_BYTES, Imprint
from crowd.settings import InvalidSetting, read_settings
from crowd.store.store import Store
from crowd.web.site.about import COOKIE_PURPOSES
from tests.factories import hidden_fields, make_poll
from tests.paths import ROOT
from tests.web.site.test_branding import branded


async def texts(store: Store, path: str, **settings: Any) -> str:
    async with branded(store, **settings) as client:
        reply = await client.get(path)
    assert reply.status_code == 200
    return reply.text


async def test_operator_is_named_where_they_said_who_they_are(store: Store) -> None:
    for path in ("/about", "/privacy"):
        unnamed = await texts(store, path)
        assert "has not said who they are" in unnamed
        named = await texts(store, path, operator="A & B <i>", contact="post@example.org")
        assert "A &amp; B &lt;i&gt;" in named
        assert "post@example.org" in named
        assert "has not said who they are" not in named


@pytest.mark.parametrize(
    ("settings", "said", "unsaid"),
    [
        ({}, "made at each start", "does not count attempts"),
        ({"visitor_key": "x" * 32}, "The operator keeps that key", "made at each start"),
        ({"rate_limit": False}, "does not count attempts", "hash of the network address"),
        ({"trusted_proxies": ("10.0.0.0/8",)}, "behind another server", "server in front of it"),
        ({}, "server in front of it", "behind another server"),
        ({}, ">crowd-browser<", "__Host-"),
        ({"public_url": "https://a.example"}, ">__Host-crowd-browser<", ">crowd-browser<"),
    ],
)
async def test_privacy_follows_from_the_settings(
    store: Store, settings: dict[str, Any], said: str, unsaid: str
) -> None:
    page = await texts(store, "/privacy", **settings)
    assert (said in page, unsaid in page) == (True, False)


async def test_privacy_names_every_cookie(store: Store, visitor: httpx.AsyncClient) -> None:
    """Those that a visitor gets who makes a poll, answers it and chooses a language."""
    page = await texts(store, "/privacy")
    known = [
        name.replace("…", "")
        for name in re.findall(r'<code dir="ltr" lang="zxx">([^<]+)</code>', page)
    ]
    poll = await make_poll(visitor)
    await visitor.post("/language", data={"language": "de", "back": "/"})
    form = hidden_fields((await visitor.get(f"/p/{poll['id']}")).text, f"/p/{poll['id']}/answers")
    await visitor.post(f"/p/{poll['id']}/answers", data={**form, "value": "7"})
    names = set(visitor.cookies)
    assert len(names) >= 2
    assert [name for name in names if not name.startswith(tuple(known))] == []


def test_cookies_of_the_code_are_all_described() -> None:
    sources = [*(ROOT / "crowd" / "web").rglob("*.py")]
    pattern = r'cookie_(?:header|name)\(\s*(?:service\.)?settings,\s*(?:f?"([a-z]+)|COOKIE)'
    found = {
        name or re.findall(r'^COOKIE = "(\w+)"', source.read_text(), re.MULTILINE)[0]
        for source in sources
        for name in re.findall(pattern, source.read_text())
        if name or "\nCOOKIE = " in source.read_text()
    }
    assert found == {name.partition("-")[0] for name in COOKIE_PURPOSES}


async def test_imprint_is_a_text_a_file_or_a_page_elsewhere(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "imprint.txt"
    file.write_text("Ours & Co\nOne Street\n\nCourt: <b>Berlin</b>\n")
    imprint = read_settings({"CROWD_IMPRINT": str(file)}).imprint
    page = await texts(store, "/imprint", imprint=imprint)
    assert re.findall(r'<p class="given"[^>]*>([^<]*)<', page)[0] == "Ours &amp; Co\nOne Street"
    assert "&lt;b&gt;Berlin" in page
    assert '<a href="/imprint">Imprint</a>' in await texts(store, "/", imprint=imprint)
    elsewhere = read_settings({"CROWD_IMPRINT": "https://example.org/imprint"}).imprint
    home = await texts(store, "/", imprint=elsewhere)
    assert '<a href="https://example.org/imprint">Imprint</a>' in home
    assert read_settings({"CROWD_IMPRINT": r"One\nTwo"}).imprint == Imprint(text="One\nTwo")
    assert ">Imprint<" not in await texts(store, "/")
    async with branded(store) as client:
        assert (await client.get("/imprint")).status_code == 404


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("CROWD_IMPRINT", "/nowhere/imprint.txt", "cannot be read"),
        ("CROWD_IMPRINT", "https://", "write an address such as"),
        ("CROWD_IMPRINT", "https://user:secret@example.org", "leave out user and password"),
        ("CROWD_SOURCE", "javascript:alert(1)", "write an address such as"),
        ("CROWD_SERVICE_NAME", "W" * 41, "at most 40 characters"),
        ("CROWD_SERVICE_NAME", "a\u202eb", "cannot be seen"),
        ("CROWD_OPERATOR", "x" * 201, "at most 200 characters"),
        ("CROWD_CONTACT", "a\x07b", "control characters"),
    ],
)
def test_wrong_text_stops_the_start(name: str, value: str, advice: str) -> None:
    with pytest.raises(InvalidSetting, match=f"{name} is .*{advice}"):
        read_settings({name: value})


@pytest.mark.parametrize(
    ("content", "advice"),
    [(b"x" * (MAX_IMPRINT_BYTES + 1), "longer than"), (b"\xff\xfe\x00", "not text in UTF-8")],
)
def test_wrong_file_of_an_imprint(tmp_path: Path, content: bytes, advice: str) -> None:
    file = tmp_path / "imprint"
    file.write_bytes(content)
    with pytest.raises(InvalidSetting, match=advice):
        read_settings({"CROWD_IMPRINT": str(file)})


async def test_footer_leads_everywhere(store: Store) -> None:
    for path in ("/", "/new", "/polls", "/methods", "/about", "/nothing/here"):
        async with branded(store, source="https://code.example/crowd") as client:
            page = (await client.get(path)).text
        footer = page.partition('<footer class="colophon">')[2]
        links = re.findall(r'<a href="([^"]+)"', footer)
        assert links[-5:] == [
            "/about",
            "/privacy",
            "/methods",
            "/api",
            "https://code.example/crowd",
        ]


@pytest.mark.parametrize("path", ["/about", "/privacy", "/imprint"])
async def test_texts_of_the_operator_stay_as_they_are_in_every_language(
    store: Store, path: str
) -> None:
    given = {"operator": "Ours, Berlin", "imprint": Imprint(text="Ours, Berlin")}
    async with branded(store, **given) as client:
        for language in LANGUAGES:
            page = (await client.get(path, headers={"accept-language": language})).text
            assert f'<html lang="{language}"' in page
            assert "Ours, Berlin" in page
