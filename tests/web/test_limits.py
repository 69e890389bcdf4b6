"""Limits: exactly so many pass, and only trusted proxies are believed."""

from __future__ import annotations

import asyncio
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx
import pytest
from litestar import Litestar

from crowd.settings import Settings
from crowd.store.store import Store
from crowd.web.app import build_app
from crowd.web.limits import LIMITS, Limit, client_address
from tests.conftest import SECRET
from tests.factories import admin, make_poll, poll_body


async def test_limit_concurrent_requests(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "create", Limit(10, 600))
    replies = await asyncio.gather(
        *(client.post("/api/polls", json=poll_body()) for _ in range(60))
    )
    codes = [reply.status_code for reply in replies]
    assert (codes.count(201), codes.count(429)) == (10, 50)
    refused = next(reply for reply in replies if reply.status_code == 429)
    assert refused.json()["type"] == "/problems/too-many"
    assert 0 < int(refused.headers["retry-after"]) <= 600


async def test_limit_of_answers_at_once(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client)
    other = await make_poll(client)
    monkeypatch.setitem(LIMITS, "answer", Limit(10, 60))

    async def answer(to: dict[str, Any], key: str) -> httpx.Response:
        body = {"value": 1, "key": key}
        return await client.post(f"/api/polls/{to['id']}/answers", json=body)

    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    replies = await asyncio.gather(*(answer(poll, str(number)) for number in range(200)))
    codes = [reply.status_code for reply in replies]
    assert (codes.count(201), codes.count(429)) == (10, 190)
    refused = next(reply for reply in replies if reply.status_code == 429)
    assert 0 < int(refused.headers["retry-after"]) <= 60
    taken = codes.index(201)
    # What was taken is said again, however much the address has asked for since.
    assert (await answer(poll, str(taken))).status_code == 201
    assert (await answer(other, "0")).status_code == 201


async def test_limit_lifted_with_the_admin_token(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client)
    monkeypatch.setitem(LIMITS, "answer", Limit(1, 60))
    url = f"/api/polls/{poll['id']}/answers"
    codes = []
    for key, headers in (("a", {}), ("b", {}), ("c", admin(poll)), ("d", admin(poll))):
        client.cookies.clear()
        reply = await client.post(url, json={"value": 1, "key": key}, headers=headers)
        codes.append(reply.status_code)
    assert codes == [201, 429, 201, 201]


async def test_limit_off(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "create", Limit(1, 600))
    app: Litestar = build_app(Settings(rate_limit=False), store, SECRET)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as client:
        await make_poll(client)
        await make_poll(client)


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("192.0.2.1", "", (), "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", (), "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", ("10.0.0.0/8",), "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", ("10.0.0.0/8",), "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", ("10.0.0.0/8",), "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "", (), "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", (), "192.0.2.1"),
        ("10.0.0.1", "not an address", ("10.0.0.0/8",), "not an address"),
    ],
)
def test_client_address(peer: str, forwarded: str, trusted: tuple[str, ...], address: str) -> None:
    assert client_address(peer, forwarded, trusted) == address
