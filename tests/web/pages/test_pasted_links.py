"""Addresses that were pasted with what stood around them, asked for as browsers do."""

from __future__ import annotations

import html

import httpx
import pytest

from tests.factories import make_poll
from tests.web.pages.forms import created

Client = httpx.AsyncClient


@pytest.mark.parametrize("pasted", [")", ").", "%E2%80%8B", "%20", ",", "%2520", "_", "%3E"])
async def test_pasted_link_leads_to_the_poll(client: Client, visitor: Client, pasted: str) -> None:
    poll = await make_poll(client)
    reply = await visitor.get(f"/p/{poll['id']}{pasted}?lang=de&s=x")
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}?lang=de&s=x")
    assert reply.headers["cache-control"] == "no-store"
    page = await visitor.get(reply.headers["location"])
    assert (page.status_code, poll["question"] in html.unescape(page.text)) == (200, True)


@pytest.mark.parametrize("path", ["/P/{}", "/p/%3C{}%3E", "/EMBED/{}", "/embed/{}).", "/p/{}.svg)"])
async def test_address_in_another_spelling_leads_to_the_right_one(
    client: Client, visitor: Client, path: str
) -> None:
    poll = await make_poll(client)
    reply = await visitor.get(path.format(poll["id"]))
    assert reply.status_code == 303
    assert (await visitor.get(reply.headers["location"])).status_code == 200


async def test_admin_link_with_a_full_stop_opens(visitor: Client) -> None:
    poll = await created(visitor)
    reply = await visitor.get(f"/a/{poll['admin_token']}.")
    assert reply.headers["location"] == f"/a/{poll['admin_token']}"


async def test_redirect_does_not_depend_on_whether_there_is_a_poll(
    client: Client, visitor: Client
) -> None:
    poll, draft = await make_poll(client), await created(visitor, action="draft")
    replies = [
        await client.get(f"/p/{poll_id})")
        for poll_id in (poll["id"], draft["id"], "AAAAAAAAAAAAAAAAAA")
    ]
    assert [reply.status_code for reply in replies] == [303] * 3
    assert (await client.get(replies[1].headers["location"])).status_code == 404
    assert (await client.get(replies[2].headers["location"])).status_code == 404


async def test_lost_capitals_are_told(client: Client, visitor: Client) -> None:
    poll = await make_poll(client)
    page = await visitor.get(f"/p/{poll['id'].lower()}")
    assert page.status_code == 404
    assert "capital or small letters were changed" in page.text
    assert "capital or small letters" not in (await visitor.get("/p/AbAAAAAAAAAAAAAAAA")).text


async def test_oembed_of_a_pasted_link(client: Client) -> None:
    poll = await make_poll(client)
    for pasted in (")", "%E2%80%8B", ".", ""):
        asked = {"url": f"http://crowd.test/p/{poll['id']}{pasted}"}
        reply = await client.get("/oembed", params=asked, headers={"host": "crowd.test"})
        assert (reply.status_code, poll["id"] in reply.json().get("html", "")) == (200, True)


async def test_only_reading_is_redirected(client: Client) -> None:
    poll = await make_poll(client)
    for method in ("POST", "PUT", "DELETE"):
        reply = await client.request(method, f"/p/{poll['id']})")
        assert (method, "location" in reply.headers) == (method, False)
    assert "location" in (await client.request("HEAD", f"/p/{poll['id']})")).headers
