"""The choice of a language: by the switch, by a link, by the browser."""

from __future__ import annotations

from html import unescape

import httpx
import pytest
from babel.numbers import get_group_symbol

from crowd.i18n.languages import LANGUAGES
from tests.factories import close, hidden_fields
from tests.web.participant import GERMAN, Client, answer, poll_of


async def choose(visitor: Client, language: str, back: str, **headers: str) -> httpx.Response:
    return await visitor.post(
        "/language", data={"language": language, "back": back}, headers=headers
    )


async def test_chosen_language_is_that_of_the_next_pages(client: Client, visitor: Client) -> None:
    poll = await poll_of(client)
    address = f"/p/{poll['id']}"
    english = (await visitor.get(address)).text
    assert f'<input type="hidden" name="back" value="{address}">' in english
    reply = await choose(visitor, "ar", address)
    assert (reply.status_code, reply.headers["location"]) == (303, address)
    assert visitor.cookies["crowd-language"] == "ar"
    for path in (address, "/", "/nothing"):
        page = (await visitor.get(path, headers=GERMAN)).text
        assert '<html lang="ar" dir="rtl">' in page
    await choose(visitor, "en", "/")
    assert '<html lang="en" dir="ltr">' in (await visitor.get(address, headers=GERMAN)).text


async def test_switch_is_on_the_pages_of_participants(client: Client, visitor: Client) -> None:
    poll = await poll_of(client, reveal="manual")
    address = f"/p/{poll['id']}"

    async def back(path: str) -> str:
        page = (await visitor.get(path)).text
        assert [name for name in LANGUAGES if f'name="language" value="{name}"' not in page] == []
        return hidden_fields(page, "/language")["back"]

    assert await back("/") == "/"
    assert await back(f"{address}?s=AB_c-1") == f"{address}?s=AB_c-1"
    await answer(visitor, poll, "7")
    assert await back(f"{address}/receipt") == f"{address}/receipt"
    await close(client, poll)
    assert await back(address) == address


@pytest.mark.parametrize("language", ["", "xx", "EN", "english"])
async def test_language_that_there_is_not(visitor: Client, language: str) -> None:
    reply = await choose(visitor, language, "/")
    assert reply.status_code == 400
    assert f"Choose one of these: {', '.join(LANGUAGES)}." in reply.text
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    ("back", "location"),
    [
        ("/p/AAAA/receipt", "/p/AAAA/receipt"),
        ("/p/AAAA?s=a-B_9", "/p/AAAA?s=a-B_9"),
        ("/p/AAAA?s=%C3%A4", "/p/AAAA?s=%C3%A4"),
        ("/", "/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/p//evil.example", "/"),
        ("//[", "/"),
        ("/p/ä", "/"),
        ("/p/AAAA\r\nSet-Cookie: a=b", "/"),
        ("/p/AAAA?lang=de", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
async def test_way_back_stays_on_this_site(visitor: Client, back: str, location: str) -> None:
    reply = await choose(visitor, "de", back)
    assert (reply.status_code, reply.headers["location"]) == (303, location)


async def test_language_is_not_chosen_by_another_site(visitor: Client) -> None:
    reply = await choose(visitor, "de", "/", **{"sec-fetch-site": "cross-site"})
    assert reply.status_code == 403
    assert "set-cookie" not in reply.headers


async def test_link_can_name_the_language(client: Client, visitor: Client) -> None:
    address = f"/p/{(await poll_of(client))['id']}"
    page = await visitor.get(f"{address}?lang=fr&s=a%26b")
    assert (page.status_code, '<html lang="fr"' in page.text) == (200, True)
    assert f'<link rel="canonical" href="http://crowd.test{address}?lang=fr">' in page.text
    # Until the browser is closed, the pages that follow are in it too.
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("crowd-language=fr;")
    assert "Max-Age" not in cookie
    assert '<html lang="fr"' in (await visitor.get(address)).text
    unknown = await visitor.get(f"{address}?lang=xx")
    assert (unknown.status_code, '<html lang="fr"' in unknown.text) == (200, True)


async def test_link_overrules_nobodys_own_choice(client: Client, visitor: Client) -> None:
    address = f"/p/{(await poll_of(client))['id']}"
    await visitor.post("/language", data={"language": "es", "back": address})
    page = await visitor.get(f"{address}?lang=fr")
    assert '<html lang="fr"' in page.text
    assert "set-cookie" not in page.headers
    assert '<html lang="es"' in (await visitor.get(address)).text


async def test_language_has_the_numbers_of_the_browsers_country(client: Client) -> None:
    poll = await poll_of(client, kind={"type": "number", "maximum": 1234567})
    # The apostrophe that the Swiss write is another one in later data of locales.
    swiss = get_group_symbol("de_CH").join(("1", "234", "567"))
    for accepted, language, written in (
        ("en-US,en;q=.9,de-CH;q=.8", "de", swiss),
        ("en-US,en;q=.9", "de", "1.234.567"),
        ("it", "en", "1.234.567"),
        ("de", "en", "1,234,567"),
    ):
        headers = {"accept-language": accepted, "cookie": f"crowd-language={language}"}
        page = await client.get(f"/p/{poll['id']}", headers=headers)
        assert f'<html lang="{language}"' in page.text
        assert written in unescape(page.text)
