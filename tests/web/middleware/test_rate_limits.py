"""Limits: exactly so many pass, whatever becomes of them, and every route that stores has one."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from crowd.settings import Settings
from crowd.store import keys
from crowd.store.store import Store
from crowd.web.http.addresses import networks_of, read_address
from crowd.web.middleware.rate_limits import LIMITS, Limit
from tests.conftest import OWN_PAGE, app_over
from tests.databases import server_of
from tests.factories import admin, give_answers, hidden_fields, in_hours, make_poll, poll_body
from tests.web.test_foreign_tokens import calls, reply_to

AGES = 1_000_000_000
"""A window that does not end while a test runs."""

NOT_LIMITED = {"/language", "/a/{token}", "/e/{token}"}
"""They set a cookie and keep nothing."""


@pytest.fixture
def nothing_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    for purpose in LIMITS:
        monkeypatch.setitem(LIMITS, purpose, Limit(0, AGES))


def caller(app: Litestar, address: str, **headers: str) -> httpx.AsyncClient:
    """A program at an address; it keeps no cookies."""
    transport = httpx.ASGITransport(app=app, client=(address, 1))
    client = httpx.AsyncClient(transport=transport, base_url="http://crowd.test", headers=headers)
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return client


async def answers(client: httpx.AsyncClient, poll_id: str, count: int) -> Counter[int]:
    """The statuses of so many answers at once, each from somebody new."""
    url = f"/api/polls/{poll_id}/answers"
    replies = await asyncio.gather(*(client.post(url, json={"value": 1}) for _ in range(count)))
    return Counter(reply.status_code for reply in replies)


# So many pass


async def test_limit_concurrent_requests(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "create", Limit(10, AGES))
    replies = await asyncio.gather(
        *(client.post("/api/polls", json=poll_body()) for _ in range(60))
    )
    codes = [reply.status_code for reply in replies]
    assert (codes.count(201), codes.count(429)) == (10, 50)
    refused = next(reply for reply in replies if reply.status_code == 429)
    assert refused.json()["type"] == "/problems/too-many"
    assert 0 < int(refused.headers["retry-after"]) <= AGES


async def test_limit_of_answers_at_once(
    app: Litestar, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll, other = await make_poll(client), await make_poll(client)
    monkeypatch.setitem(LIMITS, "answer", Limit(10, AGES))
    async with caller(app, "192.0.2.1") as school, caller(app, "192.0.2.2") as neighbour:
        assert await answers(school, poll["id"], 200) == {201: 10, 429: 190}
        # The budget is the address's, not the poll's.
        assert await answers(school, other["id"], 1) == {429: 1}
        assert await answers(neighbour, poll["id"], 11) == {201: 10, 429: 1}


async def test_attempts_count_whatever_becomes_of_them(
    app: Litestar, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client)
    monkeypatch.setitem(LIMITS, "answer", Limit(5, AGES))
    async with caller(app, "192.0.2.1", **OWN_PAGE) as school:
        address = f"polls/{poll['id']}/answers"
        same = {"value": 1, "key": "one random key for all"}
        sent = [
            await school.post(f"/api/{address}", json=same),
            await school.post(f"/api/{address}", json=same),
            await school.post(f"/api/{address}", json={"value": -1}),
            await school.post("/api/polls/AAAAAAAAAAAAAAAAAA/answers", json=same),
            await school.post("/embed/AAAAAAAAAAAAAAAAAA/answer", data={"value": "1"}),
        ]
        assert [reply.status_code for reply in sent] == [201, 201, 422, 404, 404]
        assert (await school.post(f"/api/{address}", json=same)).status_code == 429
        assert (await school.post(f"/p/{poll['id']}/answers", data={})).status_code == 429


async def test_wider_networks_have_wider_limits(
    app: Litestar, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client)
    monkeypatch.setitem(LIMITS, "answer", Limit(10, AGES))

    async def passed(address: str, count: int) -> int:
        async with caller(app, address) as somebody:
            return (await answers(somebody, poll["id"], count))[201]

    assert await passed("2001:db8:1:100::1", 30) == 10
    assert await passed("2001:db8:1:100:ffff::2", 30) == 0
    of_the_56 = [await passed(f"2001:db8:1:1{number:02x}::1", 4) for number in range(1, 6)]
    assert of_the_56 == [4, 4, 2, 0, 0]
    of_the_48 = [await passed(f"2001:db8:1:{number}00::1", 4) for number in range(2, 9)]
    assert of_the_48 == [4, 4, 4, 4, 4, 0, 0]
    assert await passed("2001:db8:2::1", 30) == 10
    assert await passed("::ffff:192.0.2.1", 6) == 6
    assert await passed("192.0.2.1", 6) == 4


async def test_refusal_is_the_same_whichever_budget_is_spent(
    app: Litestar, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client)
    monkeypatch.setitem(LIMITS, "answer", Limit(2, AGES))
    url = f"/api/polls/{poll['id']}/answers"
    replies = []
    # The /64 is spent by the third, the /56 by the fifth, the /48 by the ninth.
    for number in (0, 0, 0, 1, 1, 2, 0x100, 0x200, 0x300, 0x400, 0x500, 0x600):
        async with caller(app, f"2001:db8:1:{number:x}::1") as somebody:
            replies.append(await somebody.post(url, json={"value": 1}))
    accepted = [reply.status_code == 201 for reply in replies]
    assert accepted == [*(True, True, False), *(True, True), False, *([True] * 4), False, False]
    kinds = {
        (tuple(sorted(reply.headers)), re.sub(r"\d+", "n", reply.text))
        for reply in replies
        if reply.status_code != 201
    }
    assert len(kinds) == 1


async def test_trusted_proxy_says_whose_budget_it_is(
    store: Store, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client)
    monkeypatch.setitem(LIMITS, "answer", Limit(2, AGES))
    app = app_over(store, Settings(trusted_proxies=("10.0.0.0/8",)))

    async def passed(peer: str, *forwarded: str) -> int:
        codes: Counter[int] = Counter()
        for text in forwarded:
            async with caller(app, peer, **{"x-forwarded-for": text}) as somebody:
                codes += await answers(somebody, poll["id"], 1)
        return codes[201]

    ports = [f"192.0.2.1:{port}" for port in range(1000, 1005)]
    assert await passed("10.0.0.1", "192.0.2.1", *ports) == 2
    assert await passed("10.0.0.1", *(f"[2001:db8::{n}]:{n}" for n in range(1, 6))) == 2
    nobody = ("unknown", "_hidden1", "_hidden2", "for=192.0.2.77", "192.0.2.5, nobody")
    assert await passed("10.0.0.1", *nobody) == 2
    assert await passed("192.0.2.9", "192.0.2.10", "192.0.2.11", "192.0.2.12") == 2


# Who is limited


def changing(app: Litestar) -> list[tuple[str, str]]:
    """Every method and path that can change something."""
    return [
        (method, route.path_format)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in sorted(route.methods - {"GET", "HEAD", "OPTIONS"})
    ]


async def test_every_route_that_changes_something_is_limited(
    app: Litestar, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client, draft=True)
    organizer = {"cookie": f"crowd-admin-{poll['id']}={poll['admin_token']}"}
    for purpose in LIMITS:
        monkeypatch.setitem(LIMITS, purpose, Limit(0, AGES))
    passed = []
    for call in calls(app):
        if call.method == "GET":
            continue
        reply = await reply_to(client, call, poll["id"], organizer)
        if reply.status_code != 429 or int(reply.headers["retry-after"]) < 1:
            passed.append((str(call), reply.status_code))
    for method, path in changing(app):
        if "{poll_id}" in path or path in NOT_LIMITED:
            continue
        more: dict[str, Any] = (
            {"json": poll_body()} if path.startswith("/api") else {"data": {"value": "1"}}
        )
        headers = {} if path.startswith("/api") else OWN_PAGE
        reply = await client.request(method, path, headers=headers, **more)
        if reply.status_code != 429:
            passed.append((f"{method} {path}", reply.status_code))
    assert passed == []


@pytest.mark.usefixtures("nothing_allowed")
async def test_admin_token_is_not_limited(
    store: Store, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is stored counts for everybody.
    monkeypatch.setitem(LIMITS, "store", Limit(1_000_000, AGES))
    unlimited = app_over(store, Settings(rate_limit=False))
    async with caller(unlimited, "192.0.2.1") as client:
        poll = await make_poll(client, draft=True)
    address = f"/api/polls/{poll['id']}"
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/opening", {}),
        ("POST", "/answers", {"value": 1}),
        ("POST", "/answers", {"value": 2, "key": "k"}),
        ("POST", "/closure", {}),
        ("POST", "/resolution", {"truth": 3}),
        ("DELETE", "", {}),
    ]
    async with caller(app, "192.0.2.1") as client:
        for method, path, body in steps:
            more = {"json": body} if method == "POST" else {}
            reply = await client.request(method, address + path, headers=admin(poll), **more)
            assert reply.status_code < 300, reply.text


async def test_wrong_admin_tokens_are_limited_and_right_ones_are_not(
    app: Litestar, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll, other = await make_poll(client, draft=True), await make_poll(client)
    for purpose in ("manage", "answer", "draft"):
        monkeypatch.setitem(LIMITS, purpose, Limit(1, AGES))
    api, page = f"/api/polls/{poll['id']}", f"/p/{poll['id']}/manage"
    wrong = {"authorization": f"Bearer {poll['id']}.{'x' * 22}"}
    async with caller(app, "192.0.2.1", **OWN_PAGE) as stranger:
        for path, body, first in (
            ("/answers", {"value": 1}, 404),
            ("/opening", {}, 404),
            ("/closure", {}, 429),
            ("/reveal", {}, 429),
            ("/resolution", {"truth": 3}, 429),
            ("/extension", {"closes_at": in_hours(48)}, 429),
        ):
            found = [
                (await stranger.post(api + path, json=body, headers=headers)).status_code
                for headers in (admin(other), wrong)
            ]
            assert found == [first, 429], path
        assert (await stranger.delete(api, headers=wrong)).status_code == 429
        statuses = [
            (await stranger.post(f"{page}/draft", headers=headers, data={})).status_code
            for headers in (wrong, {}, admin(other))
        ]
        assert statuses == [404, 429, 429]
        for _ in range(3):
            mine = await stranger.post(f"{api}/answers", json={"value": 1}, headers=admin(poll))
            assert mine.json()["type"] == "/problems/not-open"
        assert (await stranger.post(f"{api}/opening", headers=admin(poll))).status_code == 200


@pytest.mark.usefixtures("nothing_allowed")
async def test_limit_off(store: Store) -> None:
    async with caller(app_over(store, Settings(rate_limit=False)), "192.0.2.1") as client:
        poll = await make_poll(client)
        await give_answers(client, poll, [1, 2])


@pytest.mark.usefixtures("nothing_allowed")
async def test_attempts_that_cannot_be_counted_pass(app: Litestar, empty_database: str) -> None:
    token_deriver = app.state.service.token_deriver
    for purpose in ("create", "store", "answer"):
        widest = token_deriver.network_hash(networks_of(read_address("192.0.2.1"))[-1])
        name = keys.attempts(purpose, widest[0] if "+cluster" in empty_database else 0)
        with server_of(empty_database, name) as server:
            server.set(name, "what no counter is")
    async with caller(app, "192.0.2.1") as client:
        await give_answers(client, await make_poll(client), [1, 2])


# What was typed


async def test_what_was_typed_is_kept(
    client: httpx.AsyncClient, visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client, frames=["https://blog.example"], asks={"reason": True})
    address = f"/p/{poll['id']}"
    forms = {
        f"{address}/answers": address,
        f"/embed/{poll['id']}/answer": f"/embed/{poll['id']}/answer",
    }
    fields = {
        action: hidden_fields((await visitor.get(page)).text, action)
        for action, page in forms.items()
    }
    await visitor.post(f"{address}/answers", data={**fields[f"{address}/answers"], "value": "7"})
    receipt = (await visitor.get(f"{address}/receipt")).text
    for action in ("answers/mine", "answers/mine/details"):
        fields[f"{address}/{action}"] = hidden_fields(receipt, f"{address}/{action}")
    withdrawal = f"{address}/answers/mine/withdrawal"
    fields[withdrawal] = hidden_fields((await visitor.get(withdrawal)).text, withdrawal)
    for purpose in LIMITS:
        monkeypatch.setitem(LIMITS, purpose, Limit(0, AGES))
    for action, hidden in fields.items():
        typed = {"reason": "WHAT I TYPED"} if "details" in action else {"value": "4321"}
        reply = await visitor.post(action, data={**hidden, **typed})
        assert reply.status_code == 429, action
        assert int(reply.headers["retry-after"]) > 0
        assert all(text in reply.text for text in typed.values()), action
        assert hidden["ticket"] in reply.text
