"""A token of another poll opens nothing: at every route of a poll, however it is brought."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import httpx
import pytest
import redis
from litestar import Litestar
from litestar.routes import HTTPRoute

from crowd.model.tokens import TokenDeriver
from crowd.store import keys
from crowd.web.deps import now
from crowd.web.pages.organizer_actions import ORGANIZER_ACTIONS
from tests.conftest import OWN_PAGE, SECRET
from tests.databases import server_of
from tests.factories import in_hours, make_poll

DERIVATION = TokenDeriver(SECRET)
READING = {"GET", "HEAD", "OPTIONS"}
TICKETS = {
    "draft": "manage {}",
    "preview": "manage {}",
    **dict.fromkeys(ORGANIZER_ACTIONS, "manage {}"),
}


class Call(NamedTuple):
    """A method at an address of a poll."""

    method: str
    path: str


def calls(app: Litestar) -> list[Call]:
    """Every method of every route that has a poll in its path."""
    found = []
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or "{poll_id}" not in route.path_format:
            continue
        for verb in ORGANIZER_ACTIONS if "{verb}" in route.path_format else [""]:
            path = route.path_format.replace("{verb}", verb).replace("{image_hash}", "0" * 64)
            unknown = set(re.findall(r"\{(\w+)\}", path)) - {"poll_id"}
            assert not unknown, f"{path}: add an example for {unknown} to this test"
            found += [Call(method, path) for method in route.methods - {"HEAD", "OPTIONS"}]
    return sorted(found)


def body_of(call: Call, poll_id: str) -> dict[str, Any]:
    """A body that would be taken, if the caller may send it."""
    last = call.path.rpartition("/")[2]
    if call.path.startswith("/api/"):
        bodies: dict[str, Any] = {
            "extension": {"closes_at": in_hours(48)},
            "resolution": {"truth": 5},
            "answers": {"value": 5},
            "mine": {"value": 6},
        }
        return {"json": bodies.get(last, {})}
    ticket = DERIVATION.ticket(TICKETS.get(last, "edit {}").format(poll_id), now(), 3600)
    fields = {"ticket": ticket, "value": "5", "truth": "5", "sure": "1", "question": "How many?"}
    return {"data": {**fields, "closes_at": in_hours(48)[:16]}}


def content(server: redis.Redis, poll_id: str) -> dict[bytes, bytes]:
    """Everything that is stored of a poll."""
    names = sorted(server.scan_iter(f"{{{poll_id}}}:*", 1000))
    pipeline = server.pipeline(transaction=False)
    for name in names:
        pipeline.dump(name)
    return dict(zip(names, pipeline.execute(), strict=True))


async def answered_poll(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """A poll with one answer; `edit_token` is its author's."""
    poll = await make_poll(client, **changes)
    client.cookies.clear()
    reply = await client.post(f"/api/polls/{poll['id']}/answers", json={"value": 3})
    client.cookies.clear()
    return {**poll, "edit_token": reply.json().get("edit_token", "")}


async def reply_to(
    client: httpx.AsyncClient, call: Call, poll_id: str, headers: dict[str, str]
) -> httpx.Response:
    """What a caller gets who brings these headers."""
    site = {} if call.path.startswith("/api/") else OWN_PAGE
    more = {} if call.method in READING | {"DELETE"} else body_of(call, poll_id)
    return await client.request(
        call.method, call.path.format(poll_id=poll_id), headers={**site, **headers}, **more
    )


def ways(poll_id: str, token: str) -> list[dict[str, str]]:
    """How a caller can bring a token for a poll."""
    return [
        {"authorization": f"Bearer {token}"},
        {"cookie": f"crowd-admin-{poll_id}={token}"},
        {"cookie": f"crowd-edit-{poll_id}={token}"},
    ]


@pytest.mark.parametrize(
    "state", ["draft", "open", pytest.param("revealed", marks=pytest.mark.exhaustive)]
)
async def test_token_of_another_poll_opens_nothing(
    app: Litestar, client: httpx.AsyncClient, empty_database: str, state: str
) -> None:
    """With it a call gets 404, or just what it gets with none, and changes nothing of the poll."""
    mine = await make_poll(client, draft=True) if state == "draft" else await answered_poll(client)
    other = await answered_poll(client)
    if state == "revealed":
        for poll in (mine, other):
            headers = {"authorization": f"Bearer {poll['admin_token']}"}
            await client.post(f"/api/polls/{poll['id']}/closure", headers=headers)
    server = server_of(empty_database, keys.poll(mine["id"]))
    guarded = set()
    for call in calls(app):
        before = content(server, mine["id"])
        none = await reply_to(client, call, mine["id"], {})
        client.cookies.clear()
        if content(server, mine["id"]) != before:
            continue  # everybody may do that: the answer of somebody new
        for token in (other["admin_token"], other["edit_token"]):
            for headers in ways(mine["id"], token):
                got = await reply_to(client, call, mine["id"], headers)
                client.cookies.clear()
                assert got.status_code in {404, none.status_code}, f"{call} {headers}: {got.text}"
                if none.status_code == 401 and got.status_code == 404:
                    guarded.add(call)
                if none.status_code == 401 and "authorization" in headers:
                    assert got.status_code == 404, f"{call} {headers}: {got.status_code}"
        assert content(server, mine["id"]) == before, call
    server.close()
    # Else the test would compare addresses that nobody guards.
    assert len(guarded) > 15


async def test_link_of_another_poll_opens_nothing(client: httpx.AsyncClient) -> None:
    """An admin link is made of one poll's id and another's secret; so is an edit link."""
    mine, other = await answered_poll(client), await answered_poll(client)
    secret = other["admin_token"].partition(".")[2]
    for path in (f"/a/{mine['id']}.{secret}", f"/e/{mine['id']}.{other['edit_token']}"):
        reply = await client.get(path, headers=OWN_PAGE)
        assert reply.status_code == 404, path
        assert "set-cookie" not in reply.headers
