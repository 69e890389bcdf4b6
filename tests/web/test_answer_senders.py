"""Whose answer it is: nobody becomes somebody else by a key, and what organizers enter is marked."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from crowd.web.answer_senders import MIN_LONE_KEY_LENGTH
from tests.factories import admin, close, make_poll

KEY = "k" * MIN_LONE_KEY_LENGTH
COLOURS = {"type": "choice", "options": [f"colour {number}" for number in range(20)]}


async def give(
    client: httpx.AsyncClient, poll: dict[str, Any], value: Any, **more: Any
) -> httpx.Response:
    """An answer; `headers` are headers, all else is in the body."""
    headers = more.pop("headers", {})
    url = f"/api/polls/{poll['id']}/answers"
    return await client.post(url, json={"value": value, **more}, headers=headers)


async def give_anew(client: httpx.AsyncClient, *args: Any, **more: Any) -> httpx.Response:
    """An answer of a caller without cookies."""
    client.cookies.clear()
    reply = await give(client, *args, **more)
    client.cookies.clear()
    return reply


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def rows(client: httpx.AsyncClient, poll: dict[str, Any]) -> list[tuple[float, bool]]:
    await close(client, poll)
    reply = await client.get(f"/api/polls/{poll['id']}/answers.json", headers=admin(poll))
    return [(row["value"], row["on_behalf"]) for row in reply.json()]


# Keys


@pytest.mark.parametrize("key", ["ada-1", "1", "k" * 21, "é" * 21])
@pytest.mark.parametrize("place", ["body", "header"])
async def test_short_key_alone_is_refused(client: httpx.AsyncClient, key: str, place: str) -> None:
    poll = await make_poll(client)
    sent: dict[str, Any] = (
        {"key": key} if place == "body" else {"headers": {"idempotency-key": key.encode()}}
    )
    reply = await give_anew(client, poll, 5, **sent)
    assert reply.status_code == 422
    assert "set-cookie" not in reply.headers
    (problem,) = reply.json()["errors"]
    assert problem["field"] == "key"
    advice = "Send a random key of at least 22 characters, such as a UUID, or none."
    assert problem["message"].startswith(advice)
    assert await rows(client, poll) == []


async def test_strangers_with_one_short_key_learn_nothing_of_each_other(
    client: httpx.AsyncClient,
) -> None:
    poll = await make_poll(client, kind=COLOURS)
    victim = await give_anew(client, poll, "colour 7", key="ada-1")
    tried = [await give_anew(client, poll, colour, key="ada-1") for colour in COLOURS["options"]]
    assert {reply.status_code for reply in (victim, *tried)} == {422}
    assert len({reply.text for reply in (victim, *tried)}) == 1


async def test_short_key_does_where_something_else_says_who_it_is(
    client: httpx.AsyncClient,
) -> None:
    poll, other = await make_poll(client), await make_poll(client)
    first = (await give(client, other, 5)).json()
    by_cookie = await give(client, poll, 5, key="1")
    assert by_cookie.status_code == 201
    assert (await give(client, poll, 5, key="1")).json() == by_cookie.json()
    for headers in (admin(poll), {**admin(poll), "x-participant": "slip 1"}):
        assert (await give_anew(client, poll, 5, key="1", headers=headers)).status_code == 201
    again = await give_anew(client, other, 6, key="1", headers=bearer(first["edit_token"]))
    assert again.status_code == 409


async def test_same_key_in_two_polls_makes_two_participants(client: httpx.AsyncClient) -> None:
    poll, other = await make_poll(client), await make_poll(client)
    one, two = [await give_anew(client, each, 5, key=KEY) for each in (poll, other)]
    assert one.status_code == two.status_code == 201
    assert one.json()["receipt"] != two.json()["receipt"]
    assert one.headers["set-cookie"] != two.headers["set-cookie"]


async def test_one_key_means_different_people_by_how_they_come(client: httpx.AsyncClient) -> None:
    """A stranger's, an organizer's own, and the same text as a label are three participants."""
    poll = await make_poll(client)
    ways = ({}, admin(poll), {**admin(poll), "x-participant": KEY})
    replies = [await give_anew(client, poll, 5, key=KEY, headers=headers) for headers in ways]
    assert [reply.status_code for reply in replies] == [201, 201, 201]
    assert len({reply.json()["edit_token"] for reply in replies}) == 3
    assert await rows(client, poll) == [(5, False), (5, True), (5, True)]


# Edit tokens


async def test_edit_token_is_its_participants(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client)
    first = (await give_anew(client, poll, 5)).json()
    headers = bearer(first["edit_token"])
    reply = await give_anew(client, poll, 6, headers=headers)
    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/already-answered")
    address = f"/api/polls/{poll['id']}/answers/mine"
    assert (await client.delete(address, headers=headers)).status_code == 204
    reply = await give_anew(client, poll, 7, headers=headers)
    assert reply.status_code == 201
    assert "set-cookie" not in reply.headers
    assert reply.json()["edit_token"] == first["edit_token"]
    assert await rows(client, poll) == [(7, False)]


async def test_edit_token_comes_before_the_cookie(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client)
    other = (await give_anew(client, poll, 5)).json()
    await give(client, poll, 6)
    repeated = await give(client, poll, 7, headers=bearer(other["edit_token"]))
    assert repeated.status_code == 409
    assert await rows(client, poll) == [(5, False), (6, False)]


@pytest.mark.parametrize("foreign", [True, False])
async def test_token_that_is_none_of_this_poll_answers_nothing(
    client: httpx.AsyncClient, foreign: bool
) -> None:
    poll, other = await make_poll(client), await make_poll(client)
    answered = (await give_anew(client, other, 5)).json()
    token = answered["edit_token"] if foreign else "nonsense"
    reply = await give_anew(client, poll, 5, headers=bearer(token))
    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/not-found")
    assert await rows(client, poll) == []


# Answers for others


async def test_answers_with_the_admin_token_are_for_others(client: httpx.AsyncClient) -> None:
    poll = await make_poll(client)
    await give(client, poll, 1)
    for value in (2, 3):
        reply = await give(client, poll, value, headers=admin(poll))
        assert reply.status_code == 201
        assert "set-cookie" not in reply.headers
    keyed = [await give(client, poll, 4, key="slip", headers=admin(poll)) for _ in range(2)]
    assert keyed[0].json() == keyed[1].json()
    changed = await give(client, poll, 5, key="slip", headers=admin(poll))
    assert changed.json()["type"] == "/problems/key-reused"
    assert await rows(client, poll) == [(1, False), (2, True), (3, True), (4, True)]
    results = (await client.get(f"/api/polls/{poll['id']}/results")).json()
    assert (results["n"], results["on_behalf"]) == (4, 3)
    page = await client.get(f"/p/{poll['id']}/results", headers={"accept": "text/html"})
    assert "3 of 4 answers were entered by the organizer for others" in page.text


async def test_forms_answer_for_whoever_sends_them(
    client: httpx.AsyncClient, visitor: httpx.AsyncClient
) -> None:
    """An admin token neither lifts the limit there nor hides who entered it."""
    poll = await make_poll(client)
    page = (await visitor.get(f"/p/{poll['id']}")).text
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    fields = {"ticket": ticket, "value": "5"}
    for headers in (admin(poll), {}):
        reply = await visitor.post(f"/p/{poll['id']}/answers", data=fields, headers=headers)
        assert reply.status_code == 303
    assert await rows(client, poll) == [(5, False)]
