"""Overload: beyond so many requests under way, callers are told at once to come back."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from litestar import Litestar

from crowd.web.http import bodies
from crowd.web.middleware.request_slots import MAX_BY_PURPOSE, MAX_UNDER_WAY, Purpose, purpose_of
from tests.conftest import OWN_PAGE
from tests.factories import make_poll


class Reader:
    """Asks for a page or a picture, and takes the reply when it is told to."""

    def __init__(
        self, app: Litestar, path: str, headers: tuple[tuple[bytes, bytes], ...] = ()
    ) -> None:
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b""}
        more = {
            "headers": list(headers),
            "root_path": "",
            "scheme": "http",
            "client": None,
            "server": ("crowd.test", 80),
        }
        self.may_take, self.waits = asyncio.Event(), asyncio.Event()
        self.status = 0
        self.task = asyncio.create_task(app({**scope, **more}, self._receive, self._send))  # type: ignore[arg-type]

    async def _receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.waits.set()
        await self.may_take.wait()

    async def finish(self) -> int:
        """The status of the reply, once it was taken."""
        self.may_take.set()
        await self.task
        return self.status


class Caller:
    """Sends an answer, at first half of it, and takes the reply when it is told to."""

    def __init__(self, app: Litestar, poll_id: str, number: int) -> None:
        body = b'{"value": 402, "key": "%022d"}' % number
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        scope = {"type": "http", "method": "POST", "path": f"/api/polls/{poll_id}/answers"}
        more = {"query_string": b"", "headers": headers, "root_path": "", "scheme": "http"}
        network = {"client": ("192.0.2.1", 1), "server": ("crowd.test", 80)}
        self.may_send, self.may_take = asyncio.Event(), asyncio.Event()
        self.waits = asyncio.Event()
        self._parts = iter([body[:7], body[7:]])
        self.status = 0
        self.task = asyncio.create_task(
            app({**scope, **more, **network}, self._receive, self._send)  # type: ignore[arg-type]
        )

    async def _receive(self) -> dict[str, Any]:
        part = next(self._parts)
        if not part.startswith(b"{"):
            self.waits.set()
            await self.may_send.wait()
        return {"type": "http.request", "body": part, "more_body": part.startswith(b"{")}

    async def _send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.waits.set()
        await self.may_take.wait()

    async def finish(self) -> int:
        """The status of the reply, once it was taken."""
        self.may_send.set()
        self.may_take.set()
        await self.task
        return self.status


async def answer(client: httpx.AsyncClient, poll: dict[str, Any]) -> httpx.Response:
    client.cookies.clear()
    return await client.post(f"/api/polls/{poll['id']}/answers", json={"value": 1})


async def test_more_callers_than_can_be_served_are_told_to_come_back(
    app: Litestar, client: httpx.AsyncClient
) -> None:
    poll = await make_poll(client)
    callers = [Caller(app, poll["id"], number) for number in range(MAX_UNDER_WAY)]
    for caller in callers:
        caller.may_send.set()
    # All have sent everything; the first is at its reply.
    await asyncio.gather(*(caller.waits.wait() for caller in callers))
    refused = await answer(client, poll)
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/overloaded")
    assert int(refused.headers["retry-after"]) > 0
    page = await client.get(f"/p/{poll['id']}", headers={**OWN_PAGE, "accept": "text/html"})
    assert (page.status_code, page.headers["cache-control"]) == (503, "no-store")
    assert "Too many people at once" in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    frame = await client.get(f"/embed/{poll['id']}", headers={"accept": "text/html"})
    assert "Too many people at once" in frame.text
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
    assert "x-frame-options" not in frame.headers
    assert (await client.get("/healthz")).status_code == 200
    assert [await caller.finish() for caller in callers] == [201] * MAX_UNDER_WAY
    assert (await answer(client, poll)).status_code == 201


async def test_widgets_and_pictures_leave_places_for_pages_and_those_for_answers(
    app: Litestar, client: httpx.AsyncClient
) -> None:
    poll = await make_poll(client)
    base = app.state.service.renderer.assets
    widgets = [Reader(app, f"/embed/{poll['id']}") for _ in range(MAX_BY_PURPOSE[Purpose.EMBED])]
    await asyncio.gather(*(widget.waits.wait() for widget in widgets))
    refused = await client.get(f"/embed/{poll['id']}", headers={"accept": "text/html"})
    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (503, True)
    for path, name in {
        f"/p/{poll['id']}.svg": "svg",
        f"/p/{poll['id']}.png?theme=dark": "dark.png",
        f"/p/{poll['id']}/og.png?theme=none": "light.png",
    }.items():
        picture = await client.get(path)
        assert (picture.status_code, picture.headers["cache-control"]) == (200, "no-store")
        assert picture.content == base.named(f"pictures/later.{name}").body
    pages = [
        Reader(app, f"/p/{poll['id']}")
        for _ in range(MAX_BY_PURPOSE[Purpose.PAGE] - MAX_BY_PURPOSE[Purpose.EMBED])
    ]
    await asyncio.gather(*(page.waits.wait() for page in pages))
    assert (await client.get(f"/p/{poll['id']}")).status_code == 503
    assert (await answer(client, poll)).status_code == 201
    closed = await client.post(
        f"/api/polls/{poll['id']}/closure",
        headers={"authorization": f"Bearer {poll['admin_token']}"},
    )
    assert closed.status_code == 200
    assert {await reader.finish() for reader in [*widgets, *pages]} == {200}
    assert (await client.get(f"/p/{poll['id']}")).status_code == 200


async def test_readers_who_send_a_body_are_counted_too(
    app: Litestar, client: httpx.AsyncClient
) -> None:
    path = f"/embed/{(await make_poll(client))['id']}"
    with_a_body = ((b"content-length", b"1"),)
    widgets = [Reader(app, path, with_a_body) for _ in range(MAX_BY_PURPOSE[Purpose.EMBED])]
    await asyncio.gather(*(widget.waits.wait() for widget in widgets))
    assert (await client.get(path)).status_code == 503
    assert {await reader.finish() for reader in widgets} == {200}


@pytest.mark.parametrize(
    ("method", "path", "purpose"),
    [
        ("POST", "/p/a/answers", Purpose.CHANGE),
        ("DELETE", "/api/polls/a", Purpose.CHANGE),
        ("GET", "/p/a", Purpose.PAGE),
        ("ANY", "/p/a", Purpose.PAGE),
        ("BREW", "/embed/a", Purpose.EMBED),
        ("GET", "/p/a.png", Purpose.EMBED),
    ],
)
def test_only_changes_have_the_places_that_are_kept_for_them(
    method: str, path: str, purpose: Purpose
) -> None:
    assert purpose_of({"method": method, "path": path}) is purpose  # type: ignore[typeddict-item]


async def test_callers_who_are_slow_to_send_take_nobodys_place(
    app: Litestar, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MAX_BY_PURPOSE, Purpose.CHANGE, 20)
    poll = await make_poll(client)
    callers = [
        Caller(app, poll["id"], number) for number in range(2 * MAX_BY_PURPOSE[Purpose.CHANGE])
    ]
    await asyncio.gather(*(caller.waits.wait() for caller in callers))
    assert (await answer(client, poll)).status_code == 201
    assert {await caller.finish() for caller in callers} == {201}


async def test_body_that_stops_coming_is_given_up(
    app: Litestar, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_PART_SECONDS", 0.05)
    poll = await make_poll(client)
    caller = Caller(app, poll["id"], 1)
    caller.may_take.set()
    await caller.task
    assert caller.status == 408
    assert (await answer(client, poll)).status_code == 201


@pytest.mark.parametrize("failing", ["/p/unknown", "/api/polls/unknown"])
async def test_requests_that_failed_are_not_under_way_any_more(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    monkeypatch.setitem(MAX_BY_PURPOSE, Purpose.PAGE, 20)
    for _ in range(MAX_BY_PURPOSE[Purpose.PAGE] + 1):
        assert (await client.get(failing)).status_code == 404
