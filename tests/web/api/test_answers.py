"""Answers over the API: read by kind, once from everybody, with keys for repeats."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from typing import Any

import pytest

from crowd.model.answer import NewAnswer
from crowd.store.store import Store
from tests.factories import admin, close, give_answers, make_poll
from tests.web.api.calls import (
    CHANCE,
    COLOUR,
    KEY,
    Client,
    Poll,
    edit,
    exported,
    fields,
    give,
    problem,
    results,
)


async def test_answer_gives_receipt_value_and_link(client: Client) -> None:
    poll = await make_poll(client)
    reply = await give(client, poll, "1,200")
    answer = reply.json()
    assert reply.status_code == 201
    assert answer["value"] == 1200
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", answer["receipt"])
    assert answer["share_url"].startswith(f"{poll['url']}?s=")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (0, 0),
        (0.5, 0.5),
        ("1.2k", 1200),
        ("250 pieces", 250),
        ("1.200", 1.2),
        ("  7 ", 7),
        (1e100, 1e100),
    ],
)
async def test_answer_is_read_as_english(client: Client, typed: Any, value: float) -> None:
    poll = await make_poll(client)
    assert (await give(client, poll, typed)).json()["value"] == value


@pytest.mark.parametrize(
    "typed",
    [-1, "-1", "NaN", "nan", "inf", "", "many", "1e400", 1e101, "9" * 300, "5 apples", "12 %"],
)
async def test_answer_that_is_no_value_is_invalid(client: Client, typed: Any) -> None:
    reply = await give(client, await make_poll(client), typed)
    assert problem(reply) == (422, "invalid")
    assert fields(reply) == ["value"]


@pytest.mark.parametrize("body", [b'{"value": NaN}', b'{"value": Infinity}', b'{"value": null}'])
async def test_answer_that_is_no_json_number_is_malformed(client: Client, body: bytes) -> None:
    poll = await make_poll(client)
    reply = await client.post(
        f"/api/polls/{poll['id']}/answers",
        content=body,
        headers={"content-type": "application/json"},
    )
    assert problem(reply) == (400, "malformed")


async def test_answer_below_zero_without_a_minimum_is_taken(client: Client) -> None:
    poll = await make_poll(client, kind={"type": "number"})
    assert (await give(client, poll, "−12.5")).json()["value"] == -12.5


@pytest.mark.parametrize(
    ("decimals", "value", "status"),
    [
        (True, 1.23456, 201),
        (None, 1.23456, 201),
        (False, 1.5, 422),
        (False, 2, 201),
        (0, 1.5, 422),
        (2, 1.25, 201),
        (2, 1.255, 422),
    ],
)
async def test_answer_with_decimals_follows_the_kind(
    client: Client, decimals: Any, value: float, status: int
) -> None:
    poll = await make_poll(client, kind={"type": "number", "decimals": decimals})
    assert (await give(client, poll, value)).status_code == status


@pytest.mark.parametrize(
    ("value", "status"), [(-0.1, 422), (0, 201), ("50 %", 201), (100, 201), (100.1, 422)]
)
async def test_answer_in_percent_keeps_to_its_bounds(
    client: Client, value: Any, status: int
) -> None:
    poll = await make_poll(client, kind={"type": "percentage"})
    assert (await give(client, poll, value)).status_code == status


@pytest.mark.parametrize(
    ("value", "status"),
    [("2027-03-01", 201), ("2027-02-28", 422), ("1 April 2027", 422), (20000, 422)],
)
async def test_answer_as_a_date_keeps_to_its_bounds(
    client: Client, value: Any, status: int
) -> None:
    kind = {"type": "date", "minimum": "2027-03-01", "maximum": "2027-03-31"}
    assert (await give(client, await make_poll(client, kind=kind), value)).status_code == status


@pytest.mark.parametrize(
    ("value", "status", "stored"),
    [
        (0.7, 201, 0.7),
        (1, 201, 1),
        ("70 %", 201, 0.7),
        ("70", 201, 0.7),
        ("0.7", 201, 0.7),
        ("1", 201, 1),
        (70, 422, None),
        (-0.1, 422, None),
        ("101 %", 422, None),
    ],
)
async def test_answer_as_a_chance(client: Client, value: Any, status: int, stored: Any) -> None:
    reply = await give(client, await make_poll(client, kind=CHANCE), value)
    assert (reply.status_code, reply.json().get("value")) == (status, stored)


@pytest.mark.parametrize(
    ("value", "status", "stored"),
    [
        ("Red", 201, "Red"),
        (" dark BLUE", 201, "Dark blue"),
        (3, 201, "3"),
        ("Green", 422, None),
        (0, 422, None),
        ("", 422, None),
    ],
)
async def test_answer_as_a_choice(client: Client, value: Any, status: int, stored: Any) -> None:
    reply = await give(client, await make_poll(client, kind=COLOUR), value)
    assert (reply.status_code, reply.json().get("value")) == (status, stored)


async def test_choice_that_there_is_not_is_told_which_there_are(client: Client) -> None:
    reply = await give(client, await make_poll(client, kind=COLOUR), "Green")
    assert reply.json()["errors"] == [
        {"field": "value", "message": "Choose one of these: “Red”, “Dark blue” or “3”."}
    ]


@pytest.mark.parametrize(
    ("kind", "values", "stored", "truth", "known"),
    [
        (CHANCE, [0.7, "20 %"], [0.7, 0.2], "yes", 1),
        (COLOUR, ["red", 3], ["Red", "3"], "dark blue", "Dark blue"),
    ],
)
async def test_poll_of_a_kind_without_figures_goes_all_the_way(
    client: Client, kind: Poll, values: list[Any], stored: list[Any], truth: str, known: Any
) -> None:
    poll = await make_poll(client, kind=kind, truth=truth)
    await give_answers(client, poll, values)
    assert (await close(client, poll))["state"] == "resolved"
    found = await results(client, poll)
    assert (found["n"], found["scoring"]["truth"]) == (2, known)
    assert [entry["truth"] for entry in found["resolutions"]] == [known]
    assert await exported(client, poll) == stored
    reply = await client.get(f"/api/polls/{poll['id']}/answers.csv", headers=admin(poll))
    lines = reply.text.splitlines()
    assert [line.partition(",")[0] for line in lines] == ["value", *map(str, stored)]
    page = await client.get(f"/p/{poll['id']}", headers={"accept": "text/html"})
    assert page.status_code == 200


async def test_own_choice_is_changed_and_read(client: Client) -> None:
    poll = await make_poll(client, kind=COLOUR)
    await give(client, poll, "Red")
    assert (await edit(client, poll, "dark blue")).json()["value"] == "Dark blue"
    mine = await client.get(f"/api/polls/{poll['id']}/answers/mine")
    assert mine.json()["value"] == "Dark blue"


async def test_answer_to_an_unknown_poll_is_not_found(client: Client) -> None:
    assert problem(await give(client, {"id": "AAAAAAAAAAAAAAAA"}, 5)) == (404, "not-found")


async def test_second_answer_of_a_browser_is_refused(client: Client) -> None:
    poll = await make_poll(client)
    await give(client, poll, 5, key=KEY)
    assert problem(await give(client, poll, 5, key="two")) == (409, "already-answered")


async def test_call_without_cookie_is_somebody_new(client: Client) -> None:
    poll = await make_poll(client)
    await give_answers(client, poll, [5, 5, 5])
    await close(client, poll)
    assert (await results(client, poll))["n"] == 3


async def test_repeat_of_key_and_value_gets_the_same(client: Client) -> None:
    poll = await make_poll(client)
    first = (await give(client, poll, 5, key=KEY)).json()
    client.cookies.clear()
    assert (await give(client, poll, 5, key=KEY)).json() == first
    await close(client, poll)
    assert (await results(client, poll))["n"] == 1


async def test_repeat_after_the_close_gets_the_same(client: Client) -> None:
    poll = await make_poll(client)
    first = (await give(client, poll, 5, key=KEY)).json()
    await close(client, poll)
    repeated = await give(client, poll, 5, key=KEY)
    assert repeated.status_code in {200, 201}
    assert repeated.json() == first


async def test_key_with_another_value_is_refused(client: Client) -> None:
    poll = await make_poll(client)
    await give(client, poll, 5, key=KEY)
    assert problem(await give(client, poll, 6, key=KEY)) == (409, "key-reused")


async def test_key_in_the_header_is_the_key_in_the_body(client: Client) -> None:
    poll = await make_poll(client)
    header = {"idempotency-key": KEY}
    first = (await give(client, poll, 5, header)).json()
    client.cookies.clear()
    assert (await give(client, poll, 5, key=KEY)).json() == first


async def test_keys_that_differ_are_refused(client: Client) -> None:
    poll = await make_poll(client)
    reply = await give(client, poll, 5, {"idempotency-key": "one"}, key="two")
    assert problem(reply) == (400, "malformed")


@pytest.mark.parametrize(
    ("length", "status"), [(0, 400), (1, 422), (21, 422), (22, 201), (128, 201), (129, 400)]
)
async def test_key_has_a_length(client: Client, length: int, status: int) -> None:
    poll = await make_poll(client)
    assert (await give(client, poll, 5, key="k" * length)).status_code == status
    client.cookies.clear()
    other = await make_poll(client)
    header = {"idempotency-key": "k" * length}
    assert (await give(client, other, 5, header)).status_code == status


async def test_answer_after_the_close_is_refused(client: Client) -> None:
    poll = await make_poll(client)
    await close(client, poll)
    assert problem(await give(client, poll, 5)) == (409, "closed")


async def test_participant_named_without_the_token_is_forbidden(client: Client) -> None:
    poll = await make_poll(client)
    reply = await give(client, poll, 5, {"x-participant": "slip 1"})
    assert problem(reply) == (403, "forbidden")


async def test_participants_named_with_the_token_count_on_behalf(client: Client) -> None:
    poll = await make_poll(client)
    for number in range(2):
        headers = {**admin(poll), "x-participant": f"slip {number}"}
        assert (await give(client, poll, 5, headers)).status_code == 201
    await give(client, poll, 7)
    await close(client, poll)
    found = await results(client, poll)
    assert (found["n"], found["on_behalf"]) == (3, 2)
    reply = await client.get(f"/api/polls/{poll['id']}/answers.json", headers=admin(poll))
    assert [row["on_behalf"] for row in reply.json()] == [True, True, False]


async def test_participant_named_twice_is_refused(client: Client) -> None:
    poll = await make_poll(client)
    headers = {**admin(poll), "x-participant": "slip 1"}
    await give(client, poll, 5, headers, key="one")
    reply = await give(client, poll, 6, headers, key="two")
    assert problem(reply) == (409, "already-answered")


async def test_participant_named_with_another_polls_token_is_not_found(client: Client) -> None:
    poll, other = await make_poll(client), await make_poll(client)
    reply = await give(client, poll, 5, {**admin(other), "x-participant": "slip 1"})
    assert problem(reply) == (404, "not-found")


@pytest.mark.parametrize("count", [0, 1, 300])
async def test_export_has_every_answer_in_order(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr("crowd.actions.export_answers.ROWS_PER_TURN", 100)
    poll = await make_poll(client)
    answers = [
        NewAnswer(participant=number.to_bytes(12, "big"), key=bytes(6), value=number)
        for number in range(count)
    ]
    # Sent together they arrive in this order, in half the time.
    await asyncio.gather(*(store.answers.accept(poll["id"], each, bytes(6)) for each in answers))
    withdrawn = (count // 2).to_bytes(12, "big")
    if count > 1:
        await store.answers.withdraw(poll["id"], withdrawn)
    await close(client, poll)
    wanted = [number for number in range(count) if count == 1 or number != count // 2]
    address = f"/api/polls/{poll['id']}/answers"
    rows = (await client.get(f"{address}.json", headers=admin(poll))).json()
    assert [row["value"] for row in rows] == wanted
    reply = await client.get(f"{address}.csv", headers=admin(poll))
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(reply.text)))
    assert [int(row["value"]) for row in table] == wanted
    assert all(row["on_behalf"] == "false" for row in table)
