"""The list of a browser's own polls: what is in it, what it grants, how it is forgotten."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import httpx
from litestar import Litestar

from crowd.model import tokens
from crowd.store import keys
from crowd.store.own_polls import MAX_OWN_POLLS
from crowd.store.store import Store
from tests.conftest import OWN_PAGE
from tests.factories import admin, hidden_fields, make_poll
from tests.web.pages.forms import Client, Poll, created, dump, manage

SECRET_COOKIE = "crowd-organizer"


def another_browser(app: Litestar) -> Client:
    transport = httpx.ASGITransport(app=app)
    headers = {**OWN_PAGE, "accept": "text/html"}
    return httpx.AsyncClient(transport=transport, base_url="http://crowd.test", headers=headers)


async def listed(visitor: Client, query: str = "") -> list[str]:
    """The polls that the list leads to, in its order."""
    reply = await visitor.get(f"/mine{query}")
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-store")
    return re.findall(r'name="poll" value="([^"]+)"', reply.text)


async def managed(visitor: Client) -> list[str]:
    return re.findall(r'href="/p/([^"/]+)/manage"', (await visitor.get("/mine")).text)


async def forget(visitor: Client, **fields: str) -> httpx.Response:
    page = (await visitor.get("/mine")).text
    ticket = hidden_fields(page, "/mine/forgetting")["ticket"]
    return await visitor.post("/mine/forgetting", data={"ticket": ticket, **fields})


async def test_polls_made_in_a_browser_are_listed_there_and_nowhere_else(
    app: Litestar, visitor: Client, database_url: str
) -> None:
    assert await listed(visitor) == []
    first, second = await created(visitor), await created(visitor, action="draft")
    await manage(visitor, first, "duplicate")
    ids = await listed(visitor)
    assert ids[1:] == [second["id"], first["id"]]
    assert set(await managed(visitor)) == set(ids)
    assert (await visitor.get("/mine")).text.count(first["admin_token"]) == 0
    async with another_browser(app) as other:
        assert await listed(other) == []
    token = visitor.cookies[SECRET_COOKIE]
    stored = dump(database_url)
    assert [key for key in stored if token.encode() in key + stored[key]] == []


async def test_list_alone_manages_nothing(app: Litestar, visitor: Client) -> None:
    """Somebody with the list's cookie sees questions, and is led to no management."""
    poll = await created(visitor)
    async with another_browser(app) as other:
        other.cookies.set(SECRET_COOKIE, visitor.cookies[SECRET_COOKIE])
        assert await listed(other) == [poll["id"]]
        assert await managed(other) == []
        assert "Open its admin link in this browser" in (await other.get("/mine")).text
        assert (await other.get(f"/p/{poll['id']}/manage")).status_code == 401


async def test_replaced_admin_link_is_told(app: Litestar, visitor: Client) -> None:
    poll = await created(visitor)
    async with another_browser(app) as other:
        await other.get(f"/a/{poll['admin_token']}")
        assert await managed(other) == [poll["id"]]
        await manage(other, poll, "link")
        assert await managed(other) == [poll["id"]]
    page = (await visitor.get("/mine")).text
    assert await managed(visitor) == []
    assert "Its admin link was replaced." in page


async def test_admin_link_of_a_poll_made_elsewhere_lists_it(visitor: Client) -> None:
    poll = await make_poll(visitor)
    await visitor.get(f"/a/{poll['admin_token']}")
    assert await managed(visitor) == [poll["id"]]
    # A page of another site asks first; nothing is kept before the form is sent.
    other = await make_poll(visitor)
    link = f"/a/{other['admin_token']}"
    page = await visitor.get(link, headers={"sec-fetch-site": "cross-site"})
    assert SECRET_COOKIE not in visitor.cookies
    await visitor.post(link, data=hidden_fields(page.text, link))
    assert SECRET_COOKIE in visitor.cookies
    assert set(await listed(visitor)) == {poll["id"], other["id"]}


async def test_invented_admin_cookie_lists_nothing(visitor: Client) -> None:
    poll = await make_poll(visitor)
    visitor.cookies.set(f"crowd-admin-{poll['id']}", f"{poll['id']}.invented")
    assert await listed(visitor) == []


async def test_one_poll_is_forgotten(visitor: Client) -> None:
    first, second = await created(visitor), await created(visitor)
    assert (await forget(visitor, poll=first["id"])).status_code == 303
    assert await listed(visitor) == [second["id"]]
    assert (await visitor.get(f"/p/{first['id']}/manage")).status_code == 401
    assert (await visitor.get(f"/a/{first['admin_token']}")).status_code == 303
    assert await listed(visitor) == [second["id"], first["id"]]


async def test_all_polls_are_forgotten_once_that_is_confirmed(visitor: Client) -> None:
    polls: list[Poll] = [await created(visitor), await created(visitor)]
    refused = await forget(visitor)
    assert (refused.status_code, "Tick the box" in refused.text) == (422, True)
    assert len(await listed(visitor)) == 2
    assert (await forget(visitor, sure="1")).headers["location"] == "/mine"
    assert await listed(visitor) == []
    assert [name for name in visitor.cookies if "admin" in name or "organizer" in name] == []
    for poll in polls:
        assert (await visitor.get(f"/p/{poll['id']}")).status_code == 200


async def test_deleted_polls_leave_the_list(visitor: Client, store: Store) -> None:
    first, second = await created(visitor), await created(visitor)
    await manage(visitor, first, "deletion", sure="1")
    assert await listed(visitor) == [second["id"]]
    # One that is deleted elsewhere leaves it when it is next shown.
    await visitor.delete(f"/api/polls/{second['id']}", headers=admin(second))
    name = keys.own_polls(tokens.digest(visitor.cookies[SECRET_COOKIE]))
    await store.database.redis.zadd(name, {second["id"]: 1})
    assert await listed(visitor) == []
    assert await store.database.redis.zcard(name) == 0


async def test_thousands_of_polls_come_page_by_page(visitor: Client, store: Store) -> None:
    polls = [await created(visitor) for _ in range(3)]
    name = keys.own_polls(tokens.digest(visitor.cookies[SECRET_COOKIE]))
    moment = int(time.time() * 1000)
    await store.database.redis.zadd(
        name, {f"none-{number}": moment + number for number in range(MAX_OWN_POLLS)}
    )
    await created(visitor)
    assert await store.database.redis.zcard(name) == MAX_OWN_POLLS
    page = (await visitor.get("/mine?page=99")).text
    assert "Page 99 of 100" in page
    for query in ("?page=100", "?page=101", "?page=0", "?page=x", "?page=99999999999"):
        assert (await visitor.get(f"/mine{query}")).status_code == 200
    # The oldest ones went from the list; what the browser manages is shown at its end all the same.
    assert set(await listed(visitor, "?page=100")) >= {poll["id"] for poll in polls[:2]}


async def test_list_is_sent_by_no_other_site(visitor: Client) -> None:
    poll = await created(visitor)
    page = (await visitor.get("/mine")).text
    data = {**hidden_fields(page, "/mine/forgetting"), "poll": poll["id"]}
    headers = {"sec-fetch-site": "cross-site"}
    assert (await visitor.post("/mine/forgetting", data=data, headers=headers)).status_code == 403
    reply = await visitor.get("/mine")
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    assert urlsplit(str(reply.url)).query == ""
    assert await listed(visitor) == [poll["id"]]
