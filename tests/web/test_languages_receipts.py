"""What comes after the answer says everything in its reader's language: receipt, changes, links."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from crowd.i18n.translator import Translator
from tests.factories import close, give_answers, hidden_fields
from tests.web.participant import (
    ASKS,
    COLOURS,
    GERMAN,
    Client,
    Poll,
    answer,
    change,
    check,
    get,
    poll_of,
    send,
)


async def add(visitor: Client, poll: Poll, **fields: str) -> httpx.Response:
    page = f"/p/{poll['id']}"
    return await send(visitor, f"{page}/receipt", f"{page}/answers/mine/details", **fields)


@pytest.mark.parametrize("group", [True, ["NORTH", "SOUTH"], False])
async def test_receipt_with_all_questions(
    client: Client, visitor: Client, bracketed: Translator, group: Any
) -> None:
    poll = await poll_of(client, asks={**ASKS, "group": group}, kind={"type": "number"})
    await answer(visitor, poll, "7")
    check(await get(visitor, f"/p/{poll['id']}/receipt"), bracketed)
    reply = await add(visitor, poll, low="3", high="9", reason="SO.")
    assert reply.status_code == 303
    check(await get(visitor, f"/p/{poll['id']}/receipt"), bracketed)


async def test_receipt_of_a_choice(client: Client, visitor: Client, bracketed: Translator) -> None:
    poll = await poll_of(client, kind=COLOURS, asks={"others": True})
    await answer(visitor, poll, "RED")
    check(await get(visitor, f"/p/{poll['id']}/receipt"), bracketed)
    check(await add(visitor, poll, **{"predicted-0": "80", "predicted-1": "70"}), bracketed, 422)
    check(await add(visitor, poll, **{"predicted-0": "viele"}), bracketed, 422)


@pytest.mark.parametrize(
    "typed",
    [
        {"low": "3"},
        {"high": "3"},
        {"low": "9", "high": "3"},
        {"others": "1,200"},
        {"others": "viele"},
        {"group": "EAST"},
        {"reason": "X" * 501},
        {"name": "X" * 61},
    ],
)
async def test_receipt_with_a_mistake(
    client: Client, visitor: Client, bracketed: Translator, typed: dict[str, str]
) -> None:
    poll = await poll_of(client, kind={"type": "number", "unit": "kg"}, asks=ASKS)
    await answer(visitor, poll, "7")
    check(await add(visitor, poll, **typed), bracketed, 422)


async def test_receipt_with_too_long_a_group(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client, asks={"group": True})
    await answer(visitor, poll, "7")
    check(await add(visitor, poll, group="X" * 61), bracketed, 422)


async def test_changing_and_withdrawing(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client)
    address = f"/p/{poll['id']}"
    fields = hidden_fields((await get(visitor, address)).text, f"{address}/answers")
    sent = {**fields, "value": "7"}
    await visitor.post(f"{address}/answers", data=sent, headers=GERMAN)
    check(await change(visitor, poll, "viele"), bracketed, 422)
    assert (await change(visitor, poll, "8")).status_code == 303
    check(await get(visitor, f"{address}/receipt"), bracketed)
    again = {**fields, "value": "9"}
    check(await visitor.post(f"{address}/answers", data=again, headers=GERMAN), bracketed, 409)
    receipt = await get(visitor, f"{address}/receipt")
    assert (await change(visitor, poll, "", "/withdrawal")).status_code == 303
    check(await get(visitor, f"{address}/receipt"), bracketed, 404)
    check(await visitor.post(f"{address}/answers", data=again, headers=GERMAN), bracketed, 422)
    mine = f"{address}/answers/mine"
    late = {**hidden_fields(receipt.text, mine), "value": "9"}
    check(await visitor.post(mine, data=late, headers=GERMAN), bracketed, 404)
    visitor.cookies.clear()
    check(await get(visitor, f"{address}/receipt"), bracketed)
    check(await visitor.post(mine, data=late, headers=GERMAN), bracketed, 404)


async def test_edit_links(client: Client, visitor: Client, bracketed: Translator) -> None:
    poll = await poll_of(client)
    (given,) = await give_answers(client, poll, [7])
    path = f"/e/{poll['id']}.{given['edit_token']}"
    page = await get(visitor, path)
    check(page, bracketed)
    check(await visitor.post(path, data={}, headers=GERMAN), bracketed, 422)
    reply = await visitor.post(path, data=hidden_fields(page.text, path), headers=GERMAN)
    check(await get(visitor, reply.headers["location"]), bracketed)
    await answer(visitor, poll, "8")
    check(await get(visitor, path), bracketed)
    check(await visitor.post(path, data={}, headers=GERMAN), bracketed, 409)
    own = (await get(visitor, f"/p/{poll['id']}/receipt")).text
    check(await get(visitor, re.findall(rf"/e/{poll['id']}\.[\w-]+", own)[0]), bracketed)
    token = {"authorization": f"Bearer {given['edit_token']}"}
    await client.delete(f"/api/polls/{poll['id']}/answers/mine", headers=token)
    check(await get(visitor, path), bracketed, 404)


async def test_answers_after_the_close(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client, reveal="manual", asks=ASKS, show_count=True)
    address = f"/p/{poll['id']}"
    page = (await get(visitor, address)).text
    await answer(visitor, poll, "7")
    receipt = (await get(visitor, f"{address}/receipt")).text
    await close(client, poll)
    check(await get(visitor, f"{address}/receipt"), bracketed)
    for path in ("answers", "answers/mine", "answers/mine/details"):
        action = f"{address}/{path}"
        fields = hidden_fields(receipt if "mine" in path else page, action)
        data = {**fields, "value": "8", "low": "3", "reason": "SO."}
        check(await visitor.post(action, data=data, headers=GERMAN), bracketed, 409)
    wrong = {"value": "VIELE"}
    check(await visitor.post(f"{address}/answers", data=wrong, headers=GERMAN), bracketed, 409)
    for path in ("", "/results"):
        reply = await get(visitor, address + path)
        check(reply, bracketed, 403 if path else 200)
        assert {"Accept-Language", "Cookie"} <= set(reply.headers["vary"].split(", "))
