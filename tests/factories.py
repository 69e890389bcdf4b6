"""Polls and answers for tests, made through the API as any program would."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

QUESTION = "How many pieces of cereal are in the vase?"


def in_hours(hours: float) -> str:
    """A closing time so many hours from now, with its offset."""
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def poll_body(**changes: Any) -> dict[str, Any]:
    """A poll to create."""
    kind = {"type": "number", "unit": "pieces", "minimum": 0}
    return {"question": QUESTION, "kind": kind, "closes_at": in_hours(24), **changes}


async def make_poll(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """A new poll as the API describes it, with its admin token."""
    reply = await client.post("/api/polls", json=poll_body(**changes))
    assert reply.status_code == 201, reply.text
    poll: dict[str, Any] = reply.json()
    return poll


def admin(poll: dict[str, Any]) -> dict[str, str]:
    """The header of the poll's organizer."""
    return {"authorization": f"Bearer {poll['admin_token']}"}


async def give_answers(
    client: httpx.AsyncClient, poll: dict[str, Any], values: list[Any]
) -> list[dict[str, Any]]:
    """One answer for each value, each from somebody new."""
    replies = []
    for value in values:
        client.cookies.clear()
        reply = await client.post(f"/api/polls/{poll['id']}/answers", json={"value": value})
        assert reply.status_code == 201, reply.text
        replies.append(reply.json())
    client.cookies.clear()
    return replies


async def close(client: httpx.AsyncClient, poll: dict[str, Any]) -> dict[str, Any]:
    """Closes a poll early."""
    reply = await client.post(f"/api/polls/{poll['id']}/closure", headers=admin(poll))
    assert reply.status_code == 200, reply.text
    closed: dict[str, Any] = reply.json()
    return closed


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form on a page that posts to an address."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form, f"no form posts to {action}"
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group())
    return dict(found)
