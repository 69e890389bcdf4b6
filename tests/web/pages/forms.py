"""Fills in the forms of pages, as people do."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx

from tests.databases import servers
from tests.factories import hidden_fields, in_hours

Client = httpx.AsyncClient

Poll = dict[str, Any]

NAVIGATION = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
"""What browsers say when a form is sent by its button."""


async def create(
    visitor: Client, files: Any = None, headers: Any = None, **fields: str
) -> httpx.Response:
    """Fills in the create form and sends it."""
    page = (await visitor.get("/new")).text
    data = {
        **hidden_fields(page, "/polls"),
        "question": "How many?",
        "closes_at": in_hours(48)[:16],
        "time_zone": "UTC",
        **fields,
    }
    return await visitor.post("/polls", data=data, files=files, headers=headers)


async def created(visitor: Client, **fields: str) -> Poll:
    """A poll made by the form: its id and the token of its cookie."""
    reply = await create(visitor, **fields)
    assert reply.status_code == 303, reply.text
    poll_id = reply.headers["location"].split("/")[2]
    return {"id": poll_id, "admin_token": visitor.cookies[f"crowd-admin-{poll_id}"]}


async def answer_fields(visitor: Client, poll: Poll) -> dict[str, str]:
    page = (await visitor.get(f"/p/{poll['id']}")).text
    return hidden_fields(page, f"/p/{poll['id']}/answers")


async def answer(visitor: Client, poll: Poll, value: str, **more: Any) -> httpx.Response:
    data = {**await answer_fields(visitor, poll), "value": value}
    return await visitor.post(f"/p/{poll['id']}/answers", data=data, **more)


async def manage(visitor: Client, poll: Poll, verb: str, **fields: str) -> httpx.Response:
    page = (await visitor.get(f"/p/{poll['id']}/manage")).text
    action = f"/p/{poll['id']}/manage/{verb}"
    return await visitor.post(action, data={**hidden_fields(page, action), **fields})


def shown_value(page: str) -> str:
    """What the answer's field holds."""
    found = re.search(r'name="value"[^>]*? value="([^"]*)"', page, re.DOTALL)
    assert found, "no field for the answer"
    return html.unescape(found[1])


def dump(url: str) -> dict[bytes, bytes]:
    """Everything in the database."""
    return {
        key: server.dump(key)  # type: ignore[misc]
        for server in servers(url)
        for key in server.scan_iter()
    }
