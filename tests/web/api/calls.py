"""Calls of the API, and what their replies say."""

from __future__ import annotations

from typing import Any

import httpx

from tests.factories import admin

Client = httpx.AsyncClient

Poll = dict[str, Any]

KEY = "a random key of 22 characters or more"

CHANCE = {"type": "probability"}

COLOUR = {"type": "choice", "options": ["Red", " Dark blue", "3"]}


async def give(
    client: Client, poll: Poll, value: Any, headers: dict[str, str] | None = None, **more: Any
) -> httpx.Response:
    return await client.post(
        f"/api/polls/{poll['id']}/answers", json={"value": value, **more}, headers=headers
    )


async def edit(
    client: Client, poll: Poll, value: Any, headers: dict[str, str] | None = None
) -> httpx.Response:
    return await client.put(
        f"/api/polls/{poll['id']}/answers/mine", json={"value": value}, headers=headers
    )


async def results(client: Client, poll: Poll) -> dict[str, Any]:
    reply = await client.get(f"/api/polls/{poll['id']}/results")
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def exported(client: Client, poll: Poll) -> list[Any]:
    reply = await client.get(f"/api/polls/{poll['id']}/answers.json", headers=admin(poll))
    assert reply.status_code == 200, reply.text
    return [row["value"] for row in reply.json()]


def problem(reply: httpx.Response) -> tuple[int, str]:
    """The status and the last part of the type, of what must be a problem document."""
    assert reply.headers["content-type"] == "application/problem+json", reply.text
    assert reply.json()["status"] == reply.status_code
    return reply.status_code, reply.json()["type"].rpartition("/")[2]


def fields(reply: httpx.Response) -> list[str]:
    return [entry["field"] for entry in reply.json()["errors"]]
