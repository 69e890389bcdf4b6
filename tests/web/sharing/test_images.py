"""A poll's pictures and previews over HTTP: an image in every state, kept as long as it may be."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from litestar import Litestar
from PIL import Image

from crowd.web.sharing.card_svg import DARK_STYLES, SVG_POLICY
from tests.factories import QUESTION, admin, close, give_answers, in_hours, make_poll

Client = httpx.AsyncClient
Poll = dict[str, Any]
FORMS = (".svg", ".png", "/og.png", "/square.png")
STATES = ("draft", "open", "closed", "revealed", "resolved", "deleted", "unknown")


async def poll_in(client: Client, state: str) -> str:
    """The address of a poll in a state, without an ending."""
    if state == "unknown":
        return "/p/nobody-made-this-one"
    manual = {"reveal": "manual"} if state == "closed" else {}
    poll = await make_poll(client, draft=state == "draft", **manual)
    if state not in {"draft", "open"}:
        await give_answers(client, poll, [300, 402, 500])
    if state in {"closed", "revealed", "resolved"}:
        await close(client, poll)
    if state == "resolved":
        await resolve(client, poll, 467)
    if state == "deleted":
        reply = await client.delete(f"/api/polls/{poll['id']}", headers=admin(poll))
        assert reply.status_code == 204, reply.text
    return f"/p/{poll['id']}"


async def resolve(client: Client, poll: Poll, truth: float) -> None:
    reply = await client.post(
        f"/api/polls/{poll['id']}/resolution", json={"truth": truth}, headers=admin(poll)
    )
    assert reply.status_code == 200, reply.text


def told(reply: httpx.Response) -> str:
    """What an SVG says aloud."""
    root = fromstring(reply.content)
    return " ".join(element.text or "" for element in list(root)[:2])


@pytest.mark.parametrize("state", STATES)
async def test_every_state_has_its_pictures(client: Client, state: str) -> None:
    address = await poll_in(client, state)
    for form in FORMS:
        reply = await client.get(address + form)
        assert reply.status_code == 200
        assert reply.headers["content-security-policy"] == SVG_POLICY
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "set-cookie" not in reply.headers
        if form == ".svg":
            assert reply.headers["content-type"] == "image/svg+xml"
            assert fromstring(reply.content).get("viewBox", "").startswith("0 0 640")
            continue
        assert reply.headers["content-type"] == "image/png"
        with Image.open(io.BytesIO(reply.content)) as image:
            expected = {"/og.png": (1200, 630), "/square.png": (1080, 1080)}
            assert image.size == expected.get(form, image.size)
            assert form in expected or image.width == 1280


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", "Open until"),
        ("closed", "Closed. Results when the organizer reveals them."),
        ("revealed", "Correct answer: not known yet."),
        ("resolved", "Correct answer: 467 pieces."),
        ("draft", "There is no poll at this address."),
        ("deleted", "There is no poll at this address."),
        ("unknown", "There is no poll at this address."),
    ],
)
async def test_picture_says_how_it_stands(client: Client, state: str, words: str) -> None:
    said = told(await client.get(await poll_in(client, state) + ".svg"))
    assert words in said
    assert (QUESTION in said) is ("no poll" not in said)


async def test_organizer_sees_no_picture_of_a_draft(client: Client) -> None:
    poll = await make_poll(client, draft=True)
    reply = await client.get(f"/p/{poll['id']}.svg", headers=admin(poll))
    assert "There is no poll" in told(reply)


@pytest.mark.parametrize("form", FORMS)
async def test_theme_that_is_none_is_not_asked_for(client: Client, form: str) -> None:
    address = await poll_in(client, "open") + form
    usual = (await client.get(address)).content
    for broken in ("", "purple", "DARK", "<script>", "dark&theme=light" if form == "" else "a b"):
        assert (await client.get(address, params={"theme": broken})).content == usual
    dark, light = [
        (await client.get(address, params={"theme": theme})).content for theme in ("dark", "light")
    ]
    assert dark not in {light, usual}
    assert (light == usual) is (form != ".svg")


async def test_svg_follows_its_reader_until_told_otherwise(client: Client) -> None:
    address = await poll_in(client, "open") + ".svg"
    assert DARK_STYLES in (await client.get(address)).text
    for theme in ("light", "dark"):
        assert "<style" not in (await client.get(address, params={"theme": theme})).text


@pytest.mark.parametrize("form", FORMS)
async def test_picture_is_sent_again_only_when_it_changed(client: Client, form: str) -> None:
    poll = await make_poll(client)
    address = f"/p/{poll['id']}{form}"
    first = await client.get(address)
    known = {"if-none-match": first.headers["etag"]}
    again = await client.get(address, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cross-origin-resource-policy"] == "cross-origin"
    await close(client, poll)
    after = await client.get(address, headers=known)
    assert (after.status_code, after.content == first.content) == (200, False)


@pytest.mark.parametrize("form", FORMS)
async def test_picture_is_kept_no_longer_than_it_may_be(client: Client, form: str) -> None:
    async def kept(address: str) -> str:
        reply = await client.get(address)
        return str(reply.headers["cache-control"])

    soon = await make_poll(client, closes_at=in_hours(20 / 3600))
    match = re.fullmatch(r"public, max-age=(\d+)", await kept(f"/p/{soon['id']}{form}"))
    assert match
    assert 0 < int(match[1]) <= 20
    assert await kept(await poll_in(client, "open") + form) == "public, max-age=60"
    assert await kept(await poll_in(client, "closed") + form) == "no-cache"
    assert await kept(await poll_in(client, "unknown") + form) == "public, max-age=60"
    assert await kept(await poll_in(client, "revealed") + form) == (
        "public, max-age=300, stale-while-revalidate=86400"
    )


class Head(HTMLParser):
    """The properties and links of a page's head."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.feed(page.partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.meta[found.get("property", found.get("name", ""))] = found.get("content", "")
        if tag == "link":
            self.links[found.get("type", found["rel"])] = found["href"]


@pytest.mark.parametrize("state", ["open", "closed", "revealed", "resolved"])
async def test_page_says_what_its_link_looks_like(
    visitor: Client, client: Client, state: str
) -> None:
    address = await poll_in(client, state)
    page = await visitor.get(address)
    assert len(page.text.partition("</head>")[0]) < 10_000
    assert "ld+json" not in page.text
    meta = Head(page.text).meta
    if state in {"open", "closed"}:
        assert meta["og:title"] == QUESTION
    else:
        assert meta["og:title"] != QUESTION
        assert meta["og:description"].startswith(QUESTION)
    assert meta["og:url"] == f"http://crowd.test{address}"
    assert meta["twitter:card"] == "summary_large_image"
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert meta["og:image:alt"].startswith(QUESTION)
    assert meta["og:description"]
    assert ("402" in meta["og:description"]) is (state in {"revealed", "resolved"})
    image = await client.get(meta["og:image"])
    assert image.content == (await client.get(f"{address}/og.png")).content
    immutable = "immutable" in image.headers["cache-control"]
    assert immutable is (state in {"revealed", "resolved"})


async def test_corrected_truth_has_a_new_preview(visitor: Client, client: Client) -> None:
    poll = await make_poll(client)
    await close(client, poll)
    addresses = []
    for truth in (1, 2, 1):
        await resolve(client, poll, truth)
        page = await visitor.get(f"/p/{poll['id']}")
        addresses.append(Head(page.text).meta["og:image"])
    assert len(set(addresses)) == 3
    old = await client.get(addresses[0])
    assert "immutable" not in old.headers["cache-control"]


async def test_answers_are_not_read_before_the_reveal(app: Litestar, client: Client) -> None:
    address = await poll_in(client, "open")
    store = app.state.service.store
    asked = []
    store.answers.load = store.answers.count = lambda *of: asked.append(of)
    for form in (*FORMS, ".ics"):
        assert (await client.get(address + form)).status_code == 200
    assert (await client.get(f"/oembed?url=http://crowd.test{address}")).status_code == 200
    assert asked == []


@pytest.mark.parametrize("ending", [".gif", ".svg.png", ".SVG.PNG", ".ics7"])
async def test_ending_that_is_none_is_not_found(client: Client, ending: str) -> None:
    assert (await client.get(await poll_in(client, "open") + ending)).status_code == 404


@pytest.mark.parametrize(
    ("ending", "meant"), [(".", ""), (".SVG", ".svg"), (".ics.", ".ics"), (".%00", "")]
)
async def test_ending_that_was_pasted_along_leads_to_what_was_meant(
    client: Client, ending: str, meant: str
) -> None:
    address = await poll_in(client, "open")
    found = await client.get(address + ending)
    assert (found.status_code, found.headers["location"]) == (303, address + meant)
