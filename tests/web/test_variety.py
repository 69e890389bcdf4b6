"""What callers can vary without end costs no page: it is put into pages that are kept."""

from __future__ import annotations

import base64
import hashlib
import html
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from crowd.web.embed.appearance import DEFAULT_ACCENTS, legible_accent
from crowd.web.rendering.templates import Renderer
from crowd.web.rendering.ttl_cache import TtlCache
from tests.factories import close, give_answers, make_poll

RNG = random.Random(20261128)
ROUNDS = 2


def colour() -> str:
    return f"{RNG.randrange(1 << 24):06x}"


def tags() -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = ["q" + "".join(RNG.choices(letters, k=RNG.choice([1, 2, 9]))) for _ in range(40)]
    return ",".join(f"{name}-{name[1:3]};q=0.{RNG.randrange(999)}" for name in names)


Request = tuple[str, dict[str, str]]
VARIED: dict[str, Callable[[], Request]] = {
    "accent": lambda: (f"?accent={colour()}", {}),
    "language": lambda: (f"?lang={tags()[:9]}", {}),
    "theme": lambda: (f"?theme={colour()}", {}),
    "unknown parameters": lambda: (f"?v={colour()}&s={colour()}&{colour()}={colour()}", {}),
    "host": lambda: ("", {"host": f"{colour()}.example"}),
    "languages of the browser": lambda: ("", {"accept-language": tags()}),
}
ADDRESSES = {
    "question": "/embed/{open}",
    "result": "/embed/{revealed}",
    "results page": "/p/{revealed}",
    "picture": "/p/{revealed}.png",
    "picture as SVG": "/p/{open}.svg",
    "preview": "/p/{open}/og.png",
    "home page": "/",
    "public polls": "/polls",
    "feed": "/feed.atom",
    "feed as JSON": "/feed.json",
    "sitemap": "/sitemap.xml",
}


@pytest.fixture
def pages_made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The templates that were rendered."""
    made: list[str] = []
    original = Renderer.page

    def counted(self: Renderer, template: str, *args: Any, **data: Any) -> bytes:
        made.append(template)
        return original(self, template, *args, **data)

    monkeypatch.setattr(Renderer, "page", counted)
    return made


async def polls(client: httpx.AsyncClient) -> dict[str, str]:
    opened, revealed = await make_poll(client), await make_poll(client, public=True)
    await give_answers(client, revealed, list(range(1, 10)))
    await close(client, revealed)
    return {"open": opened["id"], "revealed": revealed["id"]}


@pytest.mark.parametrize("page", ADDRESSES)
async def test_no_page_is_made_for_what_callers_vary(
    app: Litestar, client: httpx.AsyncClient, pages_made: list[str], page: str
) -> None:
    app.state.service = msgspec.structs.replace(
        app.state.service, short_lived_pages=TtlCache(), public_lists=TtlCache()
    )
    address = ADDRESSES[page].format(**await polls(client))

    async def ask(varied: str) -> None:
        query, headers = VARIED[varied]()
        headers = {"accept-language": "en", **headers}
        reply = await client.get(f"{address}{query}", headers=headers)
        assert reply.status_code == 200

    for varied in VARIED:
        # Once for English, and once for whatever locale an unknown language leads to.
        for _ in range(2):
            await ask(varied)
        pages_made.clear()
        for _ in range(ROUNDS):
            await ask(varied)
        assert pages_made == [], varied


def style_of(page: str) -> str:
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    return style.group(1)


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("name", ["open", "revealed"])
async def test_widget_has_the_accent_that_its_address_asks_for(
    client: httpx.AsyncClient, encoding: str, name: str
) -> None:
    poll_id = (await polls(client))[name]
    tags = set()
    for asked in ("", "c00", "#8a2be2", "ffee00", "0", "<b>"):
        query = {"accent": asked, "lang": "de"} if asked else {}
        reply = await client.get(
            f"/embed/{poll_id}", params=query, headers={"accept-encoding": encoding}
        )
        assert reply.headers.get("content-encoding", "identity") == encoding
        style, digits = style_of(reply.text), asked.strip("#")
        if re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", digits):
            six = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
            colours = [f"#{legible_accent(six, ground)}" for ground in DEFAULT_ACCENTS]
        else:
            colours = list(DEFAULT_ACCENTS.values())
        assert re.findall(r"--crowd:(.*?);", style) == colours
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}';" in reply.headers["content-security-policy"]
        assert "<accent" not in reply.text
        assert "<place>" not in reply.text
        tags.add(reply.headers["etag"])
        known = {"if-none-match": reply.headers["etag"], "accept-encoding": encoding}
        again = await client.get(f"/embed/{poll_id}", params=query, headers=known)
        assert again.status_code == 304
    # Of the last two nothing is understood but their language.
    assert len(tags) == 5


async def test_way_into_the_frame_keeps_the_look(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client, frames=["https://blog.example"])
    for query in ("", "?theme=dark&accent=cc0000&compact=1&lang=de-CH", "?accent=123"):
        page = (await client.get(f"/embed/{poll['id']}{query}")).text
        inside = re.search(r'data-inside="([^"]*)"', page)
        assert inside
        wanted = query.replace("accent=123", "accent=112233")
        assert html.unescape(inside.group(1)) == f"/embed/{poll['id']}/answer{wanted}"


HOSTS = ("crowd.test", "polls.example", "polls.example:8443", "[::1]:8000")


@pytest.mark.parametrize("page", [*ADDRESSES])
async def test_pages_have_the_name_by_which_they_were_asked_for(
    client: httpx.AsyncClient, app: Litestar, page: str
) -> None:
    address = ADDRESSES[page].format(**await polls(client))
    for _ in range(2):
        for host in HOSTS:
            reply = await client.get(address, headers={"host": host})
            assert app.state.service.host_pages.placeholder not in reply.text
            assert ".invalid" not in f"{reply.text}{reply.headers}"
            if "picture" in page or page in {"preview", "public polls"}:
                continue
            assert f"http://{host}" in reply.text
            others = [other for other in HOSTS if not host.startswith(other)]
            assert not [other for other in others if f"http://{other}/" in reply.text]
            known = {"host": host, "if-none-match": reply.headers["etag"]}
            again = await client.get(address, headers=known)
            assert (again.status_code, again.content) == (304, b"")
