"""Pages that are shown directly are those that the framework would show, with the same headers."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from litestar import Litestar

from crowd.web.app import DIRECT_PAGES
from tests.factories import admin, close, give_answers, make_poll

SUFFIXES = ("", "/results", ".svg", ".png", ".ics", ".gif", ".svg/results", "/nothing")
TICKET = re.compile(rb'name="ticket" value="[^"]+"')
MOMENT = re.compile(rb'data-now="[^"]+"')


async def polls_in_each_state(client: httpx.AsyncClient) -> dict[str, str]:
    """The id of a poll in each state."""
    made: dict[str, dict[str, Any]] = {
        "draft": await make_poll(client, draft=True),
        "open": await make_poll(client),
        "closed": await make_poll(client, reveal="manual"),
        "revealed": await make_poll(client),
        "deleted": await make_poll(client),
    }
    await give_answers(client, made["revealed"], [3, 5, 8])
    for name in ("closed", "revealed"):
        await close(client, made[name])
    await client.delete(f"/api/polls/{made['deleted']['id']}", headers=admin(made["deleted"]))
    client.cookies.clear()
    return {name: poll["id"] for name, poll in made.items()} | {"none": "no-such-poll"}


def content(reply: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    headers = dict(reply.headers)
    # Tickets and the moment of writing differ, and so what they are compressed to.
    headers.pop("content-length", None)
    return reply.status_code, headers, MOMENT.sub(b"", TICKET.sub(b"", reply.content))


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "text/html", "accept-language": "de", "accept-encoding": "identity"},
        {"accept": "application/json", "accept-encoding": "gzip"},
    ],
)
async def test_page_is_the_same_as_by_way_of_the_framework(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    found = set()
    for state, poll_id in (await polls_in_each_state(client)).items():
        for suffix in SUFFIXES:
            for method in ("GET", "HEAD", "OPTIONS", "POST"):
                path = f"/p/{poll_id}{suffix}"
                # A slash at the end is nothing to the framework, and another path here.
                direct = await client.request(method, f"{path}?lang=fr", headers=headers)
                client.cookies.clear()
                framework = await client.request(method, f"{path}/?lang=fr", headers=headers)
                client.cookies.clear()
                assert content(direct) == content(framework), (state, suffix, method)
                found.add((method, direct.status_code))
    assert {("GET", 200), ("GET", 403), ("GET", 404), ("HEAD", 200), ("OPTIONS", 204)} <= found


async def test_direct_pages_do_not_reach_the_framework(
    client: httpx.AsyncClient, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client)
    reached = []
    router = type(app.asgi_router)
    usual = router.__call__

    async def count(self: Any, scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])
        await usual(self, scope, receive, send)

    monkeypatch.setattr(router, "__call__", count)
    for handler in DIRECT_PAGES:
        for path in handler.paths:
            address = path.replace("{poll_id:str}", poll["id"])
            assert (await client.get(address)).status_code in (200, 403)
    assert reached == []
    await client.get(f"/p/{poll['id']}/receipt")
    assert reached == [f"/p/{poll['id']}/receipt"]


async def test_failure_of_a_direct_page_is_a_page(
    client: httpx.AsyncClient, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_poll_id: str) -> None:
        raise RuntimeError("broken")

    poll = await make_poll(client)
    monkeypatch.setattr(app.state.service.store.polls, "load", fail)
    reply = await client.get(f"/p/{poll['id']}", headers={"accept": "text/html"})
    assert (reply.status_code, reply.headers["cache-control"]) == (500, "no-store")
    assert "Something went wrong on our side" in reply.text
    assert "broken" not in reply.text
