"""oEmbed to the letter of its specification, for every form in which people paste an address."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace

from crowd.settings import Settings
from crowd.web.sharing.oembed import DEFAULT_SIZE
from tests.factories import QUESTION, close, in_hours, make_poll
from tests.web.sharing.test_images import Head, poll_in

Client = httpx.AsyncClient
REQUIRED = {"type", "version", "html", "width", "height"}


async def ask(client: Client, url: str, **more: Any) -> httpx.Response:
    return await client.get("/oembed", params={"url": url, **more})


@pytest.fixture
async def url(client: Client) -> str:
    return "http://crowd.test" + await poll_in(client, "open")


async def test_answer_in_json(client: Client, url: str) -> None:
    reply = await ask(client, url)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cache-control"] == "public, max-age=60"
    poll_id = url.rpartition("/")[2]
    answer = reply.json()
    assert answer.pop("thumbnail_url").startswith(f"{url}/og.png?v=")
    assert 55 <= answer.pop("cache_age") <= 60
    assert answer == {
        "type": "rich",
        "version": "1.0",
        "title": QUESTION,
        "provider_name": "crowd",
        "provider_url": "http://crowd.test/",
        "width": 640,
        "height": 560,
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "html": f'<blockquote class="crowd-poll"><a href="{url}">{QUESTION}</a></blockquote>'
        f'<iframe src="http://crowd.test/embed/{poll_id}" width="640" height="560" '
        f'title="{QUESTION}"></iframe>',
    }


async def test_answer_in_xml_is_the_same(client: Client, url: str) -> None:
    reply = await ask(client, url, format="xml")
    assert reply.headers["content-type"] == "text/xml; charset=utf-8"
    root = fromstring(reply.content)
    assert root.tag == "oembed"
    answer = {element.tag: element.text for element in root}
    expected = (await ask(client, url, format="json")).json()
    answer.pop("cache_age")
    expected.pop("cache_age")
    assert answer == {name: str(value) for name, value in expected.items()}
    assert set(answer) > REQUIRED


@pytest.mark.parametrize(
    ("form", "known"),
    [
        ("{url}", True),
        ("{url}/", True),
        ("{url}/results", True),
        ("{url}?s=token&utm_source=mail", True),
        ("{url}/results?s=token#top", True),
        ("{url}#?secret=abc", True),
        ("{url}.svg", True),
        ("{url}.png?theme=dark", True),
        ("  {url} ", True),
        ("https://crowd.test/p/{id}", True),
        ("HTTP://CROWD.TEST:80/p/{id}", True),
        ("http://crowd.test/embed/{id}", True),
        ("http://crowd.test:8000/p/{id}", False),
        ("http://other.test/p/{id}", False),
        ("http://crowd.test.other.test/p/{id}", False),
        ("http://crowd.test@other.test/p/{id}", False),
        ("http://somebody@crowd.test/p/{id}", False),
        ("//crowd.test/p/{id}", False),
        ("ftp://crowd.test/p/{id}", False),
        ("file:///p/{id}", False),
        ("http://crowd.test/", False),
        ("http://crowd.test/p/", False),
        ("http://crowd.test/api/polls/{id}", False),
        ("http://crowd.test/p/nobody-made-this", False),
        ("http://crowd.test/p/{id}{id}", False),
        ("http://[::1/p/{id}", False),
        ("http://crowd.test:port/p/{id}", False),
        ("{url}?" + "x" * 3000, False),
        ("poll", False),
    ],
)
async def test_address_in_any_form(client: Client, url: str, form: str, known: bool) -> None:
    reply = await ask(client, form.format(url=url, id=url.rpartition("/")[2]))
    assert reply.status_code == (200 if known else 404)
    if known:
        assert f'<a href="{url}">' in reply.json()["html"]


async def test_addresses_are_those_of_the_public_url(
    client: Client, app: Litestar, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(public_url="https://polls.example.org")
    monkeypatch.setattr(app.state, "service", replace(app.state.service, settings=settings))
    poll_id = url.rpartition("/")[2]
    assert (await ask(client, url)).status_code == 404
    for scheme in ("http", "https"):
        answer = (await ask(client, f"{scheme}://polls.example.org/p/{poll_id}")).json()
        assert f'<iframe src="https://polls.example.org/embed/{poll_id}"' in answer["html"]


@pytest.mark.parametrize("state", ["draft", "deleted", "unknown"])
@pytest.mark.parametrize("form", ["json", "xml"])
async def test_poll_that_is_not_there_is_not_found(client: Client, state: str, form: str) -> None:
    url = "http://crowd.test" + await poll_in(client, state)
    assert (await ask(client, url, format=form)).status_code == 404


async def test_format_that_is_none_is_not_implemented(client: Client, url: str) -> None:
    assert (await ask(client, url, format="yaml")).status_code == 501
    assert (await client.get("/oembed")).status_code == 400


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, DEFAULT_SIZE),
        ({"maxwidth": "400"}, (400, 560)),
        ({"maxheight": "300"}, (640, 300)),
        ({"maxwidth": "320", "maxheight": "200"}, (320, 200)),
        ({"maxwidth": "5000", "maxheight": "5000"}, DEFAULT_SIZE),
        ({"maxwidth": "wide", "maxheight": "-1"}, DEFAULT_SIZE),
        ({"maxwidth": "0", "maxheight": "1e3"}, DEFAULT_SIZE),
        ({"maxwidth": "٣", "discover": "true", "colour": "red"}, DEFAULT_SIZE),
    ],
)
async def test_frame_is_no_larger_than_asked_for(
    client: Client, url: str, asked: dict[str, str], size: tuple[int, int]
) -> None:
    answer = (await ask(client, url, **asked)).json()
    assert (answer["width"], answer["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in answer["html"]
    assert ("?compact=1" in answer["html"]) is (size[1] < DEFAULT_SIZE[1])
    has_room = size == DEFAULT_SIZE
    assert {
        name in answer for name in ("thumbnail_url", "thumbnail_width", "thumbnail_height")
    } == {has_room}


class Tags(HTMLParser):
    """What a browser makes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


async def test_html_has_what_sites_let_through(client: Client) -> None:
    hostile = "\"><script>alert(1)</script>' onload=x & ]]>"
    poll = await make_poll(client, question=hostile)
    for form in ("json", "xml"):
        reply = await ask(client, f"http://crowd.test/p/{poll['id']}", format=form)
        html = (
            reply.json()["html"]
            if form == "json"
            else fromstring(reply.content).findtext("html") or ""
        )
        tags = Tags(html).tags
        assert [tag for tag, _ in tags] == ["blockquote", "a", "iframe"]
        assert set(tags[2][1]) == {"src", "width", "height", "title"}
        assert tags[2][1]["title"] == hostile


async def test_answer_may_be_kept_longer_after_the_reveal(client: Client) -> None:
    poll = await make_poll(client, closes_at=in_hours(20 / 3600))
    url = f"http://crowd.test/p/{poll['id']}"
    assert 0 < (await ask(client, url)).json()["cache_age"] <= 20
    await close(client, poll)
    assert (await ask(client, url)).json()["cache_age"] == 3600


@pytest.mark.parametrize("state", ["open", "closed", "revealed"])
async def test_pages_tell_where_the_answer_is(client: Client, visitor: Client, state: str) -> None:
    address = await poll_in(client, state)
    page = await visitor.get(address)
    links = Head(page.text).links
    told = httpx.Headers(page.headers).get_list("link", split_commas=True)
    for form in ("application/json+oembed", "text/xml+oembed"):
        reply = await client.get(links[form])
        assert reply.status_code == 200
        assert f"http://crowd.test{address}" in reply.text
        assert any(links[form] in entry and form in entry for entry in told)
