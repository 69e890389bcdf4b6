"""What only an organizer may call: extend, close, reveal, resolve, delete."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from crowd.store import keys
from tests.databases import server_of
from tests.factories import admin, close, give_answers, in_hours, make_poll
from tests.web.api.calls import Client, Poll, fields, problem, results


async def resolve(client: Client, poll: Poll, truth: Any) -> httpx.Response:
    return await client.post(
        f"/api/polls/{poll['id']}/resolution", json={"truth": truth}, headers=admin(poll)
    )


ADMIN_CALLS = [
    ("POST", "opening", None),
    ("POST", "extension", {"closes_at": in_hours(48)}),
    ("POST", "closure", None),
    ("POST", "reveal", None),
    ("POST", "resolution", {"truth": 5}),
    ("POST", "reasons", {"publish": True}),
    ("GET", "reasons", None),
    ("GET", "answers.json", None),
    ("GET", "answers.csv", None),
    ("GET", "answers.xlsx", None),
    ("GET", "answers.parquet", None),
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
    for_anyone = {"", "answers", "answers/mine", "results", "results.csv"}
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
    exports = (
        f"answers.{suffix}" for suffix in ("json", "csv", "csv?for=excel", "xlsx", "parquet")
    )
    for path in ("results", *exports):
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
