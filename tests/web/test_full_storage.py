"""What people, programs and operators are told where there is no room, and that nothing is lost."""

from __future__ import annotations

import logging

import httpx
import pytest
from litestar import Litestar

from crowd.model.capacity import CapacityLevel
from crowd.store.store import Store
from crowd.web import background
from tests.databases import servers
from tests.factories import admin, hidden_fields, in_hours, make_poll, poll_body

QUESTION = "How many pieces of cereal are in the vase?"
NOT_SAVED = "Nothing was saved. Keep this page open and try again later."


async def create_form(visitor: httpx.AsyncClient) -> dict[str, str]:
    page = await visitor.get("/new")
    return {
        **hidden_fields(page.text, "/polls"),
        "question": QUESTION,
        "kind": "number",
        "unit": "pieces",
        "closes_at": in_hours(24)[:16],
        "time_zone": "UTC",
    }


async def test_form_that_finds_no_room_keeps_what_was_typed(
    visitor: httpx.AsyncClient, store: Store
) -> None:
    form = await create_form(visitor)
    store.capacity.level = CapacityLevel.ANSWERS
    refused = await visitor.post("/polls", data=form)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert NOT_SAVED in refused.text
    assert f'value="{QUESTION}"' in refused.text or f">{QUESTION}<" in refused.text
    assert hidden_fields(refused.text, "/polls") == hidden_fields(
        (await visitor.post("/polls", data=form)).text, "/polls"
    )
    store.capacity.level = CapacityLevel.LOW
    made = await visitor.post("/polls", data=form)
    assert made.status_code == 303


async def test_form_sent_again_finds_the_poll_that_it_has_made(
    visitor: httpx.AsyncClient, store: Store
) -> None:
    form = await create_form(visitor)
    first = await visitor.post("/polls", data=form)
    store.capacity.level = CapacityLevel.ANSWERS
    again = await visitor.post("/polls", data=form)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])


async def test_program_is_told_that_there_is_no_room(
    client: httpx.AsyncClient, store: Store
) -> None:
    poll = await make_poll(client)
    store.capacity.level = CapacityLevel.ANSWERS
    refused = await client.post("/api/polls", json=poll_body())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert refused.json()["type"] == "/problems/no-room-for-polls"
    answers = f"/api/polls/{poll['id']}/answers"
    assert (await client.post(answers, json={"value": 3})).status_code == 201


async def test_only_deletions_pass_where_there_is_room_for_nothing(
    client: httpx.AsyncClient, store: Store
) -> None:
    poll, other = await make_poll(client), await make_poll(client)
    answers = f"/api/polls/{poll['id']}/answers"
    given = (await client.post(answers, json={"value": 3})).json()
    client.cookies.clear()
    store.capacity.level = CapacityLevel.DELETIONS
    refused = await client.post(answers, json={"value": 4})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert refused.json()["type"] == "/problems/no-room"
    own = {"authorization": f"Bearer {given['edit_token']}"}
    changed = await client.put(f"{answers}/mine", json={"value": 5}, headers=own)
    assert changed.status_code == 503
    withdrawn = await client.delete(f"{answers}/mine", headers=own)
    assert withdrawn.status_code == 204
    closed = await client.post(f"/api/polls/{poll['id']}/closure", headers=admin(poll))
    assert closed.status_code == 200
    deleted = await client.delete(f"/api/polls/{other['id']}", headers=admin(other))
    assert deleted.status_code == 204


async def test_repeat_gets_the_same_reply_where_there_is_no_room(
    client: httpx.AsyncClient, store: Store
) -> None:
    answers = f"/api/polls/{(await make_poll(client))['id']}/answers"
    sent = {"value": 3, "key": "a random key that is long enough"}
    first = await client.post(answers, json=sent)
    store.capacity.level = CapacityLevel.DELETIONS
    client.cookies.clear()
    again = await client.post(answers, json=sent)
    assert (again.status_code, again.json()) == (201, first.json())


async def test_document_says_which_calls_may_find_no_room(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/schema/openapi.json")).json()["paths"]
    for path, method, problem in (
        ("/api/polls", "post", "no-room-for-polls"),
        ("/api/polls/{poll_id}/answers", "post", "no-room"),
        ("/api/polls/{poll_id}/answers/mine", "put", "no-room"),
    ):
        replies = paths[path][method]["responses"]
        assert f"`{problem}`" in replies["503"]["description"], path
        assert "`stored-too-much`" in replies["429"]["description"], path


async def test_copy_is_refused_where_polls_are(visitor: httpx.AsyncClient, store: Store) -> None:
    made = await visitor.post("/polls", data=await create_form(visitor))
    path = made.headers["location"].removesuffix("/links")
    copy = f"{path}/duplicate"
    form = hidden_fields((await visitor.get(path)).text, copy)
    store.capacity.level = CapacityLevel.ANSWERS
    refused = await visitor.post(copy, data=form)
    assert refused.status_code == 503
    assert NOT_SAVED in refused.text
    store.capacity.level = CapacityLevel.AMPLE
    assert (await visitor.post(copy, data=form)).status_code == 303


@pytest.mark.parametrize(
    ("level", "status", "said"),
    [
        (CapacityLevel.AMPLE, 200, None),
        (CapacityLevel.LOW, 200, "Room gets short"),
        (CapacityLevel.ANSWERS, 200, "Polls, pictures and drafts are refused"),
        (CapacityLevel.FEW_ANSWERS, 503, "room for few answers"),
        (CapacityLevel.DELETIONS, 503, "room for few answers"),
    ],
)
async def test_readiness_warns_and_then_fails_without_figures(
    client: httpx.AsyncClient, store: Store, level: CapacityLevel, status: int, said: str | None
) -> None:
    store.capacity.level = level
    reply = await client.get("/readyz", headers={"accept": "application/json"})
    assert reply.status_code == status
    told = reply.json()
    text = told.get("warning") or told.get("detail")
    assert (text is None) if said is None else (said in text)
    assert not any(character.isdigit() for character in text or "")


async def test_each_level_is_logged_once_with_figures(
    app: Litestar,
    store: Store,
    empty_database: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = app.state.service
    caplog.set_level(logging.INFO)
    databases = servers(empty_database)
    limits = [database.config_get("maxmemory")["maxmemory"] for database in databases]
    try:
        for _ in range(2):
            await background.monitor_capacity(service)
        assert caplog.messages == []
        for database in databases:
            used = database.info("memory")["used_memory"]
            database.config_set("maxmemory", round(used / 0.85))
        for _ in range(2):
            await background.monitor_capacity(service)
        (message,) = caplog.messages
        assert message.startswith("Room is short. Polls, pictures and drafts are refused")
        assert "MB of memory used" in message
    finally:
        for database, limit in zip(databases, limits, strict=True):
            database.config_set("maxmemory", limit)
    await background.monitor_capacity(service)
    assert [text[:27] for text in caplog.messages[1:]] == ["There is room enough again."]
