"""The OpenAPI document, and who calls: browsers from our own pages, and programs."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from datetime import UTC, datetime

import httpx
import numpy as np
import pytest

from crowd.store import keys
from crowd.store.client.connect import connect
from crowd.store.records import RECORD
from crowd.store.store import Store
from crowd.web.app import API
from crowd.web.middleware.problem_documents import problem_titles
from tests.conftest import app_over
from tests.factories import admin, close, give_answers, make_poll, poll_body
from tests.paths import GOLDEN
from tests.web.api.calls import Client, Poll, give, problem

GOLDEN_FILE = GOLDEN / "openapi.json"


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
    transport = httpx.ASGITransport(app=app_over(store))
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
        "ReasonsBody",
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
