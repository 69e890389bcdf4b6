"""One's own answer over the API: read, changed, withdrawn, by cookie or token."""

from __future__ import annotations

from typing import Any

from tests.factories import admin, close, give_answers, make_poll
from tests.web.api.calls import KEY, Client, edit, exported, give, problem


def bearer(answer: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {answer['edit_token']}"}


async def test_own_answer_can_be_read_by_cookie_and_by_token(client: Client) -> None:
    poll = await make_poll(client)
    answer = (await give(client, poll, 5)).json()
    address = f"/api/polls/{poll['id']}/answers/mine"
    by_cookie = (await client.get(address)).json()
    client.cookies.clear()
    assert problem(await client.get(address)) == (404, "not-found")
    assert (await client.get(address, headers=bearer(answer))).json() == by_cookie
    assert by_cookie["value"] == 5


async def test_edit_by_cookie_and_by_token_keeps_the_order(client: Client) -> None:
    poll = await make_poll(client)
    first, _, _ = await give_answers(client, poll, [1, 2, 3])
    edited = await edit(client, poll, "10", bearer(first))
    assert (edited.status_code, edited.json()) == (200, {**first, "value": 10})
    await give(client, poll, 4)
    assert (await edit(client, poll, 40)).status_code == 200
    await give_answers(client, poll, [5])
    await close(client, poll)
    assert await exported(client, poll) == [10, 2, 3, 40, 5]


async def test_edit_without_an_answer_is_not_found(client: Client) -> None:
    poll = await make_poll(client)
    assert problem(await edit(client, poll, 5)) == (404, "not-found")


async def test_edit_with_another_polls_token_is_not_found(client: Client) -> None:
    poll, other = await make_poll(client), await make_poll(client)
    (answer,) = await give_answers(client, other, [5])
    await give_answers(client, poll, [5])
    assert problem(await edit(client, poll, 6, bearer(answer))) == (404, "not-found")


async def test_edit_with_an_admin_token_is_not_found(client: Client) -> None:
    poll = await make_poll(client)
    await give_answers(client, poll, [5])
    assert problem(await edit(client, poll, 6, admin(poll))) == (404, "not-found")


async def test_edit_to_a_wrong_value_is_invalid(client: Client) -> None:
    poll = await make_poll(client)
    await give(client, poll, 5)
    assert problem(await edit(client, poll, -5)) == (422, "invalid")


async def test_edit_after_the_close_is_refused(client: Client) -> None:
    poll = await make_poll(client)
    await give(client, poll, 5)
    await close(client, poll)
    assert problem(await edit(client, poll, 6)) == (409, "closed")


async def test_withdrawn_answer_does_not_count(client: Client) -> None:
    poll = await make_poll(client)
    await give_answers(client, poll, [5])
    await give(client, poll, 500)
    address = f"/api/polls/{poll['id']}/answers/mine"
    assert (await client.delete(address)).status_code == 204
    assert problem(await client.get(address)) == (404, "not-found")
    assert problem(await client.delete(address)) == (404, "not-found")
    assert problem(await edit(client, poll, 7)) == (404, "not-found")
    await close(client, poll)
    assert await exported(client, poll) == [5]


async def test_answer_after_a_withdrawal_is_taken_anew(client: Client) -> None:
    poll = await make_poll(client)
    await give(client, poll, 500, key=KEY)
    await client.delete(f"/api/polls/{poll['id']}/answers/mine")
    assert (await give(client, poll, 7, key="two")).status_code == 201
    await close(client, poll)
    assert await exported(client, poll) == [7]


async def test_withdrawal_after_the_close_is_refused(client: Client) -> None:
    poll = await make_poll(client)
    await give(client, poll, 5)
    await close(client, poll)
    reply = await client.delete(f"/api/polls/{poll['id']}/answers/mine")
    assert problem(reply) == (409, "closed")
