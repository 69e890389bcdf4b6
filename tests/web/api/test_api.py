"""The JSON API to the letter: every code that it promises, and what programs may rely on."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
from datetime import UTC, datetime
from typing import Any

import httpx
import numpy as np
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from crowd.model.answer import NewAnswer
from crowd.settings import Settings
from crowd.store import keys
from crowd.store.client.connect import connect
from crowd.store.records import RECORD
from crowd.store.store import Store
from crowd.web.app import API, build_app
from crowd.web.middleware.error_handlers import problem_titles
from tests.conftest import SECRET
from tests.databases import server_of
from tests.factories import admin, close, give_answers, in_hours, make_poll, poll_body
from tests.paths import GOLDEN

GOLDEN_FILE = GOLDEN / "openapi.json"
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


async def resolve(client: Client, poll: Poll, truth: Any) -> httpx.Response:
    return await client.post(
        f"/api/polls/{poll['id']}/resolution", json={"truth": truth}, headers=admin(poll)
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


def bearer(answer: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {answer['edit_token']}"}


def problem(reply: httpx.Response) -> tuple[int, str]:
    """The status and the last part of the type, of what must be a problem document."""
    assert reply.headers["content-type"] == "application/problem+json", reply.text
    assert reply.json()["status"] == reply.status_code
    return reply.status_code, reply.json()["type"].rpartition("/")[2]


def fields(reply: httpx.Response) -> list[str]:
    return [entry["field"] for entry in reply.json()["errors"]]


# Creation


async def test_creation_answers_with_the_open_poll(client: Client) -> None:
    body = poll_body()
    reply = await client.post("/api/polls", json=body)
    poll = reply.json()
    assert reply.status_code == 201
    assert poll["url"] == f"http://crowd.test/p/{poll['id']}"
    assert poll["admin_url"] == f"http://crowd.test/a/{poll['admin_token']}"
    assert poll["state"] == "open"
    assert poll["headline"]["name"] == "median"
    assert poll["kind"] == {**body["kind"], "type": "number", "maximum": None, "decimals": None}


async def test_creation_needs_only_a_type_in_kind(client: Client) -> None:
    poll = await make_poll(client, kind={"type": "number"})
    assert poll["kind"]["unit"] == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": "   "}, "question"),
        ({"question": "\N{ZERO WIDTH SPACE}\N{HANGUL FILLER}"}, "question"),
        ({"question": "x" * 301}, "question"),
        ({"details": "\N{RIGHT-TO-LEFT OVERRIDE}"}, "details"),
        ({"kind": {"type": "number", "unit": "\N{ZERO WIDTH SPACE}"}}, "unit"),
        (
            {"kind": {"type": "choice", "options": ["Peru", "\N{CYRILLIC CAPITAL LETTER ER}eru"]}},
            "options",
        ),
        ({"asks": {"group": ["North", "North\N{ZERO WIDTH SPACE}"]}}, "group"),
        ({"time_zone": "localtime"}, "time_zone"),
        ({"time_zone": "europe/berlin"}, "time_zone"),
        ({"details": "x" * 5001}, "details"),
        ({"closes_at": in_hours(-1)}, "closes_at"),
        ({"closes_at": in_hours(24)[:19]}, "closes_at"),
        ({"closes_at": "9999-12-31T00:00:00+00:00"}, "closes_at"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"headline": "mode"}, "headline"),
        ({"headline": "mean"}, "headline"),
        ({"kind": {"type": "number", "minimum": 5, "maximum": 5}}, "kind"),
        ({"kind": {"type": "number", "minimum": 1e101}}, "kind"),
        ({"kind": {"type": "number", "decimals": 13}}, "decimals"),
        ({"kind": {"type": "number", "decimals": -1}}, "decimals"),
        ({"kind": {"type": "number", "unit": "x" * 41}}, "unit"),
        ({"kind": {"type": "date", "minimum": "tomorrow"}}, "kind"),
        ({"truth": "many"}, "truth"),
        ({"truth": 101, "kind": {"type": "percentage"}}, "truth"),
        ({"truth": 0.5, "kind": CHANCE}, "truth"),
        ({"truth": "Green", "kind": COLOUR}, "truth"),
        ({"kind": CHANCE, "headline": "trimmed_mean"}, "headline"),
        ({"kind": COLOUR, "headline": "median"}, "headline"),
        ({"kind": {"type": "choice", "options": ["Red"]}}, "options"),
        ({"kind": {"type": "choice", "options": ["Red", "x" * 101]}}, "options"),
        ({"kind": {"type": "choice", "options": ["Red", " red"]}}, "options"),
        ({"kind": {"type": "choice", "options": [str(number) for number in range(21)]}}, "options"),
    ],
)
async def test_creation_with_a_wrong_value_names_the_field(
    client: Client, changes: Poll, field: str
) -> None:
    reply = await client.post("/api/polls", json=poll_body(**changes))
    assert problem(reply) == (422, "invalid")
    assert fields(reply) == [field]


async def test_creation_lists_all_problems_at_once(client: Client) -> None:
    body = poll_body(question="", closes_at=in_hours(-1), time_zone="Nowhere")
    reply = await client.post("/api/polls", json=body)
    assert fields(reply) == ["question", "closes_at", "time_zone"]


async def test_creation_with_an_extra_field_is_refused_by_its_name(client: Client) -> None:
    reply = await client.post("/api/polls", json=poll_body(colour="red"))
    assert problem(reply) == (400, "malformed")
    assert "colour" in reply.json()["detail"]


async def test_kind_with_an_extra_field_is_refused_by_its_name(client: Client) -> None:
    kind = {"type": "number", "colour": "red"}
    reply = await client.post("/api/polls", json=poll_body(kind=kind))
    assert problem(reply) == (400, "malformed")
    assert "colour" in reply.json()["detail"]


async def test_answer_with_an_extra_field_is_refused_by_its_name(client: Client) -> None:
    reply = await give(client, await make_poll(client), 5, colour="red")
    assert problem(reply) == (400, "malformed")
    assert "colour" in reply.json()["detail"]


@pytest.mark.parametrize("missing", ["question", "kind", "closes_at"])
async def test_creation_without_a_field_is_refused_by_its_name(
    client: Client, missing: str
) -> None:
    body = poll_body()
    del body[missing]
    reply = await client.post("/api/polls", json=body)
    assert problem(reply) == (400, "malformed")
    assert missing in reply.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"question": NaN}', b"\xff"])
async def test_creation_with_an_unreadable_body_is_refused(client: Client, body: bytes) -> None:
    reply = await client.post(
        "/api/polls", content=body, headers={"content-type": "application/json"}
    )
    assert problem(reply) == (400, "malformed")


async def test_body_over_the_limit_is_refused(client: Client) -> None:
    reply = await client.post("/api/polls", json=poll_body(details="x" * 70_000))
    assert problem(reply) == (413, "too-large")


async def test_form_sent_to_the_api_is_refused(client: Client) -> None:
    reply = await client.post("/api/polls", data={"question": "How many?"})
    assert problem(reply)[0] in {400, 415}


async def test_unknown_address_of_the_api_is_a_problem(client: Client) -> None:
    assert problem(await client.get("/api/nothing")) == (404, "not-found")


async def test_wrong_method_is_a_problem(client: Client) -> None:
    reply = await client.patch("/api/polls", json={})
    assert problem(reply) == (405, "method-not-allowed")


# Drafts


async def test_draft_is_there_for_its_organizer_only(client: Client) -> None:
    poll = await make_poll(client, draft=True)
    address = f"/api/polls/{poll['id']}"
    assert poll["state"] == "draft"
    assert problem(await client.get(address)) == (404, "not-found")
    assert (await client.get(address, headers=admin(poll))).json()["state"] == "draft"


async def test_draft_takes_answers_once_it_is_opened(client: Client) -> None:
    poll = await make_poll(client, draft=True)
    assert problem(await give(client, poll, 5)) == (409, "not-open")
    reply = await client.post(f"/api/polls/{poll['id']}/opening", headers=admin(poll))
    assert reply.json()["state"] == "open"
    assert (await give(client, poll, 5)).status_code == 201


async def test_open_poll_cannot_be_opened_again(client: Client) -> None:
    poll = await make_poll(client)
    reply = await client.post(f"/api/polls/{poll['id']}/opening", headers=admin(poll))
    assert problem(reply) == (409, "frozen")


# Answers


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
    "typed", [-1, "-1", "NaN", "nan", "inf", "", "many", "1e400", 1e101, "9" * 300, "5 apples"]
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
    monkeypatch.setattr("crowd.actions.export_answers.ROWS_AT_ONCE", 100)
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


# One's own answer


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


# The organizer


ADMIN_CALLS = [
    ("POST", "opening", None),
    ("POST", "extension", {"closes_at": in_hours(48)}),
    ("POST", "closure", None),
    ("POST", "reveal", None),
    ("POST", "resolution", {"truth": 5}),
    ("GET", "answers.json", None),
    ("GET", "answers.csv", None),
    ("DELETE", "", None),
]


async def admin_call(
    client: Client, poll: Poll, call: tuple[str, str, Any], headers: dict[str, str]
) -> httpx.Response:
    method, verb, body = call
    address = f"/api/polls/{poll['id']}/{verb}".rstrip("/")
    return await client.request(method, address, json=body, headers=headers)


@pytest.mark.parametrize("call", ADMIN_CALLS, ids=lambda call: call[1] or "delete")
async def test_admin_call_without_a_token_is_refused(client: Client, call: Any) -> None:
    reply = await admin_call(client, await make_poll(client), call, {})
    assert problem(reply) == (401, "token-missing")
    assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("call", ADMIN_CALLS, ids=lambda call: call[1] or "delete")
async def test_admin_call_with_another_token_is_not_found(client: Client, call: Any) -> None:
    poll, other = await make_poll(client), await make_poll(client)
    wrong = [admin(other), {"authorization": f"Bearer {poll['id']}.guess"}]
    for headers in wrong:
        assert problem(await admin_call(client, poll, call, headers)) == (404, "not-found")
    nowhere = {"id": "AAAAAAAAAAAAAAAA"}
    assert problem(await admin_call(client, nowhere, call, admin(poll))) == (404, "not-found")


def test_admin_calls_are_all_listed(app: Litestar) -> None:
    """Every route of the API that no stranger may use, so that a new one is not forgotten."""
    for_anyone = {"", "answers", "answers/mine", "results"}
    verbs = {
        route.path_format.partition("{poll_id}")[2].strip("/")
        for route in app.routes
        if isinstance(route, HTTPRoute) and "/api/polls/{poll_id}" in route.path_format
    }
    assert verbs - for_anyone == {verb for _, verb, _ in ADMIN_CALLS if verb}


async def test_extension_moves_the_close_later_only(client: Client) -> None:
    poll = await make_poll(client)
    address, later = f"/api/polls/{poll['id']}/extension", in_hours(48)
    moved = await client.post(address, json={"closes_at": later}, headers=admin(poll))
    assert moved.status_code == 200
    assert len(moved.json()["extensions"]) == 1
    for wrong in (in_hours(36), in_hours(-1), in_hours(72)[:19]):
        reply = await client.post(address, json={"closes_at": wrong}, headers=admin(poll))
        assert (problem(reply), fields(reply)) == ((422, "invalid"), ["closes_at"])


async def test_extension_after_the_close_is_refused(client: Client) -> None:
    poll = await make_poll(client)
    await close(client, poll)
    reply = await client.post(
        f"/api/polls/{poll['id']}/extension", json={"closes_at": in_hours(48)}, headers=admin(poll)
    )
    assert problem(reply) == (409, "closed")


@pytest.mark.parametrize("body", [None, {}])
async def test_closure_takes_nothing_and_waits_for_results(client: Client, body: Any) -> None:
    poll = await make_poll(client)
    await give_answers(client, poll, [1, 2, 9])
    reply = await client.post(f"/api/polls/{poll['id']}/closure", json=body, headers=admin(poll))
    assert (reply.status_code, reply.json()["state"]) == (200, "revealed")
    assert (await results(client, poll))["headline"] == {"name": "median", "value": 2.0}


async def test_results_before_the_reveal_are_sealed_for_everybody(client: Client) -> None:
    poll = await make_poll(client)
    for path in ("results", "answers.json", "answers.csv"):
        reply = await client.get(f"/api/polls/{poll['id']}/{path}", headers=admin(poll))
        assert problem(reply) == (403, "sealed")
        assert reply.json()["type"].endswith("/sealed")


async def test_reveal_by_hand_comes_after_the_close(client: Client) -> None:
    poll = await make_poll(client, reveal="manual")
    address = f"/api/polls/{poll['id']}"
    early = await client.post(f"{address}/reveal", headers=admin(poll))
    assert problem(early) == (409, "conflict")
    assert (await close(client, poll))["state"] == "closed"
    assert problem(await client.get(f"{address}/results")) == (403, "sealed")
    revealed = await client.post(f"{address}/reveal", headers=admin(poll))
    assert (revealed.status_code, revealed.json()["state"]) == (200, "revealed")
    assert (await results(client, poll))["n"] == 0


async def test_truth_is_corrected_with_a_log(client: Client) -> None:
    poll = await make_poll(client)
    await give_answers(client, poll, [100, 200])
    await close(client, poll)
    for truth in (140, "1,500", None):
        assert (await resolve(client, poll, truth)).json()["state"] == "resolved"
    found = await results(client, poll)
    assert [entry["truth"] for entry in found["resolutions"]] == [140, 1500, None]
    assert found["scoring"].get("truth") is None


async def test_truth_that_is_no_value_is_invalid(client: Client) -> None:
    reply = await resolve(client, await make_poll(client), "many")
    assert (problem(reply), fields(reply)) == ((422, "invalid"), ["truth"])


async def test_truth_at_creation_is_sealed_until_the_reveal(client: Client) -> None:
    poll = await make_poll(client, truth=98765)
    address = f"/api/polls/{poll['id']}"
    assert "98765" not in json.dumps(poll)
    assert "98765" not in (await client.get(address, headers=admin(poll))).text
    assert (await close(client, poll))["state"] == "resolved"
    assert (await results(client, poll))["scoring"]["truth"] == 98765


async def test_truth_outside_the_bounds_is_taken(client: Client) -> None:
    poll = await make_poll(client, kind={"type": "number", "minimum": 0, "maximum": 10})
    await close(client, poll)
    await resolve(client, poll, -3)
    assert (await results(client, poll))["scoring"]["truth"] == -3


async def test_date_poll_speaks_in_dates(client: Client) -> None:
    poll = await make_poll(client, kind={"type": "date"}, truth="2027-03-05")
    replies = await give_answers(client, poll, ["2027-03-01", "3 March 2027", "2027-03-11"])
    assert [reply["value"] for reply in replies] == ["2027-03-01", "2027-03-03", "2027-03-11"]
    await close(client, poll)
    found = await results(client, poll)
    assert found["headline"] == {"name": "median", "value": "2027-03-03"}
    assert found["aggregates"]["mean"] == "2027-03-05"
    assert found["spread"]["minimum"] == "2027-03-01"
    assert found["scoring"]["truth"] == "2027-03-05"
    assert found["spread"]["standard_deviation"] == pytest.approx((56 / 3) ** 0.5)


async def test_deletion_leaves_no_key_of_the_poll(client: Client, database_url: str) -> None:
    poll, other = await make_poll(client), await make_poll(client)
    await give_answers(client, poll, [1, 2, 3])
    await close(client, poll)
    with server_of(database_url, keys.poll(poll["id"])) as database:
        tag = f"*{{{poll['id']}}}*"
        assert len(list(database.scan_iter(tag))) > 3
        reply = await client.delete(f"/api/polls/{poll['id']}", headers=admin(poll))
        assert (reply.status_code, reply.content) == (204, b"")
        assert list(database.scan_iter(tag)) == []
    with server_of(database_url, keys.DUE) as database:
        assert database.zscore(keys.DUE, poll["id"]) is None
    assert problem(await client.get(f"/api/polls/{poll['id']}")) == (404, "not-found")
    assert (await client.get(f"/api/polls/{other['id']}")).status_code == 200


@pytest.mark.parametrize("body", [b'{"question": "\xff"}', b"[" * 20_000])
async def test_body_that_is_no_json(client: Client, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    reply = await client.post("/api/polls", content=body, headers=headers)
    assert reply.status_code == 400


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ({"type": "date"}, "9999-12-31"),
        ({"type": "date"}, "0001-01-01"),
        ({"type": "number", "decimals": 0}, 7.5e18),
        ({"type": "number"}, 1e100),
        ({"type": "number"}, -1e-100),
    ],
)
async def test_results_of_one_extreme_answer(
    client: Client, kind: dict[str, Any], value: Any
) -> None:
    poll = await make_poll(client, kind=kind)
    await give_answers(client, poll, [value])
    await close(client, poll)
    for address in (f"/api/polls/{poll['id']}/results", f"/p/{poll['id']}"):
        assert (await client.get(address)).status_code == 200


# Browsers and programs


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"sec-fetch-site": "same-origin"}, 201),
        ({"sec-fetch-site": "none"}, 201),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://crowd.test"}, 201),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://crowd.test"}, 403),
    ],
)
async def test_call_from_a_browser_comes_from_our_own_pages(
    client: Client, headers: dict[str, str], status: int
) -> None:
    poll = await make_poll(client)
    assert (await give(client, poll, 5, headers)).status_code == status


async def test_participants_are_counted_only_where_that_may_be_shown(client: Client) -> None:
    hidden, shown = await make_poll(client), await make_poll(client, show_count=True)
    for poll in (hidden, shown):
        await give_answers(client, poll, [1, 2])
    assert "participants" not in (await client.get(f"/api/polls/{hidden['id']}")).json()
    assert (await client.get(f"/api/polls/{shown['id']}")).json()["participants"] == 2


async def test_results_known_by_their_tag_are_not_sent_again(client: Client) -> None:
    poll = await make_poll(client)
    await close(client, poll)
    address = f"/api/polls/{poll['id']}/results"
    tag = (await client.get(address)).headers["etag"]
    reply = await client.get(address, headers={"if-none-match": tag})
    assert (reply.status_code, reply.content) == (304, b"")


# The document


async def test_openapi_document_is_the_golden_one(client: Client) -> None:
    document = (await client.get("/schema/openapi.json")).json()
    if os.environ.get("GOLDEN") == "write":
        GOLDEN_FILE.parent.mkdir(exist_ok=True)
        GOLDEN_FILE.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
    assert document == json.loads(GOLDEN_FILE.read_text())


async def test_calls_without_the_database_are_unavailable() -> None:
    store = Store(connect("unix:///nowhere/redis.sock"))
    transport = httpx.ASGITransport(app=build_app(Settings(), store, SECRET))
    async with Client(transport=transport, base_url="http://crowd.test") as client:
        reply = await client.post("/api/polls", json=poll_body())
    assert problem(reply) == (503, "unavailable")
    assert int(reply.headers["retry-after"]) > 0


async def test_openapi_document_names_every_call_with_its_refusals(client: Client) -> None:
    document = (await client.get("/schema/openapi.json")).json()
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    assert {operation["operationId"] for operation in operations} == {
        handler.operation_id for handler in API
    }
    known = {f"`{name}`" for name in problem_titles()}
    for operation in operations:
        assert {"400", "503"} <= operation["responses"].keys()
        for status, reply in operation["responses"].items():
            if int(status) >= 400:
                assert list(reply["content"]) == ["application/problem+json"]
                assert set(re.findall("`[a-z-]+`", reply["description"])) <= known


async def test_openapi_document_defines_all_that_it_refers_to(client: Client) -> None:
    text = (await client.get("/schema/openapi.json")).text
    defined = set(json.loads(text)["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= defined
    messages = json.loads(text)["components"]["schemas"]
    for name in (
        "NewPoll",
        "AnswerBody",
        "EditBody",
        "ExtensionBody",
        "ResolutionBody",
        "Asks",
    ):
        assert messages[name]["additionalProperties"] is False
    assert messages["NumberKind"]["properties"]["type"] == {"enum": ["number"]}


async def answered_in_one_minute(store: Store, poll: Poll) -> list[datetime]:
    """Three answers whose stored times are 59, 1 and 30 seconds after a full minute."""
    start = int(datetime(2027, 1, 1, 12, 30, tzinfo=UTC).timestamp())
    times = [start + 59, start + 61, start + 90]
    name = keys.answers(poll["id"])
    records_there = np.frombuffer(await store.database.redis.get(name), RECORD).copy()
    records_there["time"] = times
    await store.database.redis.set(name, records_there.tobytes())
    return [datetime.fromtimestamp(time, UTC) for time in times]


@pytest.mark.parametrize("exact", [True, False, None])
async def test_exports_have_minutes_unless_the_organizer_chose_seconds(
    client: Client, store: Store, exact: bool | None
) -> None:
    choice = {} if exact is None else {"exact_times": exact}
    poll = await make_poll(client, **choice)
    assert poll["exact_times"] is bool(exact)
    given = await give_answers(client, poll, [3, 1, 2])
    times = await answered_in_one_minute(store, poll)
    own = {"authorization": f"Bearer {given[0]['edit_token']}"}
    mine = (await client.get(f"/api/polls/{poll['id']}/answers/mine", headers=own)).json()
    assert datetime.fromisoformat(mine["at"]) == times[0]
    await close(client, poll)
    shown = times if exact else [time.replace(second=0) for time in times]
    rows = (await client.get(f"/api/polls/{poll['id']}/answers.json", headers=admin(poll))).json()
    assert [row["value"] for row in rows] == [3, 1, 2]
    assert [datetime.fromisoformat(row["at"]) for row in rows] == shown
    text = (await client.get(f"/api/polls/{poll['id']}/answers.csv", headers=admin(poll))).text
    found = [row["at"] for row in csv.DictReader(io.StringIO(text))]
    assert found == [time.isoformat() for time in shown]
