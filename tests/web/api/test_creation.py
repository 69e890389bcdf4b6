"""Polls are created over the API, as drafts or open; what is wrong is named by its field."""

from __future__ import annotations

import pytest

from tests.factories import admin, in_hours, make_poll, poll_body
from tests.web.api.calls import CHANCE, COLOUR, Client, Poll, fields, give, problem

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
